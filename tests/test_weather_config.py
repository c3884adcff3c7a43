"""Nothing leaves this computer for the weather, unless that was allowed and the place is known."""

import pytest

from jarvis.config import Config, load
from jarvis.errors import ConfigError


def test_it_is_off() -> None:
    assert not Config().weather.allow_network


def test_allowed_without_a_place_is_told_with_its_remedy() -> None:
    with pytest.raises(ConfigError, match=r"Set `weather\.latitude` too"):
        load({"JARVIS_WEATHER__ALLOW_NETWORK": "true"})
    with pytest.raises(ConfigError, match=r"Set `weather\.longitude` too"):
        load({"JARVIS_WEATHER__ALLOW_NETWORK": "true", "JARVIS_WEATHER__LATITUDE": "52.5"})


@pytest.mark.parametrize(
    ("key", "value"),
    [("LATITUDE", "91"), ("LONGITUDE", "east"), ("URL", "file:///etc/passwd"), ("URL", "https://a b/")],
)
def test_nonsense_is_refused(key: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"weather.{key.casefold()}"):
        load({f"JARVIS_WEATHER__{key}": value})
