// Validates the GLB files named on the command line; prints one JSON object: file -> {errors, warnings, messages}.
const fs = require("fs");
const validator = require("gltf-validator");

async function main() {
  const results = {};
  for (const file of process.argv.slice(2)) {
    const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)), { maxIssues: 20 });
    results[file] = {
      errors: report.issues.numErrors,
      warnings: report.issues.numWarnings,
      messages: report.issues.messages.filter((m) => m.severity < 2).map((m) => `${m.code} ${m.pointer}: ${m.message}`),
      info: report.info,
    };
  }
  console.log(JSON.stringify(results));
}

main();
