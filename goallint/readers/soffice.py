"""Files that LibreOffice reads for goallint: a copy is converted to .docx or .xlsx, in a room of its own.

LibreOffice is started without a window for each file, with a user profile made for it in a temporary folder, where
the copy and the result are, too; all of it is removed afterwards. The profile forbids macros, updates of links and
connections (see `_SETTINGS`). Time, memory and the size of what it writes are limited where the system can do so;
what runs out of time is ended with all processes it started.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from goallint.readers import limits, refusals

VARIABLE = "GOALLINT_SOFFICE"
"""Names the program to start instead of the one that is found; empty: never start any."""


class _Way(NamedTuple):
    """How a kind of file is converted: the suffix of the copy, what it becomes, and the filter for reading it."""

    suffix: str
    target: str
    filter: str = ""


_TO_WORD, _TO_EXCEL = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
_WAYS = {
    ".doc": _Way(".doc", _TO_WORD),
    ".rtf": _Way(".rtf", _TO_WORD),
    ".odt": _Way(".odt", _TO_WORD),
    ".html": _Way(".html", _TO_WORD, "HTML (StarWriter)"),
    "Word XML": _Way(".xml", _TO_WORD),
    ".ods": _Way(".ods", _TO_EXCEL),
    ".xlsb": _Way(".xlsb", _TO_EXCEL),
    "Excel 95": _Way(".xls", _TO_EXCEL),
    "Excel XML": _Way(".xml", _TO_EXCEL),
}
KINDS = frozenset(_WAYS)

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)

_NOWHERE = "127.0.0.1", "9"
_SETTINGS: Mapping[str, Mapping[str, str]] = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Office.Common/Misc": {"CrashReport": "false"},
    "org.openoffice.Office.Java/VirtualMachine": {"Enable": "false"},
    "org.openoffice.Office.Writer/Content/Update": {"Link": "0", "Field": "false", "Chart": "false"},
    "org.openoffice.Office.Calc/Content/Update": {"Link": "1"},
    "org.openoffice.Office.Calc/Formula/Load": {"OOXMLRecalcMode": "1", "ODFRecalcMode": "1"},
    # A proxy that is not there: what asks for the network all the same gets none.
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "1",
        **{f"ooInet{protocol}ProxyName": _NOWHERE[0] for protocol in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{protocol}ProxyPort": _NOWHERE[1] for protocol in ("HTTP", "HTTPS", "FTP")},
    },
}

_OPTIONS = (
    *("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard"),
)
_LIMITER = """
import os, resource, sys
for name, value in zip(("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE"), map(int, sys.argv[1:5])):
    try:
        resource.setrlimit(getattr(resource, name), (value, value))
    except (OSError, ValueError):
        pass
os.execv(sys.argv[5], sys.argv[5:])
"""


def find() -> str:
    """Find the program, "" if there is none."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return named
    on_path = (found for name in _NAMES if (found := shutil.which(name)))
    return next(on_path, "") or next((str(place) for place in _usual_places() if os.access(place, os.X_OK)), "")


def _usual_places() -> Iterator[Path]:
    for place in map(Path, _PLACES):
        yield from sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor)))) if place.anchor else ()


@contextmanager
def converted(path: Path, kind: str) -> Iterator[Path]:
    """Convert a copy of the file at `path`, which is of a kind in KINDS; what comes of it is there until the end."""
    program, way = find(), _WAYS[kind]
    if not program:
        raise refusals.needs_converter(kind)
    if not shutil.which(program):
        raise refusals.converter_does_not_start(program)
    with tempfile.TemporaryDirectory(prefix="goallint-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        source = room / f"original{way.suffix}"
        shutil.copyfile(path, source)
        _write_profile(room / "profile")
        _run(_command(program, way, source), room)
        result = room / "result" / f"original.{way.target.partition(':')[0]}"
        if not result.is_file():
            raise refusals.not_converted()
        yield result


def _write_profile(folder: Path) -> None:
    items = (
        f'<item oor:path="/{escape(path)}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    target = folder / "user" / "registrymodifications.xcu"
    target.parent.mkdir(parents=True)
    target.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{''.join(items)}</oor:items>",
        encoding="utf-8",
    )


def _command(program: str, way: _Way, source: Path) -> list[str]:
    room = source.parent
    command = [program, f"-env:UserInstallation={(room / 'profile').as_uri()}", *_OPTIONS]
    command += [f"--infilter={way.filter}"] if way.filter else []
    command += ["--convert-to", way.target, "--outdir", str(room / "result"), str(source)]
    if os.name != "posix":
        return command
    program = shutil.which(program) or program
    numbers = (limits.CONVERTER_BYTES, limits.SECONDS, 2 * limits.UNPACKED_BYTES, 0)
    return [sys.executable, "-I", "-S", "-c", _LIMITER, *map(str, numbers), program, *command[1:]]


def _run(command: list[str], room: Path) -> None:
    """Run `command` to its end, or end it and all it has started."""
    home = dict.fromkeys(("HOME", "TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(room))
    proxy = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), f"http://{':'.join(_NOWHERE)}")
    process = subprocess.Popen(  # noqa: S603  # the program that the user installed or named
        command,
        cwd=room,
        env={**os.environ, **home, **proxy, "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.SECONDS)
    except subprocess.TimeoutExpired:
        raise refusals.too_slow(limits.SECONDS) from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # of Windows
    process.wait()
