"""Build and push by the program against `docker build && docker push` and `docker buildx build --push`, in interleaved pairs.

Also: what a second push uploads, a large context and the memory it takes, four builds at once against one after another.

Without options: 200 MB, 15 pairs, a context of 1 GB; about 20 minutes on a quiet computer. Quicker: `--pairs N`, `--megabytes N` of the
image, `--context N` megabytes, `--context-pairs N`, `--only PART …` (image, buildx, again, context, four). What is under way is on stderr.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.services.ports import Builder, BuildRequest
from desktop_pipeline.services.push_alone import push_alone
from desktop_pipeline.world import put_tag
from tests import engines_support
from tests.adapters.support import MemoryLog, Steps
from tests.adapters.test_buildx_builder import ask
from tests.engines_support import Engines

REMOTE = "lab-remote"
PARTS = ("image", "buildx", "again", "context", "four")


class Bench:
    """Both sides of one pair build folders of one size, with new content each time."""

    def __init__(self, engines: Engines, folder: Path) -> None:
        self.engines, self.folder = engines, folder
        self.repository = f"{engines.registry}/bench-{secrets.token_hex(4)}"
        self.prune = False
        self._number = 0

    def context(self, megabytes: int, files: int = 10) -> Path:
        """A folder with new random content and a Dockerfile that takes it."""
        self._number += 1
        folder = self.folder / f"context-{self._number}"
        folder.mkdir()
        for number in range(files):
            with (folder / f"part-{number}").open("wb") as file:
                for _ in range(max(1, megabytes // files)):
                    file.write(random.randbytes(1 << 20))
        (folder / "Dockerfile").write_text(f"FROM {self.engines.registry}/base/busybox:1\nCOPY part-* /data/\n")
        return folder

    def reference(self, name: str) -> str:
        self._number += 1
        return f"{self.repository}:{name}-{self._number}"

    async def command(self, *arguments: str, buildkit: bool = False) -> str:
        environment = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
        process = await asyncio.create_subprocess_exec(
            "docker", "-H", self.engines.docker_host, *arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()[-2000:]
        return output.decode()

    async def by_docker(self, folder: Path, *, push: bool = True) -> None:
        reference = self.reference("hand")
        await self.command("build", "--no-cache", "-t", reference, str(folder))
        if push:
            await self.command("push", reference)

    async def by_buildx(self, folder: Path) -> None:
        builder = ("--builder", REMOTE)
        await self.command("buildx", "build", *builder, "--no-cache", "--push", "-t", self.reference("hand"), str(folder), buildkit=True)

    async def by_program(self, builder: Builder, folder: Path, *, push: bool = True, reference: str = "") -> MemoryLog:
        """What a build run does: build, look at the tag, push, look again."""
        reference, log = reference or self.reference("program"), MemoryLog()
        image = await builder.build(BuildRequest(folder, reference, no_cache=True), {}, log, Steps())
        if push:
            host, _, rest = reference.partition("/")
            path, _, tag = rest.rpartition(":")

            async def resolve() -> str | None:
                found = await asyncio.to_thread(ask, self.engines, f"{host}/v2/{path}/manifests/{tag}", "HEAD")
                return found[1] if found else None

            async def is_ours(digest: str) -> bool:
                return bool(digest)  # nobody else pushes here

            assert await push_alone(builder.push(image, reference, None, log, Steps()), resolve, is_ours, SystemClock())
        return log

    async def clean(self) -> None:
        """What was built takes 200 MB each time, in the engine and in the cache of the builder of the test engines."""
        if self.prune:
            await self.command("buildx", "prune", "--builder", REMOTE, "--all", "--force")
        names = (await self.command("images", "--format", "{{.Repository}}:{{.Tag}}", self.repository)).split()
        names = [name for name in names if not name.endswith(":<none>")]
        if names:
            await self.command("rmi", "-f", *names)


Side = Callable[[Path], Awaitable[object]]


@dataclass
class Table:
    """What was measured: a line of text each, and whether it is within its budget."""

    lines: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, title: str, text: str, held: bool) -> None:
        self.lines.append((title, text, held))
        note(f"{title}: {text.strip()}")

    def show(self) -> bool:
        print(f"{'':42}{'program':>9}{'rival':>9}{'ratio':>8}   95 % of the median   budget")
        for title, text, held in self.lines:
            print(f"{title:42}{text:50}{'held' if held else 'NOT held'}")
        well = all(held for _, _, held in self.lines)
        print("budgets: " + ("held" if well else "NOT held"))
        return well


def note(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


async def pairs(table: Table, title: str, bench: Bench, count: int, megabytes: int, limit: float, ours: Side, theirs: Side) -> None:
    """Measure both sides in turn, now one first, now the other: medians, ratio of the pairs."""
    taken: list[tuple[float, float]] = []
    for number in range(count):
        seconds = [0.0, 0.0]
        for side in ((0, 1), (1, 0))[number % 2]:
            folder = bench.context(megabytes)  # of its own: of two with the same content the second would find its layer in the registry
            os.sync()
            begin = time.perf_counter()
            await (ours, theirs)[side](folder)
            seconds[side] = time.perf_counter() - begin
            subprocess.run(["rm", "-rf", str(folder)], check=True)  # noqa: ASYNC221 - between measurements
        taken.append((seconds[0], seconds[1]))
        note(f"{title}, pair {number + 1} of {count}: {seconds[0]:.2f} s and {seconds[1]:.2f} s")
        await bench.clean()
    ratios = [a / b for a, b in taken]
    middle, (low, high) = statistics.median(ratios), interval(ratios)
    a, b = (statistics.median(pair[side] for pair in taken) for side in (0, 1))
    table.add(title, f"{a:>7.2f} s{b:>7.2f} s{middle:>8.3f}   {low:.3f} – {high:.3f}", middle <= limit)


def interval(ratios: list[float]) -> tuple[float, float]:
    """95 % interval of the median, by drawing again."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(4000))
    return medians[100], medians[-101]


