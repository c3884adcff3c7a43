"""Which of the installed models is asked."""

from jarvis.mind.ollama_models import choose, installed
from tests.engines.ollama_server import tag

MEMORY = 16_000_000_000


def chosen(*tags: object, wanted: str = "", cloud: bool = False) -> str:
    found = choose(installed({"models": list(tags)}), wanted, allow_cloud=cloud, memory=MEMORY)
    return found if isinstance(found, str) else found.name


def test_the_biggest_that_fits_into_memory_is_the_best() -> None:
    huge = tag("llama3.3:70b", "70.6B") | {"size": 42_000_000_000}
    assert chosen(tag("small", "1.7B"), huge, tag("good:8b", "8.2B")) == "good:8b"
    assert chosen(huge) == "llama3.3:70b"


def test_of_the_same_size_the_better_family_is_taken() -> None:
    assert chosen(tag("a", "4B", "phi2"), tag("b", "4B", "qwen3"), tag("c", "4B", "gemma3")) == "b"


def test_models_that_only_embed_are_left_out() -> None:
    embeds = (tag("nomic-embed-text", "137M", "nomic-bert"), tag("x", "9B", capabilities=["embedding"]))
    assert chosen(*embeds, tag("chatty", "1B")) == "chatty"
    assert "ollama pull" in chosen(*embeds)
    assert "cannot chat" in chosen(*embeds, wanted="x")


def test_the_users_choice_counts_and_one_that_is_missing_is_told() -> None:
    assert chosen(tag("a:latest", "1B"), tag("b", "8B"), wanted="a") == "a:latest"
    assert "ollama pull zephyr" in chosen(tag("a"), wanted="zephyr")
    assert "allow_cloud" in chosen(tag("a-cloud"), wanted="a-cloud")
    assert chosen(tag("a-cloud"), wanted="a-cloud", cloud=True) == "a-cloud"
