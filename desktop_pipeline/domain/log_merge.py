"""Lines of containers' logs: which of them were had before, and in which order those of several containers belong.

A stamp is the time the runtime gave a line, in UTC to the nanosecond, `2026-01-31T12:00:00.123456789` without a zone: always 29 characters,
so that stamps compare as text. The runtime writes the time of its node's zone, and the API gives it as it was written.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, deque
from datetime import UTC, datetime
from typing import NamedTuple

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)(?: |$)")


class LogLine(NamedTuple):
    stamp: str
    text: str


def parse_line(raw: str) -> LogLine | None:
    """A line as the API gives it with `timestamps=true`; None for one without a stamp, which no container wrote."""
    match = _STAMP.match(raw)
    if match is None:
        return None
    second = match[1] if match[3] == "Z" else _in_utc(match[1] + match[3])
    return LogLine(second + (match[2] or ".").ljust(10, "0"), raw[match.end():]) if second else None


def _in_utc(second: str) -> str:
    """A whole second with its offset; '' for a time that cannot be."""
    try:
        return datetime.fromisoformat(second).astimezone(UTC).isoformat()[:19]
    except (ValueError, OverflowError):
        return ""


def stamp_of(at: float) -> str:
    """The stamp of a time in seconds since 1970, to the microsecond."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000"


def seconds_of(stamp: str) -> float:
    """Seconds since 1970, to the microsecond."""
    return datetime.fromisoformat(stamp[:26] + "+00:00").timestamp()


class Seen:
    """What was had of one container's log, over any number of streams. The API can only be asked from a whole second on, so what is had
    again is told by stamp and text; a runtime may give several lines one stamp, so equal ones are counted."""

    def __init__(self) -> None:
        self.last = ""
        """The highest stamp."""
        self._second: Counter[int] = Counter()
        """The lines of that second, as hashes."""
        self._left: Counter[int] = Counter()
        self._met = True

    @property
    def since(self) -> str:
        """The whole second to ask from, as `sinceTime` takes it; '' = from the beginning."""
        return f"{self.last[:19]}Z" if self.last else ""

    def begin(self, *, same: bool = True) -> None:
        """A stream begins. `same`: that of the log the last line came from, so that this line must come again."""
        self._left = Counter(self._second)
        self._met = not same or not self._second

    @property
    def met(self) -> bool:
        """Whether the stream leads on from the last line. False with a new line: what was written between was thrown away."""
        return self._met

    def double(self, line: LogLine) -> bool:
        """Whether this line of the stream was had before it began."""
        key = hash(line)
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        self._met = True
        return True

    def take(self, line: LogLine) -> None:
        """A new line was taken."""
        self._met = True
        if line.stamp > self.last:
            if line.stamp[:19] != self.last[:19]:
                self._second.clear()
            self.last = line.stamp
        if line.stamp[:19] == self.last[:19]:
            self._second[hash(line)] += 1


class Merge:
    """Puts lines of several sources in the order of their stamps. Each waits `window` seconds for earlier ones of others; with one source
    nothing waits. Times are those of any steady clock."""

    def __init__(self, window: float, most: int) -> None:
        """`most` lines are kept at once; with more the first ones go on at once."""
        self._window, self._most = window, most
        self._heap: list[tuple[str, int, str]] = []
        self._arrivals: deque[tuple[float, str]] = deque()
        self._number = 0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, stamp: str, text: str, now: float) -> None:
        self._number += 1
        heapq.heappush(self._heap, (stamp, self._number, text))
        self._arrivals.append((now, stamp))

    def ready(self, now: float, *, alone: bool = False) -> list[LogLine]:
        """The lines whose turn it is; with `alone` all of them."""
        horizon = ""
        ripe = now if alone else now - self._window
        while self._arrivals and (self._arrivals[0][0] <= ripe or len(self._arrivals) > self._most):
            horizon = max(horizon, self._arrivals.popleft()[1])
        found = []
        while self._heap and self._heap[0][0] <= horizon:
            stamp, _, text = heapq.heappop(self._heap)
            found.append(LogLine(stamp, text))
        return found
