"""Somebody brought the wanted image by its tag alone, as `kubectl set image` does: it is there, unless the tag has moved."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Pod, Workload, replaced
from tests.services.bench import YES, Bench, code, texts

API = "2.0.0.B000003"
ALONE = f"registry.shop.example:5000/shop/api:{API}"
MOVED = "sha256:" + "0" * 64


def plan_of(shop: Bench, workload: str, mode: Mode, tag: str, policy: OnDrift = OnDrift.STOP) -> Plan:
    shop.choose(workload, mode, tag)
    return replace(shop.workbench.planner.plan("lab", "shop", title="test"), drift=DriftPolicy(policy, policy, policy))


async def pulled(shop: Bench, image: str, digest: str) -> None:
    """Until all pods of api run an image, under this name."""
    live = shop.row("api").workload
    async with asyncio.timeout(20):
        while not all(pod.images.get("api") == image and all(state.image_id.endswith(digest) for state in pod.containers)
                      for pod in await shop.lab.pods(live) if not pod.deleting):
            await shop.workbench.clock.sleep(0.05)


@pytest.mark.parametrize("policy", [OnDrift.STOP, OnDrift.GO_ON])
@pytest.mark.parametrize("running", [True, False])
async def test_the_wanted_tag_without_a_digest_is_there_already(shop: Bench, policy: OnDrift, running: bool) -> None:
    plan = plan_of(shop, "api", Mode.APPOINTED, API, policy)
    digest = plan.steps[0].rows[0].digest
    before = await shop.workbench.preflight.check(plan)
    assert digest
    shop.lab.somebody_sets("shop", "api", "api", ALONE, by="kubectl-set")
    if running:
        await pulled(shop, ALONE, digest)
    report = await shop.workbench.preflight.check(plan)
    assert "info preflight.already_there" in texts(report)
    assert not any("drift.image" in text or "changed_since" in text for text in texts(report))
    assert not report.red()
    for known in (before, report):  # it happened after the check, or before
        state = await shop.workbench.executor.wait(shop.begin(known, YES))
        assert state.state is State.DONE
    assert shop.lab.patches == []
    assert shop.image("api") == ALONE


async def test_a_choice_on_other_facts_is_no_news_where_its_image_is_there(shop: Bench) -> None:
    plan = plan_of(shop, "api", Mode.APPOINTED, API)
    step = plan.steps[0]
    plan = replace(plan, steps=(replace(step, rows=(replace(step.rows[0], seen="registry.shop.example:5000/shop/api:1"),)),))
    assert "amber preflight.changed_since" in texts(await shop.workbench.preflight.check(plan))
    shop.lab.somebody_sets("shop", "api", "api", ALONE)
    assert "amber preflight.changed_since" not in texts(await shop.workbench.preflight.check(plan))


@pytest.mark.parametrize(("policy", "level"), [(OnDrift.STOP, "red"), (OnDrift.GO_ON, "info")])
async def test_a_tag_that_moved_since_is_not_there(shop: Bench, policy: OnDrift, level: str) -> None:
    """The pods run what the tag named when they were made."""
    plan = plan_of(shop, "api", Mode.APPOINTED, API, policy)
    shop.lab.somebody_sets("shop", "api", "api", ALONE)
    await pulled(shop, ALONE, plan.steps[0].rows[0].digest)
    shop.sandbox.registry.put("shop/api", API, digest=MOVED)
    report = await shop.workbench.preflight.check(plan)
    assert texts(report) >= {f"{level} drift.image", f"{level} preflight.tag_moved"}
    assert "info preflight.already_there" not in texts(report)
    if policy is OnDrift.GO_ON:
        assert (await shop.workbench.executor.wait(shop.begin(report, YES))).state is State.DONE
        assert shop.image("api") == f"{ALONE}@{MOVED}"
        assert len(shop.lab.patches) == 1


async def test_of_a_cron_job_the_registry_tells(shop: Bench) -> None:
    plan = plan_of(shop, "nightly-report", Mode.APPOINTED, next(
        run.tag for run in shop.row("nightly-report").versions.images() if run.tag not in shop.image("nightly-report")))
    row = plan.steps[0].rows[0]
    shop.lab.somebody_sets("shop", "nightly-report", "report", f"{row.repository}:{row.tag}")
    report = await shop.workbench.preflight.check(plan)
    assert "info preflight.already_there" in texts(report)
    assert (await shop.workbench.executor.wait(shop.begin(report, YES))).state is State.DONE
    assert shop.lab.patches == []


async def test_pods_that_may_not_be_seen_prove_nothing(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(shop, "api", Mode.APPOINTED, API)
    shop.lab.somebody_sets("shop", "api", "api", ALONE)
    await pulled(shop, ALONE, plan.steps[0].rows[0].digest)

    async def refused(workload: object) -> None:
        raise Refused("cluster.forbidden", text="pods")

    monkeypatch.setattr(shop.lab, "pods", refused)
    assert "red drift.image" in texts(await shop.workbench.preflight.check(plan))


async def test_nodes_that_name_an_image_of_the_index_run_it(shop: Bench) -> None:
    """What the tag names is an index by now, of which the pods run one image: both are the wanted image."""
    plan = plan_of(shop, "api", Mode.APPOINTED, API)
    step, ran = plan.steps[0], plan.steps[0].rows[0].digest
    repository = shop.sandbox.registry.repositories["shop/api"]
    repository.images[MOVED] = replace(repository.images[ran], images=(ran,))
    shop.sandbox.registry.put("shop/api", API, digest=MOVED)
    plan = replace(plan, steps=(replace(step, rows=(replace(step.rows[0], digest=MOVED),)),))
    shop.lab.somebody_sets("shop", "api", "api", f"{ALONE}@{ran}")
    await pulled(shop, f"{ALONE}@{ran}", ran)
    live = await shop.lab.get(step.key)
    assert live is not None
    alone = replace(live, containers=tuple(replace(item, image=ALONE) for item in live.containers))
    seen = [replace(pod, images={"api": ALONE}) for pod in await shop.lab.pods(live)]

    async def get(key: object) -> object:
        return alone

    async def pods(workload: object) -> object:
        return seen

    shop.lab.get, shop.lab.pods = get, pods  # type: ignore[method-assign,assignment]  # as a node tells it that pulled before
    report = await shop.workbench.preflight.check(plan)
    assert report.resolved[step.id, "api"].alone
    assert report.resolved[step.id, "api"].also == (ran,)
    assert "red drift.image" not in texts(report)


async def test_pods_whose_image_somebody_writes_anew_prove_nothing(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A webhook that puts a mirror in front of each pod's image: which image it is is not known."""
    plan = plan_of(shop, "api", Mode.APPOINTED, API)
    shop.lab.somebody_sets("shop", "api", "api", ALONE, by="kubectl-set")
    await pulled(shop, ALONE, plan.steps[0].rows[0].digest)
    await shop.until(lambda: replaced(shop.row("api").workload) and shop.image("api") == ALONE)
    pods = shop.lab.pods

    async def elsewhere(workload: Workload) -> tuple[Pod, ...]:
        return tuple(replace(pod, images={"api": f"mirror/{ALONE}"}) for pod in await pods(workload))

    monkeypatch.setattr(shop.lab, "pods", elsewhere)
    assert "red drift.image" in texts(await shop.workbench.preflight.check(plan))


async def test_what_was_there_at_the_check_and_is_not_any_more_is_refused(shop: Bench) -> None:
    """In a long wave somebody goes back to the former image: nothing is written over it, and nobody is told that all is well."""
    plan = plan_of(shop, "api", Mode.APPOINTED, API)
    former = shop.image("api")
    shop.lab.somebody_sets("shop", "api", "api", f"{ALONE}@{plan.steps[0].rows[0].digest}")
    report = await shop.workbench.preflight.check(plan)
    assert "info preflight.already_there" in texts(report)
    shop.lab.somebody_sets("shop", "api", "api", former)
    state = await shop.workbench.executor.wait(shop.begin(report, YES))
    assert state.state is State.FAILED
    assert code(shop.step(state.id, "api").message) == "drift.image"
    assert shop.image("api") == former
    assert shop.workbench.planner.chosen(shop.row("api").key) is not None, "the choice stays"
