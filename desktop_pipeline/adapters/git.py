"""The CodeSource port: code repositories through the `git` program.

git runs without a terminal and never asks anybody: logins come from our helper, for the server of the repository only. Hooks, templates and
credential helpers of the user are off; of the user's configuration the rest (proxy, certificates, ssh) counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from desktop_pipeline.adapters.common.askpass import place_of
from desktop_pipeline.adapters.common.process import Ended, run_process
from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.adapters.common.secret_pipe import Helper, askpass_helper
from desktop_pipeline.adapters.common.tempfolder import temporary_folder
from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login

ANSWER_SECONDS = 60.0
_OPTIONS = (
    "credential.helper=", f"core.hooksPath={os.devnull}", "advice.detachedHead=false", "gc.auto=0", "maintenance.auto=false",
    "init.defaultBranch=main", "submodule.recurse=false", "fetch.recurseSubmodules=false", "core.longpaths=true",
    "http.lowSpeedLimit=100", "http.lowSpeedTime=60",
)
_QUIET = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "diff.external=", "-c", "status.submoduleSummary=false")
"""For questions about a folder of this computer, whose configuration may be anybody's."""
_NOT_INHERITED = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_.*|NAMESPACE|COMMON_DIR|PREFIX|TRACE.*|CURL_VERBOSE|ASKPASS|TEMPLATE_DIR"
    r"|CONFIG_(COUNT|KEY_.*|VALUE_.*|PARAMETERS)|ALLOW_PROTOCOL)|SSH_ASKPASS.*|DESKTOP_PIPELINE_SECRET_.*"
)
_COMMIT = re.compile(r"[0-9a-f]{4,64}", re.IGNORECASE)
_FULL_LENGTHS = (40, 64)
_SCP = re.compile(r"[^/\\:]{2,}:(?!//)")
_OF_A_SERVER = ("not our ref", "unadvertised object", "couldn't find remote ref", "does not support shallow", "no such remote ref")
_ERRORS: tuple[tuple[str, str], ...] = (  # first match wins; the English texts of git, curl and ssh
    ("transport '[^']*' not allowed|protocol '[^']*' is not supported", "git.protocol"),
    ("host key verification failed", "git.host_key"),
    ("certificate|self.signed|unable to get local issuer", "git.certificate"),
    ("authentication failed|could not read (username|password)|terminal prompts disabled|access denied|returned error: 40[13]"
     "|permission denied|invalid username or", "git.unauthorized"),
    ("could not resolve host|failed to connect|couldn.t connect|connection (refused|reset|closed)|network is unreachable|timed out"
     "|no route to host|name or service not known|early eof|hung up unexpectedly|returned error: 5\\d\\d|empty reply|rpc failed"
     "|operation too slow|unable to look up", "git.unreachable"),
    ("repository .*not found|not found|does not appear to be a git repository|does not exist|no such file|not a git repository"
     "|not valid: is this a git repository", "git.not_found"),
)
_KINDS: dict[str, type[UserError]] = {
    "git.unauthorized": Refused, "git.not_found": Refused, "git.host_key": Refused, "git.unreachable": Unreachable,
    "git.certificate": Unreachable,
}


@dataclass(frozen=True, slots=True)
class _Place:
    """A repository: its address without a password, and how it is reached. `local`: not at all, whatever its configuration says."""

    url: str
    helper: Helper
    redact: Redactor
    local: bool = False


