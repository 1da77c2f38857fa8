"""What a check says: findings and skips, with the places they speak of."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from goallint.language import NOTHING, Phrase
from goallint.records import dataclass
from goallint.text import squash

Confidence = Literal["high", "low"]
SuppressedBy = Literal["config", "comment", "baseline"]


class Severity(enum.IntEnum):
    """How grave a finding is (严重程度): error would be sent back, warning usually is, info is style."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name in reports: error, warning or info."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Severity:
        """The severity of that name; ValueError for any other."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(word) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page (位置): table number, 1-based grid row and column, the whole cell text.

    Table 0 is prose; `label` is the way to the cell in the words of the form,
    such as "产出指标/成本指标/控制在预算资金内". `path` is the file, "" for the one that the finding is in.
    `is_line` tells that this is no page: `row` is a line of a text file, such as the configuration.
    """

    table: int
    row: int
    column: int
    text: str
    label: str = ""
    path: str = ""
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Why a finding does not count (豁免): the reason that a person gave, and where they gave it."""

    reason: str
    by: SuppressedBy


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (问题), with its reason, its place and what to write instead.

    `title` is the rule's; `form` names the project or department whose table it is in. One that is `suppressed`
    is reported, but does not count.
    """

    rule: str
    name: str
    severity: Severity
    confidence: Confidence
    message: Phrase
    suggestion: Phrase
    place: Place
    title: Phrase = NOTHING
    form: str = ""
    related: tuple[Place, ...] = ()
    fingerprint: str = ""
    suppressed: Suppressed | None = None


def identity(finding: Finding) -> str:
    """What a finding is, whatever file it is in and however its rows and tables move; equal findings share it.

    Made of rule, form, semantic place and folded cell text.
    """
    return "\x1f".join((finding.rule, finding.form, finding.place.label, squash(finding.place.text)))


def digest(text: str) -> str:
    """A fingerprint of the text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:20]


def fingerprinted(findings: Iterable[Finding], path: str) -> list[Finding]:
    """The findings with fingerprints that survive moved rows and are unique in the document.

    Made of the path and what they are; what is still equal is counted.
    """
    seen: Counter[str] = Counter()
    marked = []
    for finding in findings:
        key = identity(finding)
        seen[key] += 1
        marked.append(replace(finding, fingerprint=digest(f"{path}\x1f{key}\x1f{seen[key]}")))
    return marked


@dataclass(frozen=True, slots=True)
class Skip:
    """A rule that could not decide (跳过), and why: unknown is not false."""

    rule: str
    table: int
    reason: Phrase
