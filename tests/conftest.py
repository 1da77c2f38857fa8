"""What holds for all tests: none is timed, so that a slow machine fails none; none starts LibreOffice unasked."""

import os

from hypothesis import settings

os.environ["GOALLINT_SOFFICE"] = ""

settings.register_profile("goallint", deadline=None)
settings.load_profile("goallint")
