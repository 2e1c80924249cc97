"""Texts about saved plans."""

MESSAGES_PLANS: dict[str, str] = {
    "plans.no_workload": "This workload is not there any more.",
    "plans.other_image": "The plan means the image {planned}, but this container runs {found}.",
    "plans.tag_moved": "The tag {tag} names another image by now than when the plan was made.",
    "plans.no_container": "This workload has no such container any more.",
}
