"""Documents → forms: what the page means, by vocabulary and shape.

Every table of a document becomes a form of some kind; what was not understood is kept as leftovers.
"""

from goallint.extract.recognise import extract

__all__ = ["extract"]
