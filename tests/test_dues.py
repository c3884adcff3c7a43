"""What is to come can be seen and taken back through the door."""

import struct
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from jarvis.errors import JarvisError
from jarvis.household import Wanted
from jarvis.testing import NotingDues
from tests.test_api import call, door

pytestmark = pytest.mark.real_time
UTC = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + bytes(6) + b"UTC\0"
"""The smallest file that tells a zone."""


async def test_timers_are_listed_and_cancelled() -> None:
    zone = ZoneInfo.from_file(BytesIO(UTC), "here")  # the daemon's is read from a file
    async with door() as behind:
        behind.dues = NotingDues(lambda: datetime.now(zone))
        await behind.dues.add(Wanted("timer", length_s=600, name="pasta"))
        await behind.dues.add(Wanted("reminder", length_s=60, text="call Ada"))
        told = await call("GET", "/dues")
        assert (told[0]["kind"], told[0]["called"]) == ("timer", "pasta timer")
        assert told[0]["at"][10] == "T"
        assert len(told) == 2
        gone = await call("POST", "/dues/cancel", {"keys": [told[0]["key"]]})
        assert [one["key"] for one in gone] == [told[0]["key"]]
        assert [one["kind"] for one in await call("GET", "/dues")] == ["reminder"]


@pytest.mark.parametrize("keys", [[], ["one"], [1] * 101])
async def test_what_cannot_be_meant_is_refused(keys: list[object]) -> None:
    async with door():
        with pytest.raises(JarvisError, match="keys"):
            await call("POST", "/dues/cancel", {"keys": keys})
