"""Annotated copies (批注副本): a Word document or workbook as it is, with a comment at each cell that has findings.

The original is never written to. In the copy every part but those that hold comments, or refer to them, keeps its
bytes; the page itself keeps its own outside of what is put in.
"""

from goallint.annotate.copies import Copies
from goallint.annotate.one import can, write

__all__ = ["Copies", "can", "write"]
