"""API objects → workloads, pods and events of the domain. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import datetime

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.adapters.kubernetes.surroundings import needs_of
from desktop_pipeline.domain.plans import ANNOTATION_RUN, ANNOTATION_STEP, FIELD_MANAGER
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Container, ContainerState, Group, Kind, Pod, Workload, WorkloadKey

_HASH = r"-[bcdfghjklmnpqrstvwxz2456789]{1,10}"
"""What the name of a ReplicaSet has after that of its Deployment: the alphabet of `SafeEncodeString`."""
_SHORT_LIFE = 120
"""Seconds for which a job that has ended must stay, so that asking again after a lost answer finds it."""
_TOOLS = {"Argo CD": {"argocd-controller", "argocd-application-controller"}, "Flux": {"kustomize-controller", "helm-controller"}}
"""Field managers of the tools that put changes back."""
_REVISION = "deployment.kubernetes.io/revision"
_GENERATION = "deprecated.daemonset.template.generation"
_POD_HASH = "pod-template-hash"
_CONTROLLER_HASH = "controller-revision-hash"
_POD_GENERATION = "pod-template-generation"

# kind → (group and version, plural): https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
RESOURCES = {
    Kind.DEPLOYMENT: ("apps", "v1", "deployments"),
    Kind.STATEFUL_SET: ("apps", "v1", "statefulsets"),
    Kind.DAEMON_SET: ("apps", "v1", "daemonsets"),
    Kind.CRON_JOB: ("batch", "v1", "cronjobs"),
    Kind.JOB: ("batch", "v1", "jobs"),
}


def epoch(text: str | None) -> float | None:
    """RFC 3339 → epoch seconds; None for nothing and for what is no time."""
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None


def controller(meta: structs.Meta) -> structs.OwnerReference | None:
    return next((owner for owner in meta.owner_references or () if owner.controller), None)


def template_of(item: structs.WorkloadObject) -> structs.Template:
    """The pod template; of a CronJob the one inside its job template."""
    spec = item.spec or structs.Spec()
    if spec.job_template is not None:
        return (spec.job_template.spec or structs.JobSpec()).template or structs.Template()
    return spec.template or structs.Template()


def is_listed(kind: Kind, meta: structs.Meta) -> bool:
    """Jobs that a controller owns (a CronJob's) are not listed."""
    return kind is not Kind.JOB or controller(meta) is None


def workload_of(cluster: str, kind: Kind, item: structs.WorkloadObject) -> Workload:
    """One workload. Items of a list do not say their kind, so it is given."""
    meta, spec, status = item.metadata, item.spec or structs.Spec(), item.status or structs.WorkloadStatus()
    template = template_of(item)
    strategy = spec.update_strategy or structs.Strategy()
    annotations = meta.annotations or {}
    notes = (template.metadata.annotations or {}) if template.metadata else {}
    owner = controller(meta)
    changed_by, changed_at = last_writer(meta)
    replicas, current, updated, ready, available = _counts(kind, spec, status)
    return Workload(
        key=WorkloadKey(cluster, meta.namespace, kind, meta.name), uid=meta.uid, containers=containers_of(template.spec, meta),
        generation=meta.generation or 0, observed_generation=status.observed_generation or 0,
        replicas=replicas, current=current, updated=updated, ready=ready, available=available,
        paused=bool(spec.paused), suspended=bool(spec.suspend), on_delete=strategy.type == "OnDelete",
        ordered=spec.pod_management_policy != "Parallel",
        partition=(strategy.rolling_update.partition or 0) if strategy.rolling_update else 0,
        min_ready_seconds=float(spec.min_ready_seconds or 0),
        update_revision=status.update_revision or "", current_revision=status.current_revision or "",
        deadline_exceeded=_condition(status, "Progressing", "False", "ProgressDeadlineExceeded"),
        replica_failure=_condition(status, "ReplicaFailure", "True"),
        active_jobs=len(status.active) if isinstance(status.active, list) else 0,
        job_end=_job_end(status) if kind is Kind.JOB else "", job_text=_condition(status, "Failed", "True") if kind is Kind.JOB else "",
        jobs_vanish=kind is Kind.CRON_JOB and _jobs_vanish(spec),
        deleting=meta.deletion_timestamp is not None, owner=f"{owner.kind}/{owner.name}" if owner else "",
        managed_by=managed_by(meta), changed_by=changed_by, changed_at=changed_at,
        run=notes.get(ANNOTATION_RUN, ""), step=notes.get(ANNOTATION_STEP, ""), selector=selector_text(spec.selector),
        revision=annotations.get(_GENERATION if kind is Kind.DAEMON_SET else _REVISION, ""), resource_version=meta.resource_version,
        needs=needs_of(kind, spec, template, replicas),
    )


def _counts(kind: Kind, spec: structs.Spec, status: structs.WorkloadStatus) -> tuple[int, int, int, int, int]:
    """Wanted, current, updated, ready and available pods."""
    if kind is Kind.DAEMON_SET:
        return (status.desired_number_scheduled or 0, status.current_number_scheduled or 0, status.updated_number_scheduled or 0,
                status.number_ready or 0, status.number_available or 0)
    if kind is Kind.CRON_JOB:
        return 0, 0, 0, 0, 0
    if kind is Kind.JOB:
        active = status.active if isinstance(status.active, int) else 0
        return 1 if spec.parallelism is None else spec.parallelism, active, active, status.ready or 0, status.ready or 0
    return (1 if spec.replicas is None else spec.replicas, status.replicas or 0, status.updated_replicas or 0,
            status.ready_replicas or 0, status.available_replicas or 0)


def _condition(status: structs.WorkloadStatus, kind: str, value: str, reason: str = "") -> str:
    for condition in status.conditions or ():
        if condition.type == kind and condition.status == value and (not reason or condition.reason == reason):
            return condition.message or condition.reason or kind
    return ""


def _jobs_vanish(spec: structs.Spec) -> bool:
    """Whether a job may be removed before its end is seen."""
    job = (spec.job_template.spec if spec.job_template else None) or structs.JobSpec()
    lives = job.ttl_seconds_after_finished
    return 0 in (spec.successful_jobs_history_limit, spec.failed_jobs_history_limit) or (lives is not None and lives < _SHORT_LIFE)


def _job_end(status: structs.WorkloadStatus) -> str:
    """Complete and Failed are the two ends of a Job (kubernetes.io: Jobs, "Job termination")."""
    return "complete" if _condition(status, "Complete", "True") else "failed" if _condition(status, "Failed", "True") else ""


def containers_of(spec: structs.PodSpec | None, meta: structs.Meta) -> tuple[Container, ...]:
    """Containers, then init containers; native sidecars are init containers that are always restarted."""
    if spec is None:
        return ()
    main = [
        Container(item.name, item.image or "", Group.MAIN, False, item.image_pull_policy or "", *last_writer(meta, item.name))
        for item in spec.containers or ()
    ]
    init = [
        Container(item.name, item.image or "", Group.INIT, item.restart_policy == "Always", item.image_pull_policy or "",
                  *last_writer(meta, item.name))
        for item in spec.init_containers or ()
    ]
    return (*main, *init)


def selector_text(selector: structs.Selector | None) -> str:
    """A label selector as the API's `labelSelector` takes it."""
    if selector is None:
        return ""
    parts = [f"{key}={value}" for key, value in sorted((selector.match_labels or {}).items())]
    for item in selector.match_expressions or ():
        values = ",".join(sorted(item.values or ()))
        parts.append({"In": f"{item.key} in ({values})", "NotIn": f"{item.key} notin ({values})", "Exists": item.key,
                      "DoesNotExist": f"!{item.key}"}.get(item.operator, item.key))
    return ",".join(parts)


def managed_by(meta: structs.Meta) -> str:
    """The tool that would put a change back: Argo CD, Flux, Helm or what the recommended label says; '' for none known."""
    labels, annotations = meta.labels or {}, meta.annotations or {}
    if "argocd.argoproj.io/tracking-id" in annotations or "argocd.argoproj.io/instance" in labels:
        return "Argo CD"
    if "kustomize.toolkit.fluxcd.io/name" in labels or "helm.toolkit.fluxcd.io/name" in labels:
        return "Flux"
    writers = {entry.manager or "" for entry in meta.managed_fields or ()}
    for tool, names in _TOOLS.items():
        if writers & names:
            return tool
    if "meta.helm.sh/release-name" in annotations:
        return "Helm"
    return labels.get("app.kubernetes.io/managed-by", "")


def last_writer(meta: structs.Meta, container: str = "") -> tuple[str, float | None]:
    """The field manager that last wrote the image of a container ('' = of any), and when (epoch seconds).

    Times are whole seconds. Who made the object owns every image that nobody changed, so in the same second we go before it.
    """
    writers = [
        (epoch(entry.time) or 0.0, entry.manager == FIELD_MANAGER, entry.manager, epoch(entry.time))
        for entry in meta.managed_fields or () if entry.manager and not entry.subresource and _writes_image(entry.fields_v1, container)
    ]
    _, _, name, at = max(writers, key=lambda writer: writer[:2], default=(0.0, False, "", None))
    return name, at


def _writes_image(fields: structs.Fields | None, container: str) -> bool:
    spec = fields.spec if fields else None
    if spec is None:
        return False
    template = spec.template
    if template is None and spec.job_template is not None and spec.job_template.spec is not None:
        template = spec.job_template.spec.template
    if template is None or template.spec is None:
        return False
    groups = (template.spec.containers, template.spec.init_containers)
    key = f'k:{{"name":{json.dumps(container)}}}'
    return any("f:image" in written for group in groups for name, written in (group or {}).items() if not container or name == key)


# ---- pods ------------------------------------------------------------------------------------------------------------------


def belongs(workload: Workload, meta: structs.Meta) -> bool:
    """Whether a pod that the selector finds is this workload's.

    A Deployment's pods belong to ReplicaSets, whose name is the Deployment's with the hash of the template: no need to read them.
    """
    owner = controller(meta)
    if owner is None:
        return False
    if workload.key.kind is Kind.DEPLOYMENT:
        return owner.kind == "ReplicaSet" and owner.name == f"{workload.key.name}-{(meta.labels or {}).get(_POD_HASH, '')}"
    return owner.uid == workload.uid


def pod_of(item: structs.PodObject, kind: Kind, update_revision: str = "") -> Pod:
    """One pod of a workload of that kind. `update_revision`: the newest of a StatefulSet ('' = not known)."""
    meta, spec, status = item.metadata, item.spec or structs.PodSpec(), item.status or structs.PodStatus()
    labels = meta.labels or {}
    label = {Kind.DEPLOYMENT: _POD_HASH, Kind.DAEMON_SET: _POD_GENERATION}.get(kind, _CONTROLLER_HASH)
    revision = labels.get(label, "")
    conditions = {condition.type: condition for condition in status.conditions or ()}
    ready, scheduled = conditions.get("Ready"), conditions.get("PodScheduled")
    is_ready = ready is not None and ready.status == "True"
    sidecars = {container.name for container in spec.init_containers or () if container.restart_policy == "Always"}
    states = [state_of(entry, entry.name not in sidecars) for entry in status.init_container_statuses or ()]
    states += [state_of(entry, False) for entry in status.container_statuses or ()]
    stuck = scheduled is not None and scheduled.status == "False" and scheduled.reason == "Unschedulable"
    return Pod(
        name=meta.name, uid=meta.uid, phase=status.phase or "", ready=is_ready,
        ready_since=epoch(ready.last_transition_time) if ready is not None and is_ready else None,
        deleting=meta.deletion_timestamp is not None, revision=revision,
        is_new=kind is not Kind.STATEFUL_SET or not update_revision or revision == update_revision,
        run=(meta.annotations or {}).get(ANNOTATION_RUN, ""), containers=tuple(states),
        unschedulable=(scheduled.message or scheduled.reason or "") if scheduled is not None and stuck else "",
        reason=": ".join(filter(None, (status.reason, status.message))),
        images={container.name: container.image or "" for container in (*(spec.containers or ()), *(spec.init_containers or ()))},
        node=spec.node_name or "", created=epoch(meta.creation_timestamp),
    )


def state_of(entry: structs.ContainerStatus, init: bool) -> ContainerState:
    """One container of a pod. `message` is what the present state says, else what the last end said."""
    state, last = entry.state or structs.State(), (entry.last_state or structs.State()).terminated
    waiting, ended = state.waiting, state.terminated
    words = [detail.message for detail in (waiting, ended, last) if detail is not None and detail.message]
    return ContainerState(
        name=entry.name, image_id=entry.image_id or "", ready=bool(entry.ready), restarts=entry.restart_count or 0,
        waiting=(waiting.reason or "") if waiting else "",
        terminated=(ended.reason or "Terminated") if ended else "", exit_code=(ended.exit_code or 0) if ended else 0,
        last_terminated=(last.reason or "Terminated") if last else "", last_exit_code=(last.exit_code or 0) if last else 0,
        message=words[0] if words else "", init=init,
    )


# ---- events ----------------------------------------------------------------------------------------------------------------


def event_of(event: structs.EventObject) -> EventSeen:
    """An event; the container is in its field path: `spec.containers{main}`."""
    about = event.involved_object or structs.Involved()
    _, _, rest = (about.field_path or "").partition("{")
    last = event.series.last_observed_time if event.series else None
    at = epoch(last or event.last_timestamp or event.event_time or event.metadata.creation_timestamp)
    count = (event.series.count if event.series else event.count) or 1
    return EventSeen(event.reason or "", (event.message or "").strip(), event.type == "Warning", rest.rstrip("}"), at or 0.0, count,
                     f"{about.kind or ''} {about.name or ''}".strip())


def is_about(workload: Workload, pods: Collection[str], event: structs.EventObject) -> bool:
    """Whether an event is about the workload, a ReplicaSet that it makes, or one of the pods (by uid)."""
    about = event.involved_object
    if about is None:
        return False
    if about.uid in pods or about.uid == workload.uid:
        return True
    return about.kind == "ReplicaSet" and re.fullmatch(re.escape(workload.key.name) + _HASH, about.name or "") is not None
