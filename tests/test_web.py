"""The local page, asked as a browser asks."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import anyio
import docx
import html5lib
import httpx2 as httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from goallint.language import Phrase
from goallint.plan import Settings
from goallint.results import DocumentResult, Failure
from goallint.web.app import Options, application
from goallint.web.guard import Guard
from tests.forms import write_docx, write_txt
from tests.reporting import FORM, MEMO

HERE = "http://127.0.0.1:8765"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(name="page")
def _page() -> Iterator[TestClient]:
    with TestClient(application(Options()), base_url=HERE, client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.fixture(name="form")
def _form(tmp_path: Path) -> bytes:
    return write_docx(tmp_path / "渡口.docx", FORM).read_bytes()


def tree(response: httpx.Response) -> ET.Element:
    """Parse a page strictly."""
    root: object = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)
    assert isinstance(root, ET.Element)
    return root


def words(response: httpx.Response) -> str:
    """All text of a page, white space folded."""
    return " ".join("".join(tree(response).itertext()).split())


def send(page: TestClient, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """Send files as the form does."""
    return page.post("/check", files=[("files", (name, content, WORD)) for name, content in files], data=fields)


def test_the_page_holds_a_form(page: TestClient) -> None:
    """It names the formats and profiles, in Chinese."""
    response = page.get("/")
    root = tree(response)

    assert response.status_code == 200
    assert root.get("lang") == "zh-CN"
    assert {"generic", "hebei"} <= {each.get("value") for each in root.iter("option")}
    assert [each.get("accept", "").count(".docx") for each in root.iter("input") if each.get("type") == "file"] == [1]


def test_the_report_comes_at_once(page: TestClient, form: bytes) -> None:
    """The answer is the report, with the name that the person knows and the form for the next file."""
    response = send(page, ("渡口 维护.docx", form))
    text = words(response)

    assert response.status_code == 200
    assert "渡口 维护.docx" in text
    assert "V001" in text
    assert [each.get("id") for each in tree(response).iter("form")] == ["upload", None]


def test_english_and_profile_are_chosen_on_the_page(page: TestClient, form: bytes) -> None:
    """Both stay chosen on the page that answers."""
    response = send(page, ("渡口.docx", form), lang="en", profile="hebei")
    root = tree(response)

    assert root.get("lang") == "en"
    assert "Profile Hebei " in words(response)
    assert [each.get("value") for each in root.iter("option") if "selected" in each.attrib] == ["hebei"]


def test_the_copy_is_in_the_page(page: TestClient, form: bytes) -> None:
    """The link holds the Word file with its comments; nothing has to be kept for it."""
    [link] = [each for each in tree(send(page, ("渡口.docx", form))).iter("a") if each.get("class") == "copy"]
    kind, _, content = link.get("href", "").partition(",")
    copy = docx.Document(io.BytesIO(base64.b64decode(content)))

    assert kind == "data:application/octet-stream;base64"
    assert link.get("download") == "渡口-批注.docx"
    assert {comment.author for comment in copy.comments} == {"goallint"}
    assert "是/否" not in link.get("href", "")


def test_several_files_each_have_their_copy(page: TestClient, form: bytes, tmp_path: Path) -> None:
    """A text file cannot hold comments, so it has none; the others are not mixed up."""
    text = write_txt(tmp_path / "渡口.txt", FORM).read_bytes()
    root = tree(send(page, ("甲.docx", form), ("乙.txt", text), ("丙.docx", form)))

    assert [each.get("download") for each in root.iter("a") if each.get("class") == "copy"] == [
        "甲-批注.docx",
        "丙-批注.docx",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("图.docx", b"\x89PNG\r\n\x1a\n", "图.docx"),
        ("空.docx", b"", "文件是空的"),
        ("程序.exe", b"MZ\x00\x01", "程序.exe"),
    ],
)
def test_a_file_of_another_kind_is_named_in_the_report(page: TestClient, name: str, content: bytes, said: str) -> None:
    """The person reads which file could not be checked, and why."""
    response = send(page, (name, content))

    assert response.status_code == 200
    assert "G00" in words(response)
    assert said in words(response)
    assert "没有检查任何绩效目标表" in words(response)


def test_a_file_without_a_table_says_so(page: TestClient, tmp_path: Path) -> None:
    """Nothing checked never looks like nothing wrong."""
    memo = write_docx(tmp_path / "通知.docx", MEMO).read_bytes()

    assert "G002 没有找到绩效目标表" in words(send(page, ("通知.docx", memo)))


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>.docx",
        '"><script>alert(1)</script>.docx',
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "con.docx",
        "渡\u202e口.docx",
        "长" * 250 + ".docx",
    ],
)
def test_no_file_name_does_anything(page: TestClient, form: bytes, name: str) -> None:
    """A name is shown as text, and no path is made of it."""
    response = send(page, (name, form))
    root = tree(response)

    assert response.status_code == 200
    assert not list(root.iter("img"))
    assert [each.get("src") for each in root.iter("script")] == ["/app.js"]
    assert "V001" in words(response)


def test_without_a_file_the_form_says_so(page: TestClient) -> None:
    """An empty form is no error of the program."""
    response = page.post("/check", data={"lang": "zh"})

    assert response.status_code == 400
    assert "请先选择文件" in words(response)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:1", "127.0.0.1", "localhost.evil.example:8765", "", "[::1"]
)
def test_other_host_names_are_refused(page: TestClient, host: str) -> None:
    """A name on the net that leads to this machine shows nothing (DNS rebinding)."""
    response = page.get("/", headers={"host": host})

    assert response.status_code == 421
    assert "goallint serve" in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_the_names_of_this_machine_pass(page: TestClient, host: str) -> None:
    """People type localhost too."""
    assert page.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:1"])
def test_other_origins_are_refused(page: TestClient, form: bytes, origin: str) -> None:
    """No other site can have a file checked, or read the answer."""
    response = page.post("/check", files=[("files", ("渡口.docx", form, WORD))], headers={"origin": origin})

    assert response.status_code == 403
    assert "V001" not in response.text


def test_a_request_from_another_site_without_origin_is_refused(page: TestClient) -> None:
    """Browsers tell by another header too."""
    assert page.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_its_own_origin_passes(page: TestClient, form: bytes) -> None:
    """The browser sends the Origin with the form."""
    response = page.post("/check", files=[("files", ("渡口.docx", form, WORD))], headers={"origin": HERE})

    assert response.status_code == 200


def test_too_much_is_refused_before_it_is_read(page: TestClient) -> None:
    """An announced size is enough to refuse."""
    response = page.post("/check", content=b"x", headers={"content-length": str(50 << 20)})

    assert response.status_code == 413
    assert "40 MB" in words(response)


def test_too_much_is_refused_while_it_comes(page: TestClient) -> None:
    """A size that is not announced is counted."""

    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.docx"\r\n\r\n'
        for _ in range(50):
            yield b"\0" * (1 << 20)

    response = page.post("/check", content=parts(), headers={"content-type": "multipart/form-data; boundary=x"})

    assert response.status_code == 413


def behind_guard(receive: Receive, *, seconds: float = 9) -> list[Message]:
    """What is sent to somebody whose body comes by `receive`."""
    sent: list[Message] = []

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await Response("read")(scope, receive, send)

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        guard = Guard(reading, most=9, seconds=seconds, refuse=lambda _, status, reason: Response(reason, status))
        await guard({"type": "http", "method": "POST", "headers": [(b"host", b"127.0.0.1")]}, receive, send)

    anyio.run(run)
    return sent


def test_a_body_that_never_ends_is_refused() -> None:
    """Somebody who sends a byte now and then does not keep the page busy."""

    async def receive() -> Message:
        await anyio.sleep(0.001)
        return {"type": "http.request", "body": b"", "more_body": True}

    start, end = behind_guard(receive, seconds=0.02)

    assert (start["status"], end["body"]) == (408, b"too-slow")


def test_somebody_who_leaves_gets_no_answer() -> None:
    """A browser that is closed while it sends is no error of the program."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert behind_guard(receive) == []


