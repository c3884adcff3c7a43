"""The library itself, where the engines do not show it."""

import asyncio

import pytest

from jarvis.errors import SynthesisError
from tests.speaking import library
from voice.synthesize import espeak_library
from voice.synthesize.espeak_library import EspeakLibrary, Manner, data_path, library_path

__all__ = ["library"]
pytestmark = pytest.mark.real_time


async def phonemes(library: EspeakLibrary, text: str, voice: str = "en-us") -> list[tuple[str, str]]:
    def work() -> list[tuple[str, str]]:
        library.set(Manner(voice))
        return library.phonemes(text)

    async with asyncio.timeout(20):
        return await library.run(work)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Yes, no.", [",", "."]),
        ("Well; is it: so? Yes!", [";", ":", "?", "!"]),
        ("no end", ["d"]),
        ("", [""]),
        ("a\0b", ["b"]),
    ],
)
async def test_clauses_come_with_what_they_end_with(
    text: str, ends: list[str], library: EspeakLibrary
) -> None:
    assert [end for _, end in await phonemes(library, text)] == ends


async def test_the_same_letters_are_spoken_otherwise_in_another_language(library: EspeakLibrary) -> None:
    english, german = [await phonemes(library, "Tag", voice) for voice in ("en-us", "de")]
    assert english != german == await phonemes(library, "Tag", "de")


@pytest.mark.parametrize("text", ["x" * 20_000, "\ud800", "🎉\u202e", "שלום", "<break/>", "[[h]]", "\n" * 50])
async def test_any_text_has_phonemes_or_none(text: str, library: EspeakLibrary) -> None:
    assert isinstance(await phonemes(library, text), list)


def test_it_says_where_it_is() -> None:
    assert library_path().endswith(".so")
    assert "espeak-ng-data" in data_path()


def test_a_library_that_is_missing_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak_library, "library_path", lambda: "/nowhere/lib.so")
    with pytest.raises(SynthesisError, match=r"espeak-ng cannot be loaded .*Run `./scripts/run` again"):
        EspeakLibrary()
