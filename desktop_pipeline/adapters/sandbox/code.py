"""Git in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login, LogWriter

_DOCKERFILE = """\
FROM docker.io/library/python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
"""


@dataclass(slots=True)
class Repo:
    """A repository: branches and tags with their commits, files of each commit, and whether it asks for a login."""

    refs: dict[str, str] = field(default_factory=dict)
    files: dict[str, Mapping[str, str]] = field(default_factory=dict)
    secret: str = ""


def _commit(*parts: str) -> str:
    return hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


class SandboxCode:
    """Repositories by URL. A URL nobody has added is an invented repository with any branch; the host `unreachable` does not answer.

    Handles of tests: `add`, `down`, `slow` (times as long).
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.repositories: dict[str, Repo] = {}
        self.down = False
        self.slow = 1.0

    def add(self, url: str, refs: Mapping[str, str] | None = None, files: Mapping[str, str] | None = None, secret: str = "") -> Repo:
        """Add a repository. `files` are in the commits of all refs; the ref '' is the default branch."""
        names = dict(refs or {"main": _commit(url, "main")})
        names.setdefault("", next(iter(names.values())))
        repo = Repo(names, {commit: dict(files or {}) for commit in names.values()}, secret)
        self.repositories[url] = repo
        return repo

    async def _reach(self, url: str, login: Login | None) -> Repo | None:
        await self._timeline.sleep(0.1 * self.slow)
        if self.down or re.match(r"\w+://([^/@]*@)?unreachable\b", url):
            raise Unreachable("git.unreachable", url=url, text="Could not resolve host")
        repo = self.repositories.get(url)
        if repo is not None and repo.secret and (login is None or login.secret != repo.secret):
            raise Refused("git.unauthorized", url=url)
        return repo

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        repo = await self._reach(repository.url, login)
        if repo is None:
            return _commit(repository.url, repository.ref or "main")
        if repository.ref in repo.refs:
            return repo.refs[repository.ref]
        commit = next((item for item in repo.files if len(repository.ref) >= 7 and item.startswith(repository.ref)), None)
        if commit is None:
            raise UserError("git.no_ref", url=repository.url, ref=repository.ref)
        return commit

    async def fetch(self, repository: CodeRepository, commit: str, into: Path, login: Login | None, log: LogWriter) -> None:
        repo = await self._reach(repository.url, login)
        if repo is not None and commit not in repo.files:
            raise UserError("git.no_ref", url=repository.url, ref=commit)
        log.write(f"Cloning {repository.url}")
        for line in ("remote: Enumerating objects: 482, done.", "Receiving objects: 100% (482/482), 1.21 MiB, done."):
            await self._timeline.sleep(0.15 * self.slow)
            log.write(line)
        files = (repo.files[commit] if repo else {}) or self._invented(repository)
        for name, text in files.items():
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        log.write(f"HEAD is now at {commit[:12]}")

    @staticmethod
    def _invented(repository: CodeRepository) -> dict[str, str]:
        name = repository.url.rstrip("/").rpartition("/")[2].removesuffix(".git") or "app"
        return {"README.md": f"# {name}\n", "Dockerfile": _DOCKERFILE, "requirements.txt": "aiohttp\n",
                "app/__main__.py": f'print("{name}")\n'}
