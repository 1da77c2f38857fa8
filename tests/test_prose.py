"""Amounts in prose: what is an amount, which are parts of which, changes, shares, persons × standard."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goallint.extract import extract
from goallint.form import Form
from goallint.readers.text import read_text
from goallint.values.changes import changes, key_of, name_of_whole, shares
from goallint.values.headcount import headcount
from goallint.values.itemised import itemised
from goallint.values.prose import Mention, passage
from goallint.values.quantity import Quantity
from goallint.values.splits import Split, splits
from goallint.values.units import unit

WAN = unit("万元")

_PARTS = [
    *[
        "其中：",
        "其中",
        "包括",
        "主要用于",
        "用于",
        "共需",
        "合计",
        "等",
        "此外",
        "较上年",
        "比上年的",
        "占",
        "每人每月",
    ],
    *[
        "1.",
        "2.",
        "3、",
        "（1）",
        "（2）",
        "（一）",
        "二、",
        "①",
        "一是",
        "（",
        "）",
        "(",
        "。",
        "；",
        "，",
        "、",
        "\n",
        "：",
    ],
    *[
        "3万元",
        "5.20万元",
        "12,000元",
        "0万元",
        "800元/人/月",
        "30余万元",
        "约8万元",
        "5000元/人*21人=10.5万元",
        "1万元+2万元",
    ],
    *[
        "增加",
        "减少",
        "增长",
        "75%",
        "5个百分点",
        "269名",
        "117人",
        "12个月",
        "2024年",
        "上年结转",
        "累计",
        "人员经费",
        "公用经费",
    ],
]
prose = st.one_of(
    st.lists(st.sampled_from(_PARTS), max_size=24).map("".join),
    st.lists(st.sampled_from(_PARTS), max_size=24).map("".join),
    st.text(max_size=60),
)


def budget(number: str) -> Quantity:
    """An amount in 万元."""
    return Quantity(Decimal(number), WAN)


def only(found: tuple[Split, ...]) -> Split:
    """The one split in a text."""
    assert len(found) == 1
    return found[0]


def texts(parts: tuple[Mention, ...]) -> list[str]:
    """The amounts as written."""
    return [part.quantity.text for part in parts]


def holds(split: Split) -> bool:
    """Whether the parts add up as far as the written digits tell."""
    off = abs(split.sum - split.total.quantity.base)
    return off == 0 or off < split.room


@given(prose)
@example("（" * 50 + "3万元" + "）" * 50)
@example("1.2.3.1.2.（1）（2）1.")
@example("其中3万元（其中2万元）其中1万元")
@example("3万元其中：其中：5.20万元")
def test_no_text_raises(text: str) -> None:
    """No text makes a reader of prose raise, and every place that it gives is in the text."""
    page = passage(text)
    for split in (*splits(page), *itemised(page, budget("10")), *itemised(page, close=True)):
        assert 0 <= split.start <= split.end <= len(page.text)
        assert split.parts
    for change in changes(page):
        assert isinstance(change.holds, bool)
    list(shares(page))
    headcount(page, budget("10"))


@pytest.mark.parametrize(
    "unit_of_text",
    [
        "其中3万元",
        "1.甲3万元；",
        "（其中：乙2万元",
        "9",
        "1,",
        "每人",
        "增加5%",
        "占总额",
        "、",
        "（",
        "269名800元/人/月",
        "一是",
    ],
)
def test_long_text_is_read_to_its_end(unit_of_text: str) -> None:
    """A hundred thousand characters of any kind are read; a search that backtracks would never come back."""
    text = unit_of_text * (100_000 // len(unit_of_text))
    page = passage(text)
    splits(page)
    itemised(page)
    list(changes(page))
    list(shares(page))
    headcount(page, budget("10"))

    assert len(text) == len(page.text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("安排26万元", "amount"),
        ("800元/人/月", "standard"),
        ("每人每年不少于300元", "standard"),
        ("按照5.5万元标准", "standard"),
        ("每年安排5万元", "amount"),
        ("比上年增加5万元", "more"),
        ("压减2万元", "less"),
        ("费用3元*2", "operand"),
    ],
)
def test_kind_of_amount(text: str, kind: str) -> None:
    """Amounts, standards, changes and factors are told apart by the words around them."""
    assert kind == passage(text).mentions[0].kind


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("累计投入8万元", "累计"), ("约8万元", "约"), ("8余万元", "余"), ("上年安排8万元", "上年"), ("上年结转8万元", "")],
)
def test_amounts_that_do_not_compare(text: str, doubt: str) -> None:
    """Amounts of other years and rough ones carry the word that says so; money carried over does not."""
    assert passage(text).mentions[0].doubt.endswith(doubt)
    assert bool(doubt) == bool(passage(text).mentions[0].doubt)


def test_full_width_comma_parts_no_thousands() -> None:
    """A comma of Chinese prose ends a number, one of a grouped number does not."""
    assert texts(passage("拨付1,200元").mentions) == ["1200元"]
    assert texts(passage("甲100，200元").mentions) == ["200元"]


def test_words_before_and_after_a_remark_are_one_label() -> None:
    """A remark in brackets does not cut the name of an amount."""
    assert passage("因公出国（境）费0万元").mentions[0].label == "因公出国费"


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), st.integers(-3, 3))
def test_sum_at_the_boundary(cents: list[int], off: int) -> None:
    """Parts with two decimals may be off by less than half a hundredth each, and the total likewise."""
    total = Decimal(sum(cents) + off).scaleb(-2)
    amounts = [f"甲{index}费{Decimal(each).scaleb(-2):.2f}万元" for index, each in enumerate(cents)]
    found = splits(passage(f"支出{total:.2f}万元，其中：{'、'.join(amounts)}。"))
    if total <= 0 or any(Decimal(each).scaleb(-2) == total for each in cents):
        return
    room = Decimal("0.005") * (len(cents) + 1)

    assert (abs(Decimal(off).scaleb(-2)) < room) == holds(only(found))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("支出8万元，其中：甲5万元，乙3万元。", ["5万元", "3万元"]),
        ("支出8万元。其中：甲5万元；乙3万元。另有9万元。", ["5万元", "3万元"]),
        ("支出8万元（其中：甲5万元、乙3万元），上年为7万元。", ["5万元", "3万元"]),
        ("支出8万元，其中：甲5万元，比上年增加1万元；乙3万元，与上年持平。", ["5万元", "3万元"]),
        ("支出8万元，其中：甲5万元（子4万元、丑1万元），乙3万元。", ["5万元", "3万元"]),
        ("支出8万元，其中：甲5万元，含材料4万元、人工1万元，乙3万元。", ["5万元", "3万元"]),
        ("支出8万元，其中：甲5万元，乙3万元，合计8万元。", ["5万元", "3万元"]),
        ("比上年增加8万元，其中：甲增加9万元，乙减少1万元。", ["9万元", "1万元"]),
    ],
)
def test_parts_of_a_sum(text: str, parts: list[str]) -> None:
    """The parts are those of this level and this year, whatever else the sentence says."""
    split = splits(passage(text))[0]

    assert parts == texts(split.parts)
    assert holds(split)
    assert split.doubt is None


@pytest.mark.parametrize(
    ("text", "closure"),
    [
        ("支出8万元，其中：甲5万元，其他3万元。", "closed"),
        ("支出8万元，其中：基本支出5万元，项目支出3万元。", "closed"),
        ("支出8万元，其中：甲5万元，乙3万元。", "listed"),
        ("支出8万元，其中：甲5万元，乙2万元等。", "open"),
        ("支出8万元，包括甲5万元，乙2万元。", "open"),
        ("支出8万元，其中甲5万元。", "open"),
        ("支出8万元，其中：人员经费5万元；公用经费3万元，主要包括水费、电费等。", "closed"),
    ],
)
def test_how_complete_a_list_says_it_is(text: str, closure: str) -> None:
    """其他 and whole divisions close a list, 等 and 包括 leave it open."""
    assert closure == splits(passage(text))[0].closure


@pytest.mark.parametrize(
    "text",
    [
        "支出8万元，其中：累计已支付5万元，乙6万元。",
        "支出8万元，其中：财政拨款8万元，设备费5万元。",
        "支出8万元，其中：本级资金9万元，设备采购5万元。",
        "支出8万元，其中：每人500元，乙6万元，丙1万元。",
        "支出8万元，其中：甲5万元，其中：子2万元，丑1万元，乙6万元。",
    ],
)
def test_sums_that_nobody_can_know(text: str) -> None:
    """A list that does not come out and can be read in another way is in doubt, with a reason."""
    assert splits(passage(text))[0].doubt


def test_slip_of_the_unit() -> None:
    """The one part that settles a sum as 万元 instead of 元 is named; one that settles it by vanishing is not."""
    slip = splits(passage("支出8万元，其中：甲5元，乙3万元。"))[0].slip

    assert slip is not None
    assert slip.quantity.text == "5元"
    assert splits(passage("支出8万元，其中：甲5万元，乙3万元，丙4万元。"))[0].slip is None


def test_items_numbered_in_digits_of_other_scripts() -> None:
    """They are numbers like any others: nothing fails on them."""
    split = only(itemised(passage("预算数6万元，主要用于：(١)甲2万元；(٢)乙4万元。")))

    assert texts(split.parts) == ["2万元", "4万元"]


def test_items_with_sub_items_and_calculations() -> None:
    """Every item counts once: by its own total, its sub-items, or what its calculation comes to."""
    text = (
        "预算数20.5万元。其中：财政资金20.5万元，其他资金0万元。主要用于1.补助：（1）鼓手3000元/人（领队）*2人=0.6万元；"
        "（2）演员500元/人*120人=6元；2.道具8.9万元（含旗帜2万元）；3.场地，计5万元。"
    )
    split = only(itemised(passage(text)))

    assert texts(split.parts) == ["0.6万元", "6万元", "8.9万元", "5万元"]
    assert holds(split)


def test_total_of_a_list() -> None:
    """The total is the budget named before the list, else what the list ends with, else the form's."""
    listed = "1.甲3万元；2.乙5万元。"

    assert only(itemised(passage("总投资90万元，预算数8万元，用于" + listed))).total.quantity.text == "8万元"
    assert only(itemised(passage("1.甲3万元；2.乙5万元，合计8万元。"), budget("9"))).total.quantity.text == "8万元"
    assert only(itemised(passage(listed), budget("9"))).total.quantity.text == "9万元"
    assert itemised(passage(listed)) == ()


