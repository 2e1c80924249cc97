"""One bar for all the work of a build."""

from __future__ import annotations

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import Progress


class Bar:
    """Each part of the work has a piece of the bar, and the bar never goes back. Its parts may be called from any thread."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._reached = progress, 0.0

    def part(self, begin: float, end: float) -> Progress:
        """Progress of a part that has the bar from `begin` to `end`, both 0..1. What cannot be told leaves the bar where it is."""
        def told(fraction: float | None, message: Message) -> None:
            self._reached = max(self._reached, begin + (end - begin) * min(1.0, max(0.0, fraction or 0.0)))
            unknown = fraction is None and self._reached == 0.0
            self._progress(None if unknown else self._reached, message)

        return told
