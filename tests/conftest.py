"""What holds for all tests: none is timed, so that a slow machine fails none; none starts LibreOffice unasked.

None uses the cache of the user either: all tests share one of their own, as the runs of a user do.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["GOALLINT_SOFFICE"] = ""

settings.register_profile("goallint", deadline=None)
settings.load_profile("goallint")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that is there until the tests end."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOALLINT_CACHE", str(folder))
        yield folder
