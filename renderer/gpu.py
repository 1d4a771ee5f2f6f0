"""The few OpenGL objects that the raster needs: programs, instanced meshes, textures, framebuffers."""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renderer.pyrender_compat import ShaderProgram, ShaderProgramCache  # isort: skip  # chooses the platform before OpenGL loads
from OpenGL import GL

from catalog.mesh import Mesh

SHADERS = Path(__file__).parent / "shaders"
MIPMAP_LEVELS = 3  # tiles are 128 px with 4 px kept clear: down to 1/8 no level mixes two of them

SPARE = 7  # the texture unit that textures are made in, so that none in use is pushed out

VERTEX = np.dtype(
    [("position", "<f4", 3), ("normal", "i1", 4), ("texcoord", "<u2", 2), ("colour", "u1", 4)]
)  # 24 bytes; the rasteriser fetches each once for each instance
INSTANCE = np.dtype([("rows", "<f4", (3, 4)), ("tint", "<f4", 3)])


class Program(ShaderProgram):  # type: ignore[misc]  # pyrender is untyped
    """A shader program with #include, and uniforms that must exist or be known to be unused."""

    def __init__(self, vertex: Path, fragment: Path, defines: dict[str, Any] | None = None) -> None:
        super().__init__(str(vertex), str(fragment), defines=defines)
        self._places: dict[str, int] = {}
        self._values: dict[str, bytes] = {}

    def _load(self, shader_filename: str) -> str:
        path = Path(shader_filename)
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#include"):
                line = (path.parent / line.split('"')[1]).read_text(encoding="utf-8")
            lines.append(line)
        return "\n".join(lines)

    def _add_to_context(self) -> None:
        # pyrender validates right after linking, when samplers of different kinds still share unit 0: that would be refused.
        self._program_id = GL.glCreateProgram()
        for path, kind in ((self.vertex_shader, GL.GL_VERTEX_SHADER), (self.fragment_shader, GL.GL_FRAGMENT_SHADER)):
            shader = GL.glCreateShader(kind)
            GL.glShaderSource(shader, self._load(path))
            GL.glCompileShader(shader)
            if not GL.glGetShaderiv(shader, GL.GL_COMPILE_STATUS):
                raise RuntimeError(f"{path}: {GL.glGetShaderInfoLog(shader)}")
            GL.glAttachShader(self._program_id, shader)
            GL.glDeleteShader(shader)
        GL.glLinkProgram(self._program_id)
        if not GL.glGetProgramiv(self._program_id, GL.GL_LINK_STATUS):
            raise RuntimeError(f"{self.fragment_shader}: {GL.glGetProgramInfoLog(self._program_id)}")

    def delete(self) -> None:
        if self._program_id is not None:
            GL.glDeleteProgram(self._program_id)
            self._program_id = None

    def use(self) -> None:
        if not self._in_context():
            self._add_to_context()
        self._bind()

    def set(self, name: str, value: ArrayLike | int) -> None:
        """Sets a uniform: an int is a sampler's unit, everything else floats: scalar, vector, (N,4) vectors or a 4x4 matrix."""
        if name not in self._places:
            self._places[name] = int(GL.glGetUniformLocation(self._program_id, name))
        place = self._places[name]
        if place < 0:
            return
        if isinstance(value, int):
            GL.glUniform1i(place, value)
            return
        v = np.ascontiguousarray(value, np.float32)
        content = v.tobytes()
        if self._values.get(name) == content:
            return
        self._values[name] = content
        if v.shape == (4, 4):
            GL.glUniformMatrix4fv(place, 1, GL.GL_TRUE, v)
        elif v.ndim == 2:
            GL.glUniform4fv(place, len(v), v)
        elif v.size == 1:
            GL.glUniform1f(place, float(v[0]))
        else:
            {2: GL.glUniform2fv, 3: GL.glUniform3fv, 4: GL.glUniform4fv}[len(v)](place, 1, v)


class Programs(ShaderProgramCache):  # type: ignore[misc]  # pyrender is untyped
    """pyrender's program cache over our shader folder."""

    def __init__(self) -> None:
        super().__init__(shader_dir=str(SHADERS))
        self._own: dict[tuple[str, str], Program] = {}

    def named(self, vertex: str, fragment: str) -> Program:
        key = (vertex, fragment)
        if key not in self._own:
            self._own[key] = Program(SHADERS / f"{vertex}.vert", SHADERS / f"{fragment}.frag")
        self._own[key].use()
        return self._own[key]

    def clear(self) -> None:
        for program in self._own.values():
            program.delete()
        self._own.clear()
        super().clear()


