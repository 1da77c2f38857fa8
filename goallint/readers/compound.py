"""OLE compound files: small file systems of sectors, in which old Office programs keep their streams."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SECTOR_END = 0xFFFFFFFA
_DIRECT_FAT_ENTRIES = 109
_ENTRY = 128


def holds(data: bytes, name: str) -> bool:
    """Tell whether a stream of that name seems to be in `data`, even if its structure is broken."""
    return (name + "\0").encode("utf-16-le") in data


def stream(data: bytes, name: str) -> bytes:
    """Put the sectors of a stream together; a broken structure is a LookupError, ValueError or struct.error."""
    power, mini_power = struct.unpack_from("<HH", data, 30)
    directory, cutoff, mini_start = struct.unpack_from("<I4xII", data, 48)
    size = 1 << min(power, 16)
    sectors = [data[place : place + size] for place in range(size, len(data), size)]
    fat = _words(b"".join(sectors[number] for number in _fat_sectors(data, sectors)))
    entries = _entries(_joined(sectors, fat, directory))
    start, length = entries[name]
    if length >= cutoff:
        return _joined(sectors, fat, start)[:length]
    small = _joined(sectors, fat, entries["Root Entry"][0])
    mini = 1 << min(mini_power, 16)
    mini_sectors = [small[place : place + mini] for place in range(0, len(small), mini)]
    return _joined(mini_sectors, _words(_joined(sectors, fat, mini_start)), start)[:length]


def _fat_sectors(data: bytes, sectors: list[bytes]) -> list[int]:
    """List the sectors that hold the allocation table: the header names the first, a chain of sectors the rest."""
    found = list(struct.unpack_from(f"<{_DIRECT_FAT_ENTRIES}I", data, 76))
    (following,) = struct.unpack_from("<I", data, 68)
    for _ in sectors:
        if following >= _SECTOR_END:
            break
        *more, following = _words(sectors[following])
        found += more
    return [number for number in found if number < _SECTOR_END]


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _joined(sectors: list[bytes], following: tuple[int, ...], start: int) -> bytes:
    parts = []
    for _ in sectors:
        if start >= _SECTOR_END:
            break
        parts.append(sectors[start])
        start = following[start]
    return b"".join(parts)


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """Read first sector and length of each stream by its name."""
    found = {}
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        (name_length,) = struct.unpack_from("<H", directory, place + 64)
        name = directory[place : place + max(name_length - 2, 0)].decode("utf-16-le")
        found[name] = struct.unpack_from("<II", directory, place + 116)
    return found
