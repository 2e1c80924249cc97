"""The words for what a step does at this moment, and for what is known of it besides."""

from __future__ import annotations

from desktop_pipeline.domain.runs import State, StepKind, StepState
from desktop_pipeline.ui.texts import state_word, tr


def stage_word(step: StepState) -> str:
    """The act that is under way, by the acts of `runs.intent`; without one, and at the end, the word of the state."""
    if step.state is not State.RUNNING:
        return state_word(step.state)
    if step.question is not None:
        return tr("Stage", "Asks you")
    watching = tr("State", "Rolling out") if step.kind is StepKind.ROLLOUT else state_word(step.state)
    words = {"build": tr("Stage", "Building"), "patch": tr("Stage", "Changing"), "delete-pod": tr("Stage", "Repairing"),
             "job": tr("Stage", "Starting"), "watch": watching}
    return words.get(step.stage, state_word(step.state))


def fact_words(step: StepState, *more: str) -> list[str]:
    """A line for each fact that the step has by now; `more`: names in its data of those that are told too."""
    words = {"tag": tr("Stage", "tag: {value}"), "digest": tr("Stage", "digest: {value}"), "commit": tr("Stage", "commit: {value}"),
             "said": tr("Stage", "answer: {value}")}
    return [words[name].format(value=step.data[name]) for name in ("tag", "digest", "commit", *more) if step.data.get(name)]
