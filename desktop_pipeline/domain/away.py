"""What changed on rows while nobody could look: two sets of facts compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_pipeline.domain.workloads import RowKey, Workload, WorkloadKey


class What(StrEnum):
    IMAGE = "image"
    """Another image than before."""
    REPLACED = "replaced"
    """The workload was deleted and made anew: another uid."""
    GONE = "gone"
    """The workload is not there any more."""
    CONTAINER_GONE = "container-gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as it was. `before` and `now` are images as the pod template names them, `now` is '' for what is gone.

    `by`: the field manager that last wrote an image, `at`: when that was (epoch seconds); both as the cluster tells them.
    """

    key: RowKey
    what: What
    before: str
    now: str = ""
    by: str = ""
    at: float | None = None


def compare(
    before: Mapping[WorkloadKey, Workload], now: Mapping[WorkloadKey, Workload], rows: Iterable[RowKey]
) -> tuple[Difference, ...]:
    """Differences of these rows, in their order. A row that was not there before has none."""
    found = (_difference(before.get(key.workload), now.get(key.workload), key) for key in rows)
    return tuple(difference for difference in found if difference is not None)


def _difference(before: Workload | None, now: Workload | None, key: RowKey) -> Difference | None:
    was = before.container(key.container) if before is not None else None
    if before is None or was is None:
        return None
    if now is None:
        return Difference(key, What.GONE, was.image)
    found = now.container(key.container)
    if found is None:
        return Difference(key, What.CONTAINER_GONE, was.image, "", now.changed_by, now.changed_at)
    if before.uid != now.uid:
        return Difference(key, What.REPLACED, was.image, found.image, now.changed_by, now.changed_at)
    if was.image != found.image:
        return Difference(key, What.IMAGE, was.image, found.image, now.changed_by, now.changed_at)
    return None


def merged(former: Iterable[Difference], later: Iterable[Difference]) -> tuple[Difference, ...]:
    """Two absences told as one: from what was first seen, to what is there now. A row that is as it was first is left out."""
    first = {difference.key: difference for difference in former}
    for difference in later:
        known = first.pop(difference.key, None)
        before = known.before if known is not None else difference.before
        what = What.REPLACED if known is not None and known.what is not What.IMAGE and difference.what is What.IMAGE else difference.what
        if what is not What.IMAGE or before != difference.now:
            first[difference.key] = Difference(difference.key, what, before, difference.now, difference.by, difference.at)
    return tuple(first.values())
