// The studio's light in GLSL, the same as in the server's pictures: warm key with a soft shadow, cool fill, rim from behind,
// the room as three bands. Petals let light through; buried places keep their colour (Jimenez et al. 2016).

export const PIECE_VERTEX = /* glsl */ `
invariant gl_Position;
in vec4 shade;
#ifdef USE_INSTANCING
in vec3 instanceTint;
#endif
out vec3 vWorld;
// Taken inside the triangle: at its rim, plain interpolation would reach into the neighbouring tile or beyond the normal.
centroid out vec3 vNormal3;
centroid out vec2 vUv2;
centroid out vec4 vShade;
flat out vec3 vFinish;
uniform vec3 finish[8];

void main() {
  mat4 world = modelMatrix;
  vec3 tint = shade.rgb * 1.9921875;
  #ifdef USE_INSTANCING
    world = world * instanceMatrix;
    tint *= instanceTint;
  #endif
  vec4 p = world * vec4(position, 1.0);
  vWorld = p.xyz;
  vNormal3 = mat3(world) * normal;
  vUv2 = uv;
  vShade = vec4(tint, shade.a);
  vFinish = finish[int(min(uv.x * 4.0, 3.0)) + 4 * int(min(uv.y * 2.0, 1.0))];
  gl_Position = projectionMatrix * viewMatrix * p;
}
`

/** Towards the key lamp, not normalised. */
export const KEY_DIRECTION = [-0.5, 0.95, 0.62] as const

export const STUDIO = /* glsl */ `
precision highp sampler3D;
const float PI = 3.14159265;
const vec3 KEY = vec3(0.86, 0.805, 0.735);
const vec3 FILL = vec3(0.150, 0.160, 0.175);
const vec3 RIM = vec3(0.36, 0.34, 0.31);
const vec3 SKY = vec3(0.52, 0.522, 0.525);
const vec3 HORIZON = vec3(0.425, 0.418, 0.408);
const vec3 GROUND = vec3(0.37, 0.351, 0.328);
const float EXPOSURE = 0.98;
const vec3 KEY_TO = normalize(vec3(${KEY_DIRECTION.map((n) => n.toFixed(3)).join(', ')}));
const vec3 FILL_TO = normalize(vec3(0.80, 0.15, 0.60));
const vec3 RIM_TO = normalize(vec3(0.62, 0.42, -0.78));

uniform sampler2D shadowMap;
uniform mat4 shadowFromWorld;
uniform float shadowDepth;
uniform float shadowSpan;
uniform sampler3D visibility;
uniform vec3 visibilityOrigin;
uniform vec3 visibilitySize;
uniform vec3 bounce;

vec3 room(vec3 n) {
  float up = n.y;
  return up > 0.0 ? mix(HORIZON, SKY, up * (2.0 - up)) : mix(HORIZON, GROUND, -up * (2.0 + up));
}

vec4 openness(vec3 p) {
  vec4 v = texture(visibility, (p - visibilityOrigin) / visibilitySize);
  return vec4(v.xyz * 2.0 - 1.0, v.w);
}

vec3 encode(vec3 c) {
  c = clamp(c, 0.0, 1.0);
  return mix(1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, c * 12.92, lessThan(c, vec3(0.0031308)));
}
`

