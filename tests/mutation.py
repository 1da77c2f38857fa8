"""How well the examples of the rules hold them: `python tests/mutation.py [RULE…]`.

Every expression of a rule is made wrong in small ways: a `where` left out, a comparison turned round or moved by one
step, `and` for `or`, a `not` dropped, a whole check dropped. The examples in the rule file should notice. Survivors
are listed with their place; tests/mutation-equivalents.yaml names those that no text can tell from the rule itself,
with the reason. Ends in 1 if fewer than 95 % are noticed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from goallint.errors import GoallintError
from goallint.expr import nodes
from goallint.expr.explain import balanced
from goallint.expr.parse import parse
from goallint.form import Forms
from goallint.resources import rules_folder
from goallint.rulebook.load import load_file, load_rules
from goallint.rulebook.model import Rule
from goallint.rulebook.profile import load_profile
from goallint.rulebook.source import Source, Text, Value
from goallint.ruletest import run_tests, understand

WANTED = 0.95
EQUIVALENTS = Path(__file__).with_name("mutation-equivalents.yaml")

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one thing changed: where (`checks/0/where`), from what to what; `after` is the whole expression."""

    rule: str
    part: tuple[str | int, ...]
    before: str
    after: str | None
    place: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in the list of equivalents."""
        return self.rule, "/".join(map(str, self.part)), self.after or ""

    @property
    def said(self) -> str:
        """The change on one line."""
        return f"{'/'.join(map(str, self.part))}: {self.after if self.after is not None else 'dropped'}"


def mutants(rule: Rule) -> Iterator[Mutant]:
    """All mutants of a rule."""
    root = Source.read(rule.path).root()
    checks = root.get("checks")
    places: list[tuple[tuple[str | int, ...], Value]] = [((), root)]
    places += [(("checks", number), block) for number, block in enumerate(checks.list() if checks else [])]
    for part, value in places:
        if part and len(places) > 2:  # the only check cannot be dropped
            yield Mutant(rule.id, part, "", None, f"{rule.path}:{value.line}")
        block = value.block()
        where, assertion, lets = block.get("where"), block.get("assert"), block.get("let")
        if where:
            text = where.text()
            yield Mutant(rule.id, (*part, "where"), text.value, None, f"{rule.path}:{text.line}")
            yield from _of(rule, (*part, "where"), text)
        if assertion:
            yield from _of(rule, (*part, "assert"), assertion.text())
        for name, let in lets.block() if lets else ():
            yield from _of(rule, (*part, "let", name.value), let.text())


def _of(rule: Rule, part: tuple[str | int, ...], text: Text) -> Iterator[Mutant]:
    """The mutants of one expression."""
    seen = {text.value}
    for start, end, instead in _changes(text.value, parse(text.value)):
        after = text.value[:start] + instead + text.value[end:]
        if after not in seen:
            seen.add(after)
            yield Mutant(rule.id, part, text.value, after, _place(text, start, end))


def _place(text: Text, start: int, end: int) -> str:
    error = text.error_at(load_profile().title, load_profile().title, start, end)
    return error.where.rpartition(":")[0]


def _changes(text: str, node: nodes.Node) -> Iterator[tuple[int, int, str]]:
    """What to write instead of which part of the text, for this node and those below it."""
    match node:
        case nodes.Filter():
            yield node.start, node.end, balanced(text, node.source.start, node.source.end)
        case nodes.Logic():
            other = "or" if node.operator == "and" else "and"
            yield _between(text, node.left, node.right, node.operator, other)
        case nodes.Negation():
            yield node.start, node.start + len("not"), ""
        case nodes.Comparison():
            yield from _compared(text, node)
        case nodes.Membership():
            gap = text[node.left.end : node.right.start]
            yield _between(text, node.left, node.right, *(("not", "") if "not" in gap else ("in", "not in")))
        case nodes.Literal():
            yield from _steps(text[node.start : node.end], node)
    for below in _below(node):
        yield from _changes(text, below)


def _compared(text: str, node: nodes.Comparison) -> Iterator[tuple[int, int, str]]:
    for table in (_OPPOSITE, _NEIGHBOUR):
        if node.operator in table:
            yield _between(text, node.left, node.right, node.operator, table[node.operator])
    if node.within_precision:
        at = text.index("within precision", node.right.end)
        yield at, at + len("within precision"), ""


def _between(text: str, left: nodes.Node, right: nodes.Node, old: str, new: str) -> tuple[int, int, str]:
    at = text.index(old, left.end, right.start + len(old))
    return at, at + len(old), new


def _steps(written: str, node: nodes.Literal) -> Iterator[tuple[int, int, str]]:
    """A number one step of its last digit larger and smaller; the opposite of a truth."""
    if isinstance(node.value, bool):
        yield node.start, node.end, "false" if node.value else "true"
    elif not isinstance(node.value, str):
        digits = written.rstrip("".join(character for character in written if character not in "0123456789."))
        unit, places = written[len(digits) :], len(digits.partition(".")[2])
        step = 10**-places
        for changed in (float(digits) + step, float(digits) - step):
            if changed >= 0:
                yield node.start, node.end, f"{changed:.{places}f}{unit}"


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes that a node is made of."""
    for each in fields(node):
        value = getattr(node, each.name)
        parts = value if isinstance(value, tuple) else (value,)
        yield from (part for part in parts if isinstance(part, nodes.Node))


