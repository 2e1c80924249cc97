"""Recovery: what became of the steps of a run whose program died, and what is left to be done of its plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop_pipeline.domain.acts import Acts
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.order import OnFailure, build_step_id, job_step_id, needs, policy_after
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep, made_images
from desktop_pipeline.domain.runs import Event, RunState, State
from desktop_pipeline.domain.workloads import Phase, Workload, rollout_status


class Fate(StrEnum):
    """What became of a step."""

    ENDED = "ended"
    """Its end is in the journal."""
    MADE = "made"
    """The change was made, the image pushed, the job started: it goes on from there."""
    AGAIN = "again"
    """Nothing of it had an effect: it is done as planned."""
    UNKNOWN = "unknown"
    """Nobody can tell: it ends as unknown."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one step. A rollout: `uid`, `generation`, `images` (container and what our change made of its image; of a change
    that was only intended, the image it expected) and `repairs`
    (pods that may be deleted). A build: `number` and `tag` it had, and, where it reached it, its image."""

    fate: Fate
    uid: str = ""
    generation: int = 0
    images: tuple[tuple[str, str], ...] = ()
    repairs: tuple[str, ...] = ()
    number: int = 0
    tag: str = ""
    digest: str = ""
    repository: str = ""
    commit: str = ""
    done: bool = False
    """It has also reached its end."""
    sent: bool = False
    """Of a change without effect so far: its request may have left, and may still arrive. Left out, it is not known to be undone."""


def of_rollout(acts: Acts, live: Workload | None, run_id: str, step: str, *, settled: bool = True) -> Found:
    """What became of a change. `settled`: it was made so long ago that a rollout which looks done is done.

    The annotation on the workload tells whether it is ours, whatever answer was lost; the guards of a patch make another try harmless where
    it is not.
    """
    if acts.intent is None:
        return Found(Fate.AGAIN)
    uid = acts.intent.text("uid")
    repairs = tuple(json.loads(acts.intent.text("repairs") or "[]"))
    changes = acts.written()
    generation = int(acts.outcome.data.get("generation") or 0) if acts.outcome is not None else 0
    if live is not None and live.uid == uid and (live.run, live.step) == (run_id, step):
        written = {change.container: change.after for change in changes}
        before = int(acts.intent.data.get("generation") or 0)
        images = tuple(written.items()) if acts.became else made_images(written, before, live)
        there = {container.name: container.image for container in live.containers}
        done = settled and rollout_status(live).phase is Phase.DONE and all(there.get(name) == image for name, image in images)
        return Found(Fate.MADE, uid, generation, images, repairs, done=done)
    if acts.result == "ok":
        return Found(Fate.MADE, uid, generation, tuple((change.container, change.after) for change in changes), repairs)
    return Found(Fate.AGAIN, uid, images=tuple((change.container, change.before) for change in changes), sent=acts.counts)


def of_build(acts: Acts, image: tuple[str, Mapping[str, str]] | None, ours: tuple[str, str], repository: str) -> Found:
    """What became of a build. `image`: digest and labels of what its tag names now; `ours`: the labels (name and value of one suffice)
    that only the image of this run has."""
    if acts.intent is None:
        return Found(Fate.AGAIN)
    number, tag = int(acts.intent.data.get("number") or 0), acts.intent.text("tag")
    if acts.result == "ok" and acts.outcome is not None:
        return built(acts.outcome)
    if image is not None and image[1].get(ours[0]) == ours[1]:
        return Found(Fate.MADE, number=number, tag=tag, digest=image[0], repository=repository,
                     commit=image[1].get("org.opencontainers.image.revision", ""), done=True)
    return Found(Fate.AGAIN, number=number, tag="" if image is not None else tag)  # a tag that somebody else has is not taken


def built(outcome: Event) -> Found:
    """The image that an outcome of a build tells of."""
    data = outcome.data
    return Found(Fate.MADE, number=int(data.get("number") or 0), tag=outcome.text("tag"), digest=outcome.text("digest"),
                 repository=outcome.text("repository"), commit=outcome.text("commit"), done=True)


def ended(build: Acts) -> Found:
    """What is known of a step whose end is in the journal: if it is a build that made an image, also this."""
    made = build.outcome if build.result == "ok" else None
    return replace(built(made), fate=Fate.ENDED) if made is not None else Found(Fate.ENDED)


def of_job(acts: Acts, *, there: bool, vanish: bool) -> Found:
    """What became of a job that was to be started. `there`: it is in the cluster; `vanish`: it may have ended and be gone."""
    if acts.intent is None or acts.result in ("failed", "cancelled"):
        return Found(Fate.AGAIN)
    if there:
        return Found(Fate.MADE)
    return Found(Fate.UNKNOWN) if acts.result == "ok" or vanish else Found(Fate.AGAIN, sent=True)


def halted(plan: Plan, state: RunState, found: Mapping[str, Found]) -> bool:
    """Whether nothing more may begin: a step has failed, or is going to end as unknown, after which the plan says so."""
    return any(policy_after(plan, name, end) is not OnFailure.CONTINUE for name, end in _ends(state, found).items())


def puts_back(plan: Plan, state: RunState, found: Mapping[str, Found]) -> bool:
    """Whether it is known already that what the run has changed is put back after its end: something failed, or ends as unknown."""
    return any(policy_after(plan, name, end) is OnFailure.UNDO for name, end in _ends(state, found).items())


def _ends(state: RunState, found: Mapping[str, Found]) -> dict[str, State]:
    """The ends of steps, as far as they are known."""
    return {**{name: State.UNKNOWN for name, item in found.items() if item.fate is Fate.UNKNOWN},
            **{name: step.state for name, step in state.steps.items() if step.state.ended}}


def rest_of(plan: Plan, state: RunState, found: Mapping[str, Found]) -> Plan:
    """What pre-flight has to look at before a run goes on: the steps that are still to be done, less those that will be left out: all of
    them after a failure that lets nothing more begin.

    A row whose image is built by now asks for exactly this image, and one that was resolved before for what it was resolved to.
    """
    need = needs(plan)
    bad = {name for name, step in state.steps.items() if step.state.ended and not step.state.good}
    bad |= {name for name, item in found.items() if item.fate is Fate.UNKNOWN}
    ahead, before = {name for name in need if found.get(name, Found(Fate.AGAIN)).fate is Fate.AGAIN} - bad, frozenset[str]()
    ahead = set() if halted(plan, state, found) else ahead
    while ahead != before:
        ahead, before = {name for name in ahead if not need[name].well & bad}, frozenset(ahead)
        bad |= before - ahead
    builds = tuple(name for name in plan.builds() if build_step_id(name) in ahead)
    jobs = tuple(key for key in plan.start_jobs if job_step_id(key) in ahead)
    pauses = tuple(pause for pause in plan.pauses if pause.id in ahead)
    steps = tuple(step for step in plan.steps if step.id in ahead)
    names = {step.id for step in steps}
    steps = tuple(
        replace(_as_resolved(step, state, found), after=tuple(sorted(need[step.id].well & names))) for step in steps)
    return replace(plan, steps=steps, start_jobs=jobs, also_build=builds, pauses=pauses)


def _as_resolved(step: WorkloadStep, state: RunState, found: Mapping[str, Found]) -> WorkloadStep:
    known = state.steps.get(step.id)
    pins = json.loads(str(known.data.get("pins") or "{}")) if known is not None else {}
    meant = found.get(step.id, Found(Fate.AGAIN))
    expected = dict(meant.images)
    rows = []
    for row in step.rows:
        image = found.get(build_step_id(row.build)) if row.build else None
        if image is not None and image.digest:
            row = replace(row, build="", mode=Mode.APPOINTED, tag=image.tag, digest=image.digest, exact=True)
        elif not row.build and not row.restore:
            row = replace(row, digest=row.digest or pins.get(row.container, ""))
        rows.append(replace(row, expect=row.expect or expected.get(row.container, "")))
    return replace(step, rows=tuple(rows), uid=step.uid or meant.uid)


def with_expectations(plan: Plan, rest: Plan) -> Plan:
    """The whole plan, with what pre-flight of its rest has let pass as expected."""
    known = {step.id: step for step in rest.steps}
    steps = []
    for step in plan.steps:
        now = known.get(step.id)
        if now is not None:
            expect = {row.container: row for row in now.rows}
            rows = tuple(_let_pass(row, expect[row.container]) for row in step.rows if row.container in expect)
            step = replace(step, uid=now.uid, rows=rows)
        steps.append(step)
    return replace(plan, steps=tuple(steps))


def _let_pass(row: RowChange, now: RowChange) -> RowChange:
    row = replace(row, expect=now.expect, seen=now.seen, anew=now.anew)
    return replace(row, restore=now.restore, tag=now.tag) if row.restore else row


def as_it_stands(state: RunState, found: Mapping[str, Found]) -> dict[str, State]:
    """The ends of the steps that have none, for a run that is not to go on."""
    ends = {}
    for name, step in state.steps.items():
        item = found.get(name, Found(Fate.AGAIN))
        if not step.state.ended:
            if item.fate is Fate.MADE:
                ends[name] = State.DONE if item.done else State.UNKNOWN
            else:
                ends[name] = State.UNKNOWN if item.fate is Fate.UNKNOWN or item.sent else State.CANCELLED
    return ends
