"""How the parts are doing: circuit breakers, and turns that took too long."""

from jarvis.events.base import Event


class CircuitBreakerOpen(Event):
    """`name` failed so often that it is left alone for `retry_in_s`; its fallback takes over."""

    name: str
    failures: int
    retry_in_s: float


class CircuitBreakerHalfOpen(Event):
    """`name` is tried again, one call at a time."""

    name: str


class CircuitBreakerClosed(Event):
    """`name` works again."""

    name: str


class CircuitBreakerStrained(Event):
    """`name` still works, but fails more and more often or gets slower and slower."""

    name: str
    failures: int
    slowdown: float


class LatencyViolation(Event):
    """A stage of a turn took longer than its budget."""

    turn: str
    stage: str
    took_ms: float
    budget_ms: float


class LatencyAnomaly(Event):
    """A stage took `score` times its usual deviation longer than usual, budget or not."""

    turn: str
    stage: str
    took_ms: float
    usual_ms: float
    score: float
