"""Where annotated copies go, which files get one, and what is never overwritten."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from goallint import annotate
from goallint.annotate import Copies, copying
from goallint.errors import CopyError, GoallintError, UsageError
from goallint.findings import Severity, Suppressed
from goallint.reports import View
from goallint.results import DocumentResult
from tests.annotating import annotated, at, checked, ours, part, where
from tests.forms import write_docx, write_txt, write_xlsx
from tests.reporting import FAILURE, FORM, MEMO, finding


def form(folder: Path, name: str = "表.docx") -> Path:
    """Write a form with findings."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_docx(folder / name, FORM)


def copies(folder: Path, *sources: Path, view: View | None = None) -> Copies:
    """Check files and write their copies."""
    made = Copies(folder, sources, view or View())
    for source in sources:
        made.add(checked(source))
    return made


def zipped(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write a package with these parts."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def said(made: Copies) -> str:
    """What is said at the end, in Chinese."""
    return "\n".join(phrase.zh for phrase in made.notes())


# --- one copy


def test_write(tmp_path: Path) -> None:
    """A copy has the name of its original, and comments about what the report shows: errors and warnings."""
    source = form(tmp_path)
    result = checked(source)

    copy = annotate.write(result, source, tmp_path / "批注" / "新")

    assert copy == tmp_path / "批注" / "新" / "表.docx"
    text = "".join(comment.text for comment in ours(copy))
    shown = [each for each in result.findings if each.severity >= Severity.WARNING]
    assert 0 < len(shown) < len(result.findings)
    assert all(each.message.zh in text for each in shown)
    assert sum(comment.text.count("【") for comment in ours(copy)) == len(shown)


def test_english(tmp_path: Path) -> None:
    """Comments speak the language that was asked for."""
    source = form(tmp_path)

    copy = annotate.write(checked(source), source, tmp_path / "en", "en")

    assert "[error] " in ours(copy)[0].text
    assert not any("建议" in comment.text for comment in ours(copy))


def test_suppressed_findings_are_not_marked(tmp_path: Path) -> None:
    """What a person has answered for is not brought up again."""
    source = form(tmp_path)
    answered = finding(message="已说明", suppressed=Suppressed("上级要求", "config"))

    copy = annotate.write(
        DocumentResult("表.docx", "checked", findings=(answered, at(1, 1, 1))), source, tmp_path / "x"
    )

    assert [comment.text.splitlines()[1] for comment in ours(copy)] == ["在1-1-1"]


def test_can(tmp_path: Path) -> None:
    """Word documents and workbooks take comments, by their content whatever their suffix; nothing else does."""
    renamed = form(tmp_path).rename(tmp_path / "表.docm")
    plain = write_txt(tmp_path / "文.docx", FORM)
    (tmp_path / "空.zip").write_bytes(b"PK\x05\x06" + bytes(18))

    assert annotate.can(renamed)
    assert annotate.can(write_xlsx(tmp_path / "表.xlsx", FORM))
    assert not any(map(annotate.can, [plain, tmp_path / "空.zip", tmp_path / "没有.docx", tmp_path]))


def test_original_is_never_touched(tmp_path: Path) -> None:
    """The bytes of the original are those from before, whether the copy succeeds or not."""
    source = form(tmp_path)
    before = source.read_bytes()
    annotate.write(checked(source), source, tmp_path / "x")

    with pytest.raises(CopyError):
        annotate.write(checked(source), source, tmp_path)
    assert source.read_bytes() == before


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_links_to_the_original_are_refused(tmp_path: Path, link: object) -> None:
    """A copy is not written over another name of its original."""
    source = form(tmp_path)
    (tmp_path / "x").mkdir()
    assert callable(link)
    link(source, tmp_path / "x" / "表.docx")

    with pytest.raises(CopyError):
        annotate.write(checked(source), source, tmp_path / "x")


def test_other_files_are_not_overwritten(tmp_path: Path) -> None:
    """What is not a copy by goallint stays, a Word document with comments by goallint among them."""
    source = form(tmp_path)
    stranger = form(tmp_path / "x")
    before = stranger.read_bytes()

    with pytest.raises(CopyError) as refusal:
        annotate.write(checked(source), source, tmp_path / "x")

    assert stranger.read_bytes() == before
    assert str(stranger) in refusal.value.message.zh


def test_a_copy_is_written_again(tmp_path: Path) -> None:
    """A copy as goallint left it gives way to a newer one."""
    source = form(tmp_path)
    annotated(source, [at(1, 1, 1)])

    assert where(annotated(source, [at(1, 2, 1)])) == {"在1-2-1": [(1, 2, 1)]}


def test_work_in_a_copy_is_kept(tmp_path: Path) -> None:
    """A copy that somebody has saved since is not overwritten, whatever they changed in it."""
    source = form(tmp_path)
    copy = annotated(source, [at(1, 1, 1)])
    edited = docx.Document(str(copy))
    edited.tables[0].cell(0, 0).text = "改过"
    edited.save(str(copy))
    before = copy.read_bytes()

    with pytest.raises(CopyError):
        annotated(source, [at(1, 2, 1)])
    assert copy.read_bytes() == before


def test_any_change_breaks_the_seal(tmp_path: Path) -> None:
    """A copy is known by all its parts: one byte, one part more or one less, and it is somebody else's."""
    copy = annotated(form(tmp_path), [at(1, 1, 1)])
    assert copying.untouched(copy)
    with zipfile.ZipFile(copy) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, data in parts.items():
        others = {other: content for other, content in parts.items() if other != name}
        for changed in (others, others | {name: data + b" "}, parts | {name + "x": b""}):
            zipped(tmp_path / "x.docx", changed)
            assert not copying.untouched(tmp_path / "x.docx")
    zipped(tmp_path / "x.docx", parts)
    assert copying.untouched(tmp_path / "x.docx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", b"PK\x05\x06" + bytes(18)])
