"""Messages of undos: told beside the run that they took back, and before they begin."""

from __future__ import annotations

MESSAGES_UNDO = {
    "report.undone.rest": "the rest put back",
    "recovery.may_go_back": "Nobody knows whether {step} was changed: the answer was lost. If it was, it goes back to what it was.",
}
