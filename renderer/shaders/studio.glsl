// Light of the studio, shared by every shader that shades.
uniform vec3 camera_position;
uniform vec3 key_direction;
uniform vec3 key_colour;
uniform vec3 fill_direction;
uniform vec3 fill_colour;
uniform vec3 rim_direction;
uniform vec3 rim_colour;
uniform vec3 sky_colour;
uniform vec3 horizon_colour;
uniform vec3 ground_colour;
uniform vec3 bounce_colour;                   // mean colour of the bouquet: of the light that wanders inside it
uniform float exposure;

uniform sampler2D shadow_map;
uniform mat4 shadow_from_world;               // to texture coordinates and depth, 0..1
uniform float shadow_depth;                   // metres that depth 0..1 spans
uniform float shadow_texel;                   // metres
uniform float shadow_spread;                  // radius of the filter, metres
uniform sampler3D visibility;
uniform vec3 visibility_origin;
uniform vec3 visibility_size;

const float PI = 3.14159265;

float luminance(vec3 c) { return dot(c, vec3(0.2126, 0.7152, 0.0722)); }

vec3 encode(vec3 c) {
    c = clamp(c, 0.0, 1.0);
    return mix(1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, c * 12.92, lessThan(c, vec3(0.0031308)));
}

vec3 decode(vec3 c) {
    return mix(pow((c + 0.055) / 1.055, vec3(2.4)), c / 12.92, lessThan(c, vec3(0.04045)));
}

// Above .7 the largest channel bends towards .955 (sRGB .98), the others follow in proportion: light colours keep their hue.
vec3 tone(vec3 c) {
    float m = max(max(c.r, c.g), max(c.b, 1e-4));
    const float knee = 0.66, cap = 0.955;
    float bent = m < knee ? m : knee + (cap - knee) * (1.0 - exp(-(m - knee) / (cap - knee)));
    return c * (bent / m);
}

// The room without the lamps, gathered over the hemisphere around n.
vec3 room(vec3 n) {
    float up = n.y;
    vec3 upper = mix(horizon_colour, sky_colour, up * (2.0 - up));
    vec3 lower = mix(horizon_colour, ground_colour, -up * (2.0 + up));
    return up > 0.0 ? upper : lower;
}

// Open sky around a place: xyz the bent direction, w its share of the sphere.
vec4 openness(vec3 p) {
    vec4 v = texture(visibility, (p - visibility_origin) / visibility_size);
    return vec4(v.xyz * 2.0 - 1.0, v.w);
}

// A little noise below one step of eight bits, so that soft gradients do not band.
float dither(vec2 pixel) {
    return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))) - 0.5;
}

const vec2 DISC[8] = vec2[8](
    vec2(0.250, 0.000), vec2(-0.319, 0.292), vec2(0.049, -0.557), vec2(0.402, 0.524),
    vec2(-0.739, -0.131), vec2(0.699, -0.445), vec2(-0.234, 0.870), vec2(-0.446, -0.859));

// Share of the key that reaches p (x) and the mean thickness in metres of what stands in its way (y).
vec2 key_shadow(vec3 p, float spread) {
    vec3 s = (shadow_from_world * vec4(p, 1.0)).xyz;
    if (any(lessThan(s.xy, vec2(0.0))) || any(greaterThan(s.xy, vec2(1.0)))) return vec2(1.0, 0.0);
    float radius = max(spread, shadow_texel) / (shadow_texel * float(textureSize(shadow_map, 0).x));
    float lit = 0.0, blocked = 0.0, depth = 0.0;
    for (int k = 0; k < 8; ++k) {
        float gap = (s.z - texture(shadow_map, s.xy + DISC[k] * radius).r) * shadow_depth;
        float open = clamp(1.0 - gap / 0.005, 0.0, 1.0);   // sheets that nearly touch do not smudge each other
        lit += open;
        depth += max(gap, 0.0) * (1.0 - open);
        blocked += 1.0 - open;
    }
    return vec2(lit / 8.0, blocked > 0.0 ? depth / blocked : 0.0);
}
