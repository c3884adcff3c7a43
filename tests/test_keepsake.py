"""The sound of the last turns stays in memory, and not too much of it."""

from hypothesis import given
from hypothesis import strategies as st

from jarvis.bus import EventBus
from jarvis.ports import RATE_HZ
from jarvis.testing import NotingVoice, orchestrator, scripted
from tests.sound import noise, silence
from voice.keepsake import LONGEST_MS, Keepsakes


@given(st.integers(0, 10), st.lists(st.tuples(st.integers(0, 15), st.integers(0, 50_000)), max_size=40))
def test_the_last_turns_are_kept_unless_they_were_too_long(most: int, turns: list[tuple[int, int]]) -> None:
    keepsakes = Keepsakes(most)
    spoken: list[str] = []
    for number, (name, length_ms) in enumerate(turns):
        turn = f"{name}_{number}"
        keepsakes.keep(turn, bytes(length_ms * RATE_HZ // 1000 * 2))
        spoken += [turn] if length_ms <= LONGEST_MS else []
    assert keepsakes.turns == (spoken[-most:] if most else [])
    assert sum(len(keepsakes.sound(turn) or b"") for turn in keepsakes.turns) <= most * LONGEST_MS * 32


def test_what_is_not_kept_is_not_there() -> None:
    keepsakes = Keepsakes(1)
    keepsakes.keep("a", b"aa")
    keepsakes.keep("b", b"bb")
    assert (keepsakes.sound("a"), keepsakes.sound("b"), keepsakes.sound("")) == (None, b"bb", None)


async def test_only_what_was_listened_to_is_kept() -> None:
    async with EventBus() as bus:
        pipeline = orchestrator(bus, scripted(NotingVoice(), [], "hello"))
        keepsakes = Keepsakes(10)
        pipeline.turns.keep = keepsakes.keep
        said = noise(0.5) + silence(0.5)
        turn = pipeline.start_pipeline()
        pipeline.process_audio_chunk(turn.pipeline_id, said)
        pipeline.submit("typed")
        pipeline.hear(noise(1), str, aloud=False)
        nobody = pipeline.start_pipeline()
        pipeline.process_audio_chunk(nobody.pipeline_id, silence(6))
    assert keepsakes.turns == [turn.pipeline_id]
    assert keepsakes.sound(turn.pipeline_id) == said


def test_another_number_of_turns_counts_at_once() -> None:
    keepsakes = Keepsakes(3)
    for turn in "abc":
        keepsakes.keep(turn, b"aa")
    keepsakes.apply(1)
    assert keepsakes.turns == ["c"]
    keepsakes.apply(2)
    keepsakes.keep("d", b"dd")
    assert keepsakes.turns == ["c", "d"]
