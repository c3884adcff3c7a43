"""Which servers may hear what is said; see test_ollama.py and test_openai_server.py for the rest."""

import pytest

from jarvis.errors import EngineError
from jarvis.mind.http import is_here, permitted


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True), ("LOCALHOST", True),
        ("192.168.0.2", False), ("localhost.example.org", False), ("0.0.0.0", False), ("", False),  # noqa: S104
    ],
)  # fmt: skip
def test_this_computer_is_told_from_others(host: str, here: bool) -> None:  # noqa: FBT001 - given
    assert is_here(host) is here


def test_another_computer_has_to_be_named() -> None:
    assert permitted("http://[::1]:11434/", ()) == "http://[::1]:11434"
    assert permitted("https://box.lan/v1", ("box.lan",)) == "https://box.lan/v1"
    for url in ("https://box.lan/v1", "https://127.0.0.1.example.org", "http://"):
        with pytest.raises(EngineError, match=r"mind\.allow_network"):
            permitted(url, ("other.lan",))
