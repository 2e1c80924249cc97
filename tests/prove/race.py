"""Two profiles with nothing shared but the registry build the same image at once: no tag ever names two digests unnoticed.

`--rounds N`: how often both start at the same moment. `--only one two buildkit remote`: with one engine for both, with an engine each (the
second one elsewhere, over TLS), with the BuildKit of one engine, with a BuildKit that puts images into the registry by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import engines_support
from tests.adapters import remote_engine
from tests.e2e.lab import Lab
from tests.e2e.race import Race, race
from tests.engines_support import Engines

KINDS = {"one": "one engine for both", "two": "an engine each", "buildkit": "BuildKit of one engine", "remote": "BuildKit elsewhere"}


@contextlib.contextmanager
def engines_of(kind: str, engines: Engines, folder: Path) -> Iterator[tuple[str, str]]:
    """Lines of the two bindings."""
    host = f"host: {engines.docker_host}"
    if kind != "two":
        builder = {"buildkit": "\n    builder: buildkit", "remote": "\n    builder: lab-remote"}.get(kind, "")
        yield host + builder, host + builder
        return
    config = folder / "docker-config"
    config.mkdir()
    with remote_engine.running(folder / "far", tuple(int(item.rpartition(":")[2]) for item in (engines.registry,))) as (far, _):
        os.environ["DOCKER_CONFIG"] = str(config)
        try:
            yield host, f"context: {far.make_context(config)}"
        finally:
            del os.environ["DOCKER_CONFIG"]


def told(kind: str, result: Race) -> bool:
    print(f"{KINDS[kind]}: {result.rounds} rounds of two builds, {result.seconds:.0f} s")
    for text, count in (
        ("runs that ended with an image", result.ended), ("tags of their own", len(result.pushed)),
        ("races lost, said and numbered anew", result.lost), ("overwritten after the last look, told by a notice", len(result.told)),
        ("tags that name another image, unnoticed", len(result.wrong)),
        ("runs that failed", len(result.failed)),
    ):
        print(f"  {text:52}{count:>6}")
    for line in (*result.wrong, *result.failed):
        print(f"  {line}")
    return not result.wrong and not result.failed and result.ended == len(result.pushed) == 2 * result.rounds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--only", nargs="*", choices=KINDS, default=list(KINDS))
    given = parser.parse_args()
    engines, well = engines_support.provide(), True
    if (why := remote_engine.missing()) and "two" in given.only:
        print(why)
        return 1
    for kind in given.only:
        fresh = engines_support.fresh_namespace(engines, "prove-race")
        with tempfile.TemporaryDirectory(prefix="prove-race-") as folder, fresh as namespace:
            lab = Lab(engines, namespace, Path(folder))
            with engines_of(kind, engines, Path(folder)) as bindings:
                well &= told(kind, asyncio.run(race(lab, given.rounds, bindings)))
            names = lab.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference={lab.address}/*").split()
            names = [name for name in names if not name.endswith(":<none>")]
            if names:
                lab.docker("rmi", "-f", *names)
    print("held" if well else "NOT held")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
