"""run, check and build: exit codes, JSON lines, protection, Ctrl+C."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from typing import Any

import pytest

from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS, MIRROR
from desktop_pipeline.domain.builds import Script
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.kept_ports import FileProblem
from desktop_pipeline.services.workbench import Workbench
from tests.cli.conftest import Shell

FIELDS = {"at", "run", "step", "state", "stage", "fraction", "code", "text", "data"}


def plan(
    name: str, workload: str, container: str, repository: str, tag: str, kind: Kind = Kind.DEPLOYMENT, where: str = "lab/shop",
    digest: str = "",
) -> Plan:
    cluster, namespace = where.split("/")
    key = WorkloadKey(cluster, namespace, kind, workload)
    return Plan(name, (WorkloadStep(key, (RowChange(container, Mode.TAG, repository, tag, digest),)),), name=name)


def put(shell: Shell, made: Plan) -> None:
    shell.sandbox.files.others_save_plan(made)


def verdict(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return lines[-1]


def journal_states(shell: Shell) -> list[str]:
    return [header.state for header in asyncio.run(shell.sandbox.journal.another().runs())]


def test_a_plan_is_run(shell: Shell) -> None:
    done = shell("run", "api-2.0", "--json")
    assert done.code == 0
    lines = done.lines()
    assert all(set(line) == FIELDS for line in lines)
    assert verdict(lines)["state"] == "done"
    assert verdict(lines)["step"] == ""
    mine = [line for line in lines if line["step"] == "lab/shop/Deployment/api"]
    assert mine[0]["state"] in ("pending", "running")
    assert mine[-1]["state"] == "done"
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert "Done: 1 of 1" in done.err
    assert journal_states(shell) == ["done"]


def test_a_pipe_gets_json_without_asking(shell: Shell) -> None:
    assert verdict(shell("run", "api-2.0").lines())["state"] == "done"


def test_a_failed_step_is_1_with_cause_and_log(shell: Shell) -> None:
    done = shell("build", "mailer", "--json", "-m", "try")
    assert done.code == 1
    failed = next(line for line in done.lines() if line["step"] == "build/mailer" and line["state"] == "failed")
    assert failed["code"] == "build.failed"
    assert failed["data"]["log"].endswith("build/mailer")
    assert "✗ build mailer: failed: " in done.err
    assert "| " in done.err
    assert "pytest" in done.err


def test_a_build_tells_what_it_made(shell: Shell) -> None:
    done = shell("build", "worker", "--json", "-m", "Sails")
    assert done.code == 0
    built = next(line for line in done.lines() if line["state"] == "done")
    assert built["data"]["tag"] == "0.9.1.B000005"
    assert built["data"]["number"] == 5
    assert built["data"]["digest"].startswith("sha256:")
    asyncio.run(_described(shell, "Sails"))


async def _described(shell: Shell, text: str) -> None:
    runs = await shell.sandbox.journal.build_runs(f"{ADDRESS}/shop/worker")
    assert runs[0].description == text


def test_an_unknown_build_is_bad_input(shell: Shell) -> None:
    done = shell("build", "nope")
    assert done.code == 3
    assert "There are: api, mailer" in done.err


def test_red_findings_refuse_before_any_change(shell: Shell) -> None:
    put(shell, plan("bad", "web", "proxy", "nginx", "9.9.9"))
    done = shell("run", "bad", "--json")
    assert done.code == 2
    lines = done.lines()
    red = next(line for line in lines if line["state"] == "red")
    assert (red["code"], red["stage"], red["data"]) == ("preflight.no_tag", "pre-flight", {"container": "proxy"})
    assert (verdict(lines)["state"], verdict(lines)["code"]) == ("refused", "run.blocked")
    assert "9.9.9" in done.err
    assert journal_states(shell) == []
    assert shell("check", "bad").code == 2


def test_what_is_refused_is_left_out_on_request(shell: Shell) -> None:
    two = plan("two", "web", "proxy", "nginx", "9.9.9").steps + plan("two", "cache", "redis", "redis", "7.4.2", Kind.STATEFUL_SET).steps
    assert [step.key.name for step in two] == ["web", "cache"]
    put(shell, Plan("two", two, name="two"))
    assert shell("run", "two").code == 2
    done = shell("run", "two", "--json", "--skip-blocked", "--yes")
    assert done.code == 1
    ends = {line["step"]: (line["state"], line["code"]) for line in done.lines() if line["run"] and line["step"]}
    assert ends["lab/shop/Deployment/web"] == ("skipped", "preflight.no_tag")
    assert ends["lab/shop/StatefulSet/cache"][0] == "done"
    assert verdict(done.lines())["state"] == "failed"
    assert "1 of 2 steps went well" in done.err and "skipped" in done.err
    put(shell, plan("bad", "web", "proxy", "nginx", "9.9.9"))
    assert shell("run", "bad", "--skip-blocked").code == 2, "nothing is left of it"


def test_amber_findings_need_yes(shell: Shell) -> None:
    made = plan("cache", "cache", "redis", "redis", "7.4.2", Kind.STATEFUL_SET, digest=f"sha256:{'0' * 64}")
    put(shell, replace(made, drift=DriftPolicy(tag_moved=OnDrift.ASK)))
    done = shell("run", "cache", "--json")
    assert done.code == 2
    assert verdict(done.lines())["data"] == {"confirm": [], "yes": True, "go_on": False, "trust": []}
    assert "7.4.2 names another image" in done.err
    assert "pass: --yes" in done.err
    assert journal_states(shell) == []
    assert shell("run", "cache", "--json", "--yes").code == 0


def test_a_choice_of_an_earlier_start_is_named_as_the_reason(shell: Shell) -> None:
    made = plan("old", "cache", "redis", "redis", "7.4.2", Kind.STATEFUL_SET)
    step = made.steps[0]
    put(shell, replace(made, steps=(replace(step, rows=(replace(step.rows[0], kept=True),)),)))
    for done in (shell("check", "old"), shell("run", "old")):
        assert "7.4.2, chosen in an earlier start" in done.out + done.err


def test_a_build_that_was_not_seen_names_its_hash_and_the_flag(shell: Shell) -> None:
    build = next(build for build in asyncio.run(shell.sandbox.files.load()).builds if build.name == "worker")
    risky = replace(build, tasks=(Script(title="Prepare", text="echo one\necho two > out.txt"), *build.tasks))
    shell.sandbox.files.others_save_build(risky)
    content = trust_hash(risky)
    done = shell("build", "worker", "--json")
    assert done.code == 2
    assert verdict(done.lines())["data"]["trust"] == [content]
    assert "      echo two > out.txt" in done.err and f"pass: --trust {content}" in done.err
    assert journal_states(shell) == []
    other = shell("build", "worker", "--trust", "sha256:" + "0" * 64)
    assert other.code == 2 and "It was not trusted" in other.err
    put(shell, replace(plan("both", "web", "proxy", "nginx", "9.9.9"), also_build=("worker",)))
    assert "trust.needed" in shell("check", "both", "--json").out
    trusted = shell("run", "both", "--json", "--trust", content)
    assert trusted.code == 2 and "preflight.no_tag" in trusted.out and "trust.needed" not in trusted.out
    assert "trust.needed" not in shell("check", "both", "--json").out, "it stays trusted"
    shell.sandbox.files.others_save_build(replace(risky, tasks=(Script(text="echo three"), *build.tasks)))
    assert shell("build", "worker").code == 2


def test_a_protected_app_map_wants_its_name(shell: Shell) -> None:
    put(shell, plan("prod", "api", "api", f"{MIRROR}/shop/api", "2.0.0.B000003", where="prod-eu/shop-prod"))
    done = shell("run", "prod", "--json", "--yes")
    assert done.code == 2
    assert verdict(done.lines())["code"] == "run.name_not_typed"
    assert "pass: --confirm prod-eu/shop-prod" in done.err
    assert shell("run", "prod", "--confirm", "prod-eu/other").code == 2
    assert journal_states(shell) == []
    checked = shell("check", "prod")
    assert checked.code == 0
    assert "--confirm prod-eu/shop-prod" in checked.out
    assert shell("run", "prod", "--json", "--confirm", "prod-eu/shop-prod", "--yes").code == 0


def test_read_only_is_refused(shell: Shell) -> None:
    put(shell, plan("ledger", "ledger", "ledger", "docker.io/library/postgres", "15.9", Kind.STATEFUL_SET, "prod-eu/ledger"))
    done = shell("run", "ledger", "--json", "--yes", "--confirm", "prod-eu/ledger")
    assert done.code == 2
    assert any(line["code"] == "run.read_only" for line in done.lines())
    assert journal_states(shell) == []


def test_confirm_protection_needs_yes(shell: Shell) -> None:
    workspace = shell.sandbox.files.workspace
    maps = tuple(replace(item, protection=Protection.CONFIRM) if item.id == "lab/shop" else item for item in workspace.app_maps)
    shell.sandbox.files.others_save_workspace(replace(workspace, app_maps=maps))
    assert shell("run", "api-2.0").code == 2
    assert shell("run", "api-2.0", "--yes").code == 0


def test_pauses_need_go_on_where_nobody_can_be_asked(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = shell.sandbox.files.workspace
    maps = tuple(replace(item, protection=Protection.CONFIRM) if item.id == "lab/shop" else item for item in workspace.app_maps)
    shell.sandbox.files.others_save_workspace(replace(workspace, app_maps=maps))
    put(shell, replace(plan("paused", "web", "proxy", "nginx", "1.28.1"), pauses=(Pause(0, "Go on?"),)))
    checked = shell("check", "paused")
    assert checked.code == 0 and "To run it, pass: --go-on --yes" in checked.out
    assert verdict(shell("check", "paused", "--json").lines())["data"] == {"confirm": [], "yes": True, "go_on": True, "trust": []}
    refused = shell("run", "paused")
    assert refused.code == 2 and "To run it, pass: --go-on --yes" in refused.err
    half = shell("run", "paused", "--yes")
    assert (half.code, verdict(half.lines())["code"]) == (2, "run.pauses")
    assert "The plan has pauses" in half.err and "To run it, pass: --go-on\n" in half.err
    assert journal_states(shell) == []

    async def nobody() -> str:
        return ""

    monkeypatch.setattr("desktop_pipeline.cli.findings.terminal_answers", lambda: nobody)
    assert "To run it, pass: --yes\n" in shell("check", "paused").out, "a terminal is asked"
    assert shell("run", "paused", "--yes", "--go-on", "--json").code == 0


def test_check_changes_nothing(shell: Shell) -> None:
    done = shell("check", "api-2.0", "--json")
    assert done.code == 0
    assert verdict(done.lines())["state"] == "ready"
    assert all(set(line) == FIELDS for line in done.lines())
    assert journal_states(shell) == []
    assert "Ready" in shell("check", "api-2.0").out


def test_a_missing_plan_is_bad_input(shell: Shell) -> None:
    assert shell("run", "nope").code == 3
    assert shell("check", "nope").code == 3


def test_a_bad_plan_file_lists_all_problems(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    async def load(name: str) -> Plan:
        problems = [("steps[0].kind", 5, "missing"), ("", 1, "no version")]
        raise UserErrors(tuple(
            Message.of("file.problem" if path else "file.problem_whole", file="plans/x.yaml", line=line, path=path, problem=text)
            for path, line, text in problems))

    monkeypatch.setattr(shell.sandbox.files, "load_plan", load)
    done = shell("run", "x", "--json")
    assert done.code == 3
    assert done.err.splitlines() == ["plans/x.yaml:5: steps[0].kind: missing", "plans/x.yaml:1: no version"]
    assert done.out == ""


@pytest.mark.parametrize("arguments", [("check", "x"), ("run", "x"), ("plan", "set", "x", "web", "--remove"), ("check", "plans/x.yaml")])
def test_what_is_wrong_in_a_plan_is_told_once(shell: Shell, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    other, wrong = Message.of("file.must_not_be_empty"), Message.of("file.not_a_list")
    shell.sandbox.files.problems = (
        FileProblem("plans/x.yaml", 5, "steps", wrong), FileProblem("plans/y.yaml", 2, "title", other),
        FileProblem("plans/x.yml", 0, "", Message.of("file.extension")))

    async def load(name: str) -> Plan:
        raise UserErrors((Message.of("file.problem", file="plans/x.yaml", line=5, path="steps", problem=render(wrong)),))

    monkeypatch.setattr(shell.sandbox.files, "load_plan", load)
    done = shell(*arguments)
    assert done.code == 3
    assert done.err.splitlines() == [
        "left out: plans/y.yaml:2: title: This must not be empty.",
        "left out: plans/x.yml: Only files that end in “.yaml” are read. Rename this one.",
        "plans/x.yaml:5: steps: Here must be a list (“- …”)."]


def test_problems_of_the_workspace(shell: Shell) -> None:
    shell.sandbox.files.problems = (FileProblem("builds/x.yaml", 3, "image", Message.of("file.must_not_be_empty")),)
    done = shell("check", "api-2.0")
    assert done.code == 0
    assert "left out: builds/x.yaml:3: image: This must not be empty." in done.err
    shell.sandbox.files.problems = (FileProblem("workspace.yaml", 0, "", Message.of("file.empty")),)
    done = shell("check", "api-2.0")
    assert done.code == 3
    assert done.err.startswith("workspace.yaml: The file is empty.")


def interrupt_when(shell: Shell, code: str, times: int = 1) -> None:
    """Ctrl+C as soon as a step says this."""
    def began(bench: Workbench) -> None:
        emit = bench.feed.emit
        left = [times]

        def watched(run_id: str, event: Any) -> None:
            emit(run_id, event)
            if left[0] and (event.text("message") == code or event.text("act") == code):
                left[0] -= 1
                os.kill(os.getpid(), signal.SIGINT)

        bench.feed.emit = watched  # type: ignore[method-assign]

    shell.began.append(began)


@pytest.mark.parametrize(("arguments", "when"), [
    (("run", "api-2.0", "--json"), "watch"), (("build", "web", "--json"), "build.step"), (("demo", "--json"), "build.step")])
def test_ctrl_c_is_130_and_cancelled_in_the_journal(shell: Shell, arguments: tuple[str, ...], when: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    interrupt_when(shell, when)
    done = shell(*arguments)
    assert done.code == 130
    assert verdict(done.lines())["state"] == "cancelled"
    assert "Stopping." in done.err
    assert journal_states(shell) == ["cancelled"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_does_not_wait(shell: Shell) -> None:
    def began(bench: Workbench) -> None:
        stop, left = bench.executor.stop, [1]

        def once_more(run_id: str) -> None:
            if left[0]:
                left[0] = 0
                os.kill(os.getpid(), signal.SIGINT)
            else:
                stop(run_id)

        bench.executor.stop = once_more  # type: ignore[method-assign]

    interrupt_when(shell, "watch")
    shell.began.append(began)
    done = shell("run", "api-2.0", "--json")
    assert done.code == 130
    assert journal_states(shell) == ["cancelled"]


def test_ctrl_c_during_pre_flight(shell: Shell) -> None:
    def began(bench: Workbench) -> None:
        async def check(plan: Plan) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(60)

        bench.preflight.check = check  # type: ignore[assignment,method-assign]

    shell.began.append(began)
    assert shell("run", "api-2.0").code == 130
    assert journal_states(shell) == []


def test_a_run_that_the_journal_refuses_changed_nothing(shell: Shell) -> None:
    def began(bench: Workbench) -> None:
        async def create(*_: object) -> None:
            raise UserError("journal.full", file="journal.db")

        bench.journal.create = create  # type: ignore[method-assign,assignment]

    shell.began.append(began)
    done = shell("run", "api-2.0")
    assert done.code == 2
    assert "disk is full" in done.err


def test_a_journal_that_breaks_is_1(shell: Shell) -> None:
    def began(bench: Workbench) -> None:
        append, left = bench.journal.append, [4]

        async def failing(run_id: str, event: Any) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise UserError("journal.full", file="journal.db")
            await append(run_id, event)

        bench.journal.append = failing  # type: ignore[method-assign]

    shell.began.append(began)
    done = shell("run", "api-2.0")
    assert done.code == 1
    assert "broke off" in done.err


def test_no_secret_is_shown(shell: Shell) -> None:
    shell.sandbox.builder.fail_next = "fetch https://user:hunter22@git.example/x failed"
    done = shell("build", "web", "--json")
    assert done.code == 1
    assert "hunter22" not in done.out + done.err
    assert "git.example" in done.out


# ---- undo ------------------------------------------------------------------------------------------------------------


def test_a_run_is_undone(shell: Shell) -> None:
    containers = shell.sandbox.clusters["lab"].workload("shop", "api").template.containers
    before = containers[0].image
    assert shell("run", "api-2.0", "--yes").code == 0
    after = shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image
    assert after != before
    undone = shell("runs", "undo", "last", "--json")
    assert undone.code == 0, undone.err
    assert shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image == before
    assert {line["state"] for line in undone.lines() if line.get("step", "").endswith("/api")} >= {"done"}
    assert "lab/shop/api api: 2.0.0.B000003 → 2.0.0.B000002" in undone.err
    again = shell("runs", "undo", "last", "--json")
    assert again.code == 0
    assert shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image == before, "twice is once"
    told = shell("runs", "show", "last").out
    assert "Undo: Release 2.0 of the API" in told
    assert "[[" not in told, "no raw data for people"


def test_what_cannot_be_undone_is_refused(shell: Shell) -> None:
    assert shell("runs", "undo", "last").code == 3
    assert shell("build", "web", "--yes").code == 0
    refused = shell("runs", "undo", "last")
    assert refused.code == 2
    assert "changed nothing that could be undone" in refused.err