class GitCode:
    """Raises UserError `git.missing`, `git.bad_url`, `git.protocol`, `git.failed`, Refused `git.unauthorized`, `git.not_found`,
    `git.host_key` and Unreachable `git.unreachable`, `git.certificate` from every call."""

    def __init__(self, program: str = "git") -> None:
        self._program = program

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        """The commit that branch, tag or commit names now, in this order; no ref = the default branch.

        Raises also UserError `git.no_ref` or `git.ambiguous`.
        """
        with _reach(repository.url, login) as place:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._resolve(place, repository.ref)
            except TimeoutError:
                raise Unreachable("git.unreachable", url=place.url, text=f"no answer within {ANSWER_SECONDS:.0f} seconds.") from None

    async def describe(self, repository: CodeRepository, commit: str, login: Login | None) -> str:
        """The commit by the nearest tag before it, annotated or not; without one by the start of its name (git-describe, `--always`).

        The history is fetched for it, without files where the server can leave them out. Raises also UserError `git.no_ref`.
        """
        with _reach(repository.url, login) as place, temporary_folder() as base:
            if not _COMMIT.fullmatch(commit) or len(commit) not in _FULL_LENGTHS:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            folder = base / "repository"
            folder.mkdir()
            await self._good(place, "init", "--quiet", "--bare", "--template=", folder=folder)
            history = ("fetch", "--quiet", "--no-tags", "--filter=tree:0", place.url, "+refs/tags/*:refs/tags/*")
            ended = await self._git(place, *history, commit, folder=folder)
            if ended.code:
                self._check(place, ended, commit, _OF_A_SERVER)
                await self._good(place, *history, "+refs/heads/*:refs/heads/*", folder=folder)
            found: list[str] = []
            ended = await self._git(place, "describe", "--tags", "--always", commit, folder=folder, out=found.append)
            if ended.code or not found:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            return found[0]

    async def fetch(self, repository: CodeRepository, commit: str, into: Path, login: Login | None, log: LogWriter) -> None:
        """Put the files of a commit into a folder (made when it is not there), with submodules. Raises also UserError `git.no_ref`."""
        with _reach(repository.url, login) as place:
            if not _COMMIT.fullmatch(commit) or len(commit) not in _FULL_LENGTHS:
                raise UserError("git.no_ref", url=place.url, ref=commit)
            _make(into)

            def write(line: str) -> None:
                log.write(place.redact(bare(line)))

            write(f"{place.url} at {commit}")
            await self._good(place, "init", "--quiet", "--template=", folder=into)
            await self._good(place, "config", "remote.origin.url", place.url, folder=into)
            await self._fetch_commit(place, commit, into, write)
            await self._good(place, "checkout", "--quiet", "--force", "--detach", commit, folder=into, write=write)
            if (into / ".gitmodules").is_file():
                await self._submodules(place, into, write)

    async def work_tree(self, folder: Path) -> WorkTree | None:
        """The work tree that a folder is in, by what this computer knows of its remote; None when it is in none.

        Nothing that the repository's configuration names is run, and nothing is fetched: no hook, monitor, filter, transport. What
        changed inside submodules is not looked at, since git would look by their configuration. Raises also UserError `git.unreadable`
        with git's words, for example when the folder belongs to somebody else.
        """
        with askpass_helper(None, "") as helper:
            place = _Place(str(folder), helper, Redactor(), local=True)
            lines: list[str] = []
            ended = await self._git(place, *_QUIET, "rev-parse", "--show-toplevel", folder=folder, out=lines.append)
            if ended.code and "not a git repository (or any" in ended.tail:
                return None
            if ended.code or not lines:
                raise UserError("git.unreadable", folder=folder, text=place.redact(sentence(bare(ended.tail) or "git said nothing")))
            top = "\n".join(lines)
            below = (await self._said(place, folder, "rev-parse", "--show-prefix")).rstrip("/")
            branch = await self._said(place, folder, "symbolic-ref", "--quiet", "--short", "HEAD")
            ref = branch or await self._said(place, folder, "rev-parse", "--quiet", "--verify", "HEAD")
            told = await self._not_committed(place, folder)
            names = (await self._said(place, folder, "remote")).splitlines()
            own = await self._said(place, folder, "config", f"branch.{branch}.remote") if branch else ""
            remote = own if own in names else "origin" if "origin" in names else names[0] if names else ""
            if not remote:
                return WorkTree("", ref, below, tuple(told))
            if branch and own == remote:
                merge = await self._said(place, folder, "config", f"branch.{branch}.merge")
                ref = merge.removeprefix("refs/heads/") or ref
                count = await self._said(place, folder, "rev-list", "--count", "@{upstream}..HEAD")
            else:
                count = ""
            if count not in ("", "0"):
                told.append(Message.of("import.not_pushed", count=count, branch=branch))
            elif not count:
                told.append(Message.of("import.no_upstream", branch=ref, remote=remote))
            url = await self._said(place, folder, "remote", "get-url", remote)
            if "://" not in url and not _SCP.match(url):
                url = (Path(top) / url).resolve().as_uri()  # a folder of this computer
            return WorkTree(url, ref, below, tuple(told))

    async def _not_committed(self, place: _Place, folder: Path) -> list[Message]:
        """Whether there are changes, asked with all filters of the configuration (`filter.NAME.clean`, `.process`) made empty: git would
        run them over files whose time changed. gitattributes(5): an empty one changes nothing."""
        names: list[str] = []
        listed = await self._git(place, *_QUIET, "config", "--name-only", "--get-regexp", r"^filter\.", folder=folder, out=names.append)
        filters = {name.rpartition(".")[0] for name in names}
        if listed.code > 1 or any("=" in name for name in filters):  # -c takes the first “=” for the end of the name
            return [Message.of("import.changes_unknown")]
        empty = [word for name in sorted(filters) for key in ("clean=", "process=", "smudge=", "required=false")
                 for word in ("-c", f"{name}.{key}")]
        lines: list[str] = []
        ended = await self._git(
            place, *_QUIET, *empty, "status", "--porcelain", "--no-renames", "--untracked-files=normal", "--ignore-submodules=dirty",
            folder=folder, out=lines.append)
        return [Message.of("import.changes_unknown")] if ended.code else [Message.of("import.not_committed")] if lines else []

    # ---- steps -----------------------------------------------------------------------------------------------------

    async def _resolve(self, place: _Place, ref: str) -> str:
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
        if not _COMMIT.fullmatch(ref):
            raise UserError("git.no_ref", url=place.url, ref=ref or "HEAD")
        return await self._commit(place, ref.lower())

    async def _commit(self, place: _Place, start: str) -> str:
        """A commit by its whole name or the start of it. A server does not answer such questions: commits are fetched, without files."""
        with temporary_folder() as base:
            folder = base / "repository"
            folder.mkdir()
            await self._good(place, "init", "--quiet", "--bare", "--template=", folder=folder)
            if len(start) in _FULL_LENGTHS:
                ended = await self._git(place, "fetch", "--quiet", "--depth=1", "--filter=tree:0", place.url, start, folder=folder)
                if ended.code:
                    self._check(place, ended, start, _OF_A_SERVER)
            if len(start) not in _FULL_LENGTHS or ended.code:
                everything = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
                await self._good(place, "fetch", "--quiet", "--no-tags", "--filter=tree:0", place.url, *everything, folder=folder)
            found: list[str] = []
            ended = await self._git(
                place, "rev-parse", "--verify", "--end-of-options", f"{start}^{{commit}}", folder=folder, out=found.append,
            )
            if "ambiguous" in ended.tail:
                raise UserError("git.ambiguous", url=place.url, ref=start)
            if ended.code or not found:
                raise UserError("git.no_ref", url=place.url, ref=start)
            return found[0]

    async def _refs(self, place: _Place, *patterns: str) -> dict[str, str]:
        found: dict[str, str] = {}

        def line(text: str) -> None:
            commit, _, name = text.partition("\t")
            found[name] = commit

        await self._good(place, "ls-remote", "--quiet", "--", place.url, *patterns, write=None, out=line)
        return found

    async def _fetch_commit(self, place: _Place, commit: str, into: Path, write: Callable[[str], None]) -> None:
        ended = await self._git(place, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit, folder=into, write=write)
        if not ended.code:
            return
        self._check(place, ended, commit, _OF_A_SERVER)
        write("the server does not give out single commits: fetching all of them")
        heads = "+refs/heads/*:refs/remotes/origin/*"
        await self._good(place, "fetch", "--quiet", "--tags", "origin", heads, folder=into, write=write)
        if (await self._git(place, "cat-file", "-e", f"{commit}^{{commit}}", folder=into)).code:
            raise UserError("git.no_ref", url=place.url, ref=commit)

    async def _submodules(self, place: _Place, into: Path, write: Callable[[str], None]) -> None:
        update = ("submodule", "--quiet", "update", "--init", "--recursive")
        ended = await self._git(place, *update, "--depth=1", folder=into, write=write)
        if ended.code:
            self._check(place, ended, "submodule", _OF_A_SERVER)
            await self._good(place, *update, folder=into, write=write)

    # ---- git -------------------------------------------------------------------------------------------------------

    async def _good(
        self, place: _Place, *arguments: str, folder: Path | None = None, write: Callable[[str], None] | None = None,
        out: Callable[[str], None] | None = None,
    ) -> None:
        ended = await self._git(place, *arguments, folder=folder, write=write, out=out)
        if ended.code:
            self._check(place, ended, arguments[0], ())

    async def _git(
        self, place: _Place, *arguments: str, folder: Path | None = None, write: Callable[[str], None] | None = None,
        out: Callable[[str], None] | None = None,
    ) -> Ended:
        command = [self._program, *(word for option in _OPTIONS for word in ("-c", option)), *arguments]
        quiet = write or _nothing
        try:
            return await run_process(
                command, out=out or quiet, err=quiet, folder=folder, environment=_environment(place), pass_fds=place.helper.pass_fds,
            )
        except (FileNotFoundError, PermissionError) as error:
            if folder is not None and not os.path.isdir(folder):  # noqa: ASYNC240  # one look at a local folder
                raise
            raise UserError("git.missing") from error

    async def _said(self, place: _Place, folder: Path, *arguments: str) -> str:
        """What git says about a work tree; '' when it says nothing or fails."""
        lines: list[str] = []
        ended = await self._git(place, *_QUIET, *arguments, folder=folder, out=lines.append)
        return "" if ended.code else "\n".join(lines)

    def _check(self, place: _Place, ended: Ended, what: str, allowed: tuple[str, ...]) -> None:
        """Raise what git's words mean, unless they are among the allowed."""
        lines = [line for line in bare(ended.tail).splitlines() if line.strip()]
        text = "\n".join(lines).lower()
        if any(sign in text for sign in allowed):
            return
        telling = [line for line in lines if line.lower().startswith(("fatal:", "error:", "remote:", "ssh:"))] or lines
        said = place.redact(sentence(" ".join(telling[-3:]) or f"git {what} ended with {ended.code}"))
        for pattern, code in _ERRORS:
            if re.search(pattern, text):
                raise _KINDS.get(code, UserError)(code, url=place.url, text=said)
        raise UserError("git.failed", url=place.url, text=said)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _nothing(line: str) -> None:
    """For output that nobody reads."""


