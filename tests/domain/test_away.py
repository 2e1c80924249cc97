"""What changed while nobody could look."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.away import Difference, What, compare, merged
from desktop_pipeline.domain.workloads import Container, Kind, RowKey, Workload, WorkloadKey

WEB, API = (WorkloadKey("lab", "shop", Kind.DEPLOYMENT, name) for name in ("web", "api"))
ROW, SIDE, OTHER = RowKey(WEB, "web"), RowKey(WEB, "side"), RowKey(API, "api")
BEFORE = {WEB: Workload(WEB, "u1", (Container("web", "web:1"), Container("side", "side:1"))),
          API: Workload(API, "u2", (Container("api", "api:1"),))}


def test_nothing_changed() -> None:
    assert compare(BEFORE, BEFORE, (ROW, SIDE, OTHER)) == ()


def test_each_way_to_change() -> None:
    web = replace(BEFORE[WEB], containers=(Container("web", "web:2"),), changed_by="kubectl-set", changed_at=7.0)
    found = compare(BEFORE, {WEB: web}, (ROW, SIDE, OTHER))
    assert found == (
        Difference(ROW, What.IMAGE, "web:1", "web:2", "kubectl-set", 7.0),
        Difference(SIDE, What.CONTAINER_GONE, "side:1", "", "kubectl-set", 7.0),
        Difference(OTHER, What.GONE, "api:1"))
    made_anew = {**BEFORE, API: replace(BEFORE[API], uid="u3")}
    assert compare(BEFORE, made_anew, (OTHER,)) == (Difference(OTHER, What.REPLACED, "api:1", "api:1"),)


def test_only_the_rows_asked_for_and_known_before() -> None:
    now = {**BEFORE, WEB: replace(BEFORE[WEB], containers=(Container("web", "web:2"), Container("new", "new:1")))}
    assert compare(BEFORE, now, (OTHER, RowKey(WEB, "new"), RowKey(WEB._replace(name="unknown"), "c"))) == ()


def test_two_absences_are_told_as_one() -> None:
    first = (Difference(ROW, What.IMAGE, "web:1", "web:2", "a"), Difference(OTHER, What.IMAGE, "api:1", "api:2"))
    later = (Difference(ROW, What.IMAGE, "web:2", "web:3", "b"), Difference(SIDE, What.GONE, "side:1"))
    assert merged(first, later) == (
        Difference(OTHER, What.IMAGE, "api:1", "api:2"), Difference(ROW, What.IMAGE, "web:1", "web:3", "b"),
        Difference(SIDE, What.GONE, "side:1"))


def test_what_is_as_it_was_first_is_no_news() -> None:
    there = (Difference(ROW, What.IMAGE, "web:1", "web:2"),)
    assert merged(there, (Difference(ROW, What.IMAGE, "web:2", "web:1"),)) == ()


def test_made_anew_stays_made_anew() -> None:
    there = (Difference(ROW, What.REPLACED, "web:1", "web:2"),)
    assert merged(there, (Difference(ROW, What.IMAGE, "web:2", "web:1"),)) == (Difference(ROW, What.REPLACED, "web:1", "web:1"),)
