"""The readmes show what goallint really puts out, and the commands that really run.

A `console` block is a command of goallint and its output. After an intended change, GOALLINT_UPDATE_README=1 writes
what comes out into the readmes.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click
import pytest

from goallint.cli import main
from goallint.cli.app import app

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
HANDBOOK = ROOT / "docs" / "writing-rules.md"
FENCE = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"(?<=^```console\n)\$ (goallint .+)\n(?:.*\n)*?(?=^```$)", re.MULTILINE)
SETUP = re.compile(r"^python3 -m venv .*$", re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_output(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command puts out what stands below it."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    path = ROOT / name
    text = path.read_text("utf-8")

    def really(block: re.Match[str]) -> str:
        main(shlex.split(block[1])[1:])
        return f"$ {block[1]}\n{capsys.readouterr().out}"

    fresh, blocks = BLOCK.subn(really, text)
    assert blocks
    if os.environ.get("GOALLINT_UPDATE_README"):
        path.write_text(fresh, "utf-8")
    else:
        assert text == fresh


def test_handbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever writes the files of the handbook and types its commands, in order, sees what it shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    text = HANDBOOK.read_text("utf-8")

    def really(fence: re.Match[str]) -> str:
        if fence["file"]:
            path = Path(fence["file"])
            path.parent.mkdir(exist_ok=True)
            path.write_text(fence["text"], "utf-8")
        if fence["kind"] != "console":
            return fence[0]
        command = fence["text"].partition("\n")[0]
        main(shlex.split(command.removeprefix("$ "))[1:])
        written = capsys.readouterr()
        return f"```console\n{command}\n{written.out}{written.err}```"

    fresh = FENCE.sub(really, text)
    if os.environ.get("GOALLINT_UPDATE_README"):
        HANDBOOK.write_text(fresh, "utf-8")
    else:
        assert text == fresh


def test_set_up() -> None:
    """Both readmes install alike, and the tests of the readme are the tests of .ci/run."""
    english, chinese = (SETUP.findall((ROOT / name).read_text("utf-8")) for name in READMES)
    _, test = english

    assert chinese == english[:1]
    assert f"step {test.split(' && ')[-1]}" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", READMES)
def test_commands(name: str) -> None:
    """Every command that is named exists."""
    named = set(re.findall(r"`goallint ([a-z]+)", (ROOT / name).read_text("utf-8")))

    assert named <= set(app.list_commands(click.Context(app)))


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.name)
def test_links(path: Path) -> None:
    """Every link to a file leads to one."""
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_page_for_users_can_be_found(name: str) -> None:
    """Whoever begins with a readme comes to all pages but those for developers."""
    text = (ROOT / name).read_text("utf-8")
    pages = {path.name for path in ROOT.glob("docs/*.md")} - {"dependencies.md", "design.md", "fuzzing.md"}

    assert pages - set(re.findall(r"\]\(docs/([^)#/]+)\)", text)) == set()


def test_rule_of_the_guide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rule that CONTRIBUTING.md shows is one, and its examples come out as it says."""
    [rule] = re.findall(
        r"^```yaml\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (tmp_path / "Z001-lantern-count.yaml").write_text(rule, "utf-8")

    assert main(["rules", "test", "--rules", str(tmp_path)]) == 0, capsys.readouterr().out