export const SURFACE = /* glsl */ `
// Nothing is whiter.
const float WHITEST = 0.88;

vec3 multibounce(float a, vec3 albedo) {
  vec3 rho = min(albedo * 1.25, vec3(1.0));
  vec3 k2 = 2.0404 * rho - 0.3324, k1 = -4.7951 * rho + 0.6417, k0 = 2.7552 * rho + 0.6903;
  return max(vec3(a), ((a * k2 + k1) * a + k0) * a);
}

float lobe(float nh, float alpha) {
  float a2 = alpha * alpha;
  float d = nh * nh * (a2 - 1.0) + 1.0;
  return a2 / (PI * d * d);
}

vec3 tone(vec3 c) {
  float m = max(max(c.r, c.g), max(c.b, 1e-4));
  const float knee = 0.66, cap = 0.955;
  float bent = m < knee ? m : knee + (cap - knee) * (1.0 - exp(-(m - knee) / (cap - knee)));
  return c * (bent / m);
}

const vec2 DISC[8] = vec2[8](
  vec2(0.250, 0.000), vec2(-0.319, 0.292), vec2(0.049, -0.557), vec2(0.402, 0.524),
  vec2(-0.739, -0.131), vec2(0.699, -0.445), vec2(-0.234, 0.870), vec2(-0.446, -0.859));

// Share of the key that arrives (x) and the mean thickness in metres of what is in its way (y).
vec2 keyShadow(vec3 p) {
  vec3 s = (shadowFromWorld * vec4(p, 1.0)).xyz;
  float radius = 0.0035 / shadowSpan;
  float lit = 0.0, blocked = 0.0, depth = 0.0;
  for (int k = 0; k < TAPS; ++k) {
    float gap = (s.z - texture(shadowMap, s.xy + DISC[k] * radius).r) * shadowDepth;
    float open = clamp(1.0 - gap / 0.005, 0.0, 1.0); // sheets that nearly touch do not smudge each other
    lit += open;
    depth += max(gap, 0.0) * (1.0 - open);
    blocked += 1.0 - open;
  }
  return vec2(lit / float(TAPS), blocked > 0.0 ? depth / blocked : 0.0);
}
`

// What a surface sends back in all directions, for a place `world` with normal n, albedo, translucency and baked occlusion: leaves
// the light's parts behind for the gloss that follows it.
export const DIFFUSE = /* glsl */ `
  float nl = dot(n, KEY_TO);
  vec2 shadow = keyShadow(world + n * (nl < 0.0 ? -0.0006 : 0.0006) + KEY_TO * 0.0028);
  float veil = thin * 0.30 * exp(-shadow.y / 0.02);
  vec4 open = openness(world + n * 0.018);
  float wide = clamp(open.w * 2.2, 0.0, 1.0);
  // The bake is strict, as thin petals pass on much of what they stop.
  float near = pow(occlusion, 0.75);
  float a = near * wide;
  vec3 burial = multibounce(a, albedo);
  vec3 inner = multibounce(mix(1.0, near, 0.45), albedo);
  float top = max(max(albedo.r, albedo.g), max(albedo.b, 1e-4));
  // Buried places are lit through petals: warmer and more colourful than a plain shadow; mauves gain less.
  float pale = min(albedo.r, min(albedo.g, albedo.b)) / top;
  float gain = mix(0.9, 0.45, smoothstep(-0.15, 0.15, (albedo.b - albedo.r) / top));
  vec3 glow = pow(albedo / top, vec3(gain * (1.0 - a))) * (1.0 + vec3(0.06, -0.01, -0.10) * pale * pale * (1.0 - a));

  float soft = 0.42 * thin;
  float lit = clamp((nl + soft) / (1.0 + soft), 0.0, 1.0);
  vec3 key = KEY * (shadow.x + (1.0 - shadow.x) * veil);
  vec3 through = thin * 1.25 * pow(albedo, vec3(1.35));
  float behind = clamp(-0.85 * nl + 0.15, 0.0, 1.0);
  vec3 ambient = room(normalize(n + open.xyz * 1.2));
  vec3 farSide = room(-n) * 0.35 * thin;
  float nf = clamp(dot(n, FILL_TO) * 0.6 + 0.4, 0.0, 1.0);
  float nr = dot(n, RIM_TO);
  // Where the sky is hidden by other petals, their colour shines in its place.
  vec3 wandering = bounce * 0.42 * (1.0 - wide) * near;
  float rimOpen = wide * near * clamp(0.35 + 1.6 * dot(open.xyz, RIM_TO), 0.0, 1.0);

  vec3 light = albedo * inner * key * lit
             + through * inner * key * behind
             + (albedo * (ambient + FILL * nf) + albedo * farSide) * burial
             + albedo * wandering
             + RIM * rimOpen * (albedo * clamp(nr, 0.0, 1.0) + through * 0.8 * clamp(-0.85 * nr + 0.15, 0.0, 1.0));
  light *= glow;
`

