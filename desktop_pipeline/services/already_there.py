"""Whether the wanted image is there already under its tag alone, as `kubectl set image` writes it: one answer for all who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Resolved, WorkloadStep, confirmed, tags_alone
from desktop_pipeline.domain.undo import running_images
from desktop_pipeline.domain.workloads import Kind, Workload, replaced
from desktop_pipeline.services.cluster_ports import Cluster

_PATIENCE = 10.0
"""Seconds for the list of pods."""


Alike = Callable[[str, str, str], Awaitable[bool]]
"""Whether two digests of a repository name one image. A node may name an image of the index, or another manifest of the same."""


async def look(
    cluster: Cluster, step: WorkloadStep, live: Workload, resolved: Mapping[str, Resolved], alike: Alike | None = None
) -> dict[str, Resolved]:
    """`resolved` with what the pods say. They are asked for only where a container names the wanted tag alone; where they may not be seen,
    it is not taken to be there. `alike` is asked before what they run is taken for another image."""
    alone = tags_alone(step, live, resolved)
    if live.key.kind is Kind.CRON_JOB or not alone:
        return confirmed(step, live, resolved, {})
    try:
        async with asyncio.timeout(_PATIENCE):
            pods = await cluster.pods(live)
            running = running_images(live, pods)
    except (UserError, TimeoutError):
        return confirmed(step, live, resolved, None)
    known = dict(resolved)
    for row in step.rows:
        for image in running.get(row.container, {}) if row.container in alone else ():
            target, ran = known[row.container], image.partition("@")[2]
            if alike is not None and ran and ran not in (target.digest, *target.also) and await alike(row.repository, target.digest, ran):
                known[row.container] = replace(target, also=(*target.also, ran))
    named = {container.name: container.image for container in live.containers}
    of_template = [pod for pod in pods if not pod.deleting] if replaced(live) else []
    untold = frozenset(name for name in alone for pod in of_template if pod.images.get(name, named[name]) != named[name])
    return confirmed(step, live, known, running, untold)
