"""Reports: what is collected from a journal, and pages in which nothing of a run becomes a mark, a link or a script."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from desktop_pipeline.domain.audit import Head
from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.history import INTERRUPTED, interrupted
from desktop_pipeline.domain.messages import MESSAGES, Message, render
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.report import (
    Change,
    Report,
    ReportStep,
    Undoing,
    Undone,
    UndoneStep,
    digest_in,
    steps_of,
    undone_of,
    where_of,
)
from desktop_pipeline.domain.report_pages import html_page, markdown_page, span
from desktop_pipeline.domain.runs import Event, State, StepKind, fold, intent, outcome, progress, step_defined, step_ended
from desktop_pipeline.domain.workloads import Kind, WorkloadKey

OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64
KEY = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
STEP = str(KEY)
PLAN = Plan("Release", (WorkloadStep(KEY, (RowChange("web", Mode.TAG, "r/web", "2"),)),))
NASTY = "<script>alert('x')</script> | **bold** `code` [a](javascript:x) @all #1 &amp; \u202eevil\x1b[31m\nnext"


def sent(old: str, new: str, container: str = "web") -> Event:
    return intent(2.0, STEP, "patch", uid="u", changes=json.dumps([[container, old, new, "", ""]]))


def defined(kind: StepKind = StepKind.ROLLOUT, step: str = STEP, title: str = "web") -> Event:
    return step_defined(1.0, step, kind, title)


def collected(*events: Event, live: bool = False, builds: tuple[BuildRun, ...] = ()) -> ReportStep:
    (step,) = steps_of("r1", PLAN, events, builds, live=live)
    return step


def test_before_and_after_with_the_commit() -> None:
    build = BuildRun("web", 2, "2", RunOutcome.DONE, digest=NEW, commit="c0ffee")
    old, new = f"r/web:1@{OLD}", f"r/web:2@{NEW}"
    step = collected(
        defined(), sent(old, new), outcome(3.0, STEP, "patch", "ok", became="[]"), step_ended(9.0, STEP, State.DONE),
        builds=(build, BuildRun("web", 3, "3", RunOutcome.FAILED)))
    assert step == ReportStep(StepKind.ROLLOUT, STEP, "done", 2.0, 9.0, None, (Change("web", old, new, "c0ffee"),))
    assert where_of(PLAN) == ("lab/shop",)


def test_what_the_cluster_made_of_it_counts() -> None:
    became = json.dumps([["web", "mirror/web:2"]])
    step = collected(defined(), sent("a:1", "a:2"), outcome(3.0, STEP, "patch", "ok", became=became))
    assert step.changes == (Change("web", "a:1", "mirror/web:2"),)


@pytest.mark.parametrize(("events", "changes"), [
    ((), ()), ((sent("a:1", "a:2"),), (Change("web", "a:1", "a:2"),)),
    ((sent("a:1", "a:2"), outcome(3.0, STEP, "patch", "failed")), ()),
    ((sent("a:1", "a:2"), outcome(3.0, STEP, "patch", "unknown")), (Change("web", "a:1", "a:2"),))])
def test_only_what_may_have_been_changed(events: tuple[Event, ...], changes: tuple[Change, ...]) -> None:
    assert collected(defined(), *events).changes == changes


def test_a_build_of_the_run_tells_its_commit() -> None:
    build, web = steps_of("r1", PLAN, (
        defined(StepKind.BUILD, "build/web"), intent(1.0, "build/web", "build"),
        outcome(2.0, "build/web", "build", "ok", tag="2", digest=NEW, commit="c0ffee"), step_ended(2.0, "build/web", State.DONE),
        defined(), sent("a:1", f"a:2@{NEW}")), (), live=True)
    assert (build.name, build.tag, build.digest, build.commit) == ("web", "2", NEW, "c0ffee")
    assert web.changes[0].commit == "c0ffee"
    assert web.state == "running"


def test_states_and_causes() -> None:
    cause = Message.of("follow.timed_out", seconds=5)
    assert collected(defined(), sent("a:1", "a:2"), step_ended(9.0, STEP, State.TIMED_OUT, cause)).cause == cause
    assert collected(defined(), step_ended(9.0, STEP, State.DONE, cause)).cause is None
    assert collected(defined(), sent("a:1", "a:2")).state == INTERRUPTED
    assert collected(defined()).state == "pending"
    assert collected(defined(), sent("a:1", "a:2"), live=True).cause is None


WHY = Message.of("drift.gone", workload="web")


@pytest.mark.parametrize(("events", "end", "cause"), [
    ((), Undone.WAITS, None), ((progress(2.0, STEP, 0.1, WHY),), Undone.WAITS, None),
    ((sent("a:2", "a:1"), step_ended(9.0, STEP, State.DONE, WHY)), Undone.BACK, None),
    ((sent("a:2", "a:1"), step_ended(9.0, STEP, State.NOT_STARTED, WHY)), Undone.IDLE, None),
    ((sent("a:2", "a:1"), step_ended(9.0, STEP, State.TIMED_OUT, WHY)), Undone.BAD, WHY),
    ((sent("a:2", "a:1"), outcome(3.0, STEP, "patch", "failed"), step_ended(9.0, STEP, State.FAILED, WHY)), Undone.REFUSED, WHY),
    ((step_ended(9.0, STEP, State.SKIPPED, WHY),), Undone.LEFT, WHY), ((step_ended(9.0, STEP, State.CANCELLED, WHY),), Undone.LEFT, WHY),
    ((sent("a:2", "a:1"), step_ended(9.0, STEP, State.UNKNOWN, WHY)), Undone.UNKNOWN, WHY)])
def test_what_an_undo_did_with_each_workload(events: tuple[Event, ...], end: Undone, cause: Message | None) -> None:
    told = (defined(), defined(StepKind.BUILD, "build/web"), *events)
    assert undone_of(fold("u", told), told) == (UndoneStep(STEP, end, cause),)


def test_an_undo_that_was_interrupted_is_not_known() -> None:
    told = (defined(), sent("a:2", "a:1"))
    (step,) = undone_of(interrupted(fold("u", told)), told)
    assert step.end is Undone.UNKNOWN and step.cause is not None


@pytest.mark.parametrize(("state", "ends", "before", "result"), [
    ("done", (Undone.BACK, Undone.IDLE), "", "back"), ("failed", (Undone.BACK, Undone.LEFT), "", "part"),
    ("failed", (Undone.BAD,), "", "nothing"), ("running", (Undone.BACK,), "", "running"), (INTERRUPTED, (Undone.BACK,), "", INTERRUPTED),
    ("done", (Undone.BACK,), "", "part"),  # of one workload of two
    ("done", (Undone.BACK,), "s1", "rest"), ("failed", (Undone.BACK, Undone.LEFT), "s1", "rest"), ("done", (Undone.BACK,), "s0", "part"),
    ("done", (Undone.BACK, Undone.BACK), "s1", "back"),
    ("failed", (Undone.LEFT, Undone.LEFT), "s0 s1", "nothing"), ("done", (), "", "nothing"), ("cancelled", (), "s0", "nothing")])
def test_what_came_of_an_undo(state: str, ends: tuple[Undone, ...], before: str, result: str) -> None:
    """Of a run that had changed s0 and s1; `before`: what an earlier undo had put back of it."""
    steps = tuple(UndoneStep(f"s{number}", end) for number, end in enumerate(ends))
    undoing = Undoing("u", "jo", 1.0, state, steps, frozenset({"s0", "s1"}), frozenset(before.split()))
    assert undoing.result == result
    assert f"report.undone.{result}" in MESSAGES and all(f"report.undo.{end}" in MESSAGES for end in Undone)


@pytest.mark.parametrize(("image", "digest"), [(f"a:1@{OLD}", OLD), ("a:1", ""), ("NOT AN IMAGE", "")])
def test_digests(image: str, digest: str) -> None:
    assert digest_in(image) == digest


# ---- pages -------------------------------------------------------------------------------------------------------------------------------


def report(text: str = "web", **fields: object) -> Report:
    cause = Message.of("pod.config", container=text, text=text)
    steps = (
        ReportStep(StepKind.BUILD, text, "done", 1.0, 61.0, tag="2.B000001", digest=NEW, commit="0123456789abcdef"),
        ReportStep(StepKind.BUILD, text, "cancelled", None, None, tag="2.B000001"),
        ReportStep(StepKind.ROLLOUT, f"lab/shop/Deployment/{text}", "failed", 1.0, 3700.0, cause, (
            Change(text, f"a:1@{OLD}", f"a:2@{NEW}", "0123456789abcdef"), Change("b", "a:1", "a:1"), Change("c", text, text + "2"))),
        ReportStep(StepKind.ROLLOUT, "lab/shop/Deployment/same", "skipped", None, None),
        ReportStep(StepKind.JOB, text, "pending", 1.0, None),
        ReportStep(StepKind.PAUSE, text, "done", 1.0, 2.0),
        ReportStep(StepKind.PAUSE, "", "unknown", 1.0, 2.0))
    made = Report("r1", text, text, "failed", 1.0, 3701.0, ("lab/shop", text), steps, (
        Undoing("r2", text, 4000.0, "failed", (UndoneStep(text, Undone.BACK), UndoneStep("b/" + text, Undone.LEFT, cause)),
                frozenset({text, "b/" + text}), frozenset()),
        Undoing("r3", "jo", 4000.0, "running", (), frozenset({text}), frozenset())), Head(7, "f" * 64))
    return replace(made, **fields)  # type: ignore[arg-type]  # names of fields


def when(at: float) -> str:
    return f"at {at:.0f}"


class Seen(HTMLParser):
    """Tags with their attributes, and the text outside of them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if self.open[-1:] != ["style"] else ""


