"""No client can keep the daemon busy."""

from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from jarvis.api.limit import BURST, RATE_PER_S, Limit, TokenBucket


@given(st.lists(st.floats(0, 1), max_size=200))
def test_never_more_pass_than_the_burst_and_the_rate_allow(pauses_s: list[float]) -> None:
    bucket, now_s, passed = TokenBucket(5, 10, 0.0), 0.0, 0
    for pause_s in pauses_s:
        now_s += pause_s
        wait_s = bucket.wait_s(now_s)
        passed += wait_s == 0
        assert 0 <= wait_s <= 1 / 5
        assert passed <= 10 + 5 * now_s + 1e-6


def test_whoever_waits_as_long_as_told_passes() -> None:
    bucket = TokenBucket(5, 2, 100.0)
    assert [bucket.wait_s(100.0) for _ in range(3)] == [0, 0, 0.2]
    assert bucket.wait_s(100.201) == 0


class Client:
    """Sends requests at once, at a moment of its own choosing."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._app = Limit(Starlette(), lambda: self.now_s)
        self._app._app = PlainTextResponse("done")  # noqa: SLF001 - a route that takes anything

    async def send(self, method: str, path: str) -> int:
        """The status that comes back."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def note(message: Message) -> None:
            sent.append(message)

        scope: Scope = {"type": "http", "method": method, "path": path, "headers": []}
        await self._app(scope, receive, note)
        self.body = sent[-1]["body"]
        status: int = sent[0]["status"]
        return status


async def test_a_flood_is_turned_away_with_a_sentence_and_silence_can_always_be_had() -> None:
    client = Client()
    found = [await client.send("POST", "/ask") for _ in range(BURST + 5)]
    assert found == [200] * BURST + [429] * 5
    assert b"Try again in 0.1 seconds" in client.body
    for path in ("/interrupt", "/shutdown", "/mute"):
        assert await client.send("POST", path) == 200
    assert await client.send("GET", "/status") == 200
    client.now_s += 1
    found = [await client.send("POST", "/say") for _ in range(BURST)]
    assert found.count(200) == RATE_PER_S
