"""The CodeSource port: code repositories through the `git` program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.common.secret_pipe import askpass_helper
from desktop_pipeline.adapters.common.tempfolder import temporary_folder
from desktop_pipeline.adapters.git.mirror import Mirrors
from desktop_pipeline.adapters.git.program import (
    ANSWER_SECONDS,
    COMMIT,
    FULL_LENGTHS,
    OF_A_SERVER,
    QUIET,
    SCP,
    GitProgram,
    Place,
    reach,
)
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.changes import MOST_ENTRIES
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import History, Login


class GitCode:
    """Raises UserError `git.missing`, `git.bad_url`, `git.protocol`, `git.failed`, Refused `git.unauthorized`, `git.not_found`,
    `git.host_key` and Unreachable `git.unreachable`, `git.certificate` from every call."""

    def __init__(self, program: str = "git", mirrors: Path | None = None) -> None:
        """`mirrors`: the folder for copies of histories; None = they are not kept."""
        self._git = GitProgram(program)
        self._mirrors = mirrors

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        """The commit that branch, tag or commit names now, in this order; no ref = the default branch.

        Raises also UserError `git.no_ref` or `git.ambiguous`.
        """
        with reach(repository.url, login) as place:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._resolve(place, repository.ref)
            except TimeoutError:
                raise Unreachable("git.unreachable", url=place.url, text=f"no answer within {ANSWER_SECONDS:.0f} seconds.") from None

    async def describe(self, repository: CodeRepository, commit: str, login: Login | None) -> str:
        """The commit by the nearest tag before it, annotated or not; without one by the start of its name (git-describe, `--always`).

        The history is fetched for it, without files where the server can leave them out. Raises also UserError `git.no_ref`.
        """
        with reach(repository.url, login) as place, temporary_folder() as base:
            if not COMMIT.fullmatch(commit) or len(commit) not in FULL_LENGTHS:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            folder = base / "repository"
            folder.mkdir()
            await self._git.good(place, "init", "--quiet", "--bare", "--template=", folder=folder)
            history = ("fetch", "--quiet", "--no-tags", "--filter=tree:0", place.url, "+refs/tags/*:refs/tags/*")
            ended = await self._git.run(place, *history, commit, folder=folder)
            if ended.code:
                self._git.check(place, ended, commit, OF_A_SERVER)
                await self._git.good(place, *history, "+refs/heads/*:refs/heads/*", folder=folder)
            found: list[str] = []
            ended = await self._git.run(place, "describe", "--tags", "--always", commit, folder=folder, out=found.append)
            if ended.code or not found:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            return found[0]

    async def history(
        self, repository: CodeRepository, old: str, new: str, login: Login | None, *, ask: bool = True, most: int = MOST_ENTRIES,
    ) -> History:
        """The commits between two, from the copy on this computer; the server is asked for those that it lacks."""
        if self._mirrors is not None:
            return await Mirrors(self._git, self._mirrors).history(repository.url, old, new, login, ask, most)
        with temporary_folder() as base:
            return await Mirrors(self._git, base).history(repository.url, old, new, login, ask, most)

    async def fetch(self, repository: CodeRepository, commit: str, into: Path, login: Login | None, log: LogWriter) -> None:
        """Put the files of a commit into a folder (made when it is not there), with submodules. Raises also UserError `git.no_ref`."""
        with reach(repository.url, login) as place:
            if not COMMIT.fullmatch(commit) or len(commit) not in FULL_LENGTHS:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            _make(into)

            def write(line: str) -> None:
                log.write(place.redact(bare(line)))

            write(f"{place.url} at {commit}")
            await self._git.good(place, "init", "--quiet", "--template=", folder=into)
            await self._git.good(place, "config", "remote.origin.url", place.url, folder=into)
            await self._fetch_commit(place, commit, into, write)
            await self._git.good(place, "checkout", "--quiet", "--force", "--detach", commit, folder=into, write=write)
            if (into / ".gitmodules").is_file():
                await self._submodules(place, into, write)

    async def work_tree(self, folder: Path) -> WorkTree | None:
        """The work tree that a folder is in, by what this computer knows of its remote; None when it is in none.

        Nothing that the repository's configuration names is run, and nothing is fetched: no hook, monitor, filter, transport. What
        changed inside submodules is not looked at, since git would look by their configuration. Raises also UserError `git.unreadable`
        with git's words, for example when the folder belongs to somebody else.
        """
        with askpass_helper(None, "") as helper:
            place = Place(str(folder), helper, Redactor(), local=True)
            lines: list[str] = []
            ended = await self._git.run(place, *QUIET, "rev-parse", "--show-toplevel", folder=folder, out=lines.append)
            if ended.code and "not a git repository (or any" in ended.tail:
                return None
            if ended.code or not lines:
                raise UserError("git.unreadable", folder=folder, text=place.redact(sentence(bare(ended.tail) or "git said nothing")))
            top = "\n".join(lines)
            below = (await self._git.said(place, folder, "rev-parse", "--show-prefix")).rstrip("/")
            branch = await self._git.said(place, folder, "symbolic-ref", "--quiet", "--short", "HEAD")
            ref = branch or await self._git.said(place, folder, "rev-parse", "--quiet", "--verify", "HEAD")
            told = await self._not_committed(place, folder)
            names = (await self._git.said(place, folder, "remote")).splitlines()
            own = await self._git.said(place, folder, "config", f"branch.{branch}.remote") if branch else ""
            remote = own if own in names else "origin" if "origin" in names else names[0] if names else ""
            if not remote:
                return WorkTree("", ref, below, tuple(told))
            if branch and own == remote:
                merge = await self._git.said(place, folder, "config", f"branch.{branch}.merge")
                ref = merge.removeprefix("refs/heads/") or ref
                count = await self._git.said(place, folder, "rev-list", "--count", "@{upstream}..HEAD")
            else:
                count = ""
            if count not in ("", "0"):
                told.append(Message.of("import.not_pushed", count=count, branch=branch))
            elif not count:
                told.append(Message.of("import.no_upstream", branch=ref, remote=remote))
            url = await self._git.said(place, folder, "remote", "get-url", remote)
            if "://" not in url and not SCP.match(url):
                url = (Path(top) / url).resolve().as_uri()  # a folder of this computer
            return WorkTree(url, ref, below, tuple(told))

    async def _not_committed(self, place: Place, folder: Path) -> list[Message]:
        """Whether there are changes, asked with all filters of the configuration (`filter.NAME.clean`, `.process`) made empty: git would
        run them over files whose time changed. gitattributes(5): an empty one changes nothing."""
        names: list[str] = []
        listed = await self._git.run(place, *QUIET, "config", "--name-only", "--get-regexp", r"^filter\.", folder=folder, out=names.append)
        filters = {name.rpartition(".")[0] for name in names}
        if listed.code > 1 or any("=" in name for name in filters):  # -c takes the first “=” for the end of the name
            return [Message.of("import.changes_unknown")]
        empty = [word for name in sorted(filters) for key in ("clean=", "process=", "smudge=", "required=false")
                 for word in ("-c", f"{name}.{key}")]
        lines: list[str] = []
        ended = await self._git.run(
            place, *QUIET, *empty, "status", "--porcelain", "--no-renames", "--untracked-files=normal", "--ignore-submodules=dirty",
            folder=folder, out=lines.append)
        return [Message.of("import.changes_unknown")] if ended.code else [Message.of("import.not_committed")] if lines else []

    # ---- steps -----------------------------------------------------------------------------------------------------

    async def _resolve(self, place: Place, ref: str) -> str:
        if ref.startswith("-"):
            raise UserError("git.no_ref", url=place.url, ref=ref)
        wanted = [ref] if ref.startswith("refs/") else [f"refs/heads/{ref}", f"refs/tags/{ref}"]
        if not ref:
            wanted = ["HEAD"]
        named = await self._refs(place, *wanted, *(f"{name}^{{}}" for name in wanted))
        for name in wanted:
            if found := named.get(f"{name}^{{}}") or named.get(name):
                return found
        if not await self._refs(place, "HEAD", "refs/heads/*"):  # git takes any web page for an empty repository
            raise Refused("git.not_found", url=place.url, text="nothing there has a branch.")
        if not COMMIT.fullmatch(ref):
            raise UserError("git.no_ref", url=place.url, ref=ref or "HEAD")
        return await self._commit(place, ref.lower())

    async def _commit(self, place: Place, start: str) -> str:
        """A commit by its whole name or the start of it. A server does not answer such questions: commits are fetched, without files."""
        with temporary_folder() as base:
            folder = base / "repository"
            folder.mkdir()
            await self._git.good(place, "init", "--quiet", "--bare", "--template=", folder=folder)
            if len(start) in FULL_LENGTHS:
                ended = await self._git.run(place, "fetch", "--quiet", "--depth=1", "--filter=tree:0", place.url, start, folder=folder)
                if ended.code:
                    self._git.check(place, ended, start, OF_A_SERVER)
            if len(start) not in FULL_LENGTHS or ended.code:
                everything = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
                await self._git.good(place, "fetch", "--quiet", "--no-tags", "--filter=tree:0", place.url, *everything, folder=folder)
            found: list[str] = []
            ended = await self._git.run(
                place, "rev-parse", "--verify", "--end-of-options", f"{start}^{{commit}}", folder=folder, out=found.append,
            )
            if "ambiguous" in ended.tail:
                raise UserError("git.ambiguous", url=place.url, ref=start)
            if ended.code or not found:
                raise UserError("git.no_ref", url=place.url, ref=start)
            return found[0]

    async def _refs(self, place: Place, *patterns: str) -> dict[str, str]:
        found: dict[str, str] = {}

        def line(text: str) -> None:
            commit, _, name = text.partition("\t")
            found[name] = commit

        await self._git.good(place, "ls-remote", "--quiet", "--", place.url, *patterns, write=None, out=line)
        return found

    async def _fetch_commit(self, place: Place, commit: str, into: Path, write: Callable[[str], None]) -> None:
        ended = await self._git.run(place, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit, folder=into, write=write)
        if not ended.code:
            return
        self._git.check(place, ended, commit, OF_A_SERVER)
        write("the server does not give out single commits: fetching all of them")
        heads = "+refs/heads/*:refs/remotes/origin/*"
        await self._git.good(place, "fetch", "--quiet", "--tags", "origin", heads, folder=into, write=write)
        if (await self._git.run(place, "cat-file", "-e", f"{commit}^{{commit}}", folder=into)).code:
            raise UserError("git.no_ref", url=place.url, ref=commit)

    async def _submodules(self, place: Place, into: Path, write: Callable[[str], None]) -> None:
        update = ("submodule", "--quiet", "update", "--init", "--recursive")
        ended = await self._git.run(place, *update, "--depth=1", folder=into, write=write)
        if ended.code:
            self._git.check(place, ended, "submodule", OF_A_SERVER)
            await self._git.good(place, *update, folder=into, write=write)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
