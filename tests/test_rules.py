"""Rules of speaking: the longest form wins, and the place in the line counts."""

import re

import pytest

from voice.speakable.rules import any_of, ends_text, from_table, opens_line


def test_of_several_forms_the_longest_is_found() -> None:
    found = re.match(any_of(["k", "kWh", "k.W"]), "kWh")
    assert found is not None
    assert found[0] == "kWh"
    assert re.fullmatch(any_of(["k.W"]), "kxW") is None


def test_a_table_says_what_stands_beside_the_sign() -> None:
    rule = from_table({"≠": "is not", "==": "is"})
    found = rule.pattern.match("==")
    assert found is not None
    assert rule.say(found) == "is"
    assert set(rule.starts) == {"≠", "="}


@pytest.mark.parametrize(
    ("text", "opens"),
    [("# a", True), ("  # a", True), ("a\n# b", True), ("> # b", True), ("a # b", False), ("a#", False)],
)
def test_a_sign_opens_a_line_behind_white_space_only(*, text: str, opens: bool) -> None:
    found = re.search("#", text)
    assert found is not None
    assert opens_line(found) == opens


@pytest.mark.parametrize(("text", "ends"), [("etc.", True), ("etc.)\n", True), ("etc. and", False)])
def test_a_text_ends_where_nothing_is_said_any_more(*, text: str, ends: bool) -> None:
    found = re.search(r"etc\.", text)
    assert found is not None
    assert ends_text(found) == ends
