"""Warnings of the program's own log as notices: whoever has a window sees no terminal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import redacted
from desktop_pipeline.services.feed import Feed

_ROOT = "desktop_pipeline"
_NEWEST, _SECONDS = 10, 600.0
"""Notices among which a warning is not told again, while they are so young."""


class _Handler(logging.Handler):
    """Records come from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[[Message], None]) -> None:
        super().__init__(logging.WARNING)
        self._loop, self._tell = loop, tell

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno != logging.WARNING:
            return  # errors are defects, which are told where they are found
        first = record.args[0] if isinstance(record.args, tuple) and record.args else None
        alone = isinstance(first, UserError) and record.msg == "%s"
        message = first.message if alone and isinstance(first, UserError) else Message.of("program.warning", text=record.getMessage())
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody looks any more
            self._loop.call_soon_threadsafe(self._tell, message)


@contextlib.contextmanager
def warnings_told(feed: Feed, now: Callable[[], float], redact: Callable[[str], str]) -> Iterator[None]:
    """While entered, each warning is a notice too, unless the same was told just before. To be entered on the loop's thread."""
    def tell(message: Message) -> None:
        notice, since = redacted(message, redact), now() - _SECONDS
        if notice not in [told for at, told in feed.notices()[-_NEWEST:] if at >= since]:
            feed.notify(now(), notice)

    handler = _Handler(asyncio.get_running_loop(), tell)
    logger = logging.getLogger(_ROOT)
    terminal = None if logger.hasHandlers() else logging.lastResort  # which logging leaves out as soon as there is any other
    handlers = tuple(item for item in (handler, terminal) if item is not None)
    for item in handlers:
        logger.addHandler(item)
    try:
        yield
    finally:
        for item in handlers:
            logger.removeHandler(item)
