"""One setting is changed in a file that somebody wrote by hand, and everything else stays as it was."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.config_edit import as_yaml, drop, put
from jarvis.config_file import parse
from jarvis.errors import ConfigError

FILE = Path("config.yaml")
MINE = """\
# My settings.  Hands off!

wake:
    # The kitchen is loud.
    threshold: 0.9    # was 0.98
    models:
      - hey_jarvis    # the usual one
      - "alexa"

listen: {silence_ms: 900, patience_ms: 9_000}   # slow speaker
log:
  # level: DEBUG

# the end
"""


@pytest.mark.parametrize(
    ("place", "value", "before", "after"),
    [
        (("wake", "threshold"), "0.95", "threshold: 0.9    # was", "threshold: 0.95    # was"),
        (("wake", "near"), "0.4", '      - "alexa"\n', '      - "alexa"\n    near: 0.4\n'),
        (("listen", "silence_ms"), "700", "{silence_ms: 900,", "{silence_ms: 700,"),
        (("listen", "longest_ms"), "9000", "{silence_ms: 900,", "{longest_ms: 9000, silence_ms: 900,"),
        (("log", "level"), "INFO", "log:\n  # level", "log:\n  level: INFO\n  # level"),
        (("audio", "volume"), "50", "# the end\n", "# the end\naudio:\n  volume: 50\n"),
        (("audio", "microphone"), "USB: a # b", "# the end\n", None),
        (("wake", "models"), ["alexa"], None, None),
    ],
)
def test_only_what_was_asked_for_is_another(
    place: tuple[str, str], value: str | list[str], before: str | None, after: str | None
) -> None:
    changed = put(MINE, place, value, FILE)
    assert parse(changed, FILE)[0][place[0]][place[1]] == value
    if before and after:
        assert changed == MINE.replace(before, after)
    for comment in (
        "# My settings.  Hands off!",
        "# The kitchen is loud.",
        "# slow speaker",
        "# level: DEBUG",
    ):
        assert comment in changed


@pytest.mark.parametrize(
    ("place", "gone"),
    [
        (("wake", "threshold"), "    threshold: 0.9    # was 0.98\n"),
        (("wake", "models"), '    models:\n      - hey_jarvis    # the usual one\n      - "alexa"\n'),
        (("listen", "silence_ms"), "silence_ms: 900, "),
        (("listen", "patience_ms"), ", patience_ms: 9_000"),
        (("log", "level"), ""),
        (("audio", "volume"), ""),
    ],
)
def test_taken_out_with_its_line(place: tuple[str, str], gone: str) -> None:
    assert drop(MINE, place, FILE) == MINE.replace(gone, "")


@pytest.mark.parametrize(
    "text",
    [
        "", "# hi\n", "---\n", "log:\n", "log: {}\n", "log: ~ # c\n", "log:   # c\n  # d\n", "{log: {a: b}}",
        "log:\n  a: b", "log:\r\n  a: b\r\n", "log:\n  a: |\n    x\n    y\n\n  # c\n  b: 3\n", "log:\n  level:\n",  # noqa: E501 - one line
        "'log':\n  \"level\": x\n", "a:\n- b\n- c\nlog: {level: x,\n  b: c}\n", "  log:\n    a: b\n",
    ],
)  # fmt: skip
def test_however_it_is_written(text: str) -> None:
    changed = put(text, ("log", "level"), "INFO", FILE)
    assert parse(changed, FILE)[0]["log"]["level"] == "INFO"
    gone = drop(changed, ("log", "level"), FILE)
    assert "level" not in parse(gone, FILE)[0].get("log", {})
    assert text.count("#") == changed.count("#") == gone.count("#")


@pytest.mark.parametrize(
    "text", ["log:\n  a: &x b\n  level: *x\n", "log:\n  level: &x b\n  a: *x\n", "log: [x]\n"]
)
def test_what_cannot_be_changed_safely_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigError, match="jarvis config edit"):
        put(text, ("log", "level"), "INFO", FILE)


@pytest.mark.parametrize(
    "value", ["null", "~", "", " x ", "a: b", "#", "yes", "22:00", "'", '"', "\t", "é", "*a", "!b"]
)
def test_words_stay_what_they_are(value: str) -> None:
    assert parse(f"s:\n  k: {as_yaml(value)}\n", FILE)[0]["s"]["k"] == value


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)
NAMES = st.sampled_from(["a", "b", "c d", "null"])
VALUES = WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(WORDS, WORDS, max_size=2)
COMMENTS = st.sampled_from(["", "# one\n", "\n", "\n# two: {\n", "  # three\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Files as people write them: sections and keys in some order, comments in between."""
    text = draw(COMMENTS)
    for section in draw(st.lists(st.sampled_from(["s", "t", "u"]), unique=True)):
        keys = draw(st.dictionaries(NAMES, VALUES, max_size=3))
        if draw(st.booleans()):
            pairs = ", ".join(f"{as_yaml(key)}: {as_yaml(value)}" for key, value in keys.items())
            text += f"{section}: {{{pairs}}}  # flow\n"
        else:
            indent = " " * draw(st.integers(1, 5))
            text += f"{section}:\n" + "".join(
                f"{indent}{as_yaml(key)}: {as_yaml(value)} # {number}\n{draw(COMMENTS)}"
                for number, (key, value) in enumerate(keys.items())
            )
        text += draw(COMMENTS)
    return text


@settings(deadline=None, max_examples=150)
@given(text=files(), section=st.sampled_from(["s", "t", "v"]), key=st.sampled_from(["a", "x"]), value=VALUES)
def test_set_and_unset_change_one_value_and_no_comment(
    text: str, section: str, key: str, value: object
) -> None:
    before = parse(text, FILE)[0]
    changed = put(text, (section, key), value, FILE)  # type: ignore[arg-type]
    found = parse(changed, FILE)[0]
    assert found[section].pop(key) == value
    rest = {name: dict(group) for name, group in before.items()}
    rest.get(section, {}).pop(key, None)
    assert {name: group for name, group in found.items() if group} == {
        name: group for name, group in rest.items() if group
    }
    comments = [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line.strip() for line in changed.splitlines() if line.lstrip().startswith("#")] == comments
    again = put(changed, (section, key), value, FILE)  # type: ignore[arg-type]
    assert again == changed
    gone = drop(changed, (section, key), FILE)
    assert key not in parse(gone, FILE)[0].get(section, {})
    assert [line.strip() for line in gone.splitlines() if line.lstrip().startswith("#")] == comments
    if key not in before.get(section, {}) and section in before and before[section]:
        assert gone == text
