"""How far a model of a certain size is trusted."""

import pytest

from jarvis.mind.ranks import parameters_in, rank_of
from jarvis.mind.seam import Rank
from jarvis.mind_config import MindConfig


def test_the_bigger_the_more() -> None:
    sizes = (0, 135_000_000, 999_999_999, 1_000_000_000, 2_700_000_000, 3_100_000_000, 70_000_000_000)
    ranks = [rank_of(size, MindConfig()) for size in sizes]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[3], ranks[-1]) == (Rank.SMALL_TALK, Rank.GROUNDED, Rank.CAPABLE)
    assert Rank.SMALL_TALK.shown == "small talk"


def test_the_user_may_know_better() -> None:
    assert rank_of(7_000_000_000, MindConfig(rank="small_talk")) is Rank.SMALL_TALK
    assert rank_of(135_000_000, MindConfig(rank="capable")) is Rank.CAPABLE


@pytest.mark.parametrize(
    ("label", "size"), [("3.2B", 3.2e9), ("135M", 135e6), ("qwen2.5:0.5b-instruct", 5e8), ("phi", 0), ("", 0)]
)
def test_labels_tell_the_size(label: str, size: float) -> None:
    assert parameters_in(label) == size
