"""The baseline: what is on record does not count, what is gone has to go, and rows may move."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from goallint.baseline import Baseline, entries, load
from goallint.cli import main
from goallint.errors import ConfigError
from goallint.extract import extract
from goallint.findings import Finding, Severity
from goallint.own import STALE
from goallint.patterns import Patterns
from goallint.pipeline import check_file, choose
from goallint.readers.text import read_text
from goallint.results import DocumentResult
from goallint.rulebook.load import load_folders
from goallint.suppress import Suppression, Suppressor
from tests.forms import Block, write_docx, write_xlsx
from tests.reporting import FORM, MEMO, RULES, checked, finding, leave_out_shipped_rules

SCHEMA = Path(__file__).parent.parent / "docs" / "schema" / "baseline.schema.json"
CHECKS = choose(load_folders([RULES], {}, {}))
NAME = "goallint-baseline.json"


def recorded(folder: Path, *results: DocumentResult) -> Baseline:
    """A baseline in that folder with everything that was found."""
    empty = Baseline(folder / NAME)
    return replace(empty, files={empty.key(result.path): entries(result.findings) for result in results})


def stage(baseline: Baseline, *walked: Path, suppressions: Sequence[Suppression] = ()) -> Suppressor:
    """The stage that applies it."""
    return Suppressor(lambda _: CHECKS.names, suppressions, baseline, walked=walked)


def stale(stage: Suppressor) -> list[str]:
    """What the baseline holds and should not."""
    return [finding.message.zh for result in stage.leftovers() for finding in result.findings]


def project(name: str, values: Sequence[str], *, note: bool = False) -> list[Block]:
    """A form with an indicator for each value; some of them are "是/否"."""
    rows = [[f"指标{place}", value] for place, value in enumerate(values, 1)]
    body = [["产出指标", "数量指标", label, value] for label, value in rows]
    head = [["项目名称", name, "单位：万元"], ["年度资金总额", "12.50", "其中：财政拨款", "12.50"]]
    extra = [["主管部门", "青石镇", "", ""]] if note else []
    return [f"{name}绩效目标表", [*extra, *head, ["一级指标", "二级指标", "三级指标", "指标值"], *body]]


# --- applying it


def test_what_is_on_record_does_not_count(tmp_path: Path) -> None:
    """And says which baseline it is on; nothing is stale."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), CHECKS)
    applying = stage(recorded(tmp_path, result))
    after = applying.apply(result)

    assert after.active == ()
    assert {each.suppressed.reason for each in after.findings if each.suppressed} == {f"基线 {NAME}"}
    assert stale(applying) == []


def test_one_that_was_mended_is_stale_and_one_that_is_new_counts(tmp_path: Path) -> None:
    """There is no slack: the record of one mistake does not cover another."""
    path = tmp_path / "渡口.docx"
    before = check_file(write_docx(path, project("渡口维护", ["是/否", "≥3艘"])), CHECKS)
    applying = stage(recorded(tmp_path, before))
    after = applying.apply(check_file(write_docx(path, project("渡口维护", ["≥2艘", "是/否"])), CHECKS))

    assert [each.place.label.rsplit("/", 1)[-1] for each in after.active] == ["指标2"]
    assert stale(applying) == ["渡口.docx 中的 T001 已经不存在，基线里还有"]


def test_what_is_stale_is_an_error_at_its_line(tmp_path: Path) -> None:
    """It fails the run, says what to do, and stands where the entry does."""
    path = tmp_path / "渡口.docx"
    before = check_file(write_docx(path, FORM), CHECKS)
    (tmp_path / NAME).write_text(recorded(tmp_path, before).text(), "utf-8")
    applying = stage(load(tmp_path / NAME))
    applying.apply(check_file(write_docx(path, [FORM[0], FORM[1][:5]]), CHECKS))

    [said] = applying.leftovers()
    [gone] = said.findings
    assert (gone.rule, gone.severity, said.is_document) == (STALE.id, Severity.ERROR, False)
    assert "goallint baseline prune" in gone.suggestion.zh
    line = (tmp_path / NAME).read_text("utf-8").splitlines()[gone.place.row - 1]
    assert gone.place.is_line
    assert json.loads(line.strip().rstrip(","))["rule"] == "T001"


