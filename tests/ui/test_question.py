"""The question of a build whose files are over the limit, in the window: not modal, by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui.main_window import MainWindow
from tests.ui.support import open_window, until
from tests.ui.test_grid_keys import nameless


async def begin(window: MainWindow) -> str:
    bench = window.bench
    bench.world.builder("local").more_context = 600_000_000  # type: ignore[attr-defined]  # a handle of the sandbox
    report = await bench.preflight.check(Plan(title="web", steps=(), also_build=("web",)))
    run_id = bench.executor.start(report, Consent(confirmed=True))
    await until(window.question.isVisible)
    return run_id


def test_the_question_is_answered_by_mouse_and_by_key(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            assert not window.question.isVisible()
            run_id = await begin(window)
            words = window.question.notice.text()
            assert "over the limit of 500 MB" in words
            assert window.question.yes.accessibleDescription() == words
            assert nameless(window.question) == []
            assert window.grid.isEnabled()
            picture(window, "question")
            QTest.mouseClick(window.question.no, Qt.MouseButton.LeftButton)
            run = await window.bench.executor.wait(run_id)
            assert run.state is State.CANCELLED
            await until(window.question.isHidden)

            run_id = await begin(window)
            window.question.yes.setFocus()
            QTest.keyClick(window.question.yes, Qt.Key.Key_Space)
            run = await window.bench.executor.wait(run_id)
            assert run.state is State.DONE
            await until(window.question.isHidden)

    qt_run(scenario())


def test_stop_takes_the_question_away(qt_run):
    async def scenario():
        async with open_window() as window:
            run_id = await begin(window)
            window.actions_.refresh()
            window.actions_["run.stop"].trigger()
            run = await window.bench.executor.wait(run_id)
            assert run.state is State.CANCELLED
            await until(window.question.isHidden)

    qt_run(scenario())