def test_lists_in_running_prose() -> None:
    """Over paragraphs a list counts only right behind its total; numbered sections are no list of parts."""
    near = "接待和用车安排8万元。具体如下：\n（一）接待3万元；\n（二）用车5万元，其中：\n1.购置0万元；\n2.运行5万元。"
    far = "一、职责\n办公室负责协调。\n二、收入9万元\n三、支出7万元"

    assert [len(split.parts) for split in itemised(passage(near), close=True)] == [2, 2]
    assert itemised(passage(far), close=True) == ()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("支出预算12万元，较上年增加2万元，增长20%。", True),
        ("支出预算12万元，较上年增加2万元，增长16.7%。", False),
        ("支出预算12万元，比上年的10万元增加2万元。", True),
        ("支出预算12万元，比上年的10万元增加3万元。", False),
        ("2025年经费12万元（其中：甲5万元），2024年经费10万元，增加20%。", True),
        ("支出预算9万元，比上年减少1万元，下降10%。", True),
        ("项目支出12万元。与上年相比，项目支出增加2万元，增长20%。", True),
        ("接待费3万元，比上年增加2万元，增长200%。", True),
    ],
)
def test_changes(text: str, *, right: bool) -> None:
    """A change agrees with its amounts or not; growth beyond 100% is no fault."""
    [change] = changes(passage(text))

    assert right is change.holds


