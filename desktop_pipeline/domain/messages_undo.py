"""Messages of undos that are told beside the run which they took back."""

from __future__ import annotations

MESSAGES_UNDO = {
    "report.undone.rest": "the rest put back",
}
