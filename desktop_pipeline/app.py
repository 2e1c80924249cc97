"""The program with its window: composes the workbench, shows it on the Qt loop, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QLabel

from desktop_pipeline.compose import Options, compose, remember_workspace
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.log_notices import warnings_told
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import window_state
from desktop_pipeline.ui.bridge import QtLoop
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.meter import LoopMeter
from desktop_pipeline.ui.texts import install_language, tr
from desktop_pipeline.ui.theme import Look, app_icon, theme
from desktop_pipeline.ui.widgets import ask

log = logging.getLogger(__name__)
INTERRUPTED = 130
_SETTLED = 10.0


def application(language: str = "") -> QApplication:
    """The Qt application with our look and language."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("desktop-pipeline")
    app.setApplicationDisplayName("Desktop Pipeline")
    app.setDesktopFileName("desktop-pipeline")
    app.setQuitOnLastWindowClosed(False)  # the workbench is closed first
    install_language(app, language)
    theme().apply()
    app.setWindowIcon(app_icon())
    return app


def keep_loaded() -> asyncio.TimerHandle:
    """The garbage collector need not look at what is loaded now, nor at what is loaded in 10 s: it would hold the loop for 100 ms."""
    gc.freeze()
    return asyncio.get_running_loop().call_later(_SETTLED, gc.freeze)


def run_window(options: Options, language: str = "", *, meter: bool = False) -> int:
    """Show the window until it is closed; returns the exit code. Nothing is left running when this returns."""
    app = application(language)
    loop = QtLoop(app)
    try:
        return int(loop.run_until_complete(_sessions(options, language, meter=meter)))
    finally:
        loop.close()


async def _sessions(options: Options, language: str, *, meter: bool) -> int:
    """One workbench after the other, as long as the user opens another workspace or the sandbox."""
    following: Options | None = options
    code = 0
    settled = keep_loaded()
    try:
        while following is not None:
            bench = compose(following)
            try:
                code, following = await _session(bench, following, language, meter=meter)
            finally:
                await bench.close()
    finally:
        settled.cancel()
        gc.unfreeze()
    return code


async def _session(bench: Workbench, options: Options, language: str, *, meter: bool) -> tuple[int, Options | None]:
    with warnings_told(bench.feed, bench.clock.now, bench.ports.redact):
        return await _shown(bench, options, language, meter=meter)


async def _shown(bench: Workbench, options: Options, language: str, *, meter: bool) -> tuple[int, Options | None]:
    try:
        await bench.start()
    except (UserError, UserErrors) as error:
        await ask.tell_error(None, tr("App", "The workspace cannot be opened"), error)
        return 3, None
    state = window_state.WindowState()
    with contextlib.suppress(UserError):  # told by the workbench
        state = await window_state.load(bench.drafts)
    app = QApplication.instance()
    if app is not None and state.language and not language:
        install_language(app, state.language)
    window = MainWindow(bench, state)
    closed: asyncio.Future[tuple[int, Options | None]] = asyncio.get_running_loop().create_future()

    def settle(code: int, following: Options | None = None) -> None:
        if not closed.done():
            closed.set_result((code, following))

    def reopen(folder: str, sandbox: bool) -> None:
        if folder:
            remember_workspace(options, Path(folder))
        settle(0, replace(options, workspace=folder, sandbox=sandbox))
        window.leave()

    def interrupted() -> None:
        settle(INTERRUPTED)
        window.leave()

    window.closed.connect(lambda: settle(0))
    window.reopen.connect(reopen)
    restore = _interrupts(interrupted)
    with _defects(bench):
        window.show()
        measure = _measure(window) if meter else None
        try:
            result = await closed
            with contextlib.suppress(UserError):
                await window.remember()
            return result
        finally:
            restore()
            if measure is not None:
                measure.stop()
            window.deleteLater()


