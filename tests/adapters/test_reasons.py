"""What an exception of a network library really says."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

import aiohttp
import pytest

from desktop_pipeline.adapters.common.reasons import plain_reason, reason

ADDRESS = "Connect call failed ('127.0.0.1', 17443)"


@pytest.mark.parametrize(("error", "said"), [
    (ConnectionRefusedError(errno.ECONNREFUSED, ADDRESS), "Connection refused"),
    (OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 111] Connect call failed ('127.0.0.1', 1)"),
     "Connection refused" if errno.ECONNREFUSED == 111 else ""),
    (OSError("Multiple exceptions: [Errno 111] a, [Errno 5] b"), ""),
    (TimeoutError(errno.ETIMEDOUT, ADDRESS), "Connection timed out"),
    (OSError(errno.EHOSTUNREACH, ADDRESS), "No route to host"),
    (socket.gaierror(socket.EAI_NONAME, "nodename nor servname provided"), "Name or service not known"),
    (socket.gaierror(socket.EAI_AGAIN, "?"), "Temporary failure in name resolution"),
    (socket.gaierror(socket.EAI_FAIL, "?"), ""),
    (ssl.SSLError(errno.EPERM, "a number of OpenSSL"), ""),
    (OSError("nothing is known"), ""),
])
def test_the_number_of_an_error_says_what_it_is(error: OSError, said: str) -> None:
    assert plain_reason(error) == said


def test_what_is_not_known_stays_as_it_is() -> None:
    assert reason(OSError(errno.EIO, "Input/output error")) == "Input/output error."
    assert reason(TimeoutError()) == "no answer in time."
    assert reason(ValueError("odd")) == "odd."


async def test_a_port_at_which_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(OSError) as plain:
        await asyncio.open_connection("127.0.0.1", port)
    assert reason(plain.value) == "Connection refused."
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError) as caught:
            await session.get(f"http://localhost:{port}/")
    assert reason(caught.value) == "Connection refused."
