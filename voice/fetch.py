"""Downloads: over https only, continued where they broke off, and only ever the expected content."""

import http.client
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import urlsplit

from jarvis.errors import ModelError
from voice.manifest import Pin, sha256_of

STALLED_S = 30.0
"""So long a server may be silent, when it is called and while it sends."""
_BLOCK = 1 << 16
AGAIN = "run the command again"
DELETED = f"It was deleted; {AGAIN}, and report it if it stays so."


class Progress(Protocol):
    """Who is told how it goes."""

    def say(self, line: str) -> None:
        """A line to read."""

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """So much is here."""


class Silent:
    """Tells nobody."""

    def say(self, line: str) -> None:
        """Not told."""

    def moved(self, done_bytes: int, all_bytes: int) -> None:
        """Not told."""


def megabytes(size_bytes: int) -> str:
    """`56369045` → `"56.4 MB"`."""
    return f"{size_bytes / 1e6:.1f} MB"


def need_space(folder: Path, needed_bytes: int) -> None:
    """Raise ModelError unless the disk has room."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise ModelError(
            f"This needs {megabytes(needed_bytes)} of disk, and {megabytes(free_bytes)} are free in "
            f"{folder}. Make room, then {AGAIN}."
        )


@dataclass(frozen=True)
class Download:
    """One file, collected in `part`, which outlives a download that breaks off."""

    url: str
    part: Path
    pin: Pin
    progress: Progress

    def run(self) -> None:
        """Fill `part` with the expected content. Raises ModelError; wrong content is deleted."""
        have = self.part.stat().st_size if self.part.exists() else 0
        if have > self.pin.size_bytes:
            self.part.unlink()
            have = 0
        if have < self.pin.size_bytes:
            with self._asked_for(have) as response:
                self._receive(response, have)
        if sha256_of(self.part) != self.pin.sha256:
            self._give_up(f"What {self._host} sent is not what was expected: its checksum differs.")

    @property
    def _host(self) -> str:
        return urlsplit(self.url).hostname or self.url

    @contextmanager
    def _asked_for(self, start: int) -> Iterator[http.client.HTTPResponse]:
        headers = {"User-Agent": "jarvis"} | ({"Range": f"bytes={start}-"} if start else {})
        request = urllib.request.Request(self.url, headers=headers)  # noqa: S310 - the opener knows only https
        try:
            response = _https_only().open(request, timeout=STALLED_S)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._give_up(f"{self._host} cannot continue this download.")
            raise ModelError(
                f"{self._host} refused with status {error.code}. Try again later; "
                "if it stays so, a newer Jarvis may know another address."
            ) from None
        except (OSError, http.client.HTTPException, ValueError) as error:  # a redirect may lead to nonsense
            raise ModelError(
                f"{self._host} could not be reached ({_reason(error)}). Check the network, then {AGAIN}."
            ) from None
        with response:
            yield response

    def _receive(self, response: http.client.HTTPResponse, have: int) -> None:
        if response.status == HTTPStatus.PARTIAL_CONTENT:
            given = response.headers.get("Content-Range", "")
            if not given.startswith(f"bytes {have}-"):
                self._give_up(f"{self._host} sent another piece of the file than was asked for.")
        else:
            have = 0  # it cannot continue, so all of it comes again
        self.part.touch(mode=0o600)
        with self.part.open("ab" if have else "wb") as file:
            self.progress.moved(have, self.pin.size_bytes)
            while piece := self._next(response, have):
                file.write(piece)
                have += len(piece)
                self.progress.moved(have, self.pin.size_bytes)
                if have > self.pin.size_bytes:
                    self._give_up(
                        f"{self._host} sends more than the {megabytes(self.pin.size_bytes)} expected."
                    )
        if have < self.pin.size_bytes:
            self._broke_off(have, "it ended early")

    def _next(self, response: http.client.HTTPResponse, have: int) -> bytes:
        try:
            return response.read1(min(_BLOCK, self.pin.size_bytes - have + 1))
        except (OSError, http.client.HTTPException) as error:
            self._broke_off(have, _reason(error))

    def _broke_off(self, have: int, why: str) -> NoReturn:
        raise ModelError(
            f"The download from {self._host} broke off after {megabytes(have)} of "
            f"{megabytes(self.pin.size_bytes)} ({why}). Check the network, then {AGAIN}; it continues."
        )

    def _give_up(self, why: str) -> NoReturn:
        self.part.unlink(missing_ok=True)
        raise ModelError(f"{why} {DELETED}")


class _NoOther(urllib.request.BaseHandler):
    """Where a server redirects to an address without encryption."""

    def http_open(self, request: urllib.request.Request) -> NoReturn:
        raise ModelError(
            f"Nothing was fetched: the way led to {request.host} without https. "
            f"{AGAIN.capitalize()}, and report it if it stays so."
        )

    ftp_open = http_open


def _https_only() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
        _NoOther(),
    ):
        opener.add_handler(handler)
    return opener


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"it was silent for {STALLED_S:.0f} s"
    if isinstance(cause, OSError) and cause.strerror:
        return plain(cause.strerror)
    return plain(str(cause)) or type(cause).__name__


def plain(text: str) -> str:
    """Words from outside, without control characters, short enough to be read."""
    return "".join(character for character in text if character.isprintable())[:200]
