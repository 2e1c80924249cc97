"""Choices for many rows at once: lines of text, other rows, a plan or another app map → what each row here would become, or why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, doubt, start_choice, why_not
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, check_tag, full_name, same_repository, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pasting import Trouble, Wish
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import Kind, RowKey, WorkloadKey

BUILD_WORD = "build"
_KINDS = {
    Kind.DEPLOYMENT: ("Deployment", "deployment", "deployments", "deploy", "deployment.apps"),
    Kind.STATEFUL_SET: ("StatefulSet", "statefulset", "statefulsets", "sts", "statefulset.apps"),
    Kind.DAEMON_SET: ("DaemonSet", "daemonset", "daemonsets", "ds", "daemonset.apps"),
    Kind.CRON_JOB: ("CronJob", "cronjob", "cronjobs", "cj", "cronjob.batch"),
    Kind.JOB: ("Job", "job", "jobs", "job.batch"),
}
"""How people and kubectl write kinds."""
_NEVER = ("choice.job", "choice.bad_image", "choice.no_build")
"""Reasons that no waiting removes: such a choice is not taken at all."""


class State(StrEnum):
    """What a proposal would do: make a row ready, put it back to its start value, nothing, or make a choice that cannot run now."""

    READY = "ready"
    BACK = "back"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A choice for a row that is not made yet. `now` is what is chosen at present, `line` where it was read (0 = nowhere)."""

    row: Row
    now: Choice
    choice: Choice
    line: int = 0
    note: Message | None = None

    @property
    def why(self) -> Message | None:
        """Why the row could not run with this choice, as far as that is known now."""
        return why_not(self.row, self.choice) or doubt(self.row, self.choice)

    @property
    def state(self) -> State:
        if same_choice(self.now, self.choice):
            return State.UNCHANGED
        if same_choice(self.choice, start_choice(self.row)):
            return State.BACK
        return State.READY if self.why is None else State.BLOCKED


