"""Marks on things at another place (a container at an engine, a child process) that say which process of which computer made them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import sys
from pathlib import Path

VARIABLE = "DESKTOP_PIPELINE_OWNER"
"""Environment variable of our children: the mark of the process that started them."""
_ROUNDS = 5  # a process may have a child while we look
_GONE = 87  # Windows: ERROR_INVALID_PARAMETER, no such process


def mark() -> str:
    """This process."""
    return f"{socket.gethostname()}/{os.getpid()}/{_born(os.getpid())}"


def is_gone(text: str) -> bool:
    """Whether the process of a mark has ended. One of another computer is never taken for gone."""
    host, _, rest = text.rpartition("/")[0].rpartition("/")
    born = text.rpartition("/")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return False
    return not _lives(int(rest)) or _born(int(rest)) != born


def file_mark() -> str:
    """This process, as a part of a file's name on a server: the computer in a form that does not tell its name."""
    return f"{_computer()}-{os.getpid()}-{_born(os.getpid())}"


def is_gone_file(text: str) -> bool:
    """`is_gone` for a `file_mark`."""
    computer, pid, born = (*text.split("-"), "", "", "")[:3]
    return computer == _computer() and is_gone(f"{socket.gethostname()}/{pid}/{born}")


def _computer() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def end_orphans() -> int:
    """Kill the children of killed programs of ours, and theirs; how many. Linux only: elsewhere they cannot be found."""
    count = 0
    for _ in range(_ROUNDS if sys.platform.startswith("linux") else 0):
        found = [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _is_orphan(pid)]
        if not found:
            break
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
                count += 1
    return count


def _is_orphan(pid: int) -> bool:
    start = VARIABLE.encode() + b"="
    try:
        folder = Path(f"/proc/{pid}")
        if folder.stat().st_uid != os.getuid():
            return False
        variables = (folder / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or not ours to look into
        return False
    return any(item.startswith(start) and is_gone(item.removeprefix(start).decode("utf-8", "replace")) for item in variables)


def _born(pid: int) -> str:
    """When a process began, in a form that two processes of one number do not share; '' where that is not known."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


if sys.platform == "win32":
    import ctypes

    def _lives(pid: int) -> bool:
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not handle:
            return bool(kernel.GetLastError() != _GONE)
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259  # STILL_ACTIVE

else:

    def _lives(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
