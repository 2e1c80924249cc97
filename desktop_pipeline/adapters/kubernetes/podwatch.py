"""The pods of one workload, kept up to date; of a StatefulSet also which revision is the newest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.adapters.kubernetes.convert import belongs, pod_of
from desktop_pipeline.adapters.kubernetes.watch import Source
from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.workloads import Kind, Pod, Workload
from desktop_pipeline.services.cluster_ports import PodChanged, PodEvent, PodRemoved, PodsSynced

_POD = msgspec.json.Decoder(structs.PodObject)
_WORKLOAD = msgspec.json.Decoder(structs.WorkloadObject)


class PodView:
    """Turns what its sources report into events for `on`."""

    def __init__(self, workload: Workload, on: Callable[[PodEvent], None]) -> None:
        self._workload = workload
        self._on = on
        self._update_revision = workload.update_revision
        self._pods: dict[str, Pod] = {}

    def pods(self, path: str) -> Source[Pod]:
        """The pods that the selector finds. Where they may not be listed the watch ends with Refused."""
        return Source(
            path, self._convert, lambda pod: pod.name, self._synced, self._changed, self._removed, _raise,
            (("labelSelector", self._workload.selector),),
        )

    def revision(self, path: str, convert: Callable[[structs.WorkloadObject], Workload]) -> Source[Workload]:
        """The StatefulSet itself: a change gives it another newest revision, so pods that were new no longer are."""
        def changed(workload: Workload) -> None:
            if workload.uid != self._workload.uid or workload.update_revision == self._update_revision:
                return
            self._update_revision = workload.update_revision
            for pod in tuple(self._pods.values()):
                again = replace(pod, is_new=pod.revision == workload.update_revision)
                if again != pod:
                    self._changed(again)

        def synced(items: list[Workload]) -> None:
            for workload in items:
                changed(workload)

        return Source(
            path, lambda raw: convert(_WORKLOAD.decode(raw)), lambda workload: workload.key.name, synced, changed,
            lambda name: None, lambda error: None, (("fieldSelector", f"metadata.name={self._workload.key.name}"),),
        )

    def _convert(self, raw: msgspec.Raw) -> Pod | None:
        item = _POD.decode(raw)
        if not belongs(self._workload, item.metadata):
            return None
        revision = self._update_revision if self._workload.key.kind is Kind.STATEFUL_SET else ""
        return pod_of(item, self._workload.key.kind, revision)

    def _synced(self, pods: list[Pod]) -> None:
        self._pods = {pod.name: pod for pod in pods}
        self._on(PodsSynced(tuple(pods)))

    def _changed(self, pod: Pod) -> None:
        self._pods[pod.name] = pod
        self._on(PodChanged(pod))

    def _removed(self, name: str) -> None:
        self._pods.pop(name, None)
        self._on(PodRemoved(name))


def _raise(error: Refused) -> None:
    raise error
