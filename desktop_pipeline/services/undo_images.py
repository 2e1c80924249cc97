"""What ran before a change, for the journal; and what an undo puts back: the exact string, or the digest of what ran."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import RowChange, WorkloadStep
from desktop_pipeline.domain.undo import ImageFacts, running_images, settled, way_back
from desktop_pipeline.domain.workloads import Kind, Workload
from desktop_pipeline.services.cluster_ports import Cluster
from desktop_pipeline.services.findings import Level, Notes
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import ImageInfo, World
from desktop_pipeline.services.preflight_around import Around, Patiently
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import together

_PATIENCE = 10.0
"""Seconds for the list of pods before a change; a slow cluster keeps nobody from the change itself."""


async def running_now(cluster: Cluster, workload: Workload) -> str:
    """The `imageID`s that pods of a workload run, as text for the journal; `{}` where there is none or it may not be seen."""
    if workload.key.kind is Kind.CRON_JOB:
        return "{}"
    try:
        async with asyncio.timeout(_PATIENCE):
            return json.dumps(running_images(workload, await cluster.pods(workload)))
    except (UserError, TimeoutError):
        return "{}"


def write_what_goes_back(step: WorkloadStep, log: LogWriter) -> None:
    """Say in the log of a step which string an undo writes."""
    for row in step.rows:
        if row.restore:
            how = "by the digest of what ran" if row.by_digest else "as it was written"
            log.write(f"{row.container}: {row.restore} is put back, {how}")


class WayBack:
    """Asks registries whether what is put back is still what ran. One for each check."""

    def __init__(self, world: World, tags: Tags, around: Around, patiently: Patiently, notes: Notes) -> None:
        self._world, self._tags, self._around, self._patiently, self._notes = world, tags, around, patiently, notes

    async def settle(self, step: WorkloadStep) -> WorkloadStep:
        """The step with what it puts back; what is not the exact string, or cannot be put back, is told."""
        if not any(row.restore for row in step.rows):
            return step
        if step.key.kind is Kind.CRON_JOB:
            self._notes.add(Level.INFO, step.id, Message.of("undo.template_only"))
        return replace(step, rows=tuple(await together(self._row(step, row) for row in step.rows)))

    async def _row(self, step: WorkloadStep, row: RowChange) -> RowChange:
        if not row.restore:
            return row
        back = way_back(row, step.key.kind, await self._facts(row))
        if back.message is not None:
            level = Level.RED if back.gone else Level.AMBER if back.asks else Level.INFO
            self._notes.add(level, step.id, back.message, row.container)
        return settled(row, back)

    async def _facts(self, row: RowChange) -> ImageFacts:
        try:
            image = ImageRef.parse(row.restore)
            named = await self._there(image, image.digest or image.tag or LATEST)
            ran = [digest for digest, _ in row.ran]
            there = frozenset([digest for digest in ran if digest == named or await self._there(image, digest)])
            alike = frozenset([digest for digest in ran if digest == named or (named and await self._alike(image, named, digest))])
        except UserError:
            return ImageFacts(asked=False)
        return ImageFacts(True, named, there, alike)

    async def _there(self, image: ImageRef, reference: str) -> str:
        return await self._around.resolve(image, reference, image.normalised().host) or ""

    async def alike(self, repository: str, named: str, ran: str) -> bool:
        """Whether two digests of a repository name one image; False where the registry does not tell."""
        try:
            return await self._alike(ImageRef.parse(repository), named, ran)
        except UserError:
            return False

    async def _alike(self, image: ImageRef, named: str, ran: str) -> bool:
        """Whether two digests name one image: an index and one of its images, or two manifests of one configuration."""
        one, other = await self._info(image, named), await self._info(image, ran)
        if one is None or other is None:
            return one is not None and ran in one.images
        same_config = bool(one.config_digest) and one.config_digest == other.config_digest and not (one.images and other.images)
        return ran in one.images or named in other.images or same_config

    async def _info(self, image: ImageRef, digest: str) -> ImageInfo | None:
        place = self._tags.place(image)
        return await self._patiently(self._world.registry(place.registry).image(place.path, digest), "registry", image.normalised().host)
