"""Texts about engines, registries, code repositories and the keyring."""

from __future__ import annotations

MESSAGES_BUILD: dict[str, str] = {
    # engine
    "engine.unreachable": "The Docker engine at {host} does not answer: {text} Start it, or choose another engine under Settings › Engines.",
    "engine.forbidden": "The Docker engine at {host} may not be used by you: {text} Ask for membership in the group “docker”, or use another engine.",
    "engine.lost": "The connection to the Docker engine at {host} broke off: {text} Whether the work went on there is not known.",
    "engine.bad_answer": "What answers at {host} is no Docker engine, or one this version does not understand: {text}",
    "engine.bad_host": "“{host}” is no address of a Docker engine: {text} Write unix:///path, tcp://host:port or npipe:////./pipe/name.",
    "engine.no_context": "The docker context “{context}” does not exist on this computer (known: {known}). Choose another one under Settings › Engines.",
    "engine.bad_context": "The docker context “{context}” cannot be used: {text} See “docker context inspect {context}”.",
    "engine.ssh": "The engine at {host} is reached over SSH, which this version cannot do. Use a tcp:// address or forward its socket.",
    "engine.failed": "The Docker engine at {host} refused: {text}",
    # build and push: progress
    "build.sending": "sending the files: {megabytes} MB",
    "build.step": "step {step} of {of}: {text}",
    "build.built": "built",
    "push.waiting": "pushing to {host}",
    "push.progress": "pushing: {done} of {total} MB",
    "push.pushed": "pushed",
    # build and push: errors
    "build.failed": "The image could not be built. {step}: {text}\n{lines}",
    "build.base_unauthorized": "The registry did not give out a base image ({step}): {text} Enter user and password for it under Settings › Registries, and look whether the image exists.",
    "build.needs_buildkit": "The classic builder cannot do this: {what}. Choose BuildKit for the engine under Settings › Engines.",
    "build.no_dockerfile": "There is no file “{dockerfile}” in the folder of the build. Correct the path in the task “Build image”.",
    "build.no_context": "There is no folder “{folder}” to build from. Correct the folder in the task “Build image”.",
    "build.unreadable": "“{path}” in the folder of the build cannot be read: {text}",
    "build.no_image": "The engine at {host} ended the build without naming an image.",
    "push.failed": "{reference} could not be pushed: {text}",
    "push.no_image": "{reference} cannot be pushed: the engine has no image of this name. Build it again.",
    "push.plain_http": "{reference} could not be pushed: the registry speaks HTTP without encryption, and the engine does not allow that. Add {host} to “insecure-registries” of the engine.",
    "push.no_digest": "{reference} was pushed, but the engine did not say its digest. Push it again.",
    # registry
    "registry.unreachable": "The registry {host} does not answer: {text} Check the address and the network, then try again.",
    "registry.busy": "The registry {host} refuses more requests for now: {text} Try again later.",
    "registry.certificate": "The certificate of the registry {host} is not trusted: {text} Add the CA of your company to the system's certificates.",
    "registry.unauthorized": "The registry {host} refused: {text} Check user, password and rights under Settings › Registries.",
    "registry.unsafe_login": "The registry {host} asks to send the password to {realm} without encryption. It was not sent.",
    "registry.not_registry": "What answers at {host} is no image registry: {text} Check the address under Settings › Registries.",
    "registry.bad_answer": "The registry {host} gave an answer that cannot be understood ({what}): {text}",
    "registry.delete_disabled": "The registry {host} does not allow deleting images. Its operator can turn it on.",
    "registry.failed": "The registry {host} answered with an error ({what}): {text}",
    # code repositories
    "git.missing": "The program “git” was not found. Install it, or add its folder to PATH.",
    "git.no_ref": "{url} has no branch, tag or commit “{ref}”.",
    "git.ambiguous": "“{ref}” begins several commits of {url}. Write more of it.",
    "git.bad_url": "“{url}” is no address of a git repository.",
    "git.unauthorized": "{url} refused: {text} Check user and password or token of the task “Code repository”; for SSH look whether the agent has your key.",
    "git.not_found": "There is no repository at {url}, or you may not see it: {text}",
    "git.unreachable": "{url} does not answer: {text} Check the address and the network, then try again.",
    "git.certificate": "The certificate of {url} is not trusted: {text} Add the CA of your company to the system's certificates.",
    "git.host_key": "The SSH key of the host of {url} is not known on this computer. Connect to it once with “ssh” in a terminal and confirm the key.",
    "git.protocol": "{url} or one of its submodules uses a way of access that is not allowed: {text} Use https or ssh.",
    "git.login_windows": "On Windows this version cannot hand a password to git for {url}. Use an SSH address with the ssh agent.",
    "git.failed": "git could not fetch {url}: {text}",
    # keyring
    "keyring.none": "This computer has no keyring that can be used. Passwords are kept until the program ends, and nowhere else.",
    "keyring.locked": "The keyring is locked. Passwords are kept until the program ends. Unlock the keyring to keep them for longer.",
    "keyring.waiting": "The keyring has not answered for {seconds} seconds; perhaps it asks for its password. Until then passwords are kept in this session only.",
    "keyring.failed": "The keyring does not work: {text} Passwords are kept until the program ends, and nowhere else.",
    "keyring.session": "Passwords are kept in this session only.",
    # network
    "http.bad_ca": "The file of certificates {file} cannot be read: {text}",
}
