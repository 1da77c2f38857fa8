"""Goals, indicators and their headings as scopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from goallint.document import Cell
from goallint.expr.matching import TOO_MANY, copied_from, counted_by, kindred_names, parents
from goallint.expr.number import Number
from goallint.expr.once import once
from goallint.expr.performance import due_score, fulfilled
from goallint.expr.results import Items, Record, Result, Spot, Unknown
from goallint.expr.schema import SCHEMAS, Of, absent, blank, each, form_record, path, unreadable
from goallint.expr.types import NUMBER, TEXT, list_of, record_of
from goallint.form import Entry, Form, Goal, Group, Indicator
from goallint.language import Phrase
from goallint.records import dataclass
from goallint.text import unspaced
from goallint.values.days import span
from goallint.values.measure import Measure, measure
from goallint.values.quantity import Quantity


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A numbered item of a goal."""

    number: int
    text: str
    goal: Goal


def indicator_label(indicator: Indicator) -> str:
    """The levels and the name, as on the form."""
    name = "" if indicator.prose else indicator.name.text
    return path(indicator.level1, indicator.level2, name)


def _beside(get: Callable[[Indicator], Cell | None]) -> Callable[[Indicator], Spot | None]:
    def spot(indicator: Indicator) -> Spot | None:
        cell = get(indicator)
        return Spot(cell, indicator_label(indicator)) if cell else None

    return spot


_VALUES_ZH = (
    "bound 数值、range 区间、ratio 单位标准、date 时间、expression 算式、choice 未选的选项、placeholder 占位、"
    "not-applicable 不适用、grade 等级、text 文字、empty 空"
)


_VALUES_EN = "bound, range, ratio, date, expression, choice, placeholder, not-applicable, grade, text or empty"


_DIMENSIONS_ZH = "数的量纲：money rate people count times area length time … number（无单位），没有数为空"


_DIMENSIONS_EN = "dimension of the number: money, rate, people, …; number without a unit, empty without a number"


def _quantity(indicator: Indicator, quantity: Quantity | None) -> Quantity | Unknown:
    if quantity is not None:
        return quantity
    label, text = indicator.name.text.strip() or "指标值", indicator.value.text.strip()
    return unreadable(label, text) if text else blank(label)


def _day(which: int) -> Callable[[Record], Result]:
    """The first or last day in a value; there is none without a year."""

    def read(record: Record) -> Result:
        found = span(record.value.parsed)[which]
        return Number.day(found) if found else absent("日期")

    return read


_UNMEASURED = Measure("", (), "")


def _measure(indicator: Indicator) -> Measure:
    return measure(indicator.name.text) or _UNMEASURED


@once(64)
def _positions(form: Form) -> Mapping[int, Number]:
    return {id(indicator): Number.plain(n) for n, indicator in enumerate(form.indicators, 1)}


def _position(record: Record) -> Result:
    return _positions(record.form)[id(record.value)] if record.form else Number.plain(0)


def _counted(record: Record) -> Sequence[tuple[Indicator, Quantity]] | None:
    """The quantities that a unit cost is per; None if there are too many to tell."""
    return counted_by(record.value, record.form) if record.form else ()


def _counting(record: Record) -> Result:
    counted = _counted(record)
    if counted is None:
        return Items((), TOO_MANY)
    found = (indicator for indicator, _ in counted)
    return Items(tuple(Record(SCHEMAS["indicator"], each_, record.form, record.forms) for each_ in found))


def _unit_cost_total(record: Record) -> Result:
    counted = _counted(record)
    if counted is None:
        return TOO_MANY
    if len(counted) != 1:
        return Unknown(Phrase("没有唯一与单位成本对应的数量", "there is not one quantity that the unit cost is per"))
    return Number.of(counted[0][1])


def _copied_from(record: Record) -> Result:
    found = copied_from(record.value, record.form, record.forms) if record.form else ()
    return Items(tuple(form_record(form, record.forms) for form in found))


def _kindred(record: Record) -> Result:
    return Items(kindred_names(record.forms).get(unspaced(record.value.name.text), ()))


_entry = Of[Entry]()
_entry.text("标签", lambda entry: entry.label, Phrase("栏目名", "the label"))
_entry.entry("文本", lambda entry: entry, Phrase("填写的内容", "the text beside it"))
_entry.whole_form()
_entry.done("entry", Phrase("栏目", "entry"), lambda record: Spot(record.value.cell, path(record.value.label)))