def test_a_run_says_nothing_of_files_and_rules_that_it_left_out(tmp_path: Path) -> None:
    """Entries of other files are not stale, nor are those of rules that did not run."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), CHECKS)
    baseline = recorded(tmp_path, result, replace(result, path=str(tmp_path / "路灯.docx")))
    checks = choose(load_folders([RULES], {}, {}), ["T002"])
    applying = Suppressor(lambda _: checks.names, baseline=baseline)
    applying.apply(check_file(tmp_path / "渡口.docx", checks))
    applying.apply(check_file(tmp_path / "缺失.docx", checks))

    assert stale(applying) == []


def test_a_rule_that_no_longer_exists_is_stale(tmp_path: Path) -> None:
    """Nothing will ever find it again."""
    result = checked(finding("T009"), path=str(tmp_path / "渡口.docx"))
    applying = stage(recorded(tmp_path, result))
    applying.apply(replace(result, findings=()))

    assert stale(applying) == ["渡口.docx 中的 T009 已经不存在，基线里还有"]


def test_a_file_that_is_gone_is_stale_where_its_folder_was_checked(tmp_path: Path) -> None:
    """A file that is merely elsewhere, or was not looked for, is not."""
    (tmp_path / "甲").mkdir()
    path = write_docx(tmp_path / "甲" / "渡口.docx", FORM)
    baseline = recorded(tmp_path, check_file(path, CHECKS))

    assert stale(stage(baseline, tmp_path)) == []
    path.unlink()
    assert len(stale(stage(baseline, tmp_path))) == 2
    assert len(stale(stage(baseline, tmp_path / "甲"))) == 2
    assert stale(stage(baseline, tmp_path / "乙")) == []
    assert stale(stage(baseline)) == []


def test_a_file_without_a_table_any_more_has_no_findings(tmp_path: Path) -> None:
    """What was on record for it is stale."""
    path = tmp_path / "渡口.docx"
    applying = stage(recorded(tmp_path, check_file(write_docx(path, FORM), CHECKS)))
    applying.apply(check_file(write_docx(path, MEMO), CHECKS, need_table=False))

    assert len(stale(applying)) == 2


def test_one_reason_is_enough(tmp_path: Path) -> None:
    """What the configuration suppresses needs no entry: the entry is stale."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), CHECKS)
    both = Suppression("T001", "省厅表样如此", Patterns(str(tmp_path), ("*",)))
    applying = stage(recorded(tmp_path, result), suppressions=[both])
    after = applying.apply(result)

    assert [each.suppressed.by for each in after.findings if each.suppressed] == ["baseline", "config"]
    assert stale(applying) == ["渡口.docx 中的 T001 已经不存在，基线里还有"]


def test_goallints_own_findings_are_not_for_the_record(tmp_path: Path) -> None:
    """A crash and an unused suppression count, whatever a baseline says."""
    result = checked(finding("G009"), finding("G008"), finding("G003"), path=str(tmp_path / "渡口.docx"))

    assert [each.rule for each in stage(recorded(tmp_path, result)).apply(result).active] == ["G009", "G008"]


# --- paths


