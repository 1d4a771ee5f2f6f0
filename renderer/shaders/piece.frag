#version 410 core
#include "studio.glsl"
#include "grain.glsl"
in vec3 world_position;
in vec3 world_normal;
in vec2 uv;
in vec3 tint;
in float occlusion;

uniform sampler2D palette;
uniform vec4 finish[8];                       // roughness, translucency, sheen
uniform float opacity;
uniform float frame_seed;
uniform float fine;                           // 1 in stills: draw the grain of petals and leaves

out vec4 fragment;

// Light that has bounced between surfaces of this colour (Jimenez et al. 2016): buried places stay coloured, never grey.
vec3 multibounce(float a, vec3 albedo) {
    vec3 rho = min(albedo * 1.25, vec3(1.0));
    vec3 k2 = 2.0404 * rho - 0.3324, k1 = -4.7951 * rho + 0.6417, k0 = 2.7552 * rho + 0.6903;
    return max(vec3(a), ((a * k2 + k1) * a + k0) * a);
}

float lobe(float n_h, float alpha) {
    float a2 = alpha * alpha;
    float d = n_h * n_h * (a2 - 1.0) + 1.0;
    return a2 / (PI * d * d);
}

void main() {
    int slot = int(min(uv.x * 4.0, 3.0)) + 4 * int(min(uv.y * 2.0, 1.0));
    float roughness = finish[slot].x, thin = finish[slot].y, sheen = finish[slot].z;
    vec3 albedo = texture(palette, uv).rgb * tint;
    float relief = 0.0;
    if (fine > 0.0) {
        // What shines is smooth.
        relief = fine * smoothstep(0.22, 0.5, roughness) * grain(uv, floor(dot(tint, vec3(41.0, 29.0, 17.0))));
        albedo *= 1.0 + 0.10 * relief;
        roughness = clamp(roughness + 0.10 * relief, 0.05, 1.0);
    }
    albedo = min(albedo, vec3(0.88));

    vec3 v = normalize(camera_position - world_position);
    // Petals have two sides: the normal is turned to the side that is seen, judged by the flat triangle.
    vec3 flat_normal = cross(dFdx(world_position), dFdy(world_position));
    vec3 n = normalize(world_normal);
    n = dot(n, flat_normal) < 0.0 ? -n : n;
    if (fine > 0.0) n = grain_normal(n, world_position, relief, 0.00016);
    float n_v = dot(n, v);
    if (n_v < 0.04) { n = normalize(n + v * (0.04 - n_v)); n_v = 0.04; }

    float n_l = dot(n, key_direction);
    vec2 shadow = key_shadow(world_position + n * (n_l < 0.0 ? -0.0006 : 0.0006) + key_direction * 0.0028, shadow_spread);
    // A petal in the way of the lamp lets some light through, in its own warm tone.
    float veil = thin * 0.30 * exp(-shadow.y / 0.02);
    vec4 open = openness(world_position + n * 0.018);
    float wide = clamp(open.w * 2.2, 0.0, 1.0);
    // The bake is strict, as thin petals pass on much of what they stop.
    float near = pow(occlusion, 0.75);
    float a = near * wide;
    vec3 burial = multibounce(a, albedo);
    vec3 inner = multibounce(mix(1.0, near, 0.45), albedo);
    float top = max(max(albedo.r, albedo.g), max(albedo.b, 1e-4));
    // Buried places are lit through petals: warmer and more colourful than a plain shadow.
    float pale = min(albedo.r, min(albedo.g, albedo.b)) / top;
    // Mauves turn violet soonest, so they gain less.
    float gain = mix(0.9, 0.45, smoothstep(-0.15, 0.15, (albedo.b - albedo.r) / top));
    vec3 glow = pow(albedo / top, vec3(gain * (1.0 - a))) * (1.0 + vec3(0.06, -0.01, -0.10) * pale * pale * (1.0 - a));

    float wrap = 0.42 * thin;
    float lit = clamp((n_l + wrap) / (1.0 + wrap), 0.0, 1.0);
    vec3 key = key_colour * (shadow.x + (1.0 - shadow.x) * veil);
    vec3 through = thin * 1.25 * pow(albedo, vec3(1.35));
    float behind = clamp(-0.85 * n_l + 0.15, 0.0, 1.0);

    vec3 around = normalize(n + open.xyz * 1.2);
    vec3 ambient = room(around);
    // Where the sky is hidden by other petals, their colour shines in its place.
    vec3 wandering = bounce_colour * 0.42 * (1.0 - wide) * near;
    vec3 far_side = room(-n) * 0.35 * thin;
    float n_f = clamp(dot(n, fill_direction) * 0.6 + 0.4, 0.0, 1.0);
    float n_r = dot(n, rim_direction);
    float rim_open = wide * near * clamp(0.35 + 1.6 * dot(open.xyz, rim_direction), 0.0, 1.0);

    vec3 light = albedo * inner * key * lit
               + through * inner * key * behind
               + (albedo * (ambient + fill_colour * n_f) + albedo * far_side) * burial
               + albedo * wandering
               + rim_colour * rim_open * (albedo * clamp(n_r, 0.0, 1.0) + through * 0.8 * clamp(-0.85 * n_r + 0.15, 0.0, 1.0));
    light *= glow;

    // The lamps are large boxes, so even a smooth leaf shows a soft highlight.
    float alpha = max(roughness * roughness, 0.06) + 0.06;
    vec3 h = normalize(v + key_direction);
    float fresnel = 0.04 + 0.96 * pow(1.0 - clamp(dot(v, h), 0.0, 1.0), 5.0);
    float spec = lobe(clamp(dot(n, h), 0.0, 1.0), alpha) * fresnel * clamp(n_l, 0.0, 1.0) * 0.25 / max(max(n_v, n_l), 0.1);
    vec3 hr = normalize(v + rim_direction);
    float rim_spec = lobe(clamp(dot(n, hr), 0.0, 1.0), alpha) * 0.012 * clamp(n_r, 0.0, 1.0) * rim_open / max(n_v, 0.15);
    float grazing = pow(1.0 - n_v, 4.0);
    vec3 mirror = room(reflect(-v, n)) * (0.02 + 0.22 * grazing * (1.0 - roughness)) * a;
    light += key_colour * shadow.x * inner * spec * PI + rim_colour * rim_spec * PI + mirror * (1.0 - 0.7 * roughness);
    // The velvet of petals: short hairs catch light at the rim.
    light += sheen * grazing * mix(albedo, vec3(1.0), 0.35) * (ambient * a + key_colour * shadow.x * 0.35 * inner) * 0.9;

    vec3 shown = encode(tone(light * exposure));
    shown += dither(gl_FragCoord.xy + frame_seed) / 255.0;
    fragment = vec4(shown * opacity, opacity);
}
