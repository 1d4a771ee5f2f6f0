"""Every accommodation of pyrender 0.1.45 in one place. Import pyrender from here and nowhere else.

- The platform must be chosen before PyOpenGL is imported.
- Its `Mesh.bounds` and shadow code name `np.infty`, which numpy 2 dropped.
- Destroying one of its EGL contexts terminates the display for every other, so a process makes one and keeps it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

os.environ["PYOPENGL_PLATFORM"] = "egl"
if not hasattr(np, "infty"):
    vars(np)["infty"] = np.inf

import pyrender  # after the two settings above
from pyrender.platforms import egl
from pyrender.shader_program import ShaderProgram, ShaderProgramCache

__all__ = ["ShaderProgram", "ShaderProgramCache", "platform", "pyrender"]


@lru_cache(maxsize=1)
def platform() -> Any:
    """The one EGL platform of this process, its context made and current. Raises RuntimeError where EGL cannot start."""
    device = egl.get_device_by_index(int(os.environ.get("EGL_DEVICE_ID", "0")))
    made = egl.EGLPlatform(16, 16, device=device)
    try:
        made.init_context()
    except Exception as error:  # EGL answers with bare assertions and its own error classes
        raise RuntimeError("no EGL context: install libegl1, libegl-mesa0 and libgl1-mesa-dri") from error
    return made
