"""Addresses are read so that one could write them down."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("https://www.example.com/a/b?c=1", "link to example dot com"),
    ("See https://example.com.", "See link to example dot com."),
    ("Go to example.com/help.", "Go to example dot com."),
    ("<https://example.com>", "link to example dot com"),
    ("ann@example.com", "ann at example dot com"),
    ("ann.lee+x@mail.example.co.uk", "ann dot lee plus x at mail dot example dot co dot uk"),
    ("/etc/hosts", "slash etc slash hosts"),
    ("~/notes.txt", "tilde slash notes dot txt"),
    ("./run.sh", "dot slash run dot sh"),
    ("src/main.py", "src slash main dot py"),
    ("C:\\Users\\ann", "C colon backslash Users backslash ann"),
    ("notes.txt", "notes dot txt"),
    ("Node.js", "Node dot js"),
    ("http://192.168.0.1:8080/", "link to one nine two dot one six eight dot zero dot one"),
    ("`ls -l /etc`", "ls dash l slash etc"),
    ("`git commit --amend`", "git commit dash dash amend"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_addresses_paths_and_code_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
