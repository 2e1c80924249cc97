"""The `git` program: how it is run, which login it is given, and what its words mean.

git runs without a terminal and never asks anybody: logins come from our helper, for the server of the repository only. Hooks, templates and
credential helpers of the user are off; of the user's configuration the rest (proxy, certificates, ssh) counts.
"""

from __future__ import annotations

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
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.ports import Login

ANSWER_SECONDS = 60.0
_OPTIONS = (
    "credential.helper=", f"core.hooksPath={os.devnull}", "advice.detachedHead=false", "gc.auto=0", "maintenance.auto=false",
    "init.defaultBranch=main", "submodule.recurse=false", "fetch.recurseSubmodules=false", "core.longpaths=true",
    "http.lowSpeedLimit=100", "http.lowSpeedTime=60",
)
QUIET = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "diff.external=", "-c", "status.submoduleSummary=false")
"""For questions about a folder of this computer, whose configuration may be anybody's."""
_NOT_INHERITED = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_.*|NAMESPACE|COMMON_DIR|PREFIX|TRACE.*|CURL_VERBOSE|ASKPASS|TEMPLATE_DIR"
    r"|CONFIG_(COUNT|KEY_.*|VALUE_.*|PARAMETERS)|ALLOW_PROTOCOL)|SSH_ASKPASS.*|DESKTOP_PIPELINE_SECRET_.*"
)
COMMIT = re.compile(r"[0-9a-f]{4,64}", re.IGNORECASE)
FULL_LENGTHS = (40, 64)
SCP = re.compile(r"[^/\\:]{2,}:(?!//)")
OF_A_SERVER = ("not our ref", "unadvertised object", "couldn't find remote ref", "does not support shallow", "no such remote ref")
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
class Place:
    """A repository: its address without a password, and how it is reached. `local`: not at all, whatever its configuration says."""

    url: str
    helper: Helper
    redact: Redactor
    local: bool = False


class GitProgram:
    """Runs git. Raises UserError `git.missing`, `git.protocol`, `git.failed`, Refused `git.unauthorized`, `git.not_found`, `git.host_key`
    and Unreachable `git.unreachable`, `git.certificate`."""

    def __init__(self, program: str = "git") -> None:
        self._program = program

    async def good(
        self, place: Place, *arguments: str, folder: Path | None = None, write: Callable[[str], None] | None = None,
        out: Callable[[str], None] | None = None,
    ) -> None:
        """Run git; raise what its words mean when it fails."""
        ended = await self.run(place, *arguments, folder=folder, write=write, out=out)
        if ended.code:
            self.check(place, ended, arguments[0], ())

    async def run(
        self, place: Place, *arguments: str, folder: Path | None = None, write: Callable[[str], None] | None = None,
        out: Callable[[str], None] | None = None,
    ) -> Ended:
        """Run git to its end. Lines of its output go to `out`, of its errors to `write`."""
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

    async def said(self, place: Place, folder: Path, *arguments: str) -> str:
        """What git says about a work tree; '' when it says nothing or fails."""
        lines: list[str] = []
        ended = await self.run(place, *QUIET, *arguments, folder=folder, out=lines.append)
        return "" if ended.code else "\n".join(lines)

    def check(self, place: Place, ended: Ended, what: str, allowed: tuple[str, ...]) -> None:
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


def _nothing(line: str) -> None:
    """For output that nobody reads."""


@contextlib.contextmanager
def reach(url: str, login: Login | None) -> Iterator[Place]:
    """The repository without a password in its address, and a helper that knows the login. Raises UserError `git.bad_url`."""
    parts = split(url)
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
        yield Place(url, helper, redact)


def split(url: str) -> SplitResult | None:
    """The parts of an address with a scheme; None for `host:path` and paths. Raises UserError `git.bad_url`."""
    if "://" not in url or SCP.match(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UserError("git.bad_url", url=Redactor()(url)) from error
    return parts


def _environment(place: Place) -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.fullmatch(name)}
    protocols = "https:http:ssh:git" + (":file" if place.url.lower().startswith("file://") else "")
    if place.local:  # a partial clone would fetch what it lacks, by the programs it names; older git does not know the variable
        protocols, variables["GIT_NO_LAZY_FETCH"] = "none", "1"
    return {
        **variables, **place.helper.variables, "GIT_ASKPASS": place.helper.program, "GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never",
        "SSH_ASKPASS_REQUIRE": "never", "GIT_ALLOW_PROTOCOL": protocols, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "LANGUAGE": "C",
    }
