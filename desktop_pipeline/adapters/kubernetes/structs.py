"""The fields of API objects that are needed, for msgspec. Every one may be absent or null: bookmarks and older servers leave things out."""

from __future__ import annotations

import msgspec


class Struct(msgspec.Struct, rename="camel", gc=False):
    pass


class OwnerReference(Struct):
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool | None = None


class PodFields(Struct):
    """`k:{"name":"main"}` → `f:image` …, as managedFields write it."""

    containers: dict[str, dict[str, msgspec.Raw]] | None = msgspec.field(default=None, name="f:containers")
    init_containers: dict[str, dict[str, msgspec.Raw]] | None = msgspec.field(default=None, name="f:initContainers")


class TemplateFields(Struct):
    spec: PodFields | None = msgspec.field(default=None, name="f:spec")


class JobSpecFields(Struct):
    template: TemplateFields | None = msgspec.field(default=None, name="f:template")


class JobTemplateFields(Struct):
    spec: JobSpecFields | None = msgspec.field(default=None, name="f:spec")


class SpecFields(Struct):
    template: TemplateFields | None = msgspec.field(default=None, name="f:template")
    job_template: JobTemplateFields | None = msgspec.field(default=None, name="f:jobTemplate")


class Fields(Struct):
    spec: SpecFields | None = msgspec.field(default=None, name="f:spec")


class ManagedField(Struct):
    manager: str | None = None
    time: str | None = None
    subresource: str | None = None
    fields_v1: Fields | None = None


class Meta(Struct):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int | None = None
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    owner_references: list[OwnerReference] | None = None
    managed_fields: list[ManagedField] | None = None


class ObjectMeta(Meta, kw_only=True):
    """Of an object that was stored: what has no name and uid is none."""

    name: str
    uid: str


class Resources(Struct):
    requests: dict[str, str | int | float] | None = None
    limits: dict[str, str | int | float] | None = None


class Container(Struct):
    name: str = ""
    image: str | None = None
    image_pull_policy: str | None = None
    restart_policy: str | None = None
    resources: Resources | None = None


class Reference(Struct):
    name: str = ""


class Present(Struct):
    """Something of which only matters that it is there."""


class Affinity(Struct):
    node_affinity: Present | None = None


class PodSpec(Struct):
    containers: list[Container] | None = None
    init_containers: list[Container] | None = None
    node_name: str | None = None
    image_pull_secrets: list[Reference] | None = None
    node_selector: dict[str, str] | None = None
    affinity: Affinity | None = None


class Template(Struct):
    metadata: Meta | None = None
    spec: PodSpec | None = None


class Requirement(Struct):
    key: str = ""
    operator: str = ""
    values: list[str] | None = None


class Selector(Struct):
    match_labels: dict[str, str] | None = None
    match_expressions: list[Requirement] | None = None


class RollingUpdate(Struct):
    partition: int | None = None
    max_surge: int | str | None = None
    max_unavailable: int | str | None = None


class Strategy(Struct):
    type: str | None = None
    rolling_update: RollingUpdate | None = None


class JobSpec(Struct):
    template: Template | None = None
    ttl_seconds_after_finished: int | None = None


class JobTemplate(Struct):
    spec: JobSpec | None = None


class Spec(Struct):
    """Of all five kinds at once."""

    replicas: int | None = None
    paused: bool | None = None
    suspend: bool | None = None
    update_strategy: Strategy | None = None
    strategy: Strategy | None = None
    pod_management_policy: str | None = None
    min_ready_seconds: int | None = None
    parallelism: int | None = None
    selector: Selector | None = None
    template: Template | None = None
    job_template: JobTemplate | None = None
    successful_jobs_history_limit: int | None = None
    failed_jobs_history_limit: int | None = None


class Condition(Struct):
    type: str = ""
    status: str = ""
    reason: str | None = None
    message: str | None = None
    last_transition_time: str | None = None


