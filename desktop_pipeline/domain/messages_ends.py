"""Messages of the ends of runs: a repair that cannot be done, and what is put back after a failure."""

from __future__ import annotations

MESSAGES_ENDS = {
    "rollouts.not_repaired": "the broken pod {pod} could not be deleted, so the StatefulSet cannot move on: {text}",
    "recovery.puts_back": "Something has failed, and the plan says to put back what was changed: that is done as soon as the run goes on to its end.",
    "recovery.goes_back": "{step} was changed and goes back to what it was.",
    "recovery.only_followed": "{step}: done before the program ended. It is only followed to its end.",
    "recovery.built_already": "Build “{build}” is done: {tag} is in the registry.",
    "run.active_by": "Run {run} is at work on this workload: wait for its end, or stop it.",
}