@pytest.mark.parametrize("where", [".", "甲", "甲/乙"])
def test_a_baseline_works_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Absolute and relative paths, from any working directory, through links to folders."""
    (tmp_path / "甲" / "乙").mkdir(parents=True)
    (tmp_path / "链接").symlink_to(tmp_path / "甲", target_is_directory=True)
    path = write_docx(tmp_path / "甲" / "渡口.docx", FORM)
    baseline = recorded(tmp_path, check_file(path, CHECKS))
    monkeypatch.chdir(tmp_path / where)

    for name in (path, Path(os.path.relpath(path)), tmp_path / "链接" / "渡口.docx", tmp_path / "甲/乙/../渡口.docx"):
        assert baseline.key(name) == "甲/渡口.docx"
        assert stage(baseline).apply(check_file(name, CHECKS)).active == ()


def test_a_url_is_its_own_name(tmp_path: Path) -> None:
    """It is no file that could be gone."""
    result = checked(finding("T001"), path="https://青石镇.example/渡口.docx")
    baseline = recorded(tmp_path, result)

    assert list(baseline.files) == [result.path]
    assert stage(baseline, tmp_path, Path()).apply(result).active == ()
    assert stale(stage(baseline, tmp_path, Path())) == []


# --- properties


_VALUES = st.lists(st.sampled_from(["是/否", "是/否", "≥3艘", "95%"]), min_size=1, max_size=5)


def found_in(blocks: Sequence[Block]) -> DocumentResult:
    """What comes of a page, without the way over a file."""
    lines: list[str] = []
    for block in blocks:
        rows = [block] if isinstance(block, str) else ["\t".join(map(str, row)) for row in block]
        lines += [*rows, "", ""]
    from goallint.engine import run

    return checked(*run(CHECKS.rules, extract(read_text("\n".join(lines)))).findings, path="/材料/渡口.txt")


@given(_VALUES, _VALUES, st.randoms(use_true_random=False))
def test_rows_and_tables_may_move(one: list[str], other: list[str], shuffle: object) -> None:
    """A row above, another order of tables, another order of rows: everything is still on record."""
    first, second = project("渡口维护", one), project("路灯更换", other)
    baseline = recorded(Path("/材料"), found_in([*first, *second]))
    body = [*second[1]]
    rows = body[3:]
    assert baseline.count == [*one, *other].count("是/否")
    shuffle.shuffle(rows)  # type: ignore[attr-defined]  # a Random
    for moved in (
        [*second, *first],
        [*project("渡口维护", one, note=True), *second],
        [*first, second[0], [*body[:3], *rows]],
    ):
        applying = stage(baseline)
        assert applying.apply(found_in(moved)).active == ()
        assert stale(applying) == []


@given(_VALUES, _VALUES)
def test_another_projects_name_is_another_matter(one: list[str], other: list[str]) -> None:
    """Renaming a project changes nothing for the others."""
    first = project("渡口维护", one)
    baseline = recorded(Path("/材料"), found_in([*first, *project("路灯更换", other)]))
    after = stage(baseline).apply(found_in([*first, *project("水渠清淤", other)]))

    assert {each.form for each in after.active} <= {"水渠清淤"}


_FINDINGS = st.lists(
    st.builds(finding, st.sampled_from(["T001", "T002"]), message=st.sampled_from(["甲", "乙"])), max_size=6
)


@given(_FINDINGS, _FINDINGS)
def test_counts_are_exact(before: list[Finding], after: list[Finding]) -> None:
    """Of equal findings as many count as are new, and as many are stale as are gone."""
    applying = stage(recorded(Path("/材料"), checked(*before, path="/材料/渡口.docx")))
    active = applying.apply(checked(*after, path="/材料/渡口.docx")).active
    for rule in ("T001", "T002"):
        more = sum(each.rule == rule for each in after) - sum(each.rule == rule for each in before)
        gone = sum(entry.count for _, entry in applying.stale if entry.rule == rule)
        assert (sum(each.rule == rule for each in active), gone) == (max(more, 0), max(-more, 0))


@given(_FINDINGS, _FINDINGS)
def test_pruning_leaves_what_is_still_there(before: list[Finding], after: list[Finding]) -> None:
    """After it nothing is stale, and nothing new is on record."""
    baseline = recorded(Path("/材料"), checked(*before, path="/材料/渡口.docx"))
    first = stage(baseline)
    active = first.apply(checked(*after, path="/材料/渡口.docx")).active
    again = stage(baseline.without(first.stale))

    assert again.apply(checked(*after, path="/材料/渡口.docx")).active == active
    assert stale(again) == []


@given(st.lists(st.builds(finding, st.sampled_from(["T001", "T002"]), message=st.text(max_size=4)), max_size=4))
def test_a_baseline_reads_what_it_writes(findings: list[Finding]) -> None:
    """Byte for byte, and as its schema says."""
    odd = [replace(each, form="甲\n乙\u2028“", place=replace(each.place, text="是\t否" * 40)) for each in findings]
    baseline = recorded(Path("/材料"), checked(*odd, *findings, path="/材料/渡口\udcff.docx"))
    text = baseline.text()
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(text))

    assert _loaded(text).text() == text
    assert all(len(line) < 400 for line in text.splitlines())


def _loaded(text: str) -> Baseline:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_text(text, "utf-8", errors="backslashreplace")
        return load(path)


# --- bad files


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        ("", "不是有效的 JSON", ":1:1"),
        ('{\n  "files": {,}\n}', "不是有效的 JSON", ":2:13"),
        ("[]", "不是 goallint 的基线", ""),
        ('{"runs": []}', "不是 goallint 的基线", ""),
        ('{"schema_version": 2, "files": {}}', "版本是 2", ""),
        ('{"schema_version": 1, "files": {"渡口.docx": {}}}', "“渡口.docx”的记录不完整", ""),
        ('{"schema_version": 1, "files": {"渡口.docx": [{"rule": "T001"}]}}', "“渡口.docx”的记录不完整", ""),
    ],
)
def test_a_damaged_baseline_is_said(tmp_path: Path, text: str, said: str, where: str) -> None:
    """With its place, and what to do; it is never taken for an empty one."""
    path = tmp_path / NAME
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)

    assert said in caught.value.message.zh
    assert caught.value.where == f"{path.as_posix()}{where}"
    assert "create --force" in caught.value.remedy.zh


def test_a_conflict_of_a_merge_is_told_from_damage(tmp_path: Path) -> None:
    """It needs somebody who keeps both sides; writing the baseline anew would take new findings for known ones."""
    lines = recorded(tmp_path, check_file(write_docx(tmp_path / "渡口.docx", FORM), CHECKS)).text().splitlines()
    path = tmp_path / NAME
    path.write_text("\n".join([*lines[:4], "<<<<<<< HEAD", lines[4], "=======", *lines[5:]]), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)

    assert (caught.value.message.zh, caught.value.where) == ("基线里有没有解决的合并冲突", f"{path.as_posix()}:5")
    assert "prune" in caught.value.remedy.zh


@pytest.mark.parametrize("count", [0, -1, True, "2", 1.5])
def test_a_count_is_a_whole_number(tmp_path: Path, count: object) -> None:
    """Nothing else is taken for one."""
    entry = {"rule": "T", "form": "", "label": "", "text": "", "fingerprint": "x", "count": count}
    path = tmp_path / NAME
    path.write_text(json.dumps({"schema_version": 1, "files": {"a": [entry]}}), "utf-8")
    with pytest.raises(ConfigError):
        load(path)


def test_an_entry_that_stands_twice_counts_twice(tmp_path: Path) -> None:
    """As a merge of two branches may leave it; what is too much is stale."""
    result = check_file(write_docx(tmp_path / "渡口.docx", FORM), CHECKS)
    baseline = recorded(tmp_path, result)
    twice = replace(baseline, files={key: found * 2 for key, found in baseline.files.items()})
    (tmp_path / NAME).write_text(twice.text(), "utf-8")
    applying = stage(load(tmp_path / NAME))

    assert applying.apply(result).active == ()
    assert [(entry.rule, entry.count) for _, entry in applying.stale] == [("T001", 1), ("T002", 1)]


def test_a_missing_baseline_is_said(tmp_path: Path) -> None:
    """A gate must not open because a file was not committed."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / NAME)
    assert "baseline create" in caught.value.remedy.zh


