"""goallint in real shells: completion, colours, widths, encodings."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from rich.cells import cell_len

from goallint.cli import main
from goallint.cli.completion import script
from goallint.language import Phrase
from goallint.rulebook.titles import Titled, rule_titles
from tests.forms import Block, write_docx
from tests.reporting import FORM
from tests.repository import environment, run

BASH = """
bind 'set enable-bracketed-paste off'
show() { printf '[%s]\\n' "$READLINE_LINE"; }
bind -x '"\\C-g": show'
"""
ZSH = """
unsetopt zle_bracketed_paste
autoload -Uz compinit && compinit -D
show() { print -r -- "[$BUFFER]" }
zle -N show
bindkey '^g' show
bindkey '^I' expand-or-complete
"""
SHELLS = {"bash": (["--norc", "--noprofile", "-i"], BASH), "zsh": (["-f", "-i"], ZSH)}
"""How to start each, and what makes Ctrl-G show the line as it stands."""
COMPLETED = [
    ("goallint exp", "goallint explain "),
    ("goallint check --fail", "goallint check --fail-on "),
    ("goallint check --format sar", "goallint check --format sarif "),
    ("goallint check --profile beij", "goallint check --profile beijing "),
    ("goallint check --select V001,A0", "goallint check --select V001,A0"),
    ("goallint check --select V001,fund-", "goallint check --select V001,fund-sum "),
    ("goallint check --ignore word", "goallint check --ignore wording "),
    ("goallint explain v001", "goallint explain V001 "),
    ("goallint trace 表.docx --rule yes-", "goallint trace 表.docx --rule yes-no-value "),
    ("goallint rules li", "goallint rules list "),
    ("goallint dump 绩", r"goallint dump 绩效\ 目标表.docx "),
    ("goallint nonsense x", "goallint nonsense x"),
]
# Python warns of starting a terminal beside threads, such as those that another test left.
terminal = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
HOSTILE = "目标" + "无空格的极长名称" * 9 + "́ ①㎡👨‍👩‍👧１２３％\t" + "x" * 70 + "※≥…"

Complete = Callable[[str], str]


@pytest.fixture(params=SHELLS)
def complete(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Complete]:
    """Type a line into a shell that has read the script, press Tab, and read what then stands there."""
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    write_docx(tmp_path / "绩效 目标表.docx", FORM)
    arguments, setup = SHELLS[shell]
    child = pexpect.spawn(
        shell,
        arguments,
        cwd=str(tmp_path),
        env={**environment(LC_ALL="C.UTF-8", TERM="dumb", HOME=str(tmp_path)), "PS1": "$ "},
        dimensions=(50, 400),
        encoding="utf-8",
        timeout=60,
    )
    (tmp_path / "setup").write_text(setup, "utf-8")
    child.sendline(f'. ./setup; eval "$(goallint completion {shell})"; echo read""y')
    child.expect("ready\r\n")

    def typed(line: str) -> str:
        child.send(f"{line}\t\x07")
        child.expect(r"\[(goallint[^\]]*)\]\r*\n")
        assert isinstance(child.match, re.Match)
        found = str(child.match[1])
        child.send("\x15")
        return found

    yield typed
    child.close(force=True)


@terminal
def test_completion(complete: Complete) -> None:
    """Commands, options, choices, rules, profiles and files are completed; what is wrong is left as it is."""
    assert [(line, complete(line)) for line, _ in COMPLETED] == COMPLETED


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_completion_in_fish(tmp_path: Path) -> None:
    """The same in fish, which shows explanations, commas and all."""
    write_docx(tmp_path / "绩效 目标表.docx", FORM)
    (tmp_path / "goallint.fish").write_text(run("goallint", "completion", "fish", cwd=tmp_path).stdout, "utf-8")

    def offered(line: str, **more: str) -> list[str]:
        words = ("fish", "--no-config", "-c", f"source goallint.fish; complete -C '{line}'")
        return run(*words, cwd=tmp_path, LC_ALL="C.UTF-8", HOME=str(tmp_path), **more).stdout.splitlines()

    english = {"GOALLINT_LANG": "en"}
    assert offered("goallint exp", **english) == ["explain\tExplain a rule: what it checks, why, and examples."]
    assert offered("goallint check --select V001,fund-s") == ["V001,fund-sum\tA001 资金来源合计与总额不符"]
    assert offered("goallint dump 绩") == ["绩效 目标表.docx"]
    assert offered("goallint nonsense x") == []


@pytest.mark.parametrize("line", ["", "check", "rules", "nonsense x", "check --version --", "dump a b c", "-h check"])
def test_completion_says_nothing_else(line: str, tmp_path: Path) -> None:
    """Whatever is on the line, the shell gets offers and the screen gets nothing."""
    words = ["goallint", *line.split(), ""]
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1), "_GOALLINT_COMPLETE": "bash_complete"}
    done = run("goallint", cwd=tmp_path, **asked)

    assert [each for each in done.stdout.splitlines() if not re.fullmatch(r"(plain|file|dir),\S*", each)] in ([], [""])
    assert done.returncode == 0


def test_completion_knows_rules_of_the_user(tmp_path: Path) -> None:
    """After --rules the rules of that folder are offered too, even those that are wrong; a missing folder is none."""
    (tmp_path / "Z001-lantern-count.yaml").write_text("title: [", "utf-8")
    for folder, offers in ((".", "plain,Z001\n"), ("没有", "\n")):
        words = ["goallint", "check", "x", "--rules", folder, "--select", "Z"]
        asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": "6", "_GOALLINT_COMPLETE": "bash_complete"}
        assert run("goallint", cwd=tmp_path, **asked).stdout == offers


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("", "plain,Z001\n"),
        ("--no-config", "\n"),
        ("--config 没有.toml", "\n"),
        ("--config 下级/pyproject.toml", "plain,Z002\n"),
    ],
)
def test_completion_knows_rules_of_the_configuration(tmp_path: Path, line: str, offers: str) -> None:
    """The folders that it names, from where it stands."""
    for folder, rule in (("规则", "Z001-lantern-count"), ("下级/规则", "Z002-lamp-count")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"{rule}.yaml").write_text("title: [", "utf-8")
    (tmp_path / "goallint.toml").write_text('rules = ["规则", "没有", 1]', "utf-8")
    (tmp_path / "下级" / "pyproject.toml").write_text('[tool.goallint]\nrules = ["规则"]', "utf-8")
    words = ["goallint", "check", "x", *line.split(), "--select", "Z"]
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1), "_GOALLINT_COMPLETE": "bash_complete"}

    assert run("goallint", cwd=tmp_path, **asked).stdout == offers


def test_completion_reads_rules_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What they are called is kept; a rule that has changed is read again."""
    monkeypatch.setenv("GOALLINT_CACHE", str(tmp_path / "cache"))
    rule = tmp_path / "Z001-lantern-count.yaml"
    rule.write_text("title: {zh: 灯笼, en: Lanterns}", "utf-8")
    before = rule_titles([tmp_path])
    monkeypatch.setattr("goallint.rulebook.titles.parsed", lambda _: {"title": {"zh": "灯", "en": "Lamps"}})

    assert before[-1] == Titled("Z001", "lantern-count", tmp_path.name, Phrase("灯笼", "Lanterns"))
    assert rule_titles([tmp_path]) == before
    rule.write_text("title: {zh: 灯, en: Lamps}", "utf-8")
    assert rule_titles([tmp_path])[-1].title.zh == "灯"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command writes the script, which names the program and nothing of this machine."""
    assert main(["completion", shell]) == 0
    written = capsys.readouterr().out
    assert "_GOALLINT_COMPLETE" in written
    assert str(Path(sys.executable).parent) not in written


def test_there_is_no_script_for_another_shell() -> None:
    """Asked for another shell the function says so."""
    from goallint.cli.app import app

    with pytest.raises(LookupError):
        script("tcsh", app)


def test_an_option_name_loads_no_rules(tmp_path: Path) -> None:
    """The names of options and commands come without YAML, rich and the rule language."""
    code = (
        "import sys\n"
        "from goallint.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'yaml', 'rich', 'lark', 'xlrd'} & set(sys.modules)))"
    )
    asked = {"COMP_WORDS": "goallint check --sel", "COMP_CWORD": "2", "_GOALLINT_COMPLETE": "bash_complete"}
    done = run(sys.executable, "-c", code, cwd=tmp_path, **asked)

    assert done.stdout == "plain,--select\n[]\n"


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False),
        ({"NO_COLOR": ""}, False),
    ],
)
def test_colours(tmp_path: Path, settings: dict[str, str], coloured: bool) -> None:  # noqa: FBT001  # a parameter
    """A pipe gets none unless FORCE_COLOR asks for them; NO_COLOR and a dumb terminal have the last word."""
    write_docx(tmp_path / "表.docx", FORM)
    done = run("goallint", "check", "表.docx", cwd=tmp_path, **{"TERM": "xterm", **settings})

    assert ("\x1b[" in done.stdout) is coloured


@terminal
@pytest.mark.parametrize(
    ("term", "settings", "coloured"),
    [
        ("xterm", {}, True),
        ("xterm", {"NO_COLOR": "1"}, False),
        ("xterm", {"NO_COLOR": ""}, True),
        ("dumb", {}, False),
    ],
)
def test_colours_on_a_terminal(tmp_path: Path, term: str, settings: dict[str, str], coloured: bool) -> None:  # noqa: FBT001  # a parameter
    """A terminal gets colours unless NO_COLOR is set to something, or it is dumb."""
    write_docx(tmp_path / "表.docx", FORM)
    more = {"TERM": term, **settings}
    env = {name: value for name, value in environment(**more).items() if name in more or name != "NO_COLOR"}
    output = pexpect.run("goallint check 表.docx", cwd=str(tmp_path), env=env, encoding="utf-8")

    assert "V001" in output
    assert ("\x1b[" in output) is coloured


def hostile() -> list[Block]:
    """The form with texts that are long, wide, of no width, or without a place to break."""
    title, rows = FORM
    return [f"{title}{HOSTILE}", [[*row[:-1], f"{row[-1]}{HOSTILE}"] for row in rows], HOSTILE]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "words",
    [
        ("check", "{}", "--level", "info"),
        ("dump", "{}"),
        ("trace", "{}", "--rule", "V001"),
        ("explain", "A001"),
        ("explain", "V003"),
        ("rules", "list"),
        ("rules", "scopes"),
        ("rules", "new", "Z001", "{}"),
        ("baseline", "create", "{}"),
        ("init",),
        ("check", "没有的{}"),
        ("-h",),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_screen(
    words: tuple[str, ...],
    columns: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In cells of a terminal, whatever the document holds; two for a Chinese character, none for one that combines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(columns))
    name = "县直单位二〇三一年度青石镇渡口维护项目支出绩效目标申报表（终稿，请勿外传）.docx"
    write_docx(Path(name), hostile())
    for language in ("zh", "en"):
        main([*(word.format(name) for word in words), "--lang", language])
    written = capsys.readouterr()

    lines = (written.out + written.err).splitlines()
    assert len(lines) > 1
    assert [(cell_len(line), line) for line in lines if cell_len(line) > columns] == []


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "no_SUCH"])
def test_utf8_in_every_locale(tmp_path: Path, locale: str) -> None:
    """Reports, errors and help are UTF-8 even where the locale knows ASCII only, with Chinese names of files."""
    write_docx(tmp_path / "绩效 目标表.docx", FORM)
    settings = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    def say(*words: str) -> tuple[int, str]:
        done = run("goallint", *words, cwd=tmp_path, **settings)
        return done.returncode, done.stdout

    assert say("check", "绩效 目标表.docx", "--select", "V001")[1].startswith("绩效 目标表.docx\n")
    assert say("check", "绩效 目标表.docx", "--select", "V001", "--output", "json=结果.json")[0] == 1
    assert "绩效 目标表.docx" in (tmp_path / "结果.json").read_text("utf-8")
    assert "没有这条规则：第一条" in say("explain", "第一条")[1]
    assert "用法：" in say("-h")[1]
