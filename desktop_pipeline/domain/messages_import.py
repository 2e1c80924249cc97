"""Texts about builds that are made from a folder: what is not carried over, and why a folder cannot be taken."""

from __future__ import annotations

MESSAGES_IMPORT: dict[str, str] = {
    "import.no_folder": "There is no folder “{folder}”, or it may not be read: {text}",
    "import.nothing": "The folder “{folder}” has no Dockerfile and no compose file with a service that is built. Choose the folder in which they lie.",
    "import.unreadable": "{file} was not read: {text}",
    "import.override": "{file} was not read: only {taken} is.",
    "import.no_remote": "The folder has no git remote. A build takes its files from a repository, so that it gives the same on any computer: enter the address in the task “Code repository”.",
    "import.remote_unknown": "The remote of the folder is not known, so the address of the repository stays open: enter it in the task “Code repository”.",
    "import.changes_unknown": "Whether the folder has changes that are not committed is not known here. The build does not see such changes.",
    "import.not_committed": "The folder has changes that are not committed. The build does not see them.",
    "import.not_pushed": "{count} commits of “{branch}” are not pushed. The build does not see them.",
    "import.no_upstream": "Whether “{branch}” is pushed to {remote} is not known here. The build needs it there.",
    "import.password": "The user or password in the address of {url} was left out. Enter them in the task “Code repository”.",
    "import.no_build_section": "{file}: {names} are not built there (no “build”).",
    "import.not_carried": "{place}: “{names}” is not carried over.",
    "import.extends": "{service}: “extends” is not followed; what is said there is not carried over.",
    "import.run_only": "{service}: {names} say how the container runs. They are not carried over: a build has no place for them.",
    "import.variable": "{service}: the variable {name} became “{value}”.",
    "import.variable_open": "{service}: the variable {name} has no value in the folder, or is a secret. It was left empty.",
    "import.variable_env": "{service}: the value of the variable {name} is in .env, which may hold secrets. It is not carried over, and was left empty: enter it where it is used, or use a build secret.",
    "import.variable_default": "{service}: the variable {name} became its default “{value}”. The value in .env is not carried over.",
    "import.argument_open": "{service}: the build argument {name} has no value in the folder. It is not carried over.",
    "import.argument_env": "{service}: the value of the build argument {name} is in .env, which may hold secrets. It is not carried over: enter it, or use a build secret.",
    "import.secret_text": "{service}: “{text}” has a password in an address. It is not carried over: use a build secret.",
    "import.secret_argument": "{service}: the build argument {name} looks like a secret. It is not carried over: use a build secret.",
    "import.secret": "{service}: the content of a build secret ({where}) is not carried over. Enter it under the name {name}.",
    "import.dockerfile_outside": "{service}: the Dockerfile “{path}” lies outside its context. It is not carried over.",
    "import.context_outside": "{service}: the context “{path}” lies outside the repository, or is no folder. It is not carried over.",
    "import.registry": "{service}: the workspace has no registry at {host}. {registry} was taken.",
}
