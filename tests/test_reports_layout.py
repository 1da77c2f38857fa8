"""Chinese on a screen: widths, line breaks, columns."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goallint.reports.layout import breaks, pad, shorten, width, wrap

TEXTS = st.text(alphabet="预算绩效目标，。、（）「」“”≥95%万元 abc/…\u200b", max_size=80)


def test_a_chinese_character_is_two_columns_wide() -> None:
    """Wide and full-width characters take two columns, Latin ones one, invisible ones none."""
    assert [width(text) for text in ("预算", "，", "95%", "≥", "a\u200bb", "")] == [4, 2, 3, 1, 2, 0]


def test_padding_counts_columns_not_characters() -> None:
    """Texts padded to the same column end below each other."""
    assert width(pad("预算数", 10)) == width(pad("budget", 10)) == 10


def test_what_is_cut_is_marked() -> None:
    """A text that is too long is cut to fit and ends in an ellipsis."""
    assert shorten("社区日间照料中心", 9) == "社区日间…"
    assert shorten("社区\n日间", 9) == "社区 日间"


def test_closing_punctuation_never_starts_a_line() -> None:
    """The character before a comma moves to the next line with it."""
    assert wrap("指标没有写清楚，请核对", 14) == ["指标没有写清", "楚，请核对"]


def test_opening_punctuation_never_ends_a_line() -> None:
    """A quotation mark stays with what it opens, a sign with its number."""
    assert wrap("请写明「一百」", 8) == ["请写明", "「一百」"]
    assert wrap("目标写为≥95%", 9) == ["目标写为", "≥95%"]


def test_a_suffix_is_not_broken() -> None:
    """What begins with a dot after a space begins a line of its own: ".wps" is a word."""
    assert wrap(".docx .wps .txt", 9) == [".docx", ".wps .txt"]


def test_a_number_stays_with_what_it_counts() -> None:
    """A measure word is not torn off."""
    assert wrap("请见第12行的数", 9) == ["请见", "第12行的", "数"]


def test_latin_words_stay_whole() -> None:
    """An option or a number is not torn apart while it fits on a line."""
    assert wrap("用 --level info 查看", 12) == ["用 --level", "info 查看"]


def test_a_word_wider_than_the_line_is_torn() -> None:
    """What fits on no line is broken all the same."""
    assert wrap("abcdefghijklmnop", 8) == ["abcdefgh", "ijklmnop"]


def test_later_lines_are_indented() -> None:
    """The first line follows its head, the others the indent."""
    assert wrap("一二三四五六七八九", 12, "    ", "甲：") == ["甲：一二三四", "    五六七八", "    九"]


@given(TEXTS, st.integers(min_value=8, max_value=40))
def test_no_line_is_wider_than_asked(text: str, columns: int) -> None:
    """Every line fits, and the pieces put together are the text."""
    cuts = [0, *breaks(text, columns), len(text)]
    pieces = [text[start:end] for start, end in pairwise(cuts)]

    assert "".join(pieces) == text
    assert all(width(piece.rstrip()) <= columns for piece in pieces)
