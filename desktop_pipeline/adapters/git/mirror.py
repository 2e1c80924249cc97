"""Copies of the histories of repositories on this computer: commits only, without files, for questions that must be answered offline too.

One bare repository per address, named by its hash, in a folder that may be deleted. No login is written into it. Commits that were asked
about once are kept by a ref of their own, so a force push at the server takes nothing away here.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from desktop_pipeline.adapters.common.locks import FileLock
from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.git.program import ANSWER_SECONDS, OF_A_SERVER, GitProgram, Place, reach, split
from desktop_pipeline.domain.changes import UNKNOWN, Commit, Commits, is_commit, way
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import without_password
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.ports import History, Login

FETCH_SECONDS = 300.0
"""The first copy of a large history takes its time; what was not done by then is dropped by git."""
MOST_MIRRORS = 50
_LOOK = 0.1  # seconds between two looks whether another process is done with a copy
_STAMP = "asked"
"""A file whose time says when the server was last asked."""
_KEPT = "refs/kept/"
_FIELD = "\x1f"


class Mirrors:
    """The copies in one folder."""

    def __init__(self, git: GitProgram, folder: Path) -> None:
        self._git, self._base = git, folder

    async def history(self, url: str, old: str, new: str, login: Login | None, ask: bool, most: int) -> History:
        """As `CodeSource.history`."""
        url, login = _without_login(url, login)
        with reach(url, login) as place:
            for commit in (old, new):
                if not is_commit(commit):
                    raise UserError("git.no_ref", url=place.url, ref=commit)
            folder = self._base / hashlib.sha256(place.url.encode()).hexdigest()[:32]
            missing = await self._missing(place, folder, old, new)
            problem = await self._asked(place, folder, missing) if missing and ask else None
            if missing:
                missing = await self._missing(place, folder, old, new)
            seen = _time_of(folder / _STAMP)
            if missing:
                code = "changes.commit_gone" if ask else "changes.not_copied"
                return History(UNKNOWN, seen, problem or Message.of(code, url=place.url, commit=missing[0][:12]))
            return History(await self._read(place, folder, old, new, most), seen)

    async def _asked(self, place: Place, folder: Path, missing: list[str]) -> Message | None:
        """Fetch what is missing; why it could not be done, None when the server answered."""
        try:
            async with asyncio.timeout(FETCH_SECONDS), _locked(folder):
                missing = [commit for commit in missing if await self._missing(place, folder, commit)]  # another process may have been here
                if missing:
                    await self._fetch(place, folder, missing)
        except TimeoutError:
            return Unreachable("git.unreachable", url=place.url, text=f"no answer within {FETCH_SECONDS:.0f} seconds.").message
        except OSError as error:
            return Message.of("git.failed", url=place.url, text=sentence(str(error)))
        except UserError as error:
            return error.message
        return None

    async def _fetch(self, place: Place, folder: Path, missing: list[str]) -> None:
        await asyncio.to_thread(_make, folder)
        await self._git.good(place, "init", "--quiet", "--bare", "--template=", folder=folder)
        await self._git.good(place, "config", "remote.origin.url", place.url, folder=folder)
        fetch = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--filter=tree:0", "origin")
        refused = False
        for commit in missing:
            ended = await self._git.run(place, *fetch, f"+{commit}:{_KEPT}{commit}", folder=folder)
            if ended.code:
                self._git.check(place, ended, "fetch", OF_A_SERVER)
                refused = True
        if refused:  # a server that gives out no single commits, or does not have them: by its branches
            await self._git.good(place, *fetch, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", folder=folder)
        (folder / _STAMP).touch()

    async def _missing(self, place: Place, folder: Path, *commits: str) -> list[str]:
        """Which commits are not in the copy. Nobody is asked for them."""
        if not (folder / "HEAD").is_file():
            return list(dict.fromkeys(commits))
        here = replace(place, local=True)
        return [commit for commit in dict.fromkeys(commits) if (await self._git.run(
            here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}", folder=folder)).code]

    async def _read(self, place: Place, folder: Path, old: str, new: str, most: int) -> Commits:
        here, counted, lines = replace(place, local=True), list[str](), list[str]()
        sides = f"{old}...{new}"
        form = "--format=" + "%x1f".join(("", "%m", "%H", "%ct", "%an", "%s"))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                ended = await self._git.run(here, "rev-list", "--left-right", "--count", sides, folder=folder, out=counted.append)
                if not ended.code:
                    ended = await self._git.run(
                        here, "rev-list", "--left-right", f"--max-count={most}", "--encoding=UTF-8", form, sides, folder=folder,
                        out=lines.append)
        except TimeoutError:
            raise UserError("changes.copy_broken", url=place.url, folder=folder, text=f"git took {ANSWER_SECONDS:.0f} seconds.") from None
        if ended.code or len(counted) != 1:
            text = place.redact(sentence(bare(ended.tail).strip() or "git said nothing"))
            raise UserError("changes.copy_broken", url=place.url, folder=folder, text=text)
        behind, ahead = (int(count) for count in counted[0].split())
        return way(ahead, behind, (_commit(line) for line in lines if line.startswith(_FIELD)))


def _commit(line: str) -> Commit:
    _, side, sha, when, author, subject = line.split(_FIELD, 5)
    return Commit(sha, float(when), bare(author), bare(subject), back=side == "<")


def _without_login(url: str, login: Login | None) -> tuple[str, Login | None]:
    """A token may stand as the user in an address of the web: it goes where passwords go, not into the copy's configuration."""
    parts = split(url) if url.lower().startswith(("http://", "https://")) else None
    if parts is None or "@" not in parts.netloc:
        return url, login
    return without_password(url), login or Login(unquote(parts.username or ""), unquote(parts.password or ""))


def _time_of(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _make(folder: Path) -> None:
    """Make the folder of a copy. Those whose servers were asked longest ago give way where there are too many."""
    if folder.is_dir():
        return
    others = [item for item in folder.parent.iterdir() if item.is_dir()]
    others.sort(key=lambda item: _time_of(item / _STAMP) or time.time())
    for old in others[: max(0, len(others) - MOST_MIRRORS + 1)]:
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(mode=0o700)


@contextlib.asynccontextmanager
async def _locked(folder: Path) -> AsyncIterator[None]:
    """Be the only one who writes into a copy, of all processes. Reading needs no lock: git puts objects before the refs to them."""
    lock = FileLock(folder.with_suffix(".lock"))
    while True:
        trying = asyncio.ensure_future(asyncio.to_thread(lock.acquire))  # may block for 0.2 s
        try:
            held = await asyncio.shield(trying)
        except asyncio.CancelledError:
            await asyncio.wait((trying,))
            lock.release()
            raise
        if held:
            break
        await asyncio.sleep(_LOOK)
    try:
        yield
    finally:
        lock.release()
