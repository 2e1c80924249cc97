"""Windows: SetThreadExecutionState, which holds until the thread that called it takes it back or ends.

https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate
"""

from __future__ import annotations

import ctypes
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

CONTINUOUS, SYSTEM_REQUIRED = 0x80000000, 0x00000001


def _set_state(flags: int) -> int:
    """The former state; 0 = it was not accepted."""
    library = getattr(ctypes, "windll", None)
    return int(library.kernel32.SetThreadExecutionState(ctypes.c_uint(flags))) if library is not None else 0


class WindowsAwake:
    """All calls are made in the loop's thread, which lives as long as the program. `set_state` is another one in tests."""

    def __init__(self, set_state: Callable[[int], int] = _set_state) -> None:
        self._set_state = set_state
        self._holds = 0

    @asynccontextmanager
    async def hold(self, reason: str) -> AsyncIterator[str]:
        """As the port says."""
        if not self._holds and not self._set_state(CONTINUOUS | SYSTEM_REQUIRED):
            yield ""
            return
        self._holds += 1
        try:
            yield "Windows"
        finally:
            self._holds = max(0, self._holds - 1)
            if not self._holds:
                self._set_state(CONTINUOUS)

    async def close(self) -> None:
        """As the port says."""
        if self._holds:
            self._holds = 0
            self._set_state(CONTINUOUS)
