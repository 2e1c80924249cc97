"""Texts about the history of runs, and about what an undo puts back."""

MESSAGES_HISTORY: dict[str, str] = {
    # what an undo puts back
    "undo.by_digest": "{image} names another image now ({now}). What ran is put back by its digest: {back}",
    "undo.by_digest_no_tag": "The tag of {image} is not in the registry any more. What ran is put back by its digest: {back}",
    "undo.by_digest_unasked": "Whether {image} still names what ran cannot be asked now. What ran is put back by its digest: {back}",
    "undo.two_images": "Pods ran different images under {image}, by digest (pods): {ran}. All of them get {back}.",
    "undo.digest_gone": "What ran as {image} ({ran}) is not in the registry any more; the tag names another image now ({now}). It cannot be put back.",
    "undo.all_gone": "What ran as {image} ({ran}) is not in the registry any more, neither by its tag nor by its digest. It cannot be put back.",
    "undo.image_gone": "{image} is not in the registry any more. It cannot be put back.",
    "undo.ran_not_known": "What ran as {image} is not known (no pod ran it, or pods could not be seen); it is put back as it was written.",
    "undo.template_only": "Only the template goes back: jobs that were started from the other image go on.",
    # the history
    "history.nothing": "This run has deployed no image, so there is nothing to deploy again.",
    "history.tag_only": "Of {workload} / {container} the journal knows only the tag {tag}, not the digest: what the tag names now is deployed.",
    # what an undo of a run leaves
    "undo.stays_built": "Stays as it is: the image {tag} that build “{build}” pushed is kept in the registry.",
    "undo.stays_job": "Stays as it is: what the job of {workload} has done.",
    "undo.stays_restarted": "Stays as it is: the pods of {workload} were only restarted.",
    "undo.stays_refused": "Stays as it is: {workload} was not changed by this run.",
}