def packed(mesh: Mesh) -> NDArray[np.void]:
    """(N,) VERTEX: the mesh in 24 bytes a vertex."""
    out = np.zeros(len(mesh.positions), VERTEX)
    out["position"] = mesh.positions
    out["normal"][:, :3] = np.round(np.clip(mesh.normals, -1, 1) * 127)
    out["texcoord"] = np.round(np.clip(mesh.texcoords, 0, 1) * 65535)
    out["colour"][:, :3] = np.round(np.clip(mesh.colours[:, :3] / 2, 0, 1) * 255)
    out["colour"][:, 3] = np.round(np.clip(mesh.colours[:, 3], 0, 1) * 255)
    return out


def instances(transforms: NDArray[np.float32], tints: NDArray[np.float32]) -> NDArray[np.void]:
    """(K,) INSTANCE."""
    out = np.zeros(len(transforms), INSTANCE)
    out["rows"] = transforms[:, :3, :]
    out["tint"] = tints
    return out


class GpuMesh:
    """A mesh in GPU memory with its own buffer of instances."""

    def __init__(self, mesh: Mesh) -> None:
        self.count = mesh.indices.size
        self.array = GL.glGenVertexArrays(1)
        self.vertices, self.indices, self.instances = (int(b) for b in GL.glGenBuffers(3))
        data = packed(mesh)
        self.bytes = data.nbytes + mesh.indices.nbytes
        GL.glBindVertexArray(self.array)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self.vertices)
        GL.glBufferData(GL.GL_ARRAY_BUFFER, data.nbytes, data.tobytes(), GL.GL_STATIC_DRAW)
        for place, size, kind, scaled, name in (
            (0, 3, GL.GL_FLOAT, False, "position"),
            (1, 4, GL.GL_BYTE, True, "normal"),
            (2, 2, GL.GL_UNSIGNED_SHORT, True, "texcoord"),
            (3, 4, GL.GL_UNSIGNED_BYTE, True, "colour"),
        ):
            GL.glEnableVertexAttribArray(place)
            offset = ctypes.c_void_p(VERTEX.fields[name][1])  # type: ignore[index]  # VERTEX is structured
            GL.glVertexAttribPointer(place, size, kind, scaled, VERTEX.itemsize, offset)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self.instances)
        for place, size, start in ((4, 4, 0), (5, 4, 16), (6, 4, 32), (7, 3, 48)):
            GL.glEnableVertexAttribArray(place)
            GL.glVertexAttribPointer(place, size, GL.GL_FLOAT, False, INSTANCE.itemsize, ctypes.c_void_p(start))
            GL.glVertexAttribDivisor(place, 1)
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self.indices)
        GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, mesh.indices.nbytes, mesh.indices.tobytes(), GL.GL_STATIC_DRAW)
        GL.glBindVertexArray(0)
        self._placed = b""

    def place(self, data: NDArray[np.void]) -> None:
        """Writes the instances, unless they are the ones already there."""
        content = data.tobytes()
        if content == self._placed:
            return
        self._placed = content
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self.instances)
        GL.glBufferData(GL.GL_ARRAY_BUFFER, len(content), content, GL.GL_DYNAMIC_DRAW)

    def draw(self, count: int) -> None:
        GL.glBindVertexArray(self.array)
        GL.glDrawElementsInstanced(GL.GL_TRIANGLES, self.count, GL.GL_UNSIGNED_INT, None, count)

    def delete(self) -> None:
        GL.glDeleteVertexArrays(1, [self.array])
        GL.glDeleteBuffers(3, [self.vertices, self.indices, self.instances])


class Texture:
    """A 2D or 3D texture. `bytes` counts towards the cache's bound."""

    def __init__(self, target: int, bytes: int = 0) -> None:
        self.target = target
        self.bytes = bytes
        self.id = int(GL.glGenTextures(1))

    def bind(self, unit: int) -> None:
        GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
        GL.glBindTexture(self.target, self.id)

    def filter(self, smallest: int, largest: int) -> None:
        GL.glTexParameteri(self.target, GL.GL_TEXTURE_MIN_FILTER, smallest)
        GL.glTexParameteri(self.target, GL.GL_TEXTURE_MAG_FILTER, largest)
        for axis in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T, GL.GL_TEXTURE_WRAP_R):
            GL.glTexParameteri(self.target, axis, GL.GL_CLAMP_TO_EDGE)

    def delete(self) -> None:
        GL.glDeleteTextures([self.id])


