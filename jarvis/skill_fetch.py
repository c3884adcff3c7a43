"""Fetching a page for a skill: from the hosts it was granted and from no other, whatever they redirect to.

The skill itself has no network. The name is looked up here, its address is checked, and the connection
goes to that very address: a host cannot point into the home's own network afterwards.
"""

import asyncio
import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from jarvis.errors import SkillError
from jarvis.permissions import private

LIMIT_S, CONNECT_S = 8.0, 3.0
LARGEST_BYTES = 256 << 10
LARGEST_BODY_BYTES = 32 << 10
_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(r"[!-~]{1,2000}")
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?")


class _Target(NamedTuple):
    """Where a request goes; `ip` is where the name led when it was checked."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


@dataclass(frozen=True)
class _Request:
    """What is sent: a POST if there is a body."""

    body: str | None
    content_type: str


class _Plain(http.client.HTTPConnection):
    """A connection that can be broken off from outside."""

    def __init__(self, target: _Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_S)
        self._target = target

    def connect(self) -> None:
        """Go to the address that was checked."""
        self.sock = plain = socket.create_connection((self._target.ip, self._target.port), CONNECT_S)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            wrapped = context.wrap_socket(
                plain, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock = wrapped  # before it waits for the other side, so that it can be broken off
            wrapped.do_handshake()
        self.sock.settimeout(LIMIT_S)

    def break_off(self) -> None:
        """End whatever its thread waits for."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


async def fetch(
    hosts: Sequence[str], url: str, body: str | None = None, content_type: str = "application/json"
) -> dict[str, object]:
    """GET, or POST a body: `status` (a number) and `text`. Raises SkillError, a sentence."""
    if body is not None and (
        len(body.encode()) > LARGEST_BODY_BYTES or not _CONTENT_TYPE.fullmatch(content_type)
    ):
        raise SkillError("A skill may send at most 32 KB, with a content type such as application/json.")
    try:
        async with asyncio.timeout(LIMIT_S):
            for _ in range(_REDIRECTS + 1):
                status, text, onward = await _once(await _target(hosts, url), _Request(body, content_type))
                if not onward or body is not None:
                    return {"status": status, "text": text}
                url = urljoin(url, onward)
    except TimeoutError:
        raise SkillError(
            f"{_name(url)} did not answer in {LIMIT_S:.0f} seconds. Please try again later."
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SkillError(
            f"{_name(url)} cannot be reached ({type(error).__name__}). Is the network up?"
        ) from None
    raise SkillError(f"{_name(url)} sends from one address to the next without an end.")


async def _once(target: _Target, request: _Request) -> tuple[int, str, str]:
    connection = _Plain(target)
    try:
        return await asyncio.to_thread(_exchange, connection, target, request)
    finally:
        connection.break_off()


def _exchange(connection: _Plain, target: _Target, request: _Request) -> tuple[int, str, str]:
    """The status, the text, and where it redirects to; in a thread of its own."""
    headers = {"User-Agent": "jarvis", "Accept-Encoding": "identity"}
    body = None if request.body is None else request.body.encode()
    if body is not None:
        headers["Content-Type"] = request.content_type
    try:
        connection.request("GET" if body is None else "POST", target.path, body, headers)
        with connection.getresponse() as response:
            content = response.read(LARGEST_BYTES + 1)
            onward = response.getheader("Location") or "" if response.status // 100 == 3 else ""  # noqa: PLR2004
        if len(content) > LARGEST_BYTES:
            raise SkillError(
                f"{target.host} sent more than {LARGEST_BYTES >> 10} KB, which is too much for a skill."
            )
        return response.status, content.decode(errors="replace"), onward
    finally:
        connection.close()


async def _target(hosts: Sequence[str], url: str) -> _Target:
    """Where a URL leads, if its host was granted. Raises SkillError."""
    if not _ADDRESS.fullmatch(url):
        raise SkillError("That is not an address that a skill can fetch.")
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise SkillError("A skill can fetch http and https addresses only.") from None
    host = (parts.hostname or "").rstrip(".")
    usual = port == _PORTS[parts.scheme]
    if "@" in parts.netloc or (f"{host}:{port}" not in hosts and not (usual and host in hosts)):
        raise SkillError(
            f"A skill wanted to talk to {host or url}, which you did not allow. Its NEEDS must name it."
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme, host, port, path, await _address(host, port))


async def _address(host: str, port: int) -> str:
    """Where a name leads. Raises SkillError if that is inside, and the name does not say so."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not reachable(host, address):
            raise SkillError(
                f"{host} leads into your own network ({address}), so nothing is fetched from there."
            )
    return addresses[0]


def reachable(host: str, address: str) -> bool:
    """Whether a granted name may lead to this address: a public one, or one that the name announces."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    if not private(host):
        return found.is_global and not found.is_multicast
    with suppress(ValueError):
        return ipaddress.ip_address(host) == ipaddress.ip_address(address)
    return host == "localhost" or (found.is_private and not found.is_loopback and not found.is_link_local)


def _name(url: str) -> str:
    return urlsplit(url).hostname or "The host"