def seen(page: str) -> Seen:
    parser = Seen()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_what_is_on_the_page() -> None:
    page = html_page(report(notes="one\ntwo", undoes="r0", links=("https://tickets/1?a=b&c", "ftp://x")), render, when)
    text = seen(page).text
    for part in ("r1", "lab/shop", "at 1", "at 3701 (took 1:01:40)", OLD, NEW, "0123456789ab", "1:00", "failed", "Undone", "by run r2",
                 "f" * 64, "7 records", "r0", "one", "two", "restarted, same image", "no change", "pushed 2.B000001", "Build web",
                 "Job of web", "Pause web", "2 done", f"desktop-pipeline runs verify --expect {'f' * 64}", "web: web", "ftp://x"):
        assert part in text, part
    assert "put back in part" in text and "web: put back" in text
    assert f"b/web: left as it is: {render(report().steps[2].cause or WHY)}" in text
    assert [attributes["href"] for tag, attributes in seen(page).tags if tag == "a"] == ["https://tickets/1?a=b&c"]
    assert "Nothing of this run was undone." in html_page(report(undone=()), render, when)
    assert "not ended" in html_page(report(ended=None), render, when)
    empty = html_page(report(steps=(), title=""), render, when)
    assert "This run has no steps." in empty and "<table" not in empty and "<h1>r1</h1>" in empty


