"""The list of settings tells values, who set them, and what counts until a restart."""

from pathlib import Path

from pydantic import SecretStr

from jarvis.config import Config
from jarvis.config_list import listed
from jarvis.config_sources import Asked
from jarvis.config_terms import terms

WHERE = Asked(Path("c.yaml"), {}, {})


def test_all_of_them_as_json() -> None:
    text = "wake: {model: alexa}\nmind: {key: canary}\n"
    gathered = WHERE.gather(Config, text)
    wanted = Config.model_validate(gathered.values)
    rows = {row["key"]: row for row in listed(wanted, gathered, Config())}
    assert list(rows) == list(terms())
    wake, key = rows["wake.models"], rows["mind.key"]
    assert (wake["value"], wake["now"], wake["waits"]) == (["alexa"], ["hey_jarvis"], True)
    assert (wake["source"]["line"], wake["older_names"]) == (1, ["wake.model"])
    assert (key["value"], key["now"], key["waits"]) == ("set", "not set", True)
    assert rows["audio.volume"]["source"]["kind"] == "default"
    assert "canary" not in str(rows)


def test_a_secret_that_was_exchanged_waits_and_is_not_told() -> None:
    old, new = (
        Config.model_validate({"mind": {"key": SecretStr(text)}}) for text in ("old canary", "new canary")
    )
    row = next(row for row in listed(new, None, old) if row["key"] == "mind.key")
    assert (row["value"], row["now"], row["waits"]) == ("set", "set", True)
