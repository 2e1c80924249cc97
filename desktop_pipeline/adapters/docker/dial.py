"""Engines behind ssh://, reached as the docker command does it: `ssh HOST docker system dial-stdio`, by the system's own ssh.

Keys, agent, jumps and known hosts are those of the user's ssh; nothing is asked for, since nobody could answer.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from typing import IO
from urllib.parse import unquote, urlsplit

from desktop_pipeline.domain.errors import UserError

_CONNECT_SECONDS = 10
_PATIENCE = 0.3  # seconds for ssh to end by itself when its input has
_LAST_LINES = 3
_BLOCK = 64 << 10


def arguments(host: str) -> list[str]:
    """What follows `ssh` for ssh://[user@]host[:port][/path/of/socket]. Raises UserError `engine.bad_host`."""
    try:
        parts = urlsplit(host)
        name, port = parts.hostname, parts.port
    except ValueError as error:
        raise UserError("engine.bad_host", host=host, text=f"{error}.") from error
    if not name or name.startswith("-") or parts.password or parts.query or parts.fragment:
        raise UserError("engine.bad_host", host=host, text="ssh://user@host:port is expected, without a password.")
    found = ["-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={_CONNECT_SECONDS}"]
    if parts.username:
        found += ["-l", unquote(parts.username)]
    if port:
        found += ["-p", str(port)]
    at = ["--host", f"unix://{parts.path}"] if parts.path.strip("/") else []
    return [*found, "--", name, "docker", *at, "system", "dial-stdio"]


class Dialled:
    """One running ssh; `sock` is our end. `close` may be called again and from any thread."""

    def __init__(self, host: str, timeout: float | None) -> None:
        """Raises UserError `engine.bad_host` or `engine.no_ssh`."""
        command = arguments(host)
        program = shutil.which("ssh")
        if program is None:
            raise UserError("engine.no_ssh", host=host)
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self.sock, theirs = socket.socketpair()
        self.sock.settimeout(timeout)
        try:
            if sys.platform == "win32":
                self._process = _through_pipes([program, *command], theirs, self._errors)
            else:
                with theirs:
                    self._process = subprocess.Popen(
                        [program, *command], stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=self._errors, start_new_session=True,
                    )
        except OSError as error:
            self.sock.close()
            self._errors.close()
            raise UserError("engine.no_ssh", host=host) from error

    def words(self) -> str:
        """The last lines that ssh wrote about an error; '' when there are none. Waits a moment for its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        if self._errors.closed:
            return ""
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return " ".join(lines[-_LAST_LINES:])

    def close(self) -> None:
        """End ssh, and wait for it."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()


def _through_pipes(command: list[str], sock: socket.socket, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Windows programs take no socket as their input and output: two threads carry the bytes over."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin and process.stdout
    into, out = process.stdin, process.stdout

    def send() -> None:
        with contextlib.suppress(OSError), into:
            while block := sock.recv(_BLOCK):
                into.write(block)

    def receive() -> None:
        with contextlib.suppress(OSError), out:
            while block := out.read(_BLOCK):
                sock.sendall(block)
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        sock.close()

    for work in (send, receive):
        threading.Thread(target=work, name="ssh to an engine", daemon=True).start()
    return process
