"""Some hundreds of random edits, then a run: what was applied is what was shown. `prove edits` does 10,000."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ui.edits import LARGEST, edited_window


@settings(max_examples=3, deadline=None, derandomize=True, database=None, phases=(Phase.generate, Phase.shrink),
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large])
@given(edits=st.lists(st.integers(0, LARGEST), min_size=60, max_size=120))
def test_what_is_shown_is_what_is_applied(qt_run, tmp_path: Path, edits: list[int]) -> None:
    async def scenario():
        async with edited_window(tmp_path) as editor:
            for number in edits:
                await editor.edit(number)
            await editor.run()
            assert editor.outcome.differences == []

    qt_run(scenario(), 60)


def test_every_kind_of_edit_is_made_and_something_is_applied(qt_run, tmp_path: Path) -> None:
    async def scenario():
        async with edited_window(tmp_path) as editor:
            for number in range(0, LARGEST, LARGEST // 90):
                await editor.edit(number)
            await editor.run()
            assert len(editor.outcome.edits) == 14
            assert editor.outcome.shown > 3
            assert editor.outcome.applied >= 3
            assert editor.outcome.differences == []

    qt_run(scenario(), 60)
