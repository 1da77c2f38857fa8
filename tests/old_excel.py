"""Old Excel workbooks (.xls), as small as they can be."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = tuple[str | float, str]
"""A text or number, and its number format."""

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(
    path: Path,
    sheets: Mapping[str, Mapping[tuple[int, int], Value]],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    records: tuple[bytes, bytes] = (b"", b""),
) -> Path:
    """Write sheets of values by 1-based place.

    `merged` areas and the second of `records` are those of every sheet; the first goes before the sheets.
    """
    codes = sorted({code for cells in sheets.values() for _, code in cells.values()})
    bodies = [_sheet(cells, codes, merged, records[1]) for cells in sheets.values()]
    names = list(sheets)
    place = len(_globals(names, hidden, codes, [0] * len(bodies), records[0]))
    places = []
    for body in bodies:
        places.append(place)
        place += len(body)
    path.write_bytes(_compound(_globals(names, hidden, codes, places, records[0]) + b"".join(bodies)))
    return path


def record(kind: int, body: bytes = b"") -> bytes:
    """Write one record."""
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str, size: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack(size + "B", len(encoded) // 2, 1) + encoded


def _globals(names: list[str], hidden: Sequence[str], codes: list[str], places: list[int], more: bytes) -> bytes:
    parts = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)), record(0x0042, b"\xb0\x04")]
    parts += [record(0x041E, struct.pack("<H", 164 + at) + _wide(code, "<H")) for at, code in enumerate(codes)]
    parts += [record(0x00E0, struct.pack("<HH", 0, 164 + at) + bytes(16)) for at in range(len(codes))]
    parts += [
        record(0x0085, struct.pack("<IBB", place, name in hidden, 0) + _wide(name, "<B"))
        for name, place in zip(names, places, strict=True)
    ]
    return b"".join(parts) + more + record(0x000A)


def _sheet(
    cells: Mapping[tuple[int, int], Value], codes: list[str], merged: Sequence[tuple[int, int, int, int]], more: bytes
) -> bytes:
    parts = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))]
    for (row, column), (value, code) in cells.items():
        head = struct.pack("<HHH", row - 1, column - 1, codes.index(code))
        if isinstance(value, str):
            parts.append(record(0x0204, head + _wide(value, "<H")))
        else:
            parts.append(record(0x0203, head + struct.pack("<d", value)))
    areas = b"".join(
        struct.pack("<HHHH", top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in merged
    )
    return b"".join(parts) + more + record(0x00E5, struct.pack("<H", len(merged)) + areas) + record(0x000A)


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, length)
    )


def _compound(stream: bytes) -> bytes:
    """Put `stream` into a compound file: sector 0 is the allocation table, 1 the directory, the rest the stream."""
    length = max(len(stream), 4096)
    count = -(-length // _SECTOR)
    following = [_FAT, _END, *range(3, count + 2), _END]
    fat = struct.pack(f"<{len(following)}I", *following).ljust(_SECTOR, b"\xff")
    directory = (
        _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, length) + 2 * _entry("", 0, _FREE, 0, 0)
    )
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    )
    return header.ljust(_SECTOR, b"\xff") + fat + directory + stream.ljust(count * _SECTOR, b"\0")
