"""Texts about the tasks of a build that run on this workstation or talk to servers: Script, REST call, File."""

from __future__ import annotations

MESSAGES_TASKS: dict[str, str] = {
    # script
    "script.no_shell": "The shell “{shell}” was not found on this computer. Install it, or name another one in the task: a program of PATH or a whole path.",
    "script.no_folder": "There is no folder “{folder}” to run the script in. Correct the working folder of the task, or make it in an earlier task.",
    "script.bad_environment": "“{name}” cannot be a variable of the environment, or its value holds a zero byte. Correct the variables of the task.",
    "script.not_started": "The shell “{shell}” could not be started: {text}",
    # rest
    "rest.bad_url": "“{url}” is no web address. Write http:// or https://, a host and a path; spaces and other signs in it as %20 and the like.",
    "rest.bad_request": "The request to {url} cannot be sent: {text} Correct method and headers of the task.",
    "rest.unreachable": "{url} does not answer: {text} Check the address and the network, then try again.",
    "rest.timeout": "{url} did not finish its answer within {seconds} seconds. Try again, or allow more time in the task.",
    "rest.certificate": "The certificate of {url} is not trusted: {text} Add the CA of your company to the system's certificates, or let the task ignore TLS errors.",
    "rest.redirect": "{url} leads on to {target}, and it was not followed: {text} Enter the final address in the task.",
    "rest.status": "{url} answered {status} {text}, which the task does not accept (accepted: {accepted}).",
    "rest.content": "The answer of {url} does not contain “{expected}”.",
    "rest.output": "The answer could not be written to “{file}”: {text}",
    # file transfer: progress
    "transfer.counting": "looking through {name}",
    "transfer.progress": "{done} of {total} MB: {name}",
    "transfer.done": "{files} files, {megabytes} MB",
    # file transfer: errors
    "transfer.bad_request": "The transfer with {host} cannot be begun: {text}",
    "transfer.unreachable": "The server {host} does not answer: {text} Check host, port and protocol of the task and the network, then try again.",
    "transfer.unauthorized": "The server {host} refused the login: {text} Check user and password or key of the task.",
    "transfer.host_key": "The server {host} showed the key {fingerprint}, which is not the host key set in the task (or none is set there). Ask whoever runs the server for its fingerprint; if it is this one, enter it as host key of the task. No login was sent.",
    "transfer.bad_host_key": "The host key of the task cannot be understood: {text} Enter a fingerprint (SHA256:…) or a line as “ssh-keyscan” writes it.",
    "transfer.bad_key": "The private key of the task cannot be used: {text} For a key with a passphrase, enter that as the password.",
    "transfer.certificate": "The certificate of {host} is not trusted: {text} Add the CA of your company to the system's certificates, or ask whoever runs the server whether {fingerprint} is right and enter that as host key of the task.",
    "transfer.not_found": "There is no “{path}” on {side}.",
    "transfer.failed": "The transfer with {host} failed at “{path}”: {text}",
}
