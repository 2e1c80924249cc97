"""The history: what a run changed, the same once more, two runs compared; on the sandbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plan_diff import compare
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.domain.workspace import Pinning
from tests.services.bench import Bench, texts


async def two_runs(shop: Bench) -> tuple[RunState, RunState]:
    """The API to another version, and back to the first."""
    first = shop.row("api").container.image
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    there = await shop.run()
    await shop.until(lambda: shop.row("api").container.image != first)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000002")
    back = await shop.run()
    assert (there.state, back.state) == (State.DONE, State.DONE)
    return there, back


async def test_a_run_is_told(shop: Bench) -> None:
    there, back = await two_runs(shop)
    header, = await shop.workbench.history.find(there.id)
    told = await shop.workbench.history.tell(header)
    (step, (change,)), = told.changes.items()
    assert (step, change.container, told.state) == (str(shop.row("api").workload.key), "api", "done")
    assert change.before.partition("@")[2] == change.ran[0]
    assert ":2.0.0.B000003@sha256:" in change.after
    assert told.run.title == there.title
    with pytest.raises(UserError, match="no run"):
        await shop.workbench.history.tell(replace(header, id="nobody"))
    assert [item.id for item in await shop.workbench.history.find("api", limit=1)] == [back.id]


async def test_what_a_run_deployed_is_deployed_again(shop: Bench) -> None:
    there, _ = await two_runs(shop)
    await shop.until(lambda: "B000002" in shop.row("api").container.image)
    made = await shop.workbench.history.again(there.id)
    row, = made.plan.steps[0].rows
    assert (row.tag, row.exact, row.shown_from, made.tag_only) == ("2.0.0.B000003", True, "2.0.0.B000002", ())
    report = await shop.workbench.preflight.check(made.plan)
    assert not report.red()
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    assert ":2.0.0.B000003@sha256:" in shop.image("api")


async def test_a_tag_that_was_moved_is_deployed_by_the_digest_of_that_time(shop: Bench) -> None:
    there, _ = await two_runs(shop)
    digest = shop.sandbox.registry.repositories["shop/api"].tags["2.0.0.B000003"]
    shop.sandbox.registry.put("shop/api", "2.0.0.B000003", created=9.0)
    made = await shop.workbench.history.again(there.id)
    report = await shop.workbench.preflight.check(made.plan)
    assert not report.red(), report.red()
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert (run.state, shop.image("api").partition("@")[2]) == (State.DONE, digest)
    assert str(next(iter(run.steps.values())).data["changes"]).endswith(f"2.0.0.B000003@{digest[7:19]}")
    del shop.sandbox.registry.repositories["shop/api"].images[digest]
    assert "red undo.image_gone" in texts(await shop.workbench.preflight.check(made.plan))


async def test_where_only_a_tag_was_written_that_is_told(shop: Bench) -> None:
    workspace = shop.workbench.catalog.workspace
    await shop.workbench.catalog.save_workspace(replace(
        workspace, registries=tuple(replace(item, pinning=Pinning.TAG) for item in workspace.registries)))
    row = shop.row("api")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    choice = shop.workbench.planner.plan("lab", "shop")
    steps = tuple(replace(step, rows=tuple(replace(item, digest="") for item in step.rows)) for step in choice.steps)
    report = await shop.workbench.preflight.check(replace(choice, steps=steps))
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    assert shop.image("api").endswith(":2.0.0.B000003")
    made = await shop.workbench.history.again(run.id)
    assert made.tag_only == ((row.workload.key.name, "api", "2.0.0.B000003"),)
    assert made.plan.steps[0].rows[0].exact is False


async def test_a_registry_that_does_not_answer_is_left_to_preflight(shop: Bench) -> None:
    there, _ = await two_runs(shop)
    shop.sandbox.registry.down = True
    made = await shop.workbench.history.again(there.id)
    assert made.plan.steps[0].rows[0].exact


async def test_two_runs_are_compared_by_what_they_deployed(shop: Bench) -> None:
    there, back = await two_runs(shop)
    found = compare(*await shop.workbench.history.pair(there.id, back.id))
    row, = found.rows
    assert row.old is not None
    assert row.new is not None
    assert (row.old.tag, row.new.tag) == ("2.0.0.B000003", "2.0.0.B000002")
    assert "digest" in row.fields
    assert not found.texts, "the ids of the runs are no difference"
    assert compare(*await shop.workbench.history.pair(there.id, there.id)).equal


async def test_what_cannot_be_deployed_again_says_why(shop: Bench) -> None:
    for ask in (shop.workbench.history.again("nobody"), shop.workbench.history.pair("nobody", "nobody")):
        with pytest.raises(UserError) as caught:
            await ask
        assert caught.value.code == "run.unknown"
    job = await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(
        Plan("now", (), start_jobs=(shop.row("nightly-report").workload.key,)))))
    with pytest.raises(UserError) as nothing:
        await shop.workbench.history.again(job.id)
    assert nothing.value.code == "history.nothing"
