"""Runs: events, and the state they add up to. The journal keeps the events; whoever shows a run folds them with `reduce`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.messages import Message


class StepKind(StrEnum):
    BUILD = "build"
    ROLLOUT = "rollout"
    JOB = "job"
    """A job of a CronJob, started once."""
    PAUSE = "pause"
    """A person is asked whether to go on."""


class State(StrEnum):
    """State of a step or of a whole run."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    NOT_STARTED = "not-started"
    """Changed, but nothing was started by it: zero replicas, suspended, paused, OnDelete, CronJob."""
    FAILED = "failed"
    SUPERSEDED = "superseded"
    TIMED_OUT = "timed-out"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"

    @property
    def ended(self) -> bool:
        return self not in (State.PENDING, State.RUNNING)

    @property
    def good(self) -> bool:
        return self in (State.DONE, State.NOT_STARTED)


class What(StrEnum):
    """Kinds of event."""

    RUN_STARTED = "run-started"
    RUN_RESUMED = "run-resumed"
    """It goes on in another program, after the one that began it died."""
    STEP_DEFINED = "step-defined"
    INTENT = "intent"
    OUTCOME = "outcome"
    PROGRESS = "progress"
    """Never journalled: what is only of the moment."""
    QUESTION = "question"
    """A step waits for a person."""
    ANSWER = "answer"
    STEP_ENDED = "step-ended"
    STOP_ASKED = "stop-asked"
    RUN_ENDED = "run-ended"


Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run. `at` is an epoch time; `data` holds plain values only."""

    what: What
    at: float
    step: str = ""
    data: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return str(self.data.get(name) or "")


def started(at: float, title: str, by: str, plan: str) -> Event:
    """A run begins; `plan` is the plan as text, so the journal can do it again."""
    return Event(What.RUN_STARTED, at, data={"title": title, "by": by, "plan": plan})


def resumed(at: float, by: str) -> Event:
    """A run goes on after its program died; whoever asked it to stop before meant the time before."""
    return Event(What.RUN_RESUMED, at, data={"by": by})


def step_defined(at: float, step: str, kind: StepKind, title: str, **data: Value) -> Event:
    """A step of the run; a second definition of it changes nothing."""
    return Event(What.STEP_DEFINED, at, step, {"kind": kind.value, "title": title, **data})


def intent(at: float, step: str, act: str, **data: Value) -> Event:
    """Written before an act: `build`, `patch`, `delete-pod`, `job`, `watch`."""
    return Event(What.INTENT, at, step, {"act": act, **data})


def outcome(at: float, step: str, act: str, result: str, **data: Value) -> Event:
    """Written after an act. `result`: ok, failed, cancelled, unknown."""
    return Event(What.OUTCOME, at, step, {"act": act, "result": result, **data})


def progress(at: float, step: str, fraction: float | None, message: Message) -> Event:
    """`fraction` is 0..1, None when it cannot be told."""
    return Event(What.PROGRESS, at, step, {"fraction": fraction, **packed(message)})


def question(at: float, step: str, message: Message) -> Event:
    """A step waits until a person says yes or no."""
    return Event(What.QUESTION, at, step, packed(message))


def answer(at: float, step: str, message: Message, by: str, *, yes: bool, asked: bool = True) -> Event:
    """What was answered to `message`, and by whom. `asked` is False when it was said beforehand."""
    return Event(What.ANSWER, at, step, {"yes": yes, "by": by, "asked": asked, **packed(message)})


def step_ended(at: float, step: str, state: State, message: Message | None = None, **data: Value) -> Event:
    """The verdict on a step. Raises ValueError for a state that is no end."""
    _must_be_end(state)
    return Event(What.STEP_ENDED, at, step, {"state": state.value, **(packed(message) if message else {}), **data})


def stop_asked(at: float) -> Event:
    """Somebody wants the run to stop; a request in the journal, also from another process."""
    return Event(What.STOP_ASKED, at)


MOST = 0.99
"""The most that a step can have done which has no end yet."""


def percent(fraction: float) -> int:
    """A fraction for people: 100 only where all is done."""
    return 100 if fraction >= 1.0 else min(99, round(fraction * 100))


def _must_be_end(state: State) -> None:
    if not state.ended:
        raise ValueError(f"{state.value} is no end")


def run_ended(at: float, state: State) -> Event:
    """The verdict on a run. Raises ValueError for a state that is no end."""
    _must_be_end(state)
    return Event(What.RUN_ENDED, at, data={"state": state.value})


def packed(message: Message) -> dict[str, Value]:
    """A message as plain values of an event; `unpacked` is the way back."""
    return {"message": message.code, **{f"message.{name}": value for name, value in message.arguments}}


def unpacked(event: Event) -> Message | None:
    """The message an event carries, if any."""
    code = event.text("message")
    if not code:
        return None
    return Message.of(code, **{name.removeprefix("message."): value for name, value in event.data.items() if name.startswith("message.")})


@dataclass(frozen=True, slots=True)
class StepState:
    """One step as it stands. Times are epoch seconds; `data` collects what outcomes said (tag, number, digest, commit, log, …)."""

    id: str
    kind: StepKind
    title: str
    state: State = State.PENDING
    stage: str = ""
    fraction: float | None = None
    message: Message | None = None
    started: float | None = None
    ended: float | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    question: Message | None = None
    """What a person is asked; the step waits for it."""
    moved: float | None = None
    """When `fraction` became what it is."""


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as it stands."""

    id: str
    title: str = ""
    by: str = ""
    plan: str = ""
    state: State = State.PENDING
    stopping: bool = False
    interrupted: bool = False
    """Its program died in the middle of it; said by who looks at its lock, not by its events."""
    started: float | None = None
    ended: float | None = None
    steps: Mapping[str, StepState] = field(default_factory=dict)

    @property
    def fraction(self) -> float:
        """How much is done, 0..1, each step counting the same. What was under way when the program died is not over."""
        if not self.steps:
            return 1.0 if self.state.ended else 0.0
        return sum(1.0 if self._over(step) else (step.fraction or 0.0) for step in self.steps.values()) / len(self.steps)

    def _over(self, step: StepState) -> bool:
        return step.state.ended and not (self.interrupted and step.state is State.UNKNOWN)

    def begun(self) -> dict[str, StepState]:
        """Steps that do not wait any more."""
        return {name: step for name, step in self.steps.items() if step.state is not State.PENDING}

    def asking(self) -> tuple[StepState, ...]:
        """Steps that wait for a person."""
        return tuple(step for step in self.steps.values() if step.question is not None)

    def work(self) -> tuple[StepState, ...]:
        """All steps but pauses, which do nothing that could be done or go wrong: what is counted for people."""
        return tuple(step for step in self.steps.values() if step.kind is not StepKind.PAUSE)

    def failed(self) -> tuple[StepState, ...]:
        return tuple(step for step in self.steps.values() if step.state.ended and not step.state.good)


