// The fine relief that neither mesh nor palette holds: fibres along petals, leaves and stems, and the mottle between them.
// It is laid in the coordinates of the palette's tile, so it grows with the organ, and fades where a pixel could not show it.

float grain_hash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }

float grain_noise(vec2 p) {
    vec2 i = floor(p), f = p - i;
    f = f * f * (3.0 - 2.0 * f);
    float a = grain_hash(i), b = grain_hash(i + vec2(1.0, 0.0)), c = grain_hash(i + vec2(0.0, 1.0)), d = grain_hash(i + 1.0);
    return mix(mix(a, b, f.x), mix(c, d, f.x), f.y) - 0.5;
}

// How much of a pattern of `cells` a tile is left at this pixel.
float grain_kept(vec2 tile, vec2 cells) {
    vec2 step = fwidth(tile) * cells;
    return 1.0 - smoothstep(0.35, 0.8, max(step.x, step.y));
}

// Height -1..1 of the relief at a place of the palette; shift sets one organ apart from its neighbour.
float grain(vec2 uv, float shift) {
    vec2 tile = uv * vec2(4.0, 2.0);
    vec2 fine = vec2(92.0, 9.0), coarse = vec2(38.0, 5.0), mottle = vec2(26.0, 26.0);
    float wavy = tile.x + 0.012 * grain_noise(tile * vec2(3.0, 8.0) + shift);
    vec2 place = vec2(wavy, tile.y);
    return grain_kept(tile, fine) * 0.9 * grain_noise(place * fine + shift)
         + grain_kept(tile, coarse) * 0.8 * grain_noise(place * coarse + shift * 1.7)
         + grain_kept(tile, mottle) * 0.5 * grain_noise(tile * mottle + shift * 2.3);
}

// The normal bent by a relief of `height` metres (Mikkelsen 2010, bump mapping unparametrized surfaces).
vec3 grain_normal(vec3 n, vec3 place, float relief, float height) {
    vec3 across = dFdx(place), up = dFdy(place);
    vec3 r1 = cross(up, n), r2 = cross(n, across);
    float det = dot(across, r1);
    vec3 slope = sign(det) * (dFdx(relief) * r1 + dFdy(relief) * r2);
    return normalize(abs(det) * n - height * slope);
}