export const PIECE_FRAGMENT = /* glsl */ `
${STUDIO}
${SURFACE}
in vec3 vWorld;
centroid in vec3 vNormal3;
centroid in vec2 vUv2;
centroid in vec4 vShade;
flat in vec3 vFinish;
uniform sampler2D palette;
uniform float opacity;
layout(location = 0) out highp vec4 pixel;

void main() {
  float roughness = vFinish.x, thin = vFinish.y, sheen = vFinish.z;
  vec3 albedo = min(texture(palette, vUv2).rgb * vShade.rgb, vec3(WHITEST));
  vec3 v = normalize(cameraPosition - vWorld);
  // Petals have two sides: the normal is turned to the side that is seen, judged by the flat triangle.
  vec3 facet = cross(dFdx(vWorld), dFdy(vWorld));
  vec3 n = normalize(vNormal3);
  n = dot(n, facet) < 0.0 ? -n : n;
  float nv = dot(n, v);
  if (nv < 0.04) { n = normalize(n + v * (0.04 - nv)); nv = 0.04; }

  vec3 world = vWorld;
  float occlusion = vShade.a;
  ${DIFFUSE}

  float alpha = max(roughness * roughness, 0.06) + 0.06;
  vec3 h = normalize(v + KEY_TO);
  float fresnel = 0.04 + 0.96 * pow(1.0 - clamp(dot(v, h), 0.0, 1.0), 5.0);
  float spec = lobe(clamp(dot(n, h), 0.0, 1.0), alpha) * fresnel * clamp(nl, 0.0, 1.0) * 0.25 / max(max(nv, nl), 0.1);
  light += KEY * shadow.x * inner * spec * PI;
  float grazing = pow(1.0 - nv, 4.0);
#ifdef FINE
  vec3 hr = normalize(v + RIM_TO);
  float rimSpec = lobe(clamp(dot(n, hr), 0.0, 1.0), alpha) * 0.012 * clamp(nr, 0.0, 1.0) * rimOpen / max(nv, 0.15);
  vec3 mirror = room(reflect(-v, n)) * (0.02 + 0.22 * grazing * (1.0 - roughness)) * a;
  light += RIM * rimSpec * PI + mirror * (1.0 - 0.7 * roughness);
#endif
  light += sheen * grazing * mix(albedo, vec3(1.0), 0.35) * (ambient * a + KEY * shadow.x * 0.35 * inner) * 0.9;

  float cover = opacity;
#ifdef CLEAR
  // Glass and water: seen at the rim and in its highlights, otherwise what stands behind.
  cover = clamp(opacity + 0.55 * pow(1.0 - nv, 3.0) + dot(KEY * spec, vec3(1.5)), 0.0, 0.95);
  light = mix(light, room(reflect(-v, n)) * 1.6, 0.45);
#endif
  vec3 shown = encode(tone(light * EXPOSURE));
  shown += (fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5) / 255.0;
  pixel = vec4(shown * cover, cover);
}
`

// The very sum of PIECE_VERTEX: its depths must be equal to the last bit.
export const DEPTH_VERTEX = /* glsl */ `
invariant gl_Position;
void main() {
  mat4 world = modelMatrix;
  #ifdef USE_INSTANCING
    world = world * instanceMatrix;
  #endif
  vec4 p = world * vec4(position, 1.0);
  gl_Position = projectionMatrix * viewMatrix * p;
}
`

export const WHITE_FRAGMENT = /* glsl */ `
layout(location = 0) out highp vec4 pixel;
void main() { pixel = vec4(1.0); }
`

export const FLOOR_VERTEX = /* glsl */ `
out vec3 vWorld;
void main() {
  vec4 p = modelMatrix * vec4(position, 1.0);
  vWorld = p.xyz;
  gl_Position = projectionMatrix * viewMatrix * p;
}
`

