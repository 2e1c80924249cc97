"""Texts that say in plain words what the engines and the operating system say in theirs, and what is there already."""

MESSAGES_WORDS: dict[str, str] = {
    "plans.exists": "There is a plan “{name}” already. Take another name.",
}
