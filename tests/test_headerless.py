"""Sound without a header: somebody has to say what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.errors import BadInputError
from jarvis.headerless import FORMATS, Headerless, headerless


def test_nothing_said_means_that_there_is_a_header() -> None:
    assert headerless({}) is None
    assert headerless({"aloud": "true"}) is None


def test_the_rate_is_enough() -> None:
    assert headerless({"rate": "8000"}) == Headerless(8_000, 1, "s16le")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"channels": "2"}, "does not tell its rate"),
        ({"format": "f32le"}, "does not tell its rate"),
        ({"rate": ""}, "rate: '' is no number from 1000 to 768000."),
        ({"rate": "0"}, "rate: '0'"),
        ({"rate": "999"}, "rate"),
        ({"rate": "1" + "0" * 5_000}, "rate"),
        ({"rate": "-8000"}, "rate"),
        ({"rate": "8e3"}, "rate"),
        ({"rate": "٨٠٠٠"}, "rate"),
        ({"rate": "8000", "channels": "0"}, "channels: '0' is no number from 1 to 64."),
        ({"rate": "8000", "channels": "65"}, "channels"),
        ({"rate": "8000", "format": "mp3"}, "format: 'mp3' is none of s16le, f32le."),
        ({"rate": "8000", "format": "S16LE"}, "format"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(options: dict[str, str], told: str) -> None:
    with pytest.raises(BadInputError) as refused:
        headerless(options)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 150


@given(st.integers(1_000, 768_000), st.integers(1, 64), st.sampled_from(FORMATS))
def test_what_can_be_is_taken_as_said(rate_hz: int, channels: int, kind: str) -> None:
    said = {"rate": str(rate_hz), "channels": str(channels), "format": kind}
    assert headerless(said) == Headerless(rate_hz, channels, kind)
