"""What is doubtful about a choice."""

MESSAGES_CHOICES = {
    "choice.no_such_tag": "The registry has no tag {tag} of this image. Pre-flight asks once more, and refuses it if that is so.",
    "choice.not_listed": "The registry's list of tags as it was read on {when} has no tag {tag} of this image. It may have been pushed since: pre-flight asks.",
    "preflight.made_anew": "{workload} was deleted and made anew since this was chosen.",
    "choice.other_repository": "The image repository was changed from {before} to {now} since this was chosen: choose again.",
}
