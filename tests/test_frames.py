"""How the daemon and its audio processes talk."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice import frames

FRAMES = st.lists(st.tuples(st.sampled_from([b"A", b"B", b"E", b"X", b"J"]), st.binary(max_size=2_000)))


def read_all(pipe: io.BytesIO) -> list[tuple[bytes, bytes]]:
    return list(iter(lambda: frames.read(pipe), None))


@settings(deadline=None)
@given(FRAMES)
def test_what_is_written_is_read(sent: list[tuple[bytes, bytes]]) -> None:
    assert read_all(io.BytesIO(b"".join(frames.pack(*frame) for frame in sent))) == sent


@settings(deadline=None)
@given(FRAMES.filter(bool), st.data())
def test_a_pipe_cut_in_the_middle_of_a_frame_has_ended(
    sent: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    last = frames.pack(*sent[-1])
    cut = data.draw(st.integers(0, len(last) - 1))
    whole = b"".join(frames.pack(*frame) for frame in sent[:-1])
    assert read_all(io.BytesIO(whole + last[:cut])) == sent[:-1]


def test_the_longest_frame_is_read_and_a_longer_one_is_not_even_waited_for() -> None:
    assert frames.read(io.BytesIO(frames.pack(frames.AUDIO, bytes(frames.LARGEST)))) is not None
    nonsense = io.BytesIO(frames.HEADER.pack(frames.AUDIO, frames.LARGEST + 1) + bytes(frames.LARGEST + 1))
    assert frames.read(nonsense) is None
    assert nonsense.tell() == frames.HEADER.size


@pytest.mark.parametrize("device", ["default", "Kopfhörer “links”", "マイク", "\0\n"])
def test_a_report_comes_through_whatever_the_device_is_called(device: str) -> None:
    frame = frames.read(io.BytesIO(frames.pack_json(frames.TELL, opened=device, number=7, cut=True)))
    assert frame is not None
    assert frame[0] == frames.TELL
    assert frames.unpack_json(frame[1]) == {"opened": device, "number": 7, "cut": True}


@pytest.mark.parametrize("pcm", [b"", b"1234"])
def test_numbers_come_through_in_front_of_sound(pcm: bytes) -> None:
    frame = frames.read(io.BytesIO(frames.numbered(frames.SOUND, 7, 4_000_000_000, pcm=pcm)))
    assert frame is not None
    number, rest = frames.unpack_number(frame[1])
    assert (number, frames.unpack_number(rest)) == (7, (4_000_000_000, pcm))
