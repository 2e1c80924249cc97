"""What a window remembers: its size, what it showed, its look. Kept with the drafts of the profile."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_pipeline.services.kept_ports import Store

_KEY = "window"


@dataclass(frozen=True, slots=True)
class WindowState:
    """Sizes in pixels."""

    width: int = 1320
    height: int = 860
    cluster: str = ""
    namespace: str = ""
    look: str = "system"
    language: str = ""
    """`en`, `ko`; '' = the system's."""
    across: tuple[int, ...] = ()
    down: tuple[int, ...] = ()
    notify: bool = True
    """Notifications when a run ends or asks."""


async def load(store: Store) -> WindowState:
    return await store.load(_KEY, WindowState) or WindowState()


async def save(store: Store, state: WindowState) -> None:
    await store.save(_KEY, state)
