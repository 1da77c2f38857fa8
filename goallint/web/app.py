"""The application: a form, and the answer to it."""

from __future__ import annotations

import logging
import re
from dataclasses import field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import to_thread
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope

from goallint import annotate
from goallint.discover import Found
from goallint.errors import CopyError, GoallintError
from goallint.findings import Severity
from goallint.language import Language, Phrase
from goallint.pipeline import Checker, catalogue
from goallint.plan import Plan, Settings
from goallint.records import dataclass
from goallint.reports import View
from goallint.results import DocumentResult, Head, Tally
from goallint.rulebook.profile import load_profile, profile_names
from goallint.runner import check_files
from goallint.suppress import Suppressor
from goallint.web.guard import Guard
from goallint.web.limits import MOST_BYTES, MOST_FILES, MOST_SECONDS, MOST_SECONDS_TO_SEND
from goallint.web.report import FOLDER, Copy, WebReport, page

_LOG = logging.getLogger(__name__)
"""Silent, unless GOALLINT_DEBUG asks for it."""

_REASONS = {
    "host": Phrase(
        "这个地址不是 goallint 的页面。请打开运行 goallint serve 时显示的地址。",
        "This is not the address of the page. Open the one that `goallint serve` shows.",
    ),
    "origin": Phrase("goallint 只接受自己页面发来的文件。", "Files are taken from goallint's own page only."),
    "too-much": Phrase(
        f"文件太大：一次最多 {MOST_BYTES >> 20} MB。请分几次检查，或用 goallint check。",
        f"Too large: {MOST_BYTES >> 20} MB at once at most. Send fewer files, or use `goallint check`.",
    ),
    "too-slow": Phrase("文件没有传完，请再试一次。", "The files did not arrive in time; try again."),
    "too-many": Phrase(f"一次最多 {MOST_FILES} 个文件。", f"{MOST_FILES} files at once at most."),
    "no-file": Phrase("请先选择文件。", "Choose a file first."),
    "form": Phrase("没有读懂这个请求，请重新选择文件。", "The request was not understood; choose the files again."),
    "nothing": Phrase("没有这个页面。", "There is no such page."),
    "failed": Phrase(
        "goallint 内部出错，没有检查这些文件。这是 goallint 的缺陷。"
        "请设置环境变量 GOALLINT_DEBUG=1，重新运行 goallint serve，再检查一次，把窗口里的输出发给维护者。",
        "goallint failed; the files were not checked. This is a defect of goallint. Set GOALLINT_DEBUG=1, start "
        "`goallint serve` again, check once more, and send the output in its window to the maintainers.",
    ),
}
_BY_STATUS = {404: "nothing", 405: "nothing", 500: "failed"}


