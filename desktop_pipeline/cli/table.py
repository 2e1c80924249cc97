"""The live table of a run: one line per step. Pure: a state becomes lines."""

from __future__ import annotations

from desktop_pipeline.cli.output import Output, harmless, padded, width
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState

_BAR = 12
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
    return "█" * full + "░" * (columns - full) + f" {fraction * 100:3.0f} %"


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


def lines(run: RunState, now: float, columns: int, rows: int, output: Output) -> list[str]:
    """The table in at most `rows` lines of at most `columns` columns. What does not fit is counted in a last line."""
    steps = list(run.steps.values())
    head = f"{run.title or run.id}  {_counted(run)}  {bar(run.fraction)}  {duration((run.ended or now) - (run.started or now))}"
    if run.stopping and not run.state.ended:
        head += "  stopping…"
    shown = steps
    room = max(1, rows - 1)
    if len(steps) > room:
        first = set(sorted(range(len(steps)), key=lambda index: (_ORDER.get(steps[index].state, 3), index))[: max(1, room - 1)])
        shown = [step for index, step in enumerate(steps) if index in first]
    names = min(max((width(name_of(step)) for step in shown), default=0), max(8, columns // 3))
    made = [output.paint(output.cut(harmless(head), columns), "bold")]
    made += [_line(step, names, columns, output) for step in shown]
    if len(shown) < len(steps):
        rest = len(steps) - len(shown)
        made.append(output.paint(output.cut(f"  … and {rest} more", columns), "dim"))
    return made


def _counted(run: RunState) -> str:
    ended = sum(step.state.ended for step in run.steps.values())
    bad = len(run.failed())
    return f"{ended} of {len(run.steps)}" + (f", {bad} not well" if bad else "")


def _line(step: StepState, names: int, columns: int, output: Output) -> str:
    stage = step.stage or step.state.value
    shown = bar(step.fraction) if step.state is State.RUNNING else " " * (_BAR + 6)
    plain = f"  {sign(step.state)} {padded(harmless(name_of(step)), names)}  {padded(stage, 11)}  "
    if columns >= names + _BAR + 40:
        plain += f"{shown}  "
    return output.paint(output.cut(plain + text_of(step), columns).rstrip(), colour(step.state))
