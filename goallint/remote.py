"""Files that are not on this disk: URLs such as s3://…, hdfs://… or https://…, through fsspec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path, PurePosixPath
from typing import Any

from goallint.discover import Discovery, Found, is_hidden
from goallint.errors import GoallintError, ReadError, UsageError
from goallint.language import Phrase
from goallint.readers import limits, refusals
from goallint.regex import late

_URL = late(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CHUNK = 2**20


def is_url(word: str) -> bool:
    """Tell a URL from a path."""
    return _URL.match(word) is not None


def discover(urls: Iterable[str], suffixes: Iterable[str]) -> Discovery:
    """Find the files that URLs of files, folders or patterns stand for, folders sorted, without duplicates.

    UsageError if a place cannot be looked at.
    """
    files: dict[str, Found] = {}
    for url in urls:
        with _explained(url, UsageError):
            for each, named in _expand(url, frozenset(suffixes)):
                files.setdefault(each, Found(Path(PurePosixPath(each).name), named, each))
    return Discovery(tuple(files.values()))


def _expand(url: str, suffixes: frozenset[str]) -> Iterator[tuple[str, bool]]:
    system, path = _opened(url)
    if has_magic(path):
        hits = [hit for hit in sorted(system.glob(path)) if not is_hidden(PurePosixPath(hit).name)]
        yield from ((system.unstrip_protocol(hit), True) for hit in hits)
        named = not hits
    elif named := not system.isdir(path):
        pass
    else:
        for met in sorted(system.find(path)):
            below = PurePosixPath(met).relative_to(path)
            if below.suffix.lower() in suffixes and not any(map(is_hidden, below.parts)):
                yield system.unstrip_protocol(met), False
    if named:
        yield url, True


def fetch(url: str, folder: Path) -> Path:
    """Copy the file into `folder`; ReadError if it cannot be read, or is larger than goallint reads."""
    target = folder / f"file{PurePosixPath(url).suffix}"
    with _explained(url, ReadError):
        system, path = _opened(url)
        if (system.info(path).get("size") or 0) > limits.FILE_BYTES:
            raise refusals.too_big(limits.FILE_BYTES)
        with system.open(path, "rb") as source, target.open("wb") as copy:
            # What a server says of the size need not be true.
            while chunk := source.read(_CHUNK):
                if copy.tell() + len(chunk) > limits.FILE_BYTES:
                    raise refusals.too_big(limits.FILE_BYTES)
                copy.write(chunk)
    return target


def _opened(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    system, path = url_to_fs(url)
    return system, path


@contextmanager
def _explained(url: str, kind: type[GoallintError]) -> Iterator[None]:
    """Say what went wrong; every kind of storage has exceptions of its own."""
    try:
        yield
    except GoallintError:
        raise
    except ImportError as error:
        raise UsageError(
            Phrase(f"读取 {url} 需要再安装程序库：{error}", f"Reading {url} needs one more library: {error}"),
            Phrase(
                '请运行 pip install "goallint[dask]"；s3:// 另需 s3fs，hdfs:// 另需 pyarrow。',
                'Run `pip install "goallint[dask]"`; s3:// also needs s3fs, hdfs:// needs pyarrow.',
            ),
        ) from None
    except FileNotFoundError:
        raise kind(
            Phrase(f"文件不存在：{url}", f"No such file: {url}"), Phrase("请检查地址。", "Check the address.")
        ) from None
    except Exception as error:  # noqa: BLE001  # see above
        reason = f"{type(error).__name__}: {error}"
        raise kind(
            Phrase(f"无法读取 {url}：{reason}", f"Cannot read {url}: {reason}"),
            Phrase("请检查地址、网络和权限。", "Check the address, the network and permissions."),
        ) from None
