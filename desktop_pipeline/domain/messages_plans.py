"""Texts about saved plans."""

MESSAGES_PLANS: dict[str, str] = {
    "plans.no_workload": "This workload is not there any more.",
    "plans.no_container": "This workload has no such container any more.",
}
