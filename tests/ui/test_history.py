"""The tab History: finding runs, what one changed, undoing and deploying it again, comparing two; by mouse and keys."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, StepKind, intent, outcome, run_ended, started, step_defined, step_ended
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.feed import Area
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.plans.compare_plans import DifferenceDialog
from desktop_pipeline.ui.runs.history import HistoryTab
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import click, key, open_window, sheet_of, until
from tests.ui.test_accessibility import controls, name_of

API, WEB = key("api"), key("web")
NIGHT, DIED, OTHER = "20261126-220000-aaaaaa", "20261126-230000-bbbbbb", "20261127-070000-cccccc"


async def written(window: MainWindow, run_id: str, title: str, by: str, at: float, step: WorkloadKey, container: str, *,
                  before: str, died: bool = False) -> None:
    """A run as it stands in the journal that brought a container to what it runs now."""
    now = next(item for item in window.bench.planner.rows("lab", "shop") if (item.workload.key, item.container.name) == (step, container))
    image, old = now.container.image, f"{now.image.repository}:{before}" if now.image else ""
    row = RowChange(container, Mode.TAG, old.rpartition(":")[0], now.image.tag if now.image else "", expect=old, shown_from=before)
    plan, name = Plan(title, (WorkloadStep(step, (row,), now.workload.uid),)), str(step)
    changes, ran = json.dumps([[container, old, image, "", ""]]), json.dumps({container: {f"x@sha256:{'7' * 64}": 2}})
    journal = window.bench.journal
    with await journal.create(run_id, plan, title, by, at):
        await journal.append(run_id, started(at, title, by, ""))
        await journal.append(run_id, step_defined(at, name, StepKind.ROLLOUT, step.name, log=f"{run_id}/{name}"))
        await journal.append(run_id, intent(at + 1, name, "patch", uid=now.workload.uid, changes=changes, running=ran if died else "{}"))
        if not died:
            await journal.append(run_id, outcome(at + 2, name, "patch", "ok"))
            await journal.append(run_id, step_ended(at + 9, name, State.DONE))
            await journal.append(run_id, run_ended(at + 10, State.DONE))


async def shown(window: MainWindow) -> HistoryTab:
    """The tab in front, with three runs."""
    at = window.bench.clock.now() - 3 * 86400
    await written(window, NIGHT, "Release of the night", "kim@desk", at, API, "api", before="2.0.0.B000003")
    await written(window, DIED, "Broke off", "jo@desk", at + 3600, WEB, "proxy", before="1.27.0", died=True)
    await written(window, OTHER, "Morning fix", "kim@desk", at + 9 * 3600, WEB, "proxy", before="1.26.0")
    tab = window.bottom.history
    window.bottom.setCurrentWidget(tab)
    await until(lambda: {run.id for run in tab.model.runs()} >= {NIGHT, DIED, OTHER})
    return tab


def place(tab: HistoryTab, run_id: str) -> QPoint:
    index = tab.model.index_of(run_id)
    tab.view.scrollTo(index)
    return tab.view.visualRect(index).center()


async def pick(tab: HistoryTab, run_id: str) -> None:
    QTest.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=place(tab, run_id))
    await until(lambda: tab.selected() == (run_id,))


def button(tab: HistoryTab, name: str):
    return next(item for item in tab.buttons if item.defaultAction() is tab.actions_[name])


def test_runs_are_found_by_words_and_state(qt_run) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            everything = len(tab.model.runs())

            def ids() -> list[str]:
                return [run.id for run in tab.model.runs()]

            QTest.keyClicks(tab.search, "kim proxy")
            await until(lambda: ids() == [OTHER])
            assert tab.note.text() == "1 run found"
            tab.search.selectAll()
            QTest.keyClicks(tab.search, "nobody")
            await until(lambda: tab.model.runs() == ())
            assert tab.note.text() == "No run is like that."
            tab.search.selectAll()
            QTest.keyClick(tab.search, Qt.Key.Key_Delete)
            await until(lambda: len(ids()) == everything)
            tab.states.setFocus()
            while tab.states.currentText() != "Unknown or interrupted":
                QTest.keyClick(tab.states, Qt.Key.Key_Down)
            await until(lambda: ids() == [DIED])
            died, = tab.model.runs()
            assert died.state is State.UNKNOWN
            assert next(iter(died.steps.values())).state is State.UNKNOWN, "its program died while it was followed"

    qt_run(story())


def test_what_a_run_changed_is_told(qt_run, picture) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            for look in (Look.LIGHT, Look.DARK):
                theme().apply(look)
                await pick(tab, NIGHT)
                await until(lambda: "2.0.0.B000003" in tab.details.words.toPlainText())
                said = tab.details.words.toPlainText()
                row = next(row for row in window.bench.planner.rows("lab", "shop") if row.workload.key == API)
                assert row.container.image in said, "the whole string, with its digest"
                assert all(words in said for words in ("kim@desk", NIGHT, "Release of the night"))
                tab.view.expand(tab.model.index_of(NIGHT))
                await pick(tab, DIED)
                await until(lambda: "777777777777" in tab.details.words.toPlainText())
                picture(window, f"history-{look.value}")
            QTest.keyClick(tab.view, Qt.Key.Key_Right)
            QTest.keyClick(tab.view, Qt.Key.Key_Down)
            await until(lambda: "the cluster went on" in tab.details.words.toPlainText())
            window.resize(900, 600)
            await until(window.details.isHidden)
            await asyncio.sleep(0.05)  # layouts come with the next turns of the loop
            window.resize(900, 600)
            await until(lambda: window.width() == 900)
            await pick(tab, NIGHT)
            picture(window, "history-900x600")
            assert all(item.geometry().right() <= tab.width() for item in tab.buttons), "no button is beyond the edge"
            assert all(name_of(control) for control in controls(tab))

    qt_run(story())


def test_undo_and_again_open_the_sheet(qt_run) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            undo, again = button(tab, "history.undo"), button(tab, "history.again")
            tab.view.clearSelection()
            await until(lambda: not undo.isEnabled())
            assert undo.toolTip() == "Select one run"
            await pick(tab, NIGHT)
            await until(undo.isEnabled)
            click(undo)
            sheet = await sheet_of(window)
            lines = [line.said for line in sheet.model.lines]
            assert sheet.run.isEnabled() or sheet.agree.isVisible(), lines
            assert any("api: from" in line and "to 2.0.0.B000003" in line for line in lines), lines
            click(sheet.cancel)
            await until(lambda: not window.runner._work.busy("batch"))
            await pick(tab, DIED)
            click(undo)
            sheet = await sheet_of(window)
            lines = [line.said for line in sheet.model.lines]
            assert any("is not in the registry any more" in line for line in lines), lines
            assert not sheet.run.isEnabled(), "what ran is lost: red beforehand"
            click(sheet.cancel)
            await until(lambda: not window.runner._work.busy("batch"))
            await pick(tab, NIGHT)
            click(again)
            sheet = await sheet_of(window)
            await until(lambda: any("already there" in line.said for line in sheet.model.lines))
            click(sheet.cancel)
            await closed(window, type(sheet))

    qt_run(story())


def test_what_can_be_done_with_an_interrupted_run(qt_run) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            await pick(tab, DIED)
            for _ in range(2):
                retry = tab.actions_["history.retry"]
                assert not retry.isEnabled()
                assert retry.toolTip() == "This run was interrupted: go on with it or end it above the grid"
                assert button(tab, "history.undo").isEnabled() and button(tab, "history.again").isEnabled()
                tab._headers[DIED] = replace(tab._headers[DIED], live=True)  # as it was before its program died
                window.bench.feed.publish(Area.RUN, DIED)
                await until(lambda: not tab._headers[DIED].live)

    qt_run(story())


def test_two_runs_are_compared(qt_run, picture) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            await pick(tab, NIGHT)
            compare = button(tab, "history.compare")
            assert not compare.isEnabled()
            assert compare.toolTip() == "Select two runs, the second one with Ctrl"
            control = Qt.KeyboardModifier.ControlModifier
            QTest.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, control, place(tab, OTHER))
            await until(compare.isEnabled)
            click(compare)
            dialog = await dialog_of(window, DifferenceDialog)
            await until(lambda: dialog.model.lines)
            where = [line.where.split()[0] for line in dialog.model.lines]
            assert set(where) == {"api", "web"}, "their titles and ids are no difference"
            values = {value for line in dialog.model.lines for value in (line.old, line.new)}
            assert "not in this run" in values and "not in this plan" not in values
            picture(dialog, "history-compare")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            await closed(window, DifferenceDialog)

    qt_run(story())


def test_a_run_at_work_is_not_undone(qt_run) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            journal, at = window.bench.journal, window.bench.clock.now()
            with await journal.create("20261127-090000-dddddd", Plan("Now", ()), "Now", "me", at):
                await journal.append("20261127-090000-dddddd", started(at, "Now", "me", ""))
                click(button(tab, "history.read"))
                await until(lambda: tab.model.index_of("20261127-090000-dddddd").isValid())
                await pick(tab, "20261127-090000-dddddd")
                assert not button(tab, "history.undo").isEnabled()
                assert "still at work" in button(tab, "history.undo").toolTip()

    qt_run(story())


def test_a_run_that_another_program_begins_while_one_looks(qt_run) -> None:
    """It comes by itself, also into what is narrowed; its details are those of now, and it can be compared."""
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            journal, at, run, step = window.bench.journal, window.bench.clock.now(), "20261127-090000-dddddd", str(WEB)
            tab.states.setCurrentIndex(tab.states.count() - 1)
            await until(lambda: tab.note.text() == "No run is like that.")
            with await journal.create(run, Plan("Now", ()), "From elsewhere", "me", at):
                await journal.append(run, started(at, "From elsewhere", "me", ""))
                await journal.append(run, step_defined(at, step, StepKind.ROLLOUT, "web"))
                await journal.append(run, intent(at, step, "patch", uid="u", changes="[]"))
                await until(lambda: [shown.id for shown in tab.model.runs()] == [run])
                tab.states.setCurrentIndex(0)
                await until(lambda: tab.model.index_of(NIGHT).isValid())
                await pick(tab, run)
                await until(lambda: f"From elsewhere\nRunning · {date_and_time(at)}\nby me" in tab.details.words.toPlainText())
                await until(lambda: tab.details.words.toPlainText().endswith("\nweb"))
                tab.details.words.selectAll()
                window.bench.feed.publish(Area.RUN, run)
                await asyncio.sleep(0.1)
                assert tab.details.words.textCursor().hasSelection(), "nothing is new: what is selected stays so"
                await journal.append(run, step_ended(at + 9, step, State.DONE))
                await journal.append(run, run_ended(at + 9, State.DONE))
            await until(lambda: "From elsewhere\nDone · " in tab.details.words.toPlainText())

    qt_run(story())


def test_a_run_that_came_while_one_looks_is_compared(qt_run) -> None:
    async def story() -> None:
        async with open_window() as window:
            tab = await shown(window)
            journal, at, run = window.bench.journal, window.bench.clock.now(), "20261127-090000-dddddd"
            with await journal.create(run, Plan("Now", ()), "Now", "me", at):
                await journal.append(run, started(at, "Now", "me", ""))
                await until(lambda: tab.model.index_of(run).isValid())
                await pick(tab, run)
                control = Qt.KeyboardModifier.ControlModifier
                QTest.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, control, place(tab, NIGHT))
                await until(button(tab, "history.compare").isEnabled)
                click(button(tab, "history.compare"))
                dialog = await dialog_of(window, DifferenceDialog)
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
                await closed(window, DifferenceDialog)

    qt_run(story(), 40)
