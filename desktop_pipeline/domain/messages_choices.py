"""What is doubtful about a choice."""

MESSAGES_CHOICES = {
    "choice.no_such_tag": "The registry has no tag {tag} of this image. Pre-flight asks once more, and refuses it if that is so.",
    "choice.other_repository": "The image repository was changed from {before} to {now} since this was chosen: choose again.",
}
