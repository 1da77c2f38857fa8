"""Fuzz one target: `python -m tests.fuzz.run TARGET [--runs N] [--seconds S]`; `--list` names the targets.

Where atheris is installed, the coverage of goallint guides the changes, else seeds are changed at random. An input
fails by an exception that the target lets out, by taking more than a second of processor time, or by more than 512 MB
of memory beyond what it began with. One input of each kind is kept below `--scratch`, as short as it can be made.
Ends in 1 if there are any.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.seeds import seeds

SLOW = 1.0
"""Seconds of processor time that one input may take."""

MEMORY = 512
"""Megabytes that the process may have resident."""

_SLOW, _LARGE = "slow", "large"
_HANG = 60
_LONGEST = 4096
_MINIMISING = 5.0
_FAILED = 1


def _peak() -> int:
    """The most megabytes that this process has had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@dataclass
class Session:
    """What came of a run so far."""

    run: Callable[[bytes], None]
    findings: Path
    runs: int
    seconds: float
    count: int = 0
    begin: float = field(default_factory=time.monotonic)
    before: int = field(default_factory=_peak)
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def one(self, data: bytes) -> None:
        """Run one input, and keep it if it is the first of its kind to fail."""
        self.count += 1
        kind, taken = self.outcome(data)
        self.slowest = max(self.slowest, taken)
        if not self.kinds[_LARGE] and _peak() - self.before > MEMORY:
            kind = _LARGE
        if kind:
            self.kinds[kind] += 1
            if self.kinds[kind] == 1:
                self._keep(kind, data)

    def outcome(self, data: bytes) -> tuple[str, float]:
        """How an input fails, "" if it does not, and the time it takes."""
        from goallint.expr.once import forget  # loaded where it is watched

        before = time.process_time()
        kind = ""
        try:
            self.run(data)
        except Exception as error:  # noqa: BLE001  # whatever comes is what is looked for
            kind = _kind(error)
        forget()  # as the pipeline does between files
        taken = time.process_time() - before
        return kind or (_SLOW if taken > SLOW else ""), taken

    @property
    def over(self) -> bool:
        """Whether it has run for long enough."""
        return self.count >= self.runs or time.monotonic() - self.begin > self.seconds

    @property
    def failed(self) -> bool:
        """Whether anything was found."""
        return any(self.kinds.values())

    def report(self) -> str:
        """The figures in lines."""
        taken = time.monotonic() - self.begin
        head = f"{self.count:,} executions in {taken:.0f} s ({self.count / max(taken, 1e-9):,.0f}/s)"
        lines = [f"{head}, slowest {self.slowest:.2f} s, peak {_peak()} MB, {len(+self.kinds)} kinds of failure"]
        return "\n".join([*lines, *(f"{times:>8}  {kind}" for kind, times in self.kinds.most_common())])

    def _keep(self, kind: str, data: bytes) -> None:
        if kind not in {_SLOW, _LARGE}:
            data = _minimised(data, lambda shorter: self.outcome(shorter)[0] == kind)
        self.findings.mkdir(parents=True, exist_ok=True)
        path = self.findings / hashlib.sha256(data).hexdigest()[:12]
        path.write_bytes(data)
        sys.stderr.write(f"{path}: {kind}\n")


