"""Builds: stored recipes with ordered tasks, their runs, and the versions of images that a registry holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import (
    LATEST,
    ImageRef,
    build_tag,
    check_version,
    described_tag,
    parse_build_tag,
    same_repository,
    tag_key,
)
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import without_password
from desktop_pipeline.domain.task_rules import Problem, password_problems, task_problems
from desktop_pipeline.domain.tasks import (
    TASK_TYPES,
    BuildImage,
    CodeRepository,
    FileTransfer,
    RestCall,
    Script,
    Task,
    TaskKind,
    UserCommand,
)
from desktop_pipeline.domain.variables import SECRET, references, texts_of
from desktop_pipeline.domain.workspace import Workspace

__all__ = [
    "LABEL", "OPEN_CONTAINER", "TASK_TYPES", "Build", "BuildImage", "BuildRun", "CodeRepository", "FileTransfer", "Problem",
    "RestCall", "RunOutcome", "Script", "TagRule", "Task", "TaskKind", "TaskRun", "UserCommand", "Versions", "date_text", "labels_of",
    "merge_runs", "recipe_text", "run_from_labels", "runs_of_tasks", "tag_for", "tags_for", "validate",
]

LABEL = "io.desktop-pipeline."
"""Prefix of the labels written on every image we push."""
OPEN_CONTAINER = "org.opencontainers.image."


class TagRule(StrEnum):
    """How the tag of a run is made. Whatever the rule, the run's number is in the image's labels."""

    NUMBER = "number"
    """`1.4.0.B000007`"""
    DATE = "date"
    """`1.4.0.20261231-235959`, UTC"""
    SEQUENCE = "sequence"
    """`1.4.0.7`"""
    DESCRIBE = "describe"
    """`git describe --tags --always` of the commit of the first *Code repository* task: `v1.4.0-3-gabc1234`"""


DESCRIBED_WITH = frozenset({"VERSION", "IMAGE", "DATE", "RUN"})
"""Variables that have a value before the tag is made: what address and branch of the described repository may name."""


@dataclass(frozen=True, slots=True)
class Build:
    """A recipe that yields one image repository. `name` is its id: the name of its file."""

    name: str
    registry: str
    image: str
    version: str
    title: str = ""
    description: str = ""
    engine: str = ""
    tasks: tuple[Task, ...] = ()
    tag_rule: TagRule = TagRule.NUMBER

    def image_task(self) -> BuildImage | None:
        """The enabled *Build image* task, if there is one."""
        return next((task for task in self.tasks if isinstance(task, BuildImage) and task.enabled), None)

    def described_task(self) -> tuple[int, CodeRepository] | None:
        """The task whose commit `TagRule.DESCRIBE` describes, with its place among the enabled tasks, from 0."""
        enabled = enumerate(task for task in self.tasks if task.enabled)
        return next(((index, task) for index, task in enabled if isinstance(task, CodeRepository)), None)

    def repository(self, workspace: Workspace) -> str:
        """The repository under its full push name. Raises UserError `build.unknown_registry`."""
        registry = workspace.registry(self.registry)
        if registry is None:
            raise UserError("build.unknown_registry", build=self.name, registry=self.registry)
        return registry.repository(self.image)

    def produces(self, image: ImageRef, workspace: Workspace) -> bool:
        """Whether an image of a workload is one that this build makes, under any name of its registry."""
        registry = workspace.registry(self.registry)
        if registry is None:
            return False
        return any(same_repository(image.repository, f"{name.rstrip('/')}/{self.image}") for name in registry.names())

    def rivals(self, other: Build, workspace: Workspace) -> bool:
        """Whether two builds would make the same image repository, whatever their registries are called."""
        if (self.registry, self.image) == (other.registry, other.image):
            return True
        try:
            return other.produces(ImageRef.parse(self.repository(workspace)), workspace)
        except UserError:
            return False  # an unknown registry or a name that is none is a problem of its own


def validate(build: Build, workspace: Workspace, others: Iterable[Build] = ()) -> tuple[Problem, ...]:
    """All problems that keep a build from running, in the order of its fields. Empty when it may run."""
    found: list[Problem] = []
    registry = workspace.registry(build.registry)
    if registry is None:
        found.append(Problem("registry", Message.of("build.unknown_registry", build=build.name, registry=build.registry)))
    try:
        reference = ImageRef.parse(f"registry.invalid/{build.image}")
        if reference.tag or reference.digest:
            found.append(Problem("image", Message.of("build.image_with_tag", image=build.image)))
    except UserError:
        found.append(Problem("image", Message.of("build.bad_image", image=build.image)))
    try:
        check_version(build.version)
    except UserError as error:
        found.append(Problem("version", error.message))
    if build.engine and workspace.engine(build.engine) is None:
        found.append(Problem("engine", Message.of("build.unknown_engine", engine=build.engine)))
    for other in others:
        if other.name != build.name and build.rivals(other, workspace):
            found.append(Problem("image", Message.of("build.same_repository", other=other.name)))
    enabled = [(index, task) for index, task in enumerate(build.tasks) if task.enabled]
    images = [index for index, task in enabled if task.kind is TaskKind.IMAGE]
    if len(images) != 1 or images[0] != enabled[-1][0]:
        found.append(Problem("tasks", Message.of("build.one_image_task_last")))
    found.extend(task_problems(build.tasks))
    found.extend(password_problems(build.tasks))
    if build.tag_rule is TagRule.DESCRIBE:
        found.extend(_description_problems(build))
    return tuple(found)


def _description_problems(build: Build) -> Iterator[Problem]:
    described = build.described_task()
    if described is None:
        yield Problem("tag_rule", Message.of("build.describe_what"))
        return
    task = described[1]
    early = {name for field, text in texts_of(task) if field != "folder" for name in references(text) if not name.startswith(SECRET)}
    for name in sorted(early - DESCRIBED_WITH):
        where = f"tasks[{build.tasks.index(task)}].ref"
        known = ", ".join(sorted(DESCRIBED_WITH))
        yield Problem(where, Message.of("build.describe_variable", name=name, known=known, number=build.tasks.index(task) + 1))


class RunOutcome(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One task of a run: None = not begun. Times are epoch seconds; lines are of the run's log, from 0, `last_line` not included."""

    title: str
    kind: TaskKind
    outcome: RunOutcome | None = None
    started: float | None = None
    ended: float | None = None
    exit_code: int = 0
    first_line: int = 0
    last_line: int = 0
    commit: str = ""
    """What a *Code repository* task fetched."""


