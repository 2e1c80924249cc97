"""Build and push by the program against `docker build && docker push` and `docker buildx build --push`, in interleaved pairs.

Also: what a second push uploads, a large context and the memory it takes, four builds at once against one after another.

`--pairs N`, `--megabytes N` of the image (200 for the figures of a release), `--context N` megabytes (1000 for those),
`--only PART …` (image, buildx, again, context, four).
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
from pathlib import Path

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.services.ports import Builder, BuildRequest
from desktop_pipeline.services.push_alone import push_alone
from tests import engines_support
from tests.adapters.support import MemoryLog, Steps
from tests.adapters.test_buildx_builder import ask
from tests.engines_support import Engines

REMOTE = "lab-remote"
PARTS = ("image", "buildx", "again", "context", "four")


class Bench:
    """Both sides of one pair build the same folder, with new content each time."""

    def __init__(self, engines: Engines, folder: Path) -> None:
        self.engines, self.folder = engines, folder
        self.repository = f"{engines.registry}/bench-{secrets.token_hex(4)}"
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

            assert await push_alone(builder.push(image, reference, None, log, Steps()), resolve, is_ours)
        return log

    async def clean(self) -> None:
        names = (await self.command("images", "--format", "{{.Repository}}:{{.Tag}}", self.repository)).split()
        names = [name for name in names if not name.endswith(":<none>")]
        if names:
            await self.command("rmi", "-f", *names)


Side = Callable[[Path], Awaitable[object]]


async def pairs(title: str, bench: Bench, count: int, megabytes: int, ours: Side, theirs: Side) -> float:
    """Measure both sides in turn, now one first, now the other; prints and gives the median ratio."""
    taken: list[tuple[float, float]] = []
    for number in range(count):
        folder = bench.context(megabytes)
        seconds = [0.0, 0.0]
        for side in ((0, 1), (1, 0))[number % 2]:
            begin = time.perf_counter()
            await (ours, theirs)[side](folder)
            seconds[side] = time.perf_counter() - begin
        subprocess.run(["rm", "-rf", str(folder)], check=True)  # noqa: ASYNC221 - between measurements
        taken.append((seconds[0], seconds[1]))
    ratios = [a / b for a, b in taken]
    middle, (low, high) = statistics.median(ratios), interval(ratios)
    a, b = (statistics.median(pair[side] for pair in taken) for side in (0, 1))
    print(f"{title:42}{count:>4}{a:>9.2f} s{b:>9.2f} s{middle:>9.3f}   {low:.3f} – {high:.3f}", flush=True)
    return middle


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


async def again(bench: Bench, builder: Builder, megabytes: int) -> int:
    """How many layers a second push of the same image uploads, as the engine's words tell."""
    folder, log = bench.context(megabytes), MemoryLog()
    image = await builder.build(BuildRequest(folder, bench.reference("first"), no_cache=True), {}, log, Steps())
    await builder.push(image, bench.reference("first"), None, log, Steps())
    log = MemoryLog()
    await builder.push(image, bench.reference("second"), None, log, Steps())
    there = sum("already exists" in line for line in log.lines)
    uploaded = sum(line.endswith("Pushed") for line in log.lines)
    print(f"second push of the same image: {uploaded} layers uploaded, {there} were there")
    return uploaded


async def four(bench: Bench, builder: Builder, megabytes: int) -> float:
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
    print(f"four builds: one after another {one:.1f} s, at once {all_:.1f} s (median of 3)")
    return all_ / one


async def measured(engines: Engines, folder: Path, given: argparse.Namespace) -> bool:
    bench, well = Bench(engines, folder), True
    engine, remote = DockerBuilder(engines.docker_host), BuildxBuilder(engines.docker_host, builder=REMOTE)
    chosen = given.only or PARTS
    try:
        await bench.by_program(engine, bench.context(1))  # warm
        print(f"{'build + push':42}{'n':>4}{'program':>11}{'rival':>11}{'ratio':>9}   95 % of the median", flush=True)
        if "image" in chosen:
            well &= await pairs(f"{given.megabytes} MB, against docker build && push", bench, given.pairs, given.megabytes,
                                        lambda folder: bench.by_program(engine, folder), bench.by_docker) <= 1.05
        if "buildx" in chosen:
            well &= await pairs(f"{given.megabytes} MB, against buildx build --push", bench, given.pairs, given.megabytes,
                                        lambda folder: bench.by_program(remote, folder), bench.by_buildx) <= 1.05
        if "context" in chosen:
            with Peak() as peak:
                count = given.context_pairs
                well &= await pairs(f"context of {given.context} MB, build only", bench, count, given.context,
                                            lambda folder: bench.by_program(engine, folder, push=False),
                                            lambda folder: bench.by_docker(folder, push=False)) <= 1.10
            print(f"most memory above idle: {peak.above:.0f} MB")
            well &= peak.above <= 100
        if "again" in chosen:
            well &= await again(bench, engine, given.megabytes) == 0
        if "four" in chosen:
            well &= await four(bench, engine, 5) < 1
    finally:
        await bench.clean()
        await engine.close()
        await remote.close()
    return well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--megabytes", type=int, default=40)
    parser.add_argument("--context", type=int, default=200)
    parser.add_argument("--context-pairs", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=PARTS)
    given = parser.parse_args()
    engines = engines_support.provide()
    with tempfile.TemporaryDirectory(prefix="bench-builds-") as folder:
        well = asyncio.run(measured(engines, Path(folder), given))
    print("budgets: " + ("held" if well else "NOT held"))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
