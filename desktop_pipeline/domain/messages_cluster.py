"""Sentences about clusters and kubeconfigs; part of `messages.MESSAGES`."""

from __future__ import annotations

_RUN_IT = "Run it in a terminal to see what it needs (often: sign in again)."

MESSAGES_CLUSTER: dict[str, str] = {
    # kubeconfig
    "kubeconfig.bad": "The kubeconfig {file} cannot be used (line {line}): {text}.",
    "kubeconfig.unreadable": "{file}, which the kubeconfig needs, cannot be read: {text}.",
    "kubeconfig.missing": "There is no kubeconfig: {file} does not exist. Set KUBECONFIG, or choose the file in the cluster's settings.",
    "kubeconfig.no_context": "The kubeconfig {file} has no context “{context}”. Choose another context in the cluster's settings.",
    "kubeconfig.no_entry": "The context “{context}” of {file} names the {what} “{name}”, which is not there. Complete the kubeconfig.",
    "kubeconfig.proxy": "The proxy “{proxy}” cannot be used: only http:// and https:// proxies are supported.",
    "kubeconfig.auth_provider": (
        "The login of context “{context}” uses the auth provider “{name}”, which Kubernetes has removed. Use an exec plugin instead."
    ),
    "kubeconfig.interactive": (
        "The login program “{command}” of context “{context}” wants a terminal (interactiveMode: Always), which there is none of here."
    ),
    "kubeconfig.exec_missing": "The login program “{command}” of context “{context}” was not found. Install it, or put it on the PATH. {hint}",
    # login
    "cluster.exec_failed": "The login program “{command}” of context “{context}” failed (exit code {code}): {text}. " + _RUN_IT,
    "cluster.exec_timeout": "The login program “{command}” of context “{context}” gave no answer in {seconds} s. " + _RUN_IT,
    "cluster.exec_bad": "The login program “{command}” of context “{context}” gave an answer that cannot be used: {text}.",
    "cluster.exec_empty": "The login program “{command}” of context “{context}” gave neither a token nor a certificate. " + _RUN_IT,
    "cluster.login_expired": "The login of context “{context}” has expired. Run any kubectl command with this context to renew it.",
    "cluster.unauthorized": "The cluster at {server} does not accept the login of context “{context}”. Sign in again, or correct the kubeconfig.",
    # answers
    "cluster.forbidden": "Not allowed: {text}. Ask whoever manages the cluster for this right.",
    "cluster.not_found": "Not there: {text}.",
    "cluster.expired": "The list is too old to go on: {text}.",
    "cluster.gone": "{workload} is not there any more: {text}.",
    "cluster.job_exists": "There is another job named {job} already.",
    "cluster.conflict": "It was changed at the same time: {text}. Try again.",
    "cluster.invalid": "The cluster refused the change: {text}.",
    "cluster.drift": "The API server refused the change because {workload} is no longer as expected.",
    "cluster.rewritten": "{container}: {field} was to become “{asked}”; the cluster's admission made it “{found}”.",
    "cluster.busy": "The cluster at {server} is busy: {text}. Try again in a moment.",
    "cluster.server_error": "The cluster at {server} answered with error {status}: {text}.",
    "cluster.garbage": "What answers at {server} does not speak like a Kubernetes API server: {text}. Check address and proxy.",
    "cluster.kind_missing": "This cluster does not have {kind}s.",
    # link
    "cluster.unreachable": "The cluster at {server} cannot be reached: {text}. Check network, VPN and proxy.",
    "cluster.timeout": "The cluster at {server} did not answer in time ({seconds} s). Check network, VPN and proxy.",
    "cluster.cut": "The connection to the cluster at {server} was cut: {text}.",
    "cluster.tls": "No secure connection to the cluster at {server}: {text}. Check the CA and the server name in the kubeconfig.",
    "cluster.proxy_refused": "The proxy {proxy} does not connect to {server}: {text}.",
    "cluster.no_answer": "No answer to the change of {workload}; it may still be applied: {text}",
    "cluster.closed": "The connection to the cluster was closed.",
}
