"""Files that LibreOffice converts: found, limited, left alone; and the same findings in every format."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import goallint
from goallint.errors import ReadError
from goallint.readers import limits, read, soffice
from tests.forms import Block, Span, write_csv, write_docx, write_markdown, write_pdf, write_txt, write_xlsx

FORM: list[Block] = [
    "青石镇渡口维护项目绩效目标表",
    "（2031年度）",
    [
        ["项目名称", "渡口维护", "主管部门", "青石镇人民政府"],
        ["年度资金总额", "12.50万元", "其中：财政拨款", "11.50万元"],
        ["年度总体目标", Span("维护渡船，保障3个村的群众安全过渡。", columns=3)],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        [Span("产出指标", rows=3), "数量指标", "维护渡船数量", "≥3艘"],
        ["质量指标", "渡船完好率", "95"],
        ["成本指标", "渡船修理费", "是/否"],
        ["效益指标", "社会效益指标", "乘客投诉数", "≤2件"],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "较高"],
    ],
    "填表人：甲",
]

with_soffice = pytest.mark.skipif(not any(map(shutil.which, ("soffice", "libreoffice"))), reason="no LibreOffice")


@pytest.fixture
def converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a shell script in the place of LibreOffice; "$out" is the folder for results, "$HOME" all there is."""
    if os.name != "posix":
        pytest.skip("a shell script stands for LibreOffice")

    def put(script: str) -> None:
        program = tmp_path / "program" / "soffice"
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            f'#!/bin/sh\nfor out in "$@"; do case "$before" in --outdir) break;; esac; before=$out; done\n{script}'
        )
        program.chmod(0o755)
        monkeypatch.setenv("GOALLINT_SOFFICE", str(program))

    return put


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give temporary files a folder of their own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Write a file that looks like RTF."""
    path = tmp_path / "表.doc"
    path.write_bytes(b"{\\rtf1 x}")
    return path


def test_what_libreoffice_makes_of_a_copy_is_read_as_the_original(
    tmp_path: Path, converter: Callable[[str], None], room: Path, old: Path
) -> None:
    """The document is that of the given path; the original stays as it was, and nothing of the work remains."""
    made = write_docx(tmp_path / "made.docx", FORM)
    converter(f'mkdir "$out"; cp "{made}" "$out/original.docx"; echo damage > "$HOME/original.rtf"; echo x > "$HOME/x"')
    document = read(old)
    assert document.path == str(old)
    assert document.blocks == read(made).blocks
    assert old.read_bytes() == b"{\\rtf1 x}"
    assert list(room.iterdir()) == []


def test_the_profile_forbids_macros_links_and_connections(
    tmp_path: Path, converter: Callable[[str], None], old: Path
) -> None:
    """LibreOffice starts without a window in a profile of its own, made for it."""
    converter(
        f'echo "$@" > "{tmp_path}/called"; cp "$HOME/profile/user/registrymodifications.xcu" "{tmp_path}/profile"'
    )
    with suppress(ReadError):
        read(old)
    called, profile = (tmp_path / "called").read_text(), (tmp_path / "profile").read_text()
    assert "--headless" in called
    assert "-env:UserInstallation=file:///" in called
    for setting in (
        '/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<',
        'Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0<',
        'Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1<',
        'Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>1<',
    ):
        assert setting in profile


def test_what_takes_too_long_is_ended_with_all_it_started(
    tmp_path: Path, converter: Callable[[str], None], room: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process survives its time, and no file either."""
    monkeypatch.setattr(limits, "SECONDS", 1)
    converter(f'sleep 1000 & echo $! > "{tmp_path}/started"; wait')
    with pytest.raises(ReadError, match="took over 1 seconds"):
        read(old)
    started = int((tmp_path / "started").read_text())
    assert not _lives(started)
    assert list(room.iterdir()) == []


def _lives(process: int) -> bool:
    """Tell whether a process still runs; one that was just ended may take a moment to go."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(os.name != "posix", reason="no limits elsewhere")
def test_libreoffice_cannot_fill_the_disk(
    converter: Callable[[str], None], old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it writes is limited."""
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 2**20)
    converter('mkdir "$out"; head -c 3000000 /dev/zero > "$out/original.docx"; [ $? = 0 ] || rm "$out/original.docx"')
    with pytest.raises(ReadError, match="could not convert"):
        read(old)


def test_without_libreoffice_it_says_how_to_get_it(old: Path) -> None:
    """What to save the file as, and what to install on which system; an empty GOALLINT_SOFFICE turns it off."""
    with pytest.raises(ReadError) as caught:
        read(old)
    assert caught.value.code == "G001"
    assert "LibreOffice" in caught.value.message.zh
    for remedy in (".docx", "apt install libreoffice", "brew install --cask libreoffice", "winget install"):
        assert remedy in caught.value.remedy.zh
        assert remedy in caught.value.remedy.en


