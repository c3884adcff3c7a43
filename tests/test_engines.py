"""Which engines there are, and the choice of a voice that is kept across restarts."""

import stat
from pathlib import Path

import pytest

from jarvis.errors import FolderError, SynthesisError
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms
from tests.speaking import spoken
from tests.tiny_piper import make_voice
from voice.synthesize.engine import SPEECH_HZ
from voice.synthesize.engines import Choice, keep, kept, open_engines, stronger

CHOICE = Choice(engine="piper", voice="en_GB-alba-medium")


@pytest.mark.real_time
async def test_every_engine_keeps_to_the_same_rules(tmp_path: Path) -> None:
    """They give whole samples at one rate, in small pieces, marks in order, and can speak again."""
    config = SpeechConfig(model=str(make_voice(tmp_path / "hum")))
    async with open_engines(config) as (engines, settings):
        assert (list(engines), settings) == (["espeak", "flite", "piper", "pyttsx3"], config)
        for name, engine in engines.items():
            assert engine.name == name
            offers = await engine.offers()
            assert offers
            assert {offer.engine for offer in offers} == {name}
            assert any(not offer.why for offer in offers)
            voice = engine.synthesizer("", config)
            assert (voice.name, voice.rate_hz) == (name, SPEECH_HZ)
            for _ in range(2):
                pieces = [piece async for piece in voice.synthesize("Good night, and sleep well.")]
                assert all(piece.pcm and len(piece.pcm) % 2 == 0 for piece in pieces), name
                assert max(len(piece.pcm) for piece in pieces) <= SPEECH_HZ // 5 * 2, name
                assert audible_ms(b"".join(piece.pcm for piece in pieces)) > 300, name
                for marks in ("words", "phonemes"):
                    at_ms = [mark.at_ms for piece in pieces for mark in getattr(piece, marks)]
                    assert at_ms == sorted(at_ms), name
            with pytest.raises(SynthesisError):
                await spoken(engine.synthesizer("no-such-voice", config), "Hello.")
            assert await spoken(voice, "Hello."), name


@pytest.mark.real_time
async def test_a_voice_in_the_settings_that_espeak_does_not_have_is_told_at_the_start() -> None:
    with pytest.raises(SynthesisError, match="no voice called “klingon-xx”"):
        async with open_engines(SpeechConfig(voice="klingon-xx")):
            pass
    async with open_engines(SpeechConfig(engine="piper", voice="klingon-xx")):
        pass  # it may be installed later


@pytest.mark.real_time
async def test_what_was_chosen_wins_over_the_settings_unless_it_is_gone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = SpeechConfig(voice="de", words_per_minute=200)
    async with open_engines(config, CHOICE) as (_, settings):
        assert (settings.engine, settings.voice) == ("piper", "en_GB-alba-medium")
        assert settings.words_per_minute == 200
    async with open_engines(config, Choice(engine="espeak", voice="klingon-xx")) as (_, settings):
        assert settings == config
    assert "is left out: There is no voice called “klingon-xx”" in caplog.text


def test_a_choice_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "voice.json"
    assert kept(file) is None
    for choice in (CHOICE, Choice(engine="flite", voice="rms")):
        keep(file, choice)
        assert kept(file) == choice
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {entry.name for entry in tmp_path.iterdir()} >= {"voice.json"}
    assert not (tmp_path / "voice.json.part").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"engine": "piper", "voice": "../../etc"}',
        b'{"engine": "nothing"}',
        b'{"engine": "espeak", "voice": "de", "more": 1}',
        b'{"engine": "espeak", "voice": "' + b"x" * 2_000 + b'"}',
        b"[" * 900,
    ],
)
def test_a_damaged_file_is_ignored_with_a_warning(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "voice.json").write_bytes(content)
    assert kept(tmp_path / "voice.json") is None
    assert "is damaged, so the voice of the settings is used" in caplog.text
    (tmp_path / "folder").mkdir()
    assert kept(tmp_path / "folder") is None


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="cannot be kept"):
        keep(tmp_path / "nowhere/voice.json", CHOICE)
    (tmp_path / "voice.json").mkdir()
    with pytest.raises(FolderError, match="cannot be kept"):
        keep(tmp_path / "voice.json", CHOICE)


def test_a_link_put_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "voice.json.part").symlink_to(tmp_path / "elsewhere")
    keep(tmp_path / "voice.json", CHOICE)
    assert not (tmp_path / "elsewhere").exists()
    assert kept(tmp_path / "voice.json") == CHOICE


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, ""),
        ({"JARVIS_SPEECH__PITCH": "9", "PATH": "/"}, ""),
        ({"JARVIS_SPEECH__VOICE": "de"}, "JARVIS_SPEECH__VOICE"),
        ({"JARVIS_speech__engine": "flite"}, "JARVIS_speech__engine"),
    ],
)
def test_the_environment_is_stronger_than_a_choice(environ: dict[str, str], found: str) -> None:
    assert stronger(environ) == found