# --- the commands


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """Run goallint in a folder with the rules of the test cases only."""
    leave_out_shipped_rules(monkeypatch)
    monkeypatch.chdir(folder)
    return main([*words, "--rules", str(RULES)])


def test_create_then_check_finds_nothing_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mending one thing fails until the baseline is pruned; then all is well."""
    write_docx(tmp_path / "渡口.docx", FORM)
    write_xlsx(tmp_path / "路灯.xlsx", FORM[1:])

    assert run(monkeypatch, tmp_path, "check", ".") == 1
    assert run(monkeypatch, tmp_path, "baseline", "create", ".") == 0
    assert "2 个文件的 2 个问题" in capsys.readouterr().out
    assert run(monkeypatch, tmp_path, "check", ".", "--baseline", NAME) == 0
    write_docx(tmp_path / "渡口.docx", [FORM[0], FORM[1][:5]])
    assert run(monkeypatch, tmp_path, "check", ".", "--baseline", NAME, "--format", "concise") == 1
    assert f"{NAME}:5 error G007 渡口.docx 中的 T001 已经不存在" in capsys.readouterr().out
    assert run(monkeypatch, tmp_path, "baseline", "prune") == 0
    assert "去掉了 1 个已经不存在的问题，还有 1 个" in capsys.readouterr().out
    assert run(monkeypatch, tmp_path, "check", ".", "--baseline", NAME) == 0


def test_a_baseline_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless asked for."""
    write_docx(tmp_path / "渡口.docx", FORM)
    (tmp_path / NAME).write_text("{}", "utf-8")

    assert run(monkeypatch, tmp_path, "baseline", "create", ".") == 2
    assert (tmp_path / NAME).read_text("utf-8") == "{}"
    assert run(monkeypatch, tmp_path, "baseline", "create", ".", "--force") == 0
    assert load(tmp_path / NAME).count == 1


