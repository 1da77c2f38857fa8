"""Packages made of decisions: new ones around any parts, and real ones with changes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

from tests.fuzz import forms
from tests.fuzz.choices import Choices, shuffled

_EXAMPLES = Path(__file__).parents[2] / "examples"
_CORPUS = "GOALLINT_CORPUS"
_SUFFIXES = frozenset({".docx", ".xlsx"})
_MEMORY = Path("/dev/shm")  # noqa: S108  # files made for one input need no disk
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# The parts that readers look into.
_SPEAKS = re.compile(r"document\.xml$|sheet\d*\.xml$|sharedStrings|styles|comments|workbook|\.rels$")


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder, in memory where there is such."""
    made = Path(tempfile.mkdtemp(prefix="goallint-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@contextmanager
def file(content: bytes, suffix: str) -> Iterator[Path]:
    """A file with that content."""
    with folder() as parent:
        path = parent / f"input{suffix}"
        path.write_bytes(content)
        yield path


def package(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    return _packed(list(parts.items()))


def relations(targets: Mapping[str, str]) -> bytes:
    """A part that relates another one to those of each kind."""
    listed = "".join(
        f'<Relationship Id="r{at}" Type="{forms.OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'.encode()


def _packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    packed = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # parts of one name are what is wanted
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name or "x"), part)
    return packed.getvalue()


@cache
def sources() -> tuple[tuple[str, bytes], ...]:
    """The documents to change: suffix and content."""
    named = os.environ.get(_CORPUS)
    folders = [_EXAMPLES, *([Path(named)] if named else [])]
    paths = [path for each in folders for path in sorted(each.iterdir()) if path.suffix in _SUFFIXES]
    return tuple((path.suffix, path.read_bytes()) for path in paths)


@contextmanager
def mutant(data: bytes) -> Iterator[Path]:
    """A real package with changes: bits flipped, cut short, parts left out, doubled, exchanged, their tags swapped."""
    choices = Choices(data)
    suffix, content = choices.pick(sources())
    kind = choices.below(8)
    if kind == 0:
        content = _bits(choices, content)
    else:
        content = _repacked(choices, content)
        if kind == 1:
            content = _bits(choices, content)
    with file(content, suffix) as path:
        yield path


def _bits(choices: Choices, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(1 + choices.below(8)):
        damaged[choices.below(len(damaged))] ^= 1 << choices.below(8)
    return bytes(damaged[: choices.below(len(damaged))] if choices.below(6) == 0 else damaged)


def _repacked(choices: Choices, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    spoken = [at for at, (name, _) in enumerate(parts) if _SPEAKS.search(name)]
    for _ in range(1 + choices.below(3)):
        match choices.below(8):
            case 0:
                shuffled(choices, parts, lambda: (choices.text(), choices.text(200).encode()))
            case 1:
                at, other = choices.below(len(parts)), choices.below(len(parts))
                parts[at] = (parts[at][0], parts[other][1])
            case 2:
                at = choices.below(len(parts))
                name, part = parts[at]
                place = choices.below(len(part) + 1)
                parts[at] = (name, part[:place] + choices.text().encode() + part[place + choices.below(4) :])
            case kind:
                at = choices.pick(spoken) if kind != 3 else choices.below(len(parts))
                at = min(at, len(parts) - 1)
                parts[at] = (parts[at][0], forms.swapped(choices, parts[at][1]))
    return _packed(parts)
