"""What each cell of the grid shows: plain values made from facts and choices, painted by the delegate, read by screen readers and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.choices import Choice, Mode, Row, Stage, deployed, doubt, stages, why_not
from desktop_pipeline.domain.images import LATEST
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import StepState
from desktop_pipeline.domain.workloads import Group, Kind, Phase, Workload, rollout_status, status
from desktop_pipeline.ui.pipeline.offers import Offer
from desktop_pipeline.ui.pipeline.row_marks import row_mark
from desktop_pipeline.ui.texts import ago, state_word, status_word, text, tr
from desktop_pipeline.ui.theme import KIND_ICONS, STATE_LOOKS, STATUS_LOOKS, Tone


class Column(IntEnum):
    """Columns of the model. In the view MODE and CONTROL stand one below the other."""

    IMAGE = 0
    BUILD = 1
    DEPLOY = 2
    MODE = 3
    CONTROL = 4


RUN, OFFER = Column.MODE, Column.CONTROL
"""In the header of a workload these columns are the Run button, and the button left of it: Undo or Run now."""


class Control(StrEnum):
    """What the second control of a row is."""

    TAG = "tag"
    VERSIONS = "versions"
    NEWEST = "newest"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Cell:
    """What all cells have: text for people and for screen readers, and why it is off when it is."""

    text: str = ""
    tip: str = ""
    enabled: bool = True
    accessible: str = ""
    """What a screen reader says for the cell; '' = the text."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class HeaderCell(Cell):
    icon: str = ""
    badge: str = ""
    tone: Tone = Tone.IDLE
    badge_icon: str = ""
    counts: str = ""
    note: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class RunCell(Cell):
    pass


@dataclass(frozen=True, slots=True)
class OfferCell(Cell):
    offer: Offer = Offer.UNDO


@dataclass(frozen=True, slots=True)
class ImageCell(Cell):
    container: str = ""
    group: str = ""
    link: bool = False
    kept: str = ""
    """What must be looked at, in two or three words."""
    mark: str = "clock"
    """The sign of `kept`."""
    exact: str = ""
    """The word for a choice that holds to a digest."""
    held: str = ""
    """The word for a row that a held plan will change, beside something else that must be looked at."""

    def marks(self) -> tuple[tuple[str, Tone, str], ...]:
        """Words, tone and sign of what stands before the container's name; the last is the one to be looked at."""
        found = ((self.group, Tone.IDLE, "init"), (self.exact, Tone.IDLE, "lock"), (self.held, Tone.WARN, "pause"),
                 (self.kept, Tone.WARN, self.mark))
        return tuple(item for item in found if item[0])


@dataclass(frozen=True, slots=True)
class StageCell(Cell):
    stage: Stage = Stage.DEPLOY
    marked: bool = False
    link: bool = False
    state: str = ""
    tone: Tone = Tone.IDLE
    icon: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ModeCell(Cell):
    mode: Mode = Mode.TAG


@dataclass(frozen=True, slots=True)
class ControlCell(Cell):
    control: Control = Control.TAG
    placeholder: str = ""
    ticked: bool = False
    changed: bool = False
    ready: bool = False


EMPTY = Cell(enabled=False)


def mode_word(mode: Mode) -> str:
    return {
        Mode.TAG: tr("Grid", "Image Tag"), Mode.APPOINTED: tr("Grid", "Appointed"), Mode.LATEST: tr("Grid", "Latest"),
        Mode.BUILD: tr("Grid", "Build & Deployment"),
    }[mode]


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


# ---- header of a workload ----------------------------------------------------------------------------------------------------------------


