"""How much of a file is read before it is refused: every limit of the readers, listed again in docs/security.md.

Each is far above what people write and far below what brings a machine to its knees. A file beyond one is a
ReadError that says so; none is ever read in part.
"""

from __future__ import annotations

_MEBIBYTE = 2**20

FILE_BYTES = 256 * _MEBIBYTE
"""Size of a file of any format."""

TEXT_BYTES = 64 * _MEBIBYTE
"""Size of a plain text file (.txt, .md, .csv)."""

UNPACKED_BYTES = 256 * _MEBIBYTE
"""Size of all parts of a package that are read, unpacked."""

UNPACKED_RATIO = 500
"""How many times its packed size a part may have unpacked, once it has UNPACKED_RATIO_FREE bytes."""

UNPACKED_RATIO_FREE = 32 * _MEBIBYTE

PARTS = 10_000
"""Entries of a package."""

TAGS = 10_000_000
"""XML tags in all parts of a package that are read."""

DEPTH = 100_000
"""XML elements inside each other."""

NAMES = 10_000
"""Different names of XML elements and attributes in one part."""

TAG_BYTES = 16 * _MEBIBYTE
"""Size of a single XML tag or comment."""

CELLS = 1_000_000
"""Grid positions of all tables of a document."""

PARAGRAPHS = 1_000_000
"""Paragraphs or lines of a document, those in cells among them."""

CHARACTERS = 20_000_000
"""Characters in all cells and paragraphs of a document."""

PARAGRAPH_CHARACTERS = 1_000_000
"""Characters in one paragraph; a text may have been saved without line breaks."""

CELL_CHARACTERS = 50_000
"""Characters in one cell; Excel takes 32,767."""

SPAN = 1024
"""Columns that one cell covers; a wider one is cut, as no page is that wide."""

STYLES = 100_000
"""Number formats, and cell styles, of a workbook."""

FORMAT_CHARACTERS = 255
"""Characters of a number format; a longer one, which Excel does not take either, is not applied."""

PAGES = 300
"""Pages of a PDF."""

SECONDS = 120
"""Time for reading an .xls or .pdf file, and for one conversion by LibreOffice."""

MEMORY_BYTES = 2048 * _MEBIBYTE
"""Memory for reading an .xls or .pdf file, where the operating system can limit it."""

CONVERTER_BYTES = 6144 * _MEBIBYTE
"""Address space of LibreOffice while it converts, likewise; most of it is never used."""
