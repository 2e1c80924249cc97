"""Merged logs of a workload: 1,000 numbered lines a second with rotation, three link cuts, a restart, a replaced pod: 0 lost, 0 doubled.

Two pods on the real engines write long numbered lines, so that the kubelet rotates their logs (10 MiB, looked at every 10 s). The program
follows them through a proxy which is reset, then refuses for 2 s, then stands still for 3 s. Each start of a container says at its end how
many lines it wrote: that is the truth. What is missing where a gap was drawn is counted apart. Visible is a line with the first paint of
the table after it came; written it was when containerd stamped it, on the same clock.

`--seconds N` (300); `--rate N` lines a second of both pods; `--width N` characters of a line; `--fair`: without a higher priority.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests import engines_support
from tests.adapters.fault_proxy import FaultProxy
from tests.adapters.kubernetes.lab import proxied, server_of
from tests.e2e.lab import Lab
from tests.engines_support import Engines, fresh_namespace
from tests.prove._first import go_first

if TYPE_CHECKING:
    from desktop_pipeline.services.pod_logs import PodLogSession
    from desktop_pipeline.ui.logs.log_view import LogView

LATENCY, NAME = 0.4, "talker"
CUTS = ("reset", "refused for 2 s", "stands still for 3 s")
SCRIPT = """\
me=$(cat /proc/sys/kernel/random/uuid); i=0
trap 'stop=1' TERM
pad=$(printf '%0{width}d' 0)
while :; do
  j=0
  while [ $j -lt {batch} ]; do echo "n $me $i $pad"; i=$((i+1)); j=$((j+1)); done
  if [ -n "$stop" ]; then echo "end $me $i"; exit 1; fi
  sleep 0.1
