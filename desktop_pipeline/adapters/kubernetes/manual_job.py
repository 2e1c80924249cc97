"""A job made by hand from a CronJob, as `kubectl create job --from=cronjob/NAME` makes it."""

from __future__ import annotations

from typing import Any

from desktop_pipeline.domain.plans import ANNOTATION_RUN

INSTANTIATE = "cronjob.kubernetes.io/instantiate"
"""Marks a job that a person started (kubectl, `pkg/cmd/create/create_job.go`)."""


def manifest(cron_job: dict[str, Any], name: str, run: str) -> dict[str, Any]:
    """The job to send. The CronJob owns it, so its history limits and its deletion count for it too.

    `blockOwnerDeletion` is left out as kubectl does: it would need a right on the CronJob's finalizers.
    """
    meta, template = cron_job.get("metadata") or {}, (cron_job.get("spec") or {}).get("jobTemplate") or {}
    notes = template.get("metadata") or {}
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": meta.get("name"), "uid": meta.get("uid"), "controller": True}
    return {
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": {
            "name": name, "namespace": meta.get("namespace"), "labels": notes.get("labels") or {}, "ownerReferences": [owner],
            "annotations": {**(notes.get("annotations") or {}), INSTANTIATE: "manual", ANNOTATION_RUN: run}},
        "spec": template.get("spec") or {},
    }
