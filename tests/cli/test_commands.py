"""The other commands: plan, runs, doctor, schema, demo, and arguments."""

from __future__ import annotations

import json

import pytest

from desktop_pipeline import cli
from desktop_pipeline.adapters.sandbox import Sandbox
from desktop_pipeline.compose import Options
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from tests.cli.conftest import Shell


def made(shell: Shell, name: str = "r") -> Plan:
    return shell.sandbox.files.plans[name]


# ---- arguments ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [
    (), ("bogus",), ("run",), ("run", "a", "b"), ("plan",), ("plan", "set", "r", "web"),
    ("plan", "set", "r", "web", "--tag", "1", "--latest"), ("schema", "nope"), ("runs", "--limit", "x"), ("plan", "new", "r")])
def test_wrong_arguments_are_bad_input(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell(*arguments)
    assert done.code == 3
    assert done.out == ""
    assert "usage:" in done.err


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("plan", "set", "--help"), ("--sandbox", "runs", "-h")])
def test_help(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell(*arguments)
    assert done.code == 0
    assert "130  cancelled" in done.out
    assert cli.window(list(arguments)) is None


def test_help_documents_the_json_lines(shell: Shell) -> None:
    text = shell("run", "--help").out
    for name in ("at", "run", "step", "state", "stage", "fraction", "code", "text", "data"):
        assert f"\n  {name} " in text


def test_global_options_may_stand_anywhere(shell: Shell) -> None:
    assert shell("--workspace", "/w", "runs", "--profile", "/p").code == 0
    assert shell.options == Options(workspace="/w", profile="/p")
    assert shell("runs", "--sandbox", "--temp-profile").code == 0
    assert shell.options == Options(temp_profile=True, sandbox=True)


def test_no_command_is_the_window() -> None:
    assert cli.window(["--sandbox", "--language", "ko"]) == (Options(sandbox=True), "ko")
    assert cli.window([]) == (Options(), "")
    assert cli.window(["runs"]) is None
    assert cli.window(["bogus"]) is None


# ---- plan --------------------------------------------------------------------------------------------------------------------------------


def test_a_plan_is_composed_and_runs(shell: Shell) -> None:
    assert shell("plan", "new", "r", "--map", "lab/shop", "--title", "Release 7").code == 0
    assert (made(shell).title, made(shell).steps) == ("Release 7", ())
    assert "empty" in shell("plan", "show", "r").out
    assert "1.27.2 → 1.28.1" in shell("plan", "set", "r", "web/proxy", "--tag", "1.28.1").out
    assert shell("plan", "set", "r", "api", "--version", "2.0.0.B000003").code == 0
    assert shell("plan", "set", "r", "worker", "--latest").code == 0
    assert shell("plan", "set", "r", "deployment/web/web", "--build").code == 0
    steps = {step.key.name: step for step in made(shell).steps}
    assert list(steps) == ["web", "api", "worker"]
    assert [(row.container, row.mode) for row in steps["web"].rows] == [("proxy", Mode.TAG), ("web", Mode.BUILD)]
    assert steps["web"].rows[1].build == "web"
    assert steps["worker"].rows[0].tag == "0.9.1.B000004"
    assert steps["worker"].rows[0].digest.startswith("sha256:")
    assert all(step.uid for step in steps.values())
    shown = shell("plan", "show", "r").out
    assert "proxy: 1.27.2 → 1.28.1 (sha256:" in shown
    assert "a new build of web" in shown
    assert shell("run", "r", "--json").code == 0


def test_a_choice_is_replaced_and_removed(shell: Shell) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    shell("plan", "set", "r", "web/proxy", "--tag", "1.28.0")
    shell("plan", "set", "r", "web/proxy", "--tag", "1.28.1")
    shell("plan", "set", "r", "web/web", "--latest")
    assert [(row.container, row.tag) for row in made(shell).steps[0].rows] == [("proxy", "1.28.1"), ("web", "1.4.0.B000007")]
    assert shell("plan", "set", "r", "web/web", "--remove").code == 0
    assert [row.container for row in made(shell).steps[0].rows] == ["proxy"]
    assert shell("plan", "set", "r", "web", "--remove").code == 0
    assert made(shell).steps == ()
    assert shell("plan", "set", "r", "web", "--remove").code == 3


def test_a_row_that_stands_once_is_removed_without_saying_its_app_map(shell: Shell) -> None:
    key = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
    rows = (RowChange("web", Mode.TAG, "web", "1"), RowChange("proxy", Mode.TAG, "nginx", "1"))
    steps = (WorkloadStep(key, rows), WorkloadStep(key._replace(namespace="tools"), rows[1:]),
             WorkloadStep(key._replace(namespace="tools", name="api"), rows))
    shell.sandbox.files.others_save_plan(Plan("r", steps, "r"))
    several = shell("plan", "set", "r", "web/proxy", "--remove")
    assert (several.code, several.err.strip()) == (3, "Say which app map is meant: --map lab/shop or --map lab/tools")
    assert shell("plan", "set", "r", "web/web", "--remove").code == 0
    assert shell("plan", "set", "r", "api", "--remove").code == 0
    assert shell("plan", "set", "r", "web", "--remove", "--map", "lab/tools").code == 0
    assert [(str(step.key), [row.container for row in step.rows]) for step in made(shell).steps] == [(str(key), ["proxy"])]
    assert "has no “nobody”" in shell("plan", "set", "r", "nobody", "--remove").err


@pytest.mark.parametrize(("row", "choice", "code", "said"), [
    ("nope", ("--tag", "1"), 3, "There are: api"),
    ("web", ("--tag", "1"), 3, "web, proxy, migrate, log-shipper"),
    ("web/nope", ("--tag", "1"), 3, "no container “nope”"),
    ("a/b/c/d", ("--tag", "1"), 3, "is no workload"),
    ("sts/web", ("--tag", "1"), 3, "no workload “web”"),
    ("api", ("--tag", "a b"), 3, "cannot be a tag"),
    ("api", ("--version", "2.0.0.B000002"), 2, "already deployed"),
    ("api", ("--version", "9.9"), 2, "not in the registry"),
    ("cache", ("--build",), 2, "No build is known"),
    ("import-2026", ("--latest",), 2, "Job cannot be changed"),
])
def test_what_cannot_be_chosen(shell: Shell, row: str, choice: tuple[str, ...], code: int, said: str) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    done = shell("plan", "set", "r", row, *choice)
    assert done.code == code
    assert said in done.err
    assert made(shell).steps == ()


def test_a_tag_the_registry_does_not_have_is_said(shell: Shell) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    done = shell("plan", "set", "r", "db", "--tag", "99.1")
    assert done.code == 0
    assert "no tag 99.1" in done.err
    assert made(shell).steps[0].key.kind is Kind.STATEFUL_SET


def test_the_app_map_of_a_plan(shell: Shell) -> None:
    assert shell("plan", "new", "r", "--map", "shop").code == 3
    assert shell("plan", "new", "r", "--map", "nope/shop").code == 3
    strange = shell("plan", "new", "r", "--map", "lab/zzz")
    assert (strange.code, "“lab/zzz” is not in the workspace. There are: " in strange.err) == (3, True)
    assert shell("plan", "new", "r", "--map", "lab/tools").code == 0
    assert shell("plan", "new", "r", "--map", "lab/tools").code == 2
    assert shell("plan", "set", "r", "grafana", "--tag", "11.2.3").code == 0
    assert made(shell).steps[0].key.namespace == "tools"
    assert shell("plan", "set", "r", "api", "--map", "lab/shop", "--latest").code in (0, 2)
    shell.sandbox.files.others_save_plan(Plan("empty", (), name="empty"))
    assert "Say which app map" in shell("plan", "set", "empty", "api", "--latest").err


def test_without_the_cluster_the_kept_facts_serve(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    unknown = "It is not known whether"
    down(shell.sandbox)
    done = shell("plan", "set", "r", "web/proxy", "--tag", "1.28.0")
    assert (done.code, unknown in done.err) == (2, True)
    down(shell.sandbox, False)
    assert shell("plan", "set", "r", "web/proxy", "--tag", "1.28.0").code == 0
    down(shell.sandbox)
    done = shell("plan", "set", "r", "web/proxy", "--tag", "1.28.1")
    assert done.code == 0
    assert "lab/shop is not live (0 min old)" in done.err
    assert made(shell).steps[0].rows[0].tag == "1.28.1"


def test_a_tag_that_is_not_in_the_list_of_before_is_said_offline(shell: Shell) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    assert "no tag" not in shell("plan", "set", "r", "db", "--tag", "16.4").err
    shell.sandbox.hub.down = True
    done = shell("plan", "set", "r", "db", "--tag", "nosuch")
    assert done.code == 0
    assert "list of tags as it was read on 20" in done.err
    assert "has no tag nosuch" in done.err
    assert made(shell).steps[0].rows[0].tag == "nosuch"


def down(sandbox: Sandbox, is_down: bool = True) -> None:
    link = sandbox.clusters["lab"].link
    link.cut() if is_down else link.mend()


def test_plan_show_as_json(shell: Shell) -> None:
    shown = json.loads(shell("plan", "show", "api-2.0", "--json").out)
    assert shown["name"] == "api-2.0"
    assert shown["steps"][0]["workload"] == "api"
    assert shown["steps"][0]["containers"][0]["tag"] == "2.0.0.B000003"
    assert shown["steps"][0]["containers"][0]["mode"] == "appointed"


# ---- runs --------------------------------------------------------------------------------------------------------------------------------


def test_history(shell: Shell) -> None:
    assert "No runs yet" in shell("runs").out
    assert shell("runs", "show", "last").code == 3
    run = shell("run", "api-2.0", "--json").lines()[-1]["run"]
    failed = shell("build", "mailer", "--json").lines()[-1]["run"]
    listed = shell("runs", "--json").lines()
    assert [(line["run"], line["state"]) for line in listed] == [(failed, "failed"), (run, "done")]
    assert run in shell("runs").out
    assert len(shell("runs", "--limit", "1", "--json").lines()) == 1
    shown = shell("runs", "show", run).out
    assert "Release 2.0 of the API" in shown
    assert "✓ lab/shop/api: done" in shown
    assert "by tester@test" in shown
    assert "✗ build mailer: failed" in shell("runs", "show", "last").out
    assert "| " in shell("runs", "show", "last", "--log").out
    lines = shell("runs", "show", run, "--json").lines()
    assert (lines[-1]["state"], lines[0]["step"]) == ("done", "lab/shop/Deployment/api")
    assert shell("runs", "show", "nope").code == 3
    if run[:4] == failed[:4]:
        assert "beginning of 2 runs" in shell("runs", "show", run[:4]).err


# ---- doctor, schema, demo ----------------------------------------------------------------------------------------------------------------


def test_doctor(shell: Shell) -> None:
    done = shell("doctor")
    assert done.code == 0
    assert "✓ cluster lab" in done.out
    down(shell.sandbox)
    done = shell("doctor", "--json")
    assert done.code == 1
    states = {(line["what"], line["name"]): line["state"] for line in done.lines()}
    assert states["cluster", "lab"] == "bad"
    assert states["cluster", "prod-eu"] == "good"


@pytest.mark.parametrize("kind", ["plan", "build", "workspace"])
def test_schema(shell: Shell, kind: str) -> None:
    done = shell("schema", kind)
    assert done.code == 0
    assert json.loads(done.out)["$schema"]


def test_demo(shell: Shell) -> None:
    done = shell("demo")
    assert done.code == 0
    assert shell.options is not None
    assert shell.options.sandbox
    assert "redis: 7.2.5 → 7.4.2" in done.out
    assert "✓ lab/shop/web: done" in done.out
    assert "Done: 5 of 5" in done.out


def test_demo_fails_with_a_step(shell: Shell) -> None:
    shell.sandbox.builder.fail_next = "no space left on device"
    done = shell("demo")
    assert done.code == 1
    assert "no space left on device" in done.out


def test_demo_with_a_picture(shell: Shell) -> None:
    taken: list[str] = []

    def take(file: str) -> int:
        taken.append(file)
        return 4

    assert shell("demo", "--picture", "x.png").code == 2
    assert cli.main(["demo", "--json", "--picture", "x.png"], picture=take) == 4
    assert taken == ["x.png"]


def test_a_defect_is_told_and_nothing_raised(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(session: object) -> int:
        raise RuntimeError("oh")

    monkeypatch.setitem(cli.program._WORK, "runs", broken)
    done = shell("runs")
    assert done.code == 1
    assert "defect of the program" in done.err
    assert "RuntimeError: oh" in done.err


def test_plan_set_on_a_workload_that_is_being_deleted(shell: Shell) -> None:
    shell("plan", "new", "r", "--map", "lab/shop")
    shell.began.append(lambda bench: shell.sandbox.clusters["lab"].change("shop", "api", deleting=True))
    result = shell("plan", "set", "r", "api", "--version", "2.0.0.B000003")
    assert (result.code, "being deleted" in result.err) == (2, True)