@dataclass(frozen=True, slots=True)
class Options:
    """How the page begins: language and profile, and folders with rules of one's own."""

    language: Language = "zh"
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request: files by the names that they were sent with."""

    language: Language
    settings: Settings
    files: tuple[tuple[str, Path], ...]


def application(options: Options) -> ASGIApp:
    """Return the ASGI application."""
    pages = _Pages(options)
    routes = [
        Route("/", pages.start),
        Route("/check", pages.check, methods=["POST"]),
        Route("/app.js", pages.script),
    ]
    guard = Middleware(Guard, most=MOST_BYTES, seconds=MOST_SECONDS_TO_SEND, refuse=pages.refuse)
    handlers = {HTTPException: pages.trouble, Exception: pages.trouble}
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)


class _Pages:
    def __init__(self, options: Options) -> None:
        self._options = options

    async def start(self, request: Request) -> Response:
        """The form alone."""
        return self._form(self._language(request.query_params.get("lang")))

    async def script(self, _request: Request) -> Response:
        """What the page does beyond HTML."""
        return FileResponse(FOLDER / "app.js", media_type="text/javascript")

    async def check(self, request: Request) -> Response:
        """The report on the files that were sent; they are gone when it is returned."""
        with TemporaryDirectory(prefix="goallint-") as folder:
            async with request.form(max_files=MOST_FILES, max_fields=10, max_part_size=1024) as form:
                language = self._language(form.get("lang"))
                profile = form.get("profile")
                if profile not in profile_names():
                    profile = self._options.settings.profile
                files = await _kept(form, Path(folder))
            if not files:
                return self._form(language, _REASONS["no-file"], 400)
            asked = _Asked(language, replace(self._options.settings, profile=str(profile)), files)
            try:
                return HTMLResponse(await to_thread.run_sync(_answer, asked, abandon_on_cancel=True))
            except GoallintError as error:
                return self._form(language, Phrase(error.say("zh"), error.say("en")), 400)

    async def trouble(self, request: Request, error: Exception) -> Response:
        """A page that says what was wrong with the request."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        # The parser of forms tells this in words only.
        too_many = "Too many files" in str(getattr(error, "detail", ""))
        reason = "too-many" if too_many else _BY_STATUS.get(status, "form")
        return self._form(self._language(request.query_params.get("lang")), _REASONS[reason], status)

    def refuse(self, _scope: Scope, status: int, reason: str) -> ASGIApp:
        """A refused request shows no form: it did not come from the page."""
        if reason in {"too-much", "too-slow"}:
            return self._form(self._options.language, _REASONS[reason], status)
        return Response(_REASONS[reason].say(self._options.language), status, media_type="text/plain")

    def _form(self, language: Language, trouble: Phrase | None = None, status: int = 200) -> Response:
        said = trouble.say(language) if trouble else ""
        return HTMLResponse(page("start.html.jinja", language, self._options.settings.profile, said), status)

    def _language(self, asked: object) -> Language:
        return "en" if asked == "en" else "zh" if asked == "zh" else self._options.language


async def _kept(form: FormData, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Put the files into `folder`, under names that no one else chose; only the suffix is the sender's."""
    kept = []
    for number, sent in enumerate(form.getlist("files")):
        if not isinstance(sent, UploadFile) or not sent.filename:
            continue
        name = re.split(r"[\\/]", sent.filename)[-1] or "?"
        suffix = Path(name).suffix.lower()
        path = folder / f"{number}{suffix if re.fullmatch(r'[.][a-z0-9]{1,5}', suffix) else ''}"
        with path.open("wb") as file:
            while part := await sent.read(1 << 20):
                file.write(part)
        kept.append((name, path))
    return tuple(kept)


def _answer(asked: _Asked) -> str:
    checker = Checker(Plan(asked.settings, pages=True))
    profile = load_profile(asked.settings.profile)
    head = Head(profile.name, catalogue(checker.checks()), len(asked.files), profile.title)
    view = View(asked.language)
    tally, copies = Tally(), dict[int, Copy]()
    report = WebReport(head, view, asked.settings.profile, copies)
    files = [Found(path, name=name) for name, path in asked.files]
    documents = map(Suppressor(checker.names_for).apply, check_files(checker, files, timeout=MOST_SECONDS))
    for number, ((name, path), document) in enumerate(zip(asked.files, documents, strict=True)):
        tally.add(document)
        if document.error and document.error.details:
            _LOG.error("%s\n%s", name, document.error.details)
        report.add(document)
        if copy := _copy(name, path, document, asked.language):
            copies[number] = copy
    return report.begin() + report.end(tally)


def _copy(name: str, path: Path, document: DocumentResult, language: Language) -> Copy | None:
    """The copy with comments, if the file is of a kind that can hold them and there is something to say."""
    findings = [finding for finding in document.active if finding.severity >= Severity.WARNING]
    if not findings or not annotate.can(path):
        return None
    folder = path.parent / f"copy-{path.stem}"
    folder.mkdir()
    try:
        written = annotate.write(document, path, folder, language)
    except CopyError:
        return None  # the report has it all; the copy is beside it
    stem, suffix = Path(name).stem, Path(name).suffix
    return Copy(f"{stem}-{Phrase('批注', 'comments').say(language)}{suffix}", written.read_bytes())
