"""A report as a page: HTML that stands alone, or Markdown. Whatever a run brings (names, images, texts of others) is untrusted text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.report import Change, Report, ReportStep, Undoing, UndoneStep, digest_in
from desktop_pipeline.domain.runs import State, StepKind

Words = Callable[[Message], str]
"""The sentence of a message, in the reader's language."""
When = Callable[[float], str]
"""A time for people, with its zone."""

_GOOD = frozenset({State.DONE.value, State.NOT_STARTED.value})
_BAD = frozenset({State.FAILED.value, State.TIMED_OUT.value})
_IDLE = frozenset({State.PENDING.value, State.SKIPPED.value})
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the order of what follows round: a name could look like another one."""


def markdown_page(report: Report, words: Words, when: When) -> str:
    """The report in Markdown (GitHub's, which GitLab reads too). What a run brought stands in code spans: nothing of it becomes a link, a
    mention or a mark."""
    say = _Say(words, when, _code, _code)
    lines = [f"## {say.state(report.state)}: {_code(report.title or report.run)}", ""]
    lines += [f"- **{label}:** {', '.join(map(_code, values))}" for label, values in _facts(report, say)]
    links = [f"<{link}>" if _URL.fullmatch(link) else _code(link) for link in report.links]
    lines += [f"- **{say.word('report.links')}:** {', '.join(links)}"] if links else []
    lines += ["", f"### {say.word('report.steps')}: {_counted(report, say)}", ""]
    if report.steps:
        head = [say.word(f"report.{name}") for name in _COLUMNS]
        lines += [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for step in report.steps:
        before = "<br>".join(f"{_code(change.container)}: {_code(change.before)}" for change in step.changes)
        after = "<br>".join(_after(change, say) for change in step.changes) or say.idle(step)
        cells = (say.name(step), before, after, ", ".join(map(_code, _commits(step))), duration(step), _marked(say, step))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"### {say.word('report.undone')}", ""]
    for undoing in report.undone:
        lines += [f"- {_undone_by(undoing, say)}", *(f"  - {_undone_step(step, say)}" for step in undoing.steps)]
    lines += [] if report.undone else [say.word("report.not_undone")]
    lines += ["", f"### {say.word('report.audit')}", "", say.word("report.head", n=report.head.count, hash=_code(report.head.hash)), ""]
    return "\n".join([*lines, say.word("report.how_to_verify"), "", f"    {verify_command(report)}", ""])


def html_page(report: Report, words: Words, when: When) -> str:
    """The report as a page without anything from elsewhere: no script, no picture, no font. A run that is not long prints on one sheet."""
    say = _Say(words, when, _tag, _safe)
    title = _safe(report.title or report.run)
    facts = "".join(
        f"<dt>{html.escape(label)}</dt><dd>{'<br>'.join(map(_safe, values))}</dd>" for label, values in _facts(report, say))
    if report.links:
        facts += f"<dt>{say.word('report.links')}</dt><dd>{'<br>'.join(map(_link, report.links))}</dd>"
    head = "".join(f'<th scope="col" class="{name}">{say.word(f"report.{name}")}</th>' for name in _COLUMNS)
    rows = "".join(_html_row(step, say) for step in report.steps)
    table = f"<table><thead><tr>{head}</tr></thead>{rows}</table>" if report.steps else ""
    undone = "".join(f"<li>{_undone_by(undoing, say)}{_undone_list(undoing, say)}</li>" for undoing in report.undone)
    undone = f"<ul>{undone}</ul>" if undone else f"<p>{say.word('report.not_undone')}</p>"
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n{_POLICY}\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<header><span class="badge {_class(report.state)}">{say.state(report.state)}</span><h1>{title}</h1></header>\n<dl>{facts}</dl>\n'
        f"<h2>{say.word('report.steps')}: {_counted(report, say)}</h2>\n{table}\n"
        f"<h2>{say.word('report.undone')}</h2>\n{undone}\n<footer><h2>{say.word('report.audit')}</h2>"
        f"<p>{say.word('report.head', n=report.head.count, hash=_tag(report.head.hash))}<br>{say.word('report.how_to_verify')}<br>"
        f"{_tag(verify_command(report))}</p></footer>\n</main>\n</body>\n</html>\n")


def verify_command(report: Report) -> str:
    return f"desktop-pipeline runs verify --expect {report.head.hash}"


def duration(step: ReportStep) -> str:
    """`0:07`, `12:30` or `1:02:03`; '' for a step that did not begin or has no end."""
    return span(step.ended - step.started) if step.started is not None and step.ended is not None else ""


def span(seconds: float) -> str:
    """A duration for people."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


# ---- what both have in common ------------------------------------------------------------------------------------------------------------

_COLUMNS = ("step", "before", "after", "commit", "time", "result")


class _Say:
    """Words of the page; `code` marks up a name that a run brought, `told` a sentence with such names in it."""

    def __init__(self, words: Words, when: When, code: Callable[[str], str], told: Callable[[str], str]) -> None:
        self._words, self.when, self.code, self.told = words, when, code, told

    def word(self, word: str, **arguments: object) -> str:
        return self._words(Message.of(word, **arguments))

    def state(self, state: str) -> str:
        return self.word(f"report.state.{state}")

    def cause(self, message: Message) -> str:
        return self._words(message)

    def name(self, step: ReportStep) -> str:
        """A step as people call it."""
        if step.kind is StepKind.BUILD:
            return self.word("report.build", name=self.code(step.name))
        if step.kind is StepKind.JOB:
            return self.word("report.job", name=self.code(step.name))
        if step.kind is StepKind.PAUSE:
            return self.word("report.pause", text=self.code(step.name)).strip() if step.name else self.word("report.pause", text="").strip()
        return self.code(step.name)

    def idle(self, step: ReportStep) -> str:
        """What stands in the place of changes where there are none."""
        if step.tag:
            pushed = self.word("report.pushed", tag=self.code(step.tag))
            return f"{pushed} <small>{self.code(step.digest)}</small>" if step.digest else pushed
        return self.word("report.unchanged") if step.kind is StepKind.ROLLOUT else ""


def _facts(report: Report, say: _Say) -> list[tuple[str, list[str]]]:
    ended = say.word("report.not_ended")
    if report.ended is not None:
        ended = f"{say.when(report.ended)} ({say.word('report.took', time=span(report.ended - report.started))})"
    facts = [("run", [report.run]), ("by", [report.by]), ("where", list(report.where)), ("began", [say.when(report.started)]),
             ("ended", [ended]), ("undoes", [report.undoes] if report.undoes else []), ("notes", report.notes.splitlines())]
    return [(say.word(f"report.{name}"), values) for name, values in facts if values]


def _counted(report: Report, say: _Say) -> str:
    counted = ", ".join(say.word("report.count", n=number, state=say.state(state)) for state, number in report.counts().items())
    return counted or say.word("report.nothing")


def _commits(step: ReportStep) -> list[str]:
    """Each commit once, short enough for a column and long enough to be one commit."""
    return list(dict.fromkeys(commit[:12] for commit in (step.commit, *(change.commit for change in step.changes)) if commit))


def _after(change: Change, say: _Say) -> str:
    return say.code(change.after) if change.before != change.after else say.word("report.restarted")


def _undone_by(undoing: Undoing, say: _Say) -> str:
    return say.word("report.undone_by", run=say.code(undoing.run), by=say.code(undoing.by), when=say.when(undoing.started),
                    state=say.word(f"report.undone.{undoing.result}"))


def _undone_step(step: UndoneStep, say: _Say) -> str:
    """A workload with its own result: the verdict on the whole undo says nothing of it."""
    why = f": {say.told(say.cause(step.cause))}" if step.cause is not None else ""
    return f"{say.code(step.name)}: {say.word(f'report.undo.{step.end.value}')}{why}"


def _class(state: str) -> str:
    return "good" if state in _GOOD else "bad" if state in _BAD else "idle" if state in _IDLE else "odd"


def _printable(text: str) -> str:
    """The text on one line, without what cannot be seen and without what turns it round."""
    shown = "".join("\ufffd" if unicodedata.category(letter) in ("Cc", "Cs") or letter in _BIDI else letter
                    for letter in text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))
    return shown.strip()


