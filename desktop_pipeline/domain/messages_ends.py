"""Messages of the ends of runs: a repair that cannot be done, and what is put back after a failure."""

from __future__ import annotations

MESSAGES_ENDS = {
    "rollouts.not_repaired": "the broken pod {pod} could not be deleted, so the StatefulSet cannot move on: {text}",
    "run.active_by": "Run {run} is at work on this workload: wait for its end, or stop it.",
}
