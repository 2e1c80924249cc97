"""Ten Dockerfiles in the usual shapes, one with 50,000 files, give the same content as `docker build` by hand: path, mode, owner, hash.

`--files N`: how many files the big context has; `--only NAME …`: only these shapes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.world import put_tag
from tests import engines_support
from tests.adapters.dockerfile_cases import REMOTE, Bench, cases


async def compare(bench: Bench, files: int, only: list[str]) -> bool:
    engine, elsewhere = DockerBuilder(bench.engines.docker_host), BuildxBuilder(bench.engines.docker_host, builder=REMOTE, put_tag=put_tag)
    well = True
    print(f"{'':24}{'builder':12}{'entries':>9}{'different':>11}{'seconds':>9}")
    try:
        for case in cases(files):
            for remote in (False, True):
                if (case.remote_only and not remote) or (only and case.name not in only):
                    continue
                folder = bench.folder / case.name
                if folder.exists():
                    folder.rename(bench.folder / f"{case.name}-engine")
                begin = time.monotonic()
                count, found = await bench.differences(case, elsewhere if remote else engine, remote)
                well = well and not found
                name, seconds = REMOTE if remote else "engine", time.monotonic() - begin
                print(f"{case.name:24}{name:12}{count:>9,}{len(found):>11}{seconds:>9.1f}", flush=True)
                for line in found[:10]:
                    print(f"  {line}")
    finally:
        await engine.close()
        await elsewhere.close()
    return well


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    engines = engines_support.provide()
    engines_support.start("buildkit")
    with tempfile.TemporaryDirectory(prefix="prove-dockerfiles-") as folder:
        bench = Bench(engines, Path(folder))
        try:
            well = asyncio.run(compare(bench, given.files, given.only))
        finally:
            bench.clean()
    print("equal" if well else "NOT equal")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