def test_too_many_files_are_refused(page: TestClient) -> None:
    """The form says how many may come at once."""
    response = send(page, *[(f"{number}.docx", b"x") for number in range(51)])

    assert response.status_code == 400
    assert "一次最多 50 个文件" in words(response)


@pytest.mark.parametrize(
    ("path", "method"), [("/nowhere", "GET"), ("/check", "GET"), ("/", "POST"), ("/../app.py", "GET")]
)
def test_there_are_no_other_pages(page: TestClient, path: str, method: str) -> None:
    """Every other address gives a page that says so."""
    response = page.request(method, path)

    assert response.status_code in {404, 405}
    assert "没有这个页面" in words(response)


@pytest.mark.parametrize("content", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--"])
def test_a_broken_form_is_answered_with_a_sentence(page: TestClient, content: bytes) -> None:
    """Whatever is sent, there is no trace of the program in the answer."""
    response = page.post("/check", content=content, headers={"content-type": "multipart/form-data; boundary=x"})

    assert response.status_code == 400
    assert "Traceback" not in response.text
    assert "请" in words(response)


def test_a_crash_says_how_to_tell_the_maintainers(form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the same variable as on the command line."""
    monkeypatch.setattr("goallint.web.app._answer", lambda _: 1 / 0)
    client = TestClient(
        application(Options()), base_url=HERE, client=("127.0.0.1", 50000), raise_server_exceptions=False
    )
    with client as page:
        response = send(page, ("渡口.docx", form))

    assert response.status_code == 500
    assert "GOALLINT_DEBUG=1" in words(response)


def test_what_the_maintainers_need_is_logged(
    page: TestClient, form: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a file crashes goallint, the page says why, and the window has the rest."""
    failure = Failure("G009", Phrase("内部错误", "Internal error"), details="Traceback …")
    crashed = DocumentResult("渡口.docx", "unreadable", failure)
    monkeypatch.setattr("goallint.web.app.check_files", lambda *_, **__: [crashed])

    assert "内部错误" in words(send(page, ("渡口.docx", form)))
    assert caplog.messages == ["渡口.docx\nTraceback …"]


def test_nothing_is_kept(page: TestClient, form: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the answer the folder for temporary files is as empty as before."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()

    assert send(page, ("渡口.docx", form)).status_code == 200
    assert list((tmp_path / "kept").iterdir()) == []


def test_every_answer_forbids_what_the_page_does_not_need(page: TestClient) -> None:
    """No frame, no cache, no script but its own."""
    for response in (page.get("/"), page.get("/app.js"), page.get("/nowhere"), page.get("/", headers={"host": "x"})):
        policy = response.headers["content-security-policy"]

        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_wrong_rule_folder_is_said_on_the_page(form: bytes) -> None:
    """What is wrong with the request is said as on the command line."""
    options = Options(settings=Settings(rules=("没有这个文件夹",)))
    with TestClient(application(options), base_url=HERE) as client:
        response = send(client, ("渡口.docx", form))

    assert response.status_code == 400
    assert "没有这个文件夹" in words(response)
