"""Every file in tests/cases is a run of goallint: files, command, what it writes, exit code.

A section begins with a line such as "====command====". `file` sections are written in the format of their suffix,
`raw` ones as they are; the rules of tests/cases/rules stand in the folder 规则. Output that is not mentioned must be
empty; an `output` section is what a file holds afterwards. After an intended change, GOALLINT_UPDATE_CASES=1 writes
what comes out into the cases.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from goallint.cli import main
from tests.forms import Block, write_docx, write_xlsx
from tests.reporting import RULES, leave_out_shipped_rules

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"^====(.+)====\n", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """Split a case at its marks."""
    parts = MARK.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(text: str) -> list[Block]:
    """Read paragraphs, and rows with cells between "|" as tables."""
    found: list[Block] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if "|" in line:
            rows.append([cell.strip() for cell in line.split("|")])
            continue
        if rows:
            found.append(rows)
            rows = []
        if line:
            found.append(line)
    return found


def write(path: Path, text: str) -> None:
    """Write a file of a case in the format of its suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = {".docx": write_docx, ".xlsx": write_xlsx}.get(path.suffix)
    if writer:
        writer(path, blocks(text))
    else:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", sorted(CASES.glob("*.case")), ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command writes what the case says and ends with its exit code."""
    case = sections(path.read_text(encoding="utf-8"))
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", case.get("columns", "80").strip())
    shutil.copytree(RULES, "规则")
    for head, text in case.items():
        kind, _, name = head.partition(" ")
        if kind == "file":
            write(Path(name), text)
        elif kind == "raw":
            Path(name).write_text(text, encoding="utf-8")

    code = main(shlex.split(case["command"])[1:])

    written = capsys.readouterr()
    files = {head: Path(head.partition(" ")[2]).read_text("utf-8") for head in case if head.startswith("output ")}
    got = {"stdout": written.out, "stderr": written.err, **files, "exit": f"{code}\n"}
    if os.environ.get("GOALLINT_UPDATE_CASES"):
        inputs = {head: text for head, text in case.items() if head not in got}
        outputs = {head: text for head, text in got.items() if text}
        path.write_text("".join(f"===={head}====\n{text}" for head, text in {**inputs, **outputs}.items()), "utf-8")
    else:
        assert {"stdout": "", "stderr": "", **{head: case[head] for head in got if head in case}} == got