# ---- Markdown ----------------------------------------------------------------------------------------------------------------------------


def _code(text: str) -> str:
    """A code span (spec.commonmark.org, “Code spans”). A pipe would end the cell of a table, and programs differ in how it is escaped."""
    shown = _printable(text).replace("|", "¦")
    if not shown:
        return ""
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    space = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{'`' * (longest + 1)}{space}{shown}{space}{'`' * (longest + 1)}"


def _marked(say: _Say, step: ReportStep) -> str:
    state = say.state(step.state)
    shown = state if step.state in _GOOD else f"**{state}**"
    return f"{shown}: {_code(say.cause(step.cause))}" if step.cause is not None else shown


# ---- HTML --------------------------------------------------------------------------------------------------------------------------------


def _safe(text: str) -> str:
    return html.escape(_printable(text))


def _tag(text: str) -> str:
    return f"<code>{_safe(text)}</code>" if text else ""


def _link(link: str) -> str:
    return f'<a href="{html.escape(link)}">{_safe(link)}</a>' if _URL.fullmatch(link) else _safe(link)


def _image(image: str) -> str:
    """An image with its digest on a line of its own, where it is long."""
    digest = digest_in(image)
    return f"{_tag(image.removesuffix('@' + digest))}<br><small>{_tag(digest)}</small>" if digest else _tag(image)


