"""A name that the recognizer does not know: corrected once, it is right from then on, restarts included."""

import pytest

from tests.living import Living
from tests.sound import PrivatePulse
from tests.stories.test_documents import aloud, asked
from tests.stories.test_memory import facts

pytestmark = pytest.mark.real_time
SENTENCE = "remember that I met catherine"
RIGHT = "I met Kathryn"
"""It sounds the same, and no recognizer writes it so by itself."""


def test_a_name_is_corrected_once_and_right_from_then_on(jarvis: Living, pulse: PrivatePulse) -> None:
    answer = aloud(jarvis, pulse, SENTENCE)
    assert answer.startswith("I will remember: I met ")
    wrong = facts(jarvis)
    question = asked("No, I said Kathryn.")
    assert "Shall I undo what I did, and do that?" in question
    assert RIGHT in question
    assert asked("yes").endswith(f"I have forgotten that. I will remember: {RIGHT}.")
    assert facts(jarvis) == [RIGHT] != wrong
    known = jarvis.jarvis("vocabulary", "list", "--json").json
    assert [one["meant"] for one in known] == ["Kathryn"]
    jarvis.end()
    jarvis.start()
    jarvis.ready("listening")
    assert aloud(jarvis, pulse, SENTENCE) == f"I will remember: {RIGHT}."
    told = [one for one in jarvis.events() if one["event"] == "voice_recognized"][-1]
    assert RIGHT in told["text"]
    assert RIGHT not in told["heard_text"] != ""
    assert jarvis.jarvis("vocabulary", "list", "--json").json[0]["used"] == 1
    assert jarvis.jarvis("vocabulary", "wipe", "--yes").out == "Forgotten: all 1 entries.\n"
