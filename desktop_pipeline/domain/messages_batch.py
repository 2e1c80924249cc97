"""English sentences around a run that is at work: how long it still takes, and keeping this computer awake."""

from __future__ import annotations

MESSAGES_BATCH: dict[str, str] = {
    # time left
    "left.about": "about {left} left, ends about {at}",
    "left.soon": "a few seconds left",
    "left.late": "longer than usual",
    "left.least": "longer than usual, at least {left} left",
    "left.unknown": "time left not known: no former run to tell it by",
    "left.asks": "waits for an answer, then about {left}",
    "left.asks_only": "waits for an answer",
    "left.step": "{left} left",
    "left.step_begins": "in {left}",
    "left.step_late": "longer than usual",
    # this computer
    "awake.reason": "a run is at work",
    "doctor.awake": "is kept awake while a run is at work, by {way}",
    "doctor.not_awake": "is not kept awake while a run is at work: neither the desktop nor the system takes that request here. Let it not "
                        "go to sleep by itself during long runs.",
}
