"""Real git repositories in a temporary folder, with nothing of the machine's own settings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
"""Where the commands of this environment are: goallint, pre-commit, check-jsonschema."""
_NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
}


def environment(**more: str) -> dict[str, str]:
    """The environment of a stranger: no variables of git, goallint or a terminal, this environment's commands first."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GOALLINT_", "PRE_COMMIT")) and name not in {"COLUMNS", "FORCE_COLOR"}
    }
    return {**kept, **_NOBODY, "PATH": f"{BIN}{os.pathsep}{kept['PATH']}", **more}


def run(*words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command; stderr is in stdout, as one reads it."""
    return subprocess.run(  # noqa: S603  # the tests' own commands
        words,
        cwd=cwd,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=False,
    )


@dataclass(frozen=True)
class Repository:
    """A git repository in `folder`; `settings` are environment variables for every command."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, folder: Path, **settings: str) -> Repository:
        """Make an empty one."""
        folder.mkdir(parents=True, exist_ok=True)
        made = cls(folder, settings)
        made.git("init", "--quiet")
        return made

    def git(self, *words: str) -> str:
        """What git says; a failure fails the test."""
        done = self.run("git", *words)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        return run(*words, cwd=self.folder, **self.settings)

    def save(self, message: str = "change") -> None:
        """Commit all there is, without hooks."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "-m", message)


def published(folder: Path) -> Repository:
    """The files of this checkout as they are now, committed to a repository of their own."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    if listed.returncode:
        pytest.skip("these files are no git checkout")
    repository = Repository.new(folder)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    repository.save()
    return repository
