"""Asks before the window is closed while something is at work or waits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.widgets import ask


def is_busy(bench: Workbench) -> bool:
    """Whether closing would end something."""
    return bool(bench.executor.active_runs() or bench.holds.waiting())


async def ask_to_close(window: QWidget, bench: Workbench) -> bool:
    """Whether the window may be closed all the same."""
    runs, holds = len(bench.executor.active_runs()), len(bench.holds.waiting())
    parts = []
    if runs:
        parts.append(trn("Window", "{n} run is at work. Builds are stopped; rollouts that have begun go on in the cluster.",
                         "{n} runs are at work. Builds are stopped; rollouts that have begun go on in the cluster.", runs))
    if holds:
        parts.append(trn("Window", "{n} plan waits to be run. It does not start while the program is closed; it is kept, and waits again "
                         "after the next start.", "{n} plans wait to be run. They do not start while the program is closed; they are kept, "
                         "and wait again after the next start.", holds))
    title, yes = tr("Window", "Close?"), tr("Window", "Close")
    if runs:
        title, yes = tr("Window", "Stop and close?"), tr("Window", "Stop and close")
    return await ask.confirm(window, title, "\n\n".join(parts), yes, tr("Window", "Stay"), danger=True)
