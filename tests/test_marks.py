"""Markup is not said, and code is for the eyes."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("`x = 5`", "x equals five"),
    ("`foo_bar()`", "foo bar"),
    ("`pip install numpy==2.4`", "pip install numpy equals equals two point four"),
    ("**bold** and *italic* and ***both*** and ~~gone~~", "bold and italic and both and gone"),
    ("__bold__ and _italic_", "bold and italic"),
    ("snake_case", "snake case"),
    ("# Weather", "Weather"),
    ("## Weather ##", "Weather"),
    ("# Weather\nIt rains.", "Weather. It rains."),
    ("- milk", "milk"),
    ("- milk\n- bread", "milk. bread"),
    ("1. First\n2. Second", "one: First. two: Second"),
    ("- [ ] milk\n- [x] bread", "milk. done: bread"),
    ("> quoted", "quoted"),
    ("| City | Temp |\n|---|---|\n| Oslo | 5 °C |", "City, Temp. Oslo, five degrees Celsius"),
    ("a\n\nb", "a. b"),
    ("one\ntwo", "one two"),
    ("***", ""),
    ("[the docs](https://docs.example.com/x_(y))", "the docs"),
    ("![a cat](cat.png)", "a cat"),
    ("[text][1]", "text"),
    ("See this[^1].", "See this."),
    ("```python\nprint(1)\nprint(2)\n```", "code in Python, two lines, on your screen."),
    ("```\nx\n```", "code, one line, on your screen."),
    ("Look:\n```sh\nls\n```\nDone.", "Look: code in shell, one line, on your screen. Done."),
    ("~~~js\nx\n~~~", "code in JavaScript, one line, on your screen."),
    ("<b>bold</b> text", "bold text"),
    ("one<br>two", "one, two"),
    ("a <!-- hidden --> b", "a b"),
    ("AT&amp;T", "AT and T"),
    ("5 &lt; 6", "five is less than six"),
    ("&copy; 2026", "copyright twenty twenty-six"),
    ("$x^2$", "x squared"),
    ("$$E = mc^2$$", "E equals mc squared"),
    ("x² + y³", "x squared plus y cubed"),
    ("\\frac{1}{2}", "one over two"),
    ("$\\frac{a}{b}$", "a over b"),
    ("\\alpha and \\times", "alpha and times"),
    ("10⁻³", "ten to the minus three"),
    ("2^10", "two to the tenth"),
    ("x_1", "x one"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_markup_is_left_out_and_what_it_means_is_said(written: str, expected: str) -> None:
    assert said(written) == expected
