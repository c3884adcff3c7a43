"""When a part is left alone and tried again, to the second; and the same rules told naively, to compare."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jarvis.breaker_rules import Options, Rules, State
from jarvis.events import (
    CircuitBreakerClosed,
    CircuitBreakerHalfOpen,
    CircuitBreakerOpen,
    CircuitBreakerStrained,
    Event,
)

CLOSED, OPEN, HALF_OPEN = State
USUAL = Options()


class Circuit:
    """The rules, on a clock that is moved by hand."""

    def __init__(self, options: Options = USUAL) -> None:
        self.now_s = 0.0
        self.told: list[Event] = []
        self.rules = Rules("llm", options, self.told.append, 0.0)

    def begin(self) -> int:
        """A call that is let through; the round it began in."""
        assert self.rules.admits(self.now_s)
        return self.rules.round

    def succeed(self, times: int = 1, took_s: float = 0.1) -> None:
        """Calls that go well."""
        for _ in range(times):
            self.rules.succeeded(self.begin(), self.now_s, took_s)

    def fail(self, times: int = 1) -> None:
        """Calls that go wrong."""
        for _ in range(times):
            self.rules.failed(self.begin(), self.now_s)

    def half_open(self) -> None:
        """Let it fail and rest for long enough."""
        self.fail(5)
        self.now_s += 30

    def strains(self) -> list[tuple[int, float]]:
        """The early warnings so far."""
        return [(e.failures, e.slowdown) for e in self.told if isinstance(e, CircuitBreakerStrained)]


@pytest.mark.parametrize(("gap_s", "state"), [(0, OPEN), (14.9, OPEN), (15.1, CLOSED), (59, CLOSED)])
def test_five_failures_open_it_only_within_a_minute(gap_s: float, state: State) -> None:
    circuit = Circuit()
    for _ in range(4):
        circuit.fail()
        circuit.succeed()  # that it works in between does not make up for it
        circuit.now_s += gap_s
    assert circuit.rules.state is CLOSED
    circuit.fail()
    assert circuit.rules.state is state


def test_it_is_left_alone_for_thirty_seconds_and_then_tried() -> None:
    circuit = Circuit()
    circuit.fail(5)
    for circuit.now_s, rests_for_s in ((0, 30), (10, 20), (29.75, 0.25)):
        assert not circuit.rules.admits(circuit.now_s)
        assert circuit.rules.rests_for_s(circuit.now_s) == rests_for_s
    circuit.now_s = 30.0
    assert circuit.rules.admits(circuit.now_s)
    assert (circuit.rules.state, circuit.rules.rests_for_s(circuit.now_s)) == (HALF_OPEN, 0)
    assert circuit.told[-2:] == [
        CircuitBreakerOpen(name="llm", failures=5, retry_in_s=30),
        CircuitBreakerHalfOpen(name="llm"),
    ]


def test_two_successful_trials_one_at_a_time_close_it() -> None:
    circuit = Circuit()
    circuit.half_open()
    for _ in range(2):
        trial = circuit.begin()
        assert not circuit.rules.admits(circuit.now_s)
        assert circuit.rules.state is HALF_OPEN
        circuit.rules.succeeded(trial, circuit.now_s, 0.1)
    assert circuit.told[-1] == CircuitBreakerClosed(name="llm")
    assert circuit.rules.failures(circuit.now_s) == 0
    circuit.fail(3)
    assert circuit.rules.state is CLOSED  # a fresh start, though with one failure less to spare
    circuit.fail()
    assert circuit.rules.state is OPEN


@pytest.mark.parametrize("passed", [0, 1])
def test_one_failed_trial_opens_it_again_for_thirty_seconds(passed: int) -> None:
    circuit = Circuit()
    circuit.half_open()
    circuit.succeed(passed)
    circuit.fail()
    assert circuit.rules.state is OPEN
    circuit.now_s += 29
    assert not circuit.rules.admits(circuit.now_s)
    circuit.now_s += 1
    circuit.succeed()
    assert circuit.rules.state is HALF_OPEN  # what passed before the failure does not count
    circuit.succeed()
    assert circuit.rules.state is CLOSED


@pytest.mark.parametrize(("adaptive", "thresholds"), [(True, [4, 3, 3, 3]), (False, [5] * 4)])
def test_each_opening_makes_it_less_patient_but_never_below_three(
    *,
    adaptive: bool,
    thresholds: list[int],
) -> None:
    circuit = Circuit(Options(adaptive=adaptive))
    circuit.fail(4)
    found = []
    for _ in thresholds:
        circuit.fail()
        found.append(circuit.rules.threshold)
        circuit.now_s += 30
    assert found == thresholds


@pytest.mark.parametrize(
    ("good", "bad", "threshold"),
    [(20, 0, 6), (19, 0, 5), (20, 1, 6), (19, 1, 5), (18, 1, 5), (76, 4, 5), (77, 4, 6), (0, 0, 5)],
)
def test_a_window_with_over_95_percent_of_20_calls_makes_it_more_patient(
    good: int, bad: int, threshold: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    circuit = Circuit()
    circuit.now_s = 20.0
    circuit.succeed(good)
    circuit.now_s = 59.0
    circuit.fail(bad)
    assert circuit.rules.threshold == 5
    circuit.now_s = 60.0
    circuit.succeed(19)  # these belong to the next window
    assert circuit.rules.threshold == threshold
    assert ("Increased circuit breaker threshold to 6" in caplog.messages) == (threshold == 6)


@pytest.mark.parametrize(("adaptive", "most"), [(True, 20), (False, 5)])
def test_years_of_success_make_it_patient_but_not_beyond_twenty(
    *,
    adaptive: bool,
    most: int,
) -> None:
    circuit = Circuit(Options(adaptive=adaptive))
    for minute in range(40):
        circuit.now_s = minute * 60.0
        circuit.succeed(20)
        assert circuit.rules.threshold == min(5 + minute, most)


def test_few_calls_a_minute_are_never_enough_however_long_they_go_on() -> None:
    circuit = Circuit()
    for _ in range(100):
        circuit.succeed(4)
        circuit.now_s += 25
    assert circuit.rules.threshold == 5


def test_an_hour_of_silence_does_not_mix_what_was_with_what_is() -> None:
    circuit = Circuit()
    circuit.now_s = 55.0
    circuit.succeed(19, took_s=0.1)
    circuit.fail(4)
    for _ in range(2):
        circuit.now_s += 3_600
        circuit.succeed(19, took_s=10)
    assert circuit.rules.threshold == 5
    circuit.fail()
    assert (circuit.rules.state, circuit.rules.failures(circuit.now_s)) == (CLOSED, 1)
    circuit.now_s += 3_600
    circuit.succeed(20, took_s=0.1)
    circuit.now_s += 10
    circuit.succeed(3, took_s=10)
    circuit.now_s += 3_600
    circuit.succeed()
    assert circuit.strains() == [(3, 1.0)]  # an hour later it is slower: that is no trend, and no news


def test_results_of_calls_that_began_in_an_earlier_round_do_not_count() -> None:
    circuit = Circuit()
    early = [circuit.begin() for _ in range(4)]
    circuit.half_open()
    circuit.rules.succeeded(early[0], circuit.now_s, 30)
    trial = circuit.begin()
    circuit.rules.succeeded(early[1], circuit.now_s, 30)
    circuit.rules.failed(early[2], circuit.now_s)
    circuit.rules.uncounted(early[3])
    assert not circuit.rules.admits(circuit.now_s)
    circuit.rules.succeeded(trial, circuit.now_s, 0.1)
    assert circuit.rules.state is HALF_OPEN
    circuit.succeed()
    assert circuit.rules.state is CLOSED
    circuit.rules.failed(trial, circuit.now_s)
    assert circuit.rules.failures(circuit.now_s) == 0


LATE: list[Callable[[Circuit, int], None]] = [
    lambda circuit, trial: circuit.rules.failed(trial, circuit.now_s),
    lambda circuit, trial: circuit.rules.succeeded(trial, circuit.now_s, 40),
    lambda circuit, trial: circuit.rules.uncounted(trial),
]


@pytest.mark.parametrize("comes_back", LATE, ids=["failed", "succeeded", "cancelled"])
def test_a_hanging_trial_makes_room_after_thirty_seconds_and_comes_too_late(
    comes_back: Callable[[Circuit, int], None],
) -> None:
    circuit = Circuit()
    circuit.half_open()
    hanging = circuit.begin()
    circuit.now_s += 29
    assert not circuit.rules.admits(circuit.now_s)
    circuit.now_s += 1
    trial = circuit.begin()
    comes_back(circuit, hanging)
    assert not circuit.rules.admits(circuit.now_s)  # there is still one trial under way
    circuit.rules.succeeded(trial, circuit.now_s, 0.1)
    assert circuit.rules.state is HALF_OPEN
    circuit.succeed()
    assert circuit.rules.state is CLOSED


def test_a_trial_that_says_nothing_frees_its_place_at_once() -> None:
    circuit = Circuit()
    circuit.half_open()
    for _ in range(5):
        circuit.rules.uncounted(circuit.begin())
    assert circuit.rules.state is HALF_OPEN
    circuit.succeed(2)
    assert circuit.rules.state is CLOSED


def test_it_is_called_strained_once_a_window_when_half_the_failures_are_there() -> None:
    circuit = Circuit()
    circuit.fail(2)
    assert circuit.strains() == []
    circuit.fail()
    circuit.fail()
    assert circuit.strains() == [(3, 1.0)]
    circuit.now_s = 59.0
    circuit.rules.uncounted(circuit.begin())
    circuit.now_s = 61.0  # another window, and all of them are forgotten
    circuit.fail(4)
    assert circuit.strains() == [(3, 1.0), (3, 1.0)]


@pytest.mark.parametrize(
    ("before", "calls", "took_s", "strains"),
    [
        (20, 3, 0.5, [(0, 2.0)]),
        (20, 3, 2.0, [(0, 8.0)]),
        (20, 3, 0.49, []),
        (20, 2, 9.0, []),
        (19, 3, 9.0, []),
    ],
)
def test_it_is_called_strained_when_calls_take_twice_as_long_as_before(
    before: int, calls: int, took_s: float, strains: list[tuple[int, float]]
) -> None:
    circuit = Circuit()
    circuit.succeed(before, took_s=0.25)
    circuit.now_s = 10.0
    circuit.succeed(calls, took_s=took_s)
    circuit.now_s = 20.0
    circuit.succeed()
    circuit.now_s = 30.0
    circuit.fail(3)  # told once, whatever comes
    assert circuit.strains() == (strains or [(3, 1.0)])


@dataclass
class Naive:
    """The rules as one would tell them: everything is remembered, nothing is clever."""

    state: State = CLOSED
    threshold: int = 5
    failures: list[float] = field(default_factory=list)
    results: list[tuple[float, bool]] = field(default_factory=list)
    opened_s: float = 0.0
    passed: int = 0
    trial: "Call | None" = None
    changes: int = 0
    windows: int = 0
    warned_in: int = -1
    told: list[str] = field(default_factory=list)

    def turn(self, state: State) -> None:
        """Another state."""
        self.state, self.passed, self.trial = state, 0, None
        self.changes += 1
        self.told.append(state)

    def begin(self, now_s: float) -> "Call | None":
        """A call, if one may go through."""
        if self.state is OPEN and now_s - self.opened_s >= 30:
            self.turn(HALF_OPEN)
        trying = self.trial is not None and now_s - self.trial.began_s < 30
        if self.state is OPEN or (self.state is HALF_OPEN and trying):
            return None
        call = Call(now_s, self.changes)
        if self.state is HALF_OPEN:
            self.trial = call
        return call

    def end(self, call: "Call", now_s: float, *, good: bool | None) -> None:
        """What became of it; None for nothing that counts."""
        if call.change != self.changes or (self.state is HALF_OPEN and self.trial is not call):
            return
        self.trial = None
        if good is None:
            return
        self.judge_windows(now_s)
        self.results.append((now_s, good))
        if good and self.state is HALF_OPEN:
            self.passed += 1
            if self.passed == 2:
                self.failures = []
                self.turn(CLOSED)
        elif not good:
            self.fail(now_s)

    def fail(self, now_s: float) -> None:
        """One more failure."""
        self.failures.append(now_s)
        recent = sum(now_s - at_s < 60 for at_s in self.failures)
        if self.state is HALF_OPEN or recent >= self.threshold:
            self.opened_s, self.threshold = now_s, max(3, self.threshold - 1)
            self.turn(OPEN)
        elif 2 * recent > self.threshold and self.warned_in != now_s // 60:
            self.warned_in = int(now_s // 60)
            self.told.append("strained")

    def judge_windows(self, now_s: float) -> None:
        """Look at each window that is over."""
        while (self.windows + 1) * 60 <= now_s:
            found = [good for at_s, good in self.results if at_s // 60 == self.windows]
            if len(found) >= 20 and 20 * sum(found) > 19 * len(found):
                self.threshold = min(20, self.threshold + 1)
            self.windows += 1


@dataclass(eq=False)
class Call:
    """A call under way: when it began, and after how many changes of state."""

    began_s: float
    change: int
    round: int = 0


NAMES = {
    CircuitBreakerOpen: "open",
    CircuitBreakerHalfOpen: "half_open",
    CircuitBreakerClosed: "closed",
    CircuitBreakerStrained: "strained",
}


class Comparison(RuleBasedStateMachine):
    """Calls that begin, end and overlap in any way, told to both."""

    def __init__(self) -> None:
        super().__init__()
        self.circuit, self.naive = Circuit(), Naive()
        self.calls: list[Call] = []

    @rule(seconds=st.sampled_from([0.5, 1, 9, 10, 15, 29, 30, 31, 59, 60, 61, 119, 120, 700]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.circuit.now_s += seconds

    @rule()
    def begin(self) -> None:
        """Somebody calls."""
        call = self.naive.begin(self.circuit.now_s)
        assert self.circuit.rules.admits(self.circuit.now_s) == (call is not None)
        if call is not None:
            call.round = self.circuit.rules.round
            self.calls.append(call)

    @precondition(lambda self: self.calls)
    @rule(which=st.integers(0, 99), good=st.sampled_from([True, False, None]))
    def end(self, *, which: int, good: bool | None) -> None:
        """Any call ends."""
        call, rules, now_s = self.calls.pop(which % len(self.calls)), self.circuit.rules, self.circuit.now_s
        self.naive.end(call, now_s, good=good)
        if good is None:
            rules.uncounted(call.round)
        elif good:
            rules.succeeded(call.round, now_s, 0.1)
        else:
            rules.failed(call.round, now_s)

    @rule(times=st.sampled_from([1, 2, 3, 4, 19, 20, 40]), good=st.booleans())
    def several(self, *, times: int, good: bool) -> None:
        """Calls one after the other, all with the same end."""
        for _ in range(times):
            before = len(self.calls)
            self.begin()
            if len(self.calls) > before:
                self.end(which=before, good=good)

    @invariant()
    def agree(self) -> None:
        """Both say the same."""
        found = (self.circuit.rules.state, self.circuit.rules.threshold)
        assert found == (self.naive.state, self.naive.threshold)
        assert [NAMES[type(event)] for event in self.circuit.told] == self.naive.told


def test_the_rules_do_what_they_say_whatever_happens() -> None:
    checked = settings(deadline=None, max_examples=150, stateful_step_count=60)
    run_state_machine_as_test(Comparison, settings=checked)
