"""The Shell port: scripts of people on this workstation.

A script is a file that only its owner can read, in a folder of its own: its text is in no argument, and its standard input is empty. The
environment is a small clean one: no secrets and settings of ours, of Docker or of Kubernetes unless the task asks for them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop_pipeline.adapters.common.locks import FileLock
from desktop_pipeline.adapters.common.process import run_process
from desktop_pipeline.adapters.common.reasons import reason
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.task_ports import ScriptRequest

MARK = "DESKTOP_PIPELINE_SCRIPT"
"""Environment variable by which the processes of one script are found again, also those that left its process group."""
_INHERITED = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|SSL_CERT_(FILE|DIR)"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|TEMP|TMP|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAM(DATA|FILES.*)"
    r"|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE", re.IGNORECASE)
_PROXY = re.compile(r"(https?|all|no)_proxy", re.IGNORECASE)
_USUAL_PATH = "/usr/local/bin:/usr/bin:/bin"
_STOPS_AT_ERRORS = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"})
_POWERSHELL = ("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File")
_ROUNDS = 20  # a process may have a child while we look


class LocalShell:
    """`shell` of a request is a program with or without options (`/bin/sh`, `bash -x`, `python3`, `powershell`, `cmd`).

    A shell of Unix without options stops at the first command that fails (`-e`), as the commands of a container do. A script that was
    ended by a signal has the exit code 128 + its number.
    """

    async def run(self, request: ScriptRequest, log: LogWriter) -> int:
        """Run a script to its end; its output goes to the log. What it leaves running is ended with it.

        Raises UserError `script.no_shell`, `script.no_folder`, `script.bad_environment`, `script.not_started`.
        """
        mark = uuid.uuid4().hex
        variables = _environment(request.environment, mark)
        if not os.path.isdir(request.folder):  # noqa: ASYNC240  # one look at a local folder
            raise UserError("script.no_folder", folder=request.folder.name)
        with _script_file(request) as (command, script):
            command[0] = _program(command[0], request.shell, variables)
            try:
                ended = await run_process([*command, script], out=log.write, err=log.write, folder=request.folder, environment=variables)
            except (FileNotFoundError, PermissionError) as error:
                raise UserError("script.no_shell", shell=request.shell) from error
            except OSError as error:
                raise UserError("script.not_started", shell=request.shell, text=reason(error)) from error
            finally:
                _kill_marked(mark)
        return ended.code if ended.code >= 0 else 128 - ended.code


# ---- command and environment ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _script_file(request: ScriptRequest) -> Iterator[tuple[list[str], str]]:
    """The shell with its options, and the path of a file with the script. The folder is locked: what a killed program leaves is swept."""
    words = _words(request.shell)
    name = re.sub(r"\.exe$", "", Path(words[0]).name.lower())
    text, suffix = request.text, ""
    if name in ("powershell", "pwsh"):
        words, suffix = [*words, *_POWERSHELL], ".ps1"
    elif name == "cmd":
        words, suffix = [*words, "/d", "/c"], ".cmd"
        text = "@echo off\r\n" + re.sub(r"\r?\n", "\r\n", text)
    elif name in _STOPS_AT_ERRORS and len(words) == 1:
        words = [*words, "-e"]
    base = Path(tempfile.mkdtemp(prefix="desktop-pipeline-"))
    lock = FileLock(base / "lock")
    try:
        lock.acquire()
        path = base / f"script{suffix}"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        yield words, str(path)
    finally:
        lock.release()
        shutil.rmtree(base, ignore_errors=True)


def _words(shell: str) -> list[str]:
    try:
        words = shlex.split(shell, posix=sys.platform != "win32")
    except ValueError:
        words = []
    if not words:
        raise UserError("script.no_shell", shell=shell)
    return words


def _program(name: str, shell: str, variables: Mapping[str, str]) -> str:
    """The whole path of a program. On Windows a path of Unix is looked for by its last part."""
    if sys.platform == "win32" and name.startswith("/"):
        name = name.rpartition("/")[2]
    has_folder = os.path.basename(name) != name
    if has_folder and not os.path.isabs(name):
        raise UserError("script.no_shell", shell=shell)
    found = shutil.which(name, path=variables.get("PATH", _USUAL_PATH))
    if found is None:
        raise UserError("script.no_shell", shell=shell)
    return os.path.abspath(found)


def _environment(wanted: Mapping[str, str], mark: str) -> dict[str, str]:
    """A small clean environment, with what the task wants on top. Raises UserError `script.bad_environment`."""
    variables = {name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)}
    variables |= {name: value for name, value in os.environ.items() if _PROXY.fullmatch(name) and "@" not in value}
    for name, value in wanted.items():
        if not name or "=" in name or "\0" in name + value:
            raise UserError("script.bad_environment", name=name.replace("\0", "?"))
    variables.setdefault("PATH", _USUAL_PATH)
    return {**variables, **wanted, MARK: mark}


# ---- nothing left running ------------------------------------------------------------------------------------------


def _kill_marked(mark: str) -> None:
    """Kill processes that carry the mark, wherever they went. Linux only: elsewhere the process group is all that can be found."""
    if not sys.platform.startswith("linux"):
        return
    needle = f"{MARK}={mark}".encode()
    for _ in range(_ROUNDS):
        found = list(_marked(needle))
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _marked(needle: bytes) -> Iterator[int]:
    mine = os.getuid()
    for entry in os.scandir("/proc"):
        if not entry.name.isdecimal():
            continue
        try:
            if entry.stat().st_uid == mine and needle in Path(entry.path, "environ").read_bytes().split(b"\0"):
                yield int(entry.name)
        except OSError:  # gone, or not ours to look into
            continue
