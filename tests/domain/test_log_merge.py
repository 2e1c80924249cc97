"""Lines of containers' logs: had before or not, and in order."""

from __future__ import annotations

import pytest

from desktop_pipeline.domain.log_merge import LogLine, Merge, Seen, parse_line, seconds_of, stamp_of

SECOND = "2026-01-31T12:00:{:02d}.{:09d}"


def line(second: int, nano: int, text: str = "x") -> LogLine:
    return LogLine(SECOND.format(second, nano), text)


@pytest.mark.parametrize(
    ("raw", "stamp", "text"),
    [("2026-01-31T12:00:00.123456789Z hello  there ", "2026-01-31T12:00:00.123456789", "hello  there "),
     ("2026-01-31T12:00:00.5Z x", "2026-01-31T12:00:00.500000000", "x"),
     ("2026-01-31T12:00:00Z x", "2026-01-31T12:00:00.000000000", "x"),
     ("2026-01-31T12:00:00.1Z", "2026-01-31T12:00:00.100000000", ""),
     # a node whose clock is not in UTC
     ("2026-01-31T12:00:00.123456789+09:00 x", "2026-01-31T03:00:00.123456789", "x"),
     ("2026-01-31T22:45:00.5-03:30 +09:00", "2026-02-01T02:15:00.500000000", "+09:00"),
     ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.000000000", "")])
def test_a_line_with_its_stamp(raw: str, stamp: str, text: str) -> None:
    assert parse_line(raw) == LogLine(stamp, text)


@pytest.mark.parametrize("raw", ["unable to retrieve container logs for containerd://x", "", "2026-01-31T12:00:00.1Zx", "failed to open",
                                 "2026-01-31T12:00:00.1 x", "2026-01-31T12:00:00.1+0900 x", "2026-01-31T12:00:00.1+25:00 x"])
def test_what_no_container_wrote(raw: str) -> None:
    assert parse_line(raw) is None


def test_stamps_are_times() -> None:
    assert seconds_of(stamp_of(1_770_000_000.25)) == 1_770_000_000.25
    assert len(stamp_of(0.0)) == len(line(0, 0).stamp)


def test_stamps_of_nodes_in_different_zones_are_in_order() -> None:
    lines = [parse_line(raw) for raw in ("2026-01-31T12:00:01Z a", "2026-01-31T21:00:02+09:00 b", "2026-01-31T07:00:03-05:00 c")]
    stamps = [line.stamp for line in lines if line is not None]
    assert stamps == sorted(stamps) and len(stamps) == 3
    seen = Seen()
    seen.take(LogLine(stamps[1], "b"))
    assert seen.since == "2026-01-31T12:00:02Z", "what the API is asked for is UTC as well"


def followed(seen: Seen, *lines: LogLine, same: bool = True) -> list[LogLine]:
    """One stream; what is new of it."""
    seen.begin(same=same)
    new = []
    for item in lines:
        if not seen.double(item):
            new.append(item)
            seen.take(item)
    return new


def test_what_is_had_again_is_left_out() -> None:
    seen = Seen()
    assert seen.since == ""
    first = [line(1, 5), line(1, 6), line(2, 1, "a"), line(2, 1, "a"), line(2, 1, "b")]  # a runtime may stamp several lines alike
    assert followed(seen, *first) == first
    assert seen.since == "2026-01-31T12:00:02Z"
    again = [line(2, 1, "a"), line(2, 1, "a"), line(2, 1, "b"), line(2, 1, "a"), line(3, 0)]
    assert followed(seen, *again) == again[3:]


def test_lines_a_little_out_of_order_are_not_lost() -> None:
    """stdout and stderr are stamped before they are written."""
    seen = Seen()
    both = [line(2, 7), line(2, 5), line(3, 2), line(2, 9)]
    assert followed(seen, *both) == both
    assert seen.since == "2026-01-31T12:00:03Z"
    assert followed(seen, line(3, 2), line(3, 1)) == [line(3, 1)]


def test_a_gap_shows() -> None:
    """A new line before the last one was met again."""
    seen = Seen()
    met = []
    seen.begin()
    met.append(seen.met)
    seen.take(line(1, 1))
    for item in (line(9, 1), line(1, 1)):
        seen.begin()
        met.append(seen.met)
        met.append(seen.double(item))
        met.append(seen.met)
    assert met == [True, False, False, False, False, True, True]


def test_another_start_of_the_container_goes_on_by_itself() -> None:
    seen = Seen()
    seen.take(line(1, 1))
    seen.begin(same=False)
    assert seen.met


def test_lines_of_several_come_in_order() -> None:
    merge = Merge(0.1, 100)
    merge.put("2", "b", 0.0)
    merge.put("1", "a", 0.05)
    assert merge.ready(0.05) == []
    assert [item.text for item in merge.ready(0.11)] == ["a", "b"]  # what is earlier goes with it
    merge.put("4", "d", 0.2)
    merge.put("3", "c", 0.35)
    assert [item.text for item in merge.ready(0.32)] == ["c", "d"]
    assert len(merge) == 0


def test_one_source_waits_for_nobody() -> None:
    merge = Merge(0.1, 100)
    merge.put("1", "a", 0.0)
    assert [item.text for item in merge.ready(0.0, alone=True)] == ["a"]


def test_not_too_many_are_kept() -> None:
    merge = Merge(10.0, 3)
    for number in range(5):
        merge.put(str(number), str(number), 0.0)
    assert [item.text for item in merge.ready(0.0)] == ["0", "1"]
    assert len(merge) == 3
