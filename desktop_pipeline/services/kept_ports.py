"""What is kept: values, the journal of runs, logs, and the files people write. The rules of `ports.py` hold here too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from desktop_pipeline.domain.audit import Head, Link, Verified
from desktop_pipeline.domain.builds import Build, BuildRun
from desktop_pipeline.domain.history import state_of
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event
from desktop_pipeline.domain.workspace import Bindings, Workspace

T = TypeVar("T")


class Store(Protocol):
    """Values by key, as plain dataclasses. Drafts (the user's work) and the fact cache (may be lost) are two of these."""

    async def load(self, key: str, kind: type[T]) -> T | None:
        """The value, or None when there is none or it was written in a form that is no longer understood."""

    async def save(self, key: str, value: object) -> None: ...

    async def delete(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class RunHeader:
    """One run of the history. `live`: a process holds its lock."""

    id: str
    title: str
    by: str
    started: float
    ended: float | None
    state: str
    live: bool

    @property
    def stands(self) -> str:
        """Its state for people and filters: a word of `runs.State`, or `history.INTERRUPTED`."""
        return state_of(self.state, live=self.live)


class Journal(Protocol):
    """Runs, durable before and after each act; append-only."""

    async def create(self, run_id: str, plan: Plan, title: str, by: str, at: float) -> AbstractContextManager[None]:
        """Begin a run and hold its operating-system lock until the returned context is left."""

    async def append(self, run_id: str, event: Event) -> None:
        """Write an event; when this returns it is on the disk. Raises UserError `journal.full` or `journal.unwritable`."""

    async def events(self, run_id: str) -> tuple[Event, ...]: ...

    async def runs(self, limit: int = 200) -> tuple[RunHeader, ...]:
        """Newest first."""

    async def unended(self) -> tuple[RunHeader, ...]:
        """All runs without an end, newest first: those at work, and those that were interrupted. Asked for often."""

    async def header(self, run_id: str) -> RunHeader | None:
        """One run; None when the journal does not have it."""

    async def find(self, words: str = "", states: frozenset[str] = frozenset(), limit: int = 200) -> tuple[RunHeader, ...]:
        """Runs in which all words are found, newest first, of the whole journal: in title, person, id, plan (`history.plan_words`) or
        images that were built. `states`: those of `RunHeader.stands` that count; empty = all."""

    async def plan(self, run_id: str) -> Plan | None: ...

    async def resume(self, run_id: str) -> AbstractContextManager[None]:
        """Hold the lock of a run whose process died. Raises UserError `journal.run_held`, `journal.no_run`."""

    async def ask_stop(self, run_id: str) -> None: ...

    async def stops(self, run_id: str) -> int:
        """How often a stop was asked for, by whatever program."""

    async def reserve_number(self, repository: str, at_least: int, run_id: str) -> int:
        """A build number that this profile never gave before and is not below `at_least`; two processes never get the same."""

    async def record_build(self, repository: str, run: BuildRun) -> None:
        """Insert or replace the local record of a build run (by repository, number and run id)."""

    async def build_runs(self, repository: str) -> tuple[BuildRun, ...]:
        """Local build runs, highest number first. One whose process died is INTERRUPTED."""

    async def head(self) -> Head:
        """The newest link of the chain of all that was written."""

    async def links(self, runs: Collection[str] = ()) -> tuple[Link, ...]:
        """All links in their order; with ids of runs only their records are told."""

    async def verify(self) -> Verified:
        """Compute the chain anew and say which record is changed, missing, inserted or out of order."""

    async def close(self) -> None: ...


class LogWriter(Protocol):
    """One log file. Safe to call from any thread; redacts."""

    def write(self, line: str) -> None:
        """Append one line, without its line end."""

    def close(self) -> None: ...


class TimedLogWriter(LogWriter, Protocol):
    """One that also takes lines of other times."""

    def write(self, line: str, at: float | None = None) -> None:
        """Append one line. `at`: when it was written, in seconds since 1970; None = now."""


class LogReader(Protocol):
    """Random access to the lines of a log that may still grow. Calls are fast enough for the GUI thread; searching and saving are not, and
    go on beside it. Lines come as they were written, with the control sequences of terminals; searching and saving are without them."""

    def count(self) -> int:
        """Lines so far; looks for new ones."""

    def line(self, number: int) -> str:
        """One line, from 0."""

    def lines(self, first: int, count: int) -> list[str]: ...

    def times(self, first: int, count: int) -> list[float | None]:
        """When each of these lines was written, in seconds since 1970; None for a line of which that was not kept."""

    def finished(self) -> bool:
        """Whether its writer has closed it (or died)."""

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        """Numbers of the lines that contain the text, ignoring case."""

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        """Numbers of the lines from `first` up to `last`, not included, that contain one of the words, ignoring the case of ASCII. A word
        that begins with a line feed counts at the beginning of a line only."""

    async def save_as(self, path: Path, times: bool = False) -> None:
        """Write what is there now to a file, `times`: with the local time before each line. Raises UserError `log.save_failed`."""

    def close(self) -> None: ...


class Logs(Protocol):
    """Log files by id: `RUN/STEP`."""

    def writer(self, log_id: str) -> TimedLogWriter: ...

    def reader(self, log_id: str) -> LogReader | None:
        """None when this computer has no such log."""

    async def remove(self, runs: Sequence[str]) -> int:
        """Delete the logs of these runs; of how many of them all that there were are gone now.

        A log that cannot be deleted now, or that somebody writes, in this process or another, stays. Readers keep what they have.
        """


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something wrong in a file people write. `line` counts from 1, 0 = the file as a whole; `path` is inside the file."""

    file: str
    line: int
    path: str
    message: Message


@dataclass(frozen=True, slots=True)
class Loaded:
    """The workspace folder as read. A file with problems is left out, and each of its problems is listed."""

    workspace: Workspace
    builds: tuple[Build, ...]
    plans: tuple[str, ...]
    problems: tuple[FileProblem, ...] = ()
    archived: tuple[str, ...] = ()
    """Names of the plans in the archive; what is wrong in them is not looked for."""


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where a plan lies: `plans/NAME.yaml`, or `plans/archive/NAME.yaml`."""

    name: str
    archived: bool = False

    @property
    def file(self) -> str:
        return f"plans/archive/{self.name}.yaml" if self.archived else f"plans/{self.name}.yaml"


class Files(Protocol):
    """Workspace folder (shared, may be a git repository) and bindings (of this computer)."""

    async def load(self) -> Loaded:
        """Read everything; remembers what was read, so that a save never overwrites somebody else's change."""

    async def save_workspace(self, workspace: Workspace) -> None:
        """Raises UserError `file.changed` when the file is not what was read."""

    async def save_build(self, build: Build) -> None:
        """Write `builds/NAME.yaml`, keeping comments and order. Raises UserError `file.changed`."""

    async def add_builds(self, builds: Sequence[Build]) -> None:
        """Write the files of new builds, all or none. Raises UserError `file.exists` (also for a file that cannot be read) and all that
        `save_build` raises."""

    async def delete_build(self, name: str) -> None: ...

    async def load_plan(self, name_or_path: str) -> Plan:
        """Raises UserErrors with all problems and lines, UserError `file.missing`, `file.newer`."""

    async def save_plan(self, plan: Plan) -> None:
        """Write `plans/NAME.yaml`. Raises UserError `file.changed`."""

    async def load_archived_plan(self, name: str) -> Plan:
        """A plan of the archive. Raises what `load_plan` raises."""

    async def move_plan(self, source: PlanPlace, target: PlanPlace, *, copy: bool = False) -> None:
        """Put a plan's file somewhere else as it is, with its comments and its mistakes; with `copy` the first one stays.

        Raises UserError `file.missing`, `file.exists` for the target, and `file.changed` when the source is not what was read last.
        """

    async def delete_archived_plan(self, name: str) -> None:
        """Delete the file of a plan of the archive; one that is not there is no error. Raises UserError `file.changed`."""

    async def load_bindings(self) -> Bindings: ...

    async def save_bindings(self, bindings: Bindings) -> None: ...

    async def watch(self, on: Callable[[], Awaitable[None] | None]) -> None:
        """Call `on` after files of the workspace changed by others, for ever."""