@dataclass(frozen=True, slots=True)
class BuildRun:
    """One execution of a build. Times are seconds since the epoch, `size` is in bytes; `local` = its log is on this computer."""

    build: str
    number: int
    tag: str
    outcome: RunOutcome
    run_id: str = ""
    started: float | None = None
    ended: float | None = None
    size: int = 0
    digest: str = ""
    description: str = ""
    commit: str = ""
    by: str = ""
    failed_task: str = ""
    local: bool = False
    tasks: tuple[TaskRun, ...] = ()
    recipe: str = ""
    """The build's tasks as they were, for comparing runs; only of runs of this computer."""
    deleted: bool = False
    """Taken out of this computer's history by the user."""
    exists: bool = False
    """Whether the image was in the registry when it was last seen."""


def runs_of_tasks(tasks: Iterable[Task], run: BuildRun | None) -> dict[int, TaskRun]:
    """What became of each task in a run, by its place in the list now, from 0. A task that was not in the run has nothing."""
    left, found = list(run.tasks if run is not None else ()), dict[int, TaskRun]()
    for index, task in enumerate(tasks):
        mine = next((item for item in left if task.enabled and (item.kind, item.title) == (task.kind, task.title)), None)
        if mine is not None:
            left.remove(mine)
            found[index] = mine
    return found


