"""Writing UTF-8 where the locale is something else.

In a locale that knows ASCII only, Python hands over a Chinese file name as bytes in disguise (surrogates). Written as
they were they are the name again; bytes that are no UTF-8 are escaped, so that what is written always is.
"""

from __future__ import annotations

import codecs

ESCAPED = "goallint.escaped"
"""The name of the error handler, for `errors=` of whatever encodes to UTF-8."""


def _escaped(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    try:
        disguised = error.object[error.start : error.end].encode("utf-8", "surrogateescape")
        disguised.decode("utf-8")
    except UnicodeError:
        return codecs.backslashreplace_errors(error)
    return disguised, error.end


codecs.register_error(ESCAPED, _escaped)