@pytest.mark.parametrize("text", ["合格率提高到95%", "满意度提高5个百分点", "游客增长20%", "项目支出增加2万元，增长5%"])
def test_what_is_no_change_of_an_amount(text: str) -> None:
    """Rates to reach, percentage points, and growth of what has no amount are not compared."""
    assert list(changes(passage(text))) == []


def test_shares() -> None:
    """A share stands right behind its amount; the whole may be an amount in the sentence."""
    [share] = shares(passage("航标维护2万元，占支出总额8万元的25%。"))

    assert share.amount == budget("8")
    assert share.computed(budget("8")) == Decimal("0.25")
    assert list(shares(passage("修复古籍200册，占馆藏的5%，另购设备2万元。"))) == []


@pytest.mark.parametrize(
    ("label", "key", "name"),
    [("2025年度项目支出为", "项目支出", "项目支出"), ("全年项目支出总额", "全年项目支出总额", "项目支出")],
)
def test_names_of_amounts(label: str, key: str, name: str) -> None:
    """The name of an amount compares without its year; that of a whole also without 全年 and 总额."""
    assert (key, name) == (key_of(label), name_of_whole(label))


@pytest.mark.parametrize(
    ("text", "need", "certain"),
    [
        ("聘请20名护渡员，800元/人/月，另购救生衣1.35万元，共需20.55万元。", "205500", True),
        ("聘请20名护渡员，800元/人/月，共需21万元。", "192000", True),
        ("看护员15人，每人每月500元，发放8个月，预算6万元。", "60000", True),
        ("演员130名，每人500元，预算30万元。", "65000", False),
        ("看护员15人，每人每天100元，预算9万元。", "1500", False),
        ("看护员15人，每人每月500元，由省级分担，预算3.3万元。", "90000", False),
    ],
)
def test_headcount(text: str, need: str, *, certain: bool) -> None:
    """Persons × standard × months and the extras; in doubt where the money may be for something else."""
    found = headcount(passage(text))

    assert found is not None
    assert Decimal(need) == found.need
    assert certain is (found.doubt is None)


