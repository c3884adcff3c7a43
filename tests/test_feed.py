"""What the daemon tells, followed across its restarts."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from jarvis.cli import feed
from jarvis.cli.feed import Feed, following, receipt, stream
from jarvis.events import AnswerContinued, MicrophoneMuted, TaskFinished
from tests.living import until
from tests.test_api import door
from ui.watched import Happened, Looked, News, Offline, Online

pytestmark = pytest.mark.real_time
DONE = TaskFinished(turn="voice_1_0", status="completed", answer="hello!", did={}, pieces=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test."""
    monkeypatch.setattr(feed, "AGAIN_S", 0.01)


async def soon(next_one: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever comes
    """The next one, from another thread."""
    return await asyncio.to_thread(next_one)


async def test_a_daemon_that_ends_and_comes_back_is_followed() -> None:
    over = threading.Event()
    news = following(over)
    assert await soon(news.__next__) == Offline()
    for _ in range(2):
        async with door() as behind:
            online = await soon(news.__next__)
            assert isinstance(online, Online)
            assert online.receipt == behind.receipt.to_json()
            behind.bus.post(MicrophoneMuted())
            happened = await soon(news.__next__)
            assert happened.event["event"] == "microphone_muted"
        assert await soon(news.__next__) == Offline()
    over.set()
    assert await soon(lambda: list(news)) == []


async def test_programs_get_the_stream_with_its_pieces() -> None:
    over = threading.Event()
    async with door() as behind:
        events = stream(over, live=True)
        assert await soon(events.__next__) == {"event": "subscribed"}
        behind.bus.post(AnswerContinued(turn="t", text="It is"))
        assert (await soon(events.__next__))["text"] == "It is"
    assert await soon(events.__next__) is None
    over.set()


async def test_a_receipt_that_does_not_exist_is_none() -> None:
    assert await soon(receipt) is None
    async with door() as behind:
        assert await soon(lambda: receipt("voice_1_0")) == behind.receipt.to_json()
        assert await soon(lambda: receipt("voice_9_9")) is None


def taken(feed: Feed, kind: type[News]) -> list[News]:
    """Wait for news of this kind, and give all up to it."""
    found: list[News] = []

    def there() -> bool:
        found.extend(feed.take())
        return any(isinstance(one, kind) for one in found)

    until(there, f"news of the kind {kind.__name__}")
    return found


async def test_when_something_happened_the_status_is_looked_at_again() -> None:
    async with door() as behind:
        with Feed() as feed:
            assert isinstance((await soon(lambda: taken(feed, Online)))[0], Online)
            behind.muted = True
            behind.bus.post(DONE)
            told = await soon(lambda: taken(feed, Looked))
            assert [type(one) for one in told][:2] == [Happened, Looked]
            assert told[1].status["state"] == "muted"
            assert told[1].receipt == behind.receipt.to_json()


async def test_a_receipt_that_is_late_is_looked_for_again() -> None:
    async with door() as behind:
        real, calls = behind.why, iter(range(9))

        def late(turn: str) -> dict[str, Any]:
            return real("voice_9_9" if turn and next(calls) < 2 else turn)

        behind.__dict__["why"] = late
        with Feed() as feed:
            await soon(lambda: taken(feed, Online))
            behind.bus.post(DONE)
            found: list[Any] = []
            while not any(found):
                seen = await soon(lambda: taken(feed, Looked))
                found += [one.receipt for one in seen if isinstance(one, Looked)]
            assert (found[0], found[-1]) == (None, behind.receipt.to_json())
