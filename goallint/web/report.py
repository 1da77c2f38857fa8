"""The report as the local page shows it: with the form above it, and beside each file its copy with comments."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from markupsafe import Markup

from goallint.language import Language
from goallint.records import dataclass
from goallint.reports import View
from goallint.reports.html import HtmlReport, environment, style, words
from goallint.results import Head, Tally
from goallint.rulebook.profile import load_profile, profile_names
from goallint.web.limits import MOST_BYTES, MOST_FILES, SUFFIXES

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Copy:
    """A file to take along, inside of the page itself: nothing is kept to be fetched later."""

    name: str
    content: bytes

    @property
    def address(self) -> Markup:
        """The content as a link."""
        return Markup("data:application/octet-stream;base64,{}").format(b64encode(self.content).decode("ascii"))


class WebReport(HtmlReport):
    """The report of one request; `chosen` is its profile, `copies` are by the number of the document, from 0."""

    def __init__(self, head: Head, view: View, chosen: str, copies: dict[int, Copy]) -> None:
        super().__init__(head, view)
        self._chosen = chosen
        self._copies = copies

    def end(self, tally: Tally) -> str:
        """Return the page."""
        return page("report.html.jinja", self.view.language, self._chosen, **self.contents(tally), copies=self._copies)


def page(template: str, language: Language, chosen: str, trouble: str = "", **more: Any) -> str:
    """Return a page with the form on it; `trouble` says why there is no report."""
    about = {
        "profiles": [
            (name, load_profile(name).title.say(language)) for name in dict.fromkeys([*profile_names(), chosen])
        ],
        "chosen": chosen,
        "most": MOST_BYTES,
        "most_files": MOST_FILES,
        "suffixes": sorted(SUFFIXES),
        "trouble": trouble,
    }
    more = {**more, "style": style(FOLDER / "upload.css")}
    return environment(FOLDER).get_template(template).render(**words(language), **about, **more)
