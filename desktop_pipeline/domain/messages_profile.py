"""Messages about a profile folder that cannot be written."""

from __future__ import annotations

MESSAGES_PROFILE: dict[str, str] = {
    "profile.unwritable": "{path} cannot be written ({reason}): no run can begin and no choice is kept. Put its owner, its rights or the"
                          " mount of its disk right, or start with another --profile.",
    "journal.locks_unwritable": "The folder of locks {folder} cannot be written ({reason}), so nothing is changed. Check the rights of the"
                                " profile folder, or choose another profile with --profile.",
    "journal.head_unwritable": "{file} cannot be written ({reason}): what is cut off the end of the journal is noticed less well.",
    "program.warning": "{text}",
    "doctor.profile": "can be written",
}
