"""`kill -9` at every edge of the journal and at random moments: the next start resumes each run to its planned end, nothing twice.

`edges`: each edge of the journal with each kind of step, once before and once after the write, on the real engines. `batch`: random
moments of 10 builds and 20 rollouts there. `fleet`: random moments of 20 rollouts on the simulated nodes. `sandbox`: random moments, many.
`window`: a window is opened while the command line runs; the command line is killed, and the window is opened again.

Judged by what others say: the API server (`metadata.generation` grew by one for each rollout, and its audit log has one patch of it), the
registry (one new tag for each build) and its folder (no tag that ever named two digests), kubectl (images and jobs).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import engines_support
from tests.e2e.lab import Lab, build_yaml
from tests.prove import _kill_window
from tests.services.kills import Profile, everything

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("edges", "batch", "fleet", "sandbox", "window")
KINDS = {"web": "Deployment", "side": "Deployment", "store": "StatefulSet"}
ACTS = (
    "the run", "run-started", "step-defined", "the record", "intent build", "outcome build", "step-ended  of build",
    "intent patch of lab/{ns}/Deployment/web", "outcome patch of lab/{ns}/Deployment/web", "intent watch of lab/{ns}/Deployment/web",
    "step-ended  of lab/{ns}/Deployment/web", "intent patch of lab/{ns}/StatefulSet/store", "outcome patch of lab/{ns}/StatefulSet/store",
    "intent watch of lab/{ns}/StatefulSet/store", "step-ended  of lab/{ns}/StatefulSet/store", "answer", "step-ended  of pause",
    "intent job", "outcome job", "intent watch of job", "step-ended  of job", "run-ended")


@dataclass
class Result:
    """What one part found."""

    kills: int = 0
    too_late: int = 0
    """The run had ended before the moment came."""
    resumed: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def complain(self, *problems: str) -> None:
        """Keep what is wrong, and print it at once: the rest may take an hour."""
        for problem in problems:
            print(f"  WRONG {problem}", flush=True)
        self.wrong += problems


@dataclass(frozen=True)
class Before:
    """The tag that the plan deploys, and what there was before the run."""

    tag: str
    at: float
    jobs: int
    built: dict[str, frozenset[str]]
    """Tags of the image of each build."""
    generations: dict[str, int]
    """`metadata.generation` of each workload: each effective change of its spec adds one."""


@dataclass
class Site:
    """A namespace with a workspace, where a plan is run again and again."""

    lab: Lab
    names: dict[str, str]
    """Workloads of the plan with their kinds."""
    built: dict[str, str]
    """Workloads that get what a build makes, with the build."""
    jobs: tuple[str, ...] = ()
    cluster_log: str = "lab-audit.jsonl"
    turn: int = 0

    def prepare(self) -> Before:
        """Write the next plan: the other tag for each common image, new images for the built ones."""
        self.turn += 1
        tag = "2.0" if self.turn % 2 else "1.0"
        steps = []
        for name, kind in self.names.items():
            build = self.built.get(name, "")
            want, image = (f"build: {build}", build) if build else (f"tag: '{tag}'", "common")
            wave = 1 if name == "store" else 0
            steps.append(
                f"- cluster: lab\n  namespace: {self.lab.namespace}\n  kind: {kind}\n  workload: {name}\n  wave: {wave}\n"
                f"  containers:\n  - name: main\n    {want}\n    repository: {self.lab.address}/{image}\n")
        pauses = "pauses:\n- after_wave: 0\n  text: look\n" if "store" in self.names else ""
        folder = self.lab.folder / "workspace" / "plans"
        folder.mkdir(exist_ok=True)
        (folder / "kills.yaml").write_text("version: 1\ntitle: kills\n" + pauses + "steps:\n" + "".join(steps))
        built = {build: frozenset(self.lab.tags(build)) for build in self.built.values()}
        return Before(tag, time.time() - 1, self.job_count() if self.jobs else 0, built, self.generations())

    def start(self, **death: Any) -> tuple[str, str, str]:
        """Run the plan in a program that dies; id of the run, the edge it died at ('' = it ended), all it said."""
        given = {"workspace": str(self.lab.folder / "workspace"), "profile": str(self.lab.profile()), "plan": "kills",
                 "namespace": self.lab.namespace, "jobs": list(self.jobs), **death}
        done = subprocess.run([sys.executable, "-m", "tests.prove._mortal", json.dumps(given)], cwd=ROOT, capture_output=True, text=True,
                              timeout=600, check=False)
        said = {line.partition(" ")[0]: line.partition(" ")[2] for line in done.stdout.splitlines()}
        if "DIED" not in said and "ENDED" not in said:
            raise SystemExit(f"the program neither died nor ended:\n{done.stdout}{done.stderr}")
        return said.get("RUN", ""), said.get("DIED", ""), said.get("ENDED", "")

    def command(self, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """The command line on this workspace."""
        return subprocess.run(
            self.lab.command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)

    def patches(self, since: float) -> tuple[Counter[str], Counter[str]]:
        """Patches of ours since then, by workload, as the API server has written them down: answered with 200, and those whose sender died
        meanwhile. Such a one is written down as 504, “context canceled”, whether it had its effect or not."""
        log = self.lab.engines.kubeconfig.parent / "logs" / self.cluster_log
        time.sleep(0.5)
        answered: Counter[str] = Counter()
        cut: Counter[str] = Counter()
        begin = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since))
        with log.open() as file:
            for line in file:
                if self.lab.namespace not in line or '"patch"' not in line:
                    continue
                entry = json.loads(line)
                reference, code = entry.get("objectRef", {}), entry.get("responseStatus", {}).get("code")
                ours = reference.get("namespace") == self.lab.namespace and reference.get("name") in self.names
                if ours and entry["verb"] == "patch" and code in (200, 504) and "dryRun" not in entry["requestURI"] and \
                        entry["requestReceivedTimestamp"] >= begin:
                    (answered if code == 200 else cut)[reference["name"]] += 1
        return answered, cut

    def twice(self) -> list[str]:
        """Tags of built images that have named two digests: the registry keeps all of them in its folder."""
        folder = self.lab.engines.kubeconfig.parent / "registry-data" / "docker/registry/v2/repositories" / self.lab.shop
        found = []
        for build in set(self.built.values()):
            for tag in (folder / build / "_manifests" / "tags").glob("*"):
                digests = list((tag / "index" / "sha256").iterdir())
                if len(digests) != 1:
                    found.append(f"{build}:{tag.name} has named {len(digests)} digests")
        return found

    def _workloads(self) -> list[dict[str, Any]]:
        return list(self.lab.engines.get("deployments,statefulsets", "-n", self.lab.namespace)["items"])  # type: ignore[call-overload]

    def images(self) -> dict[str, str]:
        return {item["metadata"]["name"]: item["spec"]["template"]["spec"]["containers"][0]["image"] for item in self._workloads()}

    def generations(self) -> dict[str, int]:
        return {item["metadata"]["name"]: item["metadata"]["generation"] for item in self._workloads()}

    def job_count(self) -> int:
        return len(self.lab.engines.get("jobs", "-n", self.lab.namespace)["items"])  # type: ignore[arg-type]

    def judge(self, before: Before) -> list[str]:
        """What is not as it must be after the plan has run to its end."""
        problems = self.twice()
        (patched, cut), images, generations = self.patches(before.at), self.images(), self.generations()
        for name, build in self.built.items():
            made = [tag for tag in self.lab.tags(build) if tag not in before.built[build]]
            if len(made) != 1:
                problems.append(f"{build} was built {len(made)} times: {', '.join(made)}")
            elif not images[name].endswith(f":{made[0]}@{self.lab.digest(build, made[0])}"):
                problems.append(f"{name} runs {images[name]}, not what was built, {made[0]}")
        for name in self.names:
            changed = generations[name] - before.generations[name]
            if changed != 1 or patched[name] > 1 or patched[name] + cut[name] == 0:
                problems.append(f"{name} was changed {changed} times: {patched[name]} patches, and {cut[name]} whose sender died")
            if name not in self.built and f":{before.tag}@" not in images[name]:
                problems.append(f"{name} runs {images[name]}, not {before.tag}")
        if self.jobs and self.job_count() != before.jobs + 1:
            problems.append(f"{self.job_count() - before.jobs} jobs were started")
        return problems


def once(site: Site, result: Result, **death: Any) -> str:
    """One kill and what comes after it. The edge it came at, '' when the run had ended before."""
    before = site.prepare()
    run_id, edge, ended = site.start(**death)
    where = edge or f"write {death.get('at')}"
    if ended and not ended.startswith("done"):
        result.complain(f"{where}: without a kill it ended as {ended}")
        return edge
    result.kills += bool(edge)
    result.too_late += not edge
    if edge and not edge.startswith("before the run"):
        done = site.command("runs", "resume", run_id, "--yes", "--go-on", "--json")
        over = "has ended" in done.stderr  # killed right after its end was written
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        state = "done" if over else str(lines[-1]["state"]) if lines else f"exit {done.returncode}: {done.stderr[-600:]}"
        if state != "done":
            result.complain(f"{where}: {state}")
            return edge
        result.resumed += 1
    elif edge:
        if site.generations() != before.generations:
            result.complain(f"{where}: something was changed before the run was written")
        site.turn -= 1  # the other tag is still to be deployed
        return edge
    result.complain(*(f"{where}: {problem}" for problem in site.judge(before)))
    return edge


# ---- sites -------------------------------------------------------------------------------------------------------------------------------


def small_site(lab: Lab) -> Site:
    """A built Deployment, another one, a StatefulSet behind a pause, and a CronJob."""
    for tag in ("1.0", "2.0"):
        lab.push("common", tag)
    lab.push("report", "1", "true")
    lab.push_build("web", "web", "1.0.0", 1)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/web:1.0.0.B000001"})
    lab.workload("Deployment", "side", {"main": f"{lab.address}/common:1.0"})
    lab.workload("StatefulSet", "store", {"main": f"{lab.address}/common:1.0"})
    lab.workload("CronJob", "nightly", {"main": f"{lab.address}/report:1"}, successfulJobsHistoryLimit=100)
    lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=dockerfile(lab))}, settle=1)
    return Site(lab, dict(KINDS), {"web": "web"}, ("nightly",))


def dockerfile(lab: Lab) -> str:
    """Another image each time."""
    return f"FROM {lab.engines.registry}/base/busybox:1\nARG BUILD_NUMBER\nRUN date +%s%N > /made\nCMD [\"sh\", \"-c\", " \
           "\"trap 'exit 0' TERM; sleep 3600 & wait\"]"


def batch_site(lab: Lab, builds: int, rollouts: int) -> Site:
    for tag in ("1.0", "2.0"):
        lab.push("common", tag)
    names, built = {}, {}
    for number in range(rollouts):
        name = f"w{number:02d}"
        names[name] = "Deployment"
        if number < builds:
            built[name] = f"b{number:02d}"
            lab.push_build(built[name], built[name], "1.0.0", 1)
        image = f"{built[name]}:1.0.0.B000001" if name in built else "common:1.0"
        lab.workload("Deployment", name, {"main": f"{lab.address}/{image}"})
    text = dockerfile(lab)
    lab.write_workspace(
        builds={build: build_yaml(build, build, dockerfile=text.replace("date", f"echo {build}; date")) for build in built.values()},
        settle=1)
    return Site(lab, names, built)


def random_kills(site: Site, count: int, rounds: random.Random) -> Result:
    result, begin = Result(), time.monotonic()
    site.prepare()
    _, _, ended = site.start()
    if not ended.startswith("done"):
        raise SystemExit(f"without any kill the run ended as {ended}")
    writes = int(ended.split()[1])
    for number in range(count):
        once(site, result, at=rounds.randint(1, writes), after=rounds.random() < 0.5)
        print(f"  {number + 1} of {count}, wrong so far: {len(result.wrong)}", flush=True)
    result.seconds = time.monotonic() - begin
    return result


def edges(site: Site) -> Result:
    result, begin = Result(), time.monotonic()
    for act in ACTS:
        for after in (False, True):
            if not once(site, result, edge=act.format(ns=site.lab.namespace), after=after):
                result.complain(f"{act}: the run has no such write")
        print(f"  {act}: wrong so far: {len(result.wrong)}", flush=True)
    result.seconds = time.monotonic() - begin
    return result


# ---- the sandbox -------------------------------------------------------------------------------------------------------------------------


def _sandbox(seeds: list[int]) -> tuple[int, list[str]]:
    """Kills at random writes, in a process of its own; how many had their effect, and what went wrong."""

    async def one(seed: int, scratch: Path) -> tuple[bool, str]:
        rounds, profile = random.Random(seed), Profile()
        killed = await profile.first(scratch, everything, rounds.randint(1, 37), after=rounds.random() < 0.5)
        run = profile.sandbox.journal.disk.runs.get(killed.run)
        if run is None or not killed.died or (run.events and run.events[-1].what.value == "run-ended"):
            return False, ""
        state = await profile.second(scratch, killed.run)
        patched = Counter(patch.key.name for patch in profile.sandbox.clusters["lab"].patches if patch.run == killed.run)
        lab = profile.sandbox.clusters["lab"]
        image = {item.name: item.image for item in lab.workload("shop", "web").template.containers}["web"]
        build, jobs = state.steps["build/web"].data, [job for job in lab.engine.workloads.values() if job.made_by == killed.run]
        right = state.state.value == "done" and patched == {"web": 1, "api": 1, "cache": 1} and len(jobs) == 1 and \
            image.endswith(f":{build['tag']}@{build['digest']}")
        return True, "" if right else f"seed {seed}, {killed.edge}: {state.state.value}, patches {dict(patched)}, {len(jobs)} jobs, {image}"

    async def all_of_them() -> tuple[int, list[str]]:
        with tempfile.TemporaryDirectory(prefix="prove-kills-") as scratch:
            ended = [await one(seed, Path(scratch)) for seed in seeds]
        return sum(died for died, _ in ended), [said for _, said in ended if said]

    return asyncio.run(all_of_them())


def sandbox(count: int, seed: int) -> Result:
    result, begin = Result(), time.monotonic()
    groups = [list(range(seed + first, seed + min(first + 20, count))) for first in range(0, count, 20)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for number, (died, wrong) in enumerate(pool.map(_sandbox, groups), 1):
            result.kills += died
            result.complain(*wrong)
            if number % 10 == 0:
                print(f"  {number * 20} of {count}, wrong so far: {len(result.wrong)}", flush=True)
    result.too_late, result.resumed = count - result.kills, result.kills - len(result.wrong)
    result.seconds = time.monotonic() - begin
    return result


# ---- all of it ---------------------------------------------------------------------------------------------------------------------------


def told(part: str, result: Result) -> bool:
    print(f"{part}: killed {result.kills}, ended before {result.too_late}, resumed to the planned end {result.resumed}, "
          f"wrong {len(result.wrong)}; {result.seconds:.0f} s")
    return not result.wrong and result.kills > 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--fleet", type=int, default=100)
    parser.add_argument("--sandbox", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    well, rounds = True, random.Random(given.seed)
    print(f"seed {given.seed}")
    if "sandbox" in given.only:
        well &= told("sandbox", sandbox(given.sandbox, given.seed))
    parts = [part for part in given.only if part != "sandbox"]
    engines = engines_support.provide() if parts else None
    for part in parts:
        with ExitStack() as stack:
            assert engines is not None
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prove-kills-")))
            place = engines if part != "fleet" else engines_support.fleet(engines)
            lab = Lab(place, stack.enter_context(engines_support.fresh_namespace(place, "prove-kills")), folder)
            if part == "edges":
                well &= told(part, edges(small_site(lab)))
            elif part == "batch":
                well &= told(part, random_kills(batch_site(lab, 10, 20), given.batch, rounds))
            elif part == "fleet":
                site = batch_site(lab, 0, 20)
                site.cluster_log = "fleet-audit.jsonl"
                lab.bind(lab.profile(), "fleet")
                well &= told(part, random_kills(site, given.fleet, rounds))
            else:
                well &= _kill_window.prove(small_site(lab))
    print("held" if well else "NOT held")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
