"""The list of settings tells values, who set them, and what counts until a restart."""

from pathlib import Path

from pydantic import SecretStr

from jarvis import paths
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


def test_what_was_chosen_since_is_told() -> None:
    def overruled(environ: dict[str, str]) -> set[str]:
        gathered = Asked(Path("c.yaml"), environ, {}).gather(Config, "")
        return {row["key"] for row in listed(Config(), gathered) if row["overruled"]}

    assert not overruled({})
    paths.volume_mark().write_text("60")
    paths.voice_choice().write_text("{}")
    assert overruled({}) == {"audio.volume", "speech.engine", "speech.voice"}
    assert overruled({"JARVIS_SPEECH__VOICE": "de"}) == {"audio.volume", "speech.engine"}