def test_two_groups_are_no_headcount() -> None:
    """Two numbers of persons or two standards cannot be matched."""
    assert headcount(passage("鼓手20人，演员130人，每人500元，共8万元。")) is None
    assert headcount(passage("演员130人，每人500元，每人每月300元，共8万元。")) is None


def amounts_form(text: str) -> Form:
    """The one form of a text."""
    [form] = extract(read_text(text)).forms
    return form


def test_rows_with_unit_prices() -> None:
    """Number, price and amount are found by their heads, each in its unit; totals are no rows."""
    form = amounts_form(
        "采购表\n品目 | 数量 | 单价（元） | 金额（万元）\n灯 | 4 | 500 | 0.2\n船 | 1 | 90000 | 9\n合计 | | | 9.2\n"
    )

    assert [(row.label, row.number.text, row.price.text, row.amount.text) for row in form.prices] == [
        ("灯", "4", "500", "0.2"),
        ("船", "1", "90000", "9"),
    ]
    assert form.prices[0].price.money == Quantity(Decimal(500), unit("元"))


def test_rows_beside_their_heads() -> None:
    """Rows one column beside their heads count only if most of them come out right."""
    head = "采购表（单位：万元）\n品目 | 数量 | 单价 | 金额 |\n"
    right = amounts_form(head + "灯 | | 4 | 5 | 20\n船 | | 1 | 9 | 9\n合计 | | | | 29\n")
    wrong = amounts_form(head + "灯 | | 4 | 5 | 21\n船 | | 1 | 9 | 8\n合计 | | | | 29\n")

    assert len(right.prices) == 2
    assert wrong.prices == ()


def test_paragraphs_know_the_table_behind_them() -> None:
    """Prose outside tables is kept, with the number of the table that it stands before."""
    forms = extract(read_text("说明甲\n\n项目名称 | 乙\n年度资金总额 | 3万元\n\n说明丙\n"))
    prose_by_table = {paragraph.text: paragraph.following for paragraph in forms.prose if paragraph.text.strip()}

    assert prose_by_table == {"说明甲": 1, "说明丙": 0}