def reduce(run: RunState, event: Event) -> RunState:
    """The state after an event. An event for an unknown step, or one that comes after its step or run has ended, changes nothing.

    *Unknown* is settled later: the end of a step or run that is unknown may be told once more.
    """
    if event.what is What.RUN_STARTED:
        state = run.state if run.state.ended else State.RUNNING
        begun = run.started if run.started is not None else event.at
        return replace(run, title=event.text("title"), by=event.text("by"), plan=event.text("plan"), state=state, started=begun)
    if event.what is What.RUN_RESUMED:
        steps = {name: _anew(step) for name, step in run.steps.items()}
        return run if run.state.ended else replace(run, stopping=False, interrupted=False, steps=steps)
    if event.what is What.STOP_ASKED:
        return run if run.state.ended else replace(run, stopping=True)
    if event.what is What.RUN_ENDED:
        return run if _final(run.state) else replace(run, state=State(event.text("state")), ended=event.at)
    if event.what is What.STEP_DEFINED:
        if event.step in run.steps:
            return run
        step = StepState(event.step, StepKind(event.text("kind")), event.text("title"), data=dict(event.data))
        return replace(run, steps={**run.steps, event.step: step})
    known = run.steps.get(event.step)
    if known is None or _final(known.state) or (known.state.ended and event.what is not What.STEP_ENDED):
        return run
    return replace(run, steps={**run.steps, event.step: _step(known, event)})


def _anew(step: StepState) -> StepState:
    """A step that was begun and has no end: what it was at is not of now."""
    return step if step.state is not State.RUNNING else replace(
        step, started=None, fraction=None, moved=None, question=None, stage="", message=None)


def _final(state: State) -> bool:
    return state.ended and state is not State.UNKNOWN


def _step(step: StepState, event: Event) -> StepState:
    message = unpacked(event) or step.message
    if event.what is What.STEP_ENDED:
        return replace(step, state=State(event.text("state")), ended=event.at, fraction=None, moved=None, message=unpacked(event),
                       stage="", question=None, data={**step.data, **_plain(event)})
    begun = step.started if step.started is not None else event.at
    if event.what is What.PROGRESS:
        raw = event.data.get("fraction")
        fraction = min(MOST, max(0.0, float(raw))) if isinstance(raw, int | float) else None
        moved = step.moved if fraction == step.fraction else event.at
        return replace(step, state=State.RUNNING, started=begun, fraction=fraction, moved=moved, message=message)
    if event.what in (What.QUESTION, What.ANSWER):
        open_question = unpacked(event) if event.what is What.QUESTION else None
        return replace(step, state=State.RUNNING, started=begun, message=message, question=open_question)
    stage = event.text("act") if event.what is What.INTENT else step.stage
    return replace(step, state=State.RUNNING, started=begun, stage=stage, message=message, data={**step.data, **_plain(event)})


_FOR_UNDO = ("changes", "became", "running", "guard")
"""What a patch was made of: for an undo, which reads the events themselves; people are told by the definition of the step."""


def _plain(event: Event) -> dict[str, Value]:
    skipped = ("act", "result", "state", "message", *_FOR_UNDO) if event.what is not What.STEP_DEFINED else ("act",)
    return {name: value for name, value in event.data.items() if name not in skipped and not name.startswith("message.")}


def fold(run_id: str, events: Iterable[Event]) -> RunState:
    """The state of a run after all its events, in their order."""
    run = RunState(run_id)
    for event in events:
        run = reduce(run, event)
    return run


_VERDICTS = (
    (State.UNKNOWN, State.UNKNOWN),
    (State.FAILED, State.FAILED),
    (State.TIMED_OUT, State.FAILED),
    (State.CANCELLED, State.CANCELLED),
    (State.SUPERSEDED, State.SUPERSEDED),
    (State.SKIPPED, State.FAILED),
)
"""What the worst state of a step makes of the run, worst first."""


def verdict(steps: Iterable[StepState]) -> State:
    """The state of a run whose steps have all ended: the worst of theirs, cancelled before failed only when nothing failed.

    A run that changed workloads but rolled out none is *not started*, never *done*; one whose changes were superseded did not fail; one
    that was ended before it had told its steps is *cancelled*.
    """
    steps = tuple(steps)
    if not steps:
        return State.CANCELLED
    states = {step.state for step in steps}
    for worst, verdict_is in _VERDICTS:
        if worst in states:
            return verdict_is
    rollouts = {step.state for step in steps if step.kind is StepKind.ROLLOUT}
    return State.NOT_STARTED if rollouts == {State.NOT_STARTED} else State.DONE
