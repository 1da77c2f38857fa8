"""What was made from files and can be made again, kept as JSON in a folder of the user's own.

`GOALLINT_CACHE` names another folder, or is `off`. An entry is found by what it was made from, so it is never out of
date, and may be deleted at any time. Nothing in it is run. A folder or a file that somebody else owns or can write to
is not used; one that is damaged is made again; where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

_OFF = frozenset({"off", "0", "no", "false"})
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Other rules, other profiles and other versions each leave an entry behind.
_MOST_ENTRIES = 32
_NAME = "goallint"
# What the cache made, whole or, where that was interrupted, in part; what else is in the folder stays.
_ENTRY = re.compile(r"[a-z]+-[0-9a-f]{40}\.json(\.[0-9a-f-]+)?")


def kept(kind: str, sources: Iterable[bytes], make: Callable[[], Any]) -> Any:
    """What `make` makes of the `sources`, from the cache if it is there; it consists of what JSON has.

    The same sources must make the same: whatever else it depends on belongs among them.
    """
    place = folder()
    if place is None:
        return make()
    path = place / f"{kind}-{digest(sources)[:40]}.json"
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found


def digest(sources: Iterable[bytes]) -> str:
    """The SHA-256 of some texts; the same characters in other portions make another one."""
    total = sha256()
    for source in sources:
        total.update(len(source).to_bytes(8, "big"))
        total.update(source)
    return total.hexdigest()


def folder() -> Path | None:
    """Where entries are kept; None if nowhere."""
    named = os.environ.get("GOALLINT_CACHE", "")
    if named.lower() in _OFF:
        return None
    return Path(named).absolute() if named else _of_the_platform()


def _of_the_platform() -> Path | None:
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # noqa: PTH117  # "" is no path
        try:
            home = Path.home()
        except RuntimeError:  # a user without a home
            return None
        return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / _NAME
    return Path(base) / _NAME


def _read(path: Path) -> Any:
    """The entry at `path`; None if there is none that can be trusted."""
    try:
        if not _is_own(path.parent.lstat()):
            return None
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            sealed = file.read()
        seal, _, text = sealed.partition(b"\n")
        return json.loads(text) if seal == _seal(text) else None
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, entry: Any) -> None:
    """Keep an entry, as a whole or not at all; that it cannot be kept harms nobody."""
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    made = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(path.parent.lstat()):
            return
        try:
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_seal(text) + b"\n" + text)
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
        _tidy(path.parent)
    except OSError:
        return


def _seal(text: bytes) -> bytes:
    return sha256(text).hexdigest().encode("ascii")


def _is_own(found: os.stat_result) -> bool:
    """Whether it is the user's and nobody else can write to it; where files have no owners, it is."""
    if not hasattr(os, "getuid"):
        return True
    ours = found.st_uid == os.getuid() and not found.st_mode & _OTHERS_MAY_WRITE
    return ours and not stat.S_ISLNK(found.st_mode)


def _tidy(place: Path) -> None:
    """Leave no more entries than are likely to be of use: the newest."""
    entries = [path for path in place.iterdir() if _ENTRY.fullmatch(path.name)]
    if len(entries) > _MOST_ENTRIES:
        for path in sorted(entries, key=lambda path: path.lstat().st_mtime_ns)[:-_MOST_ENTRIES]:
            path.unlink(missing_ok=True)