@dataclass(frozen=True, slots=True)
class Proposals:
    """What was found for many rows, and what could not be."""

    items: tuple[Proposal, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def good(self) -> tuple[Proposal, ...]:
        """Those that would run, and those that are deployed already (a row on which something else is chosen goes back to that)."""
        return tuple(item for item in self.items if item.state in (State.READY, State.BACK))

    def all(self) -> tuple[Proposal, ...]:
        """Also those that cannot run now."""
        return tuple(item for item in self.items if item.state is not State.UNCHANGED)


def same_choice(a: Choice | None, b: Choice | None) -> bool:
    """Whether two choices mean the same, whenever they were made. None = the start value."""
    if a is None or b is None:
        return a is b
    return (a.mode, a.tag, a.execute, a.digest) == (b.mode, b.tag, b.execute, b.digest)


def row_name(key: RowKey) -> str:
    """`web/proxy`: how a row is called among those of its app map."""
    return f"{key.workload.name}/{key.container}"


Now = Callable[[Row], Choice]
"""The choice of a row at present."""


def choice_of(row: Row, want: str) -> Choice:
    """The choice that a word means for a row: a tag, an image reference, `latest` or `build`.

    Raises UserError `image.…`, `composing.other_image`, `choice.no_build` or another reason why it can never run.
    """
    if want == BUILD_WORD or (want == LATEST and row.build is not None):
        choice = Choice(Mode.LATEST) if want == LATEST else Choice(Mode.BUILD, execute=True)
    else:
        tag, digest = want, ""
        if any(mark in want for mark in "/@:"):
            image = ImageRef.parse(want)
            if row.image is not None and not _is_image(row, image):
                raise UserError("composing.other_image", image=image.repository, found=row.image.repository)
            tag, digest = image.tag or row.versions.tag_of(image.digest), image.digest
            if not tag and digest:
                raise UserError("composing.digest_missing", repository=image.repository, wanted=short_digest(digest))
        check_tag(tag)
        choice = Choice(Mode.TAG if row.build is None else Mode.APPOINTED, tag, digest=digest)
    why = why_not(row, choice)
    if why is not None and why.code in _NEVER:
        raise UserError(why.code, **dict(why.arguments))
    return _settled(row, choice)


def _settled(row: Row, choice: Choice) -> Choice:
    """The start value where what is wanted is deployed already."""
    why = why_not(row, choice)
    return start_choice(row) if why is not None and why.code == "choice.same" else choice


def _is_image(row: Row, image: ImageRef) -> bool:
    """Whether an image as people write it is that of a row: the host may be left out, and folders in front."""
    own = row.image
    if own is None:
        return False
    names = (own.repository, row.versions.repository)
    if any(same_repository(image.repository, name) for name in names):
        return True
    return not image.host and any(full_name(name).endswith(f"/{image.path}") for name in names)


# ---- lines of text -----------------------------------------------------------------------------------------------------------------------


_VERSION = re.compile(r"v?\d[\w.-]*")
"""What looks like a tag and not like the name of a container."""


class _Names:
    """Rows by every name they answer to."""

    def __init__(self, here: Iterable[Row], elsewhere: Iterable[Row]) -> None:
        self.rows: dict[RowKey, Row] = {}
        self.here: list[Row] = []
        self._by_name: dict[str, dict[RowKey, None]] = {}
        for row in here:
            self.here.append(row)
            self._add(row, ("",))
        for row in (*self.here, *elsewhere):
            key = row.key.workload
            self._add(row, (f"{key.namespace}/", f"{key.cluster}/{key.namespace}/"))

    def _add(self, row: Row, prefixes: tuple[str, ...]) -> None:
        self.rows[row.key] = row
        workload = row.key.workload
        for prefix in prefixes:
            for kind in ("", *(f"{name}/" for name in _KINDS[workload.kind])):
                name = f"{prefix}{kind}{workload.name}"
                for each in (name, f"{name}/{row.container.name}"):
                    self._by_name.setdefault(each, {})[row.key] = None

    def find(self, target: str) -> list[RowKey]:
        return list(self._by_name.get(target, ()))

    def words_behind(self, target: str, want: str) -> tuple[str, str, str]:
        """Of a line that begins with a workload and a tag and goes on with words: these three parts; empty ones for any other line."""
        parts = [*target.split("/"), want]
        for end in range(1, len(parts) - 1):
            name = "/".join(parts[:end])
            if name in self._by_name and (_VERSION.fullmatch(parts[end]) or end < len(parts) - 2):
                return name, parts[end], " ".join(parts[end + 1:])
        return "", "", ""

    def like(self, target: str) -> str:
        """A name that differs only in case, blanks or dashes; '' when there is none."""
        def plain(name: str) -> str:
            return "".join(char for char in name.lower() if char not in " _-")

        return next((name for name in self._by_name if plain(name) == plain(target)), "")


def match(wishes: Iterable[Wish], now: Now, here: Iterable[Row], elsewhere: Iterable[Row] = ()) -> Proposals:
    """What the lines of a text mean for the rows of an app map. Rows of other app maps are found by `namespace/…` only."""
    names = _Names(here, elsewhere)
    found: dict[RowKey, list[Proposal]] = {}
    troubles: list[Trouble] = []
    for wish in wishes:
        try:
            rows, want = _rows_of(names, wish.target, wish.want)
            for row in rows:
                choice = choice_of(row, want)
                found.setdefault(row.key, []).append(Proposal(row, now(row), choice, wish.line))
        except UserError as error:
            troubles.append(Trouble(wish.line, wish.text, error.message))
    items: list[Proposal] = []
    for key, proposals in found.items():
        if all(same_choice(other.choice, proposals[0].choice) for other in proposals):
            items.append(proposals[0])
        else:
            lines = ", ".join(str(proposal.line) for proposal in proposals)
            message = Message.of("composing.twice", lines=lines, row=row_name(key))
            troubles.append(Trouble(proposals[-1].line, row_name(key), message))
    return Proposals(tuple(items), tuple(sorted(troubles, key=lambda trouble: trouble.line)))


def _rows_of(names: _Names, target: str, want: str) -> tuple[list[Row], str]:
    """The rows a line means, and what it wants of them. Raises UserError where that is not one thing."""
    if not target:
        return _rows_by_image(names, want)
    keys = names.find(target)
    if not keys:
        other = names.like(target)
        if other:
            raise UserError("composing.unknown_like", name=target, other=other)
        name, tag, behind = names.words_behind(target, want)
        if behind:
            raise UserError("composing.words_behind", words=behind, name=name, tag=tag)
        raise UserError("composing.unknown", name=target)
    workloads = list(dict.fromkeys(key.workload for key in keys))
    if len(workloads) > 1:
        raise UserError("composing.ambiguous", name=target, found=", ".join(_shortest(workload, workloads) for workload in workloads))
    if len(keys) > 1:
        raise UserError("composing.several_containers", name=target, found=", ".join(key.container for key in keys))
    return [names.rows[keys[0]]], want


def _shortest(workload: WorkloadKey, among: list[WorkloadKey]) -> str:
    """A name that tells a workload from the others."""
    name = f"{workload.kind.value}/{workload.name}"
    if len({(other.cluster, other.namespace) for other in among}) == 1:
        return name
    same_namespace = len({other.namespace for other in among}) < len(among)
    return f"{workload.cluster}/{workload.namespace}/{name}" if same_namespace else f"{workload.namespace}/{name}"


def _rows_by_image(names: _Names, want: str) -> tuple[list[Row], str]:
    """All rows here that have an image; the word before the colon may also be the name of a workload."""
    image = ImageRef.parse(want)
    if not image.tag and not image.digest:
        raise UserError("composing.unreadable")
    rows = [row for row in names.here if _is_image(row, image)]
    repositories = sorted({row.versions.repository or full_name(row.container.image) for row in rows})
    if len(repositories) > 1:
        raise UserError("composing.several_images", image=image.repository, found=", ".join(repositories))
    if rows:
        return rows, want
    if image.host or image.digest or not names.find(image.path):
        raise UserError("composing.unknown_image", image=image.repository)
    return _rows_of(names, image.path, image.tag)


# ---- other rows --------------------------------------------------------------------------------------------------------------------------


def same_image(row: Row, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that have the image of a row, itself among them."""
    image = row.image
    if image is None:
        return (row,)
    return tuple(other for other in rows if other.image is not None and (
        same_repository(other.image.repository, image.repository)
        or (row.versions.repository != "" and other.versions.repository == row.versions.repository)))


def set_all(rows: Iterable[Row], want: str, now: Now) -> Proposals:
    """One word for many rows."""
    items, troubles = [], []
    for row in rows:
        try:
            items.append(Proposal(row, now(row), choice_of(row, want)))
        except UserError as error:
            troubles.append(Trouble(0, row_name(row.key), error.message))
    return Proposals(tuple(items), tuple(troubles))


def fill(source: Row, choice: Choice, rows: Iterable[Row], now: Now) -> Proposals:
    """The choice of a row for other rows, where it can apply: what is known not to exist there, or not to be theirs, is left out."""
    items, troubles = [], []
    for row in rows:
        try:
            items.append(Proposal(row, now(row), _filled(source, choice, row)))
        except UserError as error:
            troubles.append(Trouble(0, row_name(row.key), error.message))
    return Proposals(tuple(items), tuple(troubles))


def _filled(source: Row, choice: Choice, row: Row) -> Choice:
    if choice.mode in (Mode.LATEST, Mode.BUILD):
        filled = choice_of(row, LATEST if choice.mode is Mode.LATEST else BUILD_WORD)
        return replace(filled, execute=choice.execute)
    if not choice.tag:
        return start_choice(row)
    filled = choice_of(row, choice.tag)
    if filled.mode is Mode.TAG and choice.tag != LATEST and row.versions.complete and choice.tag not in row.versions.tags:
        raise UserError("composing.no_such_tag", tag=choice.tag)
    why = why_not(row, filled)
    if why is not None and why.code == "choice.version_gone":
        raise UserError(why.code, **dict(why.arguments))
    if choice.digest and row in same_image(source, (row,)):
        return _settled(row, Choice(Mode.TAG if row.build is None else Mode.APPOINTED, choice.tag, digest=choice.digest))
    return filled


# ---- a plan, another app map -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class There:
    """What one container elsewhere runs, or shall run by a plan. Without `digest` the tag is all that is known; `build`: it is to be built;
    `exact`: its digest is what counts, and without one nothing can be said; `why`: the reason."""

    key: RowKey
    repository: str
    tag: str = ""
    digest: str = ""
    build: bool = False
    exact: bool = True
    why: Message | None = None

    @property
    def name(self) -> str:
        return f"{self.key.workload.kind.value}/{row_name(self.key)}"


def runs_there(rows: Iterable[Row]) -> tuple[There, ...]:
    """What the rows of an app map run, by their templates and what the registry says."""
    found = []
    for row in rows:
        now = deployed(row)
        reference = now.reference
        if reference is None or row.image is None:
            found.append(There(row.key, row.container.image, why=Message.of("choice.bad_image", image=row.container.image)))
        else:
            found.append(There(row.key, row.versions.repository or row.image.repository, reference.tag, reference.digest))
    return tuple(found)


def planned_there(plan: Plan) -> tuple[There, ...]:
    """What a plan wants."""
    found = []
    for step in plan.steps:
        for row in step.rows:
            key, repository, tag, digest = RowKey(step.key, row.container), row.repository, row.tag, row.digest
            if row.restore:
                try:
                    image = ImageRef.parse(row.restore)
                except UserError as error:
                    found.append(There(key, repository, why=error.message))
                    continue
                repository, tag, digest = image.repository, image.tag, image.digest
            found.append(There(key, repository, tag, digest, build=bool(row.build), exact=bool(digest)))
    return tuple(found)


def counterparts(there: Iterable[There], rows: Sequence[Row]) -> tuple[tuple[tuple[Row, There], ...], tuple[Trouble, ...]]:
    """Rows here with what they correspond to: in the same app map, else of the same kind, workload and container, else, for what is found
    under no such name here, of the same repository. Then what has no counterpart, or more than one."""
    sources, pairs, troubles = list(there), [], []
    exact = {source.key: source for source in sources}
    by_name: dict[tuple[Kind, str, str], list[There]] = {}
    for source in sources:
        by_name.setdefault(_name(source.key), []).append(source)
    used: set[RowKey] = set()
    for renamed in (False, True):
        left = [source for source in sources if source.key not in used]
        for row in rows:
            named = by_name.get(_name(row.key), [])
            own = [exact[row.key]] if row.key in exact else named
            found = own if not renamed else [] if own else [source for source in left if _same_repository(row, source)]
            used.update(source.key for source in (*found, *named))
            if len({(source.tag, source.digest, source.build) for source in found}) > 1:
                versions = ", ".join(f"{source.name} {source.tag or short_digest(source.digest)}" for source in found)
                troubles.append(Trouble(0, row_name(row.key), Message.of("composing.several_counterparts", found=versions)))
            elif found:
                pairs.append((row, found[0]))
    troubles += [Trouble(0, source.name, Message.of("composing.no_counterpart")) for source in sources if source.key not in used]
    return tuple(pairs), tuple(troubles)


def _name(key: RowKey) -> tuple[Kind, str, str]:
    return key.workload.kind, key.workload.name, key.container


def _same_repository(row: Row, source: There) -> bool:
    names = (row.versions.repository, row.image.repository if row.image is not None else "")
    return any(name and same_repository(source.repository, name) for name in names)


def taken(row: Row, there: There) -> Choice:
    """The choice that makes a row what is there: by digest, with the tag that names this digest in the row's own repository.

    Raises UserError with the reason where no tag is known to name it.
    """
    if there.why is not None:
        raise UserError(there.why.code, **dict(there.why.arguments))
    if there.build:
        return choice_of(row, BUILD_WORD)
    if not there.digest:
        if there.exact:
            raise UserError("composing.source_unknown")
        return choice_of(row, there.tag or LATEST)
    now = row.versions.digest_of(there.tag)
    tag = there.tag if there.tag and now == there.digest else row.versions.tag_of(there.digest)
    repository = row.versions.repository or (row.image.repository if row.image else row.container.image)
    if not tag and now:
        raise UserError("composing.tag_is_other", tag=there.tag, repository=repository, found=short_digest(now),
                        wanted=short_digest(there.digest))
    if not tag:
        raise UserError("composing.digest_missing", repository=repository, wanted=short_digest(there.digest))
    if row.build is None:
        choice = Choice(Mode.TAG, tag, digest=there.digest)
    else:
        version = row.versions.run_tag_of(there.digest)
        if not version:
            raise UserError("composing.not_a_version", tag=tag, build=row.build.name)
        choice = Choice(Mode.APPOINTED, version, digest=there.digest)
    why = why_not(row, choice)
    if why is not None and why.code in _NEVER:
        raise UserError(why.code, **dict(why.arguments))
    return _settled(row, choice)
