"""Git in memory."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import MOST_ENTRIES, UNKNOWN, Commit, Commits, is_commit, way
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import History, Login
from desktop_pipeline.services.tasks import to_its_end

_SHORTEST = 7
_DOCKERFILE = """\
FROM docker.io/library/python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
"""
_ADDRESS = re.compile(r"(?!-)[^\s\[\]]+")


@dataclass(slots=True)
class Repo:
    """Branches (the first is the default) and tags with their commits, the files of each commit, and the login it asks for."""

    branches: dict[str, str]
    tags: dict[str, str] = field(default_factory=dict)
    files: dict[str, Mapping[str, str]] = field(default_factory=dict)
    lock: Login | None = None
    stalled: bool = False
    """Never answers."""
    parents: dict[str, str] = field(default_factory=dict)
    """The commit before a commit."""
    told: dict[str, tuple[float, str, str]] = field(default_factory=dict)
    """Time, author and subject of a commit."""

    def line(self, commit: str) -> list[str]:
        """A commit and all before it, newest first."""
        found = []
        while commit:
            found.append(commit)
            commit = self.parents.get(commit, "")
        return found

    def knows(self, commit: str) -> bool:
        """Whether a commit is there."""
        return commit in self.parents or self.named(commit) == commit

    def between(self, old: str, new: str, most: int) -> Commits:
        """As `git rev-list --left-right OLD...NEW` says it."""
        was, now = self.line(old), self.line(new)
        back, forward = [sha for sha in was if sha not in now], [sha for sha in now if sha not in was]
        entries = [Commit(sha, *self.told.get(sha, (0.0, "unknown", "unknown")), back=sha in back) for sha in (*forward, *back)]
        entries.sort(key=lambda commit: -commit.when)
        return way(len(forward), len(back), entries[:most])

    def described(self, commit: str) -> str:
        """As `git describe --tags --always` says it."""
        at, steps = commit, 0
        while at:
            tag = next((name for name, tagged in self.tags.items() if tagged == at), None)
            if tag is not None:
                return f"{tag}-{steps}-g{commit[:_SHORTEST]}" if steps else tag
            at, steps = self.parents.get(at, ""), steps + 1
        return commit[:_SHORTEST]

    def named(self, ref: str) -> str | None:
        """The commit of a branch, tag or (start of a) commit."""
        if not ref:
            return next(iter(self.branches.values()))
        for prefix, names in (("refs/heads/", self.branches), ("refs/tags/", self.tags)):
            if ref.startswith(prefix):
                return names.get(ref.removeprefix(prefix))
        if found := self.branches.get(ref) or self.tags.get(ref):
            return found
        known = (*self.files, *self.branches.values(), *self.tags.values())
        return next((commit for commit in known if len(ref) >= _SHORTEST and commit.startswith(ref)), None)


def commit_of(*parts: str) -> str:
    """A commit made from some text."""
    return hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


class SandboxCode:
    """Repositories by URL. Where nobody has added one there is an invented one with any branch; the host `unreachable` does not answer.

    Handles of tests: `add`, `strict` (nothing is invented), `down`, `slow` (times as long), `waiting` (calls at work now).
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.repositories: dict[str, Repo] = {}
        self.down = self.strict = False
        self.slow = 1.0
        self.waiting = 0
        self.work_trees: dict[Path, WorkTree] = {}
        self.copies: dict[str, tuple[float, frozenset[str]]] = {}
        """What this computer has of a repository: when it was asked, and its commits."""

    def add(
        self, url: str, branches: Mapping[str, str] | None = None, tags: Mapping[str, str] | None = None,
        files: Mapping[str, Mapping[str, str]] | None = None, lock: Login | None = None,
    ) -> Repo:
        """Add a repository. `files` by commit: path → text; a commit without any has invented ones."""
        repo = Repo(dict(branches or {"main": commit_of(url, "main")}), dict(tags or {}), dict(files or {}), lock)
        self.repositories[url] = repo
        return repo

    async def _reach(self, url: str, login: Login | None) -> Repo | None:
        if not _ADDRESS.fullmatch(url):
            raise UserError("git.bad_url", url=url)
        self.waiting += 1
        try:
            await self._timeline.sleep(0.1 * self.slow)
            repo = self.repositories.get(url)
            if repo is not None and repo.stalled:
                await asyncio.Event().wait()
        finally:
            self.waiting -= 1
        if self.down or re.match(r"\w+://([^/@]*@)?unreachable\b", url):
            raise Unreachable("git.unreachable", url=url, text="could not resolve host.")
        if repo is None and self.strict:
            raise Refused("git.not_found", url=url, text="repository not found.")
        lock = repo.lock if repo else None
        if lock is not None and (login is None or (login.username, login.secret) != (lock.username, lock.secret)):
            raise Refused("git.unauthorized", url=url, text="authentication failed.")
        return repo

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        repo = await self._reach(repository.url, login)
        if repo is None:
            return commit_of(repository.url, repository.ref or "main")
        commit = repo.named(repository.ref)
        if commit is None:
            raise UserError("git.no_ref", url=repository.url, ref=repository.ref)
        return commit

    async def describe(self, repository: CodeRepository, commit: str, login: Login | None) -> str:
        repo = await self._reach(repository.url, login)
        if not re.fullmatch(r"[0-9a-f]{40}", commit) or (repo is not None and repo.named(commit) != commit):
            raise UserError("git.no_ref", url=repository.url, ref=commit)
        return repo.described(commit) if repo is not None else commit[:_SHORTEST]

    async def history(
        self, repository: CodeRepository, old: str, new: str, login: Login | None, *, ask: bool = True, most: int = MOST_ENTRIES,
    ) -> History:
        url, repo = repository.url, self.repositories.get(repository.url)
        if not _ADDRESS.fullmatch(url):
            raise UserError("git.bad_url", url=url)
        if bad := [commit for commit in (old, new) if not is_commit(commit)]:
            raise UserError("git.no_ref", url=url, ref=bad[0])
        seen, has = self.copies.get(url, (None, frozenset()))
        problem = None
        if ask and not has.issuperset((old, new)):
            try:
                await self._reach(url, login)
                seen, has = self._timeline.now(), has | frozenset(item for commit in (old, new) if repo and repo.knows(commit)
                                                                 for item in repo.line(commit))
                self.copies[url] = seen, has
            except (Refused, Unreachable) as error:
                problem = error.message
        missing = next((commit for commit in (old, new) if commit not in has), "")
        if missing or repo is None:
            code = "changes.commit_gone" if ask else "changes.not_copied"
            return History(UNKNOWN, seen, problem or Message.of(code, url=url, commit=missing[:12]))
        return History(repo.between(old, new, most), seen)

    async def fetch(self, repository: CodeRepository, commit: str, into: Path, login: Login | None, log: LogWriter) -> None:
        repo = await self._reach(repository.url, login)
        if not re.fullmatch(r"[0-9a-f]{40}", commit) or (repo is not None and repo.named(commit) != commit):
            raise UserError("git.no_ref", url=repository.url, ref=commit)
        log.write(f"Fetching {repository.url}")
        for line in ("remote: Enumerating objects: 482, done.", "Receiving objects: 100% (482/482), 1.21 MiB, done."):
            await self._timeline.sleep(0.15 * self.slow)
            log.write(line)
        await to_its_end(asyncio.to_thread(_write, into, (repo.files.get(commit) if repo else None) or _invented(repository)))
        log.write(f"HEAD is now at {commit}")

    async def work_tree(self, folder: Path) -> WorkTree | None:
        if folder in self.work_trees or self.strict:
            return self.work_trees.get(folder)
        return WorkTree(f"https://git.shop.example/shop/{folder.name or 'app'}.git", "main")

    async def close(self) -> None:
        pass


def _write(into: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".sh":
            path.chmod(0o755)


def _invented(repository: CodeRepository) -> dict[str, str]:
    name = repository.url.rstrip("/").rpartition("/")[2].removesuffix(".git") or "app"
    return {"README.md": f"# {name}\n", "Dockerfile": _DOCKERFILE, "requirements.txt": "aiohttp\n", "app/__main__.py": f'print("{name}")\n'}
