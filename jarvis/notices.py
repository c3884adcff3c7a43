"""Notifications of the desktop, over the session bus; where there is none, that hurts nobody."""

import asyncio
import html
import os
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jarvis.errors import JarvisError

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
    ids: OrderedDict[str, int] = field(default_factory=OrderedDict)


class Desktop:
    """Shows notices, one after the other. `clock` counts seconds.

    It is connected when there is something to show, and again after the session bus or the
    desktop was restarted.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._vendor: Any = None
        self._bus: Any = None
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
            bus.disconnect()

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
        self._server = _Server(str(reply.sender), "body-markup" in capabilities)
        return self._server

    async def _connect(self) -> _Server:
        self.close()
        self._vendor = await asyncio.to_thread(_load)
        try:
            async with asyncio.timeout(ANSWER_S):
                self._bus = await self._vendor.aio.MessageBus(bus_address=_address()).connect()
        except (
            OSError,
            EOFError,
            ValueError,
            LookupError,
            TimeoutError,
            self._vendor.DBusFastError,
        ) as error:
            detail = "it does not answer" if isinstance(error, TimeoutError) else "it cannot be reached"
            raise _NotShownError(f"There is no session bus ({detail}).") from None
        return await self._find()

    async def _notify(self, server: _Server, notice: Notice) -> None:
        body = plain(notice.body)
        variant = self._vendor.Variant
        hints = {
            "category": variant("s", notice.category),
            "transient": variant("b", True),
            "urgency": variant("y", 1),
        }
        texts = [plain(notice.summary), html.escape(body, quote=False) if server.markup else body]
        before = server.ids.pop(notice.key, 0)
        body_of_call = ["Jarvis", before, "", *texts, [], hints, SHOWN_MS]
        reply = await self._call(server.owner, "Notify", "susssasa{sv}i", body_of_call)
        if reply.signature == "u":
            server.ids[notice.key] = reply.body[0]
        while len(server.ids) > _IDS_KEPT:
            server.ids.popitem(last=False)

    async def _call(self, whom: str, member: str, signature: str, body: list[Any]) -> Any:  # noqa: ANN401 - a Message
        vendor = self._vendor
        message = vendor.Message(
            destination=whom, path=_PATH, interface=_NAME, member=member, signature=signature, body=body
        )
        try:
            async with asyncio.timeout(ANSWER_S):
                reply = await self._bus.call(message)
        except TimeoutError:
            raise _NotShownError("The desktop does not answer when it is told to show something.") from None
        except (OSError, EOFError, vendor.DBusFastError):
            raise _ServerGoneError("The session bus has ended.") from None
        if reply is None or reply.message_type is not vendor.MessageType.METHOD_RETURN:
            raise _ServerGoneError(_NOBODY)
        return reply


def _load() -> Any:  # noqa: ANN401 - a module
    """Off the loop: it takes a while, and most never need it."""
    import dbus_fast.aio  # noqa: PLC0415 - see above

    return dbus_fast


def _address() -> str:
    """Where the session bus is."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    usual = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    return told or f"unix:path={usual}"
