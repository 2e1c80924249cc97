"""Facts for composing plans: live where the cluster answers, else those kept from before, with their age."""

from __future__ import annotations

import asyncio

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.inventory import Link, MapFacts
from desktop_pipeline.services.tags import Place
from desktop_pipeline.services.workbench import Workbench

_PATIENCE = 12.0


async def gather(bench: Workbench, cluster: str, namespace: str, containers: frozenset[str] | None = None) -> MapFacts:
    """What is known of an app map after asking its cluster, and the registries of its images.

    `containers`: only for these container names are registries asked (None = all).
    """
    facts = await bench.inventory.opened(cluster, namespace, _PATIENCE)
    places: dict[str, Place] = {}
    for workload in facts.workloads.values():
        for container in workload.containers:
            if containers is not None and container.name not in containers:
                continue
            try:
                place = bench.tags.place(ImageRef.parse(container.image))
            except UserError:
                continue
            places[place.repository] = place
    tasks = [bench.tags.refresh(place) for place in places.values()]
    if tasks:
        await asyncio.wait(tasks, timeout=_PATIENCE)
    return facts


def age(bench: Workbench, facts: MapFacts) -> str:
    """How old facts are, in words; '' while they are live."""
    if facts.link is Link.LIVE:
        return ""
    if facts.seen is None:
        return "never seen"
    minutes = max(0.0, bench.clock.now() - facts.seen) / 60
    if minutes < 120:
        return f"{minutes:.0f} min old"
    return f"{minutes / 60:.0f} h old" if minutes < 48 * 60 else f"{minutes / (24 * 60):.0f} days old"


def link_message(facts: MapFacts) -> Message | None:
    """Why facts are not live."""
    return None if facts.link is Link.LIVE else facts.message


