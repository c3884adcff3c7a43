"""When a part is left alone and when it is tried again: the rules, without a clock or a call of their own."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from jarvis.errors import BadInputError
from jarvis.events import (
    CircuitBreakerClosed,
    CircuitBreakerHalfOpen,
    CircuitBreakerOpen,
    CircuitBreakerStrained,
    Event,
)

log = logging.getLogger(__name__)
LOWEST, HIGHEST = 3, 20
"""Between these the threshold adapts."""
ENOUGH_CALLS = 20
"""Fewer calls in a window say nothing about its success rate."""
GOOD_RATE = 0.95
SLICES = 6
"""The window is looked at in so many parts, to see a trend."""
FEW_CALLS = 3
"""Fewer calls in a slice say nothing about how long they take."""
SLOWER = 2.0
"""A part this many times slower than before is strained."""


class State(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True)
class Options:
    """How patient a breaker is. Times in seconds."""

    threshold: int = 5
    """So many failures within `window_s` open the circuit."""
    successes: int = 2
    """So many successful trials close it again."""
    timeout_s: float = 30.0
    """So long it stays open before a trial."""
    window_s: float = 60.0
    adaptive: bool = True
    """Whether the threshold moves, within LOWEST and HIGHEST."""
    limit_s: float | None = None
    """A call that takes longer has failed."""
    not_counted: tuple[type[Exception], ...] = (BadInputError,)
    """Errors that say nothing about the part."""


class Rules:
    """The state of one circuit. A `round` lasts from one change of state to the next.

    A result is reported with the round in which its call began; those of an earlier round say nothing
    about the part as it is now, and are dropped.
    """

    def __init__(self, name: str, options: Options, tell: Callable[[Event], None], now_s: float) -> None:
        self.name, self.options, self._tell = name, options, tell
        self.state = State.CLOSED
        self.round = 0
        self.direct = options.limit_s is None
        """Whether a call may go through without asking: closed, and without a limit."""
        self.threshold = options.threshold
        self._failures: deque[float] = deque(maxlen=max(HIGHEST, options.threshold))
        self._opened_s = self._trial_s = 0.0
        self._trying = False
        self._trials_passed = 0
        self._warned = False
        self.calls, self.busy_s = 0, 0.0
        """Successful calls in this slice of the window, and the time they took."""
        self._failed = 0
        self._slice_s = options.window_s / SLICES
        self._slices: deque[tuple[int, int, float]] = deque(maxlen=SLICES)
        self._slices_to_window = SLICES
        self.slice_ends_s = now_s + self._slice_s

    def failures(self, now_s: float) -> int:
        """Failures within the last window."""
        while self._failures and self._failures[0] <= now_s - self.options.window_s:
            self._failures.popleft()
        return len(self._failures)

    def rests_for_s(self, now_s: float) -> float:
        """How long until it is tried again."""
        return max(0.0, self._opened_s + self.options.timeout_s - now_s) if self.state is State.OPEN else 0.0

    def admits(self, now_s: float) -> bool:
        """Whether a call may go through now; half open, it is the trial until it is reported."""
        if self.state is State.CLOSED:
            return True
        if self.state is State.OPEN:
            if self.rests_for_s(now_s) > 0:
                return False
            self._turn(State.HALF_OPEN, CircuitBreakerHalfOpen(name=self.name))
        if self._trying:
            if now_s - self._trial_s < self.options.timeout_s:
                return False
            self.round += 1  # the trial hangs: whatever becomes of it comes too late
        self._trying, self._trial_s = True, now_s
        return True

    def succeeded(self, round_: int, now_s: float, took_s: float) -> None:
        """A call went well."""
        if round_ != self.round:
            return
        if now_s >= self.slice_ends_s:
            self.next_slice(now_s)
        self.calls += 1
        self.busy_s += took_s
        if self.state is State.HALF_OPEN:
            self._trying = False
            self._trials_passed += 1
            if self._trials_passed >= self.options.successes:
                self._failures.clear()
                self._turn(State.CLOSED, CircuitBreakerClosed(name=self.name))

    def failed(self, round_: int, now_s: float) -> None:
        """A call went wrong."""
        if round_ != self.round or self.state is State.OPEN:
            return
        if now_s >= self.slice_ends_s:
            self.next_slice(now_s)
        self._failed += 1
        self._failures.append(now_s)
        failures = self.failures(now_s)
        if self.state is State.HALF_OPEN or failures >= self.threshold:
            self._open(now_s, failures)
        elif failures > self.threshold / 2:
            self._warn(failures, 1.0)

    def uncounted(self, round_: int) -> None:
        """A call says nothing: it was cancelled, or its caller was wrong. A trial's place is free again."""
        if round_ == self.round:
            self._trying = False

    def next_slice(self, now_s: float) -> None:
        """Close the books on what is over of the window; on a whole one, see whether it went well."""
        over = 1 + int((now_s - self.slice_ends_s) / self._slice_s)
        self.slice_ends_s += over * self._slice_s
        for _ in range(over if over < SLICES else SLICES + over % SLICES):  # after that all are empty
            self._slices.append((self.calls, self._failed, self.busy_s))
            if over < SLICES:  # otherwise that was long ago
                self._look_for_slowing()
            self.calls, self._failed, self.busy_s = 0, 0, 0.0
            self._slices_to_window -= 1
            if not self._slices_to_window:
                self._slices_to_window = SLICES
                self._judge_window()

    def _judge_window(self) -> None:
        self._warned = False
        good, bad = (sum(each[column] for each in self._slices) for column in (0, 1))
        grown = good + bad >= ENOUGH_CALLS and good / (good + bad) > GOOD_RATE and self.threshold < HIGHEST
        if grown and self.options.adaptive:
            self.threshold += 1
            log.info("Increased circuit breaker threshold to %d", self.threshold)

    def _look_for_slowing(self) -> None:
        """Warn when calls of the last slice took far longer than those of the ones before."""
        *earlier, (calls, _, busy_s) = self._slices
        before, before_s = sum(each[0] for each in earlier), sum(each[2] for each in earlier)
        if calls >= FEW_CALLS and before >= ENOUGH_CALLS and busy_s / calls >= SLOWER * before_s / before > 0:
            self._warn(len(self._failures), round(busy_s / calls * before / before_s, 1))

    def _warn(self, failures: int, slowdown: float) -> None:
        if not self._warned:
            self._warned = True
            self._tell(CircuitBreakerStrained(name=self.name, failures=failures, slowdown=slowdown))

    def _open(self, now_s: float, failures: int) -> None:
        self._opened_s = now_s
        if self.options.adaptive and self.threshold > LOWEST:
            self.threshold -= 1
        told = CircuitBreakerOpen(name=self.name, failures=failures, retry_in_s=self.options.timeout_s)
        self._turn(State.OPEN, told)

    def _turn(self, state: State, told: Event) -> None:
        self.state = state
        self.direct = state is State.CLOSED and self.options.limit_s is None
        self.round += 1
        self._trying, self._trials_passed = False, 0
        log.info("%s is %s", self.name, state)
        self._tell(told)
