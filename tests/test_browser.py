"""The page and the report in a real browser: Chromium, driven by Playwright."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from goallint.cli import main
from tests.forms import write_docx
from tests.reporting import FORM

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=390, height=844)
SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(name="page")
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture(name="served", scope="module")
def _served() -> Iterator[str]:
    """Run the real command; it says its address, and ends well on Ctrl-C."""
    command = [sys.executable, "-c", "from goallint.cli import main; raise SystemExit(main())", "serve", "--port", "0"]
    environment = {**os.environ, "COLUMNS": "200"}
    with subprocess.Popen(  # noqa: S603  # our own command
        command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as process:
        assert process.stderr
        line = process.stderr.readline()
        yield next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert (process.returncode, rest) == (0, "已结束。\n")


@pytest.fixture(name="form")
def _form(tmp_path: Path) -> Path:
    return write_docx(tmp_path / "渡口维护.docx", FORM)


def report(path: Path, *arguments: str) -> str:
    """Write the page for a file; its address."""
    aim = path.with_suffix(".html")
    main(["check", str(path), "--output", f"html={aim}", "--format", "concise", *arguments])
    return aim.as_uri()


def test_the_report_can_be_read_and_filtered_without_script(browser: Browser, form: Path) -> None:
    """Boxes hide findings and their marks, also where scripts are forbidden."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report(form))
    choice = page.locator('li[data-rule="V001"]')
    mark = page.locator('td .at[data-rule="V001"] a')

    expect(choice).to_be_visible()
    expect(mark).to_be_visible()
    page.get_by_text("按规则筛选").click()
    page.locator("#show-V001").uncheck()
    expect(choice).to_be_hidden()
    expect(mark).to_be_hidden()
    page.locator("#show-V001").check()
    page.locator("#show-error").uncheck()
    expect(choice).to_be_hidden()
    context.close()


def test_infos_appear_when_ticked(page: Page, form: Path) -> None:
    """They are there but not shown at first."""
    page.goto(report(form))
    infos = page.locator("li.finding.info").first

    expect(infos).to_be_hidden()
    page.locator("#show-info").check()
    expect(infos).to_be_visible()


def test_a_mark_leads_to_its_finding_by_keyboard(page: Page, form: Path) -> None:
    """A mark can be reached by Tab and followed by Enter."""
    page.goto(report(form))
    mark = page.locator('td .at[data-rule="V001"] a')
    mark.focus()
    page.keyboard.press("Enter")

    expect(page.locator("li.finding:target")).to_have_attribute("data-rule", "V001")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_no_page_is_wider_than_the_screen(browser: Browser, form: Path, size: ViewportSize) -> None:
    """A wide table scrolls by itself; the page does not."""
    context = browser.new_context(viewport=size)
    page = context.new_page()
    page.goto(report(form))
    extra: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert extra <= 0


def test_texts_of_a_document_stay_texts(page: Page, tmp_path: Path) -> None:
    """A cell or a name that looks like a script does nothing, and is shown."""
    rows = [[cell.replace("渡口维护", SCRIPT) for cell in row if isinstance(cell, str)] for row in FORM[1]]
    page.goto(report(write_docx(tmp_path / "a<b>'.docx", [FORM[0], rows])))

    assert page.title() == "绩效目标表检查报告"
    expect(page.locator("td", has_text="<script>").first).to_be_visible()
    assert page.locator("img").count() == 0


def test_a_dropped_file_is_checked_at_once(page: Page, served: str, form: Path) -> None:
    """Dropping is enough: the report takes the place of the page."""
    page.goto(served)
    content = list(form.read_bytes())
    transfer = page.evaluate_handle(
        """([name, bytes]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        [form.name, content],
    )
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})

    expect(page.locator("h2", has_text="渡口维护.docx")).to_be_visible()
    expect(page.locator('li[data-rule="V001"]')).to_be_visible()
    expect(page.locator("#report")).to_be_focused()


def test_the_copy_can_be_downloaded(page: Page, served: str, form: Path) -> None:
    """It is the Word file with comments by goallint."""
    page.goto(served)
    page.set_input_files("#files", form)
    page.get_by_role("button", name="检查").click()
    with page.expect_download() as waiting:
        page.get_by_text("下载带批注的副本").click()
    copy = docx.Document(io.BytesIO(waiting.value.path().read_bytes()))

    assert waiting.value.suggested_filename == "渡口维护-批注.docx"
    assert any("V001" in comment.text for comment in copy.comments)


def test_the_next_file_can_follow_on_the_page_of_the_report(
    page: Page, served: str, form: Path, tmp_path: Path
) -> None:
    """The form stays at hand, and the script with it."""
    page.goto(served)
    for path in (form, write_docx(tmp_path / "第二份.docx", FORM)):
        page.set_input_files("#files", path)
        page.get_by_role("button", name="检查").click()
        expect(page.locator("h2", has_text=path.name)).to_be_visible()


def test_the_form_works_without_script(browser: Browser, served: str, form: Path) -> None:
    """Then the browser sends it itself."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    page.set_input_files("#files", form)
    page.get_by_role("button", name="检查").click()

    expect(page.locator('li[data-rule="V001"]')).to_be_visible()
    context.close()


def test_a_wrong_file_is_explained(page: Page, served: str, tmp_path: Path) -> None:
    """A picture is no document; the page says so and stays usable."""
    picture = tmp_path / "照片.docx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" * 10)
    page.goto(served)
    page.set_input_files("#files", picture)
    page.get_by_role("button", name="检查").click()

    expect(page.locator(".document .verdict")).to_contain_text("G001")
    expect(page.locator("#upload")).to_be_visible()


def test_a_file_of_50_mb_is_refused_before_it_is_sent(page: Page, served: str, tmp_path: Path) -> None:
    """The page says what is too much."""
    large = tmp_path / "大.docx"
    with large.open("wb") as file:
        file.truncate(50 << 20)
    page.goto(served)
    page.set_input_files("#files", large)
    page.get_by_role("button", name="检查").click()

    expect(page.locator("#status")).to_contain_text("一次最多 40 MB")


def test_the_page_speaks_english_on_request(page: Page, served: str, form: Path) -> None:
    """And so does its report."""
    page.goto(served)
    page.get_by_role("link", name="English").click()
    page.set_input_files("#files", form)
    page.get_by_role("button", name="Check").click()

    expect(page.get_by_role("heading", name="Performance-target tables: report")).to_be_visible()


@pytest.mark.parametrize(("columns", "lies"), [(10, False), (11, True)])
def test_wide_tables_are_printed_on_pages_that_lie(page: Page, tmp_path: Path, columns: int, lies: bool) -> None:  # noqa: FBT001  # a parameter
    """All pages of the report, on A4."""
    title, rows = FORM
    path = write_docx(tmp_path / "渡口维护.docx", [title, [*rows, ["宽"] * columns]])
    page.goto(report(path))
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        sizes = {(round(each.width), round(each.height)) for each in printed.pages}

    assert sizes == ({(842, 595)} if lies else {(595, 842)})
