"""How what is kept is, asked through the door."""

import pytest

from jarvis.errors import JarvisError
from tests.test_api import call, door

pytestmark = pytest.mark.real_time


async def test_the_daemon_tells_how_its_database_is() -> None:
    async with door():
        found = await call("GET", "/store")
    assert (found["damage"], found["version"], found["vectors"]) == ("", 6, 0)


async def test_nothing_is_changed_by_asking() -> None:
    async with door():
        with pytest.raises(JarvisError, match="Method Not Allowed"):
            await call("POST", "/store", {})
