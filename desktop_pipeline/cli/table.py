"""The live table of a run: one line per step. Pure: a state becomes lines."""

from __future__ import annotations

from desktop_pipeline.cli.output import Output, cut, harmless, padded, width
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState, percent
from desktop_pipeline.domain.time_left import TimeLeft
from desktop_pipeline.services import time_words

_BAR = 12
_TITLE = 8
"""Columns that the title of a run keeps."""
_LEFT = 9
"""Columns of the time left of a step."""
_LOOK = {
    State.PENDING: ("·", "dim"), State.RUNNING: ("▸", "blue"), State.DONE: ("✓", "green"), State.NOT_STARTED: ("✓", "green"),
    State.FAILED: ("✗", "red"), State.TIMED_OUT: ("✗", "red"), State.UNKNOWN: ("?", "yellow"), State.SUPERSEDED: ("›", "yellow"),
    State.CANCELLED: ("–", "yellow"), State.SKIPPED: ("–", "yellow"),
}
_ORDER = {State.FAILED: 0, State.TIMED_OUT: 0, State.UNKNOWN: 0, State.RUNNING: 1, State.PENDING: 2}


def bar(fraction: float | None, columns: int = _BAR) -> str:
    """A bar and its percent; a dotted one while the fraction cannot be told."""
    if fraction is None:
        return "░" * columns + "      "
    full = int(fraction * columns)
    return "█" * full + "░" * (columns - full) + f" {percent(fraction):3} %"


def duration(seconds: float) -> str:
    """`0:07`, `12:30` or `1:02:03`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def name_of(step: StepState) -> str:
    """A step as people call it: `build web`, `lab/shop/web`."""
    if step.kind is StepKind.BUILD:
        return f"build {step.title}"
    if step.kind is StepKind.JOB:
        return f"job of {step.title}"
    if step.kind is StepKind.PAUSE:
        return f"pause {step.title}".rstrip()
    parts = step.id.split("/")
    return "/".join([*parts[:2], *parts[3:]]) if len(parts) == 4 else step.title


def word_of(state: State) -> str:
    """A state in words for people."""
    return {State.NOT_STARTED: "changed, nothing started", State.TIMED_OUT: "timed out"}.get(state, state.value)


def sign(state: State) -> str:
    return _LOOK[state][0]


def colour(state: State) -> str:
    return _LOOK[state][1]


def text_of(step: StepState) -> str:
    """What a step has to say, on one line."""
    return harmless(render(step.message)) if step.message else ""


def left_of(left: TimeLeft, now: float) -> str:
    """How long a run still takes, in words."""
    return render(time_words.of_run(left, now))


def _left_of_step(left: TimeLeft | None, step: StepState) -> str:
    found = left.steps.get(step.id) if left is not None and not step.state.ended else None
    if found is None:
        return ""
    words = time_words.of_step(found, begun=step.started is not None)
    return "overdue" if found.late else render(words) if words else ""


def lines(run: RunState, now: float, columns: int, rows: int, output: Output, left: TimeLeft | None = None) -> list[str]:
    """The table in at most `rows` lines of at most `columns` columns. What does not fit is counted in a last line. Bar
    and title give way to the time left: that is what one looks for."""
    steps = list(run.steps.values())
    took = duration((run.ended or now) - (run.started or now))
    if run.stopping and not run.state.ended:
        took += "  stopping…"
    elif left is not None:
        took += f"  {left_of(left, now)}"
    told = f"{counted(run)}  {bar(run.fraction)}  {took}"
    if width(told) > columns - _TITLE:
        told = f"{counted(run)}  {took}"
    title = harmless(run.title or run.id)
    head = f"{cut(title, max(_TITLE, columns - 2 - width(told)))}  {told}"
    shown = steps
    room = max(1, rows - 1)
    if len(steps) > room:
        first = set(sorted(range(len(steps)), key=lambda index: (_ORDER.get(steps[index].state, 3), index))[: max(1, room - 1)])
        shown = [step for index, step in enumerate(steps) if index in first]
    names = min(max((width(name_of(step)) for step in shown), default=0), max(8, columns // 3))
    made = [output.paint(output.cut(head, columns), "bold")]
    made += [_line(step, names, columns, output, _left_of_step(left, step)) for step in shown]
    if len(shown) < len(steps):
        rest = len(steps) - len(shown)
        made.append(output.paint(output.cut(f"  … and {rest} more", columns), "dim"))
    return made


def counted(run: RunState) -> str:
    """How many steps have ended, and how many of them not well."""
    steps = run.work()
    ended, bad = sum(step.state.ended for step in steps), sum(step.state.ended and not step.state.good for step in steps)
    return f"{ended} of {len(steps)}" + (f", {bad} not well" if bad else "")


def _line(step: StepState, names: int, columns: int, output: Output, left: str) -> str:
    stage = step.stage or step.state.value
    shown = bar(step.fraction) if step.state is State.RUNNING else " " * (_BAR + 6)
    plain = f"  {sign(step.state)} {padded(harmless(name_of(step)), names)}  {padded(stage, 11)}  "
    if columns >= names + _BAR + 40:
        plain += f"{shown}  "
    if left and columns >= names + _BAR + _LEFT + 42:
        plain += f"{padded(left, _LEFT)}  "
    return output.paint(output.cut(plain + text_of(step), columns).rstrip(), colour(step.state))
