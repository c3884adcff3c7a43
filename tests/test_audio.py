"""Any sound file becomes the house's own sound, or a sentence says why it cannot."""

import io
import struct
import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.errors import BadInputError
from jarvis.headerless import Headerless
from jarvis.ports import RATE_HZ, Pcm, duration_ms
from tests.sound import flite, silence, whereabouts
from voice.audio import LONGEST_S, decode, flac, loudness

SPEECH = flite("turn on the light in the kitchen")
FORMATS = [("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "PCM_U8"), ("WAV", "FLOAT"), ("FLAC", "PCM_16")]
FORMATS += [("WAV", "PCM_32"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")]
RATES_HZ = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000]
ODD_RATES_HZ = [8_001, 12_345, 37_123, 65_537, 96_000, 191_999, 192_000]
CANNOT_READ = "This is not a sound file I can read. Try wav, flac, mp3 or ogg."


def file(pcm: Pcm, kind: tuple[str, str] = FORMATS[0], rate_hz: int = RATE_HZ, channels: int = 1) -> bytes:
    """A sound file with the sound in its last channel, the other ones silent."""
    sound = soxr.resample(np.frombuffer(pcm, "<i2") / 32768, RATE_HZ, rate_hz)
    return written(np.stack([np.zeros_like(sound)] * (channels - 1) + [sound], axis=1), kind, rate_hz)


def written(
    samples: npt.NDArray[np.float64 | np.int16], kind: tuple[str, str] = FORMATS[0], rate_hz: int = RATE_HZ
) -> bytes:
    content = io.BytesIO()
    soundfile.write(content, samples, rate_hz, format=kind[0], subtype=kind[1])
    return content.getvalue()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("kind", "rate_hz"), [(k, r) for k in FORMATS for r in RATES_HZ if k[1] != "OPUS" or r % 1_000 == 0]
)
def test_every_usual_kind_of_file_is_understood(kind: tuple[str, str], rate_hz: int, channels: int) -> None:
    recording = silence(0.3) + SPEECH + silence(0.3)
    sound = decode(file(recording, kind, rate_hz, channels))
    likeness, begins_ms = whereabouts(SPEECH, sound)
    assert likeness > 0.98
    assert 290 <= begins_ms <= 310
    assert abs(duration_ms(sound) - duration_ms(recording)) < 100


@pytest.mark.parametrize("rate_hz", ODD_RATES_HZ)
@pytest.mark.parametrize("kind", [FORMATS[0], FORMATS[3]], ids="-".join)
def test_odd_and_high_rates_are_understood(kind: tuple[str, str], rate_hz: int) -> None:
    recording = silence(0.3) + SPEECH + silence(0.3)
    sound = decode(file(recording, kind, rate_hz, 2))
    likeness, begins_ms = whereabouts(SPEECH, sound)
    assert likeness > 0.98
    assert 290 <= begins_ms <= 310
    assert abs(duration_ms(sound) - duration_ms(recording)) <= 20


@given(st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=2_000))
def test_what_is_kept_as_flac_comes_back_bit_by_bit(samples: list[int]) -> None:
    pcm = np.array(samples, "<i2").tobytes()
    assert decode(flac(pcm)) == pcm


@pytest.mark.parametrize("kind", ["s16le", "f32le"])
@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (44_100, 2), (192_000, 3)])
def test_sound_without_a_header_is_understood(kind: str, rate_hz: int, channels: int) -> None:
    sound = soxr.resample(np.frombuffer(SPEECH, "<i2") / 32768, RATE_HZ, rate_hz)
    samples = np.stack([sound] * channels, axis=1)
    raw = (samples * 32767).astype("<i2") if kind == "s16le" else samples.astype("<f4")
    how = Headerless(rate_hz, channels, kind)
    likeness, begins_ms = whereabouts(decode(raw.tobytes() + b"\0", how), SPEECH)
    assert likeness > 0.98, "half a sample at its end does no harm"
    assert begins_ms < 10
    assert decode(b"", how) == b""


