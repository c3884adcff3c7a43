"""`python -P -m jarvis.skill_host`: one user's skill in a process of its own, walled in before it is loaded.

Speaks in frames over stdin and stdout. First it is told what to load and what it may reach; then it
tells what it found, and answers calls. What a call asks of the daemon goes there as a frame and waits.
"""

import asyncio
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, cast

from jarvis import asking, errors, frames, plugins
from jarvis.errors import JarvisError, NoAnswerError, contain, contained
from jarvis.plain import filled, from_plain, slots, to_plain
from jarvis.plugins import Reply, Skill
from jarvis.skill_remote import Asking, Remote
from jarvis.walls import enclose

if TYPE_CHECKING:
    from jarvis.household import House

CALL, ANSWER = b"C", b"A"
ASK, TOLD = b"R", b"T"
"""A call wants something of the daemon; what came of it."""
_LONGEST_TEXT, _LONGEST_REASON = 1_000, 200
PACKAGE = "jarvis_user_skills"
"""Skills are loaded under this name: one called json.py is not in the way of anybody's `import json`."""


class _Given(importlib.abc.SourceLoader):
    """Loads the text that the daemon has looked at, not what may be in the file by now."""

    def __init__(self, path: str, source: str) -> None:
        self._path, self._source = path, source

    def get_filename(self, fullname: str) -> str:
        """For tracebacks."""
        del fullname
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        """The text; there is nothing else, such as compiled code."""
        if path != self._path:
            raise FileNotFoundError(path)
        return self._source.encode()


def load(path: str, source: str) -> ModuleType:
    """The module of a skill. Raises whatever it raises."""
    name = f"{PACKAGE}.{Path(path).stem}"
    loader = _Given(path, source)
    spec = importlib.machinery.ModuleSpec(name, loader, origin=path)
    spec.has_location = True
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def card(skill: Skill) -> dict[str, Any]:
    """A skill as plain data."""
    places = slots(skill.function)
    return {
        "function": skill.function.__name__,
        "phrases": list(skill.phrases),
        "doc": inspect.getdoc(skill.function) or "",
        "example": skill.example,
        "reads": skill.reads,
        "priority": None if skill.priority is None else skill.priority.name,
        "slots": [[slot.name, slot.kind, list(slot.choices), slot.optional] for slot in places],
    }


