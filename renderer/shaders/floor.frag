#version 410 core
// What reaches the floor, once for each scene: x share of the key, y share of the room. Far from it both are 1.
#include "studio.glsl"
in vec2 screen;
uniform vec4 floor_area;                      // centre x, z, half width, metres
uniform sampler2D contact_map;
uniform float contact_pad;
uniform float softness;                       // tangent of the key's half-angle
out vec4 fragment;

// How far above a floor point something stands in the lamp's way at one place of the map; 0 for nothing, or outside the map.
float gap_at(vec2 place, float z) {
    if (any(lessThan(place, vec2(0.0))) || any(greaterThan(place, vec2(1.0)))) return 0.0;
    float found = texture(shadow_map, place).r;
    return found > 0.9999 ? 0.0 : (z - found) * shadow_depth;
}

void main() {
    vec2 at = floor_area.xy + (screen * 2.0 - 1.0) * floor_area.z;
    vec3 p = vec3(at.x, 0.0, at.y);
    vec3 s = (shadow_from_world * vec4(p, 1.0)).xyz;
    float span = shadow_texel * float(textureSize(shadow_map, 0).x);
    // How far above stands what blocks the lamp? The higher, the wider its half-shadow (Fernando 2005, PCSS).
    float blockers = 0.0, height = 0.0;
    for (int k = 0; k < 14; ++k) {
        float r = sqrt((float(k) + 0.5) / 14.0) * 0.08 / span, w = float(k) * 2.39996;
        float gap = gap_at(s.xy + r * vec2(cos(w), sin(w)), s.z);
        if (gap > 0.002) { blockers += 1.0; height += gap; }
    }
    float lit = 1.0;
    if (blockers > 0.0) {
        float radius = clamp(height / blockers * softness * 1.6, 0.004, 0.14) / span;
        lit = 0.0;
        for (int k = 0; k < 40; ++k) {
            float r = sqrt((float(k) + 0.5) / 40.0) * radius, w = float(k) * 2.39996;
            float gap = gap_at(s.xy + r * vec2(cos(w), sin(w)), s.z);
            lit += gap > 0.002 ? 0.0 : 1.0;
        }
        lit /= 40.0;
    }
    // Near the stems the fine grid tells how closed in the floor is, farther out the coarse map does.
    vec3 inside = (p + vec3(0.0, 0.006, 0.0) - visibility_origin) / visibility_size;
    vec2 edge = smoothstep(vec2(0.0), vec2(0.25), min(inside.xz, 1.0 - inside.xz));
    float fine = clamp(texture(visibility, clamp(inside, 0.0, 1.0)).w * 2.0 - 1.0, 0.0, 1.0);
    vec2 wide = (inside.xz + contact_pad) / (1.0 + 2.0 * contact_pad);
    float coarse = texture(contact_map, clamp(wide, 0.0, 1.0)).r;
    vec2 rim = smoothstep(vec2(0.0), vec2(0.15), min(wide, 1.0 - wide));
    coarse = mix(1.0, coarse, rim.x * rim.y);
    float contact = mix(coarse, min(fine, coarse), edge.x * edge.y);
    // The walls of the room shine in from the sides: only a nearly closed sky darkens the floor visibly.
    fragment = vec4(lit, smoothstep(0.0, 0.82, contact), 0.0, 1.0);
}
