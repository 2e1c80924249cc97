"""Texts that say in plain words what the engines and the operating system say in theirs, and what is there already."""

REASONS: dict[str, str] = {
    "reason.refused": "Connection refused",
    "reason.timed_out": "Connection timed out",
    "reason.no_answer": "no answer in time",
    "reason.no_route": "No route to host",
    "reason.no_network": "Network is unreachable",
    "reason.reset": "Connection reset by peer",
    "reason.broken": "Broken pipe",
    "reason.no_name": "Name or service not known",
    "reason.no_name_server": "Temporary failure in name resolution",
    "reason.denied": "Permission denied",
    "reason.missing": "No such file or directory",
    "reason.full": "No space left on device",
    "reason.read_only": "Read-only file system",
}
"""What the operating system says, as an argument of other messages, without a full stop; the window translates it there."""

MESSAGES_WORDS: dict[str, str] = {
    "plans.exists": "There is a plan “{name}” already. Take another name.",
    **REASONS,
}
