"""Being on a bus for long: with a name of our own, asked by others, and with files that travel over it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jarvis.session_bus import BusGoneError, Call, NoReplyError, RefusedError, SessionBus

_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_DO_NOT_QUEUE = 4
_OURS = (1, 4)
"""We are the owner now, or were before."""


@dataclass(frozen=True)
class Asked:
    """What somebody on the bus wants of us. Variants in it are unpacked."""

    path: str
    interface: str
    """"" if whoever asks did not say."""
    member: str
    signature: str
    body: Sequence[Any]


@dataclass(frozen=True)
class Told:
    """Our answer: values of these types; or, with an `error`, its name and a sentence."""

    signature: str = ""
    body: Sequence[Any] = ()
    error: str = ""


class Guest(SessionBus):
    """A connection that stays; see `SessionBus`."""

    _files = True

    async def own(self, name: str) -> bool:
        """Be called so from now on; False if another program is."""
        reply = await self.call(Call(*_BUS, "RequestName", "su", [name, _DO_NOT_QUEUE]))
        return reply.body[0] in _OURS

    def serve(self, answer: Callable[[Asked], Told | None]) -> None:
        """Answer what others ask, at once; None: there is nothing of the kind here."""
        vendor = self._vendor

        def take(message: Any) -> Any:  # noqa: ANN401 - as the library has it
            if message.message_type is not vendor.MessageType.METHOD_CALL:
                return None
            interface, member = message.interface or "", message.member or ""
            told = answer(Asked(message.path or "", interface, member, message.signature, message.body))
            if told is None:
                return None
            if told.error:
                return vendor.Message.new_error(message, told.error, str(told.body[0]))
            return vendor.Message.new_method_return(message, told.signature, list(told.body))

        self._bus.add_message_handler(take)

    async def file(self, call: Call, answer_s: float) -> int:
        """Ask for an open file; the caller has to close it. Raises as `call` does."""
        if self._bus is None:
            raise BusGoneError("The bus was left.")
        vendor, body = self._vendor, list(call.body)
        message = vendor.Message(
            call.whom, call.path, call.interface, call.member, signature=call.signature, body=body
        )
        reply = await self._answered(message, answer_s)
        fds = list(reply.unix_fds or [])
        if reply.message_type is not vendor.MessageType.METHOD_RETURN or not fds:
            raise RefusedError("A program of this computer cannot do that.")
        for one in fds[1:]:
            os.close(one)
        return int(fds[0])

    async def _answered(self, message: Any, answer_s: float) -> Any:  # noqa: ANN401 - as the library has it
        try:
            async with asyncio.timeout(answer_s):
                return await self._bus.call(message)
        except TimeoutError:
            raise NoReplyError("A program of this computer does not answer.") from None
        except (OSError, EOFError, self._vendor.DBusFastError):
            raise BusGoneError("The bus has ended.") from None


def there(address: str) -> bool:
    """Whether a bus may be there, told by its socket alone: the library is not loaded for nothing."""
    kind, _, rest = address.partition(";")[0].partition(":")
    path = dict(part.partition("=")[::2] for part in rest.split(",")).get("path", "")
    return kind != "unix" or not path or Path(path).exists()
