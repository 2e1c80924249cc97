"""plan diff, and the forecast beside what a run took."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from tests.cli.conftest import Shell


def compose(shell: Shell, name: str, *rows: tuple[str, ...]) -> None:
    assert shell("plan", "new", name, "--map", "lab/shop").code == 0
    for row in rows:
        assert shell("plan", "set", name, *row).code == 0


def test_plan_diff(shell: Shell) -> None:
    compose(shell, "a", ("web/proxy", "--tag", "1.28.0"), ("api", "--version", "2.0.0.B000003"))
    compose(shell, "b", ("web/proxy", "--tag", "1.28.1"), ("worker", "--latest"))
    done = shell("plan", "diff", "a", "b")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("only in a: lab/shop/Deployment/api/api: 2.0.0.B000003 (sha256:")
    assert lines[1].startswith("only in b: lab/shop/Deployment/worker/worker: ")
    assert re.fullmatch(r"lab/shop/Deployment/web/proxy: 1\.28\.0 .*→ 1\.28\.1 .*\[tag\]  \(tag, digest\)", lines[2]), lines[2]
    assert lines[3:] == ["title: a → b"]
    assert shell("plan", "diff", "a", "a").out == "Both plans do the same.\n"
    assert shell("plan", "diff", "a", "nope").code == 3


def test_plan_diff_tells_what_plans_say_to_people(shell: Shell) -> None:
    plan = Plan("Release", (), "a", notes="Ask Kim")
    shell.sandbox.files.others_save_plan(plan)
    shell.sandbox.files.others_save_plan(replace(plan, name="b", notes="STOP\nAsk Kim", links=("https://tickets/1",)))
    assert shell("plan", "diff", "a", "b").out.splitlines() == [
        "Both plans do the same; they differ in what they say:", "notes: Ask Kim → STOP ⏎ Ask Kim", "links: not set → https://tickets/1"]
    found = json.loads(shell("plan", "diff", "a", "b", "--json").out)
    assert (found["same"], found["texts"][1]) == (True, {"step": "", "field": "links", "old": "", "new": "https://tickets/1"})


def test_plan_show_tells_which_rows_hold_to_their_digest(shell: Shell) -> None:
    key = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
    rows = (RowChange("web", Mode.TAG, "a/b", "1", "sha256:" + "a" * 64, exact=True), RowChange("proxy", Mode.TAG, "a/c", "2"))
    shell.sandbox.files.others_save_plan(Plan("Release", (WorkloadStep(key, rows),), "a"))
    lines = shell("plan", "show", "a").out.splitlines()
    assert [line.endswith("  exactly this image") for line in lines if line.startswith("    ")] == [True, False]


def test_a_folder_is_no_plan(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreadable(name: str) -> Plan:
        raise UserError("file.unreadable", file=name, text="Is a directory")

    monkeypatch.setattr(shell.sandbox.files, "load_plan", unreadable)
    assert shell("plan", "show", "plans/").code == 3


def test_plan_diff_as_json(shell: Shell) -> None:
    compose(shell, "a", ("web/proxy", "--tag", "1.28.0"))
    compose(shell, "b", ("web/proxy", "--tag", "1.28.1"), ("web/web", "--build"))
    found = json.loads(shell("plan", "diff", "a", "b", "--json").out)
    assert (found["same"], found["order"]) == (False, [])
    new, changed = sorted(found["rows"], key=lambda row: row["old"] is not None)
    assert (new["container"], new["old"], new["new"]["build"]) == ("web", None, "web")
    assert (changed["container"], changed["fields"]) == ("proxy", ["tag", "digest"])
    assert (changed["old"]["tag"], changed["new"]["tag"]) == ("1.28.0", "1.28.1")


def test_the_forecast_is_told_before_and_beside_what_it_took_after(shell: Shell) -> None:
    shown = shell("plan", "show", "api-2.0").out
    assert "Forecast: 1:00; begun now it would end at " in shown
    assert "None of its steps has ended well here before" in shown
    assert "Forecast: 1:00" in shell("check", "api-2.0").out
    done = shell("run", "api-2.0", "--json")
    assert done.code == 0
    assert re.search(r"\n  forecast 1:00, took 0:\d\d\n", done.err)
    forecast = json.loads(shell("plan", "show", "api-2.0", "--json").out)["forecast"]
    step = forecast["steps"]["lab/shop/Deployment/api"]
    assert step["known"]
    assert 0 < forecast["seconds"] < 10
    assert forecast["critical"] == ["lab/shop/Deployment/api"]
    assert "None of its steps" not in shell("plan", "show", "api-2.0").out


def test_the_critical_path_is_named(shell: Shell) -> None:
    compose(shell, "r", ("web/web", "--build"))
    assert "What makes it so long: build web → lab/shop/web" in shell("plan", "show", "r").out
    done = shell("run", "r", "--yes", "--json")
    assert done.code == 0
    assert re.search(r"\n  forecast 2:00, took 0:\d\d\n    step +forecast +took\n    build web +0:00 – 1:00\? +0:0\d – 0:\d\d\n"
                     r"    lab/shop/web +1:00 – 2:00\? +0:\d\d – 0:\d\d\n$", done.err)
    compose(shell, "empty")
    assert "Forecast" not in shell("plan", "show", "empty").out