def test_no_package_is_a_copy(tmp_path: Path, content: bytes) -> None:
    """Files that are no packages, or broken ones, are not taken for copies."""
    (tmp_path / "x.docx").write_bytes(content)

    assert not copying.untouched(tmp_path / "x.docx")


def test_a_part_without_a_name_is_copied(tmp_path: Path) -> None:
    """A zip may hold an entry of which the name is empty, as damage makes them; it is copied like any other."""
    source = form(tmp_path)
    with zipfile.ZipFile(source, "a") as package:
        package.writestr(zipfile.ZipInfo("\0"), b"?")

    copy = annotate.write(checked(source), source, tmp_path / "copies")

    assert part(copy, "") == b"?"
    assert ours(copy)
    assert copying.untouched(copy)


def test_half_a_copy_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails half way, the earlier copy is still there, and nothing beside it."""
    source = form(tmp_path)
    copy = annotated(source, [at(1, 1, 1)])
    before = copy.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "_copy_packed", fail)
    with pytest.raises(CopyError) as refusal:
        annotated(source, [at(1, 2, 1)])

    assert "磁盘满了" in refusal.value.message.zh
    assert copy.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"表.docx", "copy.docx"}


def test_no_folder_can_be_made(tmp_path: Path) -> None:
    """A file where a folder is needed is said, not a crash."""
    source = form(tmp_path)
    (tmp_path / "x").write_text("", encoding="utf-8")

    with pytest.raises(CopyError):
        annotate.write(checked(source), source, tmp_path / "x" / "y")


# --- the copies of a run


def test_copies_of_a_folder(tmp_path: Path) -> None:
    """Copies lie as their originals lie below the folder that these have in common, so that no two meet."""
    sources = [form(tmp_path / "报送" / name) for name in ("甲局", "乙局/二科")]

    made = copies(tmp_path / "批注", *sources)

    assert [ours(tmp_path / "批注" / name / "表.docx") != [] for name in ("甲局", "乙局/二科")] == [True, True]
    assert not made.failed
    assert said(made).startswith("批注副本：")


def test_only_files_with_findings_get_a_copy(tmp_path: Path) -> None:
    """A file without findings at the level gets none; an earlier copy of it is said to be out of date."""
    source = form(tmp_path)
    made = Copies(tmp_path / "x", [source], View())
    made.add(DocumentResult(str(source), "checked", findings=(finding(severity=Severity.INFO),)))

    assert not (tmp_path / "x").exists()
    assert said(made) == "没有要标出的问题，没有写批注副本。"

    copies(tmp_path / "x", source)
    again = Copies(tmp_path / "x", [source], View())
    again.add(DocumentResult(str(source), "checked"))

    assert said(again) == f"这些副本已过时，原件没有要标出的问题了：{tmp_path / 'x' / '表.docx'}"


def test_level_of_the_view(tmp_path: Path) -> None:
    """Infos are marked where they are asked for."""
    source = form(tmp_path)
    copies(tmp_path / "x", source, view=View(level=Severity.INFO))

    assert any("【提示】" in comment.text for comment in ours(tmp_path / "x" / "表.docx"))


def test_formats_without_comments_are_named(tmp_path: Path) -> None:
    """A text file with findings has no copy, which is said and no failure; an unreadable file is said elsewhere."""
    source = write_txt(tmp_path / "表.txt", FORM)

    made = copies(tmp_path / "x", source)
    made.add(DocumentResult("坏.docx", "unreadable", FAILURE))

    assert not made.failed
    assert said(made) == f"这些文件的格式不能加批注（可以另存为 .docx 或 .xlsx），没有写副本：{source}"


def test_refusals_are_said(tmp_path: Path) -> None:
    """A copy that could not be written is a failure, and does not keep others from being written."""
    sources = [form(tmp_path / "报送", name) for name in ("甲.docx", "乙.docx")]
    form(tmp_path / "x", "甲.docx")

    made = copies(tmp_path / "x", *sources)

    assert made.failed
    assert (tmp_path / "x" / "乙.docx").exists()
    assert f"没有写 {sources[0]} 的批注副本：" in said(made)


def test_file_without_a_table(tmp_path: Path) -> None:
    """That no table was recognised is said at the first paragraph."""
    source = write_docx(tmp_path / "通知.docx", MEMO)
    copies(tmp_path / "x", source)

    [comment] = ours(tmp_path / "x" / "通知.docx")
    assert "没有找到绩效目标表" in comment.text
    assert comment.cells[0].text == MEMO[0]


@pytest.mark.parametrize("folder", [".", "..", "报送", "报送/../报送", "链接"])
def test_folder_of_the_originals_is_refused(tmp_path: Path, folder: str) -> None:
    """Copies do not go among the files that are checked, neither by a roundabout way."""
    source = form(tmp_path / "报送")
    (tmp_path / "链接").symlink_to(tmp_path / "报送", target_is_directory=True)

    with pytest.raises(UsageError) as refusal:
        Copies(tmp_path / "报送" / folder if folder.startswith(".") else tmp_path / folder, [source], View())
    assert str(source) in refusal.value.message.zh


def test_copy_over_another_original_is_refused(tmp_path: Path) -> None:
    """A copy does not go where another file that is checked has a name."""
    sources = [form(tmp_path / "甲"), form(tmp_path / "乙", "二.docx")]
    (tmp_path / "x" / "甲").mkdir(parents=True)
    os.link(sources[1], tmp_path / "x" / "甲" / "表.docx")

    with pytest.raises(UsageError):
        Copies(tmp_path / "x", sources, View())


def test_folder_is_a_file(tmp_path: Path) -> None:
    """A file in place of the folder is said before anything is checked."""
    source = form(tmp_path / "报送")

    with pytest.raises(UsageError) as refusal:
        Copies(source, [source], View())
    assert "不是文件夹" in refusal.value.message.zh


def test_every_refusal_says_what_to_do(tmp_path: Path) -> None:
    """Errors have a message and a remedy in both languages."""
    source = write_txt(tmp_path / "表.txt", FORM)

    with pytest.raises(GoallintError) as refusal:
        annotate.write(checked(source), source, tmp_path / "x")

    assert all((*refusal.value.message, *refusal.value.remedy))
    assert not part(annotated(form(tmp_path), [at(1, 1, 1)]), "word/comments.xml").startswith(b"\xef")
