#version 410 core
// Clear glass and water: bends what lies behind, mirrors the studio's lamps, is never milky.
#include "studio.glsl"
in vec3 world_position;
in vec3 world_normal;
in vec2 uv;
in vec3 tint;
in float occlusion;

uniform sampler2D behind;                     // what is drawn so far
uniform sampler2D palette;
uniform mat4 camera_from_world;
uniform mat4 clip_from_world;
uniform float is_water;
uniform float frame_seed;
out vec4 fragment;

// A lamp's soft box as a mirror sees it: an upright bright window with soft edges.
float window(vec3 ray, vec3 lamp, vec2 half_size) {
    vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), lamp));
    vec3 up = cross(lamp, side);
    float ahead = dot(ray, lamp);
    if (ahead <= 0.0) return 0.0;
    vec2 at = abs(vec2(dot(ray, side), dot(ray, up)) / ahead) / half_size;
    vec2 inside = 1.0 - smoothstep(vec2(0.82), vec2(1.12), at);
    return inside.x * inside.y;
}

void main() {
    vec3 v = normalize(camera_position - world_position);
    vec3 n = normalize(world_normal);
    n = dot(n, v) < 0.0 ? -n : n;
    float n_v = max(dot(n, v), 0.0);
    vec3 seen = mat3(camera_from_world) * n;

    vec2 size = vec2(textureSize(behind, 0));
    float distance = length(camera_position - world_position);
    // A cylinder of water magnifies sideways; thin glass only shifts near its rim.
    float strength = is_water > 0.5 ? 0.030 : 0.007 * (1.0 - n_v);
    vec2 offset = -seen.xy * strength / distance * vec2(size.y / size.x, 1.0) * 2.5;
    vec2 at = clamp(gl_FragCoord.xy / size + offset, vec2(0.001), vec2(0.999));
    vec4 through = texture(behind, at);
    vec3 light = decode(through.rgb);

    vec3 body = texture(palette, uv).rgb;
    float path = is_water > 0.5 ? 0.30 + 0.4 * (1.0 - n_v) : 0.10 + 0.75 * pow(1.0 - n_v, 3.0);
    light *= mix(vec3(1.0), body, path);
    // Thick glass at the silhouette gathers the dark of the room: that draws a vase's outline.
    if (is_water < 0.5) light *= 1.0 - 0.42 * pow(1.0 - n_v, 2.5);

    float fresnel = 0.04 + 0.96 * pow(1.0 - n_v, 5.0);
    if (is_water > 0.5) fresnel *= 0.35;
    vec3 ray = reflect(-v, n);
    vec3 mirrored = room(ray) * 0.9;
    mirrored += key_colour * 11.0 * window(ray, normalize(vec3(-0.86, -0.12, 0.50)), vec2(0.20, 0.55));
    mirrored += rim_colour * 16.0 * window(ray, normalize(vec3(0.99, -0.12, 0.10)), vec2(0.07, 0.60));
    light = light * (1.0 - fresnel) + mirrored * fresnel;

    float alpha = mix(through.a, 1.0, clamp(fresnel + 0.15 * path, 0.0, 1.0));
    vec3 shown = encode(tone(light)) + dither(gl_FragCoord.xy + frame_seed) / 255.0;
    fragment = vec4(min(shown, vec3(alpha)), alpha);
}
