"""A part that keeps failing is left alone for a while, so that nobody waits for it; then it is tried again.

`Rules` are pure: they are told what happened and when, and looked at. `AdaptiveCircuitBreaker` puts
calls through them; `Breakers` holds one for each part, by name.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from jarvis.breaker_rules import Options, Rules, State
from jarvis.errors import BadInputError, PartRestingError, contain
from jarvis.events import Event

T = TypeVar("T")


class AdaptiveCircuitBreaker:
    """Calls one part as long as that makes sense.

    A call that is cancelled, or raises one of `options.not_counted` (the caller's own mistakes, and what
    is expected to go wrong), counts neither way. A call that takes longer than `options.limit_s` is
    ended and has failed. Lives on the event loop; other threads come through
    `asyncio.run_coroutine_threadsafe`.
    """

    def __init__(self, rules: Rules, clock: Callable[[], float]) -> None:
        self.rules, self._clock = rules, clock

    @property
    def name(self) -> str:
        """The part's name."""
        return self.rules.name

    @property
    def state(self) -> State:
        """CLOSED, OPEN or HALF_OPEN."""
        return self.rules.state

    async def call(self, fn: Callable[[], Awaitable[T]]) -> T:
        """What `fn` gives. Raises what it raises, TimeoutError, or PartRestingError without calling it."""
        rules, began_s = self.rules, self._clock()
        if not rules.direct:
            return await self._call_carefully(fn)
        round_ = rules.round
        try:
            result = await fn()
        except BaseException as error:
            self._ended(round_, error)
            raise
        if rules.round == round_:  # `rules.succeeded` of a closed circuit, without the calls
            now_s = self._clock()
            if now_s >= rules.slice_ends_s:
                rules.next_slice(now_s)
            rules.calls += 1
            rules.busy_s += now_s - began_s
        return result

    async def execute(
        self, primary: Callable[[], Awaitable[T]], fallback: Callable[[], Awaitable[T]] | None = None
    ) -> T:
        """What `primary` gives, or `fallback` if that fails or rests; the caller's mistakes are raised."""
        outcome = await contain(self._in_a_tuple(primary))  # for what it gives may be an exception too
        if isinstance(outcome, tuple):
            return outcome[0]
        if fallback is None or isinstance(outcome, BadInputError):
            raise outcome
        return await fallback()

    async def _in_a_tuple(self, fn: Callable[[], Awaitable[T]]) -> tuple[T]:
        return (await self.call(fn),)

    @contextmanager
    def guard(self) -> Iterator[Callable[[], None]]:
        """`call` for what is more than one call, such as a stream. Raises PartRestingError.

        Calling what it gives, when the first piece is there, ends the time that counts: how long the
        rest takes is up to whoever takes it.
        """
        began_s = self._clock()
        first_s = 0.0

        def answered() -> None:
            nonlocal first_s
            first_s = first_s or self._clock()

        round_ = self._admitted(began_s)
        try:
            yield answered
        except BaseException as error:
            self._ended(round_, error)
            raise
        now_s = self._clock()
        self.rules.succeeded(round_, now_s, (first_s or now_s) - began_s)

    async def _call_carefully(self, fn: Callable[[], Awaitable[T]]) -> T:
        with self.guard():
            async with asyncio.timeout(self.rules.options.limit_s):
                return await fn()

    def _admitted(self, now_s: float) -> int:
        if not self.rules.admits(now_s):
            raise PartRestingError(self.name, self.rules.rests_for_s(now_s))
        return self.rules.round

    def _ended(self, round_: int, error: BaseException) -> None:
        if isinstance(error, Exception) and not isinstance(error, self.rules.options.not_counted):
            self.rules.failed(round_, self._clock())
        else:
            self.rules.uncounted(round_)


class Breakers:
    """One breaker for each part, made when it is first asked for. `tell` gets their events."""

    def __init__(
        self, tell: Callable[[Event], None], clock: Callable[[], float], usual: Options | None = None
    ) -> None:
        self._tell, self._clock, self._usual = tell, clock, usual or Options()
        self._breakers: dict[str, AdaptiveCircuitBreaker] = {}

    def get(self, name: str, options: Options | None = None) -> AdaptiveCircuitBreaker:
        """The breaker of this name; `options` count when it is made."""
        if name not in self._breakers:
            rules = Rules(name, options or self._usual, self._tell, self._clock())
            self._breakers[name] = AdaptiveCircuitBreaker(rules, self._clock)
        return self._breakers[name]

    def __iter__(self) -> Iterator[AdaptiveCircuitBreaker]:
        return iter(self._breakers.values())
