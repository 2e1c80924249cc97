"""The marks of a row: what must be looked at before it runs, and how marks and the container's name share one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_pipeline.domain.choices import Choice, Row, doubt, made_anew, other_image, why_not
from desktop_pipeline.ui.texts import ago, text, tr

ICON_WIDTH = 24
"""A mark without its words."""
SOME_WORDS = 64
"""Words are cut no shorter than to this; else the icon says more."""
MARK_GAP = 6
ROUNDING = 4
"""A text is cut by fractions of a pixel, and its width is told in whole ones."""


@dataclass(frozen=True, slots=True)
class RowMark:
    """Two or three words, their sign, and all that is to be said."""

    words: str = ""
    icon: str = "clock"
    sentence: str = ""


def row_mark(row: Row, choice: Choice, now: float) -> RowMark:
    """What of a choice is to be looked at: the gravest thing as words, everything in the sentence."""
    found = [mark for mark in (_changed(row, choice), _blocked(row, choice), _doubtful(row, choice, now), _kept(choice)) if mark.words]
    if not found:
        return RowMark()
    return RowMark(found[0].words, found[0].icon, "\n".join(mark.sentence for mark in found))


def _changed(row: Row, choice: Choice) -> RowMark:
    parts = []
    if made_anew(row, choice):
        parts.append(tr("Grid", "The workload was deleted and made anew since this was chosen."))
    if other_image(row, choice):
        parts.append(tr("Grid", "When it was chosen, {image} was deployed here. Somebody changed it since.", image=choice.seen))
    return RowMark(tr("Grid", "changed since chosen"), "clock", "\n".join(parts)) if parts else RowMark()


def _blocked(row: Row, choice: Choice) -> RowMark:
    """It was chosen, and falls out of the batch."""
    why = why_not(row, choice)
    words = {"choice.tag_moved": tr("Grid", "tag moved"), "choice.version_gone": tr("Grid", "version gone"),
             "choice.other_repository": tr("Grid", "other repository")}.get(why.code, "") if why is not None else ""
    return RowMark(words, "warning", text(why)) if why is not None and words else RowMark()


def _doubtful(row: Row, choice: Choice, now: float) -> RowMark:
    found = doubt(row, choice)
    if found is None:
        return RowMark()
    words = tr("Grid", "no such tag")
    if not row.versions.complete:
        words = tr("Grid", "not in the list of {age}", age=ago(now, row.versions.seen))
    return RowMark(words, "warning", text(found))


def _kept(choice: Choice) -> RowMark:
    if not choice.kept:
        return RowMark()
    return RowMark(tr("Grid", "from an earlier start"), "clock", tr("Grid", "The choice is from an earlier start and must be confirmed."))


def mark_widths(room: int, name: int, full: Sequence[int]) -> list[int]:
    """How wide marks may be, in pixels, on a line of `room` with a name of width `name`, when they would like to be `full`. The last one is
    the one to be looked at: the others lose their words first, and only when all are icons the name is cut."""
    widths, left = list(full), room - name - MARK_GAP * len(full)
    for number in range(len(widths)):
        over = sum(widths) - left
        if over <= 0:
            break
        cut = widths[number] - over
        last = number == len(widths) - 1
        widths[number] = min(widths[number], cut if last and cut >= SOME_WORDS else ICON_WIDTH)
    return widths
