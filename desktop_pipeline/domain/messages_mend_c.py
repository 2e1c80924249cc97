"""Texts about a profile folder that cannot be written, and choices that were made for another repository."""

from __future__ import annotations

MESSAGES_MEND_C: dict[str, str] = {
    "profile.unwritable": "The profile folder cannot be written: {path} ({reason}). No run can begin, and choices are not kept. Check the"
                          " owner and the rights of the folder and whether its disk is mounted read-only, or choose another profile with"
                          " --profile.",
    "journal.locks_unwritable": "The folder of locks {folder} cannot be written ({reason}), so nothing is changed. Check the rights of the"
                                " profile folder, or choose another profile with --profile.",
    "journal.head_unwritable": "{file} cannot be written ({reason}): what is cut off the end of the journal is noticed less well.",
    "program.warning": "{text}",
    "choice.other_repository": "The image repository was changed from {before} to {now} since this was chosen: choose again.",
    "doctor.profile": "can be written",
}
