"""The files for GitHub and GitLab: valid by the published schemas, and their scripts run as a runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from tests.forms import write_docx, write_xlsx
from tests.reporting import FORM
from tests.repository import BIN, ROOT, environment, published, run

ACTION = ROOT / "action.yml"
JOB = ROOT / "templates" / "goallint.yml"
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^```yaml (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
SCHEMAS = {
    "action.yml": "vendor.github-actions",
    "templates/goallint.yml": "vendor.gitlab-ci",
    ".github/workflows/goallint.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}
GITHUB_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
NASTY = 'a b $(touch ran) `touch ran` "; touch ran; #'
"""A name that would run something if a script took it for one."""


def read(text: str) -> Any:
    """Parse YAML 1.1, where the key `on` is true."""
    return yaml.safe_load(text)


def invalid(schema: str, path: Path) -> str:
    """What check-jsonschema has against the file, "" if nothing."""
    done = run(BIN / "check-jsonschema", "--builtin-schema", schema, path, cwd=ROOT)
    return done.stdout if done.returncode else ""


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas(name: str, tmp_path: Path) -> None:
    """The files of the repository and the examples of docs/ci.md are what GitHub and GitLab accept."""
    path = ROOT / name
    if name in EXAMPLES:
        path = tmp_path / Path(name).name
        path.write_text(EXAMPLES[name], "utf-8")

    assert invalid(SCHEMAS[name], path) == ""


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_refuse(name: str, tmp_path: Path) -> None:
    """A file with a job or action of the wrong shape is not accepted, so that acceptance means something."""
    path = tmp_path / Path(name).name
    path.write_text("name: 1\nruns: 1\njobs: 1\ngoallint: {script: {}}\n", "utf-8")

    assert invalid(SCHEMAS[name], path) != ""


def test_the_examples_set_what_there_is() -> None:
    """An input or a variable that the examples and tables of docs/ci.md name exists, and none is left out."""
    inputs, variables = read(ACTION.read_text("utf-8"))["inputs"], read(JOB.read_text("utf-8"))["goallint"]["variables"]
    steps = read(EXAMPLES[".github/workflows/goallint.yml"])["jobs"]["tables"]["steps"]
    [ours] = [step for step in steps if step["uses"].startswith("OWNER/goallint@")]
    named = set(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE))

    assert set(ours["with"]) <= set(inputs)
    assert set(read(EXAMPLES[".gitlab-ci.yml"])["goallint"]["variables"]) <= set(variables)
    assert named == {*inputs, *variables}


def test_no_input_is_part_of_a_script() -> None:
    """Inputs reach the shell as values only: none is pasted into what it runs."""
    steps = read(ACTION.read_text("utf-8"))["runs"]["steps"]

    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    assert "$[[" not in JOB.read_text("utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Run the step of the action that installs, on a copy of this checkout; the variables that GitHub sets."""
    source = published(tmp_path_factory.mktemp("action")).folder
    temp = tmp_path_factory.mktemp("runner temp")
    variables = {"RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(source), "PYTHON": sys.executable}
    done = run(*GITHUB_SHELL, step("Install goallint")["run"], cwd=source, **variables)
    assert done.returncode == 0, done.stdout
    return variables


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a bad table under each of several odd names."""
    for name in ("绩效 目标表.docx", f"{NASTY}.docx", "附件/一.xlsx", "附件/二.xlsx", "-x.docx"):
        path = tmp_path / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_xlsx(path, FORM) if path.suffix == ".xlsx" else write_docx(path, FORM)
    return tmp_path / "checkout"


def step(name: str) -> dict[str, Any]:
    """The step of the action with that name."""
    steps = read(ACTION.read_text("utf-8"))["runs"]["steps"]
    return next(each for each in steps if each.get("name") == name)


def act(
    checkout: Path, installed: Mapping[str, str], **given: str
) -> tuple[subprocess.CompletedProcess[str], str, str]:
    """Run the checking step as GitHub does; with what it wrote as outputs and as summary."""
    inputs = {name: each["default"] for name, each in read(ACTION.read_text("utf-8"))["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    check = step("Check")
    variables = {name: inputs[re.sub(r"^\$\{\{ inputs\.| \}\}$", "", value)] for name, value in check["env"].items()}
    files = {name: checkout.parent / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for path in files.values():
        path.write_text("", "utf-8")
    more = {**installed, **variables, **{name: str(path) for name, path in files.items()}}
    done = run(*GITHUB_SHELL, check["run"], cwd=checkout, **more)
    output, summary = (path.read_text("utf-8") for path in files.values())
    return done, output, summary


def annotated(said: str) -> set[str]:
    """The files that have annotations."""
    return {re.sub("%2C", ",", name) for name in re.findall(r"^::error file=([^,]*),", said, re.MULTILINE)}


def test_the_action_checks_everything(checkout: Path, installed: Mapping[str, str]) -> None:
    """With defaults all tables of the checkout are annotated, the step fails, the summary has the report."""
    done, output, summary = act(checkout, installed)

    assert (done.returncode, output) == (1, "exit-code=1\n"), done.stdout
    assert annotated(done.stdout) == {path.relative_to(checkout).as_posix() for path in checkout.rglob("*.*x")}
    assert summary.startswith("`````text\n")
    assert "V001" in summary


def test_the_action_takes_paths_as_they_are(checkout: Path, installed: Mapping[str, str]) -> None:
    """Lines are paths, whatever they hold; patterns are expanded; nothing of a name is run."""
    done, *_ = act(checkout, installed, paths=f"绩效 目标表.docx\n\n附件/*.xlsx\n-x.docx\n{NASTY}.docx\n")

    assert annotated(done.stdout) == {path.relative_to(checkout).as_posix() for path in checkout.rglob("*.*x")}
    assert not (checkout / "ran").exists()


def test_the_action_passes_its_inputs_on(checkout: Path, installed: Mapping[str, str]) -> None:
    """Profile, severity, further options and the SARIF file reach the command."""
    done, output, _ = act(
        checkout,
        installed,
        paths="附件",
        args="--select=V001\n--statistics\n",
        profile="beijing",
        fail_on="never",
        sarif="结果 1.sarif",
    )
    sarif = json.loads((checkout / "结果 1.sarif").read_text("utf-8"))

    assert (done.returncode, output) == (0, "exit-code=0\n"), done.stdout
    assert {result["ruleId"] for result in sarif["runs"][0]["results"]} == {"V001"}


@pytest.mark.parametrize(
    "given", [{"paths": "没有.docx"}, {"profile": NASTY}, {"args": "--no-such"}, {"fail_on": "severe"}]
)
def test_the_action_fails_aloud(checkout: Path, installed: Mapping[str, str], given: Mapping[str, str]) -> None:
    """What cannot be done ends in 2 with a sentence, never in a green step."""
    done, output, _ = act(checkout, installed, **given)

    assert (done.returncode, output) == (2, "exit-code=2\n")
    assert done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("shell", [("sh", "-ec"), GITHUB_SHELL], ids=["sh", "bash"])
def test_the_job_writes_its_reports(checkout: Path, installed: Mapping[str, str], shell: tuple[str, ...]) -> None:
    """The script of the GitLab job checks the paths of the example's form and leaves both reports, though it fails."""
    job = read(JOB.read_text("utf-8"))["goallint"]
    variables = {
        **job["variables"],
        "GOALLINT_PACKAGE": installed["GITHUB_ACTION_PATH"],
        "GOALLINT_PATHS": f"绩效 目标表.docx\n附件/*.xlsx\n{NASTY}.docx\n",
        "GOALLINT_ARGS": "--select=V001\n",
        "PATH": f"{installed['RUNNER_TEMP']}/goallint/bin:{environment()['PATH']}",
    }
    reports = job["artifacts"]["reports"]

    done = run(*shell, "\n".join([*job["before_script"], *job["script"]]), cwd=checkout, **variables)
    quality = json.loads((checkout / reports["codequality"]).read_text("utf-8"))
    suites = JUnitXml.fromfile(str(checkout / reports["junit"]))

    assert done.returncode == 1, done.stdout
    assert {each["location"]["path"] for each in quality} == {
        "绩效 目标表.docx",
        "附件/一.xlsx",
        "附件/二.xlsx",
        f"{NASTY}.docx",
    }
    assert suites.failures == 4
    assert not (checkout / "ran").exists()
