"""The volume and the microphone of a real daemon, changed by asking for it."""

import pytest

from tests.living import Living, until
from tests.sound import PrivatePulse
from tests.stories.test_a_day import gone

pytestmark = pytest.mark.real_time


def test_it_speaks_softer_and_stops_listening_when_asked(jarvis: Living, pulse: PrivatePulse) -> None:
    told = jarvis.jarvis("ask", "--json", "set the volume to 40%").json
    assert told["did"] == {"what": "volume set", "before": "100 %", "after": "40 %"}
    assert jarvis.jarvis("volume").out == "The volume is 40 %.\n"
    assert jarvis.jarvis("ask", "undo that").code == 0
    assert jarvis.jarvis("volume").out == "The volume is 100 %.\n"
    capture = jarvis.ready("listening")["microphone"]["pid"]
    told = jarvis.jarvis("ask", "--json", "stop listening").json
    assert told["did"]["what"] == "microphone muted"
    assert "jarvis unmute" in told["answer"]
    assert gone(capture)
    assert capture not in until(lambda: {0} | pulse.clients("source-outputs"), "the list of recorders")
    jarvis.ready("muted")
    assert jarvis.jarvis("unmute").code == 0
    jarvis.ready("listening")
