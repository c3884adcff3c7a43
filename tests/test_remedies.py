"""What a click on "Why?" tells."""

import re

import pytest

from jarvis.cli import parser
from jarvis.config import Config
from jarvis.events import (
    DaemonReady,
    Event,
    LoudspeakerLost,
    MicrophoneLost,
    RecognizerLost,
    SkillBroken,
    SkillHeldBack,
)
from jarvis.remedies import remedy

TROUBLES: list[Event] = [
    MicrophoneLost(reason="x"),
    LoudspeakerLost(reason="x"),
    RecognizerLost(engine="x", reason="x"),
    SkillBroken(skill="x", reason="x", answers=True),
    SkillHeldBack(skill="x", reason="x", answers=True),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_every_command_and_setting_that_is_named_exists(
    trouble: Event, capsys: pytest.CaptureFixture[str]
) -> None:
    said = remedy(trouble)
    assert said.endswith(".")
    named = re.findall(r"`([^`]+)`", said)
    assert named
    for one in named:
        if one.startswith("jarvis "):
            with pytest.raises(SystemExit) as ended:
                parser().parse_args([*one.split()[1:], "--help"])
            assert ended.value.code == 0
            assert one in capsys.readouterr().out
        else:
            section, _, key = one.partition(".")
            assert key in type(getattr(Config(), section)).model_fields


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert remedy(DaemonReady(version="1", start_s=1)) == ""