class Peak:
    """The most memory of this process while it is open, above what it had before; megabytes."""

    def __init__(self) -> None:
        self._stop, self._before, self.above = threading.Event(), self._now(), 0.0
        self._thread = threading.Thread(target=self._watch)

    @staticmethod
    def _now() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.above = max(self.above, self._now() - self._before)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


async def again(table: Table, bench: Bench, builder: Builder, megabytes: int) -> None:
    """How many layers a second push of the same image uploads, as the engine's words tell."""
    folder, log = bench.context(megabytes), MemoryLog()
    image = await builder.build(BuildRequest(folder, bench.reference("first"), no_cache=True), {}, log, Steps())
    await builder.push(image, bench.reference("first"), None, log, Steps())
    log = MemoryLog()
    await builder.push(image, bench.reference("second"), None, log, Steps())
    there = sum("already exists" in line for line in log.lines)
    uploaded = sum(line.endswith("Pushed") for line in log.lines)
    table.add("second push of the same image", f"{uploaded} layers uploaded, {there} were there", uploaded == 0 and there > 0)


async def four(table: Table, bench: Bench, builder: Builder, megabytes: int) -> None:
    taken: list[tuple[float, float]] = []
    for number in range(3):
        seconds = [0.0, 0.0]
        for at_once in ((0, 1), (1, 0))[number % 2]:
            folders = [bench.context(megabytes) for _ in range(4)]
            for folder in folders:
                (folder / "Dockerfile").write_text((folder / "Dockerfile").read_text() + "RUN sleep 1 && sha256sum /data/* > /sums\n")
            begin = time.perf_counter()
            if at_once:
                await asyncio.gather(*(bench.by_program(builder, folder) for folder in folders))
            else:
                for folder in folders:
                    await bench.by_program(builder, folder)
            seconds[at_once] = time.perf_counter() - begin
        taken.append((seconds[0], seconds[1]))
    one, all_ = (statistics.median(pair[side] for pair in taken) for side in (0, 1))
    table.add("four builds (median of 3)", f"{one:.1f} s one after another, {all_:.1f} s at once", all_ < one)


async def measured(engines: Engines, folder: Path, given: argparse.Namespace) -> bool:
    bench, table = Bench(engines, folder), Table()
    engine, remote = DockerBuilder(engines.docker_host), BuildxBuilder(engines.docker_host, builder=REMOTE, put_tag=put_tag)
    chosen, size = given.only or PARTS, given.megabytes
    try:
        await bench.by_program(engine, bench.context(1))  # warm
        if "image" in chosen:
            await pairs(table, f"{size} MB, docker build && docker push", bench, given.pairs, size, 1.05,
                        lambda folder: bench.by_program(engine, folder), bench.by_docker)
        if "buildx" in chosen:
            bench.prune = True
            await pairs(table, f"{size} MB, docker buildx build --push", bench, given.pairs, size, 1.05,
                        lambda folder: bench.by_program(remote, folder), bench.by_buildx)
        if "context" in chosen:
            with Peak() as peak:
                await pairs(table, f"context of {given.context} MB, docker build", bench, given.context_pairs, given.context, 1.10,
                            lambda folder: bench.by_program(engine, folder, push=False), lambda folder: bench.by_docker(folder, push=False))
            table.add("most memory above idle meanwhile", f"{peak.above:.0f} MB", peak.above <= 100)
        if "again" in chosen:
            await again(table, bench, engine, size)
        if "four" in chosen:
            await four(table, bench, engine, 5)
    finally:
        await bench.clean()
        await engine.close()
        await remote.close()
    return table.show()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--context", type=int, default=1000)
    parser.add_argument("--context-pairs", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=PARTS)
    given = parser.parse_args()
    try:
        engines = engines_support.provide()
        if "buildx" in (given.only or PARTS):
            engines_support.start("buildkit")
    except engines_support.Unavailable as error:
        print(f"bench builds needs real engines: {error}. Start them: eval $(tests/engines/engines up)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="bench-builds-") as folder:
        return 0 if asyncio.run(measured(engines, Path(folder), given)) else 1


if __name__ == "__main__":
    sys.exit(main())
