"""What a model is shown."""

from hypothesis import given
from hypothesis import strategies as st

from jarvis.mind.prompt import beginning, build, tokens
from jarvis.mind.seam import Message, Rank

HISTORY = [Message(role, f"{role} {i} " + "word " * 10) for i in range(20) for role in ("user", "assistant")]


def test_the_beginning_is_always_the_same() -> None:
    for rank in Rank:
        first = build(rank, HISTORY, "One.", 2_000)
        second = build(rank, HISTORY[4:], "Two.", 900)
        kept = len(beginning(rank))
        assert first[:kept] == second[:kept] == list(beginning(rank))
        assert first[-1] == Message("user", "One.")


def test_a_small_model_is_shown_how_to_chat_and_no_history() -> None:
    shown = build(Rank.SMALL_TALK, HISTORY, "Hello.", 2_000)
    assert [one.role for one in shown] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert "time" in beginning(Rank.CAPABLE)[0].text


@given(st.integers(0, 3_000))
def test_the_end_of_the_history_is_kept_as_far_as_there_is_room(budget: int) -> None:
    shown = build(Rank.CAPABLE, HISTORY, "And now?", budget)
    kept = shown[len(beginning(Rank.CAPABLE)) : -1]
    assert kept == HISTORY[len(HISTORY) - len(kept) :]
    assert not kept or (sum(map(tokens, shown)) <= budget and kept[0].role == "user")


def test_passages_stand_before_the_question() -> None:
    shown = build(Rank.GROUNDED, (), "How high?", 2_000, ["The tower is 300 m high."])
    assert shown[-1].text.endswith("The tower is 300 m high.\n\nHow high?")
    assert "only" in shown[-1].text
    assert shown[-1].foreign
    assert not build(Rank.GROUNDED, (), "How high?", 2_000)[-1].foreign