def test_an_incomplete_check_writes_no_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when it is made nor when it is pruned."""
    good, bad = write_docx(tmp_path / "渡口.docx", FORM), tmp_path / "坏.docx"
    assert run(monkeypatch, tmp_path, "baseline", "create", ".") == 0
    before = (tmp_path / NAME).read_text("utf-8")
    bad.write_text("x", "utf-8")

    assert run(monkeypatch, tmp_path, "baseline", "create", ".", "--force") == 2
    good.write_text("x", "utf-8")
    assert run(monkeypatch, tmp_path, "baseline", "prune") == 2
    assert (tmp_path / NAME).read_text("utf-8") == before


def test_infos_are_on_record_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default only what a run lists is."""
    write_docx(tmp_path / "渡口.docx", FORM)

    assert run(monkeypatch, tmp_path, "baseline", "create", ".", "--level", "info") == 0
    assert {entry.rule for entry in load(tmp_path / NAME).files["渡口.docx"]} == {"T001", "T002"}


def test_pruning_forgets_files_that_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And keeps the record of rules that were not asked for."""
    write_docx(tmp_path / "渡口.docx", FORM)
    write_docx(tmp_path / "路灯.docx", FORM)
    run(monkeypatch, tmp_path, "baseline", "create", ".", "--level", "info")
    (tmp_path / "路灯.docx").unlink()
    write_docx(tmp_path / "渡口.docx", [FORM[0], FORM[1][:4]])

    assert run(monkeypatch, tmp_path, "baseline", "prune", "--select", "T001") == 0
    kept = load(tmp_path / NAME).files
    assert {key: [entry.rule for entry in found] for key, found in kept.items()} == {"渡口.docx": ["T002"]}


def test_json_keeps_what_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its reason, outside of the sums."""
    write_docx(tmp_path / "渡口.docx", FORM)
    run(monkeypatch, tmp_path, "baseline", "create", ".")
    capsys.readouterr()
    run(monkeypatch, tmp_path, "check", ".", "--baseline", NAME, "--format", "json")
    said = json.loads(capsys.readouterr().out)

    reasons = {each["rule"]: each["suppressed"] for each in said["documents"][0]["findings"]}
    assert reasons == {"T001": {"reason": f"基线 {NAME}"}, "T002": None}
    assert (said["summary"]["errors"], said["summary"]["documents"]) == (0, 1)
