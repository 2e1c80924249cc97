"""The tab Batch: stages, bars and times of its rows, the filter, the totals; and that it stays quick with many rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.domain.time_left import StepLeft, TimeLeft
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.runs.batch_panel import BatchPanel
from desktop_pipeline.ui.runs.runs_filter import Only
from desktop_pipeline.ui.runs.runs_model import Column
from desktop_pipeline.ui.texts import install_language
from desktop_pipeline.ui.theme import Look, theme
from tests.ui import fakes
from tests.ui.fakes import until

PULL = Message.of("pod.image", container="mailer", reason="ImagePullBackOff", text="tag 2.0.9 not found")
NAMES = ("web", "api", "mailer", "search", "billing", "cart", "login", "reports")


def step(number: int, state: State = State.PENDING, **more: object) -> StepState:
    name = f"{NAMES[number % len(NAMES)]}{number // len(NAMES) or ''}"
    made = StepState(f"lab/shop/Deployment/{name}", StepKind.ROLLOUT, name, state, data={"log": f"r/{name}"})
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class Shown:
    bench: fakes.Bench
    panel: BatchPanel
    now: float
    left: dict[str, TimeLeft]

    def show(self, run: RunState) -> None:
        self.bench.workbench.feed.show(run)

    def rows(self) -> list[str]:
        """Titles of the steps that are seen, from top to bottom."""
        view, found = self.panel.view, []
        index = view.indexAt(view.viewport().rect().topLeft())
        while index.isValid():
            if index.parent().isValid():
                found.append(str(index.siblingAtColumn(0).data()))
            index = view.indexBelow(index)
        return found

    def cell(self, number: int, column: Column) -> str:
        model = self.panel.model
        return str(model.index(number, column, model.index(0, 0)).data() or "")


@asynccontextmanager
async def shown(width: int = 900, height: int = 260) -> AsyncIterator[Shown]:
    bench = fakes.make()
    await bench.workbench.start(watch=False)
    left: dict[str, TimeLeft] = {}
    bench.workbench.outlook.follow = lambda run_id: None  # type: ignore[method-assign]
    bench.workbench.outlook.left = left.get  # type: ignore[method-assign]
    pump = EventPump(bench.workbench.feed, bench.workbench.tasks)
    panel = BatchPanel(bench.workbench, pump)
    panel.resize(width, height)
    panel.show()
    try:
        yield Shown(bench, panel, bench.workbench.clock.now(), left)
    finally:
        pump.close()
        panel.close()
        panel.deleteLater()
        await bench.workbench.close()


def a_run(now: float) -> RunState:
    pulled = Message.of("rollout.updated", n=1, want=3)
    built, building = Message.of("executor.built", tag="1.4.0.B000008"), Message.of("builds.building")
    steps = [
        StepState("build/web", StepKind.BUILD, "web", State.DONE, started=now - 90, ended=now - 40, message=built),
        StepState("build/api", StepKind.BUILD, "api", State.RUNNING, "build", 0.83, building, now - 88),
        step(0, State.RUNNING, stage="watch", fraction=0.4, started=now - 40, message=pulled), step(1),
        step(2, State.FAILED, started=now - 60, ended=now - 48, message=PULL),
        step(3, State.RUNNING, stage="watch", fraction=0.66, started=now - 130, message=Message.of("rollout.updated", n=2, want=3)),
        step(4, State.DONE, started=now - 80, ended=now - 42, message=Message.of("rollout.done", n=2)), step(5), step(6),
    ]
    return RunState("r", "Release 2026-11", state=State.RUNNING, started=now - 100, steps={one.id: one for one in steps})


def left_of(run: RunState) -> TimeLeft:
    names = list(run.steps)
    return TimeLeft(131.0, {names[1]: StepLeft(0.0, 18.0), names[2]: StepLeft(0.0, 24.0), names[5]: StepLeft(0.0, 0.0, late=True),
                            names[3]: StepLeft(18.0, 60.0), names[7]: StepLeft(40.0, 90.0), names[8]: StepLeft(65.0, 131.0)})


async def begun(view: Shown) -> RunState:
    run = a_run(view.now)
    view.left["r"] = left_of(run)
    view.show(run)
    await until(view.panel.model.rowCount)
    await asyncio.sleep(0.05)
    return run


def test_only_what_is_at_work_is_followed(qt_run):
    """Else the time of each run that ended would be kept as long as the window is open."""
    async def story() -> None:
        async with shown() as view:
            followed: set[str] = set()
            view.bench.workbench.outlook.follow = followed.add  # type: ignore[method-assign]
            view.bench.workbench.outlook.forget = followed.discard  # type: ignore[method-assign]
            run = await begun(view)
            for after in (replace(run, state=State.DONE, ended=view.now), replace(run, interrupted=True)):
                view.show(run)
                await until(lambda: followed == {"r"})
                view.show(after)
                await until(lambda: not followed)

    qt_run(story())


def test_rows_tell_stage_time_left_and_cause(qt_run):
    async def story() -> None:
        async with shown() as view:
            await begun(view)
            states = [view.cell(number, Column.STATE) for number in range(6)]
            assert states == ["Done", "Building", "Rolling out", "Waiting", "Failed", "Rolling out"]
            times = [view.cell(number, Column.TIME) for number in range(9)]
            assert times[:5] == ["0:50", "0:20 left", "0:25 left", "in 0:20", "0:12"]
            assert times[5].startswith("2:1"), "what takes longer than usual shows how long it takes"
            assert view.cell(5, Column.MESSAGE).endswith("2 of 3 updated · longer than usual")
            assert "tag 2.0.9 not found" in view.cell(4, Column.MESSAGE)
            assert view.panel.words.startswith("2 of 9 done · 1 failed · about 2:10 left, ends about ")
            assert view.panel.header.words.accessibleName() == view.panel.words
            assert view.panel.header.bar.accessibleName() == "Progress of all that runs: 54 %"
            run = view.panel.model.index(0, Column.MESSAGE)
            assert str(run.data()).startswith("2 of 9 steps, 1 failed, about 2:10 left, ends about ")

    qt_run(story())


def test_the_filter_by_mouse_and_keys(qt_run):
    async def story() -> None:
        async with shown() as view:
            run = await begun(view)
            header = view.panel.header
            assert [button.text() for button in header.buttons.values()] == ["&All 9", "R&unning 3", "&Failed 1"]
            assert len(view.rows()) >= 6
            QTest.mouseClick(header.buttons[Only.FAILED], Qt.MouseButton.LeftButton)
            assert view.rows() == ["mailer"]
            header.buttons[Only.FAILED].setFocus()
            QTest.keyClick(header.buttons[Only.FAILED], Qt.Key.Key_Left)
            assert header.buttons[Only.RUNNING].hasFocus()
            assert header.buttons[Only.RUNNING].isChecked()
            assert view.rows() == ["api", "web", "search"]
            failed = replace(run.steps["build/api"], state=State.FAILED, ended=view.now)
            view.show(replace(run, steps={**run.steps, "build/api": failed}))
            await until(lambda: view.rows() == ["web", "search"])
            QTest.keyClick(header.buttons[Only.RUNNING], Qt.Key.Key_Right)
            assert view.rows() == ["api", "mailer"]
            QTest.keyClick(header.buttons[Only.FAILED], Qt.Key.Key_Right)
            assert header.buttons[Only.ALL].isChecked()
            assert len(view.rows()) >= 6

    qt_run(story())


def test_an_empty_list_says_why(qt_run):
    async def story() -> None:
        async with shown() as view:
            run = await begun(view)
            good = {name: replace(one, state=State.DONE, ended=view.now) for name, one in run.steps.items()}
            QTest.mouseClick(view.panel.header.buttons[Only.RUNNING], Qt.MouseButton.LeftButton)
            view.show(replace(run, steps=good, state=State.DONE, ended=view.now))
            await until(view.panel.view.isHidden)
            assert view.panel._none.text() == "No step is at work."
            assert view.panel.words == "Done · 9 of 9 done · took 1:40"
            QTest.mouseClick(view.panel.header.buttons[Only.FAILED], Qt.MouseButton.LeftButton)
            assert view.panel._none.text() == "Nothing failed."
            QTest.mouseClick(view.panel.header.buttons[Only.ALL], Qt.MouseButton.LeftButton)
            assert view.panel.view.isVisible()

    qt_run(story())


def test_what_is_at_work_stays_however_many_come_after_it(qt_run):
    async def story() -> None:
        async with shown() as view:
            begun, steps = view.now - 1000, {"a": step(0, State.RUNNING, started=view.now)}
            view.show(RunState("r", "Long", state=State.RUNNING, started=begun, steps=steps))
            await until(view.panel.working)
            short = RunState("", "Short", state=State.DONE, ended=view.now, steps={"a": step(0, State.DONE)})
            ended = [replace(short, id=f"x{n}", started=begun + 1 + n) for n in range(51)]
            for run in ended:
                view.show(run)
                await until(lambda run=run: view.panel.model.index_of(run.id).isValid())
            shown_ids = [run.id for run in view.panel.model.runs()]
            assert shown_ids == [*(f"x{n}" for n in range(50, 1, -1)), "r"]
            assert [run.id for run in view.panel.working()] == ["r"]
            assert view.panel.model.index_of("r").row() == 49

    qt_run(story())


def test_facts_of_a_step_are_told_in_the_language_of_the_window(qt_run, qapp: QApplication):
    async def story() -> None:
        install_language(qapp, "ko")
        try:
            async with shown() as view:
                facts = {"tag": "1.4.0", "digest": "sha256:11", "commit": "beef"}
                view.show(RunState("r", "T", state=State.RUNNING, started=view.now, steps={"a": step(0, State.RUNNING, data=facts)}))
                await until(view.panel.model.rowCount)
                model = view.panel.model
                tip = str(model.index(0, 0, model.index(0, 0)).data(Qt.ItemDataRole.ToolTipRole))
                assert tip.splitlines()[-3:] == ["태그: 1.4.0", "다이제스트: sha256:11", "커밋: beef"]
        finally:
            install_language(qapp, "en")

    qt_run(story())


def test_what_was_left_out_is_not_done(qt_run, picture):
    async def story() -> None:
        async with shown() as view:
            run = a_run(view.now)
            ends = {one.id: one if one.state.ended else replace(one, state=State.SKIPPED, ended=view.now) for one in run.steps.values()}
            view.show(replace(run, steps=ends, state=State.FAILED, ended=view.now))
            await until(view.panel.model.rowCount)
            await until(lambda: view.panel.words == "Failed · 2 of 9 done · 1 failed · 6 not finished · took 1:40")
            picture(view.panel, "batch-left-out")

    qt_run(story())


def test_a_failed_row_leads_to_its_log(qt_run):
    async def story() -> None:
        async with shown() as view:
            await begun(view)
            opened: list[tuple[str, str]] = []
            view.panel.logRequested.connect(lambda log, title: opened.append((log, title)))
            QTest.mouseClick(view.panel.header.buttons[Only.FAILED], Qt.MouseButton.LeftButton)
            model = view.panel.model
            cell = model.index(4, Column.ACT, model.index(0, 0))
            QTest.mouseClick(view.panel.view.viewport(), Qt.MouseButton.LeftButton, pos=view.panel.view.visualRect(cell).center())
            QTest.keyClick(view.panel.view, Qt.Key.Key_Return)
            assert opened == [("r/mailer", "mailer, Failed")] * 2

    qt_run(story())


def test_with_500_rows_it_stays_quick_and_tells_single_cells(qt_run):
    async def story() -> None:
        async with shown(1200, 300) as view:
            made = [step(number, State.RUNNING, started=view.now) if number < 10 else step(number) for number in range(500)]
            steps = {one.id: one for one in made}
            run = RunState("r", "large", state=State.RUNNING, started=view.now, steps=steps)
            model, told, reset, inserted = view.panel.model, [], [], []
            model.dataChanged.connect(lambda first, last, roles=None: told.append((first.row(), last.row(), first.parent().isValid())))
            model.modelReset.connect(lambda: reset.append(1))
            model.rowsInserted.connect(lambda parent, first, last: inserted.append(last - first + 1))
            view.show(replace(run, steps={}))
            await until(model.rowCount)
            view.show(run)
            await until(lambda: model.rowCount(model.index(0, 0)) == 500)
            assert inserted == [1, 500], "all new rows at once"
            QTest.mouseClick(view.panel.header.buttons[Only.RUNNING], Qt.MouseButton.LeftButton)
            assert len(view.rows()) == 10
            begun = time.process_time()
            for number in range(10, 110):
                run = replace(run, steps={**run.steps, step(number).id: step(number, State.RUNNING, started=view.now)})
                view.panel.model.put(run)
                view.panel._count()
            each = (time.process_time() - begun) / 100
            assert each < 3 * 0.010, f"a change takes {each * 1000:.1f} ms"
            told.clear()
            view.left["r"] = TimeLeft(500.0, {name: StepLeft(10.0 + number, 20.0 + number) for number, name in enumerate(run.steps)})
            begun = time.process_time()
            model.tick()
            assert time.process_time() - begun < 3 * 0.050, "of the processor's time: others may keep it busy"
            assert len(told) > 400, "each says another time now"
            told.clear()
            model.tick()
            assert len(told) <= 1 + 100, "only cells that say something else, and the run"
            view.panel._clock.stop()  # a tick in between would tell of others
            told.clear()
            view.show(replace(run, steps={**run.steps, step(3).id: step(3, State.DONE, started=view.now, ended=view.now)}))
            await until(lambda: told)
            assert [one for one in told if one[2]] == [(3, 3, True)]
            assert not reset

    qt_run(story())


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
@pytest.mark.parametrize("width", [720, 900, 1300])
def test_pictures(qt_run, picture, qapp: QApplication, language: str, look: Look, width: int):
    async def story() -> None:
        install_language(qapp, language)
        theme().apply(look)
        try:
            async with shown(width) as view:
                await begun(view)
                header = view.panel.header
                assert all(button.width() >= button.sizeHint().width() for button in header.buttons.values())
                assert header.bar.width() >= 60
                if width >= 900:
                    assert header.words.text() == header.words.whole, "the totals have their room"
                picture(view.panel, f"batch-{language}-{look.value}-{width}")
        finally:
            install_language(qapp, "en")
            theme().apply(Look.LIGHT)

    qt_run(story())
