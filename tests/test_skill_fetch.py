"""Fetching for a skill: from granted hosts only, whatever they redirect to, and never without an end."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
import trustme

from jarvis import skill_fetch
from jarvis.errors import SkillError
from jarvis.skill_fetch import fetch, reachable

pytestmark = pytest.mark.real_time
OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def redirect(to: str) -> str:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def server(pages: Mapping[str, str]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server with these pages at 127.0.0.1: its host with the port, and what it was asked."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (first := await reader.readexactly(1)) == b"\x16":  # TLS is not spoken here
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()
            return
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head)
        path = head.split()[1]
        if path == "/silent":
            await reader.read()
        elif path == "/echo":
            length = int(head.casefold().partition("content-length: ")[2].split()[0])
            body = (await reader.readexactly(length)).decode()
            writer.write(f"HTTP/1.1 201 Made\r\nContent-Length: {length}\r\n\r\n{body}".encode())
        elif path in pages:
            writer.write(pages[path].encode())
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"127.0.0.1:{listening.sockets[0].getsockname()[1]}", asked


async def refusal(hosts: tuple[str, ...], url: str) -> str:
    """Why something was not fetched."""
    with pytest.raises(SkillError) as refused:
        await fetch(hosts, url)
    return str(refused.value)


async def test_a_page_and_a_body_that_is_sent() -> None:
    async with asyncio.timeout(20), server({"/x?y=1": OK}) as (host, asked):
        assert await fetch([host], f"http://{host}/x?y=1") == {"status": 200, "text": "hello"}
        found = await fetch([host], f"http://{host}/echo", '{"é": 1}')
        assert found == {"status": 201, "text": '{"é": 1}'}
    assert "content-type: application/json" in asked[1].casefold()


async def test_a_page_that_has_moved_is_followed_only_where_it_was_allowed() -> None:
    pages = {
        "/moved": redirect("/here"),
        "/here": OK,
        "/away": redirect("http://169.254.169.254/secrets"),
        "/other": redirect("http://localhost:1/"),
        "/file": redirect("file:///etc/passwd"),
        "/round": redirect("/round"),
    }
    async with asyncio.timeout(20), server(pages) as (host, asked):
        assert (await fetch([host], f"http://{host}/moved"))["text"] == "hello"
        base = f"http://{host}"
        assert "169.254.169.254, which you did not allow" in await refusal((host,), f"{base}/away")
        assert "localhost, which you did not allow" in await refusal((host,), f"{base}/other")
        assert "http and https addresses only" in await refusal((host,), f"{base}/file")
        assert "without an end" in await refusal((host,), f"{base}/round")
        assert len(asked) == 9


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/",
        "http://api.example.org.evil.example/",
        "http://api.example.org@evil.example/",
        "http://api.example.org:8080/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "ftp://api.example.org/",
        "http://api.example.org/\r\nX: y",
        "http://api.example.org:port/",
        "",
    ],
)
async def test_an_address_that_was_not_granted_is_not_even_looked_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skill_fetch, "_address", None)
    assert "skill" in await refusal(("api.example.org",), url)


async def test_a_granted_name_that_leads_into_the_home_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def looked_up(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("192.168.1.1", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", looked_up)
    said = await refusal(("api.example.org",), "http://api.example.org/")
    assert "leads into your own network (192.168.1.1)" in said


@pytest.mark.parametrize(
    ("host", "address", "may"),
    [
        ("api.example.org", "93.184.216.34", True),
        ("api.example.org", "127.0.0.1", False),
        ("api.example.org", "10.0.0.1", False),
        ("api.example.org", "169.254.169.254", False),
        ("api.example.org", "::1", False),
        ("api.example.org", "::ffff:127.0.0.1", False),
        ("api.example.org", "2002:7f00:1::", False),
        ("api.example.org", "fe80::1%eth0", False),
        ("api.example.org", "0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("api.example.org", "224.0.0.1", False),
        ("tv.local", "192.168.1.7", True),
        ("tv.local", "127.0.0.1", False),
        ("tv.local", "169.254.169.254", False),
        ("localhost", "127.0.0.1", True),
        ("192.168.1.7", "192.168.1.7", True),
        ("192.168.1.7", "127.0.0.1", False),
    ],
)
def test_where_a_name_may_lead(host: str, address: str, may: bool) -> None:  # noqa: FBT001 - a table
    assert reachable(host, address) is may


async def test_a_host_that_says_nothing_or_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skill_fetch, "LIMIT_S", 0.5)
    long = "HTTP/1.1 200 OK\r\n\r\n" + "x" * (skill_fetch.LARGEST_BYTES + 1)
    async with asyncio.timeout(20), server({"/long": long, "/odd": "SMTP ready\r\n"}) as (host, _):
        assert "127.0.0.1 did not answer" in await refusal((host,), f"http://{host}/silent")
        monkeypatch.setattr(skill_fetch, "LIMIT_S", 8.0)
        assert "more than 256 KB" in await refusal((host,), f"http://{host}/long")
        assert "cannot be reached" in await refusal((host,), f"http://{host}/odd")
    assert "cannot be reached (ConnectionRefusedError)" in await refusal(
        ("127.0.0.1:1",), "http://127.0.0.1:1/"
    )


async def test_what_is_sent_has_a_size_and_a_kind() -> None:
    for body, kind in (("x" * 40_000, "text/plain"), ("x", "text/plain\r\nX: y")):
        with pytest.raises(SkillError, match="at most 32 KB"):
            await fetch(("api.example.org",), "http://api.example.org/", body, kind)


async def test_a_host_that_does_not_speak_tls_is_told() -> None:
    async with asyncio.timeout(20), server({"/": OK}) as (host, _):
        assert "cannot be reached (SSLError)" in await refusal((host,), f"https://{host}/")


async def test_the_certificate_must_be_the_hosts_own(monkeypatch: pytest.MonkeyPatch) -> None:
    authority, real = trustme.CA(), ssl.create_default_context
    mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(mine)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK.encode())
        writer.close()

    def trusting() -> ssl.SSLContext:
        context = real()
        authority.configure_trust(context)
        return context

    async with asyncio.timeout(20), await asyncio.start_server(serve, "127.0.0.1", 0, ssl=mine) as listening:
        host = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        assert "cannot be reached (SSLCertVerificationError)" in await refusal((host,), f"https://{host}/")
        monkeypatch.setattr(ssl, "create_default_context", trusting)
        assert (await fetch((host,), f"https://{host}/"))["text"] == "hello"
