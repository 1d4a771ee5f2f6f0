#version 410 core
// One plant piece, drawn once for each instance.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 texcoord;
layout(location = 3) in vec4 colour;          // rgb tint / 2, a occlusion
layout(location = 4) in vec4 row_x;           // the first three rows of world_from_piece
layout(location = 5) in vec4 row_y;
layout(location = 6) in vec4 row_z;
layout(location = 7) in vec3 instance_tint;

uniform mat4 clip_from_world;

out vec3 world_position;
out vec3 world_normal;
out vec2 uv;
out vec3 tint;
out float occlusion;

void main() {
    vec4 p = vec4(position, 1.0);
    world_position = vec3(dot(row_x, p), dot(row_y, p), dot(row_z, p));
    world_normal = vec3(dot(row_x.xyz, normal), dot(row_y.xyz, normal), dot(row_z.xyz, normal));
    uv = texcoord;
    tint = colour.rgb * 2.0 * instance_tint;
    occlusion = colour.a;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
