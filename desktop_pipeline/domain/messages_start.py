"""Messages about what is found when the files of a profile are opened, and about logs."""

from __future__ import annotations

MESSAGES_START: dict[str, str] = {
    "store.made_anew": "{file} could not be read ({reason}) and was made anew. Nothing of yours is lost: it keeps only what was seen last.",
    "journal.head_unfit": "{file} does not fit the journal. “desktop-pipeline runs verify” says more.",
    "podlog.cut_off": "Cut off: the node removed the rest while it was read ({text}).",
}
