"""What runs in staging goes to production by digest, on real engines; kubectl and the registry are asked what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.composing import row_name
from desktop_pipeline.domain.runs import State
from tests import engines_support
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]


async def test_production_gets_exactly_what_runs_in_staging(lab: Lab) -> None:
    with engines_support.fresh_namespace(lab.engines) as name:
        staging = replace(lab, namespace=name)
        lab.push("common", "1.0")
        lab.push("common", "2.0")
        lab.push("other", "1")
        was = lab.push("other", "2")
        for number in (1, 2):
            lab.push_build("web", "web", "1.0.0", number)
        web = build_yaml("Web", "web", dockerfile=f"FROM {lab.engines.registry}/base/busybox:1")
        folder = lab.write_workspace(builds={"web": web})
        text = (folder / "workspace.yaml").read_text()  # nothing else runs yet
        text = text.replace("app_maps:\n", f"app_maps:\n  - cluster: lab\n    namespace: {name}\n    title: staging\n")
        (folder / "workspace.yaml").write_text(text)  # nothing else runs yet
        address = lab.address
        for place, common, other, version in ((staging, "2.0", "2", "000002"), (lab, "1.0", "1", "000001")):
            place.workload("Deployment", "front", {"common": f"{address}/common:{common}", "other": f"{address}/other:{other}"})
            place.workload("Deployment", "web", {"web": f"{address}/web:1.0.0.B{version}"})
        for place in (staging, lab):
            place.wait("Deployment", "front")
            place.wait("Deployment", "web")
        lab.push("other", "2")  # the tag names another image now than the one that runs in staging
        async with session(lab) as program:
            await program.ready(2)
            bench = program.workbench
            found = await bench.promotion.from_map(("lab", name), ("lab", lab.namespace))
            assert {row_name(item.row.key): item.choice.digest for item in found.items} == {
                "front/common": lab.digest("common", "2.0"), "web/web": lab.digest("web", "1.0.0.B000002")}
            assert [(trouble.text, trouble.message.code) for trouble in found.troubles] == [("front/other", "composing.tag_is_other")]
            assert bench.composer.apply(found.good()) == 2
            run = await program.run()
            assert run.state is State.DONE
            assert lab.running("front") == {"common": staging.running("front")["common"], "other": {lab.digest("other", "1")}}
            assert lab.running("web") == staging.running("web")
            assert staging.running("front")["other"] == {was}
            again = await bench.promotion.from_map(("lab", name), ("lab", lab.namespace))
            assert again.items == ()