def _undone_list(undoing: Undoing, say: _Say) -> str:
    steps = "".join(f"<li>{_undone_step(step, say)}</li>" for step in undoing.steps)
    return f"<ul>{steps}</ul>" if steps else ""


def _html_row(step: ReportStep, say: _Say) -> str:
    """The step, with a line of the table for each container; its name is told where that of the workload does not tell it."""
    lines = [_html_images(change, step, say) for change in step.changes] or [f'<td colspan="2">{say.idle(step)}</td>']
    span = f' rowspan="{len(lines)}"' if len(lines) > 1 else ""
    cause = f'<div class="cause">{_safe(say.cause(step.cause))}</div>' if step.cause is not None else ""
    after = (", ".join(map(_tag, _commits(step))), duration(step),
             f'<span class="state {_class(step.state)}">{say.state(step.state)}</span>{cause}')
    first = f'<td{span}>{say.name(step)}</td>{lines[0]}' + "".join(f'<td{span} class="{name}">{cell}</td>' for name, cell in
                                                                   zip(("commit", "time", "result"), after, strict=True))
    return f"<tbody><tr>{first}</tr>{''.join(f'<tr>{line}</tr>' for line in lines[1:])}</tbody>\n"


def _html_images(change: Change, step: ReportStep, say: _Say) -> str:
    alone = len(step.changes) == 1 and step.name.endswith(f"/{change.container}")
    name = "" if alone else f"<b>{_safe(change.container)}</b> "
    after = _image(change.after) if change.before != change.after else say.word("report.restarted")
    return f"<td>{name}{_image(change.before)}</td><td>{after}</td>"


_POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5a6475; --line: #d6dbe3; --paper: #ffffff; --band: #f4f6f9;
  --good: #1b7f4b; --bad: #c0322b; --odd: #96620a; --idle: #5a6475; --link: #1c5fb8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ef; --soft: #9aa4b5; --line: #394252; --paper: #171b22; --band: #1f252e;
  --good: #57c98d; --bad: #ff8078; --odd: #e9b45c; --idle: #9aa4b5; --link: #7db2ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1400px; margin: 0 auto; padding: 24px; }
header { display: flex; align-items: center; gap: 12px; flex-wrap: wrap; }
h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 20px 0 8px; }
a { color: var(--link); }
.badge { border: 2px solid currentColor; border-radius: 6px; padding: 2px 10px; font-weight: 700; }
.state { font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .odd { color: var(--odd); } .idle { color: var(--idle); }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 2px 16px; margin: 14px 0 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); padding: 4px 8px; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: 5px 8px; overflow-wrap: anywhere; }
tbody:nth-child(odd) { background: var(--band); }
th.commit, td.commit, th.time, td.time { white-space: nowrap; } th.result { width: 15%; } th.step { width: 17%; }
code { font: 12.5px/1.4 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
small code { font-size: 10px; color: var(--soft); }
.cause { color: var(--soft); }
footer { margin-top: 20px; border-top: 2px solid var(--line); overflow-wrap: anywhere; } footer h2 { margin-top: 10px; }
@media (max-width: 700px) { main { padding: 12px; } dl { grid-template-columns: max-content 1fr; } }
@page { size: A4 landscape; margin: 8mm; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --band: #f4f4f4; --good: #1b7f4b; --bad: #c0322b;
  --odd: #96620a; --idle: #444; --link: #000; } main { max-width: none; padding: 0; }
  body { font-size: 8.5px; line-height: 1.25; } code { font-size: 7.5px; line-height: 1.25; } small code { font-size: 6.5px; }
  h1 { font-size: 14px; } h2 { font-size: 10px; margin: 7px 0 2px; } td, th { padding: 1px 4px; } dl { margin-top: 6px; gap: 0 12px; }
  p, ul { margin: 2px 0; } footer { margin-top: 5px; } footer h2, footer p { display: inline; } tbody { break-inside: avoid; } }
"""
