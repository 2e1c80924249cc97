"""Titles of plans that the program itself makes; that of an undo is made in `services/undo.py`.

A title is kept in journal, held plans and plan files, is searched for, stands in reports and in the cluster's change cause, and is read by
other workstations and by the command line. So it is data, made here in English for window and command line alike, and translated by
nobody: what one person reads another one finds.
"""

from __future__ import annotations

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.plans import Plan


def again_title(plan: Plan) -> str:
    """Of a plan that does once more what another did, or what of it did not end well."""
    return f"Again: {plan.title or plan.named()}"


def job_title(workload: str) -> str:
    """Of a plan that starts a job of a CronJob of this name."""
    return f"{workload}, now"


def build_title(build: Build) -> str:
    """Of a plan that builds and deploys nothing."""
    return f"Build {build.title or build.name}"