def place(error: Exception, path: str) -> str:
    """Where in its file it failed: "line 3: NameError". Without the text: that may hold what was said."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    return f"line {line}: {type(error).__name__}" if line else type(error).__name__


def why_not(error: Exception, path: str) -> str:
    """Why a skill cannot be loaded: the line of its file, and the reason."""
    return f"{place(error, path)}: {str(error)[:_LONGEST_REASON]}"


class Host:
    """Answers calls of the skills of one module."""

    def __init__(self, out: BinaryIO, path: str, found: Mapping[str, Skill]) -> None:
        self._out, self._path, self._found = out, path, found
        self._numbers = count()
        self._asked: dict[int, asyncio.Future[Any]] = {}

    def say(self, kind: bytes, **values: object) -> None:
        """Send a frame."""
        self._out.write(frames.pack_json(kind, **values))
        self._out.flush()

    async def ask(self, name: str, arguments: tuple[object, ...], named: Mapping[str, object]) -> Any:  # noqa: ANN401
        """Have the daemon do something. Raises the error it tells."""
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        self.say(ASK, id=number, name=name, arguments=to_plain(arguments), named=to_plain(dict(named)))
        try:
            return await self._asked[number]
        finally:
            del self._asked[number]

    def told(self, answer: Mapping[str, Any]) -> None:
        """What came of something that was asked."""
        waiting = self._asked.get(answer["id"])
        if waiting is None or waiting.done():
            return
        if "error" in answer:
            waiting.set_exception(_error(answer.get("named", ""), answer["error"]))
        else:
            waiting.set_result(from_plain(answer["value"]))

    async def serve(self, requests: "asyncio.Queue[tuple[bytes, dict[str, Any]] | None]") -> None:
        """Answer calls until the daemon closes the pipe."""
        async with asyncio.TaskGroup() as group:
            while (request := await requests.get()) is not None:
                kind, values = request
                if kind == TOLD:
                    self.told(values)
                else:
                    group.create_task(self.answer(values), name=f"call {values['id']}")
            self._out.flush()
            os._exit(0)  # whatever threads the skill has started

    async def answer(self, call: Mapping[str, Any]) -> None:
        """Run one skill, and tell what it says."""
        plugins._house.set(cast("House", Remote(self)))  # noqa: SLF001 - we are its other half
        asking.asker.set(Asking(self))
        result = await contain(self._run(call["function"], call["values"]))
        if isinstance(result, NoAnswerError):  # it asked, and nobody wanted to answer
            result = Reply(str(result))
        if isinstance(result, Exception):
            sentence = self._sentence(call["function"], result)[:_LONGEST_TEXT]
            self.say(ANSWER, id=call["id"], error=sentence, place=place(result, self._path))
            return
        did = {str(key): str(value) for key, value in result.did.items()}
        undo = str(result.undo)
        self.say(ANSWER, id=call["id"], text=result.text, did=did, undo=undo)

    async def _run(self, name: str, values: Mapping[str, Any]) -> Reply:
        function = self._found[name].function
        given = {key: from_plain(value) for key, value in values.items()}
        reply = await function(**filled(function, given))
        return reply if isinstance(reply, Reply) else Reply(str(reply))

    def _sentence(self, function: str, error: Exception) -> str:
        """What the user is told when a skill fails."""
        file = Path(self._path).name
        if isinstance(error, JarvisError):
            return str(error)
        if isinstance(error, PermissionError):
            what = f" ({error.filename})" if error.filename else ""
            return f"Your skill {file} tried what you did not allow{what}, so it was stopped."
        if isinstance(error, MemoryError):
            return f"Your skill {file} wanted too much memory, so it was stopped."
        return f"Sorry, that went wrong: the skill {Path(file).stem}.{function} has a fault."


def _error(kind: str, sentence: str) -> JarvisError:
    """An error of the daemon's, made again here."""
    known = getattr(errors, kind, errors.SkillError)
    made: JarvisError = known.__new__(known)
    Exception.__init__(made, sentence)
    return made


def _listen(
    loop: asyncio.AbstractEventLoop, requests: "asyncio.Queue[tuple[bytes, dict[str, Any]] | None]"
) -> None:
    """Hand on what the daemon says; a thread, because a pipe can be read in no simpler way."""
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        loop.call_soon_threadsafe(requests.put_nowait, (frame[0], frames.unpack_json(frame[1])))
    loop.call_soon_threadsafe(requests.put_nowait, None)


async def _serve(host: Host) -> None:
    requests: asyncio.Queue[tuple[bytes, dict[str, Any]] | None] = asyncio.Queue()  # one call at a time comes
    threading.Thread(target=_listen, args=(asyncio.get_running_loop(), requests), daemon=True).start()
    await host.serve(requests)


def _fail(host: Host, words: str) -> NoReturn:
    host.say(frames.TELL, failed=words)
    os._exit(1)


def main() -> None:
    """Wall in, load, tell what was found, serve."""
    first = frames.read(sys.stdin.buffer)
    if first is None:
        return
    order = frames.unpack_json(first[1])
    read, write = [[Path(path) for path in order[key]] for key in ("read", "write")]
    scratch, path = Path(order["scratch"]), str(order["path"])
    raised = enclose(read, [*write, scratch])
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a skill prints must not come between the frames
    os.chdir(scratch)
    found: dict[str, Skill] = {}
    host = Host(out, path, found)
    host.say(frames.TELL, walls=raised)
    module = contained(lambda: load(path, order["source"]))
    if isinstance(module, Exception):
        _fail(host, why_not(module, path))
    for value in list(vars(module).values()):
        marked = getattr(value, "__jarvis_skill__", None)
        if isinstance(marked, Skill) and marked.function.__module__ == module.__name__:
            found[marked.function.__name__] = marked
    cards = contained(lambda: [card(skill) for skill in found.values()])
    if isinstance(cards, Exception):
        _fail(host, why_not(cards, path))
    host.say(frames.TELL, skills=cards)
    try:
        asyncio.run(_serve(host))
    finally:
        os._exit(0)  # the thread that listens would abort an ordinary end, such as sys.exit() in a skill


if __name__ == "__main__":
    main()
