"""Who hears of what happened: typed events, handlers that cannot hurt each other, readers, a history."""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from jarvis.errors import contain
from jarvis.events import Event, HandlerFailed, wire_name
from jarvis.log import frames

log = logging.getLogger(__name__)
E = TypeVar("E", bound=Event)
_DEEPEST = 20
"""Events that handlers post because of events that handlers posted: more than this is a circle."""
_depth: ContextVar[int] = ContextVar("depth", default=0)
Handler = Callable[[E], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Record:
    """An event with its place in the day: a running number and the moment on the bus's clock."""

    number: int
    at_s: float
    event: Event


class Reader:
    """Events as `async for`. Holds `size` unread records; when full the oldest goes and is counted."""

    def __init__(self, size: int) -> None:
        self.missed = 0
        self._records: deque[Record] = deque(maxlen=size)
        self._news = asyncio.Event()

    def put(self, record: Record) -> None:
        """Called by the bus."""
        self.missed += len(self._records) == self._records.maxlen
        self._records.append(record)
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Record]:
        while True:
            while self._records:
                yield self._records.popleft()
            self._news.clear()
            await self._news.wait()


class EventBus:
    """Used as `async with EventBus() as bus`; its handlers end with it.

    `clock` stamps the records. A handler that takes longer than `limit_s`, or raises, becomes a
    `HandlerFailed` event; the other handlers and the publisher do not notice.
    """

    def __init__(
        self, clock: Callable[[], float] | None = None, *, limit_s: float = 5.0, keep: int = 100
    ) -> None:
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._limit_s = limit_s
        self._history: deque[Record] = deque(maxlen=keep)
        self._handlers: list[tuple[type[Event], Handler[Any]]] = []
        self._readers: list[Reader] = []
        self._published = 0
        self._group = asyncio.TaskGroup()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._loop = None
        for task in self._running:
            task.cancel()
        await self._group.__aexit__(None, None, None)  # what went wrong outside is not the handlers' fault

    def subscribe(self, kind: type[E], handler: Handler[E]) -> Callable[[], None]:
        """Call `handler` with every event of `kind` (`Event` for all); the result ends that."""
        entry = (kind, handler)
        self._handlers.append(entry)
        return lambda: self._handlers.remove(entry)

    def post(self, event: Event) -> list[asyncio.Task[None]]:
        """Tell everybody, wait for nobody. The tasks are those of the handlers."""
        if _depth.get() > _DEEPEST:
            log.warning("%s goes round in circles and is dropped", wire_name(type(event)))
            if isinstance(event, HandlerFailed):
                return []
            of_event = wire_name(type(event))
            event = HandlerFailed(handler="", of_event=of_event, error="goes round in circles")
        self._published += 1
        record = Record(self._published, self._clock(), event)
        self._history.append(record)
        for reader in self._readers:
            reader.put(record)
        return [self._start(handler, event) for kind, handler in self._handlers if isinstance(event, kind)]

    async def publish(self, event: Event) -> None:
        """Tell everybody, and wait until every handler has finished, failed, or run out of time."""
        if handling := self.post(event):
            await asyncio.wait(handling)

    def post_from_thread(self, event: Event) -> None:
        """`post`, from any thread. Dropped when the bus has closed."""
        with suppress(AttributeError, RuntimeError):  # closed, in this moment perhaps
            self._loop.call_soon_threadsafe(self._post_if_open, event)  # type: ignore[union-attr]

    def _post_if_open(self, event: Event) -> None:
        if self._loop is not None:
            self.post(event)

    def history(self, last: int = 100) -> list[Record]:
        """The newest records, oldest first."""
        return list(self._history)[-last:] if last > 0 else []

    @contextmanager
    def read(self, size: int = 1000) -> Iterator[Reader]:
        """A reader of everything from now on."""
        reader = Reader(size)
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)

    def _start(self, handler: Handler[Any], event: Event) -> asyncio.Task[None]:
        name = f"{wire_name(type(event))} → {_name(handler)}"
        task = self._group.create_task(self._handle(handler, event), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _handle(self, handler: Handler[Any], event: Event) -> None:
        _depth.set(_depth.get() + 1)
        error = await contain(self._call(handler, event))
        if error is None:
            return
        log.warning("handler %s failed: %s", _name(handler), frames(error))
        if not isinstance(event, HandlerFailed):  # a failing failure handler must not go round in circles
            reason = "ran out of time" if isinstance(error, TimeoutError) else type(error).__name__
            self.post(HandlerFailed(handler=_name(handler), of_event=wire_name(type(event)), error=reason))

    async def _call(self, handler: Handler[Any], event: Event) -> None:
        async with asyncio.timeout(self._limit_s):
            result = handler(event)
            if inspect.isawaitable(result):
                await result


def _name(handler: Handler[Any]) -> str:
    return getattr(handler, "__qualname__", type(handler).__qualname__)
