"""Whether the wanted image is there already under its tag alone, as `kubectl set image` writes it: one answer for all who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Resolved, WorkloadStep, confirmed, tags_alone
from desktop_pipeline.domain.undo import running_images
from desktop_pipeline.domain.workloads import Kind, Workload
from desktop_pipeline.services.cluster_ports import Cluster

_PATIENCE = 10.0
"""Seconds for the list of pods."""


async def look(cluster: Cluster, step: WorkloadStep, live: Workload, resolved: Mapping[str, Resolved]) -> dict[str, Resolved]:
    """`resolved` with what the pods say. They are asked for only where a container names the wanted tag alone; where they may not be seen,
    it is not taken to be there."""
    if live.key.kind is Kind.CRON_JOB or not tags_alone(step, live, resolved):
        return confirmed(step, live, resolved, {})
    try:
        async with asyncio.timeout(_PATIENCE):
            running = running_images(live, await cluster.pods(live))
    except (UserError, TimeoutError):
        return confirmed(step, live, resolved, None)
    return confirmed(step, live, resolved, running)
