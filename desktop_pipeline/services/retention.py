"""How long logs are kept. Runs and their events are kept for ever: the journal is what an undo and an audit rest on."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.workspace import Limits
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.kept_ports import Journal, Logs, RunHeader
from desktop_pipeline.services.ports import Clock

log = logging.getLogger(__name__)
_ALL = 1_000_000
_DAY = 86400.0


def outlived(headers: Iterable[RunHeader], limits: Limits, now: float) -> tuple[str, ...]:
    """Ids of the runs, given newest first, whose logs are not kept any more. A run without an end may be gone on with: its logs stay."""
    if not limits.log_days and not limits.log_runs:
        return ()
    return tuple(
        header.id for number, header in enumerate(headers)
        if header.ended is not None and not header.live and (not limits.log_runs or number >= limits.log_runs)
        and (not limits.log_days or now - header.ended > limits.log_days * _DAY))


class Retention:
    """Sweeps logs once, after the start."""

    def __init__(self, catalog: Catalog, journal: Journal, logs: Logs, clock: Clock) -> None:
        self._catalog, self._journal, self._logs, self._clock = catalog, journal, logs, clock

    async def sweep(self) -> None:
        """Delete the logs that the workspace does not want kept."""
        limits = self._catalog.workspace.limits
        if not limits.log_days and not limits.log_runs:
            return
        try:
            old = outlived(await self._journal.runs(_ALL), limits, self._clock.now())
            gone = await self._logs.remove(old)
        except UserError as error:  # the journal is busy: the next start sweeps
            log.info("old logs are not swept: %s", error)
            return
        if gone:
            log.info("removed the logs of %d runs, as limits.log_days and limits.log_runs say", gone)