# --- running them


@cache
def understood(text: str) -> Forms:
    """The forms of an example, read once for all mutants."""
    return understand(text)


def trial(path: Path) -> list[tuple[Mutant, bool | None]] | None:
    """For each mutant of the rule in a file whether its examples noticed; None if it is no rule at all.

    Of a rule whose examples fail as they are nothing can be said: None for all of it.
    """
    rule = load_file(path, load_profile())
    if run_tests([rule], understood):
        return None
    content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # texts alone
    with TemporaryDirectory() as folder:
        return [(mutant, _noticed(_changed(content, mutant), Path(folder) / path.name)) for mutant in mutants(rule)]


def _changed(content: Mapping[str, Any], mutant: Mutant) -> Mapping[str, Any]:
    made = deepcopy(dict(content))
    owner: Any = made
    *way, last = mutant.part
    for step in way:
        owner = owner[step]
    if mutant.after is None:
        del owner[last]
    else:
        owner[last] = mutant.after
    return made


def _noticed(content: Mapping[str, Any], path: Path) -> bool | None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    try:
        return bool(run_tests([load_file(path, load_profile())], understood))
    except GoallintError:
        return None


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of all rules, or of those that are named, and say how many were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", metavar="RULE")
    named = {word.upper() for word in parser.parse_args(arguments).rules}
    rules = [rule for rule in load_rules().rules if not named or rule.id in named]
    listed = _equivalents()
    found: set[tuple[str, str, str]] = set()
    total: Counter[bool] = Counter()
    failing: list[str] = []
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        for rule, results in zip(rules, pool.map(trial, [rule.path for rule in rules]), strict=True):
            if results is None:
                sys.stdout.write(f"{rule.id}  examples fail as they are\n")
                failing.append(rule.id)
                continue
            found |= {mutant.key for mutant, _ in results}
            counted = [(mutant, noticed) for mutant, noticed in results if noticed is not None]
            counted = [(mutant, noticed) for mutant, noticed in counted if noticed or mutant.key not in listed]
            killed = Counter(bool(noticed) for _, noticed in counted)
            total += killed
            sys.stdout.write(f"{rule.id}  {killed[True]:>3} of {killed.total():>3}\n")
            for mutant, noticed in counted:
                if not noticed:
                    sys.stdout.write(f"      {_shown(mutant.place)}  {mutant.said}\n")
    share = total[True] / total.total() if total else 1.0
    stale = [key for key in listed if key not in found and key[0] not in failing and (not named or key[0] in named)]
    sys.stdout.write(f"\n{total[True]} of {total.total()} mutants noticed: {share:.1%}; {len(listed)} equivalent\n")
    for key in stale:
        sys.stdout.write(f"no longer a mutant: {' '.join(key)}\n")
    return int(share < WANTED or bool(stale or failing))


def _equivalents() -> dict[tuple[str, str, str], str]:
    if not EQUIVALENTS.is_file():
        return {}
    entries = yaml.safe_load(EQUIVALENTS.read_text("utf-8")) or []
    return {(each["rule"], each["part"], each.get("mutant", "")): each["reason"] for each in entries}


def _shown(place: str) -> str:
    return place.removeprefix(f"{rules_folder().parent}{os.sep}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
