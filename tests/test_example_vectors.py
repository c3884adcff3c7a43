"""The examples of skills that come and go while Jarvis runs."""

from pathlib import Path

from jarvis.mind.example_vectors import Examples
from tests.test_examples import SKILLS, Words


def test_new_ones_are_known_and_only_they_are_counted(tmp_path: Path) -> None:
    words = Words()
    examples = Examples(SKILLS[:2], lambda: words, "words", tmp_path / "v")
    examples.replace(SKILLS[:3])
    examples.load()
    assert words.batches == 2, "those of the first and of the new one"
    examples.replace(SKILLS)
    near = examples.near("bolt the entrance")
    assert near is not None
    assert near.skill.endswith(".lock")
    batches = words.batches
    examples.replace(SKILLS[:2])
    assert words.batches == batches
    near = examples.near("bolt the entrance")
    assert near is None or not near.skill.endswith(".lock")


def test_what_was_kept_for_the_next_start_is_of_those_there_always_are(tmp_path: Path) -> None:
    first = Examples(SKILLS[:2], Words, "words", tmp_path / "v")
    first.load()
    first.replace(SKILLS)
    assert [file.name for file in (tmp_path / "v").iterdir()] == [first.file.name]
    words = Words()
    again = Examples(SKILLS[:2], lambda: words, "words", tmp_path / "v")
    again.load()
    assert words.batches == 0
    again.replace([])
    assert again.near("what time is it") is None
