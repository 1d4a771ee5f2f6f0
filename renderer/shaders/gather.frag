#version 410 core
// Adds one sample of a still in linear light. Pictures being drawn hold colour premultiplied by alpha.
#include "studio.glsl"
in vec2 screen;
uniform sampler2D picture;
uniform float weight;
out vec4 fragment;
void main() {
    vec4 c = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
    vec3 straight = c.a > 0.0 ? min(c.rgb / c.a, vec3(1.0)) : vec3(0.0);
    fragment = vec4(decode(straight) * c.a, c.a) * weight;
}
