"""Which HTTP proxy leads to a server, by the rules of Go's programs (kubectl): the environment only, never for this computer itself."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from desktop_pipeline.domain.errors import UserError


def proxy_for(server: str, proxy_url: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Address of the proxy, '' for none. `proxy_url` is the kubeconfig's and beats HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

    Raises UserError `kubeconfig.proxy` for a kind of proxy that is not supported (SOCKS).
    """
    env = os.environ if environment is None else environment
    url = urlsplit(server)
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    proxy = proxy_url
    if not proxy:
        name = f"{url.scheme}_proxy"
        proxy = env.get(name.upper()) or env.get(name) or ""
        if not proxy or _direct(host, port, env.get("NO_PROXY") or env.get("no_proxy") or ""):
            return ""
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if urlsplit(proxy).scheme not in ("http", "https"):
        raise UserError("kubeconfig.proxy", proxy=without_password(proxy))
    return proxy


def without_password(url: str) -> str:
    """An address that may be shown."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _direct(host: str, port: int, no_proxy: str) -> bool:
    address = _address(host)
    if host == "localhost" or (address is not None and address.is_loopback):
        return True
    for entry in (part.strip().lower() for part in no_proxy.split(",")):
        if not entry:
            continue
        if entry == "*":
            return True
        try:
            network = ipaddress.ip_network(entry, strict=False)
        except ValueError:
            pass
        else:
            if address is not None and address in network:
                return True
            continue
        name, colon, number = entry.rpartition(":")
        if colon and number.isdigit():
            if int(number) != port:
                continue
            entry = name.strip("[]")
        domain = entry.removeprefix("*").removeprefix(".")
        if (host == domain and not entry.startswith((".", "*"))) or host.endswith("." + domain):
            return True
    return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
