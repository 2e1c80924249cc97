"""Two profiles with nothing shared but the registry build the same image at the same moment, again and again."""

from __future__ import annotations

import asyncio
import urllib.request
from collections import defaultdict
from dataclasses import dataclass, field

from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State
from tests.e2e.lab import ACCEPT, Lab, build_yaml
from tests.e2e.support import YES, Session, session

NAME = "raced"
PROFILES = ("one", "two")
_TAKEN = "was taken by somebody else meanwhile"


@dataclass
class Race:
    """What two workstations did, and what the registry says."""

    rounds: int = 0
    pushed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Tag → digests that runs ended with."""
    ended: int = 0
    lost: int = 0
    """Races that were lost, said in the log and gone on with under a new number."""
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Tags that name something else than the run that made them believes, unnoticed."""
    told: set[str] = field(default_factory=set)
    """Tags that were overwritten after the last look of their run; the program has told it by a notice."""
    seconds: float = 0.0


def furnish(lab: Lab, engines: tuple[str, str]) -> None:
    text = f"FROM {lab.engines.registry}/base/busybox:1\nARG ONE\nRUN echo $ONE > /one"
    lab.write_workspace(builds={NAME: build_yaml("Raced", NAME, dockerfile=text)})
    for profile, engine in zip(PROFILES, engines, strict=True):
        lab.bind(lab.profile(profile), engine=engine)


async def _build(program: Session) -> RunState:
    bench = program.workbench
    report = await bench.preflight.check(Plan(NAME, (), also_build=(NAME,)))
    assert not report.red(), report.red()
    return await bench.executor.wait(bench.executor.start(report, YES))


def _digest(lab: Lab, tag: str) -> str:
    request = urllib.request.Request(
        f"http://{lab.engines.registry}/v2/{lab.shop}/{NAME}/manifests/{tag}", method="HEAD", headers={"Accept": ACCEPT})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.headers["Docker-Content-Digest"])


async def race(lab: Lab, rounds: int, engines: tuple[str, str]) -> Race:
    """The sessions are two programs with a profile each; every round starts at the same moment. `engines`: lines of their bindings."""
    furnish(lab, engines)
    result, begin = Race(rounds), asyncio.get_running_loop().time()
    async with session(lab, profile=PROFILES[0]) as one, session(lab, profile=PROFILES[1]) as two:
        for _ in range(rounds):
            for program, run in zip((one, two), await asyncio.gather(_build(one), _build(two)), strict=True):
                step = run.steps[f"build/{NAME}"]
                log = program.log(run.id, step.id)
                result.lost += log.count(_TAKEN)
                if step.state is not State.DONE:
                    result.failed.append(render(step.message) if step.message else str(step.state))
                    continue
                result.ended += 1
                result.pushed[str(step.data["tag"])].add(str(step.data["digest"]))
        for program in (one, two):
            await program.workbench.tags.fetch(ImageRef.parse(f"{lab.address}/{NAME}"))  # as a window does all the time
            notices = [message for _, message in program.workbench.feed.notices() if message.code == "builds.overtaken"]
            result.told |= {message.argument("tag") for message in notices}
    result.seconds = asyncio.get_running_loop().time() - begin
    for tag, digests in result.pushed.items():
        found = await asyncio.to_thread(_digest, lab, tag)
        if digests != {found} and tag not in result.told:
            result.wrong.append(f"{tag}: runs made {sorted(digests)}, the registry has {found}")
    return result
