"""English sentences about what comes after the end of a failed run."""

from __future__ import annotations

MESSAGES_EXECUTOR: dict[str, str] = {
    "executor.undo_stopped": "What the run has changed was not put back: it was stopped before that began. “Undo” in the history, or "
                             "“runs undo {run}”, puts it back.",
}
