"""Memory of a process of its own: `python -m benchmarks.memory peak FILE`, `… growth FOLDER FEW MANY`.

Printed in MB: for `peak` the most that was ever taken, for `growth` what is taken after FEW and after MANY files.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from benchmarks.sides import Ours

_MB = 1024 * 1024


def main() -> None:
    """Measure and print."""
    kind, path, *counts = sys.argv[1:]
    ours = Ours()
    if kind == "peak":
        ours.check(Path(path))
        print(_status("VmHWM"))  # noqa: T201  # the caller reads it
        return
    few, many = map(int, counts)
    for number, name in enumerate(sorted(os.listdir(path))[:many], 1):  # noqa: PTH208  # a path that was used grows
        ours.check(Path(path, name))
        if number in {few, many}:
            gc.collect()
            print(_status("VmRSS"))  # noqa: T201  # likewise


def _status(name: str) -> float:
    """A figure of this process, in MB, as Linux tells it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
    return kilobytes * 1024 / _MB


if __name__ == "__main__":
    main()
