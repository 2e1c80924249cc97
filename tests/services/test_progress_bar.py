"""One bar for a whole build."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.progress_bar import Bar
from tests.adapters.support import Steps


def test_each_part_has_its_piece_and_the_bar_never_goes_back() -> None:
    steps, message = Steps(), Message.of("build.built")
    bar = Bar(steps)
    build, push = bar.part(0.0, 0.7), bar.part(0.7, 1.0)
    for part, fraction in ((build, None), (build, 0.5), (build, None), (build, 0.2), (push, None), (push, 0.5), (build, 1.0), (push, 2.0)):
        part(fraction, message)
    assert [fraction for fraction, _ in steps.seen] == [None, *(pytest.approx(each) for each in (0.35, 0.35, 0.35, 0.7, 0.85, 0.85, 1.0))]
