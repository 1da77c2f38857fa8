"""The examples are what build.py writes, and goallint finds in each exactly the mistakes that were put in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import goallint
from examples.build import FOLDER, build
from examples.pages import EXAMPLES, Example
from goallint.cli import main
from goallint.findings import Severity
from goallint.readers import SUFFIXES, read
from goallint.text import squash

FAULTY = [example for example in EXAMPLES if example.mistakes]
CLEAN = [example for example in EXAMPLES if not example.mistakes]


def named(example: Example) -> str:
    """Call a test case after its file."""
    return Path(example.file).stem


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the examples in a folder of their own."""
    folder = tmp_path_factory.mktemp("examples")
    build(folder)
    return folder


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_committed(example: Example, built: Path) -> None:
    """The committed file holds what the script writes."""
    assert read(built / example.file).blocks == read(FOLDER / example.file).blocks


def test_no_strangers() -> None:
    """The folder holds no document that the script does not write."""
    present = {path.name for path in FOLDER.iterdir() if path.suffix in SUFFIXES}

    assert {example.file for example in EXAMPLES} == present


def test_rebuild(built: Path, tmp_path: Path) -> None:
    """A second build gives the same bytes as the first."""
    again = build(tmp_path)

    assert [path.read_bytes() for path in again] == [(built / path.name).read_bytes() for path in again]


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_findings(example: Example) -> None:
    """The errors and warnings are the listed ones, in the listed cells, and no other."""
    [result] = goallint.check(FOLDER / example.file)

    found = Counter(
        (finding.rule, squash(finding.place.text))
        for finding in result.findings
        if finding.severity >= Severity.WARNING
    )
    assert Counter((mistake.rule, squash(mistake.cell)) for mistake in example.mistakes) == found


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_understood(example: Example) -> None:
    """No cell of an example is left without meaning."""
    [result] = goallint.check(FOLDER / example.file, select=["G003"])

    assert result.findings == ()


@pytest.mark.parametrize("example", FAULTY, ids=named)
def test_faulty_exit_code(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with an error ends in 1."""
    assert main(["check", str(FOLDER / example.file)]) == 1
    assert capsys.readouterr().out


@pytest.mark.parametrize("example", CLEAN, ids=named)
def test_clean_exit_code(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    """A clean file ends in 0, even where warnings count."""
    assert main(["check", str(FOLDER / example.file), "--fail-on", "warning"]) == 0
    assert capsys.readouterr().out


def test_all_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """The folder as a whole ends in 1, and in 0 if nothing is to fail."""
    assert main(["check", str(FOLDER)]) == 1
    assert main(["check", str(FOLDER), "--fail-on", "never"]) == 0
    assert capsys.readouterr().out
