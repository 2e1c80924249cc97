"""The drift gate on the sandbox: what differs is recognised, nothing of others is overwritten, and the rest of the plan is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import build_step_id, job_step_id
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State, StepKind
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report
from tests.services.bench import Bench, code, texts

API = "2.0.0.B000003"
OTHER = "registry.shop.example:5000/shop/api:1.9.0.B000001"


def plan_of_api(shop: Bench, **policy: OnDrift) -> Plan:
    shop.choose("api", Mode.APPOINTED, API)
    return replace(shop.workbench.planner.plan("lab", "shop", title="test"), drift=DriftPolicy(**policy))


async def check(shop: Bench, plan: Plan) -> Report:
    return await shop.workbench.preflight.check(plan)


async def go(shop: Bench, report: Report, consent: Consent | None = None) -> RunState:
    return await shop.workbench.executor.wait(shop.begin(report, consent or Consent(confirmed=True)))


async def test_a_change_by_somebody_else_is_never_overwritten_by_default(shop: Bench) -> None:
    plan = plan_of_api(shop)
    shop.lab.somebody_sets("shop", "api", "api", OTHER, by="helm")
    report = await check(shop, plan)
    assert texts(report) == {"red drift.image"}
    message = report.red()[0].message
    assert (message.argument("found"), message.argument("by")) == (OTHER, "helm")
    assert message.argument("when").endswith("UTC")


@pytest.mark.parametrize(("policy", "level"), [(OnDrift.ASK, "amber"), (OnDrift.GO_ON, "info")])
async def test_what_is_there_now_is_expected_where_the_policy_says_so(shop: Bench, policy: OnDrift, level: str) -> None:
    plan = plan_of_api(shop, changed=policy)
    shop.lab.somebody_sets("shop", "api", "api", OTHER)
    report = await check(shop, plan)
    assert f"{level} drift.image" in texts(report)
    assert report.plan.steps[0].rows[0].expect == OTHER
    assert report.plan.steps[0].rows[0].shown_from == "1.9.0.B000001"
    if policy is OnDrift.ASK:
        with pytest.raises(UserError, match="must be confirmed"):
            shop.begin(report, Consent())
    state = await go(shop, report)
    assert state.state is State.DONE
    assert API in shop.image("api")
    assert [change.old for patch in shop.lab.patches for change in patch.changes] == [OTHER]


async def test_asked_once_is_not_agreed_for_ever(shop: Bench) -> None:
    """What is checked again, as the rest of a plan, asks again."""
    plan = plan_of_api(shop, changed=OnDrift.ASK)
    shop.choose("cache", Mode.TAG, "no-such-tag")
    plan = replace(shop.workbench.planner.plan("lab", "shop", title="test"), drift=plan.drift)
    shop.lab.somebody_sets("shop", "api", "api", OTHER)
    rest = await shop.workbench.preflight.rest(await check(shop, plan))
    assert texts(rest) >= {"amber drift.image"}
    assert rest.confirm


async def test_an_object_made_anew_is_taken_where_the_policy_says_so(shop: Bench) -> None:
    plan = plan_of_api(shop)
    old = shop.lab.workload("shop", "api")
    containers = old.template.containers
    shop.lab.remove("shop", "api")
    shop.lab.add("shop", old.kind, "api", *containers)
    assert texts(await check(shop, plan)) == {"red drift.replaced"}
    report = await check(shop, replace(plan, drift=DriftPolicy(replaced=OnDrift.GO_ON)))
    assert "info drift.replaced" in texts(report)
    assert (await go(shop, report)).state is State.DONE


async def test_somebody_did_it_already(shop: Bench) -> None:
    plan = plan_of_api(shop)
    report = await check(shop, plan)
    wanted = f"registry.shop.example:5000/shop/api:{API}@{report.resolved[plan.steps[0].id, 'api'].digest}"
    shop.lab.somebody_sets("shop", "api", "api", wanted)
    again = await check(shop, plan)
    assert "info preflight.already_there" in texts(again)
    assert not again.red()
    state = await go(shop, report)  # it happened after the check
    assert state.state is State.DONE
    assert shop.lab.patches == []


@pytest.mark.parametrize(("policy", "ended"), [(OnDrift.STOP, State.FAILED), (OnDrift.ASK, State.FAILED), (OnDrift.GO_ON, State.DONE)])
async def test_a_change_after_the_check(shop: Bench, policy: OnDrift, ended: State) -> None:
    """Nobody was asked about it, so only the policy *go on* lets it pass."""
    report = await check(shop, plan_of_api(shop, changed=policy))
    shop.lab.somebody_sets("shop", "api", "api", OTHER)
    state = await go(shop, report)
    assert state.state is ended
    assert (shop.image("api") == OTHER) == (ended is State.FAILED)


@pytest.mark.parametrize(("policy", "level"), [(OnDrift.STOP, "red"), (OnDrift.ASK, "amber"), (OnDrift.GO_ON, "info")])
async def test_a_tag_that_moved(shop: Bench, policy: OnDrift, level: str) -> None:
    plan = plan_of_api(shop, tag_moved=policy)
    moved = shop.sandbox.registry.put("shop/api", API, digest="sha256:" + "0" * 64)
    report = await check(shop, plan)
    assert f"{level} preflight.tag_moved" in texts(report)
    assert [finding.message.code for finding in report.findings if finding.drift] == ["preflight.tag_moved"]
    if policy is not OnDrift.STOP:
        assert report.plan.steps[0].rows[0].digest == moved
        await go(shop, report)
        assert shop.image("api").endswith(moved)


@pytest.mark.parametrize(("policy", "level"), [(OnDrift.STOP, "red"), (OnDrift.ASK, "amber"), (OnDrift.GO_ON, "info")])
async def test_latest_is_another_one_by_now(shop: Bench, policy: OnDrift, level: str) -> None:
    shop.choose("api", Mode.LATEST)
    plan = replace(shop.workbench.planner.plan("lab", "shop", title="test"), drift=DriftPolicy(newer=policy))
    shown = plan.steps[0].rows[0].tag
    assert not any("drift.newer" in text for text in texts(await check(shop, plan)))
    labels = {"io.desktop-pipeline.build": "api", "io.desktop-pipeline.number": "99", "io.desktop-pipeline.version": "2.0.0",
              "io.desktop-pipeline.run": "elsewhere"}
    shop.sandbox.registry.put("shop/api", "2.0.0.B000099", labels=labels)
    report = await check(shop, plan)
    assert f"{level} drift.newer" in texts(report)
    found = next(finding for finding in report.findings if finding.message.code == "drift.newer")
    message = found.message
    assert found.drift
    assert (message.argument("found"), message.argument("tag")) == ("2.0.0.B000099", shown)
    if policy is not OnDrift.STOP:
        await go(shop, report)
        assert shown in shop.image("api"), "what is shown is what is applied"


async def test_the_rest_is_run_and_what_was_left_out_is_recorded(shop: Bench) -> None:
    shop.choose("web", Mode.TAG, "1.29.1", container="proxy")
    shop.choose("cache", Mode.TAG, "7.4.2")
    shop.choose("api", Mode.APPOINTED, API)
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    plan = replace(plan, steps=tuple(replace(step, after=("api",)) if step.key.name == "web" else step for step in plan.steps))
    shop.lab.somebody_sets("shop", "api", "api", OTHER)
    with pytest.raises(UserError, match="Problems found by pre-flight: 1"):
        await shop.workbench.executor.run(plan, Consent(confirmed=True))
    state = await shop.workbench.executor.run(plan, Consent(confirmed=True, skip_blocked=True))
    found = {step.title: step for step in state.steps.values()}
    assert {name: step.state for name, step in found.items()} == {"api": State.SKIPPED, "web": State.SKIPPED, "cache": State.DONE}
    assert (code(found["api"].message), code(found["web"].message)) == ("drift.image", "preflight.after_left_out")
    assert state.state is State.FAILED
    assert shop.image("api") == OTHER
    kept = await shop.workbench.journal.plan(state.id)
    assert kept is not None
    assert [step.key.name for step in kept.steps] == ["cache"]


async def test_builds_and_jobs_are_left_out_too(shop: Bench) -> None:
    shop.choose("web", Mode.BUILD, container="web")
    shop.choose("cache", Mode.TAG, "7.4.2")
    night = next(shop.lab.key("shop", name, kind) for _, kind, name in shop.lab.engine.workloads if kind is Kind.CRON_JOB)
    plan = replace(shop.workbench.planner.plan("lab", "shop", title="test"), start_jobs=(night,), also_build=("web", "api"))
    shop.sandbox.builder.down = True
    shop.lab.change("shop", night.name, deleting=True)
    report = await check(shop, plan)
    rest = await shop.workbench.preflight.rest(report)
    assert {step: (left.kind, code(left.why)) for step, left in rest.left_out.items()} == {
        build_step_id("web"): (StepKind.BUILD, "engine.unreachable"), build_step_id("api"): (StepKind.BUILD, "engine.unreachable"),
        str(shop.lab.key("shop", "web")): (StepKind.ROLLOUT, "preflight.build_left_out"),
        job_step_id(night): (StepKind.JOB, "run.deleting")}
    assert [step.key.name for step in rest.plan.steps] == ["cache"]
    assert not rest.plan.also_build
    assert not rest.plan.start_jobs


async def test_nothing_is_left(shop: Bench) -> None:
    plan = plan_of_api(shop)
    shop.lab.remove("shop", "api")
    report = await shop.workbench.preflight.rest(await check(shop, plan))
    assert texts(report) == {"red drift.gone"}
    assert report.plan.steps