@dataclass(frozen=True, slots=True)
class Versions:
    """What is known of one repository: runs by number, highest first, and whether the list is whole. `seen` is an epoch time; `whole`:
    the list was, when it was seen, whatever came since."""

    repository: str
    runs: tuple[BuildRun, ...] = ()
    tags: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    seen: float | None = None
    whole: bool = False

    def images(self) -> tuple[BuildRun, ...]:
        """Runs whose image can be deployed: done, and still in the registry."""
        return tuple(run for run in self.runs if run.outcome is RunOutcome.DONE and run.exists)

    def newest(self) -> BuildRun | None:
        """The highest number of a successful run whose image still exists; None when the list is partial or empty."""
        return max(self.images(), key=lambda run: run.number, default=None) if self.complete else None

    def newest_run(self) -> BuildRun | None:
        """The newest run of whatever outcome: what the chip *build* shows."""
        return max(self.runs, key=lambda run: run.number, default=None)

    def by_tag(self, tag: str) -> BuildRun | None:
        """The run that was given this tag."""
        return next((run for run in self.runs if run.tag == tag), None)

    def by_digest(self, digest: str) -> BuildRun | None:
        """The run that made this image, also when its tag names another one by now."""
        return next((run for run in self.runs if digest and run.digest == digest), None)

    def digest_of(self, tag: str) -> str:
        """The digest a tag names: what the registry said, else what the build run pushed; '' when neither is known."""
        run = self.by_tag(tag)
        return self.digests.get(tag) or (run.digest if run else "")

    def run_tag_of(self, digest: str) -> str:
        """The tag of a build run that names this digest; '' when none does."""
        run = self.by_digest(digest)
        return run.tag if run is not None and self.digest_of(run.tag) == digest else ""

    def tag_of(self, digest: str) -> str:
        """A tag that is known to name this digest: of a build run, else the highest version, `latest` last; '' when none is known."""
        tags = [tag for tag in self.tags if digest and self.digests.get(tag) == digest]
        return self.run_tag_of(digest) or max(tags, key=lambda tag: (tag != LATEST, tag_key(tag)), default="")

    def next_number(self) -> int:
        """One more than the highest number ever seen, across versions, in tags and runs of any outcome."""
        return 1 + max([run.number for run in self.runs] + [parsed[1] for tag in self.tags if (parsed := parse_build_tag(tag))], default=0)

    def next_tag(self, version: str) -> str:
        """The tag the next run gets. The number counts on when the version changes."""
        return build_tag(version, self.next_number())


def merge_runs(registry: Iterable[BuildRun], local: Iterable[BuildRun]) -> tuple[BuildRun, ...]:
    """All runs, highest number first. The registry holds the truth about images; the local history adds logs and unfinished runs.

    A run that only the local history knows has no image any more (or not yet). Two workstations may have used one number without knowing:
    then both runs stand in the list.
    """
    mine, merged = list(local), []
    for run in registry:
        other = next((item for item in mine if _one_run(run, item)), None)
        if other is not None:
            mine.remove(other)
            run = _joined(run, other)
        merged.append(run)
    merged.extend(replace(run, exists=False) for run in mine if not run.deleted)
    return tuple(sorted(merged, key=lambda run: (run.number, run.exists), reverse=True))


def overtaken(local: Iterable[BuildRun], digests: Mapping[str, str]) -> tuple[BuildRun, ...]:
    """Runs of this profile whose tag names another image in the registry than the one they pushed: somebody wrote it later, which no
    registry can forbid. `digests` by tag; a tag that is gone is no news."""
    return tuple(run for run in local if run.outcome is RunOutcome.DONE and run.digest and not run.deleted
                 and digests.get(run.tag, run.digest) != run.digest)


def _one_run(remote: BuildRun, mine: BuildRun) -> bool:
    ids_agree = not remote.run_id or not mine.run_id or remote.run_id == mine.run_id
    return ids_agree and (remote.number, remote.tag) == (mine.number, mine.tag)


