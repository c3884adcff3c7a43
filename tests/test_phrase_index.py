"""Looking only at templates that a text can be at all loses none of those that it is."""

from hypothesis import given
from hypothesis import strategies as st

from jarvis.phrase_index import Clauses, PhraseIndex


def needs(*groups: str) -> Clauses:
    """`needs("on|off", "lamp")`: the lamp, and one of the two."""
    return frozenset(frozenset(group.split("|")) for group in groups)


LAMPS = PhraseIndex(
    [("lamp", needs("lamp", "on|off")), ("timer", needs("timer")), ("any", needs()), ("lamp", needs("light"))]
)


def test_only_what_can_be_meant_is_looked_at() -> None:
    assert LAMPS.names("turn the lamp on") == ["lamp", "any"]
    assert LAMPS.names("turn the lamp") == ["any"]
    assert LAMPS.names("make it light") == ["any", "lamp"]
    assert LAMPS.names("timers") == ["timer", "any"], "a part of a word is enough"


PIECES = st.sampled_from(["on", "off", "lamp", "set", "timer"])
GROUPS = st.frozensets(st.frozensets(PIECES, min_size=1), max_size=3)


@given(st.lists(GROUPS, max_size=8), st.lists(PIECES, max_size=5))
def test_every_template_whose_needs_are_met_is_found(templates: list[Clauses], words: list[str]) -> None:
    text = " ".join(words)
    met = {
        str(number)
        for number, clauses in enumerate(templates)
        if all(any(piece in text for piece in clause) for clause in clauses)
    }
    named = ((str(number), clauses) for number, clauses in enumerate(templates))
    assert set(PhraseIndex(named).names(text)) == met
