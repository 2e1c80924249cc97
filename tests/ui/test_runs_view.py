"""The tree of runs: the cause of a failure has its room, also in a narrow window."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.ui.runs.runs_model import Column, RunsModel
from desktop_pipeline.ui.runs.runs_view import RunsView
from desktop_pipeline.ui.texts import text
from tests.ui import fakes
from tests.ui.fakes import until

CAUSE = Message.of(
    "build.failed", text="src/main.c:12:5: error: ‘count’ undeclared (exit code 2)", lines="cc -c src/main.c\nmake: *** [main.o] Error 1",
    step='Step 3/15 : RUN echo compiling; sleep 2; make --directory=/src all install DESTDIR=/out')
RUN = RunState("r1", "api", state=State.FAILED, started=100.0, ended=121.0, steps={
    "build/api": StepState("build/api", StepKind.BUILD, "api", State.FAILED, message=CAUSE, started=100.0, ended=121.0),
    "web": StepState("web", StepKind.ROLLOUT, "web", State.RUNNING, fraction=0.4, message=Message.of("rollout.updated", n=1, want=2),
                     started=100.0)})


class Shown:
    """A view of one run that failed, in a width."""

    def __init__(self, width: int) -> None:
        self.bench = fakes.make()
        self.model = RunsModel(self.bench.workbench)
        self.view = RunsView(self.model, "Runs")
        self.view.resize(width, 150)

    async def __aenter__(self) -> RunsView:
        self.model.put(RUN)
        self.view.expandAll()
        self.view.show()
        await asyncio.sleep(0.05)
        return self.view

    async def __aexit__(self, *_: object) -> None:
        self.view.close()
        self.view.deleteLater()
        await self.bench.workbench.close()


def widths(view: RunsView) -> dict[Column, int]:
    return {column: view.columnWidth(column) for column in Column}


@pytest.mark.parametrize("width,cause", [(720, 250), (900, 420), (1300, 460)])
def test_the_cause_has_its_room(qt_run, picture, width, cause):
    async def story() -> None:
        async with Shown(width) as view:
            found = widths(view)
            assert found[Column.MESSAGE] >= cause
            assert sum(found.values()) == view.viewport().width(), "nothing is beyond the edge"
            assert (found[Column.PROGRESS] < 190) is (width < 1180)
            picture(view, f"runs-{width}")
            view.resize(1300, 150)
            await until(lambda: view.columnWidth(Column.PROGRESS) == 190)

    qt_run(story())


def test_columns_that_the_user_set_stay(qt_run):
    async def story() -> None:
        async with Shown(900) as view:
            view.header().resizeSection(Column.PROGRESS, 140)
            view.resize(700, 150)
            await until(lambda: view.viewport().width() <= 700)
            assert view.columnWidth(Column.PROGRESS) == 140

    qt_run(story())


def test_the_whole_cause_is_told_and_the_error_comes_first(qt_run):
    async def story() -> None:
        async with Shown(720) as view:
            cell = view.model().index(0, Column.MESSAGE, view.model().index(0, 0))
            assert cell.data().startswith("src/main.c:12:5: error:") and "\n" not in cell.data()
            assert text(CAUSE) in cell.data(Qt.ItemDataRole.ToolTipRole)
            assert cell.data(Qt.ItemDataRole.AccessibleDescriptionRole) == text(CAUSE)
            run = view.model().index(0, Column.MESSAGE)
            assert run.data(Qt.ItemDataRole.AccessibleDescriptionRole) == run.data()

    qt_run(story())


def test_a_chosen_step_that_failed_shows_two_lines(qt_run, picture):
    async def story() -> None:
        async with Shown(900) as view:
            cell = view.model().index(0, Column.MESSAGE, view.model().index(0, 0))
            place = view.visualRect(cell).adjusted(6, 0, -6, 0)

            def lower_part_is_used() -> bool:
                """Whether anything is written in the row's last pixels: one line in the middle does not reach them."""
                shot = view.viewport().grab().toImage().copy(place.adjusted(0, place.height() - 6, 0, -1))
                return len({shot.pixel(x, y) for x in range(shot.width()) for y in range(shot.height())}) > 4

            assert not lower_part_is_used()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
            assert lower_part_is_used()
            picture(view, "runs-two-lines")

    qt_run(story())


def test_stop_is_only_where_it_was_pressed_too(qt_run):
    async def story() -> None:
        async with Shown(900) as view:
            stopped: list[str] = []
            view.stopRequested.connect(stopped.append)
            model, place, left = view.model(), view.viewport(), Qt.MouseButton.LeftButton
            model.put(replace(RUN, id="r2", state=State.RUNNING, started=150.0, ended=None))
            stop = view.visualRect(model.index(0, Column.ACT)).center()
            for elsewhere in (model.index(0, Column.TITLE), model.index(0, Column.ACT, model.index(0, 0))):
                QTest.mousePress(place, left, pos=view.visualRect(elsewhere).center())
                QTest.mouseRelease(place, left, pos=stop)
            assert stopped == []
            QTest.mousePress(place, left, pos=stop)
            model.put(replace(RUN, id="r3", state=State.RUNNING, started=200.0, ended=None))  # comes to where it was pressed
            QTest.mouseRelease(place, left, pos=stop)
            assert stopped == []
            QTest.mouseClick(place, left, pos=stop)
            assert stopped == ["r3"]

    qt_run(story())
