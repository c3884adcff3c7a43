"""Choosing a voice: by settings, by language, and while Jarvis runs; through the door and the terminal."""

import asyncio
import json
import stat
from contextlib import aclosing
from typing import Any

import pytest

from jarvis import paths
from jarvis.cli import client
from jarvis.errors import BadInputError, JarvisError, SynthesisError
from jarvis.speech_config import SpeechConfig
from jarvis.voices import VoiceDesk
from tests.speaking import WORD, House, Loud, spoken
from tests.test_api import call, door
from tests.test_latency_command import jarvis, table
from voice.synthesize.engines import Choice, kept
from voice.synthesize.voices import engine_of, language_of


async def heard_in(house: House, language: str) -> tuple[str, str]:
    """Which engine and voice speak a language."""
    engines = (house.espeak, house.flite, house.piper)
    before = [len(engine.asked) for engine in engines]
    await spoken(house.voices.for_language(language), "one")
    found = [
        (engine.name, engine.asked[-1][0])
        for engine, count in zip(engines, before, strict=True)
        if len(engine.asked) > count
    ]
    return found[-1]


async def test_each_language_has_the_voice_that_was_set_for_it() -> None:
    house = House(languages={"de": "espeak:de+f2", "fr": "piper:fr_FR-siwis-low", "pt-br": "espeak:pt-br"})
    assert await heard_in(house, "") == ("espeak", "")
    assert await heard_in(house, "en") == await heard_in(house, "en-GB") == ("espeak", "")
    assert await heard_in(house, "de") == await heard_in(house, "de-AT") == ("espeak", "de+f2")
    assert await heard_in(house, "fr") == ("piper", "fr_FR-siwis-low")
    assert await heard_in(house, "pt-BR") == ("espeak", "pt-br")
    assert house.changes == [], "another language is no change of voice"


async def test_a_language_nobody_thought_of_is_spoken_by_espeak_in_that_language() -> None:
    house = House(engine="piper", voice="en_US-lessac-medium")
    assert await heard_in(house, "en") == ("piper", "en_US-lessac-medium")
    assert await heard_in(house, "it") == ("espeak", "it")


async def test_who_takes_over_speaks_the_same_language() -> None:
    house = House(languages={"fr": "piper:fr_FR-siwis-low"})
    house.piper.broken = "mute"
    await spoken(house.voices.for_language("fr"), "one")
    assert house.espeak.asked == [("fr", "one")]
    house.espeak.broken = "mute"
    with pytest.raises(SynthesisError):
        await spoken(house.voices.for_language("fr"), "one")
    assert house.flite.asked == [], "flite speaks English only"


async def test_another_voice_is_taken_from_the_next_sentence_on() -> None:
    house = House()
    async with aclosing(house.voices.synthesize("one two")) as sound:
        first = await anext(sound)
        house.voices.use("piper", "en_US-hum-low")
        assert (await anext(sound)).pcm == first.pcm, "what is being said is said to its end"
    assert await house.say("one") == {3: WORD}
    assert house.changes == [("piper", "You chose it.")]
    house.voices.use("piper", "en_US-hum-low")
    assert len(house.changes) == 1


async def test_speed_changes_without_a_change_of_voice() -> None:
    house = House()
    house.voices.apply(SpeechConfig(engine="espeak", words_per_minute=300))
    assert await house.say("one") == {1: WORD}
    assert house.changes == []


@pytest.mark.parametrize(
    ("engine", "platform", "found"),
    [
        ("auto", "linux", "espeak"),
        ("auto", "darwin", "pyttsx3"),
        ("auto", "win32", "pyttsx3"),
        ("flite", "darwin", "flite"),
    ],
)
def test_auto_is_what_suits_the_system(engine: str, platform: str, found: str) -> None:
    assert engine_of(SpeechConfig.model_validate({"engine": engine}), platform) == found


def test_the_language_of_a_voice_is_told_by_its_name() -> None:
    assert language_of("espeak", "") == "en-us"
    assert language_of("espeak", "de+f3") == "de"
    assert language_of("piper", "de_DE-thorsten-low") == "de-de"
    assert (language_of("flite", "slt"), language_of("pyttsx3", "anna")) == ("en", "")


@pytest.fixture
def loud() -> Loud:
    return Loud()


def desk(house: House, loud: Loud, **environ: str) -> VoiceDesk:
    return VoiceDesk(house.voices, loud, paths.voice_choice(), environ)


async def test_all_voices_are_listed_and_those_of_a_language(loud: Loud) -> None:
    house = House()
    told = await desk(house, loud).to_json("")
    assert (told["engine"], told["voice"], told["speaks"]) == ("espeak", "", "espeak")
    assert [one["name"] for one in told["voices"]][:3] == ["espeak:ann", "espeak:bert", "flite:ann"]
    german = (await desk(house, loud).to_json("DE"))["voices"]
    assert {one["language"] for one in german} == {"de"}
    assert "jarvis models pull" in german[0]["why"]
    assert (await desk(house, loud).to_json("en"))["voices"][0]["language"] == "en-us"


