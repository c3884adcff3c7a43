"""What the user is told when something goes wrong, and what other people's code may do to us."""

import asyncio

import pytest

from jarvis import errors
from jarvis.errors import JarvisError, NotRunningError, PlaceTakenError, QueueFullError, contain

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, JarvisError)]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (NotRunningError(), "Start it with `jarvis start`."),
        (PlaceTakenError("process 7"), "already running (process 7). Use `jarvis stop`"),
        (QueueFullError(100), "100 requests are waiting already. Please ask again"),
    ],
)
def test_an_error_is_a_sentence_with_its_remedy(error: JarvisError, remedy: str) -> None:
    assert remedy in str(error)
    assert str(error).endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_a_script_can_tell_from_the_exit_code_that_it_went_wrong(kind: type[JarvisError]) -> None:
    assert 1 <= kind.exit_code <= 6


def test_a_script_can_tell_what_went_wrong() -> None:
    codes = {kind.__name__: kind.exit_code for kind in KINDS}
    assert codes["ConfigError"] == codes["BadInputError"] == 2
    assert codes["NotRunningError"] == 3
    assert codes["PlaceTakenError"] == codes["SocketError"] == 4
    assert codes["ModelError"] == 5
    assert codes["QueueFullError"] == 6


async def test_what_succeeds_is_handed_back() -> None:
    assert await contain(asyncio.sleep(1, "slept well")) == "slept well"


@pytest.mark.parametrize(
    "error", [ValueError("no"), JarvisError("No."), TimeoutError(), ExceptionGroup("n", [OSError()])]
)
async def test_what_fails_is_handed_back_too(error: Exception) -> None:
    async def fail() -> None:
        raise error

    assert await contain(fail()) is error


async def test_whoever_is_told_to_stop_stops() -> None:
    async with asyncio.TaskGroup() as group:
        working = group.create_task(contain(asyncio.sleep(600)), name="work")
        await asyncio.sleep(1)
        working.cancel()
    assert working.cancelled()
