"""Held plans: what they wait for, when they may start, and what may follow what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_pipeline.domain import messages_holds
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import (
    NO_ANSWER,
    Condition,
    Hold,
    Kind,
    Phase,
    Why,
    Window,
    conditions,
    ended,
    fired,
    looked,
    recalled,
    secrets_of,
    timer,
    window,
)
from desktop_pipeline.domain.messages import MESSAGES, Message
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.tasks import BuildImage, CodeRepository
from desktop_pipeline.domain.workloads import Kind as WorkloadKind
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.domain.workspace import Bindings, Registry, RegistryBinding, Workspace

WORKSPACE = Workspace(registries=(Registry("shop", "registry.shop:5000"), Registry("base", "base.example")))
LACKS = (Why(Message.of("hold.asking", what="cluster", name="lab")),)


def key(name: str, cluster: str = "lab") -> WorkloadKey:
    return WorkloadKey(cluster, "shop", WorkloadKind.DEPLOYMENT, name)


def step(name: str, repository: str, cluster: str = "lab", **row: str) -> WorkloadStep:
    return WorkloadStep(key(name, cluster), (RowChange("main", Mode.TAG, repository, "2", **row),))


def held(**changes: object) -> Hold:
    return replace(Hold("h", Plan("night", ()), "night", ()), **changes)  # type: ignore[arg-type]  # names of fields


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


# ---- conditions ------------------------------------------------------------------------------------------------------------------------


def test_a_plan_waits_for_its_clusters_registries_and_engines_each_once() -> None:
    steps = (step("web", "registry.shop:5000/web"), step("api", "registry.shop:5000/api", "prod"), step("cache", "redis"))
    build = Build("api", "base", "api", "1.0", engine="big")
    plan = Plan("p", steps, start_jobs=(key("job", "jobs"),))
    assert [(item.kind.value, item.id) for item in conditions(plan, WORKSPACE, [build])] == [
        ("cluster", "jobs"), ("cluster", "lab"), ("cluster", "prod"), ("registry", "base"), ("registry", "shop"), ("engine", "big")]


def test_an_undo_pulls_nothing_itself() -> None:
    plan = Plan("p", (step("web", "registry.shop:5000/web", restore="registry.shop:5000/web:1"), step("x", "")))
    assert conditions(plan, WORKSPACE, []) == (Condition(Kind.CLUSTER, "lab"),)


def test_the_secrets_are_those_of_the_registries_and_of_the_enabled_tasks() -> None:
    code = CodeRepository(url="https://git/x", secret="git/shop")
    off = CodeRepository(url="https://git/y", secret="git/other", enabled=False)
    build = Build("api", "base", "api", "1.0", tasks=(code, off, BuildImage(secrets={"npm": "npm/token"})))
    bindings = Bindings(registries={"shop": RegistryBinding("me"), "base": RegistryBinding()})
    waits = (Condition(Kind.REGISTRY, "base"), Condition(Kind.CLUSTER, "lab"))
    assert secrets_of(waits, WORKSPACE, bindings, [build]) == {"registry/shop", "git/shop", "npm/token"}
    assert secrets_of((Condition(Kind.REGISTRY, "shop"),), WORKSPACE, bindings, []) == {"registry/shop"}
    assert secrets_of(waits, WORKSPACE, bindings, []) == set()


# ---- the window ------------------------------------------------------------------------------------------------------------------------


def test_a_window_is_wall_time_in_its_zone() -> None:
    made = window("2026-07-01T22:00", "2026-07-02 02:00", "Europe/Berlin", 0)
    assert made == Window("2026-07-01T22:00", "2026-07-02T02:00", "Europe/Berlin")
    assert (made.begins(), made.ends()) == (at("2026-07-01T20:00"), at("2026-07-02T00:00"))
    winter = window("2026-12-01T22:00", "", "Europe/Berlin", 0)
    assert (winter.begins(), winter.ends()) == (at("2026-12-01T21:00"), None)
    assert window("", "2026-12-01T22:00", "UTC", 0).ends() == at("2026-12-01T22:00")
    assert window("", "", "", 0) == Window()
    assert Window().begins() is None


def test_a_window_over_the_night_of_the_change_is_an_hour_shorter() -> None:
    made = window("2026-03-28T22:00", "2026-03-29T06:00", "Europe/Berlin", 0)
    assert (made.ends() or 0) - (made.begins() or 0) == 7 * 3600


@pytest.mark.parametrize(("begin", "end", "zone", "code"), [
    ("2026-07-01T22:00", "", "", "hold.no_zone"),
    ("2026-07-01T22:00", "", "Europe/Nowhere", "hold.bad_zone"),
    ("2026-07-01T22:00", "", "../etc/passwd", "hold.bad_zone"),
    ("2026-07-01T22:00", "", "Europe", "hold.bad_zone"),
    ("tomorrow", "", "UTC", "hold.bad_time"),
    ("2026-02-30T10:00", "", "UTC", "hold.bad_time"),
    ("2026-07-01T22:00+02:00", "", "UTC", "hold.bad_time"),
    ("2026-03-29T02:30", "", "Europe/Berlin", "hold.no_such_time"),
    ("", "2026-10-25T02:30", "Europe/Berlin", "hold.twice"),
    ("2026-07-01T22:00", "2026-07-01T22:00", "UTC", "hold.turned_round"),
    ("", "2026-01-01T00:00", "UTC", "hold.past"),
])
def test_times_that_mean_nothing_sure_are_refused(begin: str, end: str, zone: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        window(begin, end, zone, at("2026-01-02T00:00"))
    assert error.value.code == code
    assert "{" not in str(error.value)
    assert "?" not in str(error.value)


def test_the_line_for_systemd() -> None:
    when = window("2026-07-01T22:00", "2026-07-02T02:00", "Europe/Berlin", 0)
    assert timer(when, "friday", ("--confirm", "prod/shop"), ("--profile", "/my profile")) == (
        "systemd-run --user '--on-calendar=2026-07-01 22:00:00 Europe/Berlin' desktop-pipeline --profile '/my profile' run friday "
        "--when-connected --not-after 2026-07-02T02:00 --zone Europe/Berlin --confirm prod/shop")
    assert timer(Window(), "friday") == "systemd-run --user desktop-pipeline run friday --when-connected"


# ---- the states ------------------------------------------------------------------------------------------------------------------------

HERE = Window("2026-01-01T10:00", "2026-01-01T12:00", "UTC")


@pytest.mark.parametrize(("now", "lacking", "phase", "codes"), [
    ("2026-01-01T09:59", (), Phase.HELD, ["hold.early"]),
    ("2026-01-01T09:59", LACKS, Phase.HELD, ["hold.early"]),
    ("2026-01-01T09:59", (Why(Message.of("hold.file_changed")), *LACKS), Phase.HELD, ["hold.early", "hold.file_changed"]),
    ("2026-01-01T10:00", LACKS, Phase.HELD, ["hold.asking"]),
    ("2026-01-01T10:00", (), Phase.STARTING, []),
    ("2026-01-01T12:00", (), Phase.STARTING, []),
    ("2026-01-01T12:01", (), Phase.MISSED, ["hold.missed"]),
    ("2026-01-01T12:01", LACKS, Phase.MISSED, ["hold.missed"]),
])
def test_a_look(now: str, lacking: tuple[Why, ...], phase: Phase, codes: list[str]) -> None:
    for before in (Phase.HELD, Phase.STARTING):
        after = looked(held(window=HERE, phase=before), at(now), lacking)
        assert (after.phase, [why.message.code for why in after.why]) == (phase, codes)


def test_without_a_window_only_the_conditions_count() -> None:
    assert looked(held(), 0, LACKS).phase is Phase.HELD
    assert looked(held(), 0, ()).phase is Phase.STARTING


def test_missed_keeps_what_was_missing() -> None:
    after = looked(held(window=HERE, why=LACKS), at("2026-01-01T13:00"), ())
    assert [why.message.code for why in after.why] == ["hold.missed", "hold.asking"]


def test_a_look_changes_nothing_that_is_over_or_has_a_run() -> None:
    for hold in (held(phase=Phase.MISSED), held(phase=Phase.STARTED, run="r"), held(phase=Phase.STARTING, run="r", window=HERE)):
        assert looked(hold, at("2030-01-01T00:00"), LACKS) is hold


def test_it_is_run_once() -> None:
    begun = fired(held(phase=Phase.STARTING, why=LACKS), "r1")
    assert (begun.run, begun.why, begun.phase) == ("r1", (), Phase.STARTING)
    for hold in (begun, held(), held(phase=Phase.REFUSED)):
        with pytest.raises(ValueError, match="cannot be run"):
            fired(hold, "r2")


def test_after_a_restart_the_journal_decides() -> None:
    begun = held(phase=Phase.STARTING, run="r1")
    assert recalled(begun, began=True) == replace(begun, phase=Phase.STARTED)
    again = recalled(begun, began=False)
    assert (again.phase, again.run) == (Phase.HELD, "")
    assert recalled(held(phase=Phase.STARTING), began=True).phase is Phase.HELD
    for hold in (held(), held(phase=Phase.MISSED)):
        assert recalled(hold, began=True) is hold


@pytest.mark.parametrize(("before", "run", "possible"), [
    (Phase.HELD, "", {Phase.MISSED, Phase.REFUSED, Phase.DISARMED}),
    (Phase.STARTING, "", {Phase.MISSED, Phase.REFUSED, Phase.DISARMED}),
    (Phase.STARTING, "r", {Phase.STARTED, Phase.REFUSED}),
    *((phase, run, set()) for phase in (Phase.STARTED, Phase.MISSED, Phase.REFUSED, Phase.DISARMED) for run in ("", "r")),
])
def test_what_may_end_how(before: Phase, run: str, possible: set[Phase]) -> None:
    for phase in Phase:
        hold = held(phase=before, run=run)
        if phase in possible:
            assert ended(hold, phase, LACKS) == replace(hold, phase=phase, why=LACKS)
        else:
            with pytest.raises(ValueError, match="cannot become"):
                ended(hold, phase)


def test_what_is_over() -> None:
    assert {phase for phase in Phase if not phase.over} == {Phase.HELD, Phase.STARTING}


# ---- texts -----------------------------------------------------------------------------------------------------------------------------


def test_every_unreachable_of_the_program_is_known_as_something_to_wait_for() -> None:
    sources = Path(messages_holds.__file__).parents[1].rglob("*.py")
    raised = re.compile(r'(?:Unreachable|Unsent)\W+"([a-z._]+)"(?: if \w+ else "([a-z._]+)")?|"([a-z._]+)": Unreachable\b')
    found = {code for path in sources for codes in raised.findall(path.read_text("utf-8")) for code in codes if code}
    assert found >= {"cluster.tls", "git.certificate", "rest.certificate", "rest.unreachable", "transfer.certificate"}
    found |= {"registry.unreachable", "registry.certificate", "engine.lost", "engine.unreachable"}  # chosen by a variable there
    assert found <= NO_ANSWER, found - NO_ANSWER
    assert MESSAGES.keys() >= NO_ANSWER, NO_ANSWER - MESSAGES.keys()
