"""Hands logins to child programs: through a pipe that it inherits, never through a file, an argument or the environment."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.adapters.common import askpass, registry_login
from desktop_pipeline.adapters.common.tempfolder import temporary_folder
from desktop_pipeline.services.ports import Login

_HELPER = "desktop-pipeline"
_BLOCK = 4096  # records are whole blocks, so that two readers at once do not mix them


@dataclass(frozen=True, slots=True)
class Helper:
    """What a child needs: variables for its environment (none is secret) and the pipe's end to inherit."""

    variables: dict[str, str]
    pass_fds: tuple[int, ...] = ()
    program: str = field(default="")


@contextlib.contextmanager
def askpass_helper(login: Login | None, place: str) -> Iterator[Helper]:
    """A program for GIT_ASKPASS that knows the login for a server (`scheme://host[:port]`); without a login one that never answers.

    Within a running event loop, which feeds the pipe for as long as this lasts: a child may ask any number of times.
    """
    with temporary_folder() as folder:
        program = folder / "askpass"
        program.write_text("#!/bin/sh\n" + shlex.join(["exec", sys.executable, "-I", "-S", askpass.__file__]) + ' "$@"\n')
        program.chmod(0o700)
        if login is None:
            yield Helper({}, (), str(program))
        else:
            with _pipe([login.username or "git", login.secret]) as (reader, length):
                yield Helper({askpass.FD: f"{reader}:{length}", askpass.PLACE: place}, (reader,), str(program))


@contextlib.contextmanager
def registry_helper(logins: Mapping[str, Login], folder: Path) -> Iterator[Helper]:
    """A credential helper for docker that knows logins by server; `program` is its name for `credHelpers`, in `folder`.

    Within a running event loop, as above. On Windows nothing can be inherited this way: with logins there it is a ValueError.
    """
    if not logins:
        yield Helper({})
        return
    if sys.platform == "win32":
        raise ValueError("no logins on Windows")
    program, lock = folder / f"docker-credential-{_HELPER}", folder / "logins.lock"
    program.write_text("#!/bin/sh\n" + shlex.join(["exec", sys.executable, "-I", "-S", registry_login.__file__]) + ' "$@"\n')
    program.chmod(0o700)
    lock.touch(0o600)
    with _pipe({server: [login.username, login.secret] for server, login in logins.items()}) as (reader, length):
        yield Helper({registry_login.FD: f"{reader}:{length}", registry_login.LOCK: str(lock)}, (reader,), _HELPER)


@contextlib.contextmanager
def _pipe(content: object) -> Iterator[tuple[int, int]]:
    """The reading end of a pipe in which the content stands as often as it is read, and the length of one record."""
    data = json.dumps(content).encode()
    record = data.ljust(-(-len(data) // _BLOCK) * _BLOCK)
    reader, writer = os.pipe()
    loop = asyncio.get_running_loop()
    left = bytearray()

    def feed() -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                left.extend(b"" if left else record)
                del left[: os.write(writer, left)]

    try:
        os.set_blocking(writer, False)
        feed()
        loop.add_writer(writer, feed)
        yield reader, len(record)
    finally:
        loop.remove_writer(writer)
        os.close(writer)
        os.close(reader)