def header_cell(workload: Workload, step: StepState | None, age: str = "") -> HeaderCell:
    """Kind, name, badge and how many pods are there. `age`: what is not live says when it was so, and has no colour of its own."""
    kind, now = workload.key.kind, status(workload)
    tone, icon = STATUS_LOOKS[now]
    rollout = rollout_status(workload)
    counts = ""
    if kind in (Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET):
        counts = f"{workload.available}/{workload.replicas}"
    elif workload.active_jobs:
        counts = tr("Grid", "{n} active", n=workload.active_jobs)
    note = text(rollout.message) if rollout.phase in (Phase.WAIT, Phase.FAILED, Phase.PAUSED, Phase.MANUAL) else ""
    busy = step is not None and not step.state.ended
    if step is not None and busy:
        note = text(step.message) if step.message else state_word(step.state)
    word = status_word(now)
    said = tr("Grid", "{kind} {name}, {status} {counts}", kind=kind.value, name=workload.key.name, status=word, counts=counts).strip()
    changed_by = tr("Grid", "Last changed with {tool}", tool=workload.changed_by) if workload.changed_by else ""
    managed = tr("Grid", "Managed by {tool}: it may undo what is changed here", tool=workload.managed_by) if workload.managed_by else ""
    old = tr("Grid", "Not live: {age}", age=age) if age else ""
    if age and not busy:
        tone, icon, note = Tone.IDLE, "link-stale", " · ".join(part for part in (age, note) if part)
    tip = lines(f"{kind.value} {workload.key.name}", f"{word} {counts}", old, text(rollout.message), changed_by, managed)
    return HeaderCell(text=workload.key.name, tip=tip, accessible=said, description=note, icon=KIND_ICONS[kind], badge=word, tone=tone,
                      badge_icon=icon, counts=counts, note=note, busy=busy)


def run_cell(workload: Workload, why: Message | None) -> RunCell:
    reason = text(why) if why else ""
    name = tr("Grid", "Run {name}", name=workload.key.name)
    return RunCell(text=tr("Grid", "Run"), tip=reason or tr("Grid", "Run what is chosen for {name} (Ctrl+Enter)", name=workload.key.name),
                   enabled=why is None, accessible=name, description=reason)


def offer_cell(workload: Workload, offer: Offer | None) -> Cell:
    """The button left of Run; nothing where nothing is offered."""
    name = workload.key.name
    if offer is Offer.UNDO:
        tip = tr("Grid", "Put back what {name} ran before the last run (Ctrl+U)", name=name)
        return OfferCell(text=tr("Grid", "Undo"), tip=tip, accessible=tr("Grid", "Undo the last run of {name}", name=name), offer=offer)
    if offer is Offer.RUN_NOW:
        tip = tr("Grid", "Start a job of {name} now, beside its schedule (Ctrl+J)", name=name)
        return OfferCell(text=tr("Grid", "Run now"), tip=tip, accessible=tr("Grid", "Start a job of {name} now", name=name), offer=offer)
    return EMPTY


# ---- cells of a row ----------------------------------------------------------------------------------------------------------------------


def image_cell(row: Row, choice: Choice, held: str = "", now: float = 0.0) -> ImageCell:
    """`held`: the title of a held plan that will change this row, too."""
    container, image = row.container, row.image
    name = image.repository if image is not None else container.image
    group = tr("Grid", "sidecar") if container.sidecar else tr("Grid", "init") if container.group is Group.INIT else ""
    build = tr("Grid", "Made by the build “{build}”. Click to edit it.", build=row.build.title or row.build.name) if row.build else ""
    problem = tr("Grid", "This build cannot run: {why}", why=text(row.build_problem)) if row.build_problem else ""
    mark = row_mark(row, choice, now)
    waits = tr("Grid", "The held plan “{title}” changes this container once it starts.", title=held) if held else ""
    word = tr("Grid", "held") if held else ""
    exact = tr("Grid", "exact") if choice.digest else ""
    exactly = tr("Grid", "Exactly this image: {digest}", digest=choice.digest) if choice.digest else ""
    return ImageCell(
        text=name, tip=lines(container.image, build, problem, mark.sentence, waits, exactly),
        accessible=tr("Grid", "Container {container}, image {image}", container=container.name, image=name),
        description=lines(build, problem, mark.sentence, waits, exactly), container=container.name, group=group, link=row.build is not None,
        kept=mark.words or word, exact=exact, mark=mark.icon if mark.words else "pause", held=word if mark.words else "")


