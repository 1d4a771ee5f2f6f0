#version 410 core
// Edges of a one-sample preview smoothed along their direction (Lottes 2009, FXAA, the short form).
in vec2 screen;
uniform sampler2D picture;
uniform vec2 pixel;
out vec4 fragment;
vec4 straight(vec4 c) { return vec4(c.a > 0.0 ? min(c.rgb / c.a, vec3(1.0)) : vec3(0.0), c.a); }
float luma(vec4 c) { return dot(c.rgb, vec3(0.299, 0.587, 0.114)) + 0.35 * c.a; }
void main() {
    vec4 centre = texture(picture, screen);
    float m = luma(centre);
    float nw = luma(texture(picture, screen + vec2(-1.0, -1.0) * pixel)), ne = luma(texture(picture, screen + vec2(1.0, -1.0) * pixel));
    float sw = luma(texture(picture, screen + vec2(-1.0, 1.0) * pixel)), se = luma(texture(picture, screen + vec2(1.0, 1.0) * pixel));
    float low = min(m, min(min(nw, ne), min(sw, se))), high = max(m, max(max(nw, ne), max(sw, se)));
    if (high - low < max(0.03, high * 0.08)) { fragment = straight(centre); return; }
    vec2 along = vec2(-((nw + ne) - (sw + se)), (nw + sw) - (ne + se));
    float reduce = max((nw + ne + sw + se) * 0.03125, 0.0078125);
    along = clamp(along / (min(abs(along.x), abs(along.y)) + reduce), -6.0, 6.0) * pixel;
    vec4 a = 0.5 * (texture(picture, screen + along * (1.0 / 3.0 - 0.5)) + texture(picture, screen + along * (2.0 / 3.0 - 0.5)));
    vec4 b = a * 0.5 + 0.25 * (texture(picture, screen - along * 0.5) + texture(picture, screen + along * 0.5));
    float l = luma(b);
    fragment = straight((l < low || l > high) ? a : b);
}
