"""Small things that a person stumbles over: widths, what covers what, words said twice, counts."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import RowChange
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.services.kept_ports import FileProblem, PlanPlace
from desktop_pipeline.services.plans import Summary
from desktop_pipeline.services.preflight import Finding, Level, Report
from desktop_pipeline.ui.plans.plans_model import Column as PlanColumn
from desktop_pipeline.ui.plans.plans_model import state_of
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.runs.run_totals import counts_of
from desktop_pipeline.ui.runs.run_totals import words as run_words
from desktop_pipeline.ui.runs.runs_model import Column as RunColumn
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.sheet_model import Sort, lines_of
from desktop_pipeline.ui.texts import ago, text
from desktop_pipeline.ui.theme import Look, theme
from desktop_pipeline.ui.widgets.picker import Entry, Picker
from desktop_pipeline.ui.widgets.ticking import keep_told
from tests.ui.support import bench_of_sandbox, open_window, until
from tests.ui.test_plans import RELEASE, listed, save


def test_the_details_get_their_width_back(qt_run):
    async def scenario():
        async with open_window() as window:
            await until(lambda: window.details.width() == window.side.wish)
            window.resize(1100, 800)
            window.resize(900, 600)
            await until(window.details.isHidden)
            assert window.state().across[-1] == window.side.wish, "the next start does not begin narrow"
            window.resize(1110, 700)
            await until(window.details.isVisible)
            window.resize(1500, 1000)
            await until(lambda: window.details.width() == window.side.wish)
            handle = window.across.handle(2)
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
            QTest.mouseMove(handle, handle.rect().center() - QPoint(90, 0))
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center() - QPoint(90, 0))
            await until(lambda: window.side.wish > 300)
            wish = window.side.wish
            window.resize(1120, 700)
            await asyncio.sleep(0.05)
            window.resize(1500, 1000)
            await until(lambda: window.details.width() == wish)

    qt_run(scenario())


def test_the_notice_of_a_list_covers_none_of_its_lines(qt_run, picture):
    async def scenario():
        hint = ("As seen 2 min ago. The registry 127.0.0.1:5999 does not answer: Connect call failed ('127.0.0.1', 5999). "
                "Check the address and the network, then try again.")
        picker = Picker((Entry("2.0"), Entry("1.1"), Entry("1.0", "deployed"), Entry("bad")), "1.10", free=True, name="tags", hint=hint)
        picker.popup(QRect(100, 100, 220, 30))
        await asyncio.sleep(0.05)
        last = picker.list.visualRect(picker.entries.index(3)).translated(picker.list.viewport().mapTo(picker, QPoint(0, 0)))
        assert last.bottom() < picker.foot.geometry().top()
        assert picker.foot.height() >= picker.foot.heightForWidth(picker.foot.width())
        assert picker.foot.geometry().bottom() < picker.height()
        picture(picker, "picker-foot")
        picker.close()

    qt_run(scenario())


def test_what_was_done_is_said_for_a_while(qt_run):
    async def scenario():
        async with open_window() as window:
            window.status._over.setInterval(50)
            window.runner.busy.emit("Saved as plans/friday.yaml")
            assert window.status.text() == "Saved as plans/friday.yaml"
            await until(lambda: window.status.text() == "")

    qt_run(scenario())


def test_each_letter_of_the_arming_dialog_belongs_to_one_control(qt_run):
    async def scenario():
        async with bench_of_sandbox() as bench:
            dialog = HoldDialog(bench, replace(RELEASE, pauses=(Pause(0, "?"),)), from_grid=False)
            words = [button.text() for button in dialog.findChildren(QAbstractButton)]
            letters = Counter(text[text.index("&") + 1].lower() for text in words if "&" in text)
            assert letters
            assert [letter for letter, count in letters.items() if count > 1] == []
            dialog.deleteLater()

    qt_run(scenario())


def test_the_icon_of_choices_is_seen_in_the_dark(qt_run):
    async def scenario():
        async with open_window() as window:
            theme().apply(Look.DARK)
            choices = next(menu for menu in window.menu.findChildren(QMenu) if menu.title() == "Choices")
            window.menu.aboutToShow.emit()
            image = choices.icon().pixmap(16, 16).toImage()
            lights = [image.pixelColor(x, y).lightness() for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() > 200]
            assert lights
            assert min(lights) > 128
            theme().apply(Look.LIGHT)

    qt_run(scenario())


def test_names_of_plans_are_whole_while_there_is_room(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            name = "freitag-release-of-the-front-office"
            save(window, replace(RELEASE, name=name))
            tab = await listed(window, name)
            await asyncio.sleep(0.05)
            picture(window, "plans-columns")
            index = tab.model.index(tab.model.row_of(tab.model.plans[0].place), PlanColumn.NAME)
            for row in range(tab.model.rowCount()):
                for column in (PlanColumn.NAME, PlanColumn.APP_MAPS):
                    index = tab.model.index(row, column)
                    assert tab.table.columnWidth(column) >= tab.table.sizeHintForIndex(index).width(), (row, column)

    qt_run(scenario())


def test_how_many_mistakes_a_plan_has():
    problems = tuple(FileProblem("plans/bad.yaml", line, "", Message.of("file.empty")) for line in range(1, 9))
    plan = Summary(PlanPlace("bad"), problems=problems)
    assert state_of(plan).startswith("8 mistakes: plans/bad.yaml:1  ")
    assert state_of(plan, whole=True).count("\n") == 7
    assert state_of(replace(plan, problems=problems[:1])).startswith("plans/bad.yaml:1  ")


def test_a_container_is_named_once():
    drift = Message.of("drift.image", container="api", expected="a:1", found="a:2", by="kubectl", when="now")
    other = Message.of("preflight.no_tag", repository="a", tag="1")
    step = RELEASE.steps[1].id
    report = Report(RELEASE, (Finding(Level.RED, step, "api", drift), Finding(Level.RED, step, "api", other)))
    told = [line.title for line in lines_of(RELEASE, report, 0.0) if line.sort is Sort.FINDING]
    assert told[0].startswith("api was changed since")
    assert told[1].startswith("api: a has no tag")


def test_ages_grow_in_steps_and_are_told_again(qt_run):
    told = [ago(100.0, 100.0 - seconds) for seconds in (0, 9.9, 10, 21, 59.9, 60, 119)]
    assert told == ["just now", "just now", "10 s ago", "20 s ago", "50 s ago", "1 min ago", "1 min ago"]

    async def scenario():
        widget, times = QWidget(), []
        keep_told(widget, lambda: times.append(1), 10)
        await asyncio.sleep(0.1)
        assert times == [], "nobody sees it"
        widget.show()
        await until(lambda: len(times) > 2)
        widget.close()

    qt_run(scenario())


def test_what_the_operating_system_says_is_translated_inside_a_message(qapp):
    class Shouting(QTranslator):
        def translate(self, context, source, disambiguation=None, n=-1):
            return source.upper() if context == "messages" and source == "Connection refused" else ""

    translator = Shouting()
    qapp.installTranslator(translator)
    try:
        for text_, said in (("Connection refused.", "CONNECTION REFUSED."), ("Connection refused", "CONNECTION REFUSED"), ("odd", "odd")):
            assert said in text(Message.of("registry.unreachable", host="r", text=text_))
    finally:
        qapp.removeTranslator(translator)


def test_a_row_of_exactly_one_image_says_so():
    digest = f"sha256:{'ab' * 32}"
    change = RowChange("api", Mode.TAG, "api", "2", digest, exact=True)
    step = replace(RELEASE.steps[0], rows=(change, replace(change, exact=False), replace(change, tag="")))
    lines = [line for line in lines_of(replace(RELEASE, steps=(step,), pauses=()), None, 0.0) if line.sort is Sort.CHANGE]
    assert [(line.after, line.detail) for line in lines] == [
        ("2", "exactly the image abababababab"), ("2", ""), ("abababababab", "exactly the image abababababab")]


def test_a_pause_is_no_step_that_did_not_go_well(qt_run):
    async def scenario():
        async with bench_of_sandbox() as bench:
            kinds = (("a", StepKind.ROLLOUT, State.DONE), ("b", StepKind.ROLLOUT, State.FAILED), ("pause/0", StepKind.PAUSE, State.SKIPPED))
            steps = {name: StepState(name, kind, name, state) for name, kind, state in kinds}
            run = RunState("1", "Friday", steps=steps, state=State.FAILED)
            model = RunsModel(bench)
            model.put(run)
            assert "1 of 2 did not go well" in str(model.data(model.index(0, RunColumn.MESSAGE)))
            counts = counts_of(run)
            assert run_words((run,), counts, bench.outlook.left, 0.0) == "Failed · 1 of 2 done · 1 failed", "both count alike"
            assert counts.rows == 3, "the filter shows the pause, too"

    qt_run(scenario())