def _joined(remote: BuildRun, mine: BuildRun) -> BuildRun:
    return BuildRun(
        build=remote.build, number=remote.number, tag=remote.tag, outcome=remote.outcome, run_id=mine.run_id or remote.run_id,
        started=mine.started or remote.started, ended=mine.ended or remote.ended, size=remote.size or mine.size,
        digest=remote.digest or mine.digest, description=mine.description or remote.description,
        commit=mine.commit or remote.commit, by=mine.by or remote.by,
        failed_task=mine.failed_task, local=mine.local, tasks=mine.tasks, recipe=mine.recipe, exists=remote.exists,
    )


def date_text(at: float) -> str:
    """An epoch time as text of a tag, UTC: `20261231-235959`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%d-%H%M%S")


def tag_for(build: Build, number: int, at: float) -> str:
    """The tag of a run with this number that begins at an epoch time, by the rule of its build; '' where only git can tell."""
    return "" if build.tag_rule is TagRule.DESCRIBE else tags_for(build, number, at)[0]


def tags_for(build: Build, number: int, at: float, description: str = "") -> tuple[str, ...]:
    """Tags that a run with this number may get; the first that is free is taken.

    A description stands alone the first time its commit is built, and with the number after that: `v1.4.0`, `v1.4.0.B000008`. One that is
    taken for something else here, as `latest` or as the tag of another number, never stands alone.
    """
    if build.tag_rule is TagRule.DESCRIBE:
        described = described_tag(description) or build.version
        numbered = build_tag(described, number)
        return (numbered,) if described == LATEST or parse_build_tag(described) else (described, numbered)
    if build.tag_rule is TagRule.DATE:
        return (f"{build.version}.{date_text(at)}",)
    return (f"{build.version}.{number}" if build.tag_rule is TagRule.SEQUENCE else build_tag(build.version, number),)


def recipe_text(build: Build) -> str:
    """What a run is made by, as text, a line for each value: for comparing runs, and for running it again (`recipes.with_recipe`).

    It names secrets and holds none: what holds a password in an address is refused before it runs (`task_rules.password_problems`).
    """
    tasks = [{"kind": task.kind.value, **asdict(task)} for task in build.tasks]
    content = {"version": build.version, "tag_rule": build.tag_rule.value, "engine": build.engine, "tasks": tasks}
    return json.dumps(content, indent=1, ensure_ascii=False)


def labels_of(build: Build, number: int, tag: str, run_id: str, description: str, commit: str, by: str, created: str) -> dict[str, str]:
    """The labels on every image we push, so that another workstation sees the same versions; `created` is a time as RFC 3339 has it.

    Those of `org.opencontainers.image` are by the OCI image specification, annotations.
    """
    source = next((task.url for task in build.tasks if isinstance(task, CodeRepository) and task.enabled), "")
    ours = {"build": build.name, "number": str(number), "tag": tag, "version": build.version, "run": run_id,
            "description": description, "commit": commit, "by": by}
    open_container = {"version": tag, "revision": commit, "created": created, "source": without_password(source)}
    labels = {LABEL + key: value for key, value in ours.items()} | {OPEN_CONTAINER + key: value for key, value in open_container.items()}
    return {name: value for name, value in labels.items() if value}


def run_from_labels(tag: str, digest: str, labels: dict[str, str], created: float | None = None, size: int = 0) -> BuildRun | None:
    """The run that made an image, read from its tag and labels; None for an image that no build of ours made under this tag.

    `created` is an epoch time, `size` in bytes.
    """
    def label(name: str) -> str:
        return labels.get(LABEL + name, "")

    parsed = parse_build_tag(tag)
    number = parsed[1] if parsed else int(label("number")) if label("tag") == tag and label("number").isdecimal() else None
    if number is None or label("number") not in ("", str(number)):
        return None
    return BuildRun(
        build=label("build"), number=number, tag=tag, outcome=RunOutcome.DONE, run_id=label("run"), ended=created, size=size,
        digest=digest, description=label("description"), commit=label("commit"), by=label("by"), exists=True,
    )
