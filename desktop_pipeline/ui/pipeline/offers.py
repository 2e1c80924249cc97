"""What a workload offers beside Run: Undo at a bad verdict, Run now for a CronJob."""

from __future__ import annotations

from enum import StrEnum

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import StepState
from desktop_pipeline.domain.undo import OFFERED, undo_why_not
from desktop_pipeline.domain.workloads import Kind, Workload
from desktop_pipeline.domain.workspace import Protection


class Offer(StrEnum):
    UNDO = "undo"
    RUN_NOW = "run-now"


def undo_off(workload: Workload, known: tuple[str, StepState] | None, protection: Protection, *, active: bool) -> Message | None:
    """Why the last run on a workload (`known`: its id and its step there) cannot be undone; None when it can."""
    if protection is Protection.READ_ONLY:
        return Message.of("run.read_only")
    if active:
        return Message.of("run.active")
    return undo_why_not(*known, workload) if known is not None else undo_why_not("", None, workload)


def run_now_off(workload: Workload, protection: Protection) -> Message | None:
    """Why no job of a workload can be started by hand; None when one can."""
    if workload.key.kind is not Kind.CRON_JOB:
        return Message.of("job.not_cron_job", workload=workload.key.name)
    if protection is Protection.READ_ONLY:
        return Message.of("run.read_only")
    return Message.of("run.deleting") if workload.deleting else None


def offer_of(workload: Workload, known: tuple[str, StepState] | None, protection: Protection, *, active: bool) -> Offer | None:
    """The button beside Run: Undo where the last run ended badly, else Run now where it can be."""
    if known is not None and known[1].state in OFFERED and undo_off(workload, known, protection, active=active) is None:
        return Offer.UNDO
    return Offer.RUN_NOW if run_now_off(workload, protection) is None else None