def palette_texture(pixels: NDArray[np.uint8]) -> Texture:
    """An sRGB palette with the mipmaps that keep its tiles apart."""
    texture = Texture(GL.GL_TEXTURE_2D, pixels.nbytes * 2)
    texture.bind(SPARE)
    height, width = pixels.shape[:2]
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, GL.GL_SRGB8, width, height, 0, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, np.ascontiguousarray(pixels)
    )
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MAX_LEVEL, MIPMAP_LEVELS)
    GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
    texture.filter(GL.GL_LINEAR_MIPMAP_LINEAR, GL.GL_LINEAR)
    return texture


def grey_texture(values: NDArray[np.uint8]) -> Texture:
    """(H,W) bytes, read smoothly, first row at v = 0."""
    texture = Texture(GL.GL_TEXTURE_2D, values.nbytes)
    texture.bind(SPARE)
    height, width = values.shape
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    data = np.ascontiguousarray(values)
    GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, GL.GL_R8, width, height, 0, GL.GL_RED, GL.GL_UNSIGNED_BYTE, data)
    texture.filter(GL.GL_LINEAR, GL.GL_LINEAR)
    return texture


def volume_texture(field: NDArray[np.uint8]) -> Texture:
    """(Z,Y,X,4) bytes, read smoothly."""
    texture = Texture(GL.GL_TEXTURE_3D, field.nbytes)
    texture.bind(SPARE)
    depth, height, width = field.shape[:3]
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    data = np.ascontiguousarray(field)
    GL.glTexImage3D(GL.GL_TEXTURE_3D, 0, GL.GL_RGBA8, width, height, depth, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, data)
    texture.filter(GL.GL_LINEAR, GL.GL_LINEAR)
    return texture


class Target:
    """A framebuffer with a colour texture, a depth buffer, or both."""

    def __init__(self, width: int, height: int, colour: int | None, depth: bool, depth_texture: bool = False) -> None:
        self.width, self.height = width, height
        self.id = int(GL.glGenFramebuffers(1))
        self.colour = Texture(GL.GL_TEXTURE_2D) if colour is not None else None
        self.depth = Texture(GL.GL_TEXTURE_2D) if depth_texture else None
        self._buffer = 0
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.id)
        if self.colour is not None:
            self.colour.bind(SPARE)
            GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, colour, width, height, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None)
            self.colour.filter(GL.GL_LINEAR, GL.GL_LINEAR)
            GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, self.colour.id, 0)
        else:
            GL.glDrawBuffer(GL.GL_NONE)
            GL.glReadBuffer(GL.GL_NONE)
        if self.depth is not None:
            self.depth.bind(SPARE)
            GL.glTexImage2D(
                GL.GL_TEXTURE_2D, 0, GL.GL_DEPTH_COMPONENT32F, width, height, 0, GL.GL_DEPTH_COMPONENT, GL.GL_FLOAT, None
            )
            self.depth.filter(GL.GL_NEAREST, GL.GL_NEAREST)
            GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_TEXTURE_2D, self.depth.id, 0)
        elif depth:
            self._buffer = int(GL.glGenRenderbuffers(1))
            GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, self._buffer)
            GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, GL.GL_DEPTH_COMPONENT24, width, height)
            GL.glFramebufferRenderbuffer(GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_RENDERBUFFER, self._buffer)

    def bind(self) -> None:
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.id)
        GL.glViewport(0, 0, self.width, self.height)

    def read(self, channels: int) -> NDArray[np.uint8]:
        """(H, W, channels) uint8, top row first."""
        self.bind()
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        out = np.empty((self.height, self.width, channels), np.uint8)
        layout = GL.GL_RGBA if channels == 4 else GL.GL_RGB
        GL.glReadPixels(0, 0, self.width, self.height, layout, GL.GL_UNSIGNED_BYTE, array=out)
        return np.ascontiguousarray(out[::-1])

    def delete(self) -> None:
        GL.glDeleteFramebuffers(1, [self.id])
        for texture in (self.colour, self.depth):
            if texture is not None:
                texture.delete()
        if self._buffer:
            GL.glDeleteRenderbuffers(1, [self._buffer])


class Resource(Protocol):
    bytes: int

    def delete(self) -> None: ...


R = TypeVar("R", bound=Resource)


class Cache(Generic[R]):
    """GPU objects by content key; the least recently used are deleted when the sum of their bytes passes `limit`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[str, R] = OrderedDict()
        self._bytes = 0

    def get(self, key: str, make: Callable[[], R]) -> R:
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        made = make()
        self._held[key] = made
        self._bytes += made.bytes
        return made

    def trim(self) -> None:
        """Called between frames, so that nothing of the frame being drawn is thrown away."""
        while self._bytes > self.limit and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self._bytes -= oldest.bytes
            oldest.delete()

    def clear(self) -> None:
        for resource in self._held.values():
            resource.delete()
        self._held.clear()
        self._bytes = 0