@settings(deadline=None)
@given(
    st.binary(max_size=3_000),
    st.integers(1_000, 768_000),
    st.integers(1, 64),
    st.sampled_from(["s16le", "f32le"]),
)
def test_any_bytes_are_sound_if_one_says_so(content: bytes, rate_hz: int, channels: int, kind: str) -> None:
    width = channels * (2 if kind == "s16le" else 4)
    sound = decode(content, Headerless(rate_hz, channels, kind))
    assert abs(duration_ms(sound) - len(content) // width * 1_000 / rate_hz) <= 1


@pytest.mark.parametrize("rate_hz", [1, 999, 768_001, 2**31 - 1])
def test_a_rate_that_no_sound_card_has_is_refused(rate_hz: int) -> None:
    content = bytearray(file(SPEECH[:64]))
    content[24:28] = struct.pack("<I", rate_hz)  # 60 samples, a minute long: 2 GB of floats
    with pytest.raises(BadInputError, match=f"has {rate_hz} samples a second"):
        decode(bytes(content))


def test_a_flac_that_was_recorded_into_a_pipe_is_understood_up_to_a_minute() -> None:
    for seconds, fits in ((59, True), (61, False)):
        content = bytearray(written(np.zeros(seconds * 8_000), ("FLAC", "PCM_16"), 8_000))
        content[21] &= 0xF0
        content[22:26] = bytes(4)  # its writer did not know how many samples there would be
        if fits:
            assert duration_ms(decode(bytes(content))) == seconds * 1_000
        else:
            with pytest.raises(BadInputError, match="at most 60 s can be asked at once"):
                decode(bytes(content))


def test_loudness_is_that_of_the_textbook() -> None:
    assert loudness(b"\x00\x80" * 320) == (1.0, 1.0)
    assert loudness(bytes(640)) == (0.0, 0.0)
    assert loudness(b"\x00\x40\x00\xc0" * 160) == (0.5, 0.25)


def test_sound_that_is_ours_already_stays_as_it_is() -> None:
    assert decode(written(np.frombuffer(SPEECH, "<i2"))) == SPEECH


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        bytes(5_000),
        b"What time is it?\n" * 50,
        b"RIFF\0\0\0\0WAVE",
        b"fLaC",
        b"OggS",
        b"ID3\4\0\0",
    ],
)
def test_what_is_no_sound_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(BadInputError) as refused:
        decode(content)
    assert str(refused.value) == CANNOT_READ


@settings(deadline=None)
@given(st.sampled_from(FORMATS), st.floats(0, 1))
def test_of_a_truncated_file_what_is_left_is_heard_or_it_is_refused(
    kind: tuple[str, str], share: float
) -> None:
    content = file(SPEECH, kind)
    try:
        sound = decode(content[: int(len(content) * share)])
    except BadInputError as refused:
        assert str(refused) == CANNOT_READ  # noqa: PT017 - both ends are good ones
    else:
        assert duration_ms(sound) <= duration_ms(SPEECH) * share + 400


def test_half_a_wav_is_heard_to_the_middle() -> None:
    sound = decode(file(SPEECH)[: 44 + len(SPEECH) // 2])
    likeness, begins_ms = whereabouts(sound, SPEECH)
    assert likeness > 0.99
    assert begins_ms == 0
    assert abs(len(sound) - len(SPEECH) // 2) < 10


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF])
def test_a_wav_that_was_recorded_into_a_pipe_is_understood(size: int) -> None:
    content = bytearray(file(SPEECH))
    content[4:8] = content[40:44] = struct.pack("<I", size)  # its writer did not know how long it would be
    assert whereabouts(SPEECH, decode(bytes(content)))[0] > 0.99


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1))
def test_a_damaged_file_is_heard_or_refused(kind: tuple[str, str], damage: list[tuple[int, int]]) -> None:
    content = bytearray(file(SPEECH[:6_400], kind))
    for place, value in damage:
        content[place] = value
    try:
        sound = decode(bytes(content))
    except BadInputError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - both ends are good ones
    else:
        assert duration_ms(sound) <= LONGEST_S * 1_000


@pytest.mark.parametrize("kind", [FORMATS[0], FORMATS[4], FORMATS[5], FORMATS[7]], ids="-".join)
def test_a_minute_can_be_asked_at_once_and_no_more(kind: tuple[str, str]) -> None:
    assert duration_ms(decode(written(np.zeros(LONGEST_S * 8_000), kind, 8_000))) == LONGEST_S * 1_000
    with pytest.raises(BadInputError) as refused:
        decode(written(np.zeros((LONGEST_S + 1) * 8_000), kind, 8_000))
    assert str(refused.value) == "This recording lasts 61 s; at most 60 s can be asked at once."


@pytest.mark.parametrize(
    ("kind", "rate_hz", "channels", "seconds"),
    [(("FLAC", "PCM_16"), 96_000, 8, 50), (("WAV", "PCM_16"), 8_000, 1_024, 1)],
)
def test_a_file_does_not_take_much_memory_whatever_it_claims_to_hold(
    kind: tuple[str, str], rate_hz: int, channels: int, seconds: int
) -> None:
    content = written(np.zeros((seconds * rate_hz, channels)), kind, rate_hz)
    assert len(content) < 20_000_000
    tracemalloc.start()
    try:
        sound = decode(content)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert sound == silence(seconds)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("nonsense", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_numbers_do_not_spoil_the_others(nonsense: float, channels: int) -> None:
    samples = np.tile((np.frombuffer(SPEECH, "<i2") / 32768)[:, None], channels)
    samples[:100] = nonsense
    sound = decode(written(samples, ("WAV", "FLOAT"), 44_100))
    rest = decode(written(samples[200:], ("WAV", "FLOAT"), 44_100))
    assert whereabouts(rest, sound)[0] > 0.98


def test_a_file_without_a_sample_is_silence_of_no_length() -> None:
    assert decode(written(np.zeros(0))) == b""
    assert decode(written(np.zeros(0), FORMATS[0], 44_100)) == b""
