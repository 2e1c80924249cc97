"""Messages of undos: told beside the run that they took back, and before they begin."""

from __future__ import annotations

MESSAGES_UNDO = {
    "report.undone.rest": "the rest put back",
    "undo.may_arrive": "{workload} is as it was before, but the answer to its change was lost, and that request may still arrive. Nothing "
                       "is to be put back now; look at it again in some minutes, and undo it once more if it has changed.",
    "recovery.may_go_back": "Nobody knows whether {step} was changed: the answer was lost. If it was, it goes back to what it was.",
}
