"""English sentences of what a run does to this computer: keeping it awake."""

from __future__ import annotations

MESSAGES_BATCH: dict[str, str] = {
    "awake.reason": "a run is at work",
    "doctor.awake": "is kept awake while a run is at work, by {way}",
    "doctor.not_awake": "is not kept awake while a run is at work: neither the desktop nor the system takes that request here. Let it not "
                        "go to sleep by itself during long runs.",
}
