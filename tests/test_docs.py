"""The pages that are made from the rules."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from goallint.rulebook import load_rules

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "docs" / "build.py"
SCRIPT = runpy.run_path(str(BUILD))
PAGES = sorted((ROOT / "docs" / "rules").glob("[A-Z]*.md"))


def test_the_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """`python docs/build.py` writes them; this says which have changed since."""
    assert SCRIPT["main"](["--check"]) == 0, capsys.readouterr().out


def test_a_stale_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages that are missing, changed or of rules that are gone are told apart from good ones; writing mends them."""
    main = SCRIPT["main"]
    monkeypatch.setitem(main.__globals__, "DOCS", tmp_path / "docs")
    assert main([]) == 0
    gone, changed = tmp_path / "docs" / "rules" / "Z999-gone.md", tmp_path / "docs" / "rules" / "index.md"
    gone.write_text("gone", "utf-8")
    changed.write_text("changed", "utf-8")
    capsys.readouterr()

    assert main(["--check"]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "docs/rules/index.md",
        "docs/rules/Z999-gone.md",
    ]
    assert main([]) == 0
    assert main(["--check"]) == 0


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_rule_has_the_same_headings(path: Path) -> None:
    """A reader finds the same thing in the same place on each page, and every link leads somewhere."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)

    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == SCRIPT["HEADINGS"]
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (path.parent / link).exists()]
    assert links == []


def test_every_rule_has_a_page() -> None:
    """A page is named after its rule."""
    assert [path.stem for path in PAGES] == [rule.path.stem for rule in load_rules().rules]
