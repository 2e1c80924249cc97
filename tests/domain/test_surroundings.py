"""Quantities, nodes, quotas and disruption budgets; containers of one image that end at different versions."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.apart import Apart, Planned, apart
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Resolved, RowChange, WorkloadStep
from desktop_pipeline.domain.surroundings import (
    Budget,
    Node,
    PodNeeds,
    Quota,
    Tight,
    broken_budgets,
    candidates,
    fits,
    quantity,
    share,
    tight,
)
from desktop_pipeline.domain.workloads import Container, Group, Kind
from tests.domain.facts import digest, workload


@pytest.mark.parametrize(("text", "number"), [
    ("250m", 0.25), ("1.5Gi", 1.5 * 2**30), ("2", 2.0), (".5", 0.5), ("1e3", 1000.0), ("1E3", 1000.0), ("1E", 1e18), ("-1k", -1000.0),
    (" 3Mi ", 3 * 2**20), ("100n", 1e-7), ("", 0.0), ("x", 0.0), ("1x", 0.0), ("1e", 0.0), ("1ex", 0.0)])
def test_quantity(text: str, number: float) -> None:
    assert quantity(text) == pytest.approx(number)


@pytest.mark.parametrize(("value", "replicas", "up", "pods"), [
    (None, 4, True, 1), (None, 1, True, 1), (None, 1, False, 0), (3, 1, True, 3), ("2", 1, False, 2), ("50%", 3, True, 2),
    ("50%", 3, False, 1), ("x%", 3, True, 0), ("x", 3, True, 0)])
def test_share(value: int | str | None, replicas: int, up: bool, pods: int) -> None:
    assert share(value, "25%", replicas, up=up) == pods


def test_platforms_and_nodes() -> None:
    assert fits((), "linux/amd64")
    assert fits(("linux/arm/v7", "linux/amd64"), "linux/arm")
    assert not fits(("linux/arm64",), "linux/amd64")
    one, two = Node("a", "linux/amd64", {"disk": "ssd"}), Node("b", "linux/arm64")
    assert candidates(PodNeeds(), [one, two]) == (one, two)
    assert candidates(PodNeeds(node_selector={"disk": "ssd"}), [one, two]) == (one,)


def test_quota_without_room_for_one_pod_more() -> None:
    needs = PodNeeds(requests={"requests.cpu": 0.5, "limits.memory": 100.0}, surge=1)
    full = Quota("q", {"pods": 2, "requests.cpu": 1, "cpu": 1, "limits.memory": 500, "requests.memory": 0, "services": 0}, {
        "pods": 2, "requests.cpu": 0.7, "cpu": 0.5})
    assert tight(needs, [full]) == (Tight("q", "pods", 0, 1.0), Tight("q", "requests.cpu", pytest.approx(0.3), 0.5))
    assert tight(needs, [Quota("q", {"memory": 1}, {})]) == ()
    assert tight(PodNeeds(requests={"requests.memory": 2.0}, surge=1), [Quota("q", {"memory": 1}, {})]) == (Tight("q", "memory", 1.0, 2.0),)
    assert tight(PodNeeds(), [full]) == (), "no pod more is needed"


def test_budgets_that_a_rollout_may_go_below() -> None:
    needs = PodNeeds(labels={"app": "web", "tier": "front"}, unavailable=1)
    none, one = Budget("none", {"app": "web"}, 0), Budget("one", {"app": "web"}, 1)
    assert broken_budgets(needs, [none, one, Budget("other", {"app": "api"}, 0), Budget("all", {}, 0)]) == (none,)


WEB = "registry:5000/shop/web"


HERE = workload(Kind.DEPLOYMENT, "web").key[:2]


def planned(name: str, *rows: RowChange, containers: tuple[Container, ...], resolved: dict[str, Resolved] | None = None) -> Planned:
    live = workload(Kind.DEPLOYMENT, name, *containers)
    return Planned(WorkloadStep(live.key, rows), live, resolved or {})


def row(container: str, repository: str = WEB, **more: object) -> RowChange:
    return RowChange(container, Mode.TAG, repository, "2", **more)  # type: ignore[arg-type]  # its fields


def test_containers_of_one_image_that_end_apart() -> None:
    main, init, side = Container("main", f"{WEB}:1"), Container("init", f"{WEB}:1", Group.INIT), Container("side", "BAD IMAGE//")
    two = {"main": Resolved("2", digest(2)), "init": Resolved("2", digest(2))}
    forgotten = planned("web", row("main"), containers=(main, init, side), resolved=two)
    assert apart([forgotten]) == (Apart(WEB, ("web/main 2", "web/init 1"), HERE),)
    assert apart([planned("web", row("main"), row("init"), containers=(main, init), resolved=two)]) == ()
    other = planned("api", row("main"), containers=(main,), resolved={"main": Resolved("", digest(3))})
    assert apart([planned("web", row("main"), containers=(main,), resolved=two), other]) == (
        Apart(WEB, ("web/main 2", f"api/main {digest(3)[7:19]}"), HERE),)


def test_builds_and_what_is_put_back() -> None:
    main, init = Container("main", f"{WEB}:1"), Container("init", f"{WEB}:1@{digest(1)}", Group.INIT)
    assert apart([planned("web", row("main", build="web"), row("init", build="web"), containers=(main, init))]) == ()
    assert apart([planned("web", row("main", build="web"), containers=(main, init))]) == (
        Apart(WEB, ("web/main (web)", "web/init 1"), HERE),)
    back = planned("web", row("main", restore=f"{WEB}:1@{digest(1)}"), row("init"), containers=(main, init))
    assert apart([back]) == (), "what is not resolved stays as it is"


def test_bad_names_are_left_out() -> None:
    assert apart([planned("web", containers=(Container("a", "BAD//"), Container("b", "BAD//x")))]) == ()
