"""The palette slots of scans: one for each body colour, the flower's own first, and the stem's."""

from __future__ import annotations

from catalog.atlas import Atlas, Finish

FINISH = Finish(roughness=0.6, translucency=0.25, sheen=0.1)


def scan_atlas(bodies: int) -> Atlas:
    return Atlas((*((f"colour-{k + 1}", FINISH) for k in range(bodies)), ("stem", FINISH)))
