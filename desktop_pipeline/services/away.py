"""While you were away: what changed on rows with a choice between the last look at an app map and the next.

A look ends when the link of the app map is no longer live (cut, closed, the computer slept, the program ended); the next one is complete
when every kind was listed anew. In between nobody watched, so the two sets of facts are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from desktop_pipeline.domain.away import Difference, What, compare, merged
from desktop_pipeline.domain.workloads import RowKey, Workload, WorkloadKey
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.inventory import Inventory, MapFacts
from desktop_pipeline.services.links import ASLEEP_SECONDS, TICK_SECONDS
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.ports import Clock

SHORTEST_SECONDS = 10.0
"""A shorter look away is none: what changes then is seen happening."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed on rows with a choice between two looks; times are epoch seconds."""

    since: float
    until: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Then:
    seen: float
    workloads: Mapping[WorkloadKey, Workload]


class Away:
    """`rows` names the rows that matter: those with a choice, and whatever else is added (an open plan)."""

    def __init__(self, planner: Planner, inventory: Inventory, feed: Feed, clock: Clock) -> None:
        self._planner, self._inventory, self._feed, self._clock = planner, inventory, feed, clock
        self._then: dict[str, _Then] = {}
        self._news: dict[str, News] = {}
        self.rows: list[Callable[[str, str], Iterable[RowKey]]] = [planner.chosen_rows]
        inventory.on_change.append(self._changed)

    def news(self) -> News | None:
        """What is to be told, of all app maps; None when there is nothing. What a run of ours wrote before it was interrupted is not."""
        found = tuple(self._news.values())
        told = tuple(item for news in found for item in news.differences if not self._is_ours(item))
        return News(min(news.since for news in found), max(news.until for news in found), told) if told else None

    def _is_ours(self, item: Difference) -> bool:
        workload = self._inventory.find(item.key.workload)
        return item.what is What.IMAGE and workload is not None and self._planner.is_ours(workload, item.key.container, item.before)

    def dismiss(self) -> None:
        """It was read."""
        maps, self._news = tuple(self._news), {}
        for map_id in maps:
            self._feed.publish(Area.CHOICES, map_id)

    def gap(self) -> None:
        """The computer slept: what was seen before is the last look, though links still look alive."""
        for facts in self._inventory.all_facts():
            self._remember(facts)

    def _remember(self, facts: MapFacts) -> None:
        if facts.id not in self._then and facts.seen is not None:
            self._then[facts.id] = _Then(facts.seen, facts.workloads)

    def _changed(self, before: MapFacts, after: MapFacts) -> None:
        if before.fresh and before.seen is not None and self._clock.now() - before.seen > ASLEEP_SECONDS + TICK_SECONDS:
            self._remember(before)  # the computer slept, and this came before anybody noticed
        if not after.fresh:
            self._remember(before if before.fresh else after)
        elif not before.fresh and (then := self._then.pop(after.id, None)) is not None:
            now = self._clock.now()
            if now - then.seen >= SHORTEST_SECONDS:
                self._tell(after, then, now)

    def _tell(self, facts: MapFacts, then: _Then, now: float) -> None:
        rows = dict.fromkeys(key for name in self.rows for key in name(facts.cluster, facts.namespace))
        found = compare(then.workloads, facts.workloads, (key for key in rows if key.workload not in self._planner.active))
        former = self._news.get(facts.id)
        whole = merged(former.differences, found) if former is not None else found
        if whole:
            self._news[facts.id] = News(former.since if former is not None else then.seen, now, whole)
        else:
            self._news.pop(facts.id, None)
        if whole or former is not None:
            self._feed.publish(Area.CHOICES, facts.id)
