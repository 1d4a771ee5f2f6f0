#version 410 core
layout(location = 0) in vec3 position;
layout(location = 4) in vec4 row_x;
layout(location = 5) in vec4 row_y;
layout(location = 6) in vec4 row_z;
uniform mat4 clip_from_world;
void main() {
    vec4 p = vec4(position, 1.0);
    gl_Position = clip_from_world * vec4(dot(row_x, p), dot(row_y, p), dot(row_z, p), 1.0);
}
