"""flite, as it really speaks."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from jarvis.errors import BadInputError, SynthesisError
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms, runs, until
from tests.speaking import SENTENCE, seconds, sounds, spoken
from voice.synthesize.flite import Flite, phones, plain

pytestmark = pytest.mark.real_time
USUAL = SpeechConfig()


def program(folder: Path, *lines: str) -> Flite:
    """A flite of our own."""
    file = folder / "flite"
    names = 'if [ "$1" = -lv ]; then echo "Voices available: slt"; exit; fi'
    file.write_text("\n".join(("#!/bin/sh", names, *lines)))
    file.chmod(0o700)
    return Flite(str(file))


async def test_it_has_voices_and_they_differ() -> None:
    flite = Flite()
    assert flite.installed
    offers = {offer.voice for offer in await flite.offers() if offer.language == "en" and not offer.why}
    assert {"slt", "rms", "kal"} <= offers
    kinds = [await spoken(flite.synthesizer(name, USUAL), SENTENCE) for name in ("", "slt", "kal")]
    assert kinds[0] == kinds[1] != kinds[2]
    assert all(3 < seconds(sound) < 8 for sound in kinds)


async def test_its_phones_are_told_in_order_over_several_sentences() -> None:
    pieces = await sounds(Flite().synthesizer("", USUAL), "Hello there. And good night.\n\nYes.")
    marks = [mark for piece in pieces for mark in piece.phonemes]
    assert pieces[0].phonemes == tuple(marks)
    assert [mark.text for mark in marks[:5]] == ["_", "hh", "ax", "l", "ow"]
    assert [mark.at_ms for mark in marks] == sorted({mark.at_ms for mark in marks})
    assert marks[-1].at_ms < seconds(b"".join(piece.pcm for piece in pieces)) * 1000
    assert max(seconds(piece.pcm) for piece in pieces) <= 0.06


@pytest.mark.parametrize("text", ["-o /tmp/stolen hello", "--help", "/etc/passwd", "$(reboot) `id`", "-"])
async def test_text_is_never_taken_for_an_option_or_a_file(text: str) -> None:
    voice = Flite().synthesizer("", USUAL)
    if text == "-":
        with pytest.raises(BadInputError):
            await sounds(voice, text)
    else:
        assert 0.3 < seconds(await spoken(voice, text)) < 5
    assert not Path("/tmp/stolen").exists()  # noqa: S108, ASYNC240 - that is the attack


async def test_speed_pitch_and_volume_are_those_that_are_set() -> None:
    async def made(**how: int) -> bytes:
        return await spoken(Flite().synthesizer("", SpeechConfig.model_validate(how)), SENTENCE)

    usual = await made()
    assert seconds(await made(words_per_minute=350)) < seconds(usual) * 0.7
    assert await made(pitch=90) != usual
    assert audible_ms(await made(volume=0)) == 0


async def test_what_it_cannot_read_is_no_failure_of_its_own() -> None:
    assert plain("Grüße, naïve\0café\x1b") == "Grue, naive cafe "
    for text in ("今日は", "", "…", "🎉"):
        with pytest.raises(BadInputError, match="Latin letters"):
            await sounds(Flite().synthesizer("", USUAL), text)


async def test_an_unknown_voice_is_told_and_never_looked_for_elsewhere() -> None:
    with pytest.raises(SynthesisError, match="no voice called “nobody”"):
        await sounds(Flite().synthesizer("nobody", USUAL), "Hello.")


async def test_that_it_is_not_installed_is_told_with_the_remedy() -> None:
    flite = Flite("flite-that-is-nowhere")
    assert not flite.installed
    with pytest.raises(SynthesisError, match=r"flite is not installed\. Install the system package flite"):
        await sounds(flite.synthesizer("", USUAL), "Hello.")
    (offer,) = await flite.offers()
    assert offer.why.startswith("flite is not installed")


async def test_its_process_is_killed_when_nobody_listens_any_more(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    flite = program(tmp_path, f"echo $$ > {pid_file}", "exec sleep 600")
    async with asyncio.TaskGroup() as group:
        speaking = group.create_task(sounds(flite.synthesizer("", USUAL), "Hello."))
        await until(lambda: pid_file.exists() and bool(pid_file.read_text().strip()), "it has begun")
        pid = int(pid_file.read_text())
        assert runs(pid)
        speaking.cancel()
    await until(lambda: not runs(pid), "it is gone")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("exit 3", "ended with 3"),
        ("kill -9 $$", "ended with -9"),
        ("true", "did not write"),
        ('for last; do true; done; echo RIFFnonsense > "$last"', "did not write"),
    ],
)
async def test_a_flite_that_fails_is_told_in_a_sentence(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match=told):
        await sounds(program(tmp_path, line).synthesizer("", USUAL), "Hello.")


async def test_what_is_said_is_in_no_command_line_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, seen = tmp_path / "work", tmp_path / "seen"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))
    flite = program(tmp_path, f'echo "$@" >> {seen}', 'exec flite "$@"')
    async with aclosing(flite.synthesizer("", USUAL).synthesize("My secret.")) as sound:
        await anext(sound)
    assert "secret" not in seen.read_text()
    assert str(work) in seen.read_text()
    assert not list(work.iterdir())


def test_phones_of_several_utterances_go_on_counting() -> None:
    marks = phones("pau:0.2 hh:0.3 \nrubbish\npau:0.1 ax:0.25 \n")
    assert [(mark.text, mark.at_ms) for mark in marks] == [("_", 0), ("hh", 200), ("_", 300), ("ax", 400)]
    assert phones("") == ()