def _outcome(run: BuildRun) -> tuple[str, Tone, str]:
    return {
        RunOutcome.RUNNING: (tr("State", "Running"), Tone.BUSY, "rollout"), RunOutcome.DONE: (tr("State", "Done"), Tone.GOOD, "check"),
        RunOutcome.FAILED: (tr("State", "Failed"), Tone.BAD, "cross"),
        RunOutcome.CANCELLED: (tr("State", "Cancelled"), Tone.IDLE, "stop"),
        RunOutcome.INTERRUPTED: (tr("State", "Interrupted"), Tone.WARN, "warning"),
    }[run.outcome]


def build_cell(row: Row, choice: Choice, now: float) -> Cell:
    """The newest run of the row's build, whatever its outcome; nothing for a common image."""
    if row.build is None:
        return EMPTY
    marked = Stage.BUILD in stages(row, choice)
    run = row.versions.newest_run()
    plan = tr("Grid", "will run") if marked else ""
    if run is None:
        words = tr("Grid", "no run yet") if row.versions.complete else tr("Grid", "not known")
        said = tr("Grid", "Build: {state}", state=words)
        return StageCell(text=words, stage=Stage.BUILD, marked=marked, accessible=said, description=plan)
    word, tone, icon = _outcome(run)
    when = ago(now, run.ended or run.started)
    tip = lines(run.tag, f"{word} {when}".strip(), run.description, tr("Grid", "by {name}", name=run.by) if run.by else "",
                tr("Grid", "Click to see its log."))
    said = tr("Grid", "Build: newest run {tag}, {state}", tag=run.tag, state=word)
    return StageCell(text=run.tag, tip=tip, stage=Stage.BUILD, marked=marked, link=True, state=word, tone=tone, icon=icon, accessible=said,
                     description=lines(plan, when))


def deploy_state(workload: Workload, step: StepState | None) -> tuple[str, Tone, str, str]:
    """State of the last deployment: of the run that is at work or made the present template, else what the cluster says.

    Word, tone, icon, and a sentence.
    """
    if step is not None:
        tone, icon = STATE_LOOKS[step.state]
        return state_word(step.state), tone, icon, text(step.message) if step.message else ""
    rollout = rollout_status(workload)
    words = text(rollout.message)
    found = {
        Phase.DONE: (tr("State", "Done"), Tone.GOOD, "check"), Phase.NONE: (tr("State", "Done"), Tone.IDLE, "check"),
        Phase.WAIT: (tr("State", "Rolling out"), Tone.BUSY, "rollout"), Phase.FAILED: (tr("State", "Failed"), Tone.BAD, "cross"),
        Phase.PAUSED: (tr("State", "Paused"), Tone.WARN, "pause"), Phase.MANUAL: (tr("State", "Waits for deletion"), Tone.WARN, "clock"),
    }[rollout.phase]
    return (*found, words)


def deploy_cell(row: Row, choice: Choice, step: StepState | None, *, aged: bool = False) -> StageCell:
    """The deployed version; `aged`: that was so when it was last seen."""
    present = deployed(row)
    marked = Stage.DEPLOY in stages(row, choice)
    word, tone, icon, sentence = deploy_state(row.workload, step)
    if aged and step is None:
        tone = Tone.IDLE
    image = row.image
    digest = image.digest if image is not None else ""
    warning = ""
    if present.lies and image is not None:
        warning = tr("Grid", "The tag “{tag}” is not what runs: the digest beside it is that of {version}. The digest counts.",
                     tag=image.tag, version=present.text)
    said = tr("Grid", "Deployed {version}, {state}", version=present.text, state=word)
    return StageCell(
        text=present.text, tip=lines(tr("Grid", "Deployed: {version}", version=present.text), digest, word, sentence, warning),
        stage=Stage.DEPLOY, marked=marked, state=word, tone=tone, icon=icon, warning=warning, accessible=said,
        description=lines(tr("Grid", "will run") if marked else "", warning))


