"""What ran before is journalled, and an undo writes the exact string only where it still names that; on the sandbox."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox.registry import SandboxRegistry
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, What
from desktop_pipeline.domain.workloads import Pod, Workload
from desktop_pipeline.services.preflight import Report
from tests.services.bench import Bench, code, texts


def registry(shop: Bench) -> SandboxRegistry:
    return shop.sandbox.registry


async def by_tag(shop: Bench, workload: str = "api") -> tuple[str, str, str]:
    """A workload whose template names only a tag: the image, the digest that its pods run, and the run that changed it to another."""
    live = shop.row(workload)
    assert live.image is not None
    name = live.image.repository
    path = name.partition("/")[2]
    shop.lab.somebody_sets("shop", workload, live.container.name, f"{name}:stable")
    digest = registry(shop).put(path, "stable", created=1.0)
    registry(shop).put(path, "next", created=2.0)
    await shop.until(lambda: shop.row(workload).container.image == f"{name}:stable")
    await shop.until(lambda: all(state.image_id.endswith(digest) and state.ready for pod in shop.lab.workload("shop", workload).alive()
                                 for state in pod.states.values()))
    row = RowChange(live.container.name, Mode.TAG, name, "next", expect=f"{name}:stable", shown_from="stable")
    report = await shop.workbench.preflight.check(Plan("by tag", (WorkloadStep(live.workload.key, (row,)),)))
    assert not report.red(), report.red()
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE, run
    return f"{name}:stable", digest, run.id


async def undone(shop: Bench, run_id: str) -> tuple[Report, State]:
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run_id))
    if report.red():
        return report, State.SKIPPED
    return report, (await shop.workbench.executor.wait(shop.begin(report))).state


async def test_what_ran_is_in_the_journal_before_the_change(shop: Bench) -> None:
    image, digest, run_id = await by_tag(shop)
    events = await shop.workbench.journal.events(run_id)
    intent = next(event for event in events if (event.what, event.text("act")) == (What.INTENT, "patch"))
    (container, counted), = json.loads(intent.text("running")).items()
    assert container == "api"
    assert counted == {f"{image.rpartition(':')[0]}@{digest}": len(shop.lab.workload("shop", "api").alive())}
    assert json.loads(intent.text("changes"))[0][1] == image
    assert "running" not in shop.step(run_id, "api").data, "that is for the undo, not for people"


async def test_a_tag_that_still_names_what_ran_goes_back_as_it_was_written(shop: Bench) -> None:
    image, _, run_id = await by_tag(shop)
    report, state = await undone(shop, run_id)
    assert state is State.DONE
    assert not [name for name in texts(report) if ".by_digest" in name or "ran_not_known" in name]
    assert shop.image("api") == image


async def test_a_tag_that_was_moved_goes_back_by_digest_and_says_so(shop: Bench) -> None:
    image, digest, run_id = await by_tag(shop)
    registry(shop).put(image.partition("/")[2].rpartition(":")[0], "stable", created=9.0)
    report, state = await undone(shop, run_id)
    assert "info undo.by_digest" in texts(report)
    row, = report.plan.steps[0].rows
    assert (row.restore, row.by_digest, row.tag) == (f"{image}@{digest}", True, f"stable@{digest[7:19]}")
    assert state is State.DONE
    assert shop.image("api") == f"{image}@{digest}"
    undo = next(run for run in shop.workbench.feed.runs() if run.title.startswith("Undo"))
    step, = undo.steps.values()
    assert str(step.data["changes"]).endswith(f"next → stable@{digest[7:19]}"), "the step says so too"
    assert f"{image}@{digest} is put back, by the digest of what ran" in shop.log(undo.id, step.id)


async def test_a_digest_that_the_registry_has_lost_is_red_beforehand(shop: Bench) -> None:
    image, digest, run_id = await by_tag(shop)
    path = image.partition("/")[2].rpartition(":")[0]
    registry(shop).put(path, "stable", created=9.0)
    del registry(shop).repositories[path].images[digest]
    report, state = await undone(shop, run_id)
    assert ("red undo.digest_gone" in texts(report), state) == (True, State.SKIPPED)
    del registry(shop).repositories[path].tags["stable"]
    assert "red undo.all_gone" in texts((await undone(shop, run_id))[0])
    assert shop.image("api").endswith(registry(shop).repositories[path].tags["next"]), "nothing was changed"


async def test_one_image_of_an_index_is_the_index(shop: Bench) -> None:
    """Some nodes say which image of an index they run, others the index itself."""
    image, digest, run_id = await by_tag(shop)
    path = image.partition("/")[2].rpartition(":")[0]
    images = registry(shop).repositories[path].images
    index = registry(shop).put(path, "stable", created=9.0)
    images[index] = replace(images[index], images=(digest,), config_digest="")
    del images[digest]  # the registry may not even show it by itself
    report, state = await undone(shop, run_id)
    assert state is State.DONE, texts(report)
    assert shop.image("api") == image


async def test_pods_on_two_digests_are_asked_about(shop: Bench) -> None:
    image, digest, run_id = await by_tag(shop)
    path = image.partition("/")[2].rpartition(":")[0]
    other = registry(shop).put(path, "", digest="sha256:" + "5" * 64)
    registry(shop).put(path, "stable", created=9.0)
    events = shop.sandbox.journal.disk.runs[run_id].events
    place = next(number for number, event in enumerate(events) if "running" in event.data)
    name = image.rpartition(":")[0]
    running = json.dumps({"api": {f"{name}@{digest}": 1, f"{name}@{other}": 2}})
    events[place] = replace(events[place], data={**events[place].data, "running": running})
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run_id))
    assert report.confirm
    finding = next(item for item in report.findings if item.message.code == "undo.two_images")
    assert finding.level.value == "amber"
    assert all(short in finding.message.argument("ran") for short in (digest[7:19], other[7:19]))
    assert report.plan.steps[0].rows[0].restore == f"{image}@{other}", "what most pods ran"


async def test_a_registry_that_does_not_answer_keeps_nothing_from_being_put_back(shop: Bench) -> None:
    image, digest, run_id = await by_tag(shop)
    registry(shop).down = True
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run_id))
    assert "info undo.by_digest_unasked" in texts(report)
    assert not report.red()
    assert report.plan.steps[0].rows[0].restore == f"{image}@{digest}"


async def test_what_ran_may_not_be_known(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pods(workload: Workload) -> tuple[Pod, ...]:
        raise Refused("cluster.forbidden", text="pods is forbidden")

    monkeypatch.setattr(shop.lab, "pods", pods)
    image, _, run_id = await by_tag(shop)
    report, state = await undone(shop, run_id)
    assert ("info undo.ran_not_known" in texts(report), state) == (True, State.DONE)
    assert shop.image("api") == image


async def test_of_a_cron_job_only_the_template_goes_back(shop: Bench) -> None:
    row = shop.row("nightly-report")
    tag = next(tag for tag in row.versions.tags if tag not in row.container.image)
    shop.choose("nightly-report", Mode.TAG if row.build is None else Mode.APPOINTED, tag)
    before, run = shop.image("nightly-report"), await shop.run()
    assert run.state.good
    report, state = await undone(shop, run.id)
    assert "info undo.template_only" in texts(report)
    assert (state.good, shop.image("nightly-report")) == (True, before)


async def test_what_an_undo_leaves_is_told(shop: Bench) -> None:
    shop.choose("web", Mode.BUILD, container="web")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    said = {code(message): message for message in await shop.workbench.undo.stays(run.id)}
    assert set(said) == {"undo.stays_built"}
    assert said["undo.stays_built"].argument("tag") == run.steps["build/web"].data["tag"]
    job = await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(
        Plan("now", (), start_jobs=(shop.row("nightly-report").workload.key,)))))
    assert [code(message) for message in await shop.workbench.undo.stays(job.id)] == ["undo.stays_job"]
    assert await shop.workbench.undo.stays("nobody") == ()