def test_a_program_that_is_not_there_is_named(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GOALLINT_SOFFICE is taken at its word."""
    monkeypatch.setenv("GOALLINT_SOFFICE", str(tmp_path / "nothing"))
    with pytest.raises(ReadError) as caught:
        read(old)
    assert "GOALLINT_SOFFICE" in caught.value.message.zh


def test_libreoffice_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the search path first, then in the usual places."""
    monkeypatch.delenv("GOALLINT_SOFFICE")
    monkeypatch.setenv("PATH", str(tmp_path))
    place = tmp_path / "opt" / "libreoffice7.4" / "program" / "soffice"
    monkeypatch.setattr(
        soffice, "_PLACES", ("no/such/place", str(tmp_path / "opt" / "libreoffice*" / "program" / "soffice"))
    )
    assert soffice.find() == ""
    place.parent.mkdir(parents=True)
    place.touch(0o755)
    assert soffice.find() == str(place)
    (tmp_path / "libreoffice").touch(0o755)
    assert soffice.find() == str(tmp_path / "libreoffice")


# With LibreOffice itself


def convert(source: Path, target: str) -> None:
    """Convert with LibreOffice, as a user would save a file in another format."""
    profile = (source.parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", target]
    subprocess.run([*command, "--outdir", source.parent, source], check=True, capture_output=True)  # noqa: S603


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save the form in the formats that LibreOffice writes."""
    folder = tmp_path_factory.mktemp("made")
    for target in ("doc:MS Word 97", "rtf", "odt", "html:HTML (StarWriter)"):
        convert(write_docx(folder / "form.docx", FORM), target)
    for target in ("xls", "ods"):
        convert(write_xlsx(folder / "form.xlsx", FORM[:-1]), target)
    return folder


def findings(path: Path) -> Counter[tuple[str, str]]:
    """Rules and messages of the findings in a file, which must have been checked."""
    [result] = goallint.check(path)
    assert result.status == "checked", result
    return Counter((finding.rule, finding.message.zh) for finding in result.findings)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let goallint find LibreOffice."""
    monkeypatch.delenv("GOALLINT_SOFFICE")


@with_soffice
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    ("kind", "name"),
    [("doc", "a.wps"), ("doc", "a.docx"), ("rtf", "a.rtf"), ("rtf", "a.doc"), ("odt", "a.odt"), ("html", "a.doc")],
)
def test_a_text_in_every_format_has_the_same_findings(tmp_path: Path, made: Path, kind: str, name: str) -> None:
    """Word's old format, WPS's, RTF, OpenDocument and a web page, whatever the suffix, are as good as .docx."""
    other = Path(shutil.copy(made / f"form.{kind}", tmp_path / name))
    assert findings(other) == findings(made / "form.docx")


@with_soffice
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(("kind", "name"), [("xls", "a.xls"), ("xls", "a.et"), ("ods", "a.ods"), ("ods", "a.xlsx")])
def test_a_sheet_in_every_format_has_the_same_findings(tmp_path: Path, made: Path, kind: str, name: str) -> None:
    """Excel's old format, WPS's and OpenDocument are as good as .xlsx, which is as good as .docx."""
    other = Path(shutil.copy(made / f"form.{kind}", tmp_path / name))
    assert findings(other) == findings(made / "form.xlsx") == findings(made / "form.docx")


def test_every_format_that_needs_no_libreoffice_has_the_same_findings(tmp_path: Path) -> None:
    """A workbook, a PDF, Markdown, values between delimiters and plain text, too."""
    word = findings(write_docx(tmp_path / "form.docx", FORM))
    assert len(word) > 3
    for other in (
        write_xlsx(tmp_path / "form.xlsx", FORM[:-1]),
        write_txt(tmp_path / "form.txt", FORM),
        write_markdown(tmp_path / "form.md", FORM),
        write_csv(tmp_path / "form.csv", FORM),
        write_csv(tmp_path / "utf-8.csv", FORM, "utf-8-sig", ";"),
        write_csv(tmp_path / "tabs.csv", FORM, "utf-16", "\t"),
        *([write_pdf(tmp_path / "form.pdf", FORM)] if _has_pdf() else []),
    ):
        assert findings(other) == word, other.name


def _has_pdf() -> bool:
    from importlib.util import find_spec

    return find_spec("pdfplumber") is not None


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """Serve the address of a place in the network, and list what was asked of it."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815  # names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Be silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


@with_soffice
@pytest.mark.usefixtures("real")
def test_nothing_asks_the_network(tmp_path: Path, requests: tuple[str, list[str]]) -> None:
    """Pictures, styles, scripts and frames of a page are not fetched; converted without our profile, some are."""
    address, asked = requests
    path = tmp_path / "page.html"
    path.write_text(
        f'<html><head><link rel="stylesheet" href="{address}a.css"><script src="{address}a.js"></script></head>'
        f'<body><img src="{address}a.png"><iframe src="{address}a.html"></iframe><p>text</p></body></html>'
    )
    assert [paragraph.text for paragraph in read(path).paragraphs] == ["text"]
    assert asked == []
    convert(path, "odt:writer8")
    assert asked
