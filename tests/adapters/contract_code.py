"""What every CodeSource has to do. Subclass `CodeContract` with a fixture `world` that gives a `CodeWorld`."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import Direction
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.services.ports import CodeSource, Login
from tests.adapters.support import MemoryLog, until


class CodeWorld(ABC):
    """Repositories by address. Their contents: `Dockerfile` and an executable `run.sh` in each commit, `side.txt` only on the branch."""

    source: CodeSource
    open: str
    locked: str
    """Wants `login`."""
    missing: str
    dead: str
    """Nobody answers there."""
    slow: str
    """Never answers."""
    broken: str
    """Answers, but is no repository."""
    login: Login
    commits: dict[str, str]
    """Of `open` and `locked`: `main` (the default branch), `side` (branch side/one), `v1` (what the annotated tag v1 names), `first` (below
    main; the same as v1)."""

    @abstractmethod
    def check_out(self, into: Path) -> None:
        """Make a folder the work tree of `open` at its default branch, with a folder `part` in it."""

    @abstractmethod
    def cut(self) -> None:
        """Nobody answers anywhere from now on."""

    @abstractmethod
    def kept(self) -> bytes:
        """All that the source keeps on this computer."""

    @abstractmethod
    def busy(self) -> bool:
        """Whether somebody waits for `slow`."""


def repository(url: str, ref: str = "main") -> CodeRepository:
    return CodeRepository(url=url, ref=ref)


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class CodeContract:
    """Results, logins, what is not there, cancelling."""

    @pytest.mark.parametrize(
        ("ref", "commit"),
        [("main", "main"), ("side/one", "side"), ("v1", "v1"), ("refs/tags/v1", "v1"), ("refs/heads/main", "main"), ("", "main")],
    )
    async def test_resolve_names(self, world: CodeWorld, ref: str, commit: str) -> None:
        assert await world.source.resolve(repository(world.open, ref), None) == world.commits[commit]

    @pytest.mark.parametrize("length", [7, 12, 40])
    @pytest.mark.parametrize("commit", ["main", "side", "first"])
    async def test_resolve_commits(self, world: CodeWorld, commit: str, length: int) -> None:
        start = world.commits[commit][:length]
        assert await world.source.resolve(repository(world.open, start), None) == world.commits[commit]

    @pytest.mark.parametrize("ref", ["nothing", "v2", "0123456", 40 * "0", "side", "-x", "a b", "refs/heads/v1"])
    async def test_resolve_what_is_not_there(self, world: CodeWorld, ref: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.source.resolve(repository(world.open, ref), None)
        assert caught.value.code == "git.no_ref"
        assert caught.value.message.argument("ref") == ref

    @pytest.mark.parametrize("commit", ["main", "side", "first"])
    async def test_fetch(self, world: CodeWorld, tmp_path: Path, commit: str) -> None:
        into, log = tmp_path / "code" / "here", MemoryLog()
        await world.source.fetch(repository(world.open), world.commits[commit], into, None, log)
        assert (into / "Dockerfile").read_text() == "FROM scratch\n"
        assert (into / "run.sh").stat().st_mode & 0o100
        assert (into / "side.txt").exists() == (commit == "side")
        assert ("second" in (into / "run.sh").read_text()) == (commit == "main")
        assert world.commits[commit] in log.text

    async def test_fetch_into_a_folder_with_files(self, world: CodeWorld, tmp_path: Path) -> None:
        (tmp_path / "other.txt").write_text("stays")
        await world.source.fetch(repository(world.open), world.commits["main"], tmp_path, None, MemoryLog())
        assert (tmp_path / "other.txt").read_text() == "stays"
        assert (tmp_path / "Dockerfile").exists()

    @pytest.mark.parametrize(("commit", "said"), [("v1", "v1"), ("main", "v1-1-g{}"), ("side", "v1-1-g{}")])
    async def test_describe(self, world: CodeWorld, commit: str, said: str) -> None:
        asked = world.commits[commit]
        assert await world.source.describe(repository(world.open), asked, None) == said.format(asked[:7])

    async def test_describe_needs_the_login(self, world: CodeWorld) -> None:
        assert await world.source.describe(repository(world.locked), world.commits["v1"], world.login) == "v1"
        with pytest.raises(Refused) as caught:
            await world.source.describe(repository(world.locked), world.commits["v1"], None)
        assert caught.value.code == "git.unauthorized"

    @pytest.mark.parametrize("commit", [40 * "1", "main", "--help"])
    async def test_describe_what_is_not_there(self, world: CodeWorld, commit: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.source.describe(repository(world.open), commit, None)
        assert caught.value.code == "git.no_ref"

    @pytest.mark.parametrize(("old", "new", "direction", "ahead", "behind"), [
        ("first", "main", Direction.FORWARD, 1, 0), ("main", "first", Direction.BACKWARDS, 0, 1),
        ("main", "side", Direction.DIVERGED, 1, 1), ("side", "side", Direction.SAME, 0, 0)])
    async def test_history(self, world: CodeWorld, old: str, new: str, direction: Direction, ahead: int, behind: int) -> None:
        found = await world.source.history(repository(world.open), world.commits[old], world.commits[new], None)
        commits = found.commits
        assert (commits.direction, commits.ahead, commits.behind, commits.more, found.problem) == (direction, ahead, behind, 0, None)
        assert found.seen is not None and abs(found.seen - time.time()) < 60
        subjects = {world.commits["main"]: "second", world.commits["side"]: "side"}
        gone = {world.commits[old]} if behind else set()
        for entry in commits.entries:
            assert (entry.subject, entry.author, entry.back) == (subjects[entry.sha], "Test", entry.sha in gone)
            assert abs(entry.when - time.time()) < 600
        assert len(commits.entries) == ahead + behind

    async def test_history_is_bounded(self, world: CodeWorld) -> None:
        found = await world.source.history(repository(world.open), world.commits["main"], world.commits["side"], None, most=1)
        assert (found.commits.ahead, found.commits.behind, len(found.commits.entries), found.commits.more) == (1, 1, 1, 1)

    async def test_history_offline(self, world: CodeWorld) -> None:
        source, code = world.source, repository(world.open)
        before = await source.history(code, world.commits["first"], world.commits["main"], None)
        unasked = await source.history(code, world.commits["side"], world.commits["main"], None, ask=False)
        assert unasked.commits.direction is Direction.UNKNOWN and unasked.seen == before.seen
        assert unasked.problem is not None and unasked.problem.code == "changes.not_copied"
        world.cut()
        assert await source.history(code, world.commits["first"], world.commits["main"], None) == before, "the copy answers, with its age"
        assert (await source.history(code, world.commits["main"], world.commits["first"], None, ask=False)).seen == before.seen
        unknown = await source.history(code, world.commits["side"], world.commits["main"], None)
        assert unknown.commits.direction is Direction.UNKNOWN and unknown.seen == before.seen
        assert unknown.problem is not None and unknown.problem.code == "git.unreachable"

    async def test_history_of_what_is_not_there(self, world: CodeWorld) -> None:
        found = await world.source.history(repository(world.open), 40 * "1", world.commits["main"], None)
        assert found.commits.direction is Direction.UNKNOWN and found.problem is not None and found.problem.code == "changes.commit_gone"
        assert found.problem.argument("commit") == 12 * "1"
        for url, code in ((world.missing, "git.not_found"), (world.dead, "git.unreachable")):
            nothing = await world.source.history(repository(url), world.commits["first"], world.commits["main"], None)
            assert nothing.commits.direction is Direction.UNKNOWN and nothing.seen is None
            assert nothing.problem is not None and nothing.problem.code == code

    async def test_history_needs_the_login(self, world: CodeWorld) -> None:
        code, old, new = repository(world.locked), world.commits["first"], world.commits["main"]
        refused = await world.source.history(code, old, new, None)
        assert refused.problem is not None and refused.problem.code == "git.unauthorized" and refused.seen is None
        found = await world.source.history(code, old, new, world.login)
        assert found.commits.direction is Direction.FORWARD
        assert world.login.secret.encode() not in world.kept() and world.login.username.encode() not in world.kept()

    @pytest.mark.parametrize("commit", ["main", "--help", "", "0123456"])
    async def test_history_wants_whole_names(self, world: CodeWorld, commit: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.source.history(repository(world.open), commit, world.commits["main"], None)
        assert caught.value.code == "git.no_ref"

    @pytest.mark.parametrize("commit", [40 * "1", "main", "--help"])
    async def test_fetch_what_is_not_there(self, world: CodeWorld, tmp_path: Path, commit: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.source.fetch(repository(world.open), commit, tmp_path, None, MemoryLog())
        assert caught.value.code == "git.no_ref"

    async def test_work_tree(self, world: CodeWorld, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        world.check_out(tmp_path / "tree")
        assert await world.source.work_tree(tmp_path / "tree") == WorkTree(world.open, "main")
        assert await world.source.work_tree(tmp_path / "tree" / "part") == WorkTree(world.open, "main", "part")
        assert await world.source.work_tree(tmp_path / "none") is None

    async def test_login(self, world: CodeWorld, tmp_path: Path) -> None:
        log = MemoryLog()
        commit = await world.source.resolve(repository(world.locked), world.login)
        assert commit == world.commits["main"]
        await world.source.fetch(repository(world.locked), commit, tmp_path, world.login, log)
        assert (tmp_path / "Dockerfile").exists()
        assert world.login.secret.encode() not in all_bytes(tmp_path)
        assert world.login.secret not in log.text

    async def test_wrong_login(self, world: CodeWorld, tmp_path: Path) -> None:
        for login in (None, Login(world.login.username, "wrong-word"), Login("nobody", world.login.secret)):
            log = MemoryLog()
            for call in (world.source.resolve(repository(world.locked), login),
                         world.source.fetch(repository(world.locked), world.commits["main"], tmp_path, login, log)):
                with pytest.raises(Refused) as caught:
                    await call
                assert caught.value.code == "git.unauthorized"
                assert "wrong-word" not in str(caught.value) + log.text
                assert world.login.secret not in str(caught.value) + log.text

    async def test_no_repository(self, world: CodeWorld) -> None:
        for url in (world.missing, world.broken):
            with pytest.raises(Refused) as caught:
                await world.source.resolve(repository(url), None)
            assert caught.value.code == "git.not_found"

    async def test_nobody_there(self, world: CodeWorld, tmp_path: Path) -> None:
        for call in (world.source.resolve(repository(world.dead), None),
                     world.source.fetch(repository(world.dead), 40 * "1", tmp_path, None, MemoryLog())):
            with pytest.raises(Unreachable) as caught:
                await call
            assert caught.value.code == "git.unreachable"

    @pytest.mark.parametrize("url", ["", "--upload-pack=x", "http://[", "with space"])
    async def test_bad_address(self, world: CodeWorld, url: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.source.resolve(repository(url), None)
        assert caught.value.code == "git.bad_url"

    @pytest.mark.parametrize("what", ["resolve", "describe", "history", "fetch"])
    async def test_cancel(self, world: CodeWorld, tmp_path: Path, what: str) -> None:
        call = (world.source.resolve(repository(world.slow), None) if what == "resolve"
                else world.source.describe(repository(world.slow), 40 * "1", None) if what == "describe"
                else world.source.history(repository(world.slow), 40 * "1", 40 * "2", None) if what == "history"
                else world.source.fetch(repository(world.slow), 40 * "1", tmp_path, None, MemoryLog()))
        task: asyncio.Task[object] = asyncio.create_task(call)
        await until(world.busy)
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - begun < 3  # the budget is 1 s
        await until(lambda: not world.busy(), 3)