def _kind(error: Exception) -> str:
    """A failure by its type and the last place in goallint that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if f"{os.sep}goallint{os.sep}" in frame.filename] or frames
    said = str(error).splitlines()
    place = f"{Path(inside[-1].filename).name}:{inside[-1].lineno}"
    about = said[-1][:160] if isinstance(error, AssertionError) and said else ""
    return f"{type(error).__name__} {place} {about}".strip()


def _minimised(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """A short part of the input that fails in the same way."""
    stop = time.monotonic() + _MINIMISING
    size = len(data) // 2
    while size and time.monotonic() < stop:
        at = 0
        while at < len(data) and time.monotonic() < stop:
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data


def blind(session: Session, seed: int) -> None:
    """Change the seeds at random."""
    source = random.Random(seed)  # noqa: S311  # no secret
    known = [path.read_bytes() for path in seeds(_name(session))] or [b""]
    while not session.over:
        data = bytearray(source.choice(known))
        for _ in range(source.randint(1, 16)):
            at = source.randint(0, len(data))
            data[at : at + source.randint(0, 4)] = source.randbytes(source.randint(0, 8))
        if source.random() < 0.2:  # often enough
            data = bytearray(source.randbytes(source.randint(0, 400)))
        session.one(bytes(data[:_LONGEST]))


def _name(session: Session) -> str:
    return session.findings.name


def guided(session: Session, scratch: Path, seed: int) -> None:
    """Let libFuzzer change what led to new places; it never comes back, so the report is made here."""
    import atheris

    corpus = scratch / "corpus" / _name(session)
    corpus.mkdir(parents=True, exist_ok=True)
    words = scratch / f"{_name(session)}.dict"
    words.write_text(_dictionary(), "utf-8")

    def one(data: bytes) -> None:
        session.one(data)
        if session.over:
            end(session)

    folders = [str(corpus), *({str(path.parent) for path in seeds(_name(session))})]
    options = [f"-rss_limit_mb={MEMORY}", f"-timeout={_HANG}", f"-max_len={_LONGEST}", f"-seed={seed}"]
    kept = [f"-dict={words}", f"-artifact_prefix={session.findings}/", "-verbosity=0", "-len_control=20"]
    session.findings.mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *options, *kept, *folders], one)
    atheris.Fuzz()


def end(session: Session) -> None:
    """Report, and end at once: libFuzzer would go on."""
    sys.stdout.write(f"{_name(session)}: {session.report()}\n")
    sys.stdout.flush()
    os._exit(_FAILED if session.failed else 0)


def _dictionary() -> str:
    """The words of forms, rules and packages in the notation of libFuzzer."""
    from tests.fuzz.choices import tokens
    from tests.fuzz.forms import WORD_TAGS

    words = dict.fromkeys(word for words in (*tokens(), WORD_TAGS) for word in words if word.strip())
    return "".join(f'"{_escaped(word)}"\n' for word in words)


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode()[:32])


def main(arguments: Sequence[str]) -> int:
    """Fuzz the target that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true", help="name the targets")
    parser.add_argument("--runs", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blind", action="store_true", help="without atheris")
    parser.add_argument("--scratch", type=Path, default=Path(".fuzz"), help="where inputs and findings are kept")
    parser.add_argument("--replay", type=Path, nargs="*", help="run these inputs alone, and time them")
    asked = parser.parse_args(arguments)
    os.environ.update(GOALLINT_SOFFICE="", GOALLINT_CACHE="off")
    coverage = None if asked.blind or asked.replay else _instrumented()
    from tests.fuzz.targets import TARGETS

    if asked.list or asked.target not in TARGETS:
        sys.stdout.write("".join(f"{name:15}{target.says}\n" for name, target in TARGETS.items()))
        return 0 if asked.list else 2
    run = TARGETS[asked.target].run
    session = Session(run, asked.scratch / "findings" / asked.target, asked.runs, asked.seconds)
    run(b"")  # what is loaded once is no time of the first input
    if asked.replay:
        return _replay(session, asked.replay)
    for path in seeds(asked.target):
        session.one(path.read_bytes())
    if coverage:
        guided(session, asked.scratch, asked.seed)
    blind(session, asked.seed)
    end(session)
    return 0


def _instrumented() -> Any:
    """Measure the coverage of goallint from here on; None where atheris is not installed."""
    try:
        import atheris
    except ImportError:
        return None
    with atheris.instrument_imports(include=["goallint"]):
        import tests.fuzz.targets  # noqa: F401
    return atheris


def _replay(session: Session, paths: Sequence[Path]) -> int:
    for path in paths:
        kind, taken = session.outcome(path.read_bytes())
        session.kinds[kind] += bool(kind)
        sys.stdout.write(f"{path}: {taken:.3f} s {kind}\n")
    return int(any(session.kinds.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
