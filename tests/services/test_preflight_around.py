"""What pre-flight tells of what stands around workloads: each finding provoked once on the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.surroundings import Budget, Node, PodNeeds, Quota
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.cluster_ports import PullSecret
from desktop_pipeline.services.ports import Login
from desktop_pipeline.services.preflight import Report
from tests.services.bench import Bench, texts

HOST = "registry.shop.example:5000"
SECRET = "pull"


def needs(shop: Bench, **fields: object) -> None:
    shop.lab.change("shop", "api", needs=PodNeeds(**fields))  # type: ignore[arg-type]  # its fields


def full(shop: Bench, **fields: object) -> None:
    """A quota without room."""
    needs(shop, **fields)
    shop.lab.engine.quotas["shop"] = (Quota("q", {"pods": 2}, {"pods": 2}),)


def budget(shop: Bench, spare: int) -> None:
    needs(shop, labels={"app": "api"}, unavailable=1)
    shop.lab.engine.budgets["shop"] = (Budget("b", {"app": "api"}, spare),)


def secret(shop: Bench, *logins: tuple[str, Login], found: bool = True) -> None:
    """The pull secret of the workload, and a registry that wants a login."""
    needs(shop, pull_secrets=(SECRET,))
    shop.lab.engine.secrets["shop", SECRET] = PullSecret(SECRET, found, dict(logins))
    lock = shop.sandbox.registry.lock
    assert lock is not None, "the registry of the shop wants a login"


def right_login(shop: Bench) -> Login:
    assert shop.sandbox.registry.lock is not None
    return shop.sandbox.registry.lock


@pytest.mark.parametrize(("provoke", "expected"), [
    (lambda shop: None, set()),
    (lambda shop: shop.lab.hidden.add("nodes"), set()),
    # rights
    (lambda shop: shop.lab.hidden.add("pods"), {"amber preflight.no_pods"}),
    # owners
    (lambda shop: shop.lab.change("shop", "api", managed_by="Argo CD"), {"amber preflight.managed", "info preflight.fate_argo"}),
    (lambda shop: shop.lab.change("shop", "api", managed_by="Flux"), {"amber preflight.managed", "info preflight.fate_flux"}),
    (lambda shop: shop.lab.change("shop", "api", managed_by="pulumi"), {"amber preflight.managed"}),
    (lambda shop: shop.lab.change("shop", "api", owner="Shop/shop"), {"amber preflight.owned"}),
    (lambda shop: shop.lab.change("shop", "api", paused=True), {"amber preflight.paused"}),
    # platforms
    (lambda shop: setattr(shop.lab.engine, "node_facts", (Node("a", "linux/s390x"),)), {"amber preflight.no_platform"}),
    (lambda shop: setattr(shop.lab.engine, "node_facts", (Node("a", "linux/s390x"), Node("b", "linux/amd64"))),
     {"amber preflight.some_platforms"}),
    # quota and budgets
    (lambda shop: full(shop, surge=1), {"amber preflight.quota"}),
    (lambda shop: full(shop, surge=1, unavailable=1), {"info preflight.quota_slow"}),
    (full, set()),
    (lambda shop: (full(shop, surge=1), shop.lab.hidden.add("resourcequotas")), set()),
    (lambda shop: budget(shop, 0), {"amber preflight.budget"}),
    (lambda shop: budget(shop, 1), set()),
    # pull secrets
    (lambda shop: secret(shop, (HOST, right_login(shop))), set()),
    (lambda shop: secret(shop, (HOST, Login("anna", "old-word"))), {"amber preflight.pull_refused"}),
    (lambda shop: secret(shop, ("elsewhere", Login("anna", "word"))), {"amber preflight.pull_no_login"}),
    (lambda shop: secret(shop, found=False), {"amber preflight.pull_secret_gone", "amber preflight.pull_no_login"}),
    (lambda shop: (secret(shop), shop.lab.hidden.add("secrets")), {"info preflight.pull_not_known"}),
])
async def test_findings(shop: Bench, provoke: Callable[[Bench], object], expected: set[str]) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    provoke(shop)
    report = await shop.workbench.preflight.check(plan)
    told = {text for text in texts(report) if text != "amber run.other_rollout"}
    assert told == expected
    assert "old-word" not in str(report)


async def check(shop: Bench, *names: str) -> Report:
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    return await shop.workbench.preflight.check(replace(plan, steps=tuple(step for step in plan.steps if step.key.name in names)))


async def test_what_may_not_be_done_with_a_stateful_set(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    shop.lab.hidden.add("pods")
    assert texts(await check(shop, "cache")) >= {"amber preflight.no_pods", "amber preflight.no_delete"}


async def test_a_kind_that_may_not_be_watched(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    shop.lab.forbidden_kinds.add(Kind.DEPLOYMENT)
    assert texts(await shop.workbench.preflight.check(plan)) == {"red cluster.forbidden", "info preflight.no_watch"}


async def test_a_cron_job_that_is_suspended(shop: Bench) -> None:
    shop.choose("nightly-report", Mode.LATEST)
    shop.lab.change("shop", "nightly-report", suspended=True)
    assert "info preflight.suspended" in texts(await check(shop, "nightly-report"))


async def test_on_delete(shop: Bench) -> None:
    shop.choose("logs", Mode.TAG, "3.1.9")
    shop.lab.change("shop", "logs", on_delete=True)
    assert "info preflight.on_delete" in texts(await check(shop, "logs"))


async def test_one_image_at_two_versions(shop: Bench) -> None:
    shop.choose("worker", Mode.LATEST)
    shop.choose("nightly-report", Mode.LATEST)
    assert "amber preflight.apart" not in texts(await check(shop, "worker", "nightly-report"))
    older = next(run.tag for run in shop.row("nightly-report").versions.images() if run.tag != shop.row("worker").versions.images()[0].tag)
    shop.choose("nightly-report", Mode.APPOINTED, older)
    report = await check(shop, "worker", "nightly-report")
    found = [finding.message for finding in report.findings if finding.message.code == "preflight.apart"]
    assert len(report.plan.steps) == 2
    assert [message.argument("place") for message in found] == ["lab / shop"]
    assert [older in message.argument("ends") and "worker/worker" in message.argument("ends") for message in found] == [True]


async def test_an_engine_without_space(shop: Bench) -> None:
    shop.sandbox.builder.free = 10**9
    report = await shop.workbench.preflight.check(Plan("web", (), also_build=("web",)))
    assert texts(report) == {"amber preflight.disk"}
    assert report.findings[0].message.argument("free") == "0.9"


async def test_a_login_that_may_not_push(shop: Bench) -> None:
    shop.sandbox.registry.no_push = True
    report = await shop.workbench.preflight.check(Plan("web", (), also_build=("web",)))
    assert texts(report) == {"red preflight.no_push"}
    assert "shop/web" in report.red()[0].message.argument("repository")
