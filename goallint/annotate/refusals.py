"""Why there is no annotated copy, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from goallint import errors
from goallint.errors import CopyError, UsageError
from goallint.language import NOTHING, Phrase


def folder(path: Path) -> UsageError:
    """Say: the place for the copies is no folder."""
    return UsageError(
        Phrase(f"--annotate 的 {path} 不是文件夹。", f"--annotate: {path} is not a folder."),
        Phrase("请写明存放批注副本的文件夹。", "Name a folder for the annotated copies."),
    )


def original(path: Path) -> UsageError:
    """Say: a copy would stand where an original does, or among the files that are checked."""
    return UsageError(
        Phrase(
            f"--annotate 的文件夹里有要检查的文件：{path}；原件不会被改动。",
            f"--annotate: its folder holds {path}, which is to be checked; originals are never changed.",
        ),
        Phrase("请另选一个文件夹，在要检查的文件夹之外。", "Choose another folder, outside of those that are checked."),
    )


def stranger(path: Path) -> CopyError:
    """Say: what stands where the copy would go is not a copy, or somebody has worked in it."""
    return CopyError(
        Phrase(
            f"{path} 已经存在，而且不是 goallint 写的副本，或者写成以后被改过，没有覆盖",
            f"{path} exists and is no copy by goallint, or was changed since, and was not overwritten",
        ),
        Phrase("请移走或改名，或者另选一个文件夹。", "Move or rename it, or choose another folder."),
    )


class UnsuitedError(CopyError):
    """Files of this format take no comments, however often one tries."""


def unsuited(suffix: str) -> UnsuitedError:
    """Say: files of this kind take no comments."""
    return UnsuitedError(
        Phrase(
            f"只有 .docx、.docm、.xlsx、.xlsm 文件能加批注，{suffix or '这个文件'} 不能",
            f"Only .docx, .docm, .xlsx and .xlsm files take comments, not {suffix or 'this one'}",
        ),
        Phrase("请另存为 .docx 或 .xlsx 后再检查。", "Save it as .docx or .xlsx and check that file."),
    )


def damaged(path: Path) -> CopyError:
    """Say: the original is not whole."""
    return CopyError(
        Phrase(f"{path} 不完整，无法复制", f"{path} is not whole and cannot be copied"),
        Phrase("请用 Office 或 WPS 打开并另存一份后再检查。", "Save a copy of it in Office or WPS and check that."),
    )


def encoding(part: str) -> CopyError:
    """Say: a part is in UTF-16 or the like."""
    return CopyError(
        Phrase(f"{part} 不是 UTF-8 编码，不能加批注", f"{part} is not in UTF-8 and takes no comments"),
        Phrase("请用 Office 或 WPS 另存一份后再检查。", "Save a copy in Office or WPS and check that."),
    )


def no_place() -> CopyError:
    """Say: the page has nothing that a comment could hang on."""
    return CopyError(Phrase("文件里没有可以加批注的位置", "It has no place for a comment"), NOTHING)


def closed(path: Path, reason: OSError) -> CopyError:
    """Say: the operating system does not let us write."""
    said = errors.reason(reason)
    return CopyError(
        Phrase(f"无法写入 {path}：{said.zh}", f"Cannot write {path}: {said.en}"),
        Phrase("请检查磁盘空间和权限。", "Check the space on the disk, and permissions."),
    )