done
"""
_LINE = re.compile(r"\b(n|end) ([0-9a-f-]{36}) (\d+)")


def manifest(engines: Engines, namespace: str, rate: int, width: int, kind: str = "Deployment") -> dict[str, Any]:
    """Without pods at first."""
    batch = max(1, rate // 18)  # sleeping and writing take some more than 0.1 s
    script = SCRIPT.replace("{width}", str(width)).replace("{batch}", str(batch))
    container = {"name": "main", "image": f"{engines.registry}/base/busybox:1", "command": ["/bin/sh", "-c", script]}
    pod = {"terminationGracePeriodSeconds": 5, "containers": [container]}
    spec = {"replicas": 0, "selector": {"matchLabels": {"app": NAME}},
            "template": {"metadata": {"labels": {"app": NAME}}, "spec": pod}}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": NAME, "namespace": namespace}, "spec": spec}


@dataclass
class Watch:
    """When lines were seen: rows of the table, and the first paint after they came."""

    seen: list[tuple[int, float]] = field(default_factory=list)
    """Rows up to this one were painted at that time."""
    stamps: dict[tuple[str, int], float] = field(default_factory=dict)
    troubles: list[tuple[float, float]] = field(default_factory=list)
    """From when to when the link was broken, or the lines of it were still coming."""
    arrived: dict[tuple[str, int], float] = field(default_factory=dict)
    """When each line came here: until then it was with the cluster and the link."""
    rotated: int = 0
    """Rotated files that the node had at the end, where it is this computer; of each container it keeps four."""
    streams: list[str] = field(default_factory=list)
    """How each stream ended."""


def watch_view(view: LogView, session: PodLogSession, watch: Watch) -> object:
    from PySide6.QtCore import QEvent, QObject

    from desktop_pipeline.domain.log_merge import LogLine, seconds_of

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                rows = view.model.rowCount()
                if not watch.seen or watch.seen[-1][0] < rows:
                    watch.seen.append((rows, time.time()))
            return False

    take = session.take

    def taken(pod: str, container: str, line: LogLine) -> None:
        if match := _LINE.search(line.text):
            line_of = match[2], int(match[3])
            watch.stamps.setdefault(line_of, seconds_of(line.stamp))
            watch.arrived.setdefault(line_of, time.time())
        take(pod, container, line)

    session.take = taken  # type: ignore[method-assign]
    follow, begin = session.cluster.follow_log, time.monotonic()

    async def followed(namespace: str, pod: str, *rest: Any, **options: Any) -> None:
        """Says when and why a stream ended."""
        why = "end"
        try:
            await follow(namespace, pod, *rest, **options)
        except BaseException as error:
            why = f"{type(error).__name__} {error}"[:90]
            raise
        finally:
            watch.streams.append(f"{time.monotonic() - begin:6.1f} s {time.strftime('%H:%M:%S')}  {pod[-5:]}: {why}")

    session.cluster.follow_log = followed  # type: ignore[method-assign]
    painted = Painted(view)
    view.ui.table.viewport().installEventFilter(painted)
    return painted


async def kubectl(lab: Lab, *arguments: str) -> str:
    return await asyncio.to_thread(lab.engines.kubectl, "-n", lab.namespace, *arguments)


async def pods(lab: Lab) -> list[str]:
    listed = json.loads(await kubectl(lab, "get", "pods", "-l", f"app={NAME}", "-o", "json"))
    return [pod["metadata"]["name"] for pod in listed["items"] if not pod["metadata"].get("deletionTimestamp")]


def rotated_files(namespace: str) -> int:
    return sum(1 for _ in Path("/var/log/pods").glob(f"{namespace}_*/main/*.log.*"))


async def disturb(lab: Lab, proxy: FaultProxy, seconds: float, watch: Watch) -> None:
    """Everything that happens, spread over the time."""
    begin = time.monotonic()

    async def at(part: float, words: str) -> float:
        await asyncio.sleep(max(0.0, begin + part * seconds - time.monotonic()))
        print(f"{time.monotonic() - begin:6.1f} s {time.strftime('%H:%M:%S')}  {words}", flush=True)
        return time.time()

    cut = await at(0.15, f"link: {CUTS[0]}")
    proxy.reset()
    watch.troubles.append((cut, time.time() + 1))
    await at(0.30, "a container is restarted")
    await kubectl(lab, "exec", (await pods(lab))[0], "--", "kill", "-TERM", "1")
    cut = await at(0.45, f"link: {CUTS[1]}")
    await proxy.cut()
    await asyncio.sleep(2)
    await proxy.mend()
    watch.troubles.append((cut, time.time() + 6))
    await at(0.60, "a pod is deleted and replaced")
    await kubectl(lab, "delete", "pod", (await pods(lab))[1], "--wait=false")
    cut = await at(0.75, f"link: {CUTS[2]}")
    proxy.stall()
    await asyncio.sleep(3)
    await proxy.mend()
    watch.troubles.append((cut, time.time() + 3))
    await at(1.0, "the workload is scaled to 0: every container says how much it wrote")
    watch.rotated = await asyncio.to_thread(rotated_files, lab.namespace)
    await kubectl(lab, "scale", "deployment", NAME, "--replicas=0")


async def measured(lab: Lab, proxy: FaultProxy, given: argparse.Namespace, watch: Watch) -> tuple[list[str], int]:
    """The lines of the log, and how many gaps the program counted."""
    from desktop_pipeline.adapters.keyring_vault import MemoryVault
    from desktop_pipeline.compose import Options, compose
    from desktop_pipeline.domain.terminal import plain
    from desktop_pipeline.domain.workloads import Kind, WorkloadKey
    from desktop_pipeline.ui.logs.log_view import LogWindow

    lab.write_workspace()
    (lab.profile() / "bindings.yaml").write_text(yaml.safe_dump({
        "version": 1, "clusters": {"lab": {"context": "lab", "kubeconfig": str(proxied(lab.engines, proxy.port, lab.folder))}}}))
    bench = compose(Options(workspace=str(lab.folder / "workspace"), profile=str(lab.profile())), MemoryVault())
    await bench.start()
    key = WorkloadKey("lab", lab.namespace, Kind.DEPLOYMENT, NAME)
    try:
        lab.engines.apply(manifest(lab.engines, lab.namespace, given.rate, given.width))
        workload = await bench.world.cluster("lab").get(key)
        assert workload is not None
        session = await bench.pod_logs.open(workload, lambda: None)
        task = bench.tasks.start(session.run(), "pod logs")
        window = LogWindow(bench, session.log_id)
        window.show()
        kept = watch_view(window.view, session, watch)
        try:
            await kubectl(lab, "scale", "deployment", NAME, "--replicas=2")
            deadline = time.monotonic() + 60
            while session.counts.followed < 2 or session.lines < 100:
                assert time.monotonic() < deadline, "the pods did not begin to write"
                await asyncio.sleep(0.1)
            await disturb(lab, proxy, given.seconds, watch)
            deadline = time.monotonic() + 60
            while session.pods:
                assert time.monotonic() < deadline, "the pods did not end"
                await asyncio.sleep(0.1)
            await asyncio.sleep(2)
            reader = bench.logs.reader(session.log_id)
            assert reader is not None
            lines: list[str] = []
            while part := reader.lines(len(lines), 5000):
                lines += [plain(text) for text in part]
                await asyncio.sleep(0)
            reader.close()
            return lines, session.gaps
        finally:
            del kept
            window.close()
            task.cancel()
            await asyncio.wait((task,))
            await session.close()
    finally:
        await bench.close()


@dataclass
class Verdict:
    written: int = 0
    had: int = 0
    lost: int = 0
    thrown: int = 0
    """Missing right where a gap is drawn."""
    doubled: int = 0
    disordered: int = 0
    starts: int = 0
    unended: int = 0
    drawn: list[str] = field(default_factory=list)


def judge(lines: list[str]) -> Verdict:
    """Follows each container start through the log: what is missing, what came twice, what is explained by a gap."""
    verdict = Verdict()
    expected: dict[str, int] = defaultdict(int)
    had: dict[str, set[int]] = defaultdict(set)
    gap_of: set[str] = set()
    for line in lines:
        tag = line.partition(" ")[0]
        if "──── Gap" in line:
            verdict.drawn.append(line)
            gap_of.add(tag)
            continue
        match = _LINE.search(line)
        if match is None:
            continue
        what, me, number = match[1], match[2], int(match[3])
        if what == "n" and number in had[me]:
            verdict.doubled += 1
            continue
        missing = number - expected[me]
        if missing < 0:
            verdict.disordered += 1
        elif missing and tag in gap_of:
            verdict.thrown += missing
        elif missing:
            verdict.lost += missing
        gap_of.discard(tag)
        expected[me] = number + 1
        if what == "n":
            had[me].add(number)
        else:
            verdict.written += number
            verdict.starts += 1
            expected[me] = -1
    verdict.had = sum(map(len, had.values()))
    verdict.unended = sum(1 for me in had if expected[me] != -1)
    return verdict


@dataclass
class Latencies:
    """Seconds, sorted. From written to visible: of all lines, and of those written while the link stood; of these the two parts."""

    every: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    cluster: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)


def p95(found: list[float]) -> float:
    return found[int(len(found) * 0.95)] if found else 99.0


def latencies(lines: list[str], watch: Watch) -> Latencies:
    found, place = Latencies(), 0
    for row, line in enumerate(lines):
        match = _LINE.search(line)
        line_of = (match[2], int(match[3])) if match and match[1] == "n" else ("", 0)
        stamp = watch.stamps.get(line_of)
        while place < len(watch.seen) and watch.seen[place][0] <= row:
            place += 1
        if stamp is None or place == len(watch.seen):
            continue
        visible = watch.seen[place][1]
        found.every.append(visible - stamp)
        if not any(begin - 1 <= stamp <= end for begin, end in watch.troubles):
            found.quiet.append(visible - stamp)
            found.cluster.append(watch.arrived[line_of] - stamp)
            found.own.append(visible - watch.arrived[line_of])
    for times in (found.every, found.quiet, found.cluster, found.own):
        times.sort()
    return found


def show(lines: list[str], gaps: int, watch: Watch, seconds: float) -> int:
    verdict = judge(lines)
    print(f"\n{verdict.written:,} lines written by {verdict.starts} starts of containers in {seconds:.0f} s: "
          f"{verdict.written / seconds:,.0f} a second; {sum(map(len, lines)) / 1e6:,.0f} MB")
    for words, count in (("had", verdict.had), ("lost", verdict.lost), ("doubled", verdict.doubled),
                         ("out of their order", verdict.disordered), ("starts without an end", verdict.unended),
                         ("thrown away by the kubelet, with a gap drawn", verdict.thrown), ("gaps drawn", gaps),
                         ("rotated files on the node at the end", watch.rotated)):
        print(f"  {words:48}{count:>10,}")
    for line in verdict.drawn:
        print(f"    {line}")
    print("  streams ended:", *watch.streams, sep="\n    ")
    times = latencies(lines, watch)
    print("  seconds from written to visible")
    for words, found in (("all lines", times.every), ("written while the link stood", times.quiet),
                         ("  of it until they arrived here", times.cluster), ("  of it from then until visible", times.own)):
        if found:
            print(f"    {words:34} median {found[len(found) // 2]:6.3f}  p95 {p95(found):6.3f}  worst {found[-1]:6.3f}")
    missing = verdict.written - verdict.had - verdict.thrown
    whole = not (verdict.lost or verdict.doubled or verdict.disordered or verdict.unended or missing)
    print(f"  lost 0, doubled 0: {held(whole)}")
    print(f"  p95 ≤ {LATENCY} s: {held(p95(times.quiet) <= LATENCY)} while the link stood, {held(p95(times.every) <= LATENCY)} over all")
    return 0 if whole and p95(times.quiet) <= LATENCY else 1


def held(well: bool) -> str:
    return "held" if well else "NOT held"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=int, default=1250)
    parser.add_argument("--width", type=int, default=900)
    parser.add_argument("--fair", action="store_true")
    given = parser.parse_args()
    code = go_first(not given.fair)
    if code is not None:
        return code
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop_pipeline.app import application
    from desktop_pipeline.ui.bridge import QtLoop

    engines, watch = engines_support.provide(), Watch()

    async def whole(folder: Path, namespace: str) -> tuple[list[str], int]:
        async with FaultProxy(*server_of(engines)) as proxy:
            return await measured(Lab(engines, namespace, folder), proxy, given, watch)

    with tempfile.TemporaryDirectory(prefix="prove-pod-logs-") as folder, fresh_namespace(engines, "prove-podlogs") as namespace:
        loop = QtLoop(application())
        try:
            lines, gaps = loop.run_until_complete(whole(Path(folder), namespace))
        finally:
            loop.close()
    return show(lines, gaps, watch, given.seconds)


if __name__ == "__main__":
    sys.exit(main())
