"""English sentences of held plans: “Execute when connected”."""

from __future__ import annotations

MESSAGES_HOLDS: dict[str, str] = {
    "hold.no_zone": "A time needs its zone, such as Europe/Berlin, Asia/Seoul or UTC.",
    "hold.bad_zone": "“{zone}” is no time zone that this computer knows. Write it as Europe/Berlin, Asia/Seoul or UTC.",
    "hold.bad_time": "“{time}” is no time. Write it as 2026-05-31T22:00.",
    "hold.no_such_time": "{time} does not exist in {zone}: clocks are put forward over it. Take another time.",
    "hold.twice": "{time} comes twice in {zone}: clocks are put back in that night. Take another time, or write it in UTC.",
    "hold.turned_round": "The window ends ({end}) before it begins ({begin}).",
    "hold.past": "{end} ({zone}) is over already.",
    "hold.empty": "There is nothing in the plan to run.",
    "hold.early": "may start from {begin} ({zone}) on",
    "hold.missed": "The window ended at {end} ({zone}) before everything was there. Nothing was started.",
    "hold.asking": "the {what} {name} is being asked",
    "hold.keyring": "unlock the keyring: the program cannot read the passwords that the plan needs",
    "hold.elsewhere": "another window of this profile waits with it",
    "hold.not_confirmed": "Pre-flight found warnings, and nobody agreed to go on with warnings.",
    "hold.drift_not_asked": "Something is not as the plan expects. Its drift policy says to ask, and nobody was there to answer.",
    "hold.too_late": "It is too late: the plan is being run.",
    "hold.gone": "This plan does not wait any more.",
    "hold.busy": "Another program of this profile is changing the held plans, and does not come to an end. Try again.",
    "hold.strange": "Held plans that another version of the program wrote are not understood here and do not start: {n}. "
                    "Start that version for them.",
    "hold.file_changed": "{file} was changed since this was armed. It does not start like this: look at it, and arm it again.",
    "hold.file_gone": "{file}, from which this was armed, is not there any more. It does not start like this.",
    "hold.file_broken": "{file} was changed since this was armed, and cannot be read. It does not start like this.",
    "hold.beside": "“{title}” waits to change this workload, too, and does so once it starts.",
    "hold.started": "“{title}” has started by itself: everything it waited for was there.",
    "hold.was_missed": "“{title}” was missed. Nothing was started.",
    "hold.was_refused": "“{title}” was refused before any change.",
}
