"""Pre-flight on the sandbox: each finding provoked once, and nothing changed by asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.domain.workspace import Pinning
from tests.services.bench import Bench, bench, texts

API = "2.0.0.B000003"


def choose_api(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, API)


@pytest.mark.parametrize(("provoke", "expected"), [
    (lambda shop: None, set()),
    (lambda shop: setattr(shop.lab, "read_only", True), {"red cluster.forbidden"}),
    (lambda shop: shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001"), {"red drift.image"}),
    (lambda shop: shop.lab.remove("shop", "api"), {"red drift.gone"}),
    (lambda shop: setattr(shop.lab.engine, "identity", "another"), {"red preflight.other_cluster"}),
    (lambda shop: shop.lab.change("shop", "api", deleting=True), {"red run.deleting"}),
    (lambda shop: shop.lab.link.cut(30), {"red cluster.unreachable"}),
    (lambda shop: setattr(shop.sandbox.registry, "down", True), {"amber registry.unreachable"}),
    (lambda shop: setattr(shop.sandbox.registry, "refuse", True), {"red registry.unauthorized"}),
    (lambda shop: shop.sandbox.registry.repositories["shop/api"].tags.pop(API), {"red preflight.no_tag"}),
    (lambda shop: shop.sandbox.registry.put("shop/api", API, digest="sha256:" + "0" * 64), {"red preflight.tag_moved"}),
    (lambda shop: setattr(shop.lab, "patch_warnings", ("would violate PodSecurity",)), {"amber preflight.warning"}),
])
async def test_findings_of_a_rollout(shop: Bench, provoke: Callable[[Bench], object], expected: set[str]) -> None:
    choose_api(shop)
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    assert [step.key.name for step in plan.steps] == ["api"]
    provoke(shop)
    report = await shop.workbench.preflight.check(plan)
    assert texts(report) == expected
    assert report.confirm == any(text.startswith("amber") for text in expected)
    assert shop.lab.patches == []


@pytest.mark.parametrize(("provoke", "expected"), [
    (lambda shop: None, set()),
    (lambda shop: setattr(shop.sandbox.builder, "down", True), {"red engine.unreachable"}),
    (lambda shop: setattr(shop.sandbox.registry, "refuse", True), {"red registry.unauthorized"}),
    (lambda shop: shop.sandbox.code.add("https://git.shop.example/shop/web.git", {"other": "1" * 40}), {"red git.no_ref"}),
])
async def test_findings_of_a_build(shop: Bench, provoke: Callable[[Bench], object], expected: set[str]) -> None:
    provoke(shop)
    report = await shop.workbench.preflight.check(Plan("web", (), also_build=("web",)))
    assert texts(report) == expected
    assert report.blocked() == (frozenset({"build/web"}) if expected else frozenset())


async def test_a_step_is_blocked_with_its_build(shop: Bench) -> None:
    shop.sandbox.builder.down = True
    shop.choose("web", Mode.BUILD, container="web")
    choose_api(shop)
    report = await shop.check()
    assert report.blocked() == {"build/web", str(shop.lab.key("shop", "web"))}
    assert [step.key.name for step in report.plan.without(report.blocked()).steps] == ["api"]


async def test_unknown_build_and_empty_plan(shop: Bench) -> None:
    assert texts(await shop.workbench.preflight.check(Plan("x", (), also_build=("nothing",)))) == {"red preflight.no_build"}
    assert texts(await shop.workbench.preflight.check(Plan("x", ()))) == {"red preflight.empty"}


async def test_a_build_with_a_problem_is_refused(shop: Bench) -> None:
    from desktop_pipeline.domain.builds import Script

    build = shop.workbench.catalog.build("web")
    assert build is not None
    await shop.workbench.catalog.save_build(replace(build, tasks=(Script(text=""), *build.tasks)))
    report = await shop.workbench.preflight.check(Plan("web", (), also_build=("web",)))
    assert texts(report) == {"red build.field_missing"}
    assert shop.sandbox.builder.builds == []


async def test_risky_tasks_must_be_seen_once_per_content(shop: Bench) -> None:
    from desktop_pipeline.domain.builds import Script

    build = shop.workbench.catalog.build("web")
    assert build is not None
    risky = replace(build, tasks=(Script(text="make"), *build.tasks))
    await shop.workbench.catalog.save_build(risky)
    plan = Plan("web", (), also_build=("web",))
    report = await shop.workbench.preflight.check(plan)
    assert texts(report) == {"red trust.needed"}
    assert report.red()[0].message.argument("hash").startswith("sha256:")
    await shop.workbench.trust.trust(risky)
    assert texts(await shop.workbench.preflight.check(plan)) == set()
    await shop.workbench.catalog.save_build(replace(build, tasks=(Script(text="make all"), *build.tasks)))
    assert texts(await shop.workbench.preflight.check(plan)) == {"red trust.needed"}, "another content must be seen anew"


async def test_a_wrong_password_is_one_clear_finding(shop: Bench) -> None:
    await shop.workbench.vault.put("registry/shop", "wrong")
    report = await shop.workbench.preflight.check(Plan("web", (), also_build=("web",)))
    assert texts(report) == {"red registry.unauthorized"}
    assert "wrong" not in str(report)


async def test_an_unreachable_registry_means_by_tag_and_confirmed(shop: Bench) -> None:
    shop.choose("logs", Mode.TAG, "a-tag-typed-blind")
    shop.sandbox.hub.down = True
    report = await shop.check()
    assert texts(report) == {"amber registry.unreachable", "amber preflight.by_tag"}
    where = (str(shop.lab.key("shop", "logs", Kind.DAEMON_SET)), "fluent-bit")
    assert (report.resolved[where].digest, report.pinning[where]) == ("", Pinning.TAG)
    assert report.confirm


async def test_somebody_elses_healthy_rollout_is_confirmed(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=0.5) as shop:
        await shop.open()
        shop.choose("web", Mode.APPOINTED, "1.4.0.B000003", container="web")
        plan = shop.workbench.planner.plan("lab", "shop", title="test")
        shop.lab.somebody_sets("shop", "web", "proxy", "nginx:1.29.1", by="kubectl-set")
        report = await shop.workbench.preflight.check(plan)
        assert texts(report) == {"amber run.other_rollout"}
        assert report.confirm


async def test_somebody_elses_stuck_rollout_is_allowed_at_once(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=5.0) as shop:
        await shop.open()
        shop.choose("web", Mode.APPOINTED, "1.4.0.B000003", container="web")
        plan = shop.workbench.planner.plan("lab", "shop", title="test")
        shop.lab.somebody_sets("shop", "web", "proxy", "nginx:no-such-tag", by="kubectl-set")
        await shop.troubled("web")
        assert texts(await shop.workbench.preflight.check(plan)) == set()


async def test_managed_workloads_say_so(shop: Bench) -> None:
    shop.choose("db", Mode.TAG, "16.5")
    assert texts(await shop.check()) == {"amber preflight.managed", "info preflight.fate_helm"}


async def test_what_was_changed_since_it_was_chosen_wants_to_be_confirmed(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.1")
    assert "amber preflight.changed_since" not in texts(await shop.check())
    shop.lab.somebody_sets("shop", "cache", "redis", "redis:7.2.4")
    await shop.until(lambda: shop.row("cache").container.image == "redis:7.2.4")
    report = await shop.check()
    assert "amber preflight.changed_since" in texts(report)
    message = next(finding.message for finding in report.findings if finding.message.code == "preflight.changed_since")
    assert (message.argument("before"), message.argument("now"), message.argument("by")) == ("7.2.5", "7.2.4", "kubectl-edit")
    assert report.plan.steps[0].rows[0].expect == "redis:7.2.4", "what is shown is what is applied"


async def test_a_plan_that_does_not_say_from_what_is_told_what_is_there(shop: Bench) -> None:
    choose_api(shop)
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    told, step = plan.steps[0].rows[0].shown_from, plan.steps[0]
    silent = replace(plan, steps=(replace(step, rows=tuple(replace(row, shown_from="", expect="") for row in step.rows)),))
    report = await shop.workbench.preflight.check(silent)
    assert [row.shown_from for row in report.plan.steps[0].rows] == [told] != [""]
