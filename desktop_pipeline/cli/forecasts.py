"""How long a plan would take, by its former durations; and, after a run, that beside how long it took."""

from __future__ import annotations

from desktop_pipeline.cli import table
from desktop_pipeline.cli.output import padded, width
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import Forecast, Span
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, StepKind, StepState
from desktop_pipeline.services.time_words import hour

_ROWS = 40
"""A longer table helps nobody: then only the whole is told."""
_NAMES = 48
_COLUMN = 15


async def forecast_of(session: Session, plan: Plan) -> Forecast | None:
    """The forecast of a plan; None where there is nothing to say: an empty plan, an order with mistakes, a journal that cannot be read."""
    try:
        found = await session.bench.plans.forecast(plan)
    except UserError:
        return None
    return found if found.spans else None


def lines(session: Session, forecast: Forecast) -> list[str]:
    """What to expect of a run that begins now."""
    steps = sum(not step.startswith("pause/") for step in forecast.spans)
    end = hour(session.bench.clock.now() + forecast.seconds)
    made = [f"Forecast: {table.duration(forecast.seconds)}; begun now it would end at {end}."]
    if forecast.guessed:
        made.append(f"  Of {len(forecast.guessed)} of {steps} steps no former duration is known; a minute is assumed for each."
                    if len(forecast.guessed) < steps else "  None of its steps has ended well here before; a minute is assumed for each.")
    if len(forecast.critical) > 1:
        made.append("  What makes it so long: " + " → ".join(_short(step) for step in forecast.critical))
    return made


def beside(forecast: Forecast, run: RunState) -> list[str]:
    """The forecast and what became of it, side by side. Times are from the beginning of the run."""
    began = run.started or 0.0
    took = (run.ended or began) - began
    made = [f"  forecast {table.duration(forecast.seconds)}, took {table.duration(took)}"]
    steps = [step for step in run.steps.values() if step.id in forecast.spans and step.kind is not StepKind.PAUSE]
    if not 1 < len(steps) <= _ROWS:
        return made
    names = min(_NAMES, max(width(table.name_of(step)) for step in steps))
    made.append(f"    {padded('step', names)}  {padded('forecast', _COLUMN)}  took")
    for step in steps:
        guess = "?" if step.id in forecast.guessed else ""
        made.append(f"    {padded(table.name_of(step), names)}  {padded(_span(forecast.spans[step.id]) + guess, _COLUMN)}  "
                    f"{_real(step, began)}")
    return made


def as_json(forecast: Forecast) -> dict[str, object]:
    """Seconds from the beginning; `known`: whether it was made from former durations."""
    return {
        "seconds": forecast.seconds, "critical": list(forecast.critical),
        "steps": {step: {"start": span.start, "end": span.end, "known": step not in forecast.guessed}
                  for step, span in forecast.spans.items()},
    }


def _span(span: Span) -> str:
    return f"{table.duration(span.start)} – {table.duration(span.end)}"


def _real(step: StepState, began: float) -> str:
    if step.started is None or step.ended is None:
        return step.state.value
    return _span(Span(step.started - began, step.ended - began))


def _short(step: str) -> str:
    """An id of a step as people call it: `build web`, `lab/shop/web`."""
    kind, _, rest = step.partition("/")
    if kind in ("build", "pause", "job") and step.count("/") != 3:
        return f"{kind} {rest}"
    parts = step.split("/")
    return "/".join([*parts[:2], *parts[3:]])
