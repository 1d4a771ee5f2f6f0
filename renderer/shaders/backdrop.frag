#version 410 core
// The room behind: a seamless paper sweep or a table of pale wood, with the bouquet's shadow on it.
#include "studio.glsl"
in vec2 screen;
uniform sampler2D floor_map;
uniform vec4 floor_area;
uniform mat4 world_from_clip;
uniform vec3 paper;                           // sRGB
uniform vec3 wall;                            // sRGB
uniform float has_ground;
uniform float table;
uniform float shadow_only;                    // 1: alpha of the shadow, no paper
uniform float frame_seed;
out vec4 fragment;

float hash(float n) { return fract(sin(n) * 43758.5453); }

float noise(vec2 p) {
    vec2 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    float a = hash(i.x + i.y * 57.0), b = hash(i.x + 1.0 + i.y * 57.0);
    float c = hash(i.x + i.y * 57.0 + 57.0), d = hash(i.x + i.y * 57.0 + 58.0);
    return mix(mix(a, b, f.x), mix(c, d, f.x), f.y);
}

// Planks of limed oak running across, 9 cm deep.
vec3 wood(vec2 p) {
    float plank = floor(p.y / 0.09);
    vec2 q = vec2(p.x * 3.0 + hash(plank) * 40.0, p.y * 26.0);
    float warp = noise(q * vec2(0.8, 0.5)) * 2.2;
    float grain = noise(vec2(q.x * 1.3, q.y * 3.5 + warp * 3.0)) * 0.6 + noise(vec2(q.x * 4.0, q.y * 14.0 + warp)) * 0.4;
    float rings = 0.5 + 0.5 * sin((q.y * 1.4 + warp * 2.0) * 3.0);
    vec3 pale = vec3(0.875, 0.805, 0.715), dark = vec3(0.79, 0.70, 0.59);
    vec3 c = mix(pale, dark, 0.30 * grain + 0.22 * rings + 0.16 * (hash(plank + 3.0) - 0.5));
    // A seam is 1.5 mm wide; seen from afar it fades instead of breaking into dots.
    float across = abs(fract(p.y / 0.09 + 0.5) - 0.5) * 0.09, width = fwidth(p.y) + 0.0015;
    return c * (1.0 - 0.30 * (0.0015 / width) * smoothstep(width, 0.0, across));
}

void main() {
    vec4 near = world_from_clip * vec4(screen * 2.0 - 1.0, -1.0, 1.0);
    vec4 far = world_from_clip * vec4(screen * 2.0 - 1.0, 1.0, 1.0);
    vec3 from = near.xyz / near.w;
    vec3 ray = normalize(far.xyz / far.w - from);
    vec2 lit = vec2(1.0);
    vec3 colour = has_ground > 0.5 ? wall : mix(paper, wall, 0.35);
    if (has_ground > 0.5 && ray.y < -1e-4) {
        vec2 at = (from + ray * (-from.y / ray.y)).xz;
        vec2 offset = (at - floor_area.xy) / floor_area.z;
        float away = length(offset);
        vec2 inside = offset * 0.5 + 0.5;
        float edge = smoothstep(1.0, 0.55, away);
        lit = mix(vec2(1.0), texture(floor_map, clamp(inside, 0.0, 1.0)).xy, edge);
        vec3 base = table > 0.5 ? wood(at) : paper;
        float behind = table > 0.5 ? smoothstep(0.95, 1.25, -at.y)
                                   : smoothstep(0.5, 2.6, away);
        colour = mix(base, wall, behind);
        lit = mix(lit, vec2(1.0), table > 0.5 ? behind : 0.0);
    }
    // The lamps fall off towards the corners of the picture.
    vec2 corner = screen - vec2(0.46, 0.50);
    colour *= 1.0 - vec3(0.030, 0.033, 0.037) * smoothstep(0.1, 1.0, dot(corner, corner) * 2.0);
    vec3 linear = decode(colour);
    vec3 key_part = vec3(0.215, 0.235, 0.258);
    vec3 shade = (1.0 - key_part * (1.0 - lit.x)) * mix(vec3(0.40, 0.36, 0.33), vec3(1.0), lit.y);
    if (shadow_only > 0.5) {
        float alpha = clamp(1.0 - encode(vec3(luminance(shade))).r, 0.0, 1.0);
        fragment = vec4(vec3(0.16, 0.13, 0.11) * alpha, alpha);   // premultiplied
        return;
    }
    vec3 shown = encode(linear * shade) + dither(gl_FragCoord.xy + frame_seed) / 255.0;
    fragment = vec4(shown, 1.0);
}
