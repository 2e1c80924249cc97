"""Lists that keep themselves up to date: list in pages, watch from there, start again where that is needed.

After a cut stream the watch goes on where it was, if the server is there and has not gone back in time. If it is not there, the link counts
as lost: that is told once, every source goes on trying with back-off, and once the server answers each is listed anew, so that what
follows is the truth. https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from desktop_pipeline.adapters.kubernetes.errors import Status
from desktop_pipeline.adapters.kubernetes.health import Health
from desktop_pipeline.adapters.kubernetes.structs import ListHead, Name, RawList, WatchEvent
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import URGENT

T = TypeVar("T")
PAGE = 500
AT_ONCE = 100
"""Objects converted before others get a turn."""
SILENCE_SECONDS = 75.0  # bookmarks come every 60
WATCH_SECONDS = (240, 290)
FIRST_WAIT = 0.2
LONGEST_WAIT = 30.0
FORBIDDEN_WAIT = 60.0
_STEADY_SECONDS = 10.0
_LONGEST_CUT_WAIT = 5.0
_PATIENCE = 1.0
_HEAD = msgspec.json.Decoder(ListHead)
_PAGE = msgspec.json.Decoder(RawList)
_EVENT = msgspec.json.Decoder(WatchEvent)
_STATUS = msgspec.json.Decoder(Status)
_NAME = msgspec.json.Decoder(Name)


class Server(Protocol):
    """What a watch needs of the link."""

    async def ask(self, method: str, path: str, query: list[tuple[str, str | int]], *, seconds: float = ...) -> bytes: ...

    def lines(
        self, path: str, query: list[tuple[str, str | int]], *, silence: float
    ) -> contextlib.AbstractAsyncContextManager[AsyncIterator[bytes]]: ...

    def garbage(self, error: object) -> Unreachable: ...


class _Gone(Exception):
    """The resource version is too old."""


@dataclass(eq=False)
class Source(Generic[T]):
    """One list to follow. `convert` gives None for an object that is not wanted; `removed` gets the name of one that was."""

    path: str
    convert: Callable[[msgspec.Raw], T | None]
    name: Callable[[T], str]
    synced: Callable[[list[T]], None]
    changed: Callable[[T], None]
    removed: Callable[[str], None]
    forbidden: Callable[[Refused], None]
    query: tuple[tuple[str, str | int], ...] = ()
    version: str = ""
    names: set[str] = field(default_factory=set)
    is_forbidden: bool = False


class Follower:
    """Follows several sources of one cluster. `lost` is called when the link is lost, and again when the reason changes."""

    def __init__(self, connect: Callable[[], Any], health: Health, sources: list[Source[Any]], lost: Callable[[Message], None]) -> None:
        self._connect = connect
        self._health = health
        self._sources = sources
        self._lost = lost
        self.urgent = False
        self._outage: set[Source[Any]] = set()
        """Sources that were not listed since the link was lost."""
        self._told: Message | None = None
        self._attempts: dict[Source[Any], tuple[asyncio.Timeout, float]] = {}
        self._again = asyncio.Event()

    async def run(self) -> None:
        """For ever. Raises what callbacks raise, and UserError `cluster.closed`."""
        self.urgent = URGENT.get()
        try:
            async with self._health.listening(self), asyncio.TaskGroup() as group:
                for source in self._sources:
                    group.create_task(self._follow(source), name=f"watch {source.path}")
        except BaseExceptionGroup as problems:
            raise problems.exceptions[0] from None

    # ---- the link --------------------------------------------------------------------------------------------------

    def down(self, message: Message) -> None:
        self._lose(message)

    def up(self) -> None:
        now = asyncio.get_running_loop().time()
        for source, (attempt, began) in self._attempts.items():  # its connection may be dead for good
            if source in self._outage and now - began > _PATIENCE and not attempt.expired():
                attempt.reschedule(now)
        self._again.set()  # wakes those who wait now
        self._again.clear()

    def _lose(self, message: Message, by: Source[Any] | None = None) -> None:
        if not self._outage:
            self._outage = {source for source in self._sources if not source.is_forbidden}
            for source in self._outage:
                source.version = ""
                attempt, _ = self._attempts.get(source, (None, 0.0))
                if source is not by and attempt is not None and not attempt.expired():
                    attempt.reschedule(asyncio.get_running_loop().time())
        if message != self._told:
            self._told = message
            self._lost(message)

    def _found(self, source: Source[Any]) -> None:
        self._outage.discard(source)
        if not self._outage:
            self._told = None

    # ---- one source ------------------------------------------------------------------------------------------------

    async def _follow(self, source: Source[Any]) -> None:
        wait = FIRST_WAIT
        while True:
            opened, version = None, ""
            try:
                async with self._attempt(source):
                    server: Server = await self._connect()
                    with _garbage(server):
                        await self._prepare(server, source)
                opened, version = time.monotonic(), source.version
                async with self._attempt(source):
                    with _garbage(server):
                        await self._stream(server, source)
                limit = 0.0 if _lasted(opened) else _LONGEST_CUT_WAIT  # the server ended it, as it does after some minutes
            except _Gone:
                source.version, limit = "", _LONGEST_CUT_WAIT
            except TimeoutError:  # silence, or the link was found lost elsewhere
                source.version, limit = "", LONGEST_WAIT if self._outage else 0.0
            except Refused as error:
                if error.code == "cluster.expired":
                    source.version, limit = "", _LONGEST_CUT_WAIT
                elif error.code in ("cluster.forbidden", "cluster.not_found"):
                    await self._refused(source, error)
                    wait = FIRST_WAIT
                    continue
                else:
                    self._lose(error.message, source)
                    limit, wait = LONGEST_WAIT, wait * 2
            except UserError as error:
                if error.code == "cluster.closed":
                    raise
                if opened is not None and error.code == "cluster.cut":  # go on where it was
                    limit = _LONGEST_CUT_WAIT
                else:
                    self._lose(error.message, source)
                    limit = LONGEST_WAIT
            if _lasted(opened) or (opened is not None and source.version not in ("", version)):  # it worked until now
                wait = FIRST_WAIT
            wait = min(wait, limit)
            await self._pause(wait)
            wait = max(FIRST_WAIT, wait * 2)

    async def _refused(self, source: Source[Any], error: Refused) -> None:
        """Not allowed, or not there in this cluster: say it once, and try again slowly."""
        source.version = ""
        self._found(source)
        if not source.is_forbidden:
            source.is_forbidden = True
            source.forbidden(error)
        await asyncio.sleep(FORBIDDEN_WAIT * random.uniform(0.9, 1.1))

    @contextlib.asynccontextmanager
    async def _attempt(self, source: Source[Any]) -> AsyncIterator[None]:
        """What is in here ends with TimeoutError when the link is found lost."""
        async with asyncio.timeout(None) as attempt:
            self._attempts[source] = attempt, asyncio.get_running_loop().time()
            try:
                yield
            finally:
                self._attempts.pop(source, None)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds * random.uniform(0.5, 1.5)):
                await self._again.wait()

    async def _prepare(self, server: Server, source: Source[Any]) -> None:
        """List, unless the watch can go on where it was."""
        if source.version:
            head = _HEAD.decode(await server.ask("GET", source.path, [*source.query, ("limit", 1)]))
            if not went_back(source.version, head.metadata.resource_version):
                return
            source.version = ""
        items: dict[str, Any] = {}
        cont = ""
        while True:
            query = [*source.query, ("limit", PAGE)] + ([("continue", cont)] if cont else [])
            try:
                page = _PAGE.decode(await server.ask("GET", source.path, query))
            except Refused as error:
                if cont and error.code == "cluster.expired":
                    items, cont = {}, ""
                    continue
                raise
            for number, raw in enumerate(page.items or (), 1):
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
                item = source.convert(raw)
                if item is not None:
                    items[source.name(item)] = item
            cont = page.metadata.cont or ""
            if not cont:
                break
        source.version, source.names, source.is_forbidden = page.metadata.resource_version, set(items), False
        self._found(source)
        source.synced(list(items.values()))

    async def _stream(self, server: Server, source: Source[Any]) -> None:
        """Report changes until the server ends the watch. Raises _Gone, TimeoutError after too long a silence."""
        query = [*source.query, ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", source.version),
                 ("timeoutSeconds", random.randint(*WATCH_SECONDS))]
        async with server.lines(source.path, query, silence=SILENCE_SECONDS) as lines:
            async for line in lines:
                event = _EVENT.decode(line)
                if event.type == "ERROR":
                    status = _STATUS.decode(event.object)
                    if status.code == 410:
                        raise _Gone
                    raise Unreachable("cluster.cut", server="", text=status.message or "")
                meta = _NAME.decode(event.object).metadata
                if event.type != "BOOKMARK":
                    self._event(source, event, meta.name)
                source.version = meta.resource_version

    @staticmethod
    def _event(source: Source[Any], event: WatchEvent, name: str) -> None:
        item = None if event.type == "DELETED" else source.convert(event.object)
        if item is not None:
            source.names.add(name)
            source.changed(item)
        elif name in source.names:
            source.names.discard(name)
            source.removed(name)


def went_back(seen: str, now: str) -> bool:
    """Whether the server knows less than we saw: it was restored from a backup, or is another one. Its watch would be silent for ever."""
    try:
        return int(now) < int(seen)
    except ValueError:
        return now != seen


def _lasted(opened: float | None) -> bool:
    return opened is not None and time.monotonic() - opened > _STEADY_SECONDS


@contextlib.contextmanager
def _garbage(server: Server) -> Iterator[None]:
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise server.garbage(error) from error
