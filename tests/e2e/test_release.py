"""A whole release on real engines; what came of it is asked of kubectl and the registry, not of our own code."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.choices import Mode, deployed, start_choice
from desktop_pipeline.domain.runs import State
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

DOCKERFILE = """\
FROM {registry}/base/busybox:1
COPY hello.txt /hello.txt
CMD ["/bin/sh", "-c", "trap 'exit 0' TERM; cat /hello.txt; sleep 3600 & wait"]
"""


def furnish(lab: Lab) -> None:
    """The shop: common images, a built image with three versions, a build from git."""
    lab.push("common", "1.0")
    lab.push("common", "2.0")
    lab.push("setup", "1", "true")
    lab.push("setup", "2", "true")
    for number in (1, 2, 3):
        lab.push_build("web", "web", "1.0.0", number)
    url = lab.repository("api", {"Dockerfile": DOCKERFILE.format(registry=lab.engines.registry), "hello.txt": "hello from git\n"})
    web = build_yaml("Web", "web", dockerfile=f"FROM {lab.engines.registry}/base/busybox:1")
    lab.write_workspace(builds={"web": web, "api": build_yaml("API", "api", url=url)})
    lab.push_build("api", "api", "0.9.0", 4)
    address = lab.address
    lab.workload("Deployment", "front", {"common": f"{address}/common:1.0"}, init={"setup": f"{address}/setup:1"}, replicas=2)
    lab.workload("StatefulSet", "store", {"web": f"{address}/web:1.0.0.B000001"}, replicas=2)
    lab.workload("Deployment", "newest", {"web": f"{address}/web:1.0.0.B000001"})
    lab.workload("Deployment", "api", {"api": f"{address}/api:0.9.0.B000004"})
    lab.workload("CronJob", "nightly", {"common": f"{address}/common:1.0"})
    for kind, name in (("Deployment", "front"), ("StatefulSet", "store"), ("Deployment", "newest"), ("Deployment", "api")):
        lab.wait(kind, name)


async def test_four_modes_in_one_batch(lab: Lab) -> None:
    furnish(lab)
    async with session(lab) as program:
        await program.ready(5)
        assert program.workbench.planner.ready("lab", lab.namespace) == ()
        program.choose("front", Mode.TAG, "2.0", container="common")
        program.choose("front", Mode.TAG, "2", container="setup")
        program.choose("store", Mode.APPOINTED, "1.0.0.B000002")
        program.choose("newest", Mode.LATEST)
        program.choose("api", Mode.BUILD)
        program.choose("nightly", Mode.TAG, "2.0")
        assert len(program.workbench.planner.ready("lab", lab.namespace)) == 5
        run = await program.run()
        assert {step.id: step.state for step in run.steps.values() if not step.state.good} == {}
        assert run.state is State.DONE
        tag = str(run.steps["build/api"].data["tag"])
        assert tag == "1.0.0.B000005", "numbers go on across versions, from what the registry holds"
        assert lab.running("front") == {"common": {lab.digest("common", "2.0")}, "setup": {lab.digest("setup", "2")}}
        assert lab.running("store") == {"web": {lab.digest("web", "1.0.0.B000002")}}
        assert lab.running("newest") == {"web": {lab.digest("web", "1.0.0.B000003")}}
        assert lab.running("api") == {"api": {lab.digest("api", tag)}}
        assert tag in lab.tags("api")
        assert lab.template("CronJob", "nightly") == {"common": f"{lab.address}/common:2.0@{lab.digest('common', '2.0')}"}
        assert program.step(run.id, "nightly").state is State.NOT_STARTED
        await program.until(lambda: deployed(program.row("api")).text == tag)
        for row in program.rows():
            assert program.workbench.planner.choice(row) == start_choice(row)
        assert "COPY hello.txt" in program.log(run.id, "build/api")


async def test_a_second_empty_profile_sees_the_same(lab: Lab) -> None:
    furnish(lab)
    lab.bind(lab.profile("other"))
    async with session(lab) as first:
        await first.ready(5)
        first.choose("api", Mode.BUILD)
        await first.run()
        mine = first.row("api").versions
        async with session(lab, profile="other") as second:
            await second.ready(5)
            theirs = second.row("api").versions
            assert [run.tag for run in theirs.images()] == [run.tag for run in mine.images()] == ["1.0.0.B000005", "0.9.0.B000004"]
            assert theirs.newest() is not None
            assert theirs.newest().digest == lab.digest("api", "1.0.0.B000005")  # type: ignore[union-attr]  # asserted above
            assert theirs.next_number() == mine.next_number() == 6
            assert second.workbench.logs.reader(f"{theirs.runs[0].run_id}/build/api") is None, "its log is on the other workstation"
