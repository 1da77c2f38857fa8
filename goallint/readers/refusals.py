"""Why a file cannot be read, and what its owner can do about it: every ReadError of the readers."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from goallint import errors
from goallint.errors import ReadError
from goallint.language import Phrase

_SAVE_AS_DOCX = Phrase(
    "请用 Word 或 WPS 打开它，另存为 .docx 后再检查。", "Open it in Word or WPS, save it as .docx, and check that file."
)
_SAVE_AS_XLSX = Phrase(
    "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再检查。",
    "Open it in Excel or WPS, save it as .xlsx, and check that file.",
)
_GET_AGAIN = Phrase(
    "请重新获取这个文件，或用 Office、WPS 打开并另存一份后再检查。",
    "Get the file again, or open it in Office or WPS, save a copy, and check the copy.",
)
_SPLIT = Phrase(
    "请把文件拆成几份，或删去远离正文的多余单元格后再检查。",
    "Split the file, or delete stray cells far from the content, and check again.",
)

_CHECK_SOURCE = Phrase("请检查它的 Word、Excel 原稿。", "Check the Word or Excel file that it was made from.")
_INSTALL_CONVERTER = Phrase(
    "也可以安装 LibreOffice，直接检查原文件（Debian、Ubuntu：apt install libreoffice；"
    "macOS：brew install --cask libreoffice；Windows：winget install TheDocumentFoundation.LibreOffice）。",
    "Or install LibreOffice and check the file as it is (Debian, Ubuntu: apt install libreoffice; "
    "macOS: brew install --cask libreoffice; Windows: winget install TheDocumentFoundation.LibreOffice).",
)

_FOREIGN_NAMES = {
    ".pdf": Phrase("PDF 文件", "a PDF file"),
    ".doc": Phrase("旧版 Word 文件（.doc）", "an old Word file (.doc)"),
    ".wps": Phrase("WPS 文字文件（.wps）", "a WPS Writer file (.wps)"),
    ".rtf": Phrase("RTF 文件", "an RTF file"),
    ".html": Phrase("网页文件", "a web page"),
    ".xml": Phrase("XML 文件", "an XML file"),
    "Word XML": Phrase("Word 2003 XML 文件", "a Word 2003 XML file"),
    "Excel XML": Phrase("Excel 2003 XML 文件", "an Excel 2003 XML file"),
    ".odt": Phrase("OpenDocument 文字文件（.odt）", "an OpenDocument text (.odt)"),
    ".ods": Phrase("OpenDocument 表格文件（.ods）", "an OpenDocument spreadsheet (.ods)"),
    ".xlsb": Phrase("Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)"),
    "Excel 95": Phrase("Excel 95 或更早的工作簿", "a workbook of Excel 95 or earlier"),
    ".ppt": Phrase("演示文稿", "a presentation"),
}

# What libraries find wrong, in Chinese; the first that fits counts.
_DAMAGES: tuple[tuple[type[Exception], str], ...] = (
    (zipfile.BadZipFile, "压缩包不完整"),
    (zlib.error, "压缩的内容有误"),
    (lzma.LZMAError, "压缩的内容有误"),
    (NotImplementedError, "不认识它的压缩方式"),
    (expat.ExpatError, "XML 有误"),
    (EOFError, "内容不完整"),
    (Exception, "内容有误"),
)


def missing(path: Path) -> ReadError:
    """Say: no file is at `path`."""
    return ReadError(
        Phrase(f"文件不存在：{path}", f"No such file: {path}"),
        Phrase("请检查路径和文件名。", "Check the path and the file name."),
    )


def folder(path: Path) -> ReadError:
    """Say: a folder stands where a file is needed."""
    return ReadError(
        Phrase(f"这是文件夹，不是文件：{path}", f"This is a folder, not a file: {path}"),
        Phrase("请给出其中的文件。", "Name a file in it."),
    )


def closed(path: Path, reason: OSError | ValueError) -> ReadError:
    """Say: the operating system does not let us read `path`."""
    said = errors.reason(reason) if isinstance(reason, OSError) else Phrase("路径或内容有误", str(reason))
    return ReadError(
        Phrase(f"无法打开文件 {path}：{said.zh}", f"Cannot open {path}: {said.en}"),
        Phrase(
            "请检查文件权限，并关闭正在使用它的程序。", "Check its permissions, and close programs that are using it."
        ),
    )


def empty() -> ReadError:
    """Say: the file has no content at all."""
    return ReadError(Phrase("文件是空的（0 字节）", "The file is empty (0 bytes)"), _GET_AGAIN)


def encrypted() -> ReadError:
    """Say: the file asks for a password."""
    return ReadError(
        Phrase("文件已加密，无法读取", "The file is encrypted and cannot be read"),
        Phrase(
            "请用 Office 或 WPS 输入密码打开，去掉密码后另存，再检查。",
            "Open it with its password in Office or WPS, save it without password, and check again.",
        ),
    )


def foreign(kind: str) -> ReadError:
    """Say: a format that goallint does not read; `kind` is the suffix it is known by."""
    name = _name(kind)
    return ReadError(
        Phrase(f"这是{name.zh}，不能直接检查", f"This is {name.en}, which cannot be checked"), _save_as(kind)
    )


def needs_converter(kind: str) -> ReadError:
    """Say: a format that LibreOffice would read for goallint, but it is not here."""
    name, save = _name(kind), _save_as(kind)
    return ReadError(
        Phrase(
            f"这是{name.zh}，要有 LibreOffice 才能直接检查",
            f"This is {name.en}, which can be checked only where LibreOffice is installed",
        ),
        Phrase(f"{save.zh}{_INSTALL_CONVERTER.zh}", f"{save.en} {_INSTALL_CONVERTER.en}"),
    )


def converter_does_not_start(program: str) -> ReadError:
    """Say: the program that GOALLINT_SOFFICE names is none."""
    return ReadError(
        Phrase(f"环境变量 GOALLINT_SOFFICE 指的程序不存在：{program}", f"GOALLINT_SOFFICE names no program: {program}"),
        Phrase(
            "请改为 LibreOffice 的 soffice 的完整路径，或删去这个变量。",
            "Set it to the full path of LibreOffice's soffice, or unset it.",
        ),
    )


def not_converted() -> ReadError:
    """Say: LibreOffice gave no result."""
    return ReadError(
        Phrase(
            "LibreOffice 没能转换这个文件（可能已损坏，或设有密码）",
            "LibreOffice could not convert the file (it may be damaged, or ask for a password)",
        ),
        _GET_AGAIN,
    )


def too_slow(limit: int) -> ReadError:
    """Say: reading took longer than `limit` seconds and was ended."""
    return ReadError(
        Phrase(f"读取超过 {limit} 秒，已停止", f"Reading took over {limit} seconds and was stopped"), _GET_AGAIN
    )


def needs_extra() -> ReadError:
    """Say: a PDF, and the library that reads it is not installed."""
    return ReadError(
        Phrase("这是 PDF 文件，要装 goallint[pdf] 才能检查", "This is a PDF, which needs goallint[pdf] to be checked"),
        Phrase(
            '请运行 pip install "goallint[pdf]"，或检查它的 Word、Excel 原稿。',
            'Run pip install "goallint[pdf]", or check the Word or Excel file that it was made from.',
        ),
    )


def scanned() -> ReadError:
    """Say: a PDF of pictures."""
    return ReadError(
        Phrase("PDF 里只有图像，没有文字（可能是扫描件）", "The PDF holds images only, no text (perhaps a scan)"),
        _CHECK_SOURCE,
    )


def unmapped() -> ReadError:
    """Say: a PDF whose fonts do not tell which characters they draw."""
    return ReadError(
        Phrase("PDF 的字体没有文字编码，读不出文字", "The fonts of the PDF do not say what characters they show"),
        _CHECK_SOURCE,
    )


def too_many_pages(limit: int) -> ReadError:
    """Say: more pages than are read."""
    return ReadError(
        Phrase(f"PDF 超过 {limit} 页", f"The PDF has over {limit} pages"),
        Phrase("请只保留绩效目标表所在的页。", "Keep only the pages with performance targets."),
    )


def _name(kind: str) -> Phrase:
    return _FOREIGN_NAMES.get(kind, Phrase("goallint 不认识的文件格式", "a format that goallint does not know"))


def _save_as(kind: str) -> Phrase:
    return _SAVE_AS_XLSX if kind in {".ods", ".xlsb", "Excel 95", "Excel XML"} else _SAVE_AS_DOCX


def mislabelled(suffix: str) -> ReadError:
    """Say: the content is not what the suffix says."""
    return ReadError(
        Phrase(
            f"文件扩展名是 {suffix}，内容却不是这种格式（可能被改过扩展名）",
            f"The suffix is {suffix}, but the content is not in that format (it may have been renamed)",
        ),
        Phrase(
            f"请用原来的程序打开，另存为真正的 {suffix} 文件；纯文本请改用 .txt。",
            f"Open it in the program it comes from and save it as a real {suffix} file; use .txt for plain text.",
        ),
    )


def damaged(reason: Exception) -> ReadError:
    """Say: the container or what is in it is broken; a library found out, and gives the `reason`."""
    if isinstance(reason, OSError):
        return _damaged(errors.reason(reason))
    zh = next(said for kind, said in _DAMAGES if isinstance(reason, kind))
    return _damaged(Phrase(zh, f"{type(reason).__name__}: {reason}".removesuffix(": ")))


def broken_off(code: int) -> ReadError:
    """Say: the process that was to read the file has died of it, and left this exit code."""
    return _damaged(Phrase(f"读取时程序中断，代码 {code}", f"its reader ended with code {code}"))


def _damaged(why: Phrase) -> ReadError:
    return ReadError(
        Phrase(f"文件损坏或不完整（{why.zh}）", f"The file is damaged or incomplete ({why.en})"), _GET_AGAIN
    )


def no_part(part: str) -> ReadError:
    """Say: a part that the format requires is not in the package."""
    return ReadError(
        Phrase(f"文件缺少必需的部分 {part}，不是完整的 Office 文件", f"The package lacks its required part {part}"),
        _GET_AGAIN,
    )


def entities() -> ReadError:
    """Say: the XML declares a document type; Office never writes one, attacks do."""
    return ReadError(
        Phrase("文件的 XML 含有 DTD 声明，为安全起见不予读取", "Its XML declares a DTD and is refused for safety"),
        _GET_AGAIN,
    )


def bomb() -> ReadError:
    """Say: unpacked, the file would be out of all proportion."""
    return ReadError(
        Phrase("文件解压后过大，疑似压缩炸弹，已停止读取", "Unpacked, the file is far too large; reading was stopped"),
        _SPLIT,
    )


def too_big(limit: int) -> ReadError:
    """Say: the file has more bytes than any form."""
    size = f"{limit // 2**20} MB"
    return ReadError(Phrase(f"文件过大，超过 {size}", f"The file is too large: over {size}"), _SPLIT)


def too_many_parts(limit: int) -> ReadError:
    """Say: the package has more entries than any Office file."""
    return ReadError(
        Phrase(f"压缩包内的文件过多，超过 {limit:,} 个", f"The package has too many parts: over {limit:,}"), _GET_AGAIN
    )


def unreasonable() -> ReadError:
    """Say: the XML is built as no program builds it."""
    return ReadError(
        Phrase(
            "文件的 XML 结构异常（标签过多、过长或嵌套过深），已停止读取",
            "Its XML is abnormal (too many tags, too long or too deep); reading was stopped",
        ),
        _GET_AGAIN,
    )


def too_long(limit: int) -> ReadError:
    """Say: more paragraphs than anybody checks."""
    return ReadError(
        Phrase(f"文档过长，段落超过 {limit:,} 个", f"The document is too long: over {limit:,} paragraphs"), _SPLIT
    )


def too_much_text(limit: int) -> ReadError:
    """Say: more characters than anybody checks."""
    return ReadError(Phrase(f"文字过多，超过 {limit:,} 字", f"Too much text: over {limit:,} characters"), _SPLIT)


def too_much_in_one_place(limit: int) -> ReadError:
    """Say: one cell or paragraph is longer than a book."""
    return ReadError(
        Phrase(
            f"有一个单元格或段落超过 {limit:,} 字，已停止读取",
            f"A cell or paragraph has over {limit:,} characters; reading was stopped",
        ),
        _SPLIT,
    )


def no_file(path: Path) -> ReadError:
    """Say: a pipe, device or socket stands where a file is needed."""
    return ReadError(
        Phrase(f"不是普通文件（管道、设备等）：{path}", f"Not a regular file (a pipe, a device, …): {path}"),
        Phrase("请先存成文件再检查。", "Save it as a file and check that."),
    )


def too_large(limit: int) -> ReadError:
    """Say: more grid positions than anybody checks by table."""
    return ReadError(
        Phrase(f"表格过大，单元格超过 {limit:,} 个", f"The tables are too large: over {limit:,} cells"), _SPLIT
    )


def not_text() -> ReadError:
    """Say: no encoding makes sense of the bytes."""
    return ReadError(
        Phrase("无法识别文本的编码", "The encoding of the text is not recognised"),
        Phrase("请另存为 UTF-8 编码的 .txt 后再检查。", "Save it as .txt in UTF-8 and check again."),
    )