// The ground is the page itself; only the bouquet's shadow is painted on it.
export const FLOOR_FRAGMENT = /* glsl */ `
${STUDIO}
in vec3 vWorld;
uniform float reach;
uniform float strength;
layout(location = 0) out highp vec4 pixel;

void main() {
  vec3 s = (shadowFromWorld * vec4(vWorld, 1.0)).xyz;
  vec2 edge = smoothstep(vec2(0.0), vec2(0.06), min(s.xy, 1.0 - s.xy));
  float shade = 0.0;
  // The farther from the foot, the higher stands what throws the shadow, and the softer it is.
  float radius = clamp(0.010 + 0.16 * length(vWorld.xz), 0.010, 0.05) / shadowSpan;
  for (int k = 0; k < FLOOR_TAPS; ++k) {
    float r = sqrt((float(k) + 0.5) / float(FLOOR_TAPS)) * radius, w = float(k) * 2.39996;
    float gap = (s.z - texture(shadowMap, s.xy + r * vec2(cos(w), sin(w))).r) * shadowDepth;
    shade += gap > 0.002 ? 1.0 : 0.0;
  }
  shade *= edge.x * edge.y / float(FLOOR_TAPS);
  // Half of the sphere is the floor itself, which the grid takes for open.
  float open = clamp(openness(vWorld + vec3(0.0, 0.008, 0.0)).w * 2.0 - 1.0, 0.0, 1.0);
  vec3 inside = (vWorld + vec3(0.0, 0.008, 0.0) - visibilityOrigin) / visibilitySize;
  vec2 rim = smoothstep(vec2(0.0), vec2(0.14), min(inside.xz, 1.0 - inside.xz));
  float contact = (1.0 - open) * rim.x * rim.y;
  float away = smoothstep(reach, reach * 0.35, length(vWorld.xz));
  float alpha = (1.0 - (1.0 - 0.2 * shade) * (1.0 - 0.45 * contact)) * away * strength;
  pixel = vec4(vec3(0.16, 0.13, 0.11) * alpha, alpha);
}
`

export const SCREEN_VERTEX = /* glsl */ `
out vec2 vScreen;
void main() {
  vScreen = position.xy * 0.5 + 0.5;
  gl_Position = vec4(position.xy, 0.0, 1.0);
}
`

// A line around the selected stem's silhouette.
export const OUTLINE_FRAGMENT = /* glsl */ `
in vec2 vScreen;
uniform sampler2D mask;
uniform vec2 texel;
uniform vec3 colour;
layout(location = 0) out highp vec4 pixel;
void main() {
  float own = texture(mask, vScreen).r, most = own;
  for (int k = 0; k < 12; ++k) {
    float w = float(k) * 0.5235988;
    most = max(most, texture(mask, vScreen + vec2(cos(w), sin(w)) * texel).r);
  }
  float line = clamp(most - own, 0.0, 1.0);
  pixel = vec4(colour * line, line);
}
`

// Edges smoothed along their direction (Lottes 2009, FXAA, the short form); alpha counts as brightness, for the silhouette.
export const SMOOTH_FRAGMENT = /* glsl */ `
in vec2 vScreen;
uniform sampler2D picture;
uniform vec2 texel;
layout(location = 0) out highp vec4 pixel;
float luma(vec4 c) { return dot(c.rgb, vec3(0.299, 0.587, 0.114)) + 0.5 * c.a; }
void main() {
  vec4 centre = texture(picture, vScreen);
  float m = luma(centre);
  float nw = luma(texture(picture, vScreen + vec2(-1.0, -1.0) * texel)), ne = luma(texture(picture, vScreen + vec2(1.0, -1.0) * texel));
  float sw = luma(texture(picture, vScreen + vec2(-1.0, 1.0) * texel)), se = luma(texture(picture, vScreen + vec2(1.0, 1.0) * texel));
  float low = min(m, min(min(nw, ne), min(sw, se))), high = max(m, max(max(nw, ne), max(sw, se)));
  if (high - low < max(0.03, high * 0.08)) { pixel = centre; return; }
  vec2 along = vec2(-((nw + ne) - (sw + se)), (nw + sw) - (ne + se));
  float reduce = max((nw + ne + sw + se) * 0.03125, 0.0078125);
  along = clamp(along / (min(abs(along.x), abs(along.y)) + reduce), -6.0, 6.0) * texel;
  vec4 a = 0.5 * (texture(picture, vScreen + along * (1.0 / 3.0 - 0.5)) + texture(picture, vScreen + along * (2.0 / 3.0 - 0.5)));
  vec4 b = a * 0.5 + 0.25 * (texture(picture, vScreen - along * 0.5) + texture(picture, vScreen + along * 0.5));
  float l = luma(b);
  pixel = (l < low || l > high) ? a : b;
}
`
