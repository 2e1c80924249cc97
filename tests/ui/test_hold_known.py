"""What is known of held plans without asking: what contradicts a saved one, pauses that a timer cannot ask, and what other windows arm."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_pipeline.domain.holds import Hold, Why
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.hold_words import standing
from desktop_pipeline.ui.theme import Look, Tone, theme
from tests.ui.support import click, key, open_window, until
from tests.ui.test_hold import choose, cut, dialog_of, lab


async def saved(window: MainWindow, **changes: object) -> Plan:
    """What is chosen as a plan of the tab Plans, selected there."""
    await choose(window)
    plan = replace(window.bench.planner.plan("lab", "shop", title="Monday"), name="monday", **changes)  # type: ignore[arg-type]
    window.bench.files.others_save_plan(plan)
    await until(lambda: "monday" in window.bench.catalog.plans)
    tab = window.bottom.plans
    window.bottom.setCurrentWidget(tab)
    await until(lambda: tab.model.row_of(PlanPlace("monday")) >= 0)
    tab.select(PlanPlace("monday"))
    return plan


def test_what_is_known_to_contradict_a_saved_plan_stands_in_its_list(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            plan = await saved(window)
            image = "registry.shop.example:5000/shop/api:2.0.0.B000001"
            lab(window).somebody_sets("shop", "api", "api", image)
            await until(lambda: window.bench.inventory.find(plan.steps[0].key).container("api").image == image)
            await cut(window)
            window.bottom.plans.actions_["plan.hold"].trigger()
            dialog = await dialog_of(window)
            bad = [line for line in dialog.model.lines if line.icon == "error"]
            assert len(bad) == 1
            assert "api was changed since the plan was made" in bad[0].title
            assert "2.0.0.B000001" in bad[0].title
            assert dialog.arm.isEnabled(), "until it starts that may be set right"
            picture(dialog, "hold-dialog-contradicted")
            dialog.resize(600, 460)
            theme().apply(Look.DARK)
            picture(dialog, "hold-dialog-contradicted-dark")
            theme().apply(Look.LIGHT)
            lab(window).link.mend()
            lab(window).somebody_sets("shop", "api", "api", plan.steps[0].rows[0].expect)
            await until(lambda: not [line for line in dialog.model.lines if line.icon == "error"])
            dialog.reject()

    qt_run(scenario())


def test_there_is_no_line_for_a_timer_that_would_have_to_ask(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await saved(window, pauses=(Pause(0, "Look at the dashboard"),))
            window.bottom.plans.actions_["plan.hold"].trigger()
            dialog = await dialog_of(window)
            assert (dialog.line.text(), dialog.copy.isEnabled()) == ("", False)
            why = "A timer has nobody to ask at the pauses of the plan. Tick that it goes past them."
            assert dialog.line.accessibleDescription() == dialog.copy.toolTip() == why
            assert dialog.line.placeholderText() == "None: at the pauses nobody would be there to ask"
            assert dialog.arm.isEnabled(), "in the window somebody can be asked"
            picture(dialog, "hold-dialog-pauses")
            dialog.go_on.setFocus()
            QTest.keyClick(dialog.go_on, Qt.Key.Key_Space)
            assert dialog.line.text().endswith("run monday --when-connected --go-on")
            assert dialog.line.placeholderText() == ""
            click(dialog.copy)
            assert QGuiApplication.clipboard().text() == dialog.line.text()
            dialog.reject()

    qt_run(scenario())


def test_a_changed_file_is_told_by_every_window(qt_run):
    async def scenario():
        async with open_window() as window:
            plan = await saved(window)
            changed, elsewhere = Message.of("hold.file_changed", file="plans/monday.yaml"), Message.of("hold.elsewhere")
            there = Hold("one", plan, "Monday", (), file="monday", why=(Why(changed),))
            assert standing(replace(there, why=(Why(changed), Why(elsewhere)))) == standing(there)
            assert standing(there)[0] is Tone.WARN

    qt_run(scenario())


def test_what_another_window_arms_later_is_shown_and_marked(qt_run, picture, monkeypatch):
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.1)

    async def scenario():
        async with open_window() as window:
            grid, bench = await choose(window), window.bench
            plan = bench.planner.plan("lab", "shop", title="aaa")
            other = HoldStore(bench.ports.drafts, bench.ports.locks.another(), bench.clock)
            assert await other.claim("one")
            await other.add(Hold("one", plan, "aaa", bench.holds.needs(plan), workspace=bench.place.workspace))
            await until(window.holds.isVisible)
            strip = window.holds.strips[0]
            await until(lambda: "another window of this profile waits with it" in strip.notice.text())
            await until(lambda: grid.cell(key("api"), "api", Column.IMAGE).kept == "held")
            picture(window, "hold-elsewhere")
            await other.remove("one")
            await until(window.holds.isHidden)
            await until(lambda: grid.cell(key("api"), "api", Column.IMAGE).kept == "")

    qt_run(scenario())
