"""What was read a moment ago is used once, by the change that follows."""

from __future__ import annotations

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.adapters.kubernetes.just_read import JustRead
from desktop_pipeline.domain.workloads import Kind, WorkloadKey


def test_each_is_used_once_and_not_for_long() -> None:
    at = [100.0]
    kept, items = JustRead(lambda: at[0]), [structs.WorkloadObject(structs.ObjectMeta(name=str(number), uid="u")) for number in range(3)]
    keys = [WorkloadKey("c", "n", Kind.DEPLOYMENT, str(number)) for number in range(3)]
    assert kept.take(keys[0]) is None
    kept.keep(keys[0], items[0])
    kept.keep(keys[0], items[1])
    assert kept.take(keys[0]) is items[1]
    assert kept.take(keys[0]) is None
    kept.keep(keys[1], items[1])
    at[0] += 3
    assert kept.take(keys[1]) is None
    kept.keep(keys[1], items[1])
    at[0] += 3
    kept.keep(keys[2], items[2])
    assert len(kept._items) == 1, "what is old goes"