@contextlib.contextmanager
def _reach(url: str, login: Login | None) -> Iterator[_Place]:
    """The repository without a password in its address, and a helper that knows the login."""
    parts = _split(url)
    if parts is not None and parts.password is not None:
        if login is None:
            login = Login(unquote(parts.username or ""), unquote(parts.password))
        user = f"{parts.username}@" if parts.username else ""
        url = urlunsplit(parts._replace(netloc=user + parts.netloc.rpartition("@")[2]))
    redact = Redactor([login.secret] if login else [])
    if not url or url.startswith("-") or any(character.isspace() or not character.isprintable() for character in url):
        raise UserError("git.bad_url", url=redact(url))
    asks = parts is not None and parts.scheme in ("http", "https")
    if login is not None and asks and sys.platform == "win32":
        raise UserError("git.login_windows", url=url)
    with askpass_helper(login if asks else None, place_of(url) if asks else "") as helper:
        yield _Place(url, helper, redact)


def _split(url: str) -> SplitResult | None:
    """The parts of an address with a scheme; None for `host:path` and paths. Raises UserError `git.bad_url`."""
    if "://" not in url or _SCP.match(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UserError("git.bad_url", url=Redactor()(url)) from error
    return parts


def _environment(place: _Place) -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.fullmatch(name)}
    protocols = "https:http:ssh:git" + (":file" if place.url.lower().startswith("file://") else "")
    if place.local:  # a partial clone would fetch what it lacks, by the programs it names; older git does not know the variable
        protocols, variables["GIT_NO_LAZY_FETCH"] = "none", "1"
    return {
        **variables, **place.helper.variables, "GIT_ASKPASS": place.helper.program, "GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never",
        "SSH_ASKPASS_REQUIRE": "never", "GIT_ALLOW_PROTOCOL": protocols, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "LANGUAGE": "C",
    }
