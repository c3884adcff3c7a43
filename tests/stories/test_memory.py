"""What one asks Jarvis to remember is kept, even when it is killed, and forgotten when one says so."""

import json
import signal
import stat
from pathlib import Path

import pytest

from tests.living import Living
from tests.sound import PrivatePulse
from tests.stories.test_documents import aloud

pytestmark = pytest.mark.real_time
KEYS = "my keys are in the kitchen"


def facts(jarvis: Living) -> list[str]:
    """What `jarvis memory list --facts` tells."""
    return [one["text"] for one in jarvis.jarvis("memory", "list", "--facts", "--json").json]


def test_the_keys_are_remembered_across_a_kill_and_forgotten_by_voice(
    jarvis: Living, pulse: PrivatePulse
) -> None:
    assert aloud(jarvis, pulse, f"remember that {KEYS}") == f"I will remember: {KEYS}."
    jarvis.end(signal.SIGKILL)
    jarvis.start()
    jarvis.ready("listening")
    assert facts(jarvis) == [KEYS]
    assert aloud(jarvis, pulse, "what do you remember about my keys") == f"I remember: {KEYS}."
    assert jarvis.jarvis("ask", "forget that").out == f"Forgotten: “{KEYS}”.\n"
    assert "nothing about" in jarvis.jarvis("ask", "what do you remember about my keys").out
    assert facts(jarvis) == []


def test_what_is_kept_can_be_seen_taken_along_and_wiped(deaf_jarvis: Living, tmp_path: Path) -> None:
    jarvis, file = deaf_jarvis, tmp_path / "memory.jsonl"
    for fact in (KEYS, "Ada likes green tea"):
        assert jarvis.jarvis("ask", f"Remember that {fact}").code == 0
    assert jarvis.jarvis("memory", "export", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [one["text"] for one in lines if one["kind"] == "fact"] == [KEYS, "Ada likes green tea"]
    assert jarvis.jarvis("memory", "export", str(file)).code == 2, "nothing is written over"

    number = str(next(one["number"] for one in lines if one["text"] == KEYS))
    assert jarvis.jarvis("memory", "forget", number).out == f"Forgotten: {number}.\n"
    assert "kitchen" not in jarvis.jarvis("memory", "list").out
    assert jarvis.jarvis("memory", "forget", number).code == 2

    refused = jarvis.jarvis("memory", "wipe")
    assert (refused.code, "`--yes`" in refused.err) == (2, True)
    assert facts(jarvis) == ["Ada likes green tea"]
    assert jarvis.jarvis("memory", "wipe", "--yes").code == 0
    assert jarvis.jarvis("memory", "list").out.startswith("Nothing is kept.")
    folder = tmp_path / "data/jarvis"
    left = [one.name for one in folder.glob("jarvis.db*") if b"green tea" in one.read_bytes()]
    assert left == [], "nor on the disk"
