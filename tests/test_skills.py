"""The skills, through the door."""

import pytest

from jarvis.errors import JarvisError
from tests.books import kept, saying
from tests.test_api import call, door

pytestmark = pytest.mark.real_time


async def test_listed_told_switched_and_loaded_anew() -> None:
    async with door() as behind, kept() as one:
        behind.skills = one.desk
        one.save(saying("Green.", more="NEEDS = Permissions(notify=True)"))
        await one.is_now("tea", "needs permission")
        asked = await call("POST", "/skills/enable", {"name": "tea"})
        assert asked == {
            "asks": "It wants to show notifications.",
            "permissions": {"network": [], "read": [], "write": [], "programs": [], "notify": True},
        }
        body = {"name": "tea", "allowed": asked["permissions"]}
        assert (await call("POST", "/skills/enable", body))["status"] == "on"
        assert (await call("GET", "/skills/tea"))["answers"]
        assert len((await call("GET", "/skills"))["skills"]) == 2
        assert len((await call("POST", "/skills/reload", {}))["skills"]) == 1
        assert (await call("POST", "/skills/disable", {"name": "tea"}))["status"] == "off"


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/skills/nobody", None, "no skill called nobody"),
        ("GET", "/skills/..%2f..%2fetc", None, "no skill called|Not Found"),
        ("POST", "/skills/enable", {"name": ""}, "name: String should have"),
        ("POST", "/skills/enable", {"name": "books", "allowed": 5}, "allowed"),
        ("POST", "/skills/disable", {"name": "books", "x": 1}, "Extra inputs"),
        ("POST", "/skills/reload", {"name": "x" * 201}, "at most 200"),
    ],
)
async def test_a_wrong_request_is_told_in_a_sentence(method: str, path: str, body: object, told: str) -> None:
    async with door():
        with pytest.raises(JarvisError, match=told):
            await call(method, path, body)
