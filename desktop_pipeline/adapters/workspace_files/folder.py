"""The workspace folder and the bindings of this computer: the port Files."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import inspect
import re
import threading
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from desktop_pipeline.adapters.common.files import write_atomic
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.workspace_files.nodes import MAX_BYTES
from desktop_pipeline.adapters.workspace_files.reading import Parsed, parse
from desktop_pipeline.adapters.workspace_files.trees import FORM, tree_of
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workspace import Bindings, Workspace
from desktop_pipeline.services.kept_ports import FileProblem, Loaded, PlanPlace

WATCH_SECONDS = 1.0
_ARCHIVE = "plans/archive"
_NAME = re.compile(r"\w[\w.-]{0,99}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)  # of Windows

Stamp = tuple[int, int, int]


class WorkspaceFiles:
    """The port Files: `workspace` is the folder of a team, `profile` that of this computer (for `bindings.yaml`). Both may not exist yet.

    Errors: UserError `file.changed`, `.has_problems`, `.missing`, `.newer`, `.unreadable`, `.unwritable`, `.bad_name`, `.cannot_hold`;
    UserErrors with all problems of a file.
    """

    def __init__(self, workspace: Path, profile: Path, *, watch_seconds: float = WATCH_SECONDS) -> None:
        self._folder, self._bindings = workspace, profile / "bindings.yaml"
        self._watch_seconds = watch_seconds
        self._threads = Threads("workspace-files")
        self._watching = Threads("workspace-watch")
        self._seen: dict[Path, str] = {}
        """Hash of what was read or written last, by file; '' for one that was not there."""
        self._changing = threading.Lock()
        """Held while a file and `_seen` change together: whoever looks in between would take our own change for somebody else's."""
        self._broken: set[Path] = set()
        self._parsed: dict[Path, tuple[str, Parsed]] = {}

    async def close(self) -> None:
        await self._watching.close()
        await self._threads.close()

    # ---- reading ----

    async def load(self) -> Loaded:
        return await self._threads.run(self._load)

    def _load(self) -> Loaded:
        problems: list[FileProblem] = []
        workspace: Workspace = self._take("workspace", self._folder / "workspace.yaml", problems) or Workspace()
        builds: list[tuple[Build, Parsed]] = []
        plans: list[str] = []
        for kind in ("build", "plan"):
            for path in self._files(f"{kind}s"):
                if path.suffix != ".yaml":
                    problems.append(FileProblem(self._label(path), 0, "", Message.of("file.extension")))
                    continue
                value = self._take(kind, path, problems)
                if not _is_name(path.stem):
                    problems.append(FileProblem(self._label(path), 0, "", Message.of("file.bad_name", name=path.stem)))
                    continue
                if isinstance(value, Build):
                    builds.append((value, self._parsed[path][1]))
                elif value is not None:
                    plans.append(path.stem)
        alone = self._alone(workspace, builds, problems)
        return Loaded(workspace, alone, tuple(plans), tuple(problems), self._archived())

    def _archived(self) -> tuple[str, ...]:
        """Names of the plans in the archive. They are only remembered, not understood: there may be hundreds."""
        found: list[str] = []
        for path in self._files(_ARCHIVE):
            with contextlib.suppress(UserError):
                self._seen[path] = _hash(self._read(path) or b"")
            if path.suffix == ".yaml" and _is_name(path.stem):
                found.append(path.stem)
        return tuple(found)

    def _files(self, name: str) -> list[Path]:
        """Files of a folder that are meant to be read, also those with a wrong ending."""
        try:
            found = list((self._folder / name).iterdir())
        except OSError:
            return []
        return sorted(path for path in found if path.suffix in (".yaml", ".yml") and not path.name.startswith(".") and not path.is_dir())

    def _take(self, kind: str, path: Path, problems: list[FileProblem]) -> Any:
        """The value of a file; None when it is not there or has problems, which are added."""
        try:
            parsed = self._parse(kind, path)
        except UserError as error:
            problems.append(FileProblem(self._label(path), 0, "", error.message))
            return None
        if parsed is None:
            return None
        problems.extend(parsed.problems)
        return parsed.value

    def _parse(self, kind: str, path: Path) -> Parsed | None:
        """Read a file and remember what was read; None when it is not there."""
        data = self._read(path)
        if data is None:
            self._seen[path] = ""
            self._broken.discard(path)
            return None
        digest = self._seen[path] = _hash(data)
        known = self._parsed.get(path)
        if known is None or known[0] != digest:
            known = self._parsed[path] = (digest, parse(kind, path.stem, self._label(path), data))
        if known[1].problems:
            self._broken.add(path)
        else:
            self._broken.discard(path)
        return known[1]

    def _read(self, path: Path) -> bytes | None:
        try:
            with open(path, "rb") as file:
                return file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UserError("file.unreadable", file=self._label(path), reason=error.strerror or error) from error

    def _alone(self, workspace: Workspace, builds: list[tuple[Build, Parsed]], problems: list[FileProblem]) -> tuple[Build, ...]:
        """The builds that share their image repository with no other one."""
        by_place: dict[str, list[tuple[Build, Parsed]]] = {}
        for build, parsed in builds:
            by_place.setdefault(_repository(build, workspace), []).append((build, parsed))
        for repository, rivals in by_place.items():
            for build, parsed in rivals if len(rivals) > 1 else ():
                other = next(rival.name for rival, _ in rivals if rival.name != build.name)
                message = Message.of("file.same_repository", other=other, repository=repository)
                problems.append(FileProblem(f"builds/{build.name}.yaml", parsed.line("image"), "image", message))
        return tuple(build for build, _ in builds if len(by_place[_repository(build, workspace)]) == 1)

    async def load_plan(self, name_or_path: str) -> Plan:
        return await self._threads.run(self._load_plan, name_or_path)

    def _load_plan(self, name_or_path: str) -> Plan:
        is_path = "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith((".yaml", ".yml"))
        return self._plan_in(Path(name_or_path).absolute() if is_path else self._named("plans", name_or_path))

    async def load_archived_plan(self, name: str) -> Plan:
        return await self._threads.run(lambda: self._plan_in(self._named(_ARCHIVE, name)))

    def _plan_in(self, path: Path) -> Plan:
        parsed = self._parse("plan", path)
        if parsed is None:
            raise UserError("file.missing", file=self._label(path))
        plan: Plan = _value(parsed, self._label(path))
        return plan

    async def load_bindings(self) -> Bindings:
        return await self._threads.run(self._load_bindings)

    def _load_bindings(self) -> Bindings:
        parsed = self._parse("bindings", self._bindings)
        bindings: Bindings = Bindings() if parsed is None else _value(parsed, self._label(self._bindings))
        return bindings

    # ---- writing ----

    async def save_workspace(self, workspace: Workspace) -> None:
        await self._save("workspace", self._folder / "workspace.yaml", workspace)

    async def save_build(self, build: Build) -> None:
        await self._save("build", self._named("builds", build.name), build)

    async def add_builds(self, builds: Sequence[Build]) -> None:
        await self._threads.run(self._add, [(self._named("builds", build.name), build) for build in builds])

    def _add(self, files: list[tuple[Path, Build]]) -> None:
        """All contents are made before the first is written; what was written is taken back when a later one cannot be."""
        contents: list[tuple[Path, bytes]] = []
        for path, build in files:
            if self._read(path) is not None or any(path == other for other, _ in contents):
                raise UserError("file.exists", file=self._label(path))
            contents.append((path, self._text("build", path, build, None)))
        written: list[Path] = []
        try:
            for path, data in contents:
                self._put(path, data)
                written.append(path)
        except UserError:
            for path in written:
                with self._changing, contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
                    self._seen[path] = ""
            raise

    async def save_plan(self, plan: Plan) -> None:
        await self._save("plan", self._named("plans", plan.name), plan)

    async def move_plan(self, source: PlanPlace, target: PlanPlace, *, copy: bool = False) -> None:
        await self._threads.run(self._move, self._placed(source), self._placed(target), copy)

    def _move(self, source: Path, target: Path, copy: bool) -> None:
        """The new file is whole before the old one goes: a crash in between leaves both, never none."""
        data = self._read(source)
        if data is None:
            raise UserError("file.missing", file=self._label(source))
        self._check_unchanged(source, data)
        if len(data) > MAX_BYTES:  # only its beginning was read
            raise UserError("file.has_problems", file=self._label(source))
        if self._read(target) is not None:
            raise UserError("file.exists", file=self._label(target))
        self._put(target, data)
        (self._broken.add if source in self._broken else self._broken.discard)(target)
        if not copy:
            self._delete(source)

    async def delete_archived_plan(self, name: str) -> None:
        await self._threads.run(self._delete, self._named(_ARCHIVE, name))

    async def save_bindings(self, bindings: Bindings) -> None:
        await self._save("bindings", self._bindings, bindings)

    async def delete_build(self, name: str) -> None:
        """Delete the file of a build; one that is not there is no error. Raises UserError `file.changed`."""
        await self._threads.run(self._delete, self._named("builds", name))

    def _delete(self, path: Path) -> None:
        data = self._read(path)
        if data is not None:
            self._check_unchanged(path, data)
        with self._changing:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UserError("file.unwritable", file=self._label(path), reason=error.strerror or error) from error
            self._seen[path] = ""

    async def _save(self, kind: str, path: Path, value: Workspace | Build | Plan | Bindings) -> None:
        await self._threads.run(self._write, kind, path, value)

    def _write(self, kind: str, path: Path, value: Workspace | Build | Plan | Bindings) -> None:
        before = self._read(path)
        self._check_unchanged(path, before)
        if path in self._broken:
            raise UserError("file.has_problems", file=self._label(path))
        data = self._text(kind, path, value, before)
        if data == before:
            return
        self._put(path, data)

    def _put(self, path: Path, data: bytes) -> None:
        with self._changing:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(path, (data,))
            except OSError as error:
                raise UserError("file.unwritable", file=self._label(path), reason=error.strerror or error) from error
            self._seen[path] = _hash(data)
        self._parsed.pop(path, None)

    def _check_unchanged(self, path: Path, data: bytes | None) -> None:
        """A file that was never read may only be made anew."""
        if self._seen.get(path, "") != ("" if data is None else _hash(data)):
            raise UserError("file.changed", file=self._label(path))

    def _text(self, kind: str, path: Path, value: Workspace | Build | Plan | Bindings, before: bytes | None) -> bytes:
        """The new content. It is read again before it is used: what it says must be the value."""
        from desktop_pipeline.adapters.workspace_files import writing

        label = self._label(path)
        wanted = tree_of(value)
        parsed = None
        if before is not None:
            old = parse(kind, path.stem, label, before)
            if old.value == value:
                return before
            text, windows = before.decode("utf-8-sig"), b"\r\n" in before
            text, full, offset = text.replace("\r\n", "\n"), tree_of(value, full=True), old.document.offset
            attempts: list[Callable[[], str]] = [
                lambda: writing.edited(text, wanted, full, offset),
                lambda: writing.edited(text, wanted, full, offset, apart=True),
                lambda: writing.fresh(wanted),
            ]
        else:
            windows, attempts = False, [lambda: writing.fresh(wanted)]
        for attempt in attempts:
            try:
                data = attempt().replace("\n", "\r\n" if windows else "\n").encode()
            except UnicodeEncodeError as error:
                raise UserError("file.cannot_hold", file=label, problem=f"“{error.object[:40]!r}”") from error
            parsed = parse(kind, path.stem, label, data)
            if parsed.value == value:
                return data
        if parsed is not None and parsed.problems:
            raise UserErrors(tuple(_told(problem) for problem in parsed.problems))
        raise UserError("file.cannot_hold", file=label, problem=kind)

    def _named(self, folder: str, name: str) -> Path:
        if not _is_name(name):
            raise UserError("file.bad_name", name=name)
        return self._folder / folder / f"{name}.yaml"

    def _placed(self, place: PlanPlace) -> Path:
        return self._named(_ARCHIVE if place.archived else "plans", place.name)

    def _label(self, path: Path) -> str:
        try:
            return path.relative_to(self._folder).as_posix()
        except ValueError:
            return str(path)

    # ---- watching ----

    async def watch(self, on: Callable[[], Awaitable[None] | None]) -> None:
        known: dict[Path, tuple[Stamp, str]] | None = None
        while True:
            stopped = threading.Event()
            known, changed = await self._watching.run_interruptible(stopped.set, self._look, known, stopped)
            if changed:
                waiting = on()
                if inspect.isawaitable(waiting):
                    await waiting
            await asyncio.sleep(self._watch_seconds)

    def _look(
        self, known: dict[Path, tuple[Stamp, str]] | None, stopped: threading.Event
    ) -> tuple[dict[Path, tuple[Stamp, str]], bool]:
        """What is there now, and whether something of it is neither as it was nor as we read or wrote it."""
        now: dict[Path, tuple[Stamp, str]] = {}
        changed = False
        for path in [self._folder / "workspace.yaml", *self._files("builds"), *self._files("plans"), *self._files(_ARCHIVE)]:
            if stopped.is_set():
                return known or {}, False
            before = (known or {}).get(path)
            with self._changing:
                found, seen = self._file(path, before), self._seen.get(path, "")
            if found is None:
                continue
            now[path] = found
            was = before[1] if before else seen if known is None else ""
            changed = changed or (found is not before and found[1] not in (was, seen))
        gone = [path for path in (known if known is not None else tuple(self._seen)) if path not in now and self._is_ours(path)]
        with self._changing:
            return now, changed or any(self._seen.get(path, "") != "" and _stamp(path) is None for path in gone)

    def _file(self, path: Path, before: tuple[Stamp, str] | None) -> tuple[Stamp, str] | None:
        """Stamp and hash of a file as it is now: `before` itself where its stamp is the same, None where there is no file."""
        stamp = _stamp(path)
        if stamp is None or (before is not None and before[0] == stamp):
            return None if stamp is None else before
        try:
            return stamp, _hash(self._read(path) or b"")
        except UserError:
            return stamp, "unreadable"

    def _is_ours(self, path: Path) -> bool:
        return path == self._folder / "workspace.yaml" or path.parent in {self._folder / name for name in ("builds", "plans", _ARCHIVE)}


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name) and not name.endswith(".")


def _repository(build: Build, workspace: Workspace) -> str:
    try:
        return build.repository(workspace)
    except UserError:
        return f"{build.registry}/{build.image}"


def _value(parsed: Parsed, label: str) -> Any:
    if parsed.newer:
        raise UserError("file.newer", file=label, version=parsed.newer, known=FORM)
    if parsed.problems:
        raise UserErrors(tuple(_told(problem) for problem in parsed.problems))
    return parsed.value


def _told(problem: FileProblem) -> Message:
    """A problem with its place as one message."""
    code, inner = "file.problem" if problem.path else "file.problem_whole", problem.message
    return Message.of(code, file=problem.file, line=problem.line, path=problem.path, code=inner.code, problem=render(inner))


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
