"""What left the loudspeaker, and when."""

from hypothesis import given
from hypothesis import strategies as st

from voice.reference import Report


@given(st.binary(max_size=2_000), st.integers(1, 192_000), st.floats(0, 1e9))
def test_a_report_comes_through(pcm: bytes, rate_hz: int, at_s: float) -> None:
    report = Report(pcm, rate_hz, at_s)
    assert Report.unpack(report.pack()) == report
