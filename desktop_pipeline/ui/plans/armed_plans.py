"""Moving the file of a plan that is armed: it could not start any more, so a person is asked first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.widgets import ask


async def moved(bench: Workbench, parent: QWidget, name: str, title: str, yes: str, move: Callable[[], Awaitable[object]]) -> bool | None:
    """Move a plan's file away, and disarm what waits to run it: whether there was such; None when the person did not want it.

    Raises what `move` raises, then it stays armed, and UserError `hold.too_late` when it is being run. What could not be disarmed after it
    was moved is told.
    """
    if _armed(bench, name):
        words = tr("Plans", "“{name}” is armed: it waits, and starts by itself. Without its file it cannot, so it is disarmed.", name=name)
        if not await ask.confirm(parent, title, words, yes, danger=True):
            return None
    holds = _armed(bench, name)
    if any(hold.run for hold in holds):
        raise UserError("hold.too_late")
    await move()
    failed = list[str]()
    for hold in holds:
        try:
            await bench.holds.withdraw(hold.id)
        except UserError as error:
            failed.append(tr("Plans", "“{title}” could not be disarmed: {why}", title=hold.title, why=text(error.message)))
    if failed:
        await ask.tell(parent, tr("Plans", "“{name}” was moved", name=name), "\n".join(failed))
    return bool(holds) and not failed


def _armed(bench: Workbench, name: str) -> tuple[Hold, ...]:
    return tuple(hold for hold in bench.holds.all() if hold.file == name and not hold.phase.over)
