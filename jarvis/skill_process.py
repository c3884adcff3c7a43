"""The daemon's end of a user's skill: start its process, call it, and stop it when it misbehaves.

Between calls the process stands still: nothing that a skill leaves behind goes on working. A process that
hangs, crashes, takes too much or talks nonsense is killed, and the next call starts a new one.
"""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from jarvis import frames, paths
from jarvis.child import ChildLostError
from jarvis.errors import JarvisError, SkillError, contain
from jarvis.log import frames as where
from jarvis.plain import from_plain, to_plain
from jarvis.skill_answer import Answered, NonsenseError, SkillCard, answered, cards, clean
from jarvis.skill_errands import Errand
from jarvis.skill_folder import SkillFile
from jarvis.skill_link import SkillLink, start_link
from jarvis.skill_usage import MOST_SINCE_START_BYTES, Usage, too_much, usage

log = logging.getLogger(__name__)
T = TypeVar("T")
CALL, ANSWER = b"C", b"A"
ASK, TOLD = b"R", b"T"
LIMIT_S, LOAD_S = 10.0, 10.0
_LOOK_S = 0.1
"""So often it is looked at what a call takes."""
PATIENT = ("ask",)
"""While these wait for the user, the skill and its clock stand still."""
_MOST_ERRANDS = 200


@dataclass(frozen=True)
class _Failure:
    """A skill failed by itself: what the user is told, and where in its file that was."""

    sentence: str
    place: str


@dataclass
class _Call:
    """A call that runs: how long the process may still take, and what it may ask for."""

    link: SkillLink
    number: int
    left_s: float
    errands: Mapping[str, Errand]
    before: Usage
    errands_left: int = _MOST_ERRANDS


