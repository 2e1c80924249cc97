"""A batch by the program against `xargs -P10` of `kubectl set image` and `kubectl rollout status`, in interleaved pairs on simulated nodes.

Both change the same Deployments, to the other of two images each time. Ours is the whole headless program (`desktop-pipeline run PLAN`),
its start, pre-flight, journal and a settle time of 0 s included: kubectl has none. CPU is that of all processes of a side, user and system.
Then a batch of 500: how many are right. Without options: 100 workloads, 5 pairs, 10 at a time; about 10 minutes on a quiet computer.
Quicker: `--workloads N`, `--pairs N`, `--many N` (0: not). What is under way is on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import engines_support
from tests.bench.builds import Table, interval, note
from tests.e2e.lab import Lab
from tests.engines_support import Engines

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 10


@dataclass(frozen=True)
class Side:
    """What one side took. `began`: seconds until the run had begun; start and pre-flight of ours."""

    wall: float
    cpu: float
    requests: Counter[str]
    """By verb, as the API server has written them down; watches are among them."""
    began: float = 0.0

    def asked(self) -> int:
        """Requests besides watches."""
        return sum(count for verb, count in self.requests.items() if verb != "watch")


class Audit:
    """What the API server of the fleet was asked since the last look."""

    def __init__(self, lab: Lab) -> None:
        self._file = lab.engines.kubeconfig.parent / "logs" / "fleet-audit.jsonl"
        self._at = self._file.stat().st_size

    def take(self, agent: str) -> Counter[str]:
        time.sleep(1.5)  # the server writes it a moment later
        with self._file.open("rb") as file:
            file.seek(self._at)
            text = file.read()
        text = text[: text.rfind(b"\n") + 1]
        self._at += len(text)
        entries = (json.loads(line) for line in text.splitlines())
        return Counter(entry["verb"] for entry in entries if entry.get("userAgent", "").startswith(agent))


class Fleet:
    """So many Deployments of one small container."""

    def __init__(self, lab: Lab, count: int) -> None:
        self.lab, self.turn = lab, 0
        self.names = [f"w{number:03d}" for number in range(count)]
        for tag in ("1.0", "2.0"):
            lab.push("common", tag)
        items = [self._deployment(name) for name in self.names]
        lab.engines.kubectl("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), timeout=600)
        lab.write_workspace(context="fleet", settle=0)
        self.audit = Audit(lab)

    def _deployment(self, name: str) -> dict[str, object]:
        pod = {"terminationGracePeriodSeconds": 1, "containers": [{"name": "main", "image": f"{self.lab.address}/common:1.0"}]}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": self.lab.namespace}, "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": name}}, "template": {"metadata": {"labels": {"app": name}}, "spec": pod}}}

    def settled(self) -> None:
        """Until every rollout is over, and the cluster is quiet."""
        deadline = time.monotonic() + 600
        while not all(self._is_over(item) for item in self.items()):
            assert time.monotonic() < deadline, "the fleet does not come to rest"
            time.sleep(1)
        time.sleep(2)

    def items(self) -> list[dict]:  # type: ignore[type-arg]  # JSON of the API server
        return self.lab.engines.get("deployments", "-n", self.lab.namespace)["items"]  # type: ignore[return-value]

    @staticmethod
    def _is_over(item: dict) -> bool:  # type: ignore[type-arg]  # JSON of the API server
        status = item.get("status", {})
        return bool(status.get("observedGeneration") == item["metadata"]["generation"] and status.get("replicas") == 1 == status.get(
            "updatedReplicas") == status.get("availableReplicas"))

    def right(self, tag: str) -> int:
        """How many run this tag."""
        images = [item["spec"]["template"]["spec"]["containers"][0]["image"] for item in self.items() if self._is_over(item)]
        return sum(f"/common:{tag}" in image for image in images)

    def _next(self) -> str:
        self.turn += 1
        return "2.0" if self.turn % 2 else "1.0"

    def by_program(self) -> tuple[Side, str, Counter[str]]:
        """What it took, the tag, and the ends of the steps as it says."""
        tag = self._next()
        steps = "".join(
            f"- cluster: lab\n  namespace: {self.lab.namespace}\n  kind: Deployment\n  workload: {name}\n  containers:\n"
            f"  - name: main\n    tag: '{tag}'\n    repository: {self.lab.address}/common\n" for name in self.names)
        plan = self.lab.folder / "batch.yaml"
        plan.write_text(f"version: 1\ntitle: batch\nconcurrency: {AT_ONCE}\nsteps:\n{steps}")
        command = self.lab.command("run", str(plan), "--yes", "--json")
        self.audit.take("")
        begun, cpu, begin = time.time(), children(), time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
        wall, used = time.perf_counter() - begin, children() - cpu
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        ends = {line["step"]: line["state"] for line in lines if line["step"] and line["run"]}
        if done.returncode:
            note(f"the program ended with {done.returncode}: {done.stderr[-1500:]}")
        began = min((line["at"] for line in lines if line["run"]), default=begun) - begun
        return Side(wall, used, self.audit.take("desktop-pipeline"), began), tag, Counter(ends.values())

    def by_kubectl(self) -> tuple[Side, str]:
        tag, engines = self._next(), self.lab.engines
        kubectl = f"{engines.kubectl_path} --kubeconfig {engines.kubeconfig} --context fleet -n {self.lab.namespace}"
        script = (f"{kubectl} set image deployment/$1 main={self.lab.address}/common:{tag} && "
                  f"{kubectl} rollout status deployment/$1 --timeout=600s")
        self.audit.take("")
        cpu, begin = children(), time.perf_counter()
        done = subprocess.run(["xargs", f"-P{AT_ONCE}", "-n1", "sh", "-c", script, "sh"], input="\n".join(self.names), text=True,
                              capture_output=True, timeout=1800, check=False)
        wall, used = time.perf_counter() - begin, children() - cpu
        assert done.returncode == 0, done.stderr[-2000:]
        return Side(wall, used, self.audit.take("kubectl")), tag


def children() -> float:
    """CPU seconds of all processes that have ended and were waited for."""
    times = os.times()
    return times.children_user + times.children_system


def start_alone() -> float:
    """Seconds that the program takes to start and end, without doing anything."""
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "desktop_pipeline", "schema", "plan"], cwd=ROOT, capture_output=True, check=True)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def pairs(table: Table, fleet: Fleet, count: int) -> None:
    ours, theirs = [], []
    fleet.settled()
    for number in range(count):
        for side in ((0, 1), (1, 0))[number % 2]:
            if side:
                taken, tag = fleet.by_kubectl()
                theirs.append(taken)
            else:
                taken, tag, ends = fleet.by_program()
                ours.append(taken)
                assert ends == {"done": len(fleet.names)}, ends
            fleet.settled()
            assert fleet.right(tag) == len(fleet.names), f"{fleet.right(tag)} of {len(fleet.names)} run {tag}"
        a, b = ours[-1], theirs[-1]
        note(f"pair {number + 1} of {count}: {a.wall:.1f} s ({a.began:.1f} s until it began) and {b.wall:.1f} s; CPU {a.cpu:.1f} s and "
             f"{b.cpu:.1f} s; requests {dict(a.requests)} and {dict(b.requests)}")
    rows = len(fleet.names)
    compare(table, f"{rows} rows, wall time", [side.wall for side in ours], [side.wall for side in theirs], 1.0)
    compare(table, f"{rows} rows, CPU time, user and system", [side.cpu for side in ours], [side.cpu for side in theirs], 0.2)
    asked = max(side.asked() / rows for side in ours)
    other = statistics.median(side.asked() / rows for side in theirs)
    table.add("requests for each row, besides watches", f"{asked:>9.2f}{other:>9.2f}", asked <= 8)
    alone, began = start_alone(), statistics.median(side.began for side in ours)
    note(f"of ours: {alone:.2f} s to start the program, {began - alone:.2f} s pre-flight and plan, the rest is the run")


def compare(table: Table, title: str, ours: list[float], theirs: list[float], limit: float) -> None:
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    middle, (low, high) = statistics.median(ratios), interval(ratios)
    text = f"{statistics.median(ours):>7.2f} s{statistics.median(theirs):>7.2f} s{middle:>8.3f}   {low:.3f} – {high:.3f}"
    table.add(title, text, middle <= limit)


def many(table: Table, fleet: Fleet) -> None:
    fleet.settled()
    taken, tag, ends = fleet.by_program()
    fleet.settled()
    right, count = fleet.right(tag), len(fleet.names)
    asked = taken.asked() / count
    text = f"{right} right, {count - ends['done']} not done; {taken.wall:.1f} s, CPU {taken.cpu:.1f} s, {asked:.2f} requests"
    table.add(f"{count} rows", text, right == count == ends["done"])


@contextmanager
def fleet_of(engines: Engines, count: int) -> Iterator[Fleet]:
    with tempfile.TemporaryDirectory(prefix="bench-batch-") as folder, engines_support.fresh_namespace(engines, "bench-batch") as namespace:
        yield Fleet(Lab(engines, namespace, Path(folder)), count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--many", type=int, default=500)
    given = parser.parse_args()
    try:
        engines = engines_support.fleet(engines_support.provide())
    except engines_support.Unavailable as error:
        print(f"bench batch needs real engines: {error}. Start them: eval $(tests/engines/engines up)", file=sys.stderr)
        return 1
    table = Table()
    if given.pairs:
        with fleet_of(engines, given.workloads) as fleet:
            pairs(table, fleet, given.pairs)
    if given.many:
        with fleet_of(engines, given.many) as fleet:
            many(table, fleet)
    return 0 if table.show() else 1


if __name__ == "__main__":
    sys.exit(main())
