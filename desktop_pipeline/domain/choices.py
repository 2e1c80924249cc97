"""What the user chose for a row, whether it can run, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_pipeline.domain.builds import Build, BuildRun, Versions
from desktop_pipeline.domain.drift import when_text
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, check_tag, full_name, same, same_repository, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Container, Kind, RowKey, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import Protection, Registry


class Mode(StrEnum):
    TAG = "tag"
    APPOINTED = "appointed"
    LATEST = "latest"
    BUILD = "build"


class Stage(StrEnum):
    BUILD = "build"
    DEPLOY = "deploy"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen for one row. `tag` serves the modes TAG and APPOINTED; `made_at` is an epoch time; `kept` = from an earlier start.

    `seen` is the image that the pod template named when it was chosen. `digest`: exactly this image is wanted, as when it was taken from
    another app map; a tag that names another one by now is refused. '' = what the tag names. `uid` is that of the workload it was chosen
    on; '' = not known.
    """

    mode: Mode
    tag: str = ""
    execute: bool = False
    made_at: float | None = None
    kept: bool = False
    seen: str = ""
    digest: str = ""
    uid: str = ""


def moment(at: float) -> float:
    """An epoch time to the millisecond: so it can be written as a date, in a plan file for example, and read back as the same."""
    return round(at, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """All that is known of one container: facts for the choice. `build` is None for a common image."""

    workload: Workload
    container: Container
    versions: Versions
    build: Build | None = None
    registry: Registry | None = None
    build_problem: Message | None = None
    """Why the build of this row cannot run now."""

    @property
    def key(self) -> RowKey:
        return RowKey(self.workload.key, self.container.name)

    @property
    def image(self) -> ImageRef | None:
        """The image of the pod template; None when it cannot be parsed."""
        try:
            return ImageRef.parse(self.container.image)
        except UserError:
            return None


@dataclass(frozen=True, slots=True)
class Deployed:
    """The deployed version of a row. `lies`: a tag stands beside a digest that is known to be another's (`latest` may move on)."""

    text: str
    reference: ImageRef | None
    lies: bool = False


def deployed(row: Row) -> Deployed:
    """Deployed version: the digest looked up in runs and registry facts; else the tag; else the short digest.

    A tag that is known to name another digest is not shown.
    """
    image, versions = row.image, row.versions
    if image is None:
        return Deployed(row.container.image, None)
    tag, digest = image.tag, image.digest
    if not digest:
        tag = tag or LATEST
        return Deployed(tag, image.with_tag(tag, "" if tag == LATEST else versions.digest_of(tag)))
    claimed = versions.digest_of(tag)
    if claimed == digest and tag != LATEST:
        return Deployed(tag, image)
    found = versions.tag_of(digest) or ("" if claimed else tag)
    lies = tag not in ("", LATEST, found) and bool(claimed or versions.run_tag_of(digest))
    return Deployed(found or short_digest(digest), image.with_tag(found, digest), lies)


def start_choice(row: Row) -> Choice:
    """What a row shows before anything is chosen; it is never ready."""
    if row.build is None:
        return Choice(Mode.TAG)
    now = deployed(row)
    return Choice(Mode.APPOINTED, now.text if row.versions.by_tag(now.text) else "")


def chosen_run(row: Row, choice: Choice) -> BuildRun | None:
    """The build run that Appointed or Latest names, if its image exists."""
    if choice.mode is Mode.LATEST:
        return row.versions.newest()
    if choice.mode is Mode.APPOINTED:
        return next((run for run in row.versions.images() if run.tag == choice.tag), None)
    return None


def wanted(row: Row, choice: Choice) -> ImageRef | None:
    """The image a choice asks for, with its digest where facts know it; None for a build and for what cannot be told."""
    image = row.image
    if image is None:
        return None
    if choice.mode is Mode.TAG:
        return image.with_tag(choice.tag, choice.digest or row.versions.digest_of(choice.tag)) if choice.tag else None
    run = chosen_run(row, choice)
    return image.with_tag(run.tag, choice.digest or row.versions.digest_of(run.tag)) if run else None


def why_not(row: Row, choice: Choice) -> Message | None:
    """Why this row is not ready; None when it is."""
    if row.workload.key.kind is Kind.JOB:
        return Message.of("choice.job")
    if row.image is None:
        return Message.of("choice.bad_image", image=row.container.image)
    return _other_repository(row, choice) or _mode_why_not(row, choice)


def _mode_why_not(row: Row, choice: Choice) -> Message | None:
    if choice.mode is Mode.BUILD:
        if row.build is None:
            return Message.of("choice.no_build")
        return row.build_problem if choice.execute else Message.of("choice.not_ticked")
    return _tag_why_not(row, choice) if choice.mode is Mode.TAG else _version_why_not(row, choice)


def _tag_why_not(row: Row, choice: Choice) -> Message | None:
    if not choice.tag:
        return Message.of("choice.no_tag")
    try:
        check_tag(choice.tag)
    except UserError as error:
        return error.message
    if choice.tag == LATEST and not choice.digest:
        return None
    return _moved(row, choice) or _unless_same(row, choice)


def _version_why_not(row: Row, choice: Choice) -> Message | None:
    if row.build is None:
        return Message.of("choice.no_build")
    if chosen_run(row, choice) is not None:
        return _moved(row, choice) or _unless_same(row, choice)
    if choice.mode is Mode.LATEST:
        return Message.of("choice.no_versions" if row.versions.complete else "choice.newest_unknown")
    if not choice.tag:
        return Message.of("choice.no_version")
    return Message.of("choice.version_gone" if row.versions.complete else "choice.version_unknown", tag=choice.tag)


def _other_repository(row: Row, choice: Choice) -> Message | None:
    """A tag of one repository means nothing in another, even where it has one of that name; so with the newest of it and its build."""
    chosen = choice.execute if choice.mode is Mode.BUILD else bool(choice.tag) or choice.mode is Mode.LATEST
    if not choice.seen or not chosen or row.image is None:
        return None
    try:
        before = ImageRef.parse(choice.seen).repository
    except UserError:
        return None
    now, push_name = row.image.repository, row.registry.push_name if row.registry is not None else full_name
    if before == now or same_repository(push_name(before), push_name(now)):
        return None
    return Message.of("choice.other_repository", before=before, now=now)


def made_anew(row: Row, choice: Choice) -> bool:
    """Whether the workload was deleted and made anew since this was chosen: another object has its name."""
    return bool(choice.uid) and choice.uid != row.workload.uid


def other_image(row: Row, choice: Choice) -> bool:
    """Whether another image is there than when this was chosen."""
    return choice.seen not in ("", row.container.image)


def changed_since(row: Row, choice: Choice) -> bool:
    """Whether what is there is not what this was chosen on: another image, or another workload."""
    return other_image(row, choice) or made_anew(row, choice)


def doubt(row: Row, choice: Choice) -> Message | None:
    """What speaks against a choice that is ready: a tag that the whole list of the registry, as it was seen last, does not have.

    It may have been pushed since, so the row stays ready, and pre-flight asks. None where nothing is known against it.
    """
    facts = row.versions
    if choice.mode is not Mode.TAG or choice.tag in facts.tags or why_not(row, choice) is not None:
        return None
    if facts.complete:
        return Message.of("choice.no_such_tag", tag=choice.tag)
    return Message.of("choice.not_listed", tag=choice.tag, when=when_text(facts.seen)) if facts.whole else None


def _moved(row: Row, choice: Choice) -> Message | None:
    now = row.versions.digest_of(choice.tag)
    if not choice.digest or not now or now == choice.digest:
        return None
    return Message.of("choice.tag_moved", tag=choice.tag, wanted=short_digest(choice.digest), found=short_digest(now))


def _unless_same(row: Row, choice: Choice) -> Message | None:
    now, want = deployed(row), wanted(row, choice)
    is_same = want is not None and now.reference is not None and same(now.reference, want)
    return Message.of("choice.same", version=now.text) if is_same else None


def stages(row: Row, choice: Choice) -> frozenset[Stage]:
    """Which stages will run: the marked chips. None are marked while the row is not ready."""
    if why_not(row, choice) is not None:
        return frozenset()
    return frozenset(Stage) if choice.mode is Mode.BUILD else frozenset({Stage.DEPLOY})


def reachable_by_start(row: Row, choice: Choice) -> bool:
    """Whether a choice is just the start value, so that it need not be kept."""
    start = start_choice(row)
    return (choice.mode, choice.tag, choice.execute, choice.digest) == (start.mode, start.tag, start.execute, "")


def run_why_not(
    rows: Iterable[Row],
    choices: Mapping[RowKey, Choice],
    protection: Protection = Protection.OPEN,
    active: frozenset[WorkloadKey] = frozenset(),
) -> Message | None:
    """Why Run of one workload, given by all its rows, is off; None when it is on. `active`: workloads on which a run of ours is at work."""
    rows = tuple(rows)
    if not rows:
        return Message.of("run.no_rows")
    workload = rows[0].workload
    if protection is Protection.READ_ONLY:
        return Message.of("run.read_only")
    if workload.key in active:
        return Message.of("run.active")
    if workload.deleting:
        return Message.of("run.deleting")
    reasons = [why_not(row, choices.get(row.key) or start_choice(row)) for row in rows]
    if None in reasons:
        return None
    return reasons[0] if len(set(reasons)) == 1 else Message.of("run.nothing_ready")
