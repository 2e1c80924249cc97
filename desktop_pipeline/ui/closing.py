"""Asks before the window is closed, or goes to another workspace, while something is at work or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.widgets import ask

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


def is_busy(bench: Workbench) -> bool:
    """Whether closing would end something."""
    return bool(bench.executor.active_runs() or bench.holds.waiting())


async def ask_to_close(window: QWidget, bench: Workbench) -> bool:
    """Whether the window may be closed all the same."""
    holds = len(bench.holds.waiting())
    waits = trn("Window", "{n} plan waits to be run. It does not start while the program is closed; it is kept, and waits again "
                "after the next start.", "{n} plans wait to be run. They do not start while the program is closed; they are kept, "
                "and wait again after the next start.", holds) if holds else ""
    if bench.executor.active_runs():
        return await _ask(window, bench, waits, tr("Window", "Stop and close?"), tr("Window", "Stop and close"))
    return await _ask(window, bench, waits, tr("Window", "Close?"), tr("Window", "Close"))


async def open_other(window: MainWindow, folder: str, *, sandbox: bool = False) -> None:
    """Go to another workspace, or the sandbox; asks first when something would end."""
    bench = window.bench
    if is_busy(bench):
        holds = len(bench.holds.waiting())
        waits = trn("Window", "{n} plan waits to be run. It does not start while another workspace is open; it is kept, and waits again "
                    "when this one is opened.", "{n} plans wait to be run. They do not start while another workspace is open; they are "
                    "kept, and wait again when this one is opened.", holds) if holds else ""
        title, yes = tr("Window", "Open another workspace?"), tr("Window", "Open")
        if bench.executor.active_runs():
            title, yes = tr("Window", "Stop and open another workspace?"), tr("Window", "Stop and open")
        if not await _ask(window, bench, waits, title, yes):
            return
    window.reopen.emit(folder, sandbox)


async def _ask(window: QWidget, bench: Workbench, waits: str, title: str, yes: str) -> bool:
    """Say what is at work and what waits, and ask."""
    runs = len(bench.executor.active_runs())
    ends = trn("Window", "{n} run is at work. Builds are stopped; rollouts that have begun go on in the cluster.",
               "{n} runs are at work. Builds are stopped; rollouts that have begun go on in the cluster.", runs) if runs else ""
    words = "\n\n".join(part for part in (ends, waits) if part)
    return await ask.confirm(window, title, words, yes, tr("Window", "Stay"), danger=True)
