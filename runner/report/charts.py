"""The charts of the page: pygal draws them, and what they look like says the style sheet of the page."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from math import ceil
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pygal
from markupsafe import Markup
from pygal.style import Style

from ..database.session import Row
from ..errors import ENDED_WELL
from .tables import share
from .words import Words, minute

_MOST_DAYS = 7  # that have room below a chart
_MOST_STEPS = 6  # of an axis of numbers
_LEAST_BARS = 12  # so that the bar of a first evening is no wall
_BEFORE = (7, 14, 30, 60, 90, 180)
_STYLE = Style(
    label_font_size=14, major_label_font_size=14, legend_font_size=14, value_font_size=14, font_family="sans-serif"
)
_LONG = re.compile(r"\d+\.\d{2,}")
_NEEDLESS = ("defs", "title", "desc")


@dataclass(frozen=True)
class Chart:
    """A chart with what it says in words, and its figures.

    Attributes:
        name: its place among the words of the sections.
        svg: the drawing.
        text: what it says.
        rows: its figures, for a table.
    """

    name: str
    svg: Markup
    text: str
    rows: Sequence[Row] = field(default_factory=list)


def history(evenings: Sequence[Row], words: Words) -> Chart:
    """Draw how many permissions each evening run revoked, and mark those that did not end well.

    Args:
        evenings: as of the report, oldest first; at least one.
        words: the words of the page.
    """
    most = max(row["revoked"] or 0 for row in evenings)
    bad = [row["status"] not in (*ENDED_WELL, "running") for row in evenings]
    text = words(
        "section.history.chart_text",
        n=len(evenings),
        first=f"{evenings[0]['as_of']:%Y-%m-%d}",
        last=f"{evenings[-1]['as_of']:%Y-%m-%d}",
        most=most,
    )
    if any(bad):
        text += " " + words("section.history.chart_bad", bad=sum(bad))
    room = [""] * (_LEAST_BARS - len(evenings))
    labels = _days(evenings) + room
    chart = _bars(pygal.StackedBar, labels, most)
    chart.show_minor_x_labels = False
    chart.x_labels_major_every = ceil(len(labels) / _MOST_DAYS)
    chart.add(words("column.revoked"), [row["revoked"] or None for row in evenings] + [None] * len(room))
    if any(bad):
        stub = {is_bad: (most or 1) * 0.06 if is_bad else None for is_bad in (True, False)}
        told = [words.code("status", row["status"]) for row in evenings]
        values = zip(bad, told, strict=True)
        chart.add(
            " / ".join(dict.fromkeys(word for is_bad, word in zip(bad, told, strict=True) if is_bad)),
            [{"value": stub[True], "label": word} if is_bad else None for is_bad, word in values],
        )
    return Chart("history", _drawn(chart, "history", text, words), text, list(reversed(evenings)))


def protections(rules: Sequence[Row], words: Words) -> Chart:
    """Draw how many permissions each rule protects.

    Args:
        rules: as of the report; at least one.
        words: the words of the page.
    """
    rules = sorted(rules, key=lambda row: row["permissions"])
    names = [words.code("rule", row["protected_by"]) for row in rules]
    text = words("section.protections.chart_text", rule=names[-1], n=rules[-1]["permissions"])
    chart = _bars(pygal.HorizontalBar, names, rules[-1]["permissions"], height=90 + 34 * len(rules))
    chart.show_legend = False
    chart.margin_left = 40 if words.language == "ko" else 20
    chart.add(words("column.protected"), [row["permissions"] for row in rules])
    return Chart("protections", _drawn(chart, "protections", text, words), text)


def idle(days: Sequence[Row], threshold: int, words: Words) -> Chart:
    """Draw how many permissions are idle for how long, in buckets that grow, with the inactivity period marked.

    Args:
        days: permissions by idle days, as of the report; at least one.
        threshold: the inactivity period, in days.
        words: the words of the page.
    """
    edges = [0, *(edge for edge in _BEFORE if edge < threshold), *(threshold * times for times in (1, 2, 4, 8))]
    counts = [0] * len(edges)
    for row in days:
        counts[bisect_right(edges, max(0, int(row["idle_days"]))) - 1] += int(row["permissions"])
    names = [f"{edge}-{after - 1}" if after - edge > 1 else f"{edge}" for edge, after in pairwise(edges)]
    names.append(f"{edges[-1]}+")
    first = edges.index(threshold)
    total, beyond = sum(counts), sum(counts[first:])
    told = {"all": total, "beyond": beyond, "percent": share(total, beyond), "days": threshold}
    twice = {"double": sum(counts[first + 1 :]), "twice": threshold * 2}
    text = words("section.idle.chart_text" if beyond else "section.idle.chart_none", **told, **twice)
    if beyond:
        text += " " + words("section.idle.note", days=threshold)
    chart = _bars(pygal.StackedBar, names, max(counts))
    chart.add(words("section.idle.within", days=threshold), [*counts[:first], *[None] * (len(edges) - first)])
    chart.add(words("section.idle.beyond", days=threshold), [*[None] * first, *counts[first:]])
    rows = [
        {
            "idle_days": name,
            "permissions": count,
            "share": share(total, count),
            "and_more": sum(counts[place:]),
        }
        for place, (name, count) in enumerate(zip(names, counts, strict=True))
    ]
    mark = partial(_mark, place=first, label=words("section.idle.beyond", days=threshold))
    return Chart("idle", _drawn(chart, "idle", text, words, mark), text, rows)


def _days(evenings: Sequence[Row]) -> list[str]:
    """Return labels: the day, and its time too from the second evening of a day on, as equal labels would overlap."""
    days = [f"{row['as_of']:%Y-%m-%d}" for row in evenings]
    before = ["", *days[:-1]]
    return [minute(row["as_of"]) if day == last else day for row, day, last in zip(evenings, days, before, strict=True)]


def _bars(kind: type[Any], labels: list[str], most: int, height: int = 320) -> Any:
    chart = kind(
        js=[],
        css=[],
        style=_STYLE,
        disable_xml_declaration=True,
        width=900,
        height=height,
        margin=20,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        legend_box_size=14,
        spacing=12,
        max_scale=_MOST_STEPS,
        truncate_label=-1,
        truncate_legend=-1,
        value_formatter=lambda value: f"{value:,.0f}",
    )
    chart.x_labels = labels
    if most < _MOST_STEPS:
        chart.y_labels = range(max(most, 1) + 1)  # whole numbers: there is no half permission
    return chart


def _drawn(chart: Any, name: str, text: str, words: Words, *more: Callable[[Element], None]) -> Markup:
    """Return a chart as SVG that names itself, runs nothing, asks for nothing and leaves its looks to the page."""

    def bared(root: Element) -> Element:
        for each in more:
            each(root)
        _bare(root)
        root.attrib.update({"class": "chart", "role": "img", "aria-labelledby": f"{name}-title {name}-text"})
        for place, (tag, told) in enumerate([("title", words(f"section.{name}.chart")), ("desc", text)]):
            element = Element(tag, id=f"{name}-{'text' if place else 'title'}")
            element.text = told
            root.insert(place, element)
        return root

    chart.add_xml_filter(bared)
    # A tree, serialized: every text in it is escaped.
    return Markup(chart.render(is_unicode=True))


def _bare(parent: Element) -> None:
    """Take away all but shapes and texts; what a bar stands for becomes its title."""
    told = {child.get("class"): child.text or "" for child in parent if child.tag == "desc"}
    for child in list(parent):
        if not isinstance(child.tag, str) or child.tag in _NEEDLESS or "overlay" in child.get("class", ""):
            parent.remove(child)
        else:
            _bare(child)
    for name in ("id", "style", "rx", "ry"):
        parent.attrib.pop(name, None)
    for name, value in parent.attrib.items():
        parent.set(name, _LONG.sub(lambda found: f"{float(found[0]):.1f}", value))
    if "value" in told:
        SubElement(parent, "title").text = f"{told.get('x_label', '')}: {told.get('label') or told['value']}"


def _mark(root: Element, place: int, label: str) -> None:
    """Draw a line between two bars.

    Args:
        root: the chart.
        place: of the bar after the line.
        label: what the line means.
    """
    plot = next(group for group in root.iter("g") if group.get("class") == "plot")
    height = float(next(plot.iter("rect")).get("height", "0"))
    axis = next(group for group in plot.iter("g") if group.get("class", "").startswith("axis x"))
    texts = [float(text.get("x", "0")) for text in axis.iter("text")]
    x = (texts[place - 1] + texts[place]) / 2
    group = SubElement(plot, "g", {"class": "mark"})
    SubElement(group, "path", {"d": f"M{x:.1f} 0v{height:.1f}"})
    SubElement(group, "text", {"x": f"{x + 6:.1f}", "y": "14"}).text = label
