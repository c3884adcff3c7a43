"""Each setting can be explained, and one that was misspelled is found."""

from pathlib import Path

import pytest

from jarvis.config import Config
from jarvis.config_sources import Asked
from jarvis.config_terms import AT_ONCE, Term, find, terms
from jarvis.errors import BadInputError, ConfigError

WHERE = Asked(Path("c.yaml"), {}, {})


@pytest.mark.parametrize("term", terms().values(), ids=lambda term: term.key)
def test_every_setting_says_what_it_is_for(term: Term) -> None:
    assert term.meaning.endswith((".", "`."))
    assert term.kind
    assert term.variables[0] == f"JARVIS_{term.key.replace('.', '__').upper()}"
    assert term.name.endswith(("_ms", "_s", "_days")) <= bool(term.unit)


def test_what_is_taken_at_once_exists() -> None:
    assert set(terms()) > AT_ONCE


@pytest.mark.parametrize(
    ("key", "kind", "unit"),
    [
        ("listen.silence_ms", "whole number, 200 to 5000", "milliseconds"),
        ("wake.threshold", "number, 0.5 to 0.99", ""),
        ("wake.phrases", "list of: text", ""),
        ("earcons.woken", "true or false", ""),
        ("mind.key", "secret text", ""),
        ("log.level", "one of DEBUG, INFO, WARNING, ERROR", ""),
        ("quiet.begins", "text such as 22:00", ""),
        ("weather.latitude", "number, -90 to 90 or nothing", "degrees"),
        ("interruption.by_voice", "one of auto, always, never", ""),
    ],
)
def test_in_words(key: str, kind: str, unit: str) -> None:
    assert (terms()[key].kind, terms()[key].unit) == (kind, unit)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("silence_ms", "Did you mean listen.silence_ms?"),
        ("volume", "Did you mean speech.volume or audio.volume or earcons.volume or quiet.volume?"),
        ("listen.silense_ms", "Did you mean listen.silence_ms"),
        ("audio", "`audio` is a section. Name a setting of it: audio.microphone, audio.loudspeaker, "),
        ("dance", "`jarvis config show --all` lists all."),
        ("", "`jarvis config show --all` lists all."),
        ("a\x1b[2Jb.c", "There is no setting `a?[2Jb.c`"),
    ],
)
def test_an_unknown_one_names_those_that_are_like_it(key: str, told: str) -> None:
    with pytest.raises(BadInputError) as caught:
        find(key)
    assert told in str(caught.value)


def test_an_older_name_is_known() -> None:
    assert find("wake.model").key == "wake.models"


@pytest.mark.parametrize(
    ("key", "typed", "written"),
    [
        ("wake.models", "hey_jarvis, alexa", ["hey_jarvis", "alexa"]),
        ("wake.models", "[alexa]", ["alexa"]),
        ("wake.phrases", "", []),
        ("wake.thresholds", "alexa=0.9, okay_nabu=0.8", {"alexa": "0.9", "okay_nabu": "0.8"}),
        ("wake.thresholds", "{alexa: 0.9}", {"alexa": "0.9"}),
        ("audio.microphone", "[USB, a=b]", "[USB, a=b]"),
    ],
)
def test_what_is_typed_is_written_as_the_file_has_it(key: str, typed: str, written: object) -> None:
    assert find(key).read(typed, WHERE) == written


def test_half_a_list_is_a_complaint() -> None:
    with pytest.raises(ConfigError, match="not valid YAML"):
        find("wake.models").read("[alexa", WHERE)


def test_the_sections_are_those_of_the_settings() -> None:
    assert {term.section for term in terms().values()} == set(Config.model_fields)
