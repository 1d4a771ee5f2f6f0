"""The outer shell of a GLB file (glTF 2.0 specification, section 4.4): looked at before anything inside is decoded."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from catalog.scans.refusals import ScanRefused

HEADER = 12
CHUNK = 8
MOST_JSON = 8 * 2**20  # bytes; a scan's own is a few KB
MIB = 2**20

_KINDS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"RIFF", "WebP"),
    (b"%PDF", "PDF"),
    (b"ply", "PLY"),
    (b"Kaydara FBX", "FBX"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"BLENDER", "Blender"),
    (b"solid ", "STL"),
    (b"PXR-USDC", "USD"),
    (b"#usda", "USD"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
)


@dataclass(frozen=True, eq=False)
class Container:
    """json: the parsed JSON chunk. binary: the bytes of the BIN chunk, empty when there is none."""

    json: dict[str, Any]
    binary: memoryview


def check_header(head: bytes, size: int, most: int) -> None:
    """Look at the first bytes of a file of `size` bytes (at least 20 of them where it has so many). Raises ScanRefused."""
    if size == 0:
        raise ScanRefused("scan.empty")
    if size > most:
        raise ScanRefused("scan.too_large", size=-(-size // MIB), most=most // MIB)
    if head[:4] != b"glTF":
        _refuse_kind(head)
    if size < HEADER + CHUNK:
        raise ScanRefused("scan.truncated", stated=HEADER + CHUNK, actual=size)
    version, length, json_length, json_kind = struct.unpack_from("<III4s", head, 4)
    if version != 2:
        raise ScanRefused("scan.version", version=version)
    if length > size:
        raise ScanRefused("scan.truncated", stated=length, actual=size)
    if length < size:
        raise ScanRefused("scan.length", stated=length, actual=size)
    if json_kind != b"JSON" or json_length % 4 or HEADER + CHUNK + json_length > size:
        raise ScanRefused("scan.chunk", where="JSON")
    if json_length > MOST_JSON:
        raise ScanRefused("scan.json_size", size=-(-json_length // MIB), most=MOST_JSON // MIB)


def _refuse_kind(head: bytes) -> NoReturn:
    if head[:2] == b"PK":
        raise ScanRefused("scan.zip")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        raise ScanRefused("scan.gltf_text")
    known = next((kind for magic, kind in _KINDS if head.startswith(magic)), None)
    raise ScanRefused("scan.type", kind=known or "something else")


def open_container(data: bytes, most: int) -> Container:
    """The parts of a whole GLB file. Raises ScanRefused."""
    check_header(data[:32], len(data), most)
    (json_length,) = struct.unpack_from("<I", data, HEADER)
    end = HEADER + CHUNK + json_length
    return Container(_parse(data[HEADER + CHUNK : end]), _binary(data, end))


def _binary(data: bytes, start: int) -> memoryview:
    """The second chunk. Later chunks of other kinds are allowed and skipped, as long as they fit."""
    view = memoryview(data)
    found = view[:0]
    first = True
    while start < len(data):
        if start + CHUNK > len(data):
            raise ScanRefused("scan.chunk", where="BIN")
        length, kind = struct.unpack_from("<I4s", data, start)
        if length % 4 or start + CHUNK + length > len(data):
            raise ScanRefused("scan.chunk", where="BIN")
        if first and kind == b"BIN\0":
            found = view[start + CHUNK : start + CHUNK + length]
        first = False
        start += CHUNK + length
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _parse(chunk: bytes) -> dict[str, Any]:
    try:
        value = json.loads(chunk.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise ScanRefused("scan.json_depth") from None
    except ValueError:
        raise ScanRefused("scan.json") from None
    if not isinstance(value, dict):
        raise ScanRefused("scan.json")
    return value
