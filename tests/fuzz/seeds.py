"""The seeds: small inputs that are kept, among them everything that was ever found to fail."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("seeds")


def seeds(target: str) -> list[Path]:
    """The seeds of a target."""
    folder = FOLDER / target
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
