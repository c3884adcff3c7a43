"""The settings about Jarvis's own voice can be said the way people say them."""

import pytest
from pydantic import ValidationError

from jarvis.echo_config import EchoConfig, InterruptionConfig


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (True, "always"),
        ("yes", "always"),
        ("Off", "never"),
        (False, "never"),
        ("auto", "auto"),
        ("no", "never"),
    ],
)
def test_yes_and_no_are_always_and_never(said: object, meant: str) -> None:
    assert InterruptionConfig.model_validate({"by_voice": said}).by_voice == meant


def test_what_cannot_be_is_refused() -> None:
    for wrong in ({"cancel": "speex"}, {"half_duplex": "sometimes"}):
        with pytest.raises(ValidationError):
            EchoConfig.model_validate(wrong)
    with pytest.raises(ValidationError):
        InterruptionConfig.model_validate({"by_voice": "perhaps"})


def test_by_default_the_first_way_that_works_is_taken() -> None:
    assert (EchoConfig().cancel, EchoConfig().half_duplex) == ("auto", "auto")
