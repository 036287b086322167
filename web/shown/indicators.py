"""The indicators arranged for a page and for a sheet: a sentence per figure, lines of charts, rows of tables, points of the map."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from api.i18n import Words
from services.indicators import DAYS, UNKNOWN, Breakdown, Counts, DemandRow, Indicators

WIDTH = 344
"""Units of every drawing, which is as wide as a telephone shows."""
BAR = 290.0
"""Of these, the longest bar; the number stands after it."""
PAIR = 58
"""Units that two bars under one name take."""
MONTHS: Mapping[int, object] = MappingProxyType(dict(zip(DAYS, (_l("1 month"), _l("3 months"), _l("6 months")), strict=True)))
WAY = ("registered", "profiled", "referred", "placed")
STAGES: Mapping[str, object] = MappingProxyType(
    {
        "registered": _l("Registered"),
        "profiled": _l("Skills understood"),
        "referred": _l("Referred to an employer"),
        "placed": _l("Started work"),
    }
)
SEXES = {"f": _l("women"), "m": _l("men"), UNKNOWN: _l("not stated")}
AGES = {
    "to_24": _l("up to 24"),
    "25_34": _l("25 to 34"),
    "35_44": _l("35 to 44"),
    "45_54": _l("45 to 54"),
    "from_55": _l("55 and older"),
    UNKNOWN: _l("not stated"),
}
OCCUPATION_GROUPS = {
    "0": _l("Armed forces"),
    "1": _l("Managers"),
    "2": _l("Professionals"),
    "3": _l("Technicians and assistants of professionals"),
    "4": _l("Office work and accounting of goods"),
    "5": _l("Service and sales"),
    "6": _l("Farming, forestry and fishing"),
    "7": _l("Crafts: building, metal, sewing, food"),
    "8": _l("Machine operators and drivers"),
    "9": _l("Work that needs no trade"),
    UNKNOWN: _l("title not understood"),
}
TITLES = {"province": _l("By province"), "sex": _l("By sex"), "age": _l("By age at the end of the year")}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart. number: as written after it; outer: the length of the bar around, of the whole that the number is part of.

    told: what stands behind each bar, where the two are under each other.
    """

    label: str
    number: str
    length: float
    outer: float
    top: int
    told: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over each other. told: whether there is anything to draw."""

    title: str
    bars: tuple[Bar, ...]
    step: int = 46

    @property
    def height(self) -> int:
        """Units of the drawing."""
        return self.step * len(self.bars) + 4

    @property
    def in_words(self) -> str:
        """What the chart shows, for whoever hears it."""
        return "; ".join(f"{bar.label}: {bar.number}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, each number as written. untold: none of them is told."""

    label: str
    cells: tuple[str, ...]
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A breakdown: a sentence, a chart and the same numbers as a table. hidden: whether some number is not told."""

    code: str
    title: str
    sentence: str
    chart: Chart
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    hidden: bool


def number(count: int | None, *, alone: bool = False) -> str:
    """A number in words: what is hidden says so; alone: it is hidden because it is small, and for no other reason."""
    if count is not None:
        return f"{count:,}".replace(",", "\u202f")
    return _("fewer than 5") if alone else _("not told")


def way_sentences(counts: Counts) -> list[str]:
    """The way to work, a sentence a stage."""
    registered, profiled, referred, placed = (counts[stage] for stage in WAY)
    if registered is None:
        return [_("Fewer than 5 people were registered.")]
    whole = number(registered)
    return [
        ngettext("%(num)d person was registered.", "%(num)d people were registered.", registered),
        _("Of %(whole)s people registered, of %(part)s it is understood what they can do.", whole=whole, part=number(profiled, alone=True)),
        _("Of %(whole)s people registered, %(part)s were referred to an employer.", whole=whole, part=number(referred, alone=True)),
        _("Of %(whole)s people registered, %(part)s started work.", whole=whole, part=number(placed, alone=True)),
    ]


def kept_sentences(counts: Counts) -> list[str]:
    """Who is still at work, a sentence for each of DAYS."""
    sentences = []
    for day in DAYS:
        due, kept, months = counts[f"due_{day}"], counts[f"kept_{day}"], MONTHS[day]
        if due == 0:
            sentences.append(_("Nobody started work %(months)s ago or earlier yet.", months=months))
            continue
        if due is None:
            sentences.append(_("Fewer than 5 people started work at least %(months)s ago.", months=months))
            continue
        told = {"due": number(due), "kept": number(kept, alone=True), "months": months}
        sentences.append(_("Of %(due)s people who started work at least %(months)s ago, %(kept)s worked for %(months)s.", **told))
    return sentences


def way_chart(counts: Counts) -> Chart:
    """The stages under each other."""
    return _chart(_("From registration to work"), [(str(STAGES[stage]), counts[stage], None) for stage in WAY], alone=True)


def kept_chart(counts: Counts) -> Chart:
    """Who is still at work, of those who could be."""
    lines = [(str(MONTHS[day]), counts[f"kept_{day}"], counts[f"due_{day}"]) for day in DAYS]
    return _chart(_("Still at work"), lines, alone=True)


def parts(indicators: Indicators, say: Words) -> tuple[Part, ...]:
    """The breakdowns."""
    return tuple(_part(breakdown, indicators.counts, say) for breakdown in indicators.breakdowns)


def demand_sentence(rows: Sequence[DemandRow]) -> str:
    """How many places are free, and where the most are."""
    places = sum(row.places for row in rows)
    if not places:
        return _("No place is free.")
    most = max(rows, key=lambda row: row.places)
    told = {"places": number(places), "most": number(most.places), "group": OCCUPATION_GROUPS[most.group]}
    return _("Free places: %(places)s, the most of one kind: %(most)s (%(group)s).", **told)


def demand_chart(rows: Sequence[DemandRow]) -> Chart:
    """Free places of each group of occupations, each bar over that of the people who ask for such work."""
    most = max((max(row.places, row.n_people or 0) for row in rows), default=0) or 1
    bars = []
    for row in rows:
        told = number(row.places), number(row.n_people, alone=True)
        written = _("places %(places)s, people %(people)s", places=told[0], people=told[1])
        lengths = (round(BAR * count / most, 1) for count in (row.places, row.n_people or 0))
        bars.append(Bar(str(OCCUPATION_GROUPS[row.group]), written, *lengths, PAIR * len(bars), told))
    return Chart(_("Free places (filled) and people who ask for such work (outlined)"), tuple(bars), PAIR)


def demand_rows(rows: Iterable[DemandRow]) -> tuple[Row, ...]:
    """The same as a table."""
    return tuple(Row(str(OCCUPATION_GROUPS[row.group]), (number(row.places), number(row.n_people, alone=True))) for row in rows)


def active_sentences(indicators: Indicators, say: Words) -> tuple[str, str]:
    """Employers and organisations that take part."""
    employers = ngettext(
        "%(num)d employer has open vacancies or our people at work",
        "%(num)d employers have open vacancies or our people at work",
        indicators.n_employers,
    )
    where = f" ({say.of('province', indicators.province)})" if indicators.province else ""
    looking = ngettext("%(num)d organisation looks after people.", "%(num)d organisations look after people.", indicators.n_organisations)
    return f"{employers}{where}.", looking


def town_sentence(indicators: Indicators) -> str:
    """How many towns are told apart, and which of them has the most people."""
    if not indicators.towns:
        return _("In no town are there 5 people or more.")
    most = indicators.towns[0]
    told = {"town": most.name, "most": number(most.n_people)}
    return ngettext(
        "In %(num)d town there are 5 people or more: %(town)s, %(most)s.",
        "In %(num)d towns there are 5 people or more, the most in %(town)s: %(most)s.",
        len(indicators.towns),
        **told,
    )


def group_label(by: str, group: str, say: Words) -> str:
    """What a group is called."""
    if by == "province":
        return say.of("province", group) if group else _("not stated")
    return str((SEXES if by == "sex" else AGES)[group])


def _part(breakdown: Breakdown, totals: Counts, say: Words) -> Part:
    labels = {group: group_label(breakdown.by, group, say) for group in breakdown.rows}
    shown = {group: counts for group, counts in breakdown.rows.items() if counts["registered"] != 0}
    lines = [(labels[group], counts["placed"], counts["registered"]) for group, counts in shown.items()]
    rows = [
        Row(labels[group], _cells(counts), untold=not any(count is not None for count in counts.values()))
        for group, counts in shown.items()
    ]
    rows.append(Row(_("Altogether"), _cells(totals, alone=True)))
    heads = [str(STAGES[stage]) for stage in WAY] + [_("At work after %(months)s", months=MONTHS[day]) for day in DAYS]
    hidden = any(count is None for counts in shown.values() for count in counts.values())
    title, what = str(TITLES[breakdown.by]), _("registered, and of these started work")
    return Part(breakdown.by, title, _sentence(labels, shown), _chart(f"{title}: {what}", lines), tuple(heads), tuple(rows), hidden)


def _sentence(labels: Mapping[str, str], shown: Mapping[str, Counts]) -> str:
    """How many of each group started work, as far as both numbers are told."""
    told = [
        _("%(group)s: %(part)s of %(whole)s", group=labels[group], part=number(counts["placed"]), whole=number(counts["registered"]))
        for group, counts in shown.items()
        if counts["placed"] is not None and counts["registered"] is not None
    ]
    return _("Of those registered started work: %(groups)s.", groups="; ".join(told)) if told else ""


def _cells(counts: Counts, *, alone: bool = False) -> tuple[str, ...]:
    way = [number(counts[stage], alone=alone) for stage in WAY]
    return (*way, *(_of(counts[f"kept_{day}"], counts[f"due_{day}"], alone=alone) for day in DAYS))


def _of(part: int | None, whole: int | None, *, alone: bool) -> str:
    if whole == 0:
        return "—"
    if part is None and whole is None:
        return number(None, alone=alone)
    return _("%(part)s of %(whole)s", part=number(part, alone=alone), whole=number(whole, alone=alone))


def _chart(title: str, lines: list[tuple[str, int | None, int | None]], *, alone: bool = False) -> Chart:
    """lines: label, number, and the whole that it is part of (None: it stands alone, or is not told)."""
    most = max((max(part or 0, whole or 0) for _label, part, whole in lines), default=0) or 1
    bars = []
    for place, (label, part, whole) in enumerate(lines):
        written = number(part, alone=alone) if whole is None else _of(part, whole, alone=alone)
        bars.append(Bar(label, written, round(BAR * (part or 0) / most, 1), round(BAR * (whole or 0) / most, 1), 46 * place))
    return Chart(title, tuple(bars))
