"""The history of runs: what a run really changed, the same once more, and the words by which runs are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain.acts import acts_by_step
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import build_step_id
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import Event, RunState, State, StepKind, StepState
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import Workload, WorkloadKey

INTERRUPTED = "interrupted"
"""The state of a run without an end at which nobody is at work any more: its program died."""


def state_of(state: str, *, live: bool) -> str:
    """The state of a run for people and filters: a word of `runs.State`, or `INTERRUPTED`."""
    return INTERRUPTED if state == State.RUNNING.value and not live else state


def last_word(events: Iterable[Event]) -> float | None:
    """When a journal said something for the last time."""
    return max((event.at for event in events), default=None)


_DIED = {StepKind.BUILD: "interrupted.build", StepKind.ROLLOUT: "undo.interrupted", StepKind.JOB: "interrupted.job",
         StepKind.PAUSE: "interrupted.pause"}
"""What is said of a step that was under way. Only what was sent to a cluster goes on without the program."""


def interrupted(run: RunState, last: float | None = None) -> RunState:
    """A run whose program died, as its journal tells it: of what was under way the end is *unknown*. The run itself has no end yet.

    `last`: when its journal said something for the last time; nothing is known of such a step after that.
    """
    if run.state.ended:
        return run
    steps = {name: step if step.state is not State.RUNNING else replace(
        step, state=State.UNKNOWN, stage="", fraction=None, question=None, ended=last, message=Message.of(_DIED[step.kind]))
        for name, step in run.steps.items()}
    return replace(run, interrupted=True, steps=steps)


def as_ended(run: RunState, last: float | None = None) -> RunState:
    """The same as if it had ended when its journal said something for the last time (`last`; without it when a step began or ended): what
    was not begun then was never begun."""
    if run.state.ended:
        return run
    times = [at for step in run.steps.values() for at in (step.started, step.ended) if at is not None]
    last, steps = last if last is not None else max(times, default=run.started), {}
    for name, step in interrupted(run, last).steps.items():
        if step.state is State.PENDING:
            step = replace(step, state=State.CANCELLED, message=Message.of("executor.not_begun"))
        steps[name] = step
    return replace(run, state=State.UNKNOWN, steps=steps, ended=last)


def went_bad(run: RunState, step: StepState) -> bool:
    """Whether a step needs a look. What was stopped or left out is only a consequence; of what was under way when the program died
    nothing is known, and nothing failed."""
    return step.state in BAD and not (run.interrupted and step.state is State.UNKNOWN)


BAD = (State.FAILED, State.TIMED_OUT, State.UNKNOWN, State.SUPERSEDED)
"""States that need a look."""


# ---- finding -------------------------------------------------------------------------------------------------------


def wanted(words: str) -> tuple[str, ...]:
    """What somebody looks for: each of these must be found, in any order."""
    return tuple(words.casefold().split())


def plan_words(plan: Plan) -> str:
    """All by which a run of this plan is found: workloads, app maps, containers, images, tags, digests, builds, notes, links."""
    return "\n".join(_words(plan)).casefold()


def _words(plan: Plan) -> Iterator[str]:
    yield from (plan.title, plan.name, plan.notes, plan.description, plan.undoes, *plan.also_build, *plan.links)
    for _, key in plan.targets():
        yield f"{key.cluster}/{key.namespace}/{key.kind.value}/{key.name}"
    for step in plan.steps:
        yield step.note
        for row in step.rows:
            yield from (row.container, f"{row.repository}:{row.tag}", row.digest, row.build, row.expect, row.shown_from, row.restore)


def build_words(run: BuildRun) -> str:
    """All by which a run that made this image is found."""
    return "\n".join((run.tag, run.digest, run.commit, run.description)).casefold()


# ---- what a run changed --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContainerChange:
    """One container that a run changed: the exact image strings. `ran`: digests that its pods ran before, most pods first."""

    container: str
    before: str
    after: str
    ran: tuple[str, ...] = ()


def changes_of(events: Iterable[Event]) -> Mapping[str, tuple[ContainerChange, ...]]:
    """What a run changed, by id of step, as its journal tells it; a change that was refused is none, one whose answer was lost is."""
    return {step: tuple(ContainerChange(item.container, item.before, item.after, _digests(acts.running.get(item.container, ())))
                        for item in acts.written())
            for step, acts in acts_by_step(events, "patch").items() if acts.counts}


def _digests(images: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(image.rpartition("@")[2] for image in images))


# ---- once more -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Again:
    """The plan that deploys what a run had deployed. `tag_only`: rows of which only the tag is known, as (workload, container, tag)."""

    plan: Plan
    tag_only: tuple[tuple[str, str, str], ...] = ()

    def told(self) -> tuple[Message, ...]:
        """What is to be known before it is run."""
        return tuple(Message.of("history.tag_only", workload=workload, container=container, tag=tag)
                     for workload, container, tag in self.tag_only)


def again(plan: Plan, events: tuple[Event, ...], title: str, live: Mapping[WorkloadKey, Workload] | None = None) -> Again:
    """What a run deployed, by digest, in the same order and under the same policies; builds are not run and jobs not started again.

    `live`: workloads as they are known now; of others whatever is there is replaced.
    """
    changed, tag_only, steps = changes_of(events), [], []
    built = {name: acts.outcome.text("digest") for name, acts in acts_by_step(events, "build").items() if acts.outcome is not None}
    for step in plan.steps:
        rows, now = [], (live or {}).get(step.key)
        for item in changed.get(step.id, ()):
            row = next((row for row in step.rows if row.container == item.container), None)
            try:
                image = ImageRef.parse(item.after)
            except UserError:
                continue  # an undo had put back what nobody can read
            known = image.digest or (row.digest or built.get(build_step_id(row.build), "") if row is not None else "")
            if not known:
                tag_only.append((step.key.name, item.container, version_in(item.after)))
            container = now.container(item.container) if now is not None else None
            there = container.image if container is not None else ""
            rows.append(RowChange(
                item.container, Mode.TAG, image.repository, image.tag, known, expect=there, exact=bool(known),
                group=row.group if row is not None else RowChange("", Mode.TAG, "").group, shown_from=version_in(there) if there else ""))
        if rows:
            steps.append(WorkloadStep(
                step.key, tuple(rows), now.uid if now is not None else "", step.wave, step.after, step.on_failure, step.time_limit))
    names = {step.id for step in steps}
    kept = replace(plan, steps=tuple(steps)) if len(names) < len(plan.steps) else plan
    after = tuple(replace(step, after=tuple(word for word in step.after if _names(kept, word))) for step in steps)
    return Again(Plan(title, after, concurrency=plan.concurrency, on_failure=plan.on_failure, time_limit=plan.time_limit,
                      pauses=plan.pauses, links=plan.links, drift=plan.drift), tuple(tag_only))


def _names(plan: Plan, word: str) -> bool:
    """Whether a word of `after` means a step of a plan."""
    return any(step.key.name == word.rpartition("/")[2] for step in plan.steps)
