"""How long steps took before: what a forecast is made from."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from desktop_pipeline.domain.runs import Event, State, What
from desktop_pipeline.domain.time_left import Usual
from desktop_pipeline.services.kept_ports import Journal

_RUNS = 200
"""Of how many of the newest runs the durations are read."""
_KEPT = 15
"""How many of the newest durations of a step count: what was long ago says little."""


class Durations:
    """Seconds that each step took when it went well, by id of step. Runs that have ended are read once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._read: dict[str, Usual] = {}

    async def medians(self) -> Usual:
        """The median of the newest durations of each step; those that started something count before those that did not. Raises UserError
        when the journal cannot be read."""
        headers = [header for header in await self._journal.runs(_RUNS) if header.ended is not None]
        known = {header.id: self._read[header.id] for header in headers if header.id in self._read}
        for header in headers:
            if header.id not in known:
                known[header.id] = took(await self._journal.events(header.id))
        self._read = known
        whole: dict[str, list[float]] = {}
        at_once: dict[str, list[float]] = {}
        for header in headers:  # newest first
            for step, seconds in known[header.id].items():
                (at_once if step in known[header.id].at_once else whole).setdefault(step, []).append(seconds)
        medians = {step: median(seconds[:_KEPT]) for step, seconds in {**at_once, **whole}.items()}
        return Usual(medians, frozenset(at_once.keys() - whole.keys()))


def took(events: Iterable[Event]) -> Usual:
    """Seconds from the first act of each step to its good end. In one pass: folding a long run would copy its steps at each event.

    Steps that were under way when the program died are left out: how long they really took nobody saw.
    """
    begun: dict[str, float] = {}
    found: dict[str, float] = {}
    unseen: set[str] = set()
    at_once: set[str] = set()
    for event in events:
        if event.what is What.RUN_RESUMED:
            unseen |= begun.keys() - found.keys()
        if event.what in (What.INTENT, What.OUTCOME):
            begun.setdefault(event.step, event.at)
        elif event.what is What.STEP_ENDED and event.step in begun and State(event.text("state")).good and not _afterwards(event):
            found[event.step] = max(0.0, event.at - begun[event.step])
            if event.text("state") == State.NOT_STARTED:
                at_once.add(event.step)
    return Usual({step: seconds for step, seconds in found.items() if step not in unseen}, frozenset(at_once - unseen))


def _afterwards(end: Event) -> bool:
    """Whether it was found out later that the step had ended (`Recovery.finish`)."""
    return end.text("message").startswith("recovery.")
