"""Texts about pods, their events and their logs."""

MESSAGES_PODS: dict[str, str] = {
    "podrow.no_container": "waits for a node",
    "podrow.stopping": "is being stopped",
    "podrow.waits_init": "waits for its init containers",
    "podrow.starting": "is being started",
    "podrow.ended": "ended",
    "podrow.init": "init container at work",
    "podrow.runs": "runs",
    "podrow.not_ready": "runs, not ready yet",
    "podrow.waiting": "waits: {reason}",
    "podlog.gap": "Gap: the kubelet threw away what was written between {before} and {after}.",
    "podlog.gap_end": "Gap: what was written after {before} could not be had any more.",
    "podlog.restarts": "Gap: restarted more than once meanwhile; only the log of the last time before is kept.",
    "podlog.restarted": "{container} was restarted (exit code {code})",
    "podlog.no_right": "The logs of {pod} may not be read: {text}",
    "cluster.log_gone": "The node is removing the container of then and does not give its log now ({text}). Try again in a few seconds.",
    "podlog.nothing_before": "{container} had written nothing when it was restarted.",
}