class SkillProcess:
    """A user's skill file in a process of its own. One call at a time; others wait for their turn.

    `errands`: what it may ask of the daemon by name, beside what each call brings.
    """

    def __init__(self, file: SkillFile, errands: Mapping[str, Errand], limit_s: float = LIMIT_S) -> None:
        self.file, self._errands, self._limit_s = file, errands, limit_s
        self.cards: tuple[SkillCard, ...] = ()
        self.walls: tuple[str, ...] = ()
        """The walls that stand around it: see `jarvis.walls`."""
        self._link: SkillLink | None = None
        self._scratch: Path | None = None
        self._one_at_a_time = asyncio.Lock()
        self._numbers = count(1)

    @property
    def pid(self) -> int | None:
        """Its process now; None while there is none."""
        return self._link.pid if self._link is not None else None

    async def start(self) -> tuple[SkillCard, ...]:
        """Load it, and tell what it can do. Raises SkillError with the line and the reason."""
        async with self._one_at_a_time:
            await self._started()
        return self.cards

    async def call(
        self, function: str, values: Mapping[str, Any], around: Mapping[str, Errand] | None = None
    ) -> Answered:
        """Have one of its functions answer; what it asks for meanwhile is done by `around`.

        Raises SkillError, a sentence, whatever it does. A call that is cancelled ends the process.
        """
        plain = {key: to_plain(value) for key, value in values.items()}
        async with self._one_at_a_time:
            link = await self._started()
            link.go_on()
            errands = {**self._errands, **(around or {})}
            call = _Call(link, next(self._numbers), self._limit_s, errands, usage(link.pid))
            order = frames.pack_json(CALL, id=call.number, function=function, values=plain)
            answer = await self._guarded(self._answer(call, order), link)
            link.stand_still()
            if usage(link.pid).written_bytes > MOST_SINCE_START_BYTES:
                await self._drop()  # the next one begins with an empty folder
        if isinstance(answer, _Failure):
            log.warning("skill %s.%s failed: %s", self.file.stem, function, answer.place)
            raise SkillError(answer.sentence)
        return answer

    async def end(self) -> None:
        """End the process; another call would start it again."""
        async with self._one_at_a_time:
            await self._drop()

    async def _guarded(self, work: Awaitable[T], link: SkillLink) -> T:
        """Await something of the process; whatever goes wrong with it, the process is gone afterwards."""
        done = False
        try:
            result = await work
            done = True
        except ChildLostError as error:
            raise SkillError(f"Your skill {self.file.name} was stopped: {str(error)[:200]}.") from None
        except (NonsenseError, ValueError, TypeError, KeyError, RecursionError):
            raise SkillError(f"Your skill {self.file.name} was stopped: it sent nonsense.") from None
        finally:
            if not done:
                link.kill()
                await asyncio.shield(self._drop())
        return result

    async def _started(self) -> SkillLink:
        if self._link is not None and self._link.alive:
            return self._link
        await self._drop()
        read, write = self.file.needs.folders()
        self._scratch = Path(tempfile.mkdtemp(prefix=f"{self.file.stem}-", dir=paths.skill_scratch()))
        self._link = link = await start_link(self._scratch)
        order = frames.pack_json(
            frames.TELL,
            path=str(self.file.path),
            source=self.file.source,
            scratch=str(self._scratch),
            read=list(map(str, read)),
            write=list(map(str, write)),
        )
        await self._guarded(self._loaded(link, order), link)
        link.stand_still()
        return link

    async def _loaded(self, link: SkillLink, order: bytes) -> None:
        call = _Call(link, 0, LOAD_S, {}, Usage(0, 0))
        await self._send(call, order)
        try:
            _, walls = await self._next(call)
            _, skills = await self._next(call)
        except ChildLostError as error:
            raise SkillError(f"Your skill {self.file.name} cannot be loaded: {clean(str(error))}.") from None
        self.walls = tuple(clean(name) for name in frames.unpack_json(walls)["walls"])
        self.cards = cards(self.file.stem, frames.unpack_json(skills)["skills"])

    async def _answer(self, call: _Call, order: bytes) -> "Answered | _Failure":
        """The answer to a call; what it asks for on the way is done."""
        await self._send(call, order)
        while True:
            kind, payload = await self._next(call)
            told = frames.unpack_json(payload)
            if kind == ANSWER and told["id"] == call.number:
                return (
                    _Failure(clean(told["error"]), clean(told["place"]))
                    if "error" in told
                    else answered(told)
                )
            if kind != ASK or call.errands_left == 0:
                raise NonsenseError
            call.errands_left -= 1
            await self._send(call, await self._errand(call, told))

    async def _errand(self, call: _Call, told: Mapping[str, Any]) -> bytes:
        """Do what a skill asks for, if it may; what came of it, as a frame."""
        number, name = int(told["id"]), clean(told["name"], 64)
        errand = call.errands.get(name)
        if errand is None:
            return frames.pack_json(TOLD, id=number, error=f"A skill may not ask Jarvis for “{name}”.")
        arguments, named = from_plain(told["arguments"]), from_plain(told["named"])
        began_s = asyncio.get_running_loop().time()
        if name in PATIENT:
            call.link.stand_still()
        result = await contain(_done(errand, arguments, named))
        if name in PATIENT:
            call.link.go_on()
        else:
            call.left_s -= asyncio.get_running_loop().time() - began_s
        if isinstance(result, JarvisError):
            return frames.pack_json(TOLD, id=number, error=str(result), named=type(result).__name__)
        if isinstance(result, Exception):
            log.warning("what skill %s asked for failed: %s", self.file.stem, where(result))
            return frames.pack_json(TOLD, id=number, error=f"What a skill asked for ({name}) did not work.")
        frame = frames.pack_json(TOLD, id=number, value=result)
        if len(frame) - frames.HEADER.size > frames.LARGEST:
            return frames.pack_json(TOLD, id=number, error="That is more than a skill can be handed.")
        return frame

    async def _next(self, call: _Call) -> tuple[bytes, bytes]:
        """The next frame, while the call takes neither too long nor too much."""
        clock = asyncio.get_running_loop().time
        while call.left_s > 0:
            began_s = clock()
            try:
                async with asyncio.timeout(min(_LOOK_S, call.left_s)):
                    return await call.link.read()
            except TimeoutError:
                pass
            finally:
                call.left_s -= clock() - began_s
            if what := too_much(usage(call.link.pid), call.before):
                raise SkillError(f"Your skill {self.file.name} {what} and was stopped.")
        raise SkillError(f"Your skill {self.file.name} did not answer in time and was stopped.")

    async def _send(self, call: _Call, frame: bytes) -> None:
        try:
            async with asyncio.timeout(max(_LOOK_S, call.left_s)):
                await call.link.send(frame)
        except TimeoutError:
            raise SkillError(f"Your skill {self.file.name} did not answer in time and was stopped.") from None

    async def _drop(self) -> None:
        """End the process, and remove what it left in its folder."""
        link, self._link = self._link, None
        scratch, self._scratch = self._scratch, None
        if link is not None:
            link.kill()  # it may stand still, and has nothing to put in order
            await link.end()
        if scratch is not None:
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)


async def _done(errand: Errand, arguments: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401 - plain values
    return to_plain(await errand(*arguments, **named))


def clear_scratch() -> None:
    """Remove what skills of a daemon that was killed have left; call it before the first one starts."""
    for left in paths.skill_scratch().iterdir():
        shutil.rmtree(left, ignore_errors=True)
