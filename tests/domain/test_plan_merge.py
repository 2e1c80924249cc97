"""Two people changed one plan."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.plan_merge import Clash, Side, merged
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey


def step(name: str, tag: str = "1", **more: object) -> WorkloadStep:
    return replace(WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, name), (RowChange("main", Mode.TAG, "hub/app", tag),)), **more)


WEB, API = step("web"), step("api")
BASE = Plan("Release", (WEB, API), "a", notes="Ask Kim", links=("https://one",))


def test_what_only_one_of_them_changed_is_taken_over():
    ours = replace(BASE, title="Release!", steps=(replace(WEB, wave=1), API))
    theirs = replace(BASE, notes="STOP", links=("https://two",), drift=DriftPolicy(changed=OnDrift.ASK),
                     steps=(replace(WEB, note="Kim watches"), step("api", "2"), step("new")))
    found = merged(BASE, ours, theirs)
    assert found.plan == replace(theirs, title="Release!", steps=(replace(WEB, wave=1, note="Kim watches"), step("api", "2"), step("new")))
    assert found.clashes == ()
    assert found.taken == (("", "notes"), ("", "links"), ("", "drift"), (WEB.id, "note"), (API.id, "rows"), (step("new").id, ""))


def test_what_both_changed_is_asked_and_stays_ours_until_then():
    ours = replace(BASE, title="Mine", notes="Mine", links=("https://one", "https://mine"), steps=(replace(WEB, note=""), API))
    theirs = replace(BASE, title="Theirs", notes="STOP", links=("https://one", "https://theirs"))
    found = merged(BASE, ours, theirs)
    assert found.plan == ours
    assert found.clashes == (Clash("", "title", "Mine", "Theirs"), Clash("", "notes", "Mine", "STOP"),
                             Clash("", "links", ours.links, theirs.links))
    assert [clash.can_be_both for clash in found.clashes] == [False, True, True]
    decided = merged(BASE, ours, theirs, {("", "title"): Side.THEIRS, ("", "notes"): Side.BOTH, ("", "links"): Side.BOTH}).plan
    assert (decided.title, decided.notes) == ("Theirs", "STOP\nMine")
    assert decided.links == ("https://one", "https://theirs", "https://mine")
    assert merged(BASE, ours, theirs, {("", "title"): Side.BOTH}).plan.title == "Mine", "of a title there is one"
    assert merged(BASE, replace(BASE, notes=""), theirs, {("", "notes"): Side.BOTH}).plan.notes == "STOP"


def test_the_same_change_of_both_is_no_clash():
    same = replace(BASE, title="Friday", steps=(API,))
    assert merged(BASE, same, same).plan == same
    assert merged(BASE, same, same).clashes == merged(BASE, same, same).taken == ()


def test_steps_that_one_of_them_took_out():
    gone, changed = replace(BASE, steps=(API,)), replace(BASE, steps=(replace(WEB, wave=2), API))
    assert merged(BASE, gone, BASE).plan.steps == merged(BASE, BASE, gone).plan.steps == (API,)
    ours = merged(BASE, changed, gone)
    assert ours.plan.steps == (API, replace(WEB, wave=2)), "a step that we changed does not go without a word"
    assert ours.clashes == (Clash(WEB.id, "", replace(WEB, wave=2), None),)
    assert merged(BASE, changed, gone, {(WEB.id, ""): Side.THEIRS}).plan.steps == (API,)
    theirs = merged(BASE, gone, changed)
    assert theirs.clashes == (Clash(WEB.id, "", None, replace(WEB, wave=2)),)
    assert theirs.plan.steps == (API,)
    assert merged(BASE, gone, changed, {(WEB.id, ""): Side.THEIRS}).plan.steps == changed.steps
