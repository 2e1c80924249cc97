"""Random runs, a short version of `dev.py prove runs`; and the storms in which it found something."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.runs import State, What
from desktop_pipeline.domain.workloads import Kind
from tests.services.storm_lives import Seen, ended, ride
from tests.services.storm_rules import broken
from tests.services.storm_strategies import storms
from tests.services.storms import Act, Afterwards, Happening, Load, Storm
from tests.services.virtual import run_virtually


def weathered(storm: Storm, scratch: Path) -> Seen:
    """What came of a storm, with all rules kept."""
    seen = run_virtually(lambda clock: ride(storm, clock, scratch))
    assert broken(storm, seen) == []
    return seen


@pytest.mark.timeout(300)
@settings(max_examples=60, derandomize=True, database=None, phases=(Phase.generate,),
          suppress_health_check=(HealthCheck.too_slow, HealthCheck.function_scoped_fixture))
@given(storms)
def test_what_must_hold_of_every_run(tmp_path: Path, storm: Storm) -> None:
    weathered(storm, tmp_path)


def test_a_storm_happens_the_same_way_again(tmp_path: Path) -> None:
    storm = Storm((Load(want="web"), Load(kind=Kind.STATEFUL_SET, wave=1), Load(want="crash", wave=1)), on_failure=OnFailure.UNDO,
                  happenings=(Happening(Act.LOSE, write=12), Happening(Act.CUT, 2.0, amount=8.0)), kills=((25, True),))
    one, other = weathered(storm, tmp_path), weathered(storm, tmp_path)
    assert [write.at for write in one.writes] == [write.at for write in other.writes]
    assert one.writes
    assert one.deaths == other.deaths != []


def test_the_rules_notice_what_is_wrong(tmp_path: Path) -> None:
    """A cluster that applies a patch twice, and one that forgets it."""
    storm = Storm((Load(),))
    seen = weathered(storm, tmp_path)
    lab = seen.sandbox.clusters["lab"]
    lab.patches.append(lab.patches[0])
    assert any("patched 2 times" in text for text in broken(storm, seen))
    del lab.patches[1:], seen.writes[:]
    assert any("was not made" in text for text in broken(storm, seen))


def states(seen: Seen, run_id: str) -> dict[str, str]:
    ends = (event for event in seen.disk.runs[run_id].events if event.what is What.STEP_ENDED)
    return {event.step.rpartition("/")[2]: event.text("state") for event in ends}


@pytest.mark.parametrize("happenings", [(), (Happening(Act.REPLACE, 0.05),)])
def test_an_image_that_is_there_and_does_not_run_is_not_done(tmp_path: Path, happenings: tuple[Happening, ...]) -> None:
    """The first run failed; the next one of the same plan has nothing to change, and says what is. So it does when somebody made the
    workload anew meanwhile, and the rollout is not ours."""
    seen = weathered(Storm((Load(want="never", limit=5.0),), happenings=happenings, afterwards=Afterwards.RETRY), tmp_path)
    first, again = seen.runs()
    assert ended(seen, first) is not State.DONE
    assert not State(states(seen, again)["w0"]).good


def test_nothing_begins_after_a_failure_that_came_while_the_link_was_lost(tmp_path: Path) -> None:
    """Its turn had come before the failure; the cluster answered after it."""
    loads = (Load(), Load(want="mailer", kind=Kind.DAEMON_SET))
    seen = weathered(Storm(loads, on_failure=OnFailure.STOP, happenings=(Happening(Act.STALL, 0.0, amount=60.0),)), tmp_path)
    (run,) = seen.runs()
    assert states(seen, run) == {"mailer": "failed", "w0": "skipped", "w1": "skipped"}
    assert not seen.sandbox.clusters["lab"].patches


def test_a_skipped_step_of_a_middle_wave_lets_nobody_pass(tmp_path: Path) -> None:
    """The last wave waits for the first one, though nothing is left between them."""
    loads = (Load(want="slow"), Load(wave=1), Load(wave=2))
    seen = weathered(Storm(loads, happenings=(Happening(Act.SKIP, 0.5, which=1),)), tmp_path)
    assert states(seen, seen.runs()[0]) == {"w0": "done", "w1": "skipped", "w2": "done"}


def test_a_change_that_may_still_arrive_is_not_left_out_in_silence(tmp_path: Path) -> None:
    """It was sent and has no answer when the program dies; the next one may not change anything any more. Then it arrives."""
    happenings = (Happening(Act.LOSE, write=4, amount=8.0), Happening(Act.FORBID, write=6, amount=60.0))
    seen = weathered(Storm((Load(), Load()), happenings=happenings, kills=((7, False),)), tmp_path)
    assert "unknown" in states(seen, seen.runs()[0]).values()


def test_a_change_that_arrives_late_does_not_come_after_its_undo(tmp_path: Path) -> None:
    """The answer to the first try is lost and the second one succeeds; it fails, and is put back before the first try arrives."""
    storm = Storm((Load(want="crash"),), on_failure=OnFailure.UNDO, happenings=(Happening(Act.LOSE, write=4, amount=20.0),))
    seen = weathered(storm, tmp_path)
    assert [patch.run for patch in seen.sandbox.clusters["lab"].patches] == seen.runs()
    assert len(seen.runs()) == 2


@pytest.mark.parametrize("write", range(6, 13))
def test_a_stop_while_an_end_is_written_changes_nothing_about_it(tmp_path: Path, write: int) -> None:
    seen = weathered(Storm((Load(),), happenings=(Happening(Act.STOP, write=write),)), tmp_path)
    assert len(states(seen, seen.runs()[0])) == 1


@pytest.mark.parametrize("after", [False, True])
def test_every_write_of_a_run_may_be_its_last(tmp_path: Path, after: bool) -> None:
    for write in range(1, 20):
        weathered(Storm((Load(), Load(want="never", wave=1, limit=5.0)), on_failure=OnFailure.UNDO, kills=((write, after),)), tmp_path)


def test_what_somebody_sets_while_nobody_follows_is_not_called_done(tmp_path: Path) -> None:
    """It was changed and the answer not yet read when the program died; somebody sets the former image before the next program looks."""
    happenings = (Happening(Act.CUT, write=13), Happening(Act.SET, 0.05))
    seen = weathered(Storm((Load(),) * 6, happenings=happenings, kills=((14, False),)), tmp_path)
    assert "superseded" in states(seen, seen.runs()[0]).values()


def test_a_link_that_is_lost_when_a_run_goes_on_does_not_make_its_changes_failures(tmp_path: Path) -> None:
    loads = (Load(), Load(wave=1), Load(wave=1), Load(want="web"), Load(want="api", wave=1))
    storm = Storm(loads, limit=10.0, pauses=(0,), job=True, happenings=(Happening(Act.CUT), Happening(Act.CUT, write=57, amount=20.0)),
                  answers=(True,), kills=((48, False),))
    seen = weathered(storm, tmp_path)
    assert "timed-out" in states(seen, seen.runs()[0]).values()


def test_a_workload_that_is_deleted_before_a_run_goes_on_was_changed_all_the_same(tmp_path: Path) -> None:
    happenings = (Happening(Act.CUT), Happening(Act.CUT), Happening(Act.REMOVE, write=16))
    seen = weathered(Storm((Load(), Load()), also_build=("web",), happenings=happenings, kills=((18, False),)), tmp_path)
    assert "failed" in states(seen, seen.runs()[0]).values()


def test_what_went_while_nobody_knew_whether_it_was_changed(tmp_path: Path) -> None:
    """The change was made, its answer was lost with the link, and the workload was deleted before it could be asked again."""
    happenings = (Happening(Act.LOSE, 0.05, amount=0.5), Happening(Act.REMOVE, 2.0, which=2, amount=1.0))
    loads = (Load(), Load(want="web"), Load())
    seen = weathered(Storm(loads, concurrency=1, happenings=happenings, kills=((11, False),)), tmp_path)
    (run,) = seen.runs()
    assert states(seen, run)["w2"] == "unknown"
