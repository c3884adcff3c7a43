"""Who hears of what happened: typed events, handlers that cannot hurt each other, readers, a history."""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import Any, Self, TypeVar

from jarvis.errors import contain
from jarvis.events import Event, HandlerFailed, wire_name
from jarvis.log import frames
from jarvis.records import Reader, Record

log = logging.getLogger(__name__)
E = TypeVar("E", bound=Event)
_DEEPEST = 20
"""Events that handlers post because of events that handlers posted: more than this is a circle."""
_depth: ContextVar[int] = ContextVar("depth", default=0)
_GRACE_S = 0.1
"""So long a handler that was told to end may take to do so."""
Handler = Callable[[E], Awaitable[None] | None]


class _Delivery:
    """One event on its way to its handlers: the tasks they run in, and how many have yet to finish."""

    __slots__ = ("ends_at_s", "event", "finished", "left", "overdue", "tasks")

    def __init__(self, event: Event, left: int, ends_at_s: float) -> None:
        self.event, self.left, self.ends_at_s = event, left, ends_at_s
        self.tasks: list[asyncio.Task[None]] = []
        self.overdue = False
        self.finished: asyncio.Future[None] | None = None

    def over(self) -> None:
        """Let the publisher go on."""
        self.tasks = []
        if self.finished is not None and not self.finished.done():
            self.finished.set_result(None)


class _Route:
    """The way to one handler, worked out once for each kind of event."""

    __slots__ = ("call", "handler", "task")

    def __init__(self, handler: Handler[Any], task: str) -> None:
        self.handler, self.task = _name(handler), task
        self.call: Callable[[Event], Awaitable[None]] = (
            handler if inspect.iscoroutinefunction(handler) else partial(_call, handler)
        )


