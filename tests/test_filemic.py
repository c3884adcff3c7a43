"""A sound file in the place of the microphone."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis import testing
from jarvis.bus import EventBus
from jarvis.events import MicrophoneLost, MicrophoneMuted, MicrophoneOpened, MicrophoneUnmuted
from jarvis.headerless import FORMATS
from jarvis.ports import CHUNK_BYTES, RATE_HZ, Microphone, Pcm, duration_ms
from tests.sound import flite, happened, noise, until
from voice import filemic
from voice.filemic import FileMicrophone, file_microphone

SPEECH = flite("what time is it", "rms")


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "muted"


def written(file: Path, pcm: Pcm, rate_hz: int = RATE_HZ) -> Path:
    """The sound as a file that is ours already."""
    soundfile.write(file, np.frombuffer(pcm, "<i2"), rate_hz, subtype="PCM_16")
    return file


async def heard(microphone: Microphone, most: int = 10_000) -> list[Pcm]:
    """What a microphone delivers."""
    found = []
    async with aclosing(microphone.chunks()) as chunks:
        async for chunk in chunks:
            found.append(chunk)
            if len(found) == most:
                break
    return found


@asynccontextmanager
async def listening(microphone: Microphone) -> AsyncIterator[list[Pcm]]:
    """Somebody who takes every chunk while the block runs, and what was taken."""
    taken: list[Pcm] = []

    async def listen() -> None:
        async with aclosing(microphone.chunks()) as chunks:
            async for chunk in chunks:
                taken.append(chunk)  # noqa: PERF401 - read while it grows

    async with asyncio.TaskGroup() as group:
        task = group.create_task(listen(), name="ear")
        yield taken
        task.cancel()


async def test_the_file_is_heard_in_chunks_to_its_last_sample(tmp_path: Path, mark: Path) -> None:
    sound = SPEECH[: 10 * CHUNK_BYTES + 300]
    async with EventBus() as bus:
        place = str(written(tmp_path / "a.wav", sound))
        chunks = await heard(FileMicrophone(bus, mark, place))
        assert happened(bus, MicrophoneOpened) == [MicrophoneOpened(device=f"file {place}")]
    assert chunks[0] == b""
    assert [len(chunk) for chunk in chunks[1:]] == [CHUNK_BYTES] * 11
    assert b"".join(chunks) == sound.ljust(11 * CHUNK_BYTES, b"\0")


async def test_with_a_clock_it_takes_its_time_and_silence_follows(tmp_path: Path, mark: Path) -> None:
    clock = asyncio.get_running_loop().time
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(written(tmp_path / "a.wav", noise(1))), clock)
        began_s = clock()
        chunks = await heard(microphone, 1 + 50)
        assert clock() - began_s == pytest.approx(1.0)
        chunks = await heard(microphone, 1 + 100)
        assert b"".join(chunks) == noise(1) + bytes(50 * CHUNK_BYTES)
        assert clock() - began_s == pytest.approx(3.0)
        assert (microphone.open_on, microphone.pid) == ("", None)


async def test_who_is_late_gets_everything_and_in_order(tmp_path: Path, mark: Path) -> None:
    clock = asyncio.get_running_loop().time
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(written(tmp_path / "a.wav", noise(2))), clock)
        taken, began_s = [], clock()
        async with aclosing(microphone.chunks()) as chunks:
            async for chunk in chunks:
                taken.append(chunk)
                if len(taken) == 10:
                    await asyncio.sleep(1)  # busy
                if len(taken) == 101:
                    break
        assert b"".join(taken) == noise(2)
        assert clock() - began_s == pytest.approx(2.0)


async def test_a_loop_has_no_end(tmp_path: Path, mark: Path) -> None:
    async with EventBus() as bus:
        place = f"{written(tmp_path / 'a.wav', noise(0.2))}?loop"
        chunks = await heard(FileMicrophone(bus, mark, place), 1 + 35)
        assert len(happened(bus, MicrophoneOpened)) == 1
    assert b"".join(chunks) == (noise(0.2) * 4)[: 35 * CHUNK_BYTES]


@pytest.mark.real_time
async def test_muted_it_reads_nothing_and_unmuted_it_begins_again(tmp_path: Path, mark: Path) -> None:
    clock, file = asyncio.get_running_loop().time, written(tmp_path / "a.wav", noise(60))
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(file), clock)
        async with listening(microphone) as taken:
            await until(lambda: len(taken) > 3, "sound")
            assert microphone.open_on == f"file {file}"
            await microphone.mute(on=True)
            await microphone.mute(on=True)
            so_far = len(taken)
            assert microphone.muted
            await until(lambda: not microphone.open_on, "the file is closed")
            assert taken[so_far:] == [b""], "the sound was interrupted, and there is none"
            await microphone.mute(on=False)
            await microphone.mute(on=True)  # on second thoughts
            await microphone.mute(on=False)
            await until(lambda: len(taken) > so_far + 5, "sound again")
        again = [chunk for chunk in taken[so_far:] if chunk]
        assert again[0] == noise(60)[:CHUNK_BYTES]
        told = [type(record.event) for record in bus.history()]
        assert told[:4] == [MicrophoneOpened, MicrophoneMuted, MicrophoneUnmuted, MicrophoneMuted]
        assert told[-1] is MicrophoneOpened
    assert microphone.open_on == ""


async def test_mute_survives_a_restart(tmp_path: Path, mark: Path) -> None:
    mark.touch()  # noqa: ASYNC240 - the test is all there is
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(written(tmp_path / "a.wav", noise(1))))
        chunks = microphone.chunks()
        assert await anext(chunks) == b""
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(chunks), 60)
        assert [type(record.event) for record in bus.history()] == [MicrophoneMuted]


def damaged(file: Path) -> None:
    file.write_bytes(b"this is a letter")


def empty(file: Path) -> None:
    written(file, b"")


def folder(file: Path) -> None:
    file.mkdir()


def missing(_: Path) -> None:
    """Nothing is there."""


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (damaged, "This is not a sound file I can read. Try wav, flac, mp3 or ogg"),
        (empty, "There is no sound in it"),
        (folder, "There is no such file"),
        (missing, "There is no such file"),
        (os.mkfifo, "There is no such file"),
    ],
)
async def test_what_is_wrong_is_said_once_and_the_file_is_looked_for_again(
    tmp_path: Path,
    mark: Path,
    monkeypatch: pytest.MonkeyPatch,
    break_it: Callable[[Path], None],
    told: str,
) -> None:
    monkeypatch.setattr(filemic, "RETRY_S", 0.02)
    file = tmp_path / "a.wav"
    break_it(file)
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(file))
        async with listening(microphone) as taken:
            await until(lambda: len(taken) > 3, "some attempts")
            assert (microphone.open_on, microphone.lost_because) == ("", f"{file}: {told}")
            assert happened(bus, MicrophoneLost) == [MicrophoneLost(reason=f"{file}: {told}")]
            assert set(taken) == {b""}
            file.rename(tmp_path / "away") if file.exists() else None
            written(tmp_path / "b.wav", noise(1)).rename(file)
            await until(lambda: len(taken) > 50, "sound")
        assert b"".join(taken) == noise(1)
        assert microphone.lost_because == ""


@pytest.mark.real_time
async def test_a_file_that_breaks_off_is_not_said_over_and_over_again(
    tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filemic, "RETRY_S", 0.02)
    file = tmp_path / "a.flac"
    soundfile.write(file, np.frombuffer(noise(30), "<i2"), RATE_HZ, subtype="PCM_16")
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2_000] = bytes(2_000)
    file.write_bytes(content)
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, str(file))
        async with listening(microphone) as taken:
            await until(lambda: bool(microphone.lost_because), "the end of what can be read")
            await asyncio.sleep(0.1)
            heard_so_far = b"".join(taken)
            assert 5_000 < duration_ms(heard_so_far) < 30_000
            assert heard_so_far.startswith(noise(1))
            assert microphone.lost_because.startswith(f"{file}: This is not a sound file")
            await microphone.mute(on=True)
            await microphone.mute(on=False)
            await until(lambda: len(b"".join(taken)) == 2 * len(heard_so_far), "it is heard once more")


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("rate=fast", "rate: 'fast' is no number"),
        ("channels=2", "does not tell its rate"),
        ("", "Add `?rate=HZ`"),
    ],
)
async def test_a_wrong_option_is_told(tmp_path: Path, mark: Path, options: str, told: str) -> None:
    (tmp_path / "a.raw").write_bytes(SPEECH)
    async with EventBus() as bus:
        microphone = FileMicrophone(bus, mark, f"{tmp_path / 'a.raw'}?{options}")
        async with listening(microphone):
            await until(lambda: told in microphone.lost_because, told)


@settings(deadline=None, max_examples=25)
@given(
    rate_hz=st.integers(8_000, 192_000),
    channels=st.integers(1, 3),
    kind=st.sampled_from(["s16le", "f32le", "PCM_U8", "PCM_24", "PCM_32", "FLOAT", "ULAW"]),
)
def test_at_any_rate_and_in_any_format_it_lasts_as_long_and_sounds_the_same(
    tmp_path_factory: pytest.TempPathFactory, rate_hz: int, channels: int, kind: str
) -> None:
    """A tone of 1 kHz stays one, and a second stays a second."""
    tone = np.sin(np.arange(rate_hz) / rate_hz * 2 * np.pi * 1_000) * 0.5
    samples = np.stack([tone] * channels, axis=1)
    folder = tmp_path_factory.mktemp("tone")
    if kind not in FORMATS:
        soundfile.write(folder / "a", samples, rate_hz, format="WAV", subtype=kind)
        place = str(folder / "a")
    else:
        raw = (samples * 32767).astype("<i2") if kind == "s16le" else samples.astype("<f4")
        (folder / "a").write_bytes(raw.tobytes())
        place = f"{folder / 'a'}?rate={rate_hz}&channels={channels}&format={kind}"

    async def listen() -> Pcm:
        async with EventBus() as bus:
            return b"".join(await heard(FileMicrophone(bus, folder / "muted", place)))

    sound = testing.run(listen(), real_time=True)
    assert abs(duration_ms(sound) - 1_000) <= 20
    spectrum = np.abs(np.fft.rfft(np.frombuffer(sound, "<i2")[:RATE_HZ]))
    assert abs(int(spectrum.argmax()) - 1_000) <= 1
    assert spectrum.max() == pytest.approx(RATE_HZ / 2 * 0.5 * 32767, rel=0.05), "as loud as it was"


async def test_the_setting_decides_between_a_file_and_a_device(tmp_path: Path, mark: Path) -> None:
    async with EventBus() as bus:
        for device in ("", "USB", "files", "my file:"):
            assert file_microphone(bus, mark, device) is None
        microphone = file_microphone(bus, mark, f"file:{written(tmp_path / 'a.wav', SPEECH)}")
        assert microphone is not None
        sound = b"".join(await heard(microphone, 100))
    assert sound.startswith(SPEECH)
