"""The settings of the language model."""

import pytest
from pydantic import ValidationError

from jarvis.mind_config import MindConfig


def test_the_key_is_never_shown() -> None:
    config = MindConfig.model_validate({"key": "sk-secret"})
    assert "sk-secret" not in f"{config} {config!r} {config.model_dump()} {config.model_dump_json()}"
    assert config.key.get_secret_value() == "sk-secret"


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:11434", "https://box.lan/v1", "http://[::1]:80"])
def test_addresses(url: str) -> None:
    assert MindConfig(url=url).url == url


@pytest.mark.parametrize("url", ["box", "ftp://x", "http://user:secret@x", "http://x?key=1", "http://x y"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValidationError):
        MindConfig(url=url)
