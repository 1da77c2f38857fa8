"""What holds for all tests: none is timed, so that a slow machine fails none."""

from hypothesis import settings

settings.register_profile("goallint", deadline=None)
settings.load_profile("goallint")