class WorkloadStatus(Struct):
    """Of all five kinds at once. `active`: of a Job a number, of a CronJob its running Jobs."""

    observed_generation: int | None = None
    replicas: int | None = None
    updated_replicas: int | None = None
    ready_replicas: int | None = None
    available_replicas: int | None = None
    desired_number_scheduled: int | None = None
    current_number_scheduled: int | None = None
    updated_number_scheduled: int | None = None
    number_ready: int | None = None
    number_available: int | None = None
    update_revision: str | None = None
    current_revision: str | None = None
    ready: int | None = None
    active: int | list[msgspec.Raw] | None = None
    conditions: list[Condition] | None = None


class WorkloadObject(Struct):
    metadata: ObjectMeta
    spec: Spec | None = None
    status: WorkloadStatus | None = None


class StateDetail(Struct):
    reason: str | None = None
    message: str | None = None
    exit_code: int | None = None


class State(Struct):
    waiting: StateDetail | None = None
    terminated: StateDetail | None = None


class ContainerStatus(Struct):
    name: str = ""
    ready: bool | None = None
    restart_count: int | None = None
    image_id: str | None = msgspec.field(default=None, name="imageID")
    state: State | None = None
    last_state: State | None = None


class PodStatus(Struct):
    phase: str | None = None
    reason: str | None = None
    message: str | None = None
    conditions: list[Condition] | None = None
    init_container_statuses: list[ContainerStatus] | None = None
    container_statuses: list[ContainerStatus] | None = None


class PodObject(Struct):
    metadata: ObjectMeta
    spec: PodSpec | None = None
    status: PodStatus | None = None


class MetaObject(Struct):
    """Any object, its metadata only."""

    metadata: ObjectMeta


class NameMeta(Struct):
    name: str = ""
    resource_version: str = ""


class Name(Struct):
    """Any object: bookmarks have no more."""

    metadata: NameMeta


class ListMeta(Struct):
    resource_version: str = ""
    cont: str | None = msgspec.field(default=None, name="continue")


class ListHead(Struct):
    metadata: ListMeta


class RawList(Struct):
    """A page of any kind."""

    metadata: ListMeta
    items: list[msgspec.Raw] | None = None


class WatchEvent(Struct):
    type: str
    object: msgspec.Raw


class Series(Struct):
    count: int | None = None
    last_observed_time: str | None = None


class Involved(Struct):
    field_path: str | None = None
    kind: str | None = None
    name: str | None = None
    uid: str | None = None


class EventObject(Struct):
    """An event of v1."""

    metadata: Meta
    involved_object: Involved | None = None
    type: str | None = None
    reason: str | None = None
    message: str | None = None
    count: int | None = None
    last_timestamp: str | None = None
    event_time: str | None = None
    series: Series | None = None


class AccessStatus(Struct):
    allowed: bool | None = None


class AccessReview(Struct):
    status: AccessStatus | None = None


class QuotaSpec(Struct):
    scopes: list[str] | None = None
    scope_selector: Present | None = None


class QuotaStatus(Struct):
    hard: dict[str, str | int | float] | None = None
    used: dict[str, str | int | float] | None = None


class QuotaObject(Struct):
    metadata: Meta
    spec: QuotaSpec | None = None
    status: QuotaStatus | None = None


class BudgetSpec(Struct):
    selector: Selector | None = None


class BudgetStatus(Struct):
    expected_pods: int | None = None
    desired_healthy: int | None = None


class BudgetObject(Struct):
    metadata: Meta
    spec: BudgetSpec | None = None
    status: BudgetStatus | None = None


class SecretObject(Struct, kw_only=True):
    type: str | None = None
    data: dict[str, str] | None = None

    def __repr__(self) -> str:
        return f"SecretObject({self.type})"


class PlainObject(Struct):
    """An object that may be none of the stored ones: an item of a list of metadata."""

    metadata: Meta
