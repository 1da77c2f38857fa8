"""One side in a process of its own: `python -m benchmarks.warm SIDE` works on each file whose path it is told.

What one side leaves behind in memory would slow down or speed up another: lxml frees whole trees at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import sides

SIDES: dict[str, Callable[[], Callable[[Path], int]]] = {
    "goallint": lambda: sides.Ours().check,
    "reading alone": lambda: sides.our_reading,
    "python-docx": lambda: sides.python_docx,
    "floor": lambda: sides.floor,
}


def main() -> None:
    """Answer each line with one of its own, once the file is done with."""
    work = SIDES[sys.argv[1]]()
    for line in sys.stdin:
        print(work(Path(line.rstrip("\n"))), flush=True)  # noqa: T201  # the caller waits for it


if __name__ == "__main__":
    main()
