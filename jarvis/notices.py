"""Notifications of the desktop, over the session bus; where there is none, that hurts nobody."""

import asyncio
import html
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jarvis.errors import JarvisError
from jarvis.session_bus import (
    BusError,
    BusGoneError,
    BusReply,
    Call,
    NoReplyError,
    RefusedError,
    SessionBus,
    Signal,
)

AGAIN_S = 60.0
"""After a failure so much time passes before it is tried again."""
ANSWER_S = 3.0
"""A desktop that does not answer within this time does not show anything."""
SHOWN_MS = 8_000
LONGEST = 600
"""More letters are not shown."""
_IDS_KEPT = 20
_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_NOBODY = "No program of this desktop shows notifications."
_JOINERS = "\u200c\u200d"
"""Parts of words in some languages, and of pictures."""


class _NotShownError(JarvisError):
    """The desktop could not be told; the text says why."""


class _ServerGoneError(_NotShownError):
    """Whoever showed notifications has ended."""


@dataclass(frozen=True)
class Notice:
    """What is to be shown. It takes the place of the last one with the same `key`."""

    key: str
    body: str
    summary: str = "Jarvis"
    category: str = "x-jarvis.caption"
    buttons: tuple[tuple[str, str], ...] = ()
    """Action and label of each; left out where the desktop shows none."""
    shown_ms: int = SHOWN_MS


def plain(text: str, longest: int = LONGEST) -> str:
    """A text without control characters, marks that turn it round, and more letters than fit."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    shown = "".join(
        letter for letter in spaced if letter in _JOINERS or unicodedata.category(letter)[0] != "C"
    ).strip()
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


@dataclass
class _Server:
    """Who shows notifications just now, by its unique name; its numbers mean nothing to another one."""

    owner: str
    markup: bool
    buttons: bool
    ids: OrderedDict[str, int] = field(default_factory=OrderedDict)


class Desktop:
    """Shows notices, one after the other. `clock` counts seconds; `clicked` is given key and action.

    It is connected when there is something to show, and again after the session bus or the
    desktop was restarted.
    """

    def __init__(self, clock: Callable[[], float], clicked: Callable[[str, str], None] | None = None) -> None:
        self._clock, self._clicked = clock, clicked
        self._bus: SessionBus | None = None
        self._server: _Server | None = None
        self._not_before_s = 0.0
        self.problem = ""
        """Why nothing can be shown, "" as long as nothing is known to be wrong."""

    async def show(self, notice: Notice) -> bool:
        """Show it; False if that cannot be done just now. Takes up to a few seconds, and never raises."""
        if self.problem and self._clock() < self._not_before_s:
            return False
        try:
            await self._show(notice)
        except _NotShownError as error:
            self.close()
            self.problem, self._not_before_s = str(error), self._clock() + AGAIN_S
            return False
        self.problem = ""
        return True

    def close(self) -> None:
        """Leave the session bus."""
        bus, self._bus, self._server = self._bus, None, None
        if bus is not None:
            bus.close()

    async def _show(self, notice: Notice) -> None:
        """By whoever did it last, else whoever does it now, else over a new connection."""
        for attempt in (self._known, self._find, self._connect):
            try:
                await self._notify(await attempt(), notice)
            except _ServerGoneError as error:
                failure = error
            else:
                return
        raise failure

    async def _known(self) -> _Server:
        if self._server is None:
            raise _ServerGoneError(_NOBODY)
        return self._server

    async def _find(self) -> _Server:
        """Whoever shows notifications; the session bus starts it, if it knows how."""
        if self._bus is None:
            raise _ServerGoneError(_NOBODY)
        reply = await self._call(_NAME, "GetCapabilities", "", [])
        capabilities = reply.body[0] if reply.signature == "as" else []
        buttons = "actions" in capabilities and self._clicked is not None
        self._server = _Server(str(reply.sender), "body-markup" in capabilities, buttons)
        return self._server

    async def _connect(self) -> _Server:
        self.close()
        bus = SessionBus()
        try:
            await bus.connect(ANSWER_S)
        except BusError as error:
            raise _NotShownError(str(error)) from None
        self._bus = bus
        if self._clicked is not None:
            await self._hear(bus)
        return await self._find()

    async def _hear(self, bus: SessionBus) -> None:
        """Hear of clicks, whoever shows the notifications."""
        try:
            await bus.hear(self._heard, _NAME)
        except NoReplyError:
            raise _NotShownError("The session bus does not answer.") from None
        except BusError as error:
            raise _ServerGoneError(str(error)) from None

    def _heard(self, signal: Signal) -> None:
        """Whoever waits for the number of a notice that was clicked at once gets it first."""
        asyncio.get_running_loop().call_soon(self._happened, signal)

    def _happened(self, signal: Signal) -> None:
        """A button under one of ours was clicked, or one of ours is gone."""
        if (signal.path, signal.interface) != (_PATH, _NAME) or self._server is None or not signal.body:
            return
        ids = self._server.ids
        key = next((name for name, number in ids.items() if number == signal.body[0]), None)
        if key is None or self._clicked is None:
            return
        if signal.member == "ActionInvoked":
            self._clicked(key, str(signal.body[1]))
        elif signal.member == "NotificationClosed":
            del ids[key]

    async def _notify(self, server: _Server, notice: Notice) -> None:
        body = plain(notice.body)
        if self._bus is None:
            raise _ServerGoneError(_NOBODY)
        variant = self._bus.variant
        hints = {
            "category": variant("s", notice.category),
            "transient": variant("b", True),
            "urgency": variant("y", 1),
        }
        texts = [plain(notice.summary), html.escape(body, quote=False) if server.markup else body]
        before = server.ids.pop(notice.key, 0)
        buttons = [text for button in notice.buttons for text in button] if server.buttons else []
        body_of_call = ["Jarvis", before, "", *texts, buttons, hints, notice.shown_ms]
        reply = await self._call(server.owner, "Notify", "susssasa{sv}i", body_of_call)
        if reply.signature == "u":
            server.ids[notice.key] = reply.body[0]
        while len(server.ids) > _IDS_KEPT:
            server.ids.popitem(last=False)

    async def _call(self, whom: str, member: str, signature: str, body: list[Any]) -> BusReply:
        if self._bus is None:
            raise _ServerGoneError(_NOBODY)
        try:
            return await self._bus.call(Call(whom, _PATH, _NAME, member, signature, body), ANSWER_S)
        except NoReplyError:
            raise _NotShownError("The desktop does not answer when it is told to show something.") from None
        except BusGoneError as error:
            raise _ServerGoneError(str(error)) from None
        except RefusedError:
            raise _ServerGoneError(_NOBODY) from None
