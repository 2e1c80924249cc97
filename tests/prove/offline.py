"""A release is prepared with the network gone: every packet to cluster, registry, engine and name server is dropped.

First the program sees three app maps with 50 rows on the real engines; then, in a network namespace in which all packets are dropped,
its window is started again, and a hand on mouse and keyboard chooses a version for each row, asks for a pre-flight, saves all 50 rows as
one plan and again with a few other choices, checks and compares the plans, opens the first in the grid, and starts once more. Judged: no
dialog that nobody asked for, no gap of the loop over 100 ms in any action, at most one attempt in 30 s to reach each endpoint (counted
outside of the program), choices and plans there after the next start. Pictures lie in build/pictures.

Needs root (namespaces, iptables) and the engines. `--fair`: without a higher priority for the proof.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests import engines_support
from tests.e2e.lab import Lab
from tests.prove import _darkness
from tests.prove._first import go_first
from tests.prove._idle import Idle
from tests.prove._person import OTHER, TAG, Person, Seen, until

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench
    from desktop_pipeline.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
WATCHED_SECONDS = 100.0
"""How long the window is open in the dark at least: three spans of 30 s."""
NAME = "registry.offline.test"
ROWS = (17, 17, 16)
OTHERS = 5
"""Rows in which the second plan differs; its title differs too."""


# ---- with the network: a shop of three app maps, seen once -------------------------------------------------------------------------------


@contextlib.contextmanager
def engine_by_tcp(docker_host: str) -> Iterator[str]:
    """An address of the engine that packets lead to, and that can be dropped therefore."""
    path = docker_host.removeprefix("unix://")
    server = socket.create_server(("127.0.0.1", 0))

    def carry(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(path)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()


def furnish(lab: Lab, namespaces: list[str], engine: str) -> None:
    """Workloads without pods: what is shown of them is the same."""
    for tag in ("1.0", TAG, OTHER):
        lab.push("common", tag)
    port = lab.engines.registry.rpartition(":")[2]
    lab.write_workspace()
    maps = "".join(f"  - cluster: lab\n    namespace: {name}\n    title: map {number}\n" for number, name in enumerate(namespaces, 1))
    (lab.folder / "workspace" / "workspace.yaml").write_text(
        f"version: 1\ntitle: Offline\nclusters:\n  - id: lab\n    title: Lab\napp_maps:\n{maps}registries:\n  - id: main\n"
        f"    address: {NAME}:{port}/{lab.shop}\n    pulled_as: [{lab.address}]\n    plain_http: true\nengines:\n  - id: local\n")
    lab.bind(lab.profile(), engine=f"host: {engine}")
    image = f"{lab.address}/common:1.0"
    for namespace, count in zip(namespaces, ROWS, strict=True):
        lab.engines.apply(*(deployment(namespace, f"app-{number:02d}", image) for number in range(1, count + 1)))


def deployment(namespace: str, name: str, image: str) -> dict[str, object]:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "main", "image": image}]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": namespace},
            "spec": {"replicas": 0, "selector": {"matchLabels": {"app": name}}, "template": template}}


# ---- inside: the real program with its window --------------------------------------------------------------------------------------------


async def look_once(bench: Workbench) -> None:
    """See all app maps and tags, so that they are kept."""
    maps = bench.catalog.workspace.app_maps
    for item in maps:
        bench.inventory.open(item.cluster, item.namespace)
    rows = [(item.cluster, item.namespace, count) for item, count in zip(maps, ROWS, strict=True)]
    await until(lambda: all(len(bench.planner.rows(cluster, namespace)) == count for cluster, namespace, count in rows), 60, "all rows")
    await until(lambda: all(row.versions.complete for item in maps for row in bench.planner.rows(item.cluster, item.namespace)), 60, "tags")
    await until(lambda: all(bench.links.state(endpoint).reach.value == "live" for endpoint in bench.links.endpoints()), 30, "all live")
    await asyncio.sleep(3)  # the cache is written every two seconds


async def in_the_dark(bench: Workbench, window: MainWindow, seen: Seen, pictures: Path, idle: Idle, *, again: bool) -> None:
    """The work of one session; the second one only looks at what was kept."""
    begin = time.monotonic()
    maps = bench.catalog.workspace.app_maps
    person = Person(window, seen)
    await until(window.grid_model.nodes, 20, "the kept rows are shown")
    seen.opening = time.monotonic() - begin
    await asyncio.sleep(1.0)
    idle.reset()
    person.meter.start()
    for number, item in enumerate(maps, 1):
        await person.show_map(item.namespace)
        seen.rows += sum(len(node.items) for node in window.grid_model.nodes())
        if not again:
            for position, node in enumerate(window.grid_model.nodes()):
                await person.choose(node.key.name, typed=position % 2 == 0)
            if number == 1:
                await person.preflight(pictures / "prove-offline-preflight.png")
        seen.kept += window.grid_model.ready()
    if not again:
        await person.save("offline all")
        for node in window.grid_model.nodes()[:OTHERS]:
            await person.choose(node.key.name, OTHER, typed=True)
        await person.save("offline other")
    await person.show_plans("offline-all")
    seen.checked = await person.check_plan(None if again else pictures / "prove-offline-plan.png")
    await person.show_plans("offline-all")
    seen.differences.append(await person.compare_plans("offline-other", None if again else pictures / "prove-offline-compare.png"))
    await person.open_in_grid()
    await person.show_map(maps[-1].namespace)
    from desktop_pipeline.ui.pipeline.cells import Column

    for node in window.grid_model.nodes():
        seen.chosen[node.key.name] = person.hand.shown(node.key.name, "main", Column.CONTROL)
    if not again:
        while time.monotonic() - begin < WATCHED_SECONDS:
            await asyncio.sleep(0.5)
            person.look_for_dialogs()
    seen.plans = [len((await bench.files.load_plan(name)).steps) for name in ("offline-all", "offline-other")]
    now = bench.clock.now()
    from desktop_pipeline.ui import reach

    seen.states = {endpoint.key: reach.words(bench.links.state(endpoint), now) for endpoint in bench.links.endpoints()}
    seen.header = window.header.link.words()
    window.grab().save(str(pictures / f"prove-offline{'-again' if again else ''}.png"))
    seen.others = list(idle.read().late)


async def session(folder: Path, mode: str, pictures: Path) -> Seen:
    """Compose the program for the lab's workspace; warm: look once; dark and again: work in its window."""
    from desktop_pipeline.adapters.keyring_vault import MemoryVault
    from desktop_pipeline.app import keep_loaded
    from desktop_pipeline.compose import Options, compose
    from desktop_pipeline.ui import window_state
    from desktop_pipeline.ui.main_window import MainWindow

    seen, settled = Seen(), keep_loaded()
    bench = compose(Options(workspace=str(folder / "workspace"), profile=str(folder / "profile")), MemoryVault({}))
    begin = time.monotonic()
    try:
        await bench.start()
        if mode == "warm":
            await look_once(bench)
            return seen
        with Idle() as idle:
            window = MainWindow(bench, window_state.WindowState(width=1500, height=1000, look="light"))
            window.show()
            seen.started = time.monotonic() - begin
            try:
                await in_the_dark(bench, window, seen, pictures, idle, again=mode == "again")
            finally:
                window.leave()
                window.deleteLater()
    finally:
        settled.cancel()
        begin = time.monotonic()
        await bench.close()
        seen.closing = time.monotonic() - begin
    return seen