class EventBus:
    """Used as `async with EventBus() as bus`; its handlers end with it.

    The loop's clock stamps the records. Each handler runs in a task of its own, whose parent is the bus. One
    that raises, or takes longer than `limit_s`, becomes a `HandlerFailed` event; the other handlers
    and the publisher do not notice.
    """

    def __init__(self, *, limit_s: float = 5.0, keep: int = 100) -> None:
        self._limit_s = limit_s
        self._history: deque[Record] = deque(maxlen=keep)
        self._handlers: list[tuple[type[Event], Handler[Any]]] = []
        self._routes: dict[type[Event], list[_Route]] = {}
        self._readers: list[Reader] = []
        self._published = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deliveries: deque[_Delivery] = deque()  # the oldest first, as `limit_s` is the same for all
        self._sweeper: asyncio.TimerHandle | None = None
        self._resisting: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)  # what was told last is still heard
        self._loop = None
        if self._sweeper is not None:
            self._sweeper.cancel()
        delivered = [task for delivery in self._deliveries for task in delivery.tasks]
        running = [task for task in delivered + self._resisting if not task.done()]
        for task in running:
            task.cancel()
        if running and (await asyncio.wait(running, timeout=self._limit_s))[1]:
            log.warning("handlers would not end with the bus")

    def subscribe(self, kind: type[E], handler: Handler[E]) -> Callable[[], None]:
        """Call `handler` with every event of `kind` (`Event` for all); the result ends that.

        Fleeting ones are told only to those who name their class.
        """
        entry = (kind, handler)
        self._handlers.append(entry)
        self._routes = {}

        def leave() -> None:
            self._handlers.remove(entry)
            self._routes = {}

        return leave

    def post(self, event: Event) -> None:
        """Tell everybody, wait for nobody."""
        self._deliver(event)

    async def publish(self, event: Event) -> None:
        """Tell everybody, and wait until every handler has finished, failed, or run out of time."""
        delivery = self._deliver(event)
        if delivery is not None:
            await asyncio.sleep(0)  # by then a handler that need not wait for anything has finished
            if delivery.left:
                delivery.finished = asyncio.get_running_loop().create_future()
                await delivery.finished

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
    def read(self, size: int = 1000, *, fleeting: bool = False) -> Iterator[Reader]:
        """A reader of everything from now on; of `fleeting` events too if it asks for them."""
        reader = Reader(size, fleeting=fleeting)
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)

    def _deliver(self, event: Event) -> _Delivery | None:
        """Record an event and start its handlers; None if it has none, or the bus has closed."""
        depth = _depth.get()
        if depth > _DEEPEST:
            log.warning("%s goes round in circles and is dropped", wire_name(type(event)))
            if isinstance(event, HandlerFailed):
                return None
            of_event = wire_name(type(event))
            event = HandlerFailed(handler="", of_event=of_event, error="goes round in circles")
        routes = self._routes.get(type(event)) or self._routes_of(type(event))
        readers = [one for one in self._readers if one.fleeting] if event.fleeting else self._readers
        if event.fleeting and not (readers or routes):
            return None
        self._published += 1
        loop = asyncio.get_running_loop()
        record = Record(self._published, loop.time(), event)
        if not event.fleeting:
            self._history.append(record)
        for reader in readers:
            reader.put(record)
        if not routes or self._loop is None:
            return None
        return self._start(loop, record, routes, depth)

    def _routes_of(self, kind: type[Event]) -> list[_Route]:
        """Who hears of this kind."""
        told = wire_name(kind)
        asked = [(of, handler) for of, handler in self._handlers if of is kind or not kind.fleeting]
        handlers = [handler for of, handler in asked if issubclass(kind, of)]
        self._routes[kind] = [_Route(handler, f"{told} → {_name(handler)}") for handler in handlers]
        return self._routes[kind]

    def _start(
        self, loop: asyncio.AbstractEventLoop, record: Record, routes: list[_Route], depth: int
    ) -> _Delivery:
        delivery = _Delivery(record.event, len(routes), record.at_s + self._limit_s)
        while self._deliveries and not self._deliveries[0].left:
            self._deliveries.popleft()
        self._deliveries.append(delivery)
        if self._sweeper is None:
            self._sweeper = loop.call_at(delivery.ends_at_s, self._sweep, loop)
        token = _depth.set(depth + 1)  # each task gets a copy of this
        # Tasks of a TaskGroup would cost twice as much; the bus itself is their parent.
        delivery.tasks = [
            loop.create_task(self._handle(route, delivery), name=route.task) for route in routes
        ]
        _depth.reset(token)
        return delivery

    async def _handle(self, route: _Route, delivery: _Delivery) -> None:
        try:
            error = await contain(route.call(delivery.event))
            if error is not None:
                self._failed(route, delivery.event, error)
        except asyncio.CancelledError:
            if not delivery.overdue:
                raise
            self._failed(route, delivery.event, TimeoutError())
        finally:
            delivery.left -= 1
            if not delivery.left:
                delivery.over()

    def _failed(self, route: _Route, event: Event, error: Exception) -> None:
        log.warning("handler %s failed: %s", route.handler, frames(error))
        if not isinstance(event, HandlerFailed):  # a failing failure handler must not go round in circles
            reason = "ran out of time" if isinstance(error, TimeoutError) else type(error).__name__
            self.post(HandlerFailed(handler=route.handler, of_event=wire_name(type(event)), error=reason))

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the handlers whose time is over."""
        self._sweeper = None
        while self._deliveries:
            delivery = self._deliveries[0]
            if delivery.left and delivery.ends_at_s > loop.time():
                self._sweeper = loop.call_at(delivery.ends_at_s, self._sweep, loop)
                return
            self._deliveries.popleft()
            if delivery.left:
                delivery.overdue = True
                for task in delivery.tasks:
                    task.cancel()
                loop.call_later(_GRACE_S, self._give_up, delivery)

    def _give_up(self, delivery: _Delivery) -> None:
        """Nobody waits any longer for a handler that resists being ended; it is ended with the bus."""
        self._resisting = [task for task in self._resisting + delivery.tasks if not task.done()]
        if delivery.left:
            log.warning("%d handlers of %s resist", delivery.left, wire_name(type(delivery.event)))
            delivery.over()


async def _call(handler: Handler[Any], event: Event) -> None:
    result = handler(event)
    if inspect.isawaitable(result):
        await result


def _name(handler: Handler[Any]) -> str:
    return getattr(handler, "__qualname__", type(handler).__qualname__)
