"""Talking to a model server over HTTP: only with hosts that may hear it, with limits on time and size."""

import ipaddress
from collections.abc import AsyncGenerator, Collection
from typing import Any
from urllib.parse import urlsplit

import httpx

from jarvis.errors import EngineError

HttpError = httpx.HTTPError
"""Whatever goes wrong on the way."""
CONNECT_S, READ_S = 2.0, 30.0
TIMEOUT = httpx.Timeout(READ_S, connect=CONNECT_S, pool=CONNECT_S)
"""A server that says nothing for READ_S hangs."""
LONGEST_LINE, LONGEST_ANSWER = 1 << 18, 1 << 22
"""Bytes; what is longer is no answer to a question."""


def permitted(url: str, allow_network: Collection[str]) -> str:
    """The address without a slash at its end. Raises EngineError for a host that was not allowed."""
    host = urlsplit(url).hostname or ""
    if not is_here(host) and host not in allow_network:
        raise EngineError(
            f"{host} is not this computer, so nothing you say is sent there. "
            f"To allow it, add {host} to `mind.allow_network`."
        )
    return url.rstrip("/")


def is_here(host: str) -> bool:
    """Whether it is this computer."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def client(key: str = "") -> httpx.AsyncClient:
    """Follows no redirects and no proxies: what is said goes where the settings say, or nowhere."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False, headers=headers)


async def get(url: str, key: str = "", limit_s: float = CONNECT_S) -> Any:  # noqa: ANN401 - JSON can be anything
    """Some JSON. Raises HttpError or ValueError."""
    async with client(key) as http, http.stream("GET", url, timeout=limit_s) as response:
        response.raise_for_status()
        body = b"".join([line async for line in _limited(response)])
        return httpx.Response(200, content=body).json()


async def lines(http: httpx.AsyncClient, url: str, request: dict[str, Any]) -> AsyncGenerator[str]:
    """POST some JSON, and give the lines of the answer. Raises EngineError, HttpError, ValueError."""
    async with http.stream("POST", url, json=request) as response:
        if response.status_code != httpx.codes.OK:
            raise EngineError(
                f"The model server refused ({response.status_code}). {_remedy(response.status_code)}"
            )
        rest = b""
        async for chunk in _limited(response):
            *whole, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise EngineError("The model server sent a line without an end.")
            for line in whole:
                yield line.removesuffix(b"\r").decode()
        if rest:
            yield rest.decode()


async def _limited(response: httpx.Response) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > LONGEST_ANSWER:
            raise EngineError("The model server does not stop.")
        yield chunk


def _remedy(status: int) -> str:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return "Set `mind.key` to the key it wants."
    if status == httpx.codes.NOT_FOUND:
        return "Check `mind.url` and `mind.model`."
    return "Its own log tells more."
