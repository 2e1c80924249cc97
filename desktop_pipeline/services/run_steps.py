"""The steps of a run: as its journal is told of them before anything is done, and what is known of one that was done before."""

from __future__ import annotations

import json

from desktop_pipeline.domain.order import build_step_id, job_step_id
from desktop_pipeline.domain.recovery import Found
from desktop_pipeline.domain.runs import Event, StepKind, step_defined
from desktop_pipeline.services.builds import Built, log_id
from desktop_pipeline.services.preflight import Report


def definitions(run_id: str, report: Report, at: float) -> list[Event]:
    """All steps that a run will do; `at`: epoch seconds."""
    plan = report.plan
    steps = [step_defined(at, build_step_id(name), StepKind.BUILD, name, log=log_id(run_id, name)) for name in plan.builds()]
    for step in plan.steps:
        changes = ", ".join(f"{row.container}: {row.shown_from or '?'} → {row.tag or row.build}" for row in step.rows)
        pins = {row.container: resolved.digest for row in step.rows
                if (resolved := report.resolved.get((step.id, row.container))) is not None and resolved.digest}
        steps.append(step_defined(
            at, step.id, StepKind.ROLLOUT, step.key.name, changes=changes, log=f"{run_id}/{step.id}", pins=json.dumps(pins)))
    steps += [step_defined(at, pause.id, StepKind.PAUSE, pause.text) for pause in plan.pauses]
    for key in plan.start_jobs:
        job = job_step_id(key)
        steps.append(step_defined(at, job, StepKind.JOB, key.name, log=f"{run_id}/{job}"))
    return steps


def built_of(found: Found | None) -> Built | None:
    """The image that a build of before has made, if it did."""
    if found is None or not found.digest:
        return None
    return Built(found.repository, found.tag, found.digest, found.number, found.commit)
