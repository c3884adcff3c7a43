"""What makes no difference is left out."""

import subprocess
import sys

import pytest

from jarvis.spoken_words import plain


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Um, stop, please!", "stop"),
        ("Hey Jarvis, could you play the blues?", "play the blues"),
        ("What\u2019s to-day\u2019s date?", "what's today's date"),
        ("Set it to -5.", "set it to minus 5"),
        ("At 7.30, thank you, Jarvis.", "at 7.30"),
    ],
)
def test_politeness_and_punctuation_are_left_out(said: str, words: str) -> None:
    assert plain(said) == words


def test_the_process_of_a_skill_does_not_load_what_reads_templates() -> None:
    code = "import sys, jarvis.skill_host; print('hassil' in sys.modules)"
    told = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)
    assert told.stdout == b"False\n", "it takes a fifth of a second, whenever somebody saves a skill"
