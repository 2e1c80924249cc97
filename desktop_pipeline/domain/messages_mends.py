"""Texts about what cannot be had for a moment, and about runs that were interrupted or undone in part."""

MESSAGES_MENDS: dict[str, str] = {
    # the log of a time before
    "cluster.log_gone": "The node is removing the container of then and does not give its log now ({text}). Try again in a few seconds.",
    "podlog.nothing_before": "{container} had written nothing when it was restarted.",
}
