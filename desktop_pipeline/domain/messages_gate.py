"""Texts about the drift gate and the rest of pre-flight."""

MESSAGES_GATE: dict[str, str] = {
    "drift.newer": "There is a newer version than the one that “latest” meant when the plan was made: {found}. {tag} is deployed.",
    "preflight.after_left_out": "left out, because it comes after {step}, which is left out",
    "preflight.build_left_out": "left out, because its build “{build}” cannot run",
}
