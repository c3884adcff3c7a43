"""Vosk's own library on a real model, a tiny one that understands flite."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jarvis.ports import Pcm, Transcript, duration_ms
from tests.sound import chunks, flite, noise, silence
from voice.recognize.engine import EngineBrokenError, Setup
from voice.recognize.vosk import Vosk

MODEL = Path(__file__).parent / "tiny_vosk/model"
COMMANDS = (
    *("what time is it", "what day is it", "set a timer for ten minutes", "set a timer for five minutes"),
    *("cancel the timer", "stop the timer", "stop", "pause", "next", "yes", "no", "help", "hello", "louder"),
    *("thank you", "quieter", "play music", "play some music", "next song", "repeat that", "volume up"),
    *("turn on the light", "turn off the light", "turn on the kitchen light", "turn off the music"),
    *("volume down", "good morning", "good night", "stop the music"),
)
LISTED = Setup(model=MODEL, phrases=COMMANDS, options=(("grammar", "yes"),))
STRANGE = [
    pytest.param("the quick brown fox jumps over the lazy dog", "slt", id="English"),
    pytest.param("wo ist denn hier der bahnhof bitte", "rms", id="German"),
]


@pytest.fixture(scope="module")
def free() -> Iterator[Vosk]:
    """It listens for every word it knows."""
    engine = Vosk()
    engine.load(Setup(model=MODEL))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def listed() -> Iterator[Vosk]:
    """It listens for the commands."""
    engine = Vosk()
    engine.load(LISTED)
    yield engine
    engine.close()


def heard(engine: Vosk, sound: Pcm) -> Transcript:
    engine.start()
    for chunk in chunks(sound):
        engine.feed(chunk)
    return engine.final()


def said(text: str, voice: str = "slt") -> Pcm:
    return silence(0.3) + flite(text, voice) + silence(0.5)


def test_text_appears_while_somebody_speaks(free: Vosk) -> None:
    free.start()
    texts = [free.feed(chunk) for chunk in chunks(said("set a timer for ten minutes"))]
    grown = list(dict.fromkeys(texts))
    assert grown[0] == ""
    assert "set a timer" in grown
    assert grown[-1] == free.partial() == "set a timer for ten minutes"
    assert free.final().text == "set a timer for ten minutes"


@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
def test_each_word_has_its_time_and_its_certainty(voice: str, free: Vosk) -> None:
    sound = said("turn on the kitchen light", voice)
    transcript = heard(free, sound)
    assert transcript.text == " ".join(word.text for word in transcript.words) == "turn on the kitchen light"
    times = [time for word in transcript.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert 300 < times[0] < 700
    assert times[-1] < duration_ms(sound) - 300
    certainties = [word.confidence for word in transcript.words]
    assert transcript.confidence == pytest.approx(sum(certainties) / len(certainties))
    assert all(0.5 < certainty <= 1.0 for certainty in certainties)


@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
def test_nearly_all_commands_are_understood_whole(voice: str, listed: Vosk) -> None:
    understood = [command for command in COMMANDS if heard(listed, said(command, voice)).text == command]
    assert len(understood) >= 0.9 * len(COMMANDS), set(COMMANDS) - set(understood)


def test_after_a_pause_one_goes_on_and_it_is_one_text(free: Vosk) -> None:
    sound = said("turn on the light") + silence(1.5) + said("next song")
    transcript = heard(free, sound)
    assert transcript.text == "turn on the light next song"
    light, following = transcript.words[3:5]
    assert following.start_ms - light.end_ms > 1500


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"\x01",
        bytes(2),
        silence(0.02),
        silence(3),
        noise(2, 0.005),
        noise(2),
        noise(2, 0.3),
        noise(1, 1.0),
    ],
    ids=len,
)
def test_silence_and_noise_never_become_words(sound: Pcm, free: Vosk, listed: Vosk) -> None:
    for engine in (free, listed):
        engine.start()
        assert engine.feed(sound) == ""
        assert engine.final() == Transcript("")


@pytest.mark.parametrize(("text", "voice"), STRANGE)
def test_with_a_list_of_commands_other_speech_is_nothing(text: str, voice: str, listed: Vosk) -> None:
    transcript = heard(listed, said(text, voice))
    assert (transcript.text, transcript.words) == ("", ())


def test_what_was_not_understood_makes_the_rest_less_certain(listed: Vosk) -> None:
    clear = heard(listed, said("turn off the light"))
    mixed = heard(listed, said("turn off the light") + said("the quick brown fox jumps over the lazy dog"))
    assert "turn off the light" in mixed.text
    assert "[unk]" not in mixed.text
    assert (mixed.confidence or 0) < (clear.confidence or 0)


@pytest.mark.parametrize("cut_ms", [300, 640, 900])
def test_a_new_utterance_knows_nothing_of_the_one_before(cut_ms: int, free: Vosk) -> None:
    for _ in range(2):
        assert heard(free, said("next song")).text == "next song"
        free.start()
        free.feed(said("turn on the kitchen light")[: cut_ms * 32])  # and then somebody pressed "cancel"


@pytest.mark.parametrize("size", [34, 320, 8_000, 1_000_000])
def test_it_does_not_matter_in_what_pieces_the_sound_comes(size: int, free: Vosk) -> None:
    sound = said("play some music")
    free.start()
    for i in range(0, len(sound), size):
        free.feed(sound[i : i + size])
    assert free.final().text == "play some music"


def test_a_phrase_with_a_word_that_it_does_not_know_is_left_out_and_told() -> None:
    engine = Vosk()
    phrases = ("stop", "open the pod bay doors", " ", "")
    engine.load(Setup(model=MODEL, phrases=phrases, options=(("grammar", "yes"),)))
    assert engine.left_out == ("open the pod bay doors",)
    assert heard(engine, said("stop")).text == "stop"


@pytest.mark.parametrize("phrases", [(), ("",), ("xylophone quartet",)])
def test_an_empty_list_is_no_list(phrases: tuple[str, ...]) -> None:
    engine = Vosk()
    engine.load(Setup(model=MODEL, phrases=phrases, options=(("grammar", "yes"),)))
    assert heard(engine, said("good morning")).text == "good morning"


def test_phrases_do_not_limit_it_unless_that_is_asked_for() -> None:
    engine = Vosk()
    engine.load(Setup(model=MODEL, phrases=("stop",)))
    assert heard(engine, said("good morning")).text == "good morning"


def test_what_is_out_of_order_is_an_error_and_no_crash() -> None:
    engine = Vosk()
    for wrong in (engine.start, engine.partial, engine.final, lambda: engine.feed(bytes(640))):
        with pytest.raises(EngineBrokenError, match="report this"):
            wrong()
    engine.load(LISTED)
    assert heard(engine, said("stop")).text == "stop"
    with pytest.raises(EngineBrokenError, match="report this"):
        engine.final()
    engine.close()
    engine.close()
    with pytest.raises(EngineBrokenError):
        engine.start()


class Answers:
    """A recognizer that answers what the library is known to answer at times."""

    def __init__(self, partial: str, final: str, accepts: int | Exception = 0) -> None:
        self._partial, self._final, self._accepts = partial, final, accepts

    def AcceptWaveform(self, _: Pcm) -> int:  # noqa: N802 - vosk's name
        """Takes the sound, or fails."""
        if isinstance(self._accepts, Exception):
            raise self._accepts
        return self._accepts

    def PartialResult(self) -> str:  # noqa: N802 - vosk's name
        """The text so far."""
        return self._partial

    def FinalResult(self) -> str:  # noqa: N802 - vosk's name
        """The rest."""
        return self._final


def with_answers(engine: Vosk, *answers: Any) -> Vosk:  # noqa: ANN401 - as Answers takes them
    engine.start()
    engine._recognizer = Answers(*answers)  # noqa: SLF001 - the library cannot be made to answer so
    return engine


def test_odd_answers_of_the_library_are_understood(free: Vosk) -> None:
    engine = with_answers(free, "{}", "{}")
    assert engine.feed(bytes(640)) == engine.partial() == ""
    assert engine.final() == Transcript("")
    results = [
        {"word": "stop", "start": 0.1, "end": 0.5, "conf": float("nan")},
        {"word": "that", "start": 0.5, "end": 0.8, "conf": 1.0000001},
    ]
    transcript = with_answers(free, "{}", json.dumps({"result": results, "text": "stop that"})).final()
    assert [word.confidence for word in transcript.words] == [0.0, 1.0]
    assert transcript.confidence == 0.5


@pytest.mark.parametrize("text", ["[unk]", "[unk] [unk]", "the", "huh", "the the [unk]"])
def test_what_models_hear_in_noise_is_nothing(text: str, free: Vosk) -> None:
    result = json.dumps({"text": text, "partial": text, "result": []})
    engine = with_answers(free, result, result)
    assert engine.feed(bytes(640)) == ""
    assert engine.final() == Transcript("")


def test_a_failure_at_an_utterance_is_told_and_the_next_one_works(free: Vosk) -> None:
    for engine in (
        with_answers(free, "no json", ""),
        with_answers(free, "{}", "", Exception("Failed to process waveform")),
    ):
        with pytest.raises(EngineBrokenError, match="Please say it again"):
            engine.feed(bytes(640))
    assert heard(free, said("yes")).text == "yes"


def test_the_library_keeps_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    engine = Vosk()
    engine.load(LISTED)
    heard(engine, said("stop"))
    assert capfd.readouterr() == ("", "")
