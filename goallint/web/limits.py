"""How much the local page takes at once."""

from __future__ import annotations

from goallint.readers import SUFFIXES

__all__ = ["MOST_BYTES", "MOST_FILES", "SUFFIXES"]

MOST_BYTES = 40 * 1024 * 1024
MOST_FILES = 50
MOST_SECONDS = 60
"""To check one file."""
MOST_SECONDS_TO_SEND = 60
"""For all files of a request; from this machine to itself they take a second or two."""
