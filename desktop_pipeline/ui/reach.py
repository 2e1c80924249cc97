"""How the state of a link looks and what it is called: the same in chips, tree, header, grid and details."""

from __future__ import annotations

from desktop_pipeline.services.links import LinkState, Reach
from desktop_pipeline.ui.texts import ago, text, tr
from desktop_pipeline.ui.theme import Tone

LOOKS = {
    Reach.LIVE: ("link-live", Tone.GOOD), Reach.STALE: ("link-stale", Tone.WARN), Reach.UNREACHABLE: ("link-lost", Tone.BAD),
    Reach.FORBIDDEN: ("link-forbidden", Tone.WARN), Reach.UNKNOWN: ("link-unknown", Tone.IDLE),
}
"""Each its own picture: colour alone tells nothing to many people."""
_ASKING = ("link-connecting", Tone.BUSY)


def look(state: LinkState) -> tuple[str, Tone]:
    """Picture and colour."""
    return _ASKING if state.asking and state.reach is Reach.UNKNOWN else LOOKS[state.reach]


def word(state: LinkState) -> str:
    """One or two words for the state."""
    if state.asking and state.reach is Reach.UNKNOWN:
        return tr("Link", "connecting…")
    return {
        Reach.LIVE: tr("Link", "live"), Reach.STALE: tr("Link", "stale"), Reach.UNREACHABLE: tr("Link", "unreachable"),
        Reach.FORBIDDEN: tr("Link", "forbidden"), Reach.UNKNOWN: tr("Link", "not connected"),
    }[state.reach]


def seen(state: LinkState, now: float) -> str:
    """`seen 3 h ago`, for what is not live; '' where nothing was seen."""
    age = ago(now, state.seen)
    return tr("Header", "seen {age}", age=age) if age and state.reach is not Reach.LIVE else ""


def words(state: LinkState, now: float) -> str:
    """State and age: `unreachable, seen 3 h ago`."""
    return ", ".join(part for part in (word(state), seen(state, now)) if part)


def why(state: LinkState) -> str:
    """The reason, '' where there is none to give."""
    if state.message is not None:
        return text(state.message)
    if state.reach is Reach.STALE:
        return tr("Link", "being asked") if state.asking else tr("Link", "Nobody has asked since then.")
    return ""