async def test_a_voice_can_be_tried_without_taking_it(loud: Loud) -> None:
    house = House()
    told = await desk(house, loud).try_("piper:ann", "one two")
    assert told == {"name": "piper:ann", "heard_ms": 19, "cut": False}
    assert set(loud.pcm) == {3, 0}
    assert house.voices.chosen == ("espeak", "")
    assert (house.events, kept(paths.voice_choice())) == ([], None)
    await desk(house, loud).try_("PIPER:ANN", "")
    assert house.piper.asked[-1][1].startswith("This is how I sound")


async def test_a_voice_is_taken_and_kept_for_the_owner_alone(loud: Loud) -> None:
    house = House()
    assert await desk(house, loud).use("piper:ann") == {"name": "piper:ann", "stronger": ""}
    assert await house.say("one") == {3: WORD}
    assert kept(paths.voice_choice()) == Choice(engine="piper", voice="ann")
    assert stat.S_IMODE(paths.voice_choice().stat().st_mode) == 0o600
    told = await desk(house, loud, JARVIS_SPEECH__VOICE="de").use("ann")
    assert told == {"name": "piper:ann", "stronger": "JARVIS_SPEECH__VOICE"}


async def test_a_voice_that_does_not_speak_is_not_taken(loud: Loud) -> None:
    house = House()
    house.piper.broken = "mute"
    with pytest.raises(SynthesisError, match="piper is broken"):
        await desk(house, loud).use("piper:ann")
    assert (house.voices.chosen, kept(paths.voice_choice())) == (("espeak", ""), None)
    assert {one.state.value for one in house.breakers} == {"closed"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pipr:ann", "There is no voice called 'pipr:ann'. Did you mean piper:ann"),
        ("xyz", "`jarvis voices list` shows all"),
        ("piper:bert", "Not installed. Fetch it with `jarvis models pull piper-de`."),
        ("piper:ann+f3", "There is no voice called"),
    ],
)
async def test_a_name_that_is_none_is_answered_with_near_ones(name: str, told: str, loud: Loud) -> None:
    house = House()
    for ask in (desk(house, loud).use(name), desk(house, loud).try_(name, "")):
        with pytest.raises(BadInputError, match=told):
            await ask
    assert house.voices.chosen == ("espeak", "")


async def test_of_two_by_the_same_name_that_of_the_engine_in_use_is_meant(loud: Loud) -> None:
    house = House(engine="flite")
    assert (await desk(house, loud).use("ann"))["name"] == "flite:ann"
    assert (await desk(house, loud).use("espeak:ann+f3"))["name"] == "espeak:ann+f3"


@pytest.mark.real_time
async def test_voices_are_listed_tried_and_taken_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        house = behind.house
        assert await jarvis("voices", "list", "--language", "en") == 0
        headings, first, *_, chosen = table(capsys.readouterr().out)
        assert (headings, first) == (["voice", "language", "state"], ["espeak:ann", "en-us", "ready"])
        assert chosen == ["Chosen: espeak."]
        assert await jarvis("voices", "list", "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["voices"]) == 6
        assert await jarvis("voices", "try", "piper:ann", "good day") == 0
        assert capsys.readouterr().out == "That was piper:ann.\n"
        assert house.piper.asked[-1] == ("ann", "good day")
        assert await jarvis("voices", "use", "piper:ann") == 0
        assert capsys.readouterr().out == "Jarvis speaks with piper:ann from now on.\n"
        assert house.voices.chosen == ("piper", "ann")
        house.piper.broken = "mute"
        await house.say("one")
        assert await jarvis("voices", "list") == 0
        assert "Chosen: piper:ann. It does not work just now: espeak speaks." in capsys.readouterr().out
        assert await jarvis("voices", "use", "nobody") == 2
        assert "There is no voice called 'nobody'" in capsys.readouterr().err


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/voices/try", {"voice": ""}, "voice: String should have at least 1 character"),
        ("/voices/use", {"voice": "a", "loud": True}, "loud: Extra inputs are not permitted"),
        ("/voices/try", {"voice": "a", "text": "x" * 600}, "text: String should have at most 500"),
        ("/voices/use", {"voice": "\x1b[31m"}, "There is no voice called"),
    ],
)
async def test_a_wrong_request_is_told_in_a_sentence(path: str, body: Any, told: str) -> None:  # noqa: ANN401 - JSON
    async with door():
        with pytest.raises(JarvisError, match=told) as error:
            await call("POST", path, body)
        assert error.value.exit_code == 2


@pytest.mark.real_time
async def test_one_that_is_silenced_has_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        behind.loud.cut = True
        assert await jarvis("voices", "try", "piper:ann") == 1
        assert capsys.readouterr().out == "It was silenced before the end.\n"
        assert await asyncio.to_thread(client.call, "GET", "/voices?language=tlh") is not None


def test_the_choice_lies_beside_the_mute_mark() -> None:
    assert paths.voice_choice().parent == paths.mute_mark().parent
