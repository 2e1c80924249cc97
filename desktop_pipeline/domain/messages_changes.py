"""Texts about what is in a release: why commits or a configuration are not known."""

from __future__ import annotations

MESSAGES_CHANGES: dict[str, str] = {
    "changes.no_commit": "The image {image} does not say from which commit it was made (its label org.opencontainers.image.revision).",
    "changes.no_code": "The build “{build}” has no enabled task “Code repository”: there are no commits to compare.",
    "changes.commit_gone": "The repository {url} does not have the commit {commit} (any more). Its history may have been rewritten, or the image was built from elsewhere.",
    "changes.not_copied": "The copy of {url} on this computer does not have the commit {commit}. Its commits are shown once the repository was reached.",
    "changes.copy_broken": "The copy of {url} on this computer cannot be read: {text} Delete the folder {folder}; it is made anew.",
    "changes.before_unknown": "What is deployed now is not known: there is nothing to compare with.",
    "changes.image_gone": "The registry does not have the image {image}.",
    "changes.not_built": "Not built yet: its configuration is known after the build.",
}
