#version 410 core
// A small blur, weights 1 2 1: it takes the grain out of the floor's half-shadows.
in vec2 screen;
uniform sampler2D picture;
uniform vec2 pixel;
out vec4 fragment;
void main() {
    vec4 sum = texture(picture, screen) * 4.0;
    for (int k = 0; k < 4; ++k) {
        vec2 side = k < 2 ? vec2(float(k * 2 - 1), 0.0) : vec2(0.0, float(k * 2 - 5));
        vec2 corner = vec2(float((k & 1) * 2 - 1), float((k >> 1) * 2 - 1));
        sum += texture(picture, screen + side * pixel) * 2.0 + texture(picture, screen + corner * pixel);
    }
    fragment = sum / 16.0;
}
