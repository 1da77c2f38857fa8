"""Completion in the shell: what may stand where, said in the language of the user.

Every press of Tab is a run of goallint: nothing here loads the rule language, and whatever is wrong with the words
typed so far is left to the run that follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from goallint.cli import configured
from goallint.config import find
from goallint.errors import GoallintError
from goallint.language import Language, Phrase

if TYPE_CHECKING:
    from goallint.rulebook.titles import Titled

_LIST = re.compile(r"[,，、]")

Offer = Callable[[click.Context, str, Language], Iterator[CompletionItem]]


class Fish(FishComplete):
    """As click has it, but for values and explanations that hold commas."""

    source_template = """\
function %(complete_func)s
    set -lx %(complete_var)s fish_complete
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -t)
    for line in (%(prog_name)s)
        set -l offer (string split --max 1 "," -- $line)
        switch $offer[1]
            case dir
                __fish_complete_directories $offer[2]
            case file
                __fish_complete_path $offer[2]
            case plain
                echo -- $offer[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


def prepare() -> None:
    """Let click know of the shells that are other than it thinks."""
    add_completion_class(Fish)


def script(shell: str, app: click.Command) -> str:
    """What the shell (bash, zsh or fish) has to read so that it completes the command lines of `app`."""
    prepare()
    kind: type[ShellComplete] | None = get_completion_class(shell)
    if kind is None:
        raise LookupError(shell)
    return kind(app, {}, "goallint", "_GOALLINT_COMPLETE").source()


def values(
    parameter: click.Parameter, ctx: click.Context, incomplete: str, language: Language
) -> list[CompletionItem] | None:
    """Offer what the parameter may be, going by its name and by what its help calls it; None if that says nothing."""
    offer = _BY_NAME.get(parameter.name or "") or _BY_METAVAR.get(str(parameter.metavar))
    return list(offer(ctx, incomplete, language)) if offer else None


def _files(_: click.Context, incomplete: str, __: Language) -> Iterator[CompletionItem]:
    yield CompletionItem(incomplete, type="file")


def _folders(_: click.Context, incomplete: str, __: Language) -> Iterator[CompletionItem]:
    yield CompletionItem(incomplete, type="dir")


def _profiles(_: click.Context, incomplete: str, language: Language) -> Iterator[CompletionItem]:
    """The names of profiles; where none begins so, files."""
    from goallint.rulebook.titles import profile_titles

    named = [item for item in profile_titles().items() if item[0].startswith(incomplete)]
    for name, title in named:
        yield CompletionItem(name, help=title.say(language) or None)
    if not named:
        yield CompletionItem(incomplete, type="file")


def _rules(ctx: click.Context, incomplete: str, language: Language) -> Iterator[CompletionItem]:
    """IDs; names only where a name is begun, or there would be two of each rule."""
    for rule in _titles(ctx):
        title = rule.title.say(language)
        if rule.id.startswith(incomplete.upper()):
            yield CompletionItem(rule.id, help=" ".join(filter(None, (rule.name, title))))
        if incomplete and rule.name.startswith(incomplete):
            yield CompletionItem(rule.name, help=" ".join(filter(None, (rule.id, title))))


def _titles(ctx: click.Context) -> Sequence[Titled]:
    """The rules that the call knows: those that come with goallint, of --rules and of the configuration."""
    from goallint.rulebook.titles import rule_titles

    folders = [*_configured_folders(ctx), *(Path(folder).expanduser() for folder in ctx.params.get("rules") or ())]
    return rule_titles(list(dict.fromkeys(folder for folder in folders if folder.is_dir())))


def _configured_folders(ctx: click.Context) -> list[Path]:
    with suppress(GoallintError):
        found = configured.search(ctx).found
        named = find.glance(found, "rules")
        if found and isinstance(named, list):
            return [found.path.parent / folder for folder in named if isinstance(folder, str)]
    return []


def _rule_list(ctx: click.Context, incomplete: str, language: Language) -> Iterator[CompletionItem]:
    """The last of a list of IDs, names and groups, after what is there already."""
    *before, last = _LIST.split(incomplete)
    begun = incomplete[: len(incomplete) - len(last)]
    groups = sorted({rule.group for rule in _titles(ctx)})
    offered = [
        *_rules(ctx, last, language),
        *(CompletionItem(name, help=Phrase("组", "group").say(language)) for name in groups if name.startswith(last)),
    ]
    for item in offered:
        if item.value not in before:
            yield CompletionItem(begun + item.value, help=item.help)


def _outputs(_: click.Context, incomplete: str, __: Language) -> Iterator[CompletionItem]:
    from goallint.reports import REPORTERS

    yield from (CompletionItem(f"{name}=") for name in REPORTERS if name.startswith(incomplete))


def _scopes(_: click.Context, incomplete: str, __: Language) -> Iterator[CompletionItem]:
    from goallint.expr.scopes import SCHEMAS

    yield from (CompletionItem(name) for name in (*SCHEMAS, "settings", "functions") if name.startswith(incomplete))


_BY_NAME: dict[str, Offer] = {"profile": _profiles, "names": _scopes}
_BY_METAVAR: dict[str, Offer] = {
    "PATH": _files,
    "FILE": _files,
    "DIR": _folders,
    "RULE": _rules,
    "RULE,…": _rule_list,
    "FORMAT=FILE": _outputs,
}
