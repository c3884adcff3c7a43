"""How far a model of a certain size may be trusted."""

import re

from jarvis.mind.seam import Rank
from jarvis.mind_config import MindConfig

GROUNDED_FROM, CAPABLE_FROM = 1_000_000_000, 2_900_000_000
"""Parameters. What is sold as "3B" has a little less or more."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMBT])", re.IGNORECASE)
_UNITS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


def rank_of(parameters: int, config: MindConfig) -> Rank:
    """By what the user says, else by size; a model of unknown size (0) is taken for a small one."""
    if config.rank != "auto":
        return Rank[config.rank.upper()]
    if parameters >= CAPABLE_FROM:
        return Rank.CAPABLE
    return Rank.GROUNDED if parameters >= GROUNDED_FROM else Rank.SMALL_TALK


def parameters_in(text: str) -> int:
    """The size that a label or a name tells: "3.2B", "qwen2.5:0.5b-instruct"; 0 if it tells none."""
    found = [int(float(number) * _UNITS[unit.upper()]) for number, unit in _SIZE.findall(text)]
    return max(found, default=0)
