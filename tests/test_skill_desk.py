"""What users ask about their skills, and what they allow."""

import pytest

from jarvis.errors import BadInputError, SkillError
from jarvis.events import SkillReloaded
from tests.books import kept, saying

pytestmark = pytest.mark.real_time
NET = 'NEEDS = Permissions(network=("api.example.org",))'
MORE = 'NEEDS = Permissions(network=("api.example.org",), programs=("mpv",))'


async def test_a_permission_is_asked_for_in_words_and_given_once() -> None:
    async with kept() as one:
        one.save(saying("Dry.", more=NET))
        await one.is_now("tea", "needs permission")
        asked = await one.desk.enable("tea")
        assert asked["asks"] == "It wants to talk to api.example.org."
        told = await one.desk.enable("tea.py", asked["permissions"])
        assert (told["status"], told["wants"]) == ("on", "It wants to talk to api.example.org.")
        assert await one.ask("say it") == "Dry."
        one.save(saying("Wet.", more=NET))
        await one.comes(SkillReloaded, 2)  # no question this time
        assert await one.ask("say it") == "Wet."


async def test_a_version_that_wants_more_is_asked_about_while_the_old_one_answers() -> None:
    async with kept() as one:
        one.save(saying("Dry.", more=NET))
        await one.is_now("tea", "needs permission")
        asked = await one.desk.enable("tea")
        await one.desk.enable("tea", asked["permissions"])
        one.save(saying("Loud.", more=MORE))
        entry = await one.is_now("tea", "needs permission")
        assert "more than it was allowed" in entry.reason
        assert "to start mpv, with all the rights that you have" in entry.reason
        assert await one.ask("say it") == "Dry."
        again = await one.desk.enable("tea", asked["permissions"])  # a yes to something else
        assert "mpv" in again["asks"]
        await one.desk.enable("tea", again["permissions"])
        assert await one.ask("say it") == "Loud."


async def test_off_is_off_and_takes_back_what_was_allowed() -> None:
    async with kept() as one:
        one.save(saying("Dry.", more=NET))
        await one.is_now("tea", "needs permission")
        await one.desk.enable("tea", {"network": ["api.example.org"]})
        told = await one.desk.disable("tea")
        assert (told["status"], told["answers"]) == ("off", False)
        assert "jarvis skills enable tea" in told["reason"]
        assert await one.ask("say it") == ""
        one.save(saying("Wet."))
        await one.desk.reload("tea")
        assert one.desk.told("tea")["status"] == "off"  # saving does not switch it on
    async with kept() as later:  # after a restart
        await later.is_now("tea", "off")
        assert (await later.desk.enable("tea"))["status"] == "on"
        later.save(saying("Dry.", more=NET))
        await later.is_now("tea", "needs permission")


async def test_jarviss_own_are_switched_the_same_way() -> None:
    async with kept() as one:
        assert (await one.desk.disable("books"))["status"] == "off"
        assert await one.ask("what time is it") == ""
        with pytest.raises(BadInputError, match="comes with Jarvis"):
            await one.desk.reload("books")
    async with kept() as later:
        assert later.desk.told("books")["status"] == "off"
        assert (await later.desk.enable("books"))["status"] == "on"
        assert await later.ask("what time is it") == "It is noon."


async def test_all_are_listed_with_their_walls_and_problems() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        one.save("nonsense(", "bad.py")
        await one.is_now("tea", "on")
        await one.is_now("bad", "broken")
        listed = await one.desk.listed()
        assert {(row["name"], row["source"], row["status"]) for row in listed["skills"]} == {
            ("books", "bundled", "on"),
            ("tea", "user", "on"),
            ("bad", "user", "broken"),
        }
        assert {wall["name"] for wall in listed["walls"]} == {"limits", "files", "network", "processes"}
        tea = one.desk.told("tea")
        assert tea["skills"] == [{"name": "tea.go", "help": "Say it.", "say": "say it"}]
        assert "limits" in tea["walls"]
        (problem,) = one.desk.problems()
        assert (problem["name"], problem["status"]) == ("bad", "broken")


async def test_all_are_loaded_anew() -> None:
    async with kept() as one:
        one.save(saying("Green."))
        await one.comes(SkillReloaded)
        found = await one.desk.reload()
        assert [row["status"] for row in found["skills"]] == ["on"]
        assert len(one.told(SkillReloaded)) == 2
        assert await one.ask("say it") == "Green."


async def test_what_is_not_there_or_cannot_be_is_told() -> None:
    async with kept() as one:
        with pytest.raises(BadInputError, match="no skill called nobody"):
            one.desk.told("nobody")
        one.save("nonsense(", "bad.py")
        await one.is_now("bad", "broken")
        with pytest.raises(SkillError, match=r"bad\.py is not Python in line 1"):
            await one.desk.enable("bad")
        one.save(saying("x", more=NET))
        await one.is_now("tea", "needs permission")
        with pytest.raises(SkillError, match="permission that does not exist"):
            await one.desk.enable("tea", {"everything": True})
