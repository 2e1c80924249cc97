"""Times in words, the same in the window and in a terminal: above all what is said of the time that runs and steps still take."""

from __future__ import annotations

import time

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.time_left import StepLeft, TimeLeft, rounded

_SOON = 5.0
"""Seconds below which nothing is counted any more."""


def clock_like(seconds: float) -> str:
    """`2:10` or `1:02:00`, as precise as such a time is worth."""
    minutes, rest = divmod(rounded(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def stamp(at: float) -> str:
    """A time in the zone of this computer, with its offset: a ticket is read elsewhere too."""
    return time.strftime("%Y-%m-%d %H:%M:%S %z", time.localtime(at))


def date_and_time(at: float | None) -> str:
    """Date and time by this computer's clock, the same width everywhere; '' for none."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)) if at is not None else ""


def hour(at: float) -> str:
    """The time of the day, `17:42`, by this computer's clock."""
    return time.strftime("%H:%M", time.localtime(at))


def of_run(left: TimeLeft, now: float) -> Message:
    """Of a whole run; `now` is an epoch time, the end is told by this computer's clock."""
    much = clock_like(left.seconds)
    if left.asks:
        return Message.of("left.asks", left=much) if left.seconds >= _SOON else Message.of("left.asks_only")
    if left.late:
        return Message.of("left.least", left=much) if left.seconds >= _SOON else Message.of("left.late")
    if not left.known:
        return Message.of("left.unknown")
    if left.seconds < _SOON:
        return Message.of("left.soon")
    return Message.of("left.about", left=much, at=hour(now + left.seconds))


def of_step(step: StepLeft, *, begun: bool) -> Message | None:
    """Of one step, in two words; None where nothing can be said that is worth anything: also of a step that may begin at any moment, and
    of one that has begun since its time was worked out."""
    if step.late:
        return Message.of("left.step_late")
    if not step.basis:
        return None
    if not begun:
        return Message.of("left.step_begins", left=clock_like(step.begins)) if step.begins >= _SOON else None
    return Message.of("left.step", left=clock_like(step.ends)) if step.begins == 0.0 else None
