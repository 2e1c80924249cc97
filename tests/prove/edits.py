"""10,000 random edits of the grid, then runs against a cluster that records its patches: applied = shown, 0 differences.

Hypothesis makes lists of edits: choose, change the mode, filter, fold, paste through the clipboard, fill down, set all rows of an image,
undo, redo, reset; in between somebody else changes images and pushes tags. Each list is edited in a real window on a sandbox of its own,
then all that is ready is run. A list that shows a difference is printed, made as short as hypothesis can.

`--edits N`, `--list N`: how many in all, and in each list; `--seed N`: another choice of them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--list", type=int, default=250)
    parser.add_argument("--seed", type=int, default=5)
    given_ = parser.parse_args()

    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from desktop_pipeline.ui.bridge import QtLoop
    from tests.ui.edits import LARGEST, Outcome, edited_window

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    total, lists, begin = Outcome(), 0, time.monotonic()

    async def one(edits: list[int]) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="prove-edits-") as folder:
            async with edited_window(Path(folder)) as editor:
                for number in edits:
                    await editor.edit(number)
                await editor.run()
                return editor.outcome

    @seed(given_.seed)
    @settings(max_examples=max(1, given_.edits // given_.list), deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
              suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(0, LARGEST), min_size=given_.list, max_size=given_.list))
    def prove(edits: list[int]) -> None:
        nonlocal lists
        loop = QtLoop(app)
        asyncio.set_event_loop(None)
        try:
            outcome = loop.run_until_complete(asyncio.wait_for(one(edits), 300))
        finally:
            loop.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        lists += 1
        total.add(outcome)
        print(f"list {lists:3}: {sum(outcome.edits.values())} edits, {outcome.shown} rows shown as ready, {outcome.applied} applied, "
              f"{len(outcome.differences)} differences", flush=True)
        assert not outcome.differences, "\n".join(outcome.differences)

    well = True
    try:
        prove()
    except AssertionError as error:
        well = False
        print(error)
    print("\nedits by kind: " + ", ".join(f"{name} {count}" for name, count in total.edits.most_common()))
    edits = sum(total.edits.values())
    print(f"{edits} edits in {lists} lists, {total.shown} rows shown as ready, {total.applied} applied, "
          f"{len(total.differences)} differences, {time.monotonic() - begin:.0f} s")
    return 0 if well and edits >= given_.edits and total.applied else 1


if __name__ == "__main__":
    sys.exit(main())
