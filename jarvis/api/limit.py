"""No client can keep the daemon busy: requests beyond a steady rate are turned away with a sentence."""

from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

RATE_PER_S, BURST = 20.0, 60
ALWAYS = frozenset({"/interrupt", "/shutdown", "/mute", "/listen/release"})
"""Whoever wants silence, or an end, is always heard."""


class TokenBucket:
    """`burst` at once, then `rate_per_s`. Told the time by whoever asks."""

    def __init__(self, rate_per_s: float, burst: int, now_s: float) -> None:
        self._rate_per_s, self._burst = rate_per_s, burst
        self._tokens, self._at_s = float(burst), now_s

    def wait_s(self, now_s: float) -> float:
        """0 if one more may pass now, and it counts as passed; else how long it has to wait."""
        self._tokens = min(self._burst, self._tokens + (now_s - self._at_s) * self._rate_per_s)
        self._at_s = now_s
        if self._tokens < 1:
            return (1 - self._tokens) / self._rate_per_s
        self._tokens -= 1
        return 0.0


class Limit:
    """Puts a bucket before the routes that make work. On the Unix socket there is one client: the user."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float]) -> None:
        self._app, self._clock = app, clock
        self._bucket = TokenBucket(RATE_PER_S, BURST, clock())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        wait_s = 0.0
        if scope["type"] == "http" and scope["method"] != "GET" and scope["path"] not in ALWAYS:
            wait_s = self._bucket.wait_s(self._clock())
        if not wait_s:
            await self._app(scope, receive, send)
            return
        sentence = f"Too many requests at once. Try again in {wait_s:.1f} seconds."
        await JSONResponse({"error": sentence, "exit_code": 6}, 429)(scope, receive, send)
