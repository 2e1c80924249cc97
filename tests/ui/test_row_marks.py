"""Marks of a row: what they say, that none hides another, and that the container's name stays readable beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.ui.pipeline.cells import image_cell
from desktop_pipeline.ui.pipeline.row_marks import ICON_WIDTH, MARK_GAP, SOME_WORDS, mark_widths, row_mark
from desktop_pipeline.ui.theme import Look, theme
from desktop_pipeline.ui.widgets import paint
from tests.domain.facts import digest, row, run, versions
from tests.ui.support import Grid, key, open_window, until

NOW = 1_764_243_600.0
WEB = key("web")
KNOWN = versions(tags={"1": digest(1), "2": digest(2)})


def old(seconds: float, whole: bool = True):
    return row("nginx:1", replace(versions(tags={"1": ""}), complete=False, seen=NOW - seconds, whole=whole))


@pytest.mark.parametrize(("item", "choice", "words", "icon", "said"), [
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2"), "", "clock", ()),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2", kept=True), "from an earlier start", "clock", ("must be confirmed",)),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2", uid="before"), "changed since chosen", "clock", ("made anew",)),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2", seen="nginx:0", kept=True), "changed since chosen", "clock",
     ("nginx:0 was deployed", "must be confirmed")),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "3", kept=True), "no such tag", "warning", ("has no tag 3", "must be confirmed")),
    (old(30), Choice(Mode.TAG, "3"), "not in the list of 30 s ago", "warning", ("2025-11-27 11:39:30 UTC has no tag 3",)),
    (old(30, whole=False), Choice(Mode.TAG, "3"), "", "clock", ()),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2", digest=digest(9)), "tag moved", "warning", ("names another image now",)),
    (row("registry:5000/shop/web:1", versions(run(5)), built=True), Choice(Mode.APPOINTED, "9.9.9"), "version gone", "warning",
     ("not in the registry",)),
    (row("nginx:1", KNOWN), Choice(Mode.TAG, "2", seen="other:1"), "changed since chosen", "clock", ("from other to nginx",)),
])
def test_what_must_be_looked_at_is_marked(item, choice, words, icon, said, qapp):
    mark = row_mark(item, choice, NOW)
    assert (mark.words, mark.icon) == (words, icon)
    assert all(part in mark.sentence for part in said)
    cell = image_cell(item, choice, "", NOW)
    assert all(part in cell.tip and part in cell.description for part in said)


def test_held_is_seen_beside_another_mark(qapp):
    item, kept = row("nginx:1", KNOWN), Choice(Mode.TAG, "2", kept=True)
    cell = image_cell(item, kept, "night", NOW)
    assert [words for words, *_ in cell.marks()] == ["held", "from an earlier start"]
    assert len({icon for *_, icon in cell.marks()}) == 2
    for words in ("The held plan “night” changes this container", "from an earlier start and must be confirmed"):
        assert words in cell.tip and words in cell.description
    alone = image_cell(item, Choice(Mode.TAG, "2"), "night", NOW)
    assert [words for words, *_ in alone.marks()] == ["held"]


@pytest.mark.parametrize(("room", "name", "full", "widths"), [
    (400, 30, [], []),
    (400, 30, [60, 120], [60, 120]),
    (200, 30, [60, 120], [ICON_WIDTH, 120]),  # the others first
    (200, 60, [60, 120], [ICON_WIDTH, 200 - 60 - 2 * MARK_GAP - ICON_WIDTH]),  # then the one to be looked at is cut
    (130, 60, [120], [SOME_WORDS]),
    (129, 60, [120], [ICON_WIDTH]),  # what is left of its words would say nothing
    (80, 60, [60, 120], [ICON_WIDTH, ICON_WIDTH]),
])
def test_marks_give_way_to_the_name(room, name, full, widths):
    assert mark_widths(room, name, full) == widths


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
@pytest.mark.parametrize("width", [1320, 900])
def test_the_name_of_a_container_is_readable_beside_its_marks(qt_run, picture, monkeypatch, width, look):
    cut: list[str] = []
    original = paint.elided

    def watched(painter: QPainter, rect: QRect, words: str, tint: QColor, font: QFont | None = None, **options: bool) -> int:
        if font is not None:
            painter.setFont(font)
        if painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(0, rect.width())) != words:
            cut.append(words)
        return original(painter, rect, words, tint, font, **options)

    async def scenario():
        theme().apply(look)
        async with open_window() as window:
            window.resize(width, 600)
            bench, grid = window.bench, Grid(window)
            for item in bench.planner.rows_of(bench.inventory.find(WEB)):
                mode = Mode.TAG if item.build is None else Mode.LATEST
                seen = "" if item.container.name == "web" else item.image.repository + ":before"
                bench.planner.put_back(item, Choice(mode, "1.28.1" if item.build is None else "", kept=True, seen=seen, made_at=NOW,
                                                    digest=digest(1) if item.container.name == "proxy" else ""))
            await until(lambda: grid.cell(WEB, "web").kept == "from an earlier start")
            await until(lambda: grid.cell(WEB, "proxy").kept == "changed since chosen")
            await until(lambda: grid.cell(WEB, "migrate").kept == "changed since chosen")
            monkeypatch.setattr(paint, "elided", watched)
            window.grid.viewport().repaint()
            picture(window, f"row-marks-{width}-{look.value}")
            assert "from an earlier start" in cut or width == 1320
            assert not {"web", "proxy", "migrate", "log-shipper"} & set(cut)

    try:
        qt_run(scenario())
    finally:
        theme().apply(Look.LIGHT)
