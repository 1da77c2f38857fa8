"""Indicator values, quantities and calculations."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goallint.values.arithmetic import statements
from goallint.values.indicator import names_time, parse, write
from goallint.values.measure import measure, unit_in_name
from goallint.values.model import Day
from goallint.values.quantity import Quantity
from goallint.values.units import unit, units
from tests.strategies import amounts, money_units, value_texts

KINDS = {
    "bound": [
        "≥95%",
        "85%以上",
        "41人",
        "=1台",
        "≤230.07万元",
        "低于1人次",
        "不低于 95 %",
        "控制在100万元以内",
        "12个党支部",
        "≤165万",
        ">=1000.00",
        "１２０盏",
        "两次",
        "10²",
        "50㎡",
        "1,234.56元",
        "每年≥5次",
        "100%以上完成",
        "95分",
        "百分之九十五",
        "6场（次）以上",
        "2万余册",
    ],
    "range": ["3-5天", "95%-100%", "20至30人", "1.5~2.5公里", "90%≤X≤100%"],
    "ratio": ["300元/人", "800元/人/月", "≥5次/年", "5万元/村"],
    "date": [
        "2021年12月底前",
        "12月31日前",
        "2021-12-31",
        "2023.07-2024.01",
        "第四季度",
        "2022年3月至2022年11月",
        "年底前",
        "20241231",
    ],
    "expression": ["10*3*1000=3万元", "300元/人×117人=3.51万元"],
    "choice": ["是/否", "有 / 无", "是□否□"],
    "placeholder": ["-", "——", "/", "*", "XX", "××%", "待定", "……", "≥"],
    "not-applicable": ["无", "不涉及。", "不适用"],
    "grade": ["优", "☑是 □否", "合格", "优良中差", "优/良/中/差"],
    "text": ["进一步推动", "一次性兑付", "及时", "影响生态环境的改善", "严格按照标准执行，验收合格后支付", "零"],
    "empty": ["", " \n\t"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kind(kind: str, text: str) -> None:
    """Every way of writing a value is of the kind that a reviewer would call it."""
    assert kind == parse(text).kind


@pytest.mark.parametrize(
    ("text", "operator", "number", "symbol"),
    [
        ("≥95%", "≥", "95", "%"),
        ("＞＝ 95％", "≥", "95", "%"),
        ("85%以上", "≥", "85", "%"),
        ("30日以内", "≤", "30", "日"),
        ("超过20户", ">", "20", "户"),
        ("不满3起", "<", "3", "起"),
        ("100米以外", "<", "100", "米"),
        ("约50人次", "≈", "50", "人次"),
        ("5万平方米", "", "5", "万平方米"),
        ("≤1.50‰", "≤", "1.50", "‰"),
        ("高于260", ">", "260", ""),
        ("十二场", "", "12", "场"),
    ],
)
def test_parts(text: str, operator: str, number: str, symbol: str) -> None:
    """Operator, number and unit are told apart, by symbol and by word; the digits stay as written."""
    value = parse(text)

    assert value.quantity is not None
    assert (operator, number, symbol) == (value.operator, str(value.quantity.number), value.quantity.unit.symbol)


def test_month_is_no_number() -> None:
    """What looks like year and month is a date only if it can be one."""
    assert Day(2021, 12, 0) == parse("2021年12月底前").end
    assert parse("≥2000.00元").kind == "bound"
    assert parse("1000.5-2000.5米").kind == "range"


def test_unit_in_brackets_of_the_name() -> None:
    """A unit in brackets at the end of a name is found; other remarks are no unit."""
    assert unit_in_name("每亩清淤费（元）") == "元"
    assert unit_in_name("灌渠清淤") == ""


def test_measured_noun() -> None:
    """The noun at the end of a name says what is measured; 效率 and 频率 are no rates."""
    rate, fee = measure("设备完好率"), measure("租赁费（年）")

    assert rate is not None
    assert rate.unit == "%"
    assert fee is not None
    assert "money" in fee.dimensions
    assert measure("巡护频率") is None
    assert measure("办事效率") is None
    assert measure("讲座内容") is None


def test_time_in_a_text() -> None:
    """Dates and periods in a name are seen, a bare number is not."""
    assert names_time("第三季度完成")
    assert names_time("30天内拨付")
    assert not names_time("完成率95%")


@given(value_texts())
def test_parsing_never_raises(text: str) -> None:
    """No text, however odd, makes the value parser raise, and the original is kept."""
    assert text == parse(text).text


@given(value_texts())
def test_written_value_is_stable(text: str) -> None:
    """A value written in standard spelling parses to the same value again."""
    value = parse(text)
    again = parse(write(value))

    assert write(value) == write(again)
    assert value.kind == again.kind
    assert value.operator == again.operator
    assert value.quantity == again.quantity


@given(amounts(), money_units(), money_units())
def test_money_converts_without_loss(number: Decimal, one: str, other: str) -> None:
    """An amount moved to another unit and back is the same amount."""
    first = Quantity(number, unit(one))
    moved = Quantity(first.base / unit(other).factor, unit(other))

    assert first.base == moved.base
    assert number == moved.base / unit(one).factor


@given(amounts(), money_units())
def test_half_of_the_last_digit(number: Decimal, symbol: str) -> None:
    """A zero is exact; money without decimals is never taken for rounded more coarsely than 0.01万元."""
    half = Quantity(number, unit(symbol)).half

    assert (half == 0) == (number == 0)
    assert half <= 50 or number.as_tuple().exponent != 0


def test_every_unit_has_one_dimension() -> None:
    """A symbol stands for one unit, and every unit has a size."""
    assert all(entry.symbol == symbol and entry.factor > 0 for symbol, entry in units().items())


@pytest.mark.parametrize(
    ("text", "holds", "slip"),
    [
        ("工装10套*3件*1000=3万元", None, None),
        ("20*3*500=3万元", True, False),
        ("26人×0.36=9.36万元", True, False),
        ("26人×0.36元/年9.96万元", False, False),
        ("500元/人（优秀）*20人+300元/人*30人=1.9万元", True, False),
        ("500元/人（优秀）*20人+300元/人*30人=1.9元", False, True),
        ("（3+4）×5000元=3.5万元", True, False),
        ("3.33万元×3=10万元", True, False),
        ("3500元×100亩=35万元", True, False),
        ("200盏×450元=9.5万元", False, False),
        ("60万元×50%=30万元", True, False),
        ("8村×5个=41个", False, False),
        ("12+30=42", True, False),
        ("120人×5亩=600亩", True, False),
        ("5台×2吨=10吨", True, False),
        ("每月800元×12个月×30人=28.8万元", True, False),
    ],
)
def test_calculation(text: str, holds: bool | None, slip: bool | None) -> None:  # noqa: FBT001  # the expectation
    """A calculation is recomputed with its units; what cannot be read is no calculation."""
    found = statements(text)

    if holds is None:
        assert not found or found[0].holds is not False
    else:
        assert [(holds, slip)] == [(statement.holds, statement.slip) for statement in found]


def test_bare_product_beside_money() -> None:
    """A product without units is shown in the unit of the result it should have."""
    (yuan,), (scaled,) = statements("860*250=25.1万元"), statements("26*0.36=9.46万元")

    assert yuan.computed.text == "21.5万元"
    assert scaled.computed.text == "9.36万元"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("≥XX公里", "placeholder"),
        ("××人次", "placeholder"),
        ("（待填）", "placeholder"),
        ("X光片", "text"),
        ("待定额", "text"),
        ("九成以上", "bound"),
    ],
)
def test_blanks_of_templates(text: str, kind: str) -> None:
    """A blank that was never filled keeps its unit or its brackets; a word that begins with X is none."""
    assert parse(text).kind == kind


def test_tenths() -> None:
    """九成以上 is a rate."""
    value = parse("九成以上")
    assert value.quantity is not None
    assert (value.operator, str(value.quantity.number), value.quantity.dimension) == ("≥", "90", "rate")


@pytest.mark.parametrize(
    "text",
    [
        "2021-2025年分5期实施",
        "12月1日-12月20日开展3次",
        "电话0311-8888123 4人值守",
        "A4纸20*30厘米",
        "3-5月完成20个",
        "型号XJ-20*30共5台",
    ],
)
def test_no_calculation(text: str) -> None:
    """Dates, telephone numbers, sizes and models are not taken for wrong sums."""
    assert all(statement.holds is not False for statement in statements(text))


@pytest.mark.parametrize("unit_text", ["千克", "台(套)", "台/套", "毫克/升"])
def test_chain_of_units(unit_text: str) -> None:
    """A unit that is also made of a scale, a remark or a per does not double the ways to read a chain."""
    assert statements(f"5{unit_text}*" * 40) == ()


def test_longest_chain() -> None:
    """Forty operators are recomputed; of a longer chain nothing is read, rather than its end alone."""
    [statement] = statements("+".join(["1"] * 41) + "=41")
    assert statement.holds
    assert statements("+".join(["1"] * 60) + "=50") == ()
    assert len(statements("+".join(["1"] * 60) + "=50；2×3=6")) == 1


def test_chain_in_brackets() -> None:
    """Brackets that hold more than forty operators are no operand, and what stands in them is no calculation."""
    assert statements("(" + "+".join(["1"] * 50) + ")*2=100") == ()


@given(st.text(alphabet="0123456789.,+-*×/=()元万人% 月个共", max_size=40))
def test_statements_never_raise(text: str) -> None:
    """No run of numbers and signs makes the calculation reader raise."""
    assert all(statement.text in text for statement in statements(text))
