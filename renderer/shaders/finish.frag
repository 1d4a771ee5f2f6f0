#version 410 core
// The gathered still as eight-bit sRGB with straight alpha.
#include "studio.glsl"
in vec2 screen;
uniform sampler2D picture;
out vec4 fragment;
void main() {
    vec4 c = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
    vec3 straight = c.a > 0.0 ? c.rgb / c.a : vec3(0.0);
    fragment = vec4(encode(straight) + dither(gl_FragCoord.xy) / 255.0, c.a);
}