def test_html_stands_alone_and_nothing_of_a_run_becomes_a_tag() -> None:
    plain, nasty = seen(html_page(report(), render, when)), seen(html_page(report(NASTY), render, when))
    assert [tag for tag, _ in nasty.tags] == [tag for tag, _ in plain.tags]
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in nasty.tags}
    assert all(not name.startswith("on") and name not in ("src", "href") for _, attributes in nasty.tags for name in attributes)
    assert "\u202e" not in nasty.text and "\x1b" not in nasty.text
    assert "<script>alert('x')</script>" in nasty.text, "it is shown as it is"
    page = html_page(report(NASTY), render, when)
    assert "http" not in page.replace("http-equiv", "")


def code_spans_taken_out(text: str) -> str:
    """Markdown less its code spans (CommonMark: as many backticks close as have opened)."""
    return re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "§", text)


def test_markdown_keeps_what_a_run_brought_in_code_spans() -> None:
    text = markdown_page(report(NASTY, notes=NASTY, undoes=NASTY, links=(NASTY, "https://tickets/1")), render, when)
    outside = code_spans_taken_out(text)
    for part in ("<script", "alert", "javascript", "@all", "#1", "&amp;", "evil", "**bold", "`"):
        assert part not in outside, part
    assert "<https://tickets/1>" in outside
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(report().steps)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_markdown_as_a_whole() -> None:
    text = markdown_page(report(undone=()), render, when)
    assert text.startswith("## failed: `web`\n\n- **Run:** `r1`\n- **By:** `web`\n- **Where:** `lab/shop`, `web`\n")
    before, after = f"`web`: `a:1@{OLD}`<br>`b`: `a:1`<br>`c`: `web`", f"`a:2@{NEW}`<br>restarted, same image<br>`web2`"
    assert f"| `lab/shop/Deployment/web` | {before} | {after} | `0123456789ab` | 1:01:39 | **failed**: `web: web` |" in text
    assert "Nothing of this run was undone." in text
    part = markdown_page(report(), render, when)
    assert "- by run `r2` of `web`, at 4000: put back in part\n  - `web`: put back\n  - `b/web`: left as it is: `web: web`\n" in part
    assert "- by run `r3` of `jo`, at 4000: at work\n" in part
    assert "This run has no steps." in markdown_page(report(steps=()), render, when)
    assert "not ended" in markdown_page(report(ended=None), render, when)


@pytest.mark.parametrize("name", ["`", "``a", "a`b``c", "", "|", "a\\|b", "\ud800"])
def test_odd_names(name: str) -> None:
    text = markdown_page(report(name), render, when)
    assert "`" not in code_spans_taken_out(text)
    assert html.escape(name.replace("\ud800", "\ufffd")) in html_page(report(name), render, when)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (750, "12:30"), (3723, "1:02:03"), (-1, "0:00")])
def test_durations(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_every_state_has_a_word() -> None:
    assert all(f"report.state.{state}" in MESSAGES for state in (*State, INTERRUPTED))
