import { DIFFUSE, STUDIO, SURFACE } from './shaders'

// The studio's light worked out once for each vertex, where shading every pixel of every picture would be too much.

// One point for each vertex, laid out row by row: the light that its two sides send back, as factors for the palette's own values
// (a product of linear light is nearly a product of encoded values with the 2.2th root).
export const BAKE_VERTEX = /* glsl */ `
in vec4 shade;
out vec3 vWorld;
out vec3 vNormal3;
out vec2 vUv2;
out vec4 vShade;
flat out vec3 vFinish;
uniform vec3 finish[8];
uniform vec2 size;

void main() {
  vWorld = (modelMatrix * vec4(position, 1.0)).xyz;
  vNormal3 = mat3(modelMatrix) * normal;
  vUv2 = uv;
  vShade = vec4(shade.rgb * 1.9921875, shade.a);
  vFinish = finish[int(min(uv.x * 4.0, 3.0)) + 4 * int(min(uv.y * 2.0, 1.0))];
  vec2 at = vec2(float(gl_VertexID % int(size.x)), float(gl_VertexID / int(size.x)));
  gl_Position = vec4((at + 0.5) / size * 2.0 - 1.0, 0.0, 1.0);
  gl_PointSize = 1.0;
}
`

export const BAKE_FRAGMENT = /* glsl */ `
${STUDIO}
${SURFACE}
in vec3 vWorld;
in vec3 vNormal3;
in vec2 vUv2;
in vec4 vShade;
flat in vec3 vFinish;
uniform sampler2D palette;
layout(location = 0) out highp vec4 front;
layout(location = 1) out highp vec4 back;

vec4 side(vec3 n, vec3 own) {
  vec3 world = vWorld, albedo = min(own * vShade.rgb, vec3(WHITEST));
  float occlusion = vShade.a, thin = vFinish.y;
  ${DIFFUSE}
  // A little of the gloss that depends on where it is seen from.
  light += KEY * shadow.x * inner * 0.02 + vFinish.z * ambient * a * 0.04;
  vec3 factor = (tone(light * EXPOSURE) + 2e-4) / (own + 2e-4);
  return vec4(pow(min(factor, vec3(4.0)), vec3(1.0 / 2.2)) * 0.5, 1.0);
}

void main() {
  vec3 n = normalize(vNormal3), own = texture(palette, vUv2).rgb;
  front = side(n, own);
  back = side(-n, own);
}
`

export const LIT_VERTEX = /* glsl */ `
uniform sampler2D front;
uniform sampler2D back;
uniform int columns;
out vec2 vUv2;
out vec3 vLight;

void main() {
  vec4 p = modelMatrix * vec4(position, 1.0);
  ivec2 at = ivec2(gl_VertexID % columns, gl_VertexID / columns);
  float facing = dot(normalize(mat3(modelMatrix) * normal), normalize(cameraPosition - p.xyz));
  vLight = mix(texelFetch(back, at, 0).rgb, texelFetch(front, at, 0).rgb, smoothstep(-0.2, 0.2, facing)) * 2.0;
  vUv2 = uv;
  gl_Position = projectionMatrix * viewMatrix * p;
}
`

export const LIT_FRAGMENT = /* glsl */ `
in vec2 vUv2;
in vec3 vLight;
uniform sampler2D palette;
layout(location = 0) out highp vec4 pixel;
void main() { pixel = vec4(texture(palette, vUv2).rgb * vLight, 1.0); }
`
