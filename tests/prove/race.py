"""Two profiles with nothing shared but the registry build the same image at once: no tag ever names two digests unnoticed.

`--rounds N`: how often both start at the same moment.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests import engines_support
from tests.e2e.lab import Lab
from tests.e2e.race import race


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    given = parser.parse_args()
    engines = engines_support.provide()
    folder = Path(tempfile.mkdtemp(prefix="prove-race-"))
    try:
        with engines_support.fresh_namespace(engines, "prove-race") as namespace:
            lab = Lab(engines, namespace, folder)
            result = asyncio.run(race(lab, given.rounds))
            names = lab.docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference={lab.address}/*").split()
            names = [name for name in names if not name.endswith(":<none>")]
            if names:
                lab.docker("rmi", "-f", *names)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    runs = 2 * result.rounds
    print(f"{'rounds, two builds each':44}{result.rounds:>6}")
    print(f"{'runs that ended with an image':44}{result.ended:>6}")
    print(f"{'tags of their own':44}{len(result.pushed):>6}")
    print(f"{'races lost, said and numbered anew':44}{result.lost:>6}")
    print(f"{'tags that name another image than their run':44}{len(result.wrong):>6}")
    print(f"{'runs that failed':44}{len(result.failed):>6}")
    print(f"{'seconds':44}{result.seconds:>6.0f}")
    for line in (*result.wrong, *result.failed):
        print(f"  {line}")
    well = not result.wrong and not result.failed and result.ended == len(result.pushed) == runs
    print("held" if well else "NOT held")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
