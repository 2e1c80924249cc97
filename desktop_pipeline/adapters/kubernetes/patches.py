"""The one guarded change of a workload: a JSON patch whose `test` operations make the API server itself refuse to overwrite others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.adapters.kubernetes.convert import template_of
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import ANNOTATION_RUN, ANNOTATION_STEP, CHANGE_CAUSE, ImageChange, WorkloadPatch
from desktop_pipeline.domain.workloads import Kind, Workload

Operation = dict[str, object]


@dataclass(frozen=True, slots=True)
class Missing:
    """The container is not there: there is nothing to patch."""

    container: str


def template_path(kind: Kind) -> str:
    return "/spec/jobTemplate/spec/template" if kind is Kind.CRON_JOB else "/spec/template"


def operations(patch: WorkloadPatch, item: structs.WorkloadObject) -> list[Operation] | Missing:
    """The operations for the object as it was just read: only indices and the presence of maps are taken from it.

    That uid, names and images are as expected is for the API server to find out.
    """
    base = template_path(patch.key.kind)
    template = template_of(item)
    found: list[Operation] = [_test("/metadata/uid", patch.uid or item.metadata.uid)]
    for change in patch.changes:
        index = _index(template.spec, change)
        if index is None:
            return Missing(change.container)
        path = f"{base}/spec/{change.group.value}/{index}"
        found.append(_test(f"{path}/name", change.container))
        if change.old:
            found.append(_test(f"{path}/image", change.old))
        found.append({"op": "replace", "path": f"{path}/image", "value": change.new})
        if change.pull_policy:
            found.append({"op": "add", "path": f"{path}/imagePullPolicy", "value": change.pull_policy})
    notes, present = {ANNOTATION_RUN: patch.run, ANNOTATION_STEP: patch.step}, template.metadata.annotations if template.metadata else None
    if present:  # one that the server takes late must not come after its own undo, which has put the same image back
        found.append(_test(_below(f"{base}/metadata/annotations", ANNOTATION_RUN), present.get(ANNOTATION_RUN)))
    found += _annotate(f"{base}/metadata/annotations", present, notes)
    if patch.cause:
        found += _annotate("/metadata/annotations", item.metadata.annotations, {CHANGE_CAUSE: patch.cause})
    return found


def _test(path: str, value: object) -> Operation:
    return {"op": "test", "path": path, "value": value}


def _below(path: str, key: str) -> str:
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"


def _annotate(path: str, present: dict[str, str] | None, values: dict[str, str]) -> Iterator[Operation]:
    """`add` into a map that is not there is refused: then the whole map, if it is still not there."""
    if not present:
        yield _test(path, None)
        yield {"op": "add", "path": path, "value": values}
        return
    for key, value in values.items():
        yield {"op": "add", "path": _below(path, key), "value": value}


def _index(spec: structs.PodSpec | None, change: ImageChange) -> int | None:
    items = (spec.containers if change.group.value == "containers" else spec.init_containers) if spec else None
    return next((number for number, item in enumerate(items or ()) if item.name == change.container), None)


def is_as_expected(patch: WorkloadPatch, workload: Workload) -> bool:
    """Whether uid, containers and old images are what the patch tests."""
    if patch.uid and workload.uid != patch.uid:
        return False
    for change in patch.changes:
        container = workload.container(change.container)
        if container is None or container.group is not change.group or (change.old and container.image != change.old):
            return False
    return True


def rewritten(patch: WorkloadPatch, workload: Workload) -> tuple[Message, ...]:
    """What admission made different from what was asked, in the object that the server gave back."""
    found = []
    for change in patch.changes:
        container = workload.container(change.container)
        pairs = [("image", change.new, container.image if container else "")]
        if change.pull_policy:
            pairs.append(("imagePullPolicy", change.pull_policy, container.pull_policy if container else ""))
        found += [
            Message.of("cluster.rewritten", container=change.container, field=field, asked=asked, found=got)
            for field, asked, got in pairs if asked != got
        ]
    if (workload.run, workload.step) != (patch.run, patch.step):
        found.append(Message.of("cluster.rewritten", container=patch.key.name, field="annotations", asked=patch.run, found=workload.run))
    return tuple(found)