def _interrupts(act):
    """Ctrl+C in the terminal closes the window. Returns what undoes this."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, act)
        return lambda: loop.remove_signal_handler(signal.SIGINT)
    except (NotImplementedError, RuntimeError, ValueError):
        pass
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(act))
    awake = QTimer()  # Python looks at signals only when it runs
    awake.start(200)
    awake.timeout.connect(lambda: None)

    def restore() -> None:
        awake.stop()
        signal.signal(signal.SIGINT, before)

    return restore


@contextlib.contextmanager
def _defects(bench: Workbench):
    """Exceptions that nobody took are shown among the problems and logged, never silent."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("defect", exc_info=(kind, error, trace))
        bench.feed.notify(bench.clock.now(), Message.of("program.defect", task="window", error=f"{kind.__name__}: {error}"))

    def in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            report(type(error), error, error.__traceback__)
        else:
            log.error("%s", context.get("message"))

    before = sys.excepthook
    sys.excepthook = report
    asyncio.get_running_loop().set_exception_handler(in_loop)
    try:
        yield
    finally:
        sys.excepthook = before
        asyncio.get_running_loop().set_exception_handler(None)


def _measure(window: MainWindow) -> LoopMeter:
    """The meter of the window's loop, shown in the status bar."""
    meter, label = LoopMeter(window), QLabel(window)
    label.setProperty("muted", True)
    window.statusBar().addPermanentWidget(label)

    def show() -> None:
        reading = meter.reading()
        label.setText(f"loop: worst {reading.worst:.0f} ms, p99 {reading.p99:.1f} ms")

    meter.changed.connect(show)
    meter.start()
    return meter


# ---- a picture ---------------------------------------------------------------------------------------------------------------------------


def picture_of_demo(path: str) -> int:
    """Put a picture of the window with the demonstration release at work into a file; needs no screen. Returns an exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    before = qInstallMessageHandler(_without_idle_words)
    try:
        loop = QtLoop(application())
        try:
            return int(loop.run_until_complete(_picture_of_demo(path)))
        finally:
            loop.close()
    finally:
        qInstallMessageHandler(before)


def _without_idle_words(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """Without a screen there is nobody to take the smallest size of a window; Qt says so for each window. All else is passed on."""
    if "propagateSizeHints" not in words:
        print(words, file=sys.stderr)


async def _picture_of_demo(path: str) -> int:
    from desktop_pipeline.adapters.sandbox import demo

    bench = compose(Options(sandbox=True))
    try:
        await bench.start()
        bench.inventory.open(demo.LAB, demo.NAMESPACE)
        await asyncio.sleep(1.0)
        wanted = dict(demo.demonstration_choices())
        await _known(bench, demo.LAB, demo.NAMESPACE)
        for row in bench.planner.rows(demo.LAB, demo.NAMESPACE):
            if row.key in wanted:
                bench.planner.choose(row, wanted[row.key])
        plan = bench.planner.plan(demo.LAB, demo.NAMESPACE, title=demo.TITLE)
        bench.executor.start(await bench.preflight.check(plan), Consent(confirmed=True))
        return await take_picture(path, bench)
    finally:
        await bench.close()


async def _known(bench: Workbench, cluster: str, namespace: str, patience: float = 5.0) -> None:
    """Wait until the registry has answered for all rows, or for `patience` seconds."""
    for _ in range(int(patience / 0.1)):
        if all(row.versions.seen is not None for row in bench.planner.rows(cluster, namespace)):
            return
        await asyncio.sleep(0.1)


async def take_picture(path: str, workbench: Workbench, look: Look = Look.LIGHT, wait: float = 2.0) -> int:
    """A picture of the main window as it is after `wait` seconds. Raises nothing; returns 1 when the file cannot be written."""
    window = MainWindow(workbench, window_state.WindowState(look=look.value, width=1440, height=900))
    window.show()
    await asyncio.sleep(wait)
    well = window.grab().save(path)
    window.leave()
    window.deleteLater()
    return 0 if well else 1
