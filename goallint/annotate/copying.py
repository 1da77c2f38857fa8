"""A copy of a package in which some parts differ; whatever does not differ is copied as it is packed.

The other parts keep their bytes, names, order and times; nothing is unpacked for it, so that a part which could not
be unpacked does no harm.

A copy is sealed: at the end of one part, an XML comment holds a digest of all parts. Whatever saves the file anew
breaks the seal, so that a copy in which somebody has worked can be told from one that may be written again.
"""

from __future__ import annotations

import copy
import hashlib
import re
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from goallint.readers import limits

_LOCAL_HEADER = struct.Struct("<26xHH")
_HAS_DESCRIPTOR = 0x08
_CHUNK = 2**20
_OLDEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time; Office, too, gives its parts this one
_SEAL = re.compile(rb"<!--goallint ([0-9a-f]{64})-->")
_MAY_BE_SEALED = re.compile(r"comments?\d*\.xml$", re.IGNORECASE)


def write_copy(source: Path, target: Path, changed: Mapping[str, bytes], sealed: str) -> None:
    """Write `source` with the parts that are `changed` or new to `target`, whole or not at all.

    `sealed` names the part, one of them, that gets the seal. An OSError or a zipfile.BadZipFile passes through.
    """
    contents = {_key(name): _SEAL.sub(b"", content) for name, content in changed.items()}
    with (
        _replacing(target) as beside,
        source.open("rb") as packed,
        zipfile.ZipFile(packed) as original,
        beside.open("xb") as made,
        zipfile.ZipFile(made, "w") as archive,
    ):
        kept = [info for info in original.infolist() if _key(info.filename) not in contents]
        contents[_key(sealed)] += b"<!--goallint %s-->" % _digest(kept, contents).encode()
        for info in original.infolist():
            if _key(info.filename) in contents:
                archive.writestr(_fresh(info), contents.pop(_key(info.filename)))
            else:
                _copy_packed(packed, made, archive, info)
        for name in changed:
            if content := contents.pop(_key(name), b""):
                archive.writestr(_new(name), content)


def untouched(path: Path) -> bool:
    """Whether the file is a copy that goallint wrote, and nobody has saved since."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(_seal_holds(archive, info) for info in _sealable(archive))
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False


def _sealable(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (info for info in archive.infolist() if _MAY_BE_SEALED.search(info.filename))


def _seal_holds(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as stream:
        content = stream.read(limits.TEXT_BYTES)
    seal = _SEAL.search(content)
    others = [other for other in archive.infolist() if other is not info]
    return seal is not None and seal[1].decode() == _digest(others, {_key(info.filename): _SEAL.sub(b"", content)})


def _digest(infos: Iterable[zipfile.ZipInfo], contents: Mapping[str, bytes]) -> str:
    """A digest of parts: some as a zip lists them, some by their content; their order does not matter."""
    sums = {_key(info.filename): info.CRC for info in infos if not info.filename.endswith("/")}
    sums |= {name: zlib.crc32(content) for name, content in contents.items()}
    lines = (f"{name}\0{number:08x}\n" for name, number in sorted(sums.items()))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _key(name: str) -> str:
    return name.lower().replace("\\", "/").lstrip("/")


def _copy_packed(source: IO[bytes], target: IO[bytes], archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Copy a part of the zip `source` into the `archive` written to `target`, as it is packed.

    zipfile itself can only unpack a part and pack it again.
    """
    source.seek(info.header_offset)
    name_length, extra_length = _LOCAL_HEADER.unpack(source.read(_LOCAL_HEADER.size))
    source.seek(name_length, 1)
    entry = copy.copy(info)
    entry.flag_bits &= ~_HAS_DESCRIPTOR  # sums and sizes stand in the header
    entry.header_offset = archive.start_dir
    entry.extra = source.read(extra_length)  # what stands here may differ from what the directory has
    target.seek(archive.start_dir)
    target.write(entry.FileHeader())
    entry.extra = info.extra
    _copy_bytes(source, target, info.compress_size)
    archive.start_dir = target.tell()
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry


def _copy_bytes(source: IO[bytes], target: IO[bytes], count: int) -> None:
    while count:
        chunk = source.read(min(count, _CHUNK))
        if not chunk:
            raise zipfile.BadZipFile
        target.write(chunk)
        count -= len(chunk)


def _fresh(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry for other content under the same name, with the same time, packed in the same way."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = info.compress_type
    entry.create_system, entry.external_attr = info.create_system, info.external_attr
    return entry


def _new(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Give a path beside `target` that takes its place if all goes well, and is gone if not."""
    # The name is short whatever that of the copy: file systems count the bytes of Chinese names.
    beside = target.with_name(f".goallint-{secrets.token_hex(6)}.tmp")
    try:
        yield beside
        beside.replace(target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
