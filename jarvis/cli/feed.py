"""What the daemon tells, followed across its restarts."""

import os
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from typing import Any, Self
from urllib.parse import quote

from jarvis.cli.client import call, lines
from jarvis.errors import JarvisError
from ui.watched import Happened, Looked, News, Offline, Online

AGAIN_S = 0.5
"""Pause between two looks for a daemon that is not there, and between two looks at its status."""
UNREAD = 1_000
"""News that wait while nobody reads; then the oldest go."""
_SHOWN_BEFORE = 50
_PATIENCE = 4
"""So often it is looked for the receipt of a turn that has just ended."""


def stream(over: threading.Event, *, live: bool) -> Iterator[dict[str, Any] | None]:
    """Events for ever, `{"event": "subscribed"}` at each beginning, None when the daemon is not there.

    `live`: levels and pieces of answers too. Ends when `over` is set.
    """
    path = f"/events/stream?levels={str(live).lower()}&pieces={str(live).lower()}"
    there = True
    while not over.is_set():
        with suppress(JarvisError), closing(lines(path)) as events:
            for event in events:
                there = True
                yield event
        if there:
            yield None
        there = False
        over.wait(AGAIN_S)


def following(over: threading.Event, *, live: bool = False) -> Iterator[News]:
    """`stream`, with a look at the daemon at each beginning."""
    for event in stream(over, live=live):
        if event is None:
            yield Offline()
        elif event.get("event") == "subscribed":
            with suppress(JarvisError):
                yield _online()
        else:
            yield Happened(event)


def _online() -> Online:
    """How the daemon is now. Raises JarvisError."""
    found = call("GET", f"/events?last={_SHOWN_BEFORE}")
    return Online(call("GET", "/status"), tuple(found), receipt())


def receipt(turn: str = "") -> dict[str, Any] | None:
    """The receipt of a turn, or of the last one; None if there is none."""
    try:
        found: dict[str, Any] = call("GET", f"/why?turn={quote(turn, errors='replace')}")
    except JarvisError:
        return None
    return found


class Feed:
    """`following`, in a thread, for who waits for other things as well. Used as `with Feed() as feed`.

    A second thread looks at the status whenever something happened, twice a second at most.
    """

    def __init__(self) -> None:
        self._news: deque[News] = deque(maxlen=UNREAD)
        self._over, self._stale = threading.Event(), threading.Event()
        self._finished, self._looks = "", 0

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        for name, work in (("events", self._follow), ("status", self._look)):
            threading.Thread(target=work, name=name, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """The threads end at their next news, or with the program; the pipe is theirs until then."""
        self._over.set()
        self._stale.set()

    def fileno(self) -> int:
        """Can be read from when there are news."""
        return self._read

    def take(self) -> Iterator[News]:
        """The news since the last time."""
        with suppress(BlockingIOError):
            os.read(self._read, UNREAD)
        while self._news:
            yield self._news.popleft()

    def _put(self, news: News) -> None:
        self._news.append(news)
        with suppress(BlockingIOError):  # it is full: whoever waits knows already
            os.write(self._write, b".")

    def _follow(self) -> None:
        for news in following(self._over, live=True):
            self._put(news)
            if isinstance(news, Happened):
                self._note(news.event)

    def _note(self, event: Mapping[str, Any]) -> None:
        name = event.get("event")
        if name in {"microphone_level", "answer_continued", "partial_recognized"}:
            return
        if name == "task_finished":
            self._finished, self._looks = str(event.get("turn", "")), _PATIENCE
        self._stale.set()

    def _look(self) -> None:
        while self._stale.wait() and not self._over.is_set():
            self._stale.clear()
            with suppress(JarvisError):
                turn = self._finished
                found = receipt(turn) if turn else None
                self._put(Looked(call("GET", "/status"), found))
                if found is not None and self._finished == turn:
                    self._finished = ""
            if self._finished and self._looks:
                self._looks -= 1
                self._stale.set()
            self._over.wait(AGAIN_S)
