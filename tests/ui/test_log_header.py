"""The line above a log: whose it is, how it went, and why; it never decides how wide the window is."""

from __future__ import annotations

import asyncio

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import State, StepKind, outcome, started, step_defined, step_ended
from desktop_pipeline.ui.logs.log_view import LogWindow
from tests.ui import fakes

LOG = "r1/build/web"


def test_a_long_cause_never_makes_the_window_wider(qt_run):
    async def story() -> None:
        bench = fakes.make()
        cause = "The image could not be built. " + "RUN echo compiling; sleep 2; echo missing semicolon >&2; exit 3 " * 12
        run_id, step = LOG.split("/", 1)
        bench.workbench.feed.emit(run_id, started(1.0, "run", "me", ""))
        bench.workbench.feed.emit(run_id, step_defined(1.0, step, StepKind.BUILD, "web", log=LOG))
        bench.workbench.feed.emit(run_id, outcome(2.0, step, "build", "ok", tag="1.0.0.B000002"))
        failed = Message.of("build.failed", step="", text=cause, lines="")
        bench.workbench.feed.emit(run_id, step_ended(3.0, step, State.FAILED, failed))
        bench.logs.readers[LOG] = fakes.MemoryReader([f"{'x' * 2000} error: number {number}" for number in range(200)])
        window = LogWindow(bench.workbench, LOG)
        window.resize(900, 600)
        window.show()
        await asyncio.sleep(0.1)
        assert window.width() == 900
        assert window.view.ui.title.text() == "web 1.0.0.B000002"
        stage = window.view.ui.stage
        assert stage.text().endswith("…")
        assert stage.toolTip() == stage.whole
        assert "missing semicolon" in stage.accessibleName()
        assert window.view.state.width() > 40, "the badge keeps its room"
        bar = window.view.ui.table.horizontalScrollBar()
        bar.setValue(bar.maximum())
        window.view.go_to(100)
        assert bar.value() == 0, "a line is read from its beginning"
        window.close()
        await bench.workbench.close()

    qt_run(story())
