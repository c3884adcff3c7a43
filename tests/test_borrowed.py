"""SpeechRecognition's engines: the one that works here for real, and none that sends anything unasked."""

import socket
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jarvis.ports import Pcm, Transcript
from tests.sound import chunks, flite, noise, silence
from voice.recognize import borrowed
from voice.recognize.borrowed import LONGEST_S, SERVICES, Borrowed
from voice.recognize.engine import EngineBrokenError, Setup

speech_recognition: Any = sys.modules["speech_recognition"]  # importing it here would give its warnings
AWAY = [name for name, service in SERVICES.items() if service.sends_to]
KEY = "a-key-that-nobody-may-read"
Recognize = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for the network fails the test; there are no keys."""
    for place, name in (
        (socket.socket, "connect"),
        (socket.socket, "connect_ex"),
        (socket.socket, "sendto"),
        (socket, "getaddrinfo"),
        (speech_recognition, "urlopen"),
        (speech_recognition.recognizers.google, "urlopen"),
        (urllib.request, "urlopen"),
    ):
        monkeypatch.setattr(place, name, lambda *_, **__: pytest.fail("something went to the network"))
    for service in SERVICES.values():
        for variable, _ in service.keys:
            monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user has an account everywhere, and all packages."""
    for service in SERVICES.values():
        for variable, _ in service.keys:
            monkeypatch.setenv(variable, KEY)
    monkeypatch.setattr(borrowed, "_is_installed", lambda _: True)


def loaded(name: str, *, allow: str = "", model: Path | None = None) -> Borrowed:
    engine = Borrowed()
    options = (("engine", name), ("allow", "wit"), ("allow", allow)) if allow else (("engine", name),)
    engine.load(Setup(model=model, options=options))
    return engine


def heard(engine: Borrowed, sound: Pcm) -> Transcript:
    engine.start()
    for chunk in chunks(sound):
        engine.feed(chunk)
    return engine.final()


def said(text: str, voice: str = "slt") -> Pcm:
    return silence(0.3) + flite(text, voice) + silence(0.5)


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, answer: object) -> list[dict[str, Any]]:
    """Instead of one of the package's engines; what it was called with."""
    calls = []

    def recognize(_: object, sound: object, **arguments: object) -> object:
        calls.append({"sound": sound, **arguments})
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(speech_recognition.Recognizer, f"recognize_{name}", recognize)
    return calls


def test_sphinx_works_on_this_computer_alone() -> None:
    transcript = heard(loaded("sphinx"), said("what time is it", "rms"))
    assert "time" in transcript.text.split()
    assert (transcript.confidence, transcript.words) == (None, ())