def _read_only(row: Row) -> str:
    return text(Message.of("choice.job")) if row.workload.key.kind is Kind.JOB else ""


def mode_cell(row: Row, choice: Choice) -> Cell:
    if row.build is None:
        return EMPTY
    off = _read_only(row)
    word = mode_word(choice.mode)
    return ModeCell(text=word, tip=off or tr("Grid", "How the version to deploy is chosen"), enabled=not off, mode=choice.mode,
                    accessible=tr("Grid", "Mode of {container}: {mode}", container=row.container.name, mode=word), description=off)


def control_cell(row: Row, choice: Choice, start: Choice) -> ControlCell:
    """The control below the mode: versions, the newest as text, Execute; for a common image its tag."""
    off = _read_only(row)
    reason = why_not(row, choice)
    said_against = reason or doubt(row, choice)
    why = text(said_against) if said_against else ""
    changed = choice.tag != start.tag
    name, ready = row.container.name, reason is None
    exactly = tr("Grid", "Exactly this image: {digest}", digest=choice.digest) if choice.digest else ""
    if choice.mode is Mode.BUILD:
        said = tr("Grid", "Execute, ticked") if choice.execute else tr("Grid", "Execute, not ticked")
        return ControlCell(text=tr("Grid", "Execute"), tip=why or tr("Grid", "A new image is built and deployed"), enabled=not off,
                           control=Control.TICK, ticked=choice.execute, accessible=f"{name}: {said}", description=why, ready=ready)
    if choice.mode is Mode.LATEST:
        newest = row.versions.newest()
        shown = newest.tag if newest else tr("Grid", "not known")
        said = tr("Grid", "Newest version of {container}: {tag}", container=name, tag=shown)
        return ControlCell(text=shown, tip=lines(shown, why), control=Control.NEWEST, enabled=not off and newest is not None,
                           accessible=said, description=why, ready=ready)
    if choice.mode is Mode.APPOINTED:
        hint = tr("Grid", "Pick a version")
        said = tr("Grid", "Version of {container}: {tag}", container=name, tag=choice.tag or tr("Grid", "none"))
        return ControlCell(text=choice.tag, tip=lines(choice.tag, why, exactly), enabled=not off, control=Control.VERSIONS,
                           placeholder=hint, changed=changed, accessible=said, description=why, ready=ready)
    hint = tr("Grid", "Image Tag")
    fetch = tr("Grid", "“latest” is fetched again and the pods are restarted") if choice.tag == LATEST else ""
    said = tr("Grid", "Image Tag of {container}: {tag}", container=name, tag=choice.tag or tr("Grid", "empty"))
    return ControlCell(text=choice.tag, tip=off or lines(choice.tag, why, exactly or fetch), enabled=not off, control=Control.TAG,
                       placeholder=hint, changed=changed, accessible=said, description=off or why, ready=ready)


def row_cells(
    row: Row, choice: Choice, start: Choice, step: StepState | None, now: float, *, aged: bool = False, held: str = ""
) -> tuple[Cell, ...]:
    """All cells of a row, by `Column`. `held`: as in `image_cell`."""
    return (image_cell(row, choice, held, now), build_cell(row, choice, now), deploy_cell(row, choice, step, aged=aged),
            mode_cell(row, choice), control_cell(row, choice, start))


def header_cells(
    workload: Workload, step: StepState | None, why: Message | None, offer: Offer | None = None, age: str = ""
) -> tuple[Cell, ...]:
    """All cells of a workload's header, by `Column`."""
    return (header_cell(workload, step, age), EMPTY, EMPTY, run_cell(workload, why), offer_cell(workload, offer))
