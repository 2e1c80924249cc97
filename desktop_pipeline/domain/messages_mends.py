"""Texts about what cannot be had for a moment, and about runs that were interrupted or undone in part."""

MESSAGES_MENDS: dict[str, str] = {
    # the log of a time before
    "cluster.log_gone": "The node is removing the container of then and does not give its log now ({text}). Try again in a few seconds.",
    "podlog.nothing_before": "{container} had written nothing when it was restarted.",
    # steps that were under way when the program ended
    "interrupted.build": "the program ended while it was built; whether its image was pushed is not known",
    "interrupted.job": "the program ended while the job was started or followed; a job that was started goes on",
    "interrupted.pause": "the program ended while it waited for an answer",
    # what an undo did, in a report
    "report.undone.pending": "not begun",
    "report.undone.running": "at work",
    "report.undone.interrupted": "interrupted",
    "report.undone.back": "everything put back",
    "report.undone.part": "put back in part",
    "report.undone.nothing": "nothing put back",
    "report.undo.back": "put back",
    "report.undo.back-idle": "put back; nothing was started by it",
    "report.undo.back-bad": "put back, but it did not go well",
    "report.undo.left": "left as it is",
    "report.undo.refused": "not put back",
    "report.undo.unknown": "not known whether it was put back",
    "report.undo.waits": "not put back yet",
}