@pytest.mark.parametrize("sound", [b"", b"\x01", silence(2), noise(2), noise(2, 0.3), noise(1, 1.0)], ids=len)
def test_silence_and_noise_are_not_even_shown_to_an_engine(
    sound: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = replaced(monkeypatch, "sphinx", "the")
    engine = loaded("sphinx")
    engine.start()
    engine.feed(sound)
    assert (engine.partial(), engine.final(), calls) == ("", Transcript(""), [])


@pytest.mark.parametrize("name", AWAY)
@pytest.mark.usefixtures("keys")
def test_without_a_yes_nothing_is_sent_and_it_is_told_what_would_be(name: str) -> None:
    with pytest.raises(EngineBrokenError) as error:
        loaded(name)
    sentence = str(error.value)
    assert f"would send a recording of everything you say to {SERVICES[name].sends_to}" in sentence
    assert f"`recognition.allow_network: [{name}]`" in sentence
    assert ("unencrypted" in sentence) == (name == "google")


@pytest.mark.parametrize("allow", ["google_cloud", "goog", "GOOGLE", "yes", "true", "*"])
def test_a_yes_to_another_engine_is_no_yes(allow: str) -> None:
    with pytest.raises(EngineBrokenError, match=r"allow_network: \[google\]"):
        loaded("google", allow=allow)


@pytest.mark.parametrize("name", AWAY)
@pytest.mark.usefixtures("keys")
def test_with_a_yes_the_engine_gets_the_sound(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = replaced(monkeypatch, name, "what  time is it\n")
    sound = said("what time is it")
    assert heard(loaded(name, allow=name), sound) == Transcript("what time is it")
    (call,) = calls
    given = call.pop("sound")
    assert isinstance(given, speech_recognition.AudioData)
    assert (given.sample_rate, given.sample_width) == (16_000, 2)
    assert given.get_raw_data() == b"".join(chunks(sound))
    service = SERVICES[name]
    assert call == dict(service.fixed) | {argument: KEY for _, argument in service.keys if argument}


def test_every_engine_exists_in_the_package() -> None:
    for name in SERVICES:
        assert callable(getattr(speech_recognition.Recognizer, f"recognize_{name}")), name


def test_google_really_is_spoken_to_in_the_clear() -> None:
    assert speech_recognition.recognizers.google.ENDPOINT.startswith("http:")
    assert [name for name, service in SERVICES.items() if service.unencrypted] == ["google"]


@pytest.mark.parametrize("name", ["", "siri", "recognize_google", "lex"])
def test_an_unknown_engine_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(EngineBrokenError, match=f"no engine called '{name}'.*azure.*google.*sphinx.*wit"):
        loaded(name, allow=name)


def test_a_missing_key_is_asked_for_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_SPEECH_KEY", KEY)
    with pytest.raises(EngineBrokenError, match="Set AZURE_SPEECH_REGION in") as error:
        loaded("azure", allow="azure")
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "name", ["whisper", "faster_whisper", "groq", "openai", "google_cloud", "cohere_api"]
)
def test_a_missing_package_is_named(name: str) -> None:
    with pytest.raises(EngineBrokenError, match=rf"needs the Python package {SERVICES[name].package}, which"):
        loaded(name, allow=name)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("name", ["whisper", "faster_whisper"])
def test_no_engine_fetches_a_model_for_itself(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in (None, tmp_path / "none"):
        with pytest.raises(EngineBrokenError, match=r"needs a model on this computer.*recognition\.model"):
            loaded(name, model=model)
    calls = replaced(monkeypatch, name, "yes")
    assert heard(loaded(name, model=tmp_path), said("yes")).text == "yes"
    assert calls[0]["model"] == str(tmp_path)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("stop", Transcript("stop")),
        ("", Transcript("")),
        (("Stop.", 0.8), Transcript("Stop.", 0.8)),
        (("Stop.", 1.2), Transcript("Stop.", 1.0)),
        (("Stop.", None), Transcript("Stop.")),
        (speech_recognition.UnknownValueError(), Transcript("")),
    ],
)
def test_what_engines_answer(answer: object, wanted: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, "ibm", answer)
    assert heard(loaded("ibm", allow="ibm"), said("stop")) == wanted


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (speech_recognition.RequestError("recognition request failed: Forbidden"), "Forbidden"),
        (TimeoutError("timed out"), "timed out"),
        (KeyError(KEY), "KeyError"),
        (ValueError(f"bad {KEY}"), "ValueError"),
        (speech_recognition.exceptions.SetupError("missing module"), r"not set up \(missing module\)"),
        (ImportError("No module named 'x'"), r"not set up \(No module"),
    ],
)
def test_a_failure_is_told_with_a_remedy_and_without_keys(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replaced(monkeypatch, "wit", error)
    engine = loaded("wit", allow="wit")
    with pytest.raises(EngineBrokenError, match=told) as broken:
        heard(engine, said("stop"))
    assert KEY not in str(broken.value) + caplog.text
    assert "hoose an engine" in str(broken.value) or "hoose another" in str(broken.value)
    replaced(monkeypatch, "wit", "stop")
    assert heard(engine, said("stop")).text == "stop"


def test_an_engine_without_its_model_says_so() -> None:
    with pytest.raises(EngineBrokenError, match="vosk is not set up"):
        heard(loaded("vosk"), said("stop"))


def test_an_utterance_is_forgotten_with_the_next_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = replaced(monkeypatch, "sphinx", "stop")
    engine = loaded("sphinx")
    engine.start()
    engine.feed(said("turn on the light"))
    sound = said("stop")
    heard(engine, sound)
    assert calls[0]["sound"].frame_data == b"".join(chunks(sound))
    engine.start()
    engine.feed(sound)
    for _ in range(7):
        engine.feed(silence(10))
    engine.final()
    assert len(calls[1]["sound"].frame_data) == LONGEST_S * 32_000


def test_what_is_out_of_order_is_an_error() -> None:
    engine = Borrowed()
    for wrong in (engine.start, engine.partial, engine.final, lambda: engine.feed(bytes(640))):
        with pytest.raises(EngineBrokenError, match="report this"):
            wrong()
    engine.close()