_goal = Of[Goal]()
_goal.word("标签", lambda goal: goal.label, Phrase("栏目名，如“年度目标”", "the label"))
_goal.text("文本", lambda goal: goal.text, Phrase("目标全文", "the whole text"))
_goal.records(
    "条目",
    "item",
    lambda goal: [_Numbered(number, text, goal) for number, text in goal.items] or None,
    Phrase("分条写的目标", "the items of the goal"),
)
_goal.whole_form()
_goal.done(
    "goal",
    Phrase("目标", "goal"),
    lambda record: Spot(record.value.cell, path(record.value.label)),
    each("goal", lambda form: form.goals),
)

item: Of[_Numbered] = Of()
item.number("序号", lambda numbered: numbered.number, Phrase("条目前的数字，没有为 0", "its number, 0 for none"))
item.text("文本", lambda numbered: numbered.text, Phrase("条目的文字", "its text"))
item.whole_form()
item.done(
    "item",
    Phrase("目标条目", "item of a goal"),
    lambda record: Spot(record.value.goal.cell, path(record.value.goal.label)),
)


_indicator = Of[Indicator](indicator_label)
at_value = _beside(lambda indicator: indicator.value.cell)
_indicator.word(
    "一级",
    lambda i: i.level1,
    Phrase("一级指标，没有为空", "first level, may be empty"),
    lambda i: Spot(i.level1_cell, path(i.level1)) if i.level1_cell else None,
)
_indicator.word(
    "二级",
    lambda i: i.level2,
    Phrase("二级指标，没有为空", "second level, may be empty"),
    lambda i: Spot(i.level2_cell, path(i.level1, i.level2)) if i.level2_cell else None,
)
_indicator.word(
    "半表", lambda i: i.half, Phrase("左右并排两张表的哪一半：中期、年度", "which half of two tables side by side")
)
_indicator.word(
    "一级类",
    lambda i: i.kind1,
    Phrase("一级指标在框架里的名称：产出、效益、满意度、成本……", "first level in the words of the frame"),
)
_indicator.word(
    "二级类",
    lambda i: i.kind2,
    Phrase("二级指标在框架里的名称：数量、质量、时效……", "second level in the words of the frame"),
)
_indicator.truth("是成本", lambda i: i.is_cost, Phrase("成本指标", "whether it is a cost"))
_indicator.texts(
    "应有量纲",
    lambda i: _measure(i).dimensions,
    Phrase("名称要求的量纲，看不出为空", "dimensions that the name asks for"),
)
_indicator.word(
    "计量对象", lambda i: _measure(i).noun, Phrase("名称末尾被计量的名词", "the noun that the name measures")
)
_indicator.word(
    "建议单位", lambda i: _measure(i).unit, Phrase("名称适用的单位，看不出为空", "the unit that fits the name")
)
_indicator.entry("名称", lambda i: i.name, Phrase("三级指标名称", "name of the indicator"), own_label=False)
_indicator.entry("值", lambda i: i.value, Phrase("指标值原文", "the value as written"), own_label=False)
_indicator.number(
    "编号",
    lambda i: i.number,
    Phrase("名称前的数字，没有为 0", "number before the name, 0 for none"),
    _beside(lambda i: i.name.cell),
)
_indicator.word("值种类", lambda i: i.parsed.kind, Phrase(_VALUES_ZH, _VALUES_EN), at_value)
_indicator.word(
    "符号", lambda i: i.parsed.operator, Phrase("≥ ≤ > < = ± ≈，没有为空", "the operator, may be empty"), at_value
)
_indicator.word(
    "符号原文",
    lambda i: i.parsed.operator_text,
    Phrase("符号的原文，如“不低于”", "the operator as written"),
    at_value,
)
_indicator.number(
    "数", lambda i: _quantity(i, i.parsed.quantity), Phrase("值里的数", "the number in the value"), at_value
)
_indicator.number(
    "上限", lambda i: _quantity(i, i.parsed.upper), Phrase("区间的上限", "upper end of a range"), at_value
)
_indicator.word(
    "单位",
    lambda i: i.parsed.quantity.unit.symbol if i.parsed.quantity else "",
    Phrase("数的单位，没有为空", "unit of the number"),
    at_value,
)
_indicator.word(
    "量纲",
    lambda i: i.parsed.quantity.dimension if i.parsed.quantity else "",
    Phrase(_DIMENSIONS_ZH, _DIMENSIONS_EN),
    at_value,
)
_indicator.texts("每", lambda i: i.parsed.per, Phrase("“元/人”里的“人”", "what a standard is per"))
_indicator.word("后缀", lambda i: i.parsed.tail, Phrase("数后面的文字", "the words behind the number"), at_value)
_indicator.entry("描述", lambda i: i.description, Phrase("指标描述列", "the description column"), own_label=False)
_indicator.entry("依据", lambda i: i.basis, Phrase("确定依据列", "the basis column"), own_label=False)
_indicator.entry("计量单位", lambda i: i.unit, Phrase("计量单位列", "the unit column"), own_label=False)
_indicator.amount("权重", lambda i: i.weight, Phrase("权重或分值列", "the weight column"), own_label=False)
_indicator.entry("实际值", lambda i: i.actual, Phrase("实际完成值", "what was reached"), own_label=False)
_indicator.number(
    "实际数",
    lambda i: i.achieved.quantity if i.achieved else None,
    Phrase("实际完成值里的数", "the number in what was reached"),
    _beside(lambda i: i.actual.cell if i.actual else None),
)
_indicator.amount("得分", lambda i: i.score, Phrase("自评得分", "the points given"), own_label=False)
_indicator.entry("偏差原因", lambda i: i.reason, Phrase("偏差原因列", "why it is off the target"), own_label=False)
_indicator.truth(
    "达标",
    fulfilled,
    Phrase("实际完成值达到指标值，能确定才有", "whether the target was met; only where that is certain"),
)
_indicator.special(
    "应得分",
    NUMBER,
    lambda record: due_score(record.value),
    Phrase("按完成比例折算的得分", "the points in proportion to what was reached"),
)
_indicator.special("起", NUMBER, _day(0), Phrase("值里的开始日期，写明年份才有", "the day that the value begins with"))
_indicator.special("止", NUMBER, _day(1), Phrase("值里的截止日期，写明年份才有", "the day that the value ends with"))
_indicator.truth("叙述式", lambda i: i.prose, Phrase("名称与值写在同一段文字里", "name and value are one text"))
_indicator.special("序", NUMBER, _position, Phrase("表中第几个指标", "its position in the form"))
_indicator.special(
    "对应数量",
    list_of(record_of("indicator")),
    _counting,
    Phrase("单位成本所对应的数量指标：元/人对人数", "the quantities that a unit cost is per"),
)
_indicator.special(
    "单位成本合计",
    NUMBER,
    _unit_cost_total,
    Phrase("单位成本×唯一对应的数量", "the unit cost times the only quantity that it is per"),
)
_indicator.special(
    "抄自",
    list_of(record_of("form")),
    _copied_from,
    Phrase("名称像是从哪些项目抄来的", "the projects that the name seems to be copied from"),
)
_indicator.special(
    "近似名",
    list_of(TEXT),
    _kindred,
    Phrase("文件中只多一个字的其他指标名称", "names elsewhere in the file with one more character"),
)
_indicator.whole_form()
_indicator.done(
    "indicator",
    Phrase("指标", "indicator"),
    lambda record: at_value(record.value),
    each("indicator", lambda form: form.indicators),
)


_group = Of[Group]()
_group.word("一级", lambda group: group.level1, Phrase("一级指标", "first level"))
_group.word("二级", lambda group: group.level2, Phrase("二级指标", "second level"))
_group.word(
    "一级类", lambda group: group.kind1, Phrase("一级指标在框架里的名称", "first level in the words of the frame")
)
_group.word(
    "二级类", lambda group: group.kind2, Phrase("二级指标在框架里的名称", "second level in the words of the frame")
)
_group.word("半表", lambda group: group.half, Phrase("左右或上下两张表的哪一半", "which of two half-tables"))
_group.texts(
    "应属",
    lambda group: parents(group.kind2),
    Phrase("二级指标在框架里可以归属的一级指标", "the first levels that the second level may belong to"),
)
_group.records("指标", "indicator", lambda group: group.indicators, Phrase("其下的三级指标", "its indicators"))
_group.whole_form()
_group.done(
    "group",
    Phrase("二级指标", "second-level heading"),
    lambda record: Spot(record.value.cell, path(record.value.level1, record.value.level2)),
    each("group", lambda form: form.groups),
)
