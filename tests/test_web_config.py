"""Nothing is looked for on the web unless that was allowed, and only where the settings say."""

import pytest

from jarvis.config import Config, load
from jarvis.errors import ConfigError


def test_the_web_is_off_until_somebody_switches_it_on() -> None:
    assert not Config().web.allow_network
    assert load({"JARVIS_WEB__ALLOW_NETWORK": "true"}).web.allow_network


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/{words}",
        "https://example.org/",
        "javascript:{words}",
        "https://a b/{words}",
        "https://x/{other}",
    ],
)
def test_what_is_no_address_of_a_search_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="search_url"):
        load({"JARVIS_WEB__SEARCH_URL": address})


def test_another_search_can_be_named() -> None:
    address = "https://search.example.org/find?text={words}&safe=1"
    assert load({"JARVIS_WEB__SEARCH_URL": address}).web.search_url == address
