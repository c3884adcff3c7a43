"""pocketsphinx with its own model and a list of commands."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.ports import Pcm, Transcript, duration_ms
from tests.sound import chunks, flite, noise, silence
from voice.recognize.engine import EngineBrokenError, Setup
from voice.recognize.sphinx import LEAST_CONFIDENCE, LONGEST_S, MOST_PHRASES, Sphinx, _confidence, _Piece

COMMANDS = (
    *("what time is it", "what day is it", "set a timer for ten minutes", "set a timer for five minutes"),
    *("cancel the timer", "stop the timer", "stop", "pause", "next", "yes", "no", "help", "hello", "louder"),
    *("thank you", "quieter", "play music", "play some music", "next song", "repeat that", "volume up"),
    *("turn on the light", "turn off the light", "turn on the kitchen light", "turn off the music"),
    *("volume down", "good morning", "good night", "stop the music"),
)
STRANGE = [
    ("the quick brown fox jumps over the lazy dog", "slt"),
    ("wo ist denn hier der bahnhof bitte", "rms"),
    ("it will rain on saturday said grandmother", "awb"),
    ("open the window please", "slt"),
    ("nobody knows what happened to the money", "slt"),
    ("good afternoon everybody", "awb"),
    ("knowledge", "rms"),
    ("banana", "slt"),
    ("stop it now you idiot", "rms"),
    ("yesterday", "slt"),
    ("pass me the salt", "awb"),
]


@pytest.fixture(scope="module")
def sphinx() -> Iterator[Sphinx]:
    """The engine, with all commands."""
    engine = Sphinx()
    engine.load(Setup(phrases=COMMANDS))
    yield engine
    engine.close()


def heard(engine: Sphinx, sound: Pcm) -> Transcript:
    engine.start()
    for chunk in chunks(sound):
        engine.feed(chunk)
    return engine.final()


def said(text: str, voice: str = "slt") -> Pcm:
    return silence(0.3) + flite(text, voice) + silence(0.5)


@pytest.mark.parametrize("voice", ["slt", "rms", "awb"])
def test_nearly_all_commands_are_understood_whole(voice: str, sphinx: Sphinx) -> None:
    assert sphinx.left_out == ()
    transcripts = [heard(sphinx, said(command, voice)) for command in COMMANDS]
    right = [command for command, one in zip(COMMANDS, transcripts, strict=True) if one.text == command]
    assert len(right) >= 0.9 * len(COMMANDS), set(COMMANDS) - set(right)
    sure = [one.confidence for one in transcripts if one.text]
    assert all(confidence is not None and LEAST_CONFIDENCE <= confidence <= 1 for confidence in sure)


@pytest.mark.parametrize(("text", "voice"), STRANGE)
def test_what_is_not_in_the_list_is_nothing(text: str, voice: str, sphinx: Sphinx) -> None:
    assert heard(sphinx, said(text, voice)) == Transcript("")


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
def test_silence_and_noise_never_become_words(sound: Pcm, sphinx: Sphinx) -> None:
    sphinx.start()
    assert sphinx.feed(sound) == ""
    assert sphinx.final() == Transcript("")


def test_the_command_appears_while_somebody_speaks(sphinx: Sphinx) -> None:
    sphinx.start()
    texts = [sphinx.feed(chunk) for chunk in chunks(said("set a timer for ten minutes"))]
    assert texts[0] == ""
    assert any(text.startswith("set a timer") for text in texts[: len(texts) * 2 // 3])
    assert texts[-1] == sphinx.partial()
    assert sphinx.final().text == "set a timer for ten minutes"


def test_each_word_has_its_time_and_its_certainty(sphinx: Sphinx) -> None:
    sound = said("turn on the kitchen light")
    words = heard(sphinx, sound).words
    assert " ".join(word.text for word in words) == "turn on the kitchen light"
    times = [time for word in words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert 200 < times[0] < 700
    assert times[-1] < duration_ms(sound) - 200
    assert all(0 < word.confidence <= 1 for word in words)


@pytest.mark.parametrize("cut_ms", [300, 640, 900])
def test_a_new_utterance_knows_nothing_of_the_one_before(cut_ms: int, sphinx: Sphinx) -> None:
    alone = heard(sphinx, said("next song"))
    assert alone.text == "next song"
    heard(sphinx, noise(1, 1.0))
    sphinx.start()
    sphinx.feed(said("turn on the kitchen light")[: cut_ms * 32])  # and then somebody pressed "cancel"
    assert heard(sphinx, said("next song")) == alone


@pytest.mark.parametrize("phrases", [(), ("", "  "), ("xqzt gnorf",)])
def test_without_commands_it_says_what_to_do(phrases: tuple[str, ...]) -> None:
    engine = Sphinx()
    with pytest.raises(EngineBrokenError, match=r"nothing but a list of commands.*jarvis models pull"):
        engine.load(Setup(phrases=phrases))
    with pytest.raises(EngineBrokenError, match="is not loaded"):
        engine.start()


def test_a_phrase_with_a_word_that_it_does_not_know_is_left_out_and_told() -> None:
    engine = Sphinx()
    engine.load(Setup(phrases=("stop", "water the xqzt", "stop", "set  a timer", "<sil> (NULL) stop")))
    assert engine.left_out == ("water the xqzt", "<sil> (NULL) stop")
    assert heard(engine, said("set a timer")).text == "set a timer"


def test_of_a_long_list_it_takes_what_it_can_tell_apart() -> None:
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    ones = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    nouns = ("apples", "chairs")
    many = [f"{ten} {one} {noun}" for noun in nouns for ten in tens for one in ones]
    engine = Sphinx()
    engine.load(Setup(phrases=tuple(many)))
    assert engine.left_out == tuple(many[MOST_PHRASES:])
    assert len(many) > MOST_PHRASES
    assert heard(engine, said("fifty six apples")).text == "fifty six apples"


def test_what_is_said_after_a_minute_is_not_kept(sphinx: Sphinx) -> None:
    sphinx.start()
    sphinx.feed(silence(LONGEST_S))
    sphinx.feed(said("stop"))
    assert sphinx.final() == Transcript("")
    assert heard(sphinx, said("stop")).text == "stop"


def test_what_is_out_of_order_is_an_error_and_no_crash() -> None:
    engine = Sphinx()
    for wrong in (engine.start, engine.partial, engine.final, lambda: engine.feed(bytes(640))):
        with pytest.raises(EngineBrokenError, match="report this"):
            wrong()
    engine.load(Setup(phrases=("stop",)))
    assert heard(engine, said("stop")).text == "stop"
    with pytest.raises(EngineBrokenError, match="report this"):
        engine.final()
    engine.close()
    engine.close()
    with pytest.raises(EngineBrokenError):
        engine.start()


def test_it_keeps_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    engine = Sphinx()
    engine.load(Setup(phrases=("stop", "xqzt")))
    heard(engine, noise(1))
    assert capfd.readouterr() == ("", "")


@given(
    fit=st.floats(-2_000, 500),
    better=st.floats(0, 500),
    inside=st.integers(1, 100),
    outside=st.integers(0, 100),
    less=st.integers(0, 100),
)
def test_the_better_it_fits_and_the_less_is_left_over_the_surer_it_is(
    fit: float, better: float, inside: int, outside: int, less: int
) -> None:
    def sure(fit: float, outside: int) -> float:
        phones = [_Piece("AH", 0, inside - 1, 0.0)]
        if outside:
            phones.append(_Piece("EE", inside + 3, inside + 2 + outside, -5.0))
        loud = set(range(inside + 3 + outside))
        return _confidence([_Piece("stop", 0, inside - 1, fit)], phones, loud)[0]

    assert 0 <= sure(fit, outside) <= sure(fit + better, outside) <= 1
    assert sure(fit, outside) <= sure(fit, max(0, outside - less))