def inside(folder: Path, mode: str) -> int:
    """The child: the program itself. Its last line is what it found."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop_pipeline.app import application
    from desktop_pipeline.ui.bridge import QtLoop

    pictures = ROOT / "build" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    loop = QtLoop(application())
    try:
        seen = loop.run_until_complete(session(folder, mode, pictures))
    finally:
        begin = time.monotonic()
        loop.close()
    seen.closing += time.monotonic() - begin
    print("SEEN " + json.dumps(asdict(seen)), flush=True)
    return 0


def run_inside(folder: Path, mode: str) -> Seen:
    """Run the program as a process of its own."""
    command = [sys.executable, "-m", "tests.prove.offline", "--inside", mode, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("SEEN ")), "")
    if done.returncode or not line:
        raise SystemExit(f"the program ended with {done.returncode} ({mode})\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return Seen(**{**json.loads(line.removeprefix("SEEN ")), "gaps": [tuple(gap) for gap in json.loads(line[5:])["gaps"]]})


# ---- the judge ---------------------------------------------------------------------------------------------------------------------------


def dark(folder: Path) -> int:
    """In the dark namespace, outside of the program: run it, count, judge. The exit code."""
    with _darkness.counted() as attempts:
        first = run_inside(folder, "dark")
    second = run_inside(folder, "again")
    print(f"\npackets dropped: {_darkness.dropped()}")
    print(f"\n{'endpoint':28}{'attempts':>9}{'most in 30 s':>14}   in {WATCHED_SECONDS:.0f} s and more")
    most = 0
    for address, times in sorted(attempts.tcp.items()):
        most = max(most, attempts.most(times))
        print(f"{address:28}{len(times):>9}{attempts.most(times):>14}   at " + ", ".join(f"{at - times[0]:.1f}" for at in times) + " s")
    lookups = distinct(attempts.names)
    most = max(most, attempts.most(lookups))
    print(f"{'name of the registry':28}{len(lookups):>9}{attempts.most(lookups):>14}   ({len(attempts.names)} sockets)")
    asked = len(attempts.tcp) + bool(lookups)
    print(f"\n{'action':28}{'times':>7}{'worst gap':>12}")
    for name, count in {**first.actions, **second.actions}.items():
        worst = max((gap for action, _, gap in (*first.gaps, *second.gaps) if action == name), default=0.0)
        print(f"{name:28}{count:>7}{worst:>9.0f} ms" if worst else f"{name:28}{count:>7}{'< 50':>9} ms")
    for what, seen in (("first start", first), ("second start", second)):
        print(f"\n{what}: window after {seen.started:.2f} s, kept rows {seen.opening:.2f} s later; closed within {seen.closing:.2f} s")
        print(f"  rows {seen.rows}, ready {seen.kept}, steps in saved plans {seen.plans}, checked {seen.checked}, "
              f"differences {seen.differences}, dialogs nobody asked for: {len(seen.dialogs)}")
        print(f"  header: {seen.header}; " + "; ".join(f"{name}: {state}" for name, state in seen.states.items()))
    problems = [
        *(f"a dialog: {name}" for name in (*first.dialogs, *second.dialogs)),
        *(f"{action}: a gap of {gap:.0f} ms" for action, _, gap in (*first.against(), *second.against())),
        *([f"{most} attempts in 30 s"] if most > 1 else []),
        *([] if asked == 3 else [f"{asked} of 3 endpoints were tried at all: the count means nothing"]),
        *(f"{key} does not show its age: {state}" for seen in (first, second) for key, state in seen.states.items()
          if not ("ago" in state and "live" not in state)),
        *([] if first.rows == first.kept == second.rows == second.kept == sum(ROWS) else ["rows or choices are missing"]),
        *([] if first.plans == second.plans == [sum(ROWS)] * 2 else ["steps of plans are missing"]),
        *([] if first.checked == second.checked == sum(ROWS) else ["the check of a plan leaves out workloads"]),
        *([] if first.differences == second.differences == [OTHERS + 1] else ["plans are compared wrongly"]),
        *(f"{name} shows {shown} after the plan was opened" for seen in (first, second) for name, shown in seen.chosen.items()
          if not shown.endswith(TAG)),
        *([] if len(first.chosen) == len(second.chosen) == ROWS[-1] else ["rows are missing after the plan was opened"]),
        *([f"{seen.closing:.1f} s to close" for seen in (first, second) if seen.closing > 5]),
    ]
    print("\n" + ("held" if not problems else "NOT held:\n" + "\n".join(f"  {problem}" for problem in problems)))
    return 1 if problems else 0


def distinct(times: list[float], apart: float = 12.0) -> list[float]:
    """Lookups: the resolver of the system opens its sockets again and again for some 10 s."""
    found: list[float] = []
    for at in sorted(times):
        if not found or at - found[-1] > apart:
            found.append(at)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fair", action="store_true")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--dark", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(Path(given.inside[1]), given.inside[0])
    if given.dark:
        return dark(Path(given.dark))
    code = go_first(not given.fair)
    if code is not None:
        return code
    engines = engines_support.provide()
    folder = Path(tempfile.mkdtemp(prefix="prove-offline-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        namespaces = [stack.enter_context(engines_support.fresh_namespace(engines, "prove-offline")) for _ in ROWS]
        engine = stack.enter_context(engine_by_tcp(engines.docker_host))
        lab = Lab(engines, namespaces[0], folder, f"t{secrets.token_hex(4)}")
        stack.callback(lab.forget_images)
        furnish(lab, namespaces, engine)
        me = [sys.executable, "-m", "tests.prove.offline"]
        try:
            warm = _darkness.command([*me, "--inside", "warm", str(folder)], dark=False, hosts=f"127.0.0.1 {NAME}\n")
            subprocess.run(warm, cwd=ROOT, check=True, timeout=200)
            return subprocess.run(_darkness.command([*me, "--dark", str(folder)], dark=True, hosts=""), cwd=ROOT, check=False).returncode
        except _darkness.NotHere as error:
            print(f"not run: {error}")
            return 2


if __name__ == "__main__":
    sys.exit(main())
