"""“No, I said Vosk”: a mistake is put right, and not made again."""

import pytest

from jarvis.events import VoiceRecognized
from tests.correcting import OPENED, desk

pytestmark = pytest.mark.real_time
ASKED = "You said: “tell me about Vosk”. Shall I do that?"
KNOWS = "I will know “Vosk” from now on. Vosk recognizes speech."


async def test_what_was_misheard_is_done_and_right_at_once_the_next_time() -> None:
    async with desk() as at:
        assert (await at.hear("tell me about bosk")).startswith("Sorry")
        assert await at.hear("No, I said Vosk.") == ASKED
        assert await at.hear("Yes.") == KNOWS
        assert at.did == {"corrected": "1", "correction": "1"}
        assert await at.hear("Tell me about bosk.") == "Vosk recognizes speech."
        assert at.understood == "Tell me about Vosk."
        recognized = [one.event for one in at.bus.history() if isinstance(one.event, VoiceRecognized)]
        told = recognized[-1]
        assert (told.text, told.heard_text) == ("Tell me about Vosk.", "Tell me about bosk.")
        assert recognized[0].heard_text == ""
    async with desk() as at:
        assert await at.hear("tell me about bosk") == "Vosk recognizes speech.", "after a restart too"


@pytest.mark.parametrize(
    "correction",
    [
        "I said Vosk",
        "I meant Vosk",
        "no, I meant Vosk, not bosk",
        "no, not bosk, Vosk",
        "No, not bosk but Vosk.",
        "nope, I said not bosk but Vosk",
        "Sorry, I said Vosk",
        "no, I said about Vosk",
        "no, I said tell me about Vosk",
    ],
)
async def test_people_correct_in_their_own_words(correction: str) -> None:
    async with desk() as at:
        assert await at.talk("tell me about bosk", correction) == ASKED
        assert await at.hear("yes please") == KNOWS
        assert at.learned == [("bosk", "Vosk")]


async def test_a_word_is_spelled() -> None:
    async with desk() as at:
        asked = await at.talk("open bosk", "no, I said V O S K")
        assert asked == "You said: “open vosk”. Shall I undo what I did, and do that?"
        assert await at.hear("yes") == (
            "I will know “vosk” from now on. I have closed bosk. I have opened vosk."
        )


async def test_what_is_misheard_again_is_to_be_spelled() -> None:
    async with desk() as at:
        asked = await at.talk("tell me about bosk", "no, I said bosk")
        assert asked == "I hear “bosk” again. Please spell it."
        assert await at.hear("capital V, O, S, K") == ASKED
        assert await at.hear("yes") == KNOWS
        assert at.learned == [("bosk", "Vosk")]


async def test_what_was_done_by_mistake_is_undone_first() -> None:
    async with desk() as at:
        assert await at.hear("open bosk") == "I have opened bosk."
        asked = await at.hear("no, I said Vosk")
        assert asked == "You said: “open Vosk”. Shall I undo what I did, and do that?"
        assert OPENED == ["bosk"], "not before the yes"
        await at.hear("yes")
        assert OPENED == ["vosk"]
        assert at.did == {"closed": "1", "opened": "1", "corrected": "1", "correction": "1"}


async def test_after_a_no_all_is_as_it_was() -> None:
    async with desk() as at:
        assert await at.talk("open bosk", "no, I said Vosk", "no") == "I have left it as it was."
        assert (OPENED, at.learned) == (["bosk"], [])


async def test_who_says_it_twice_is_not_asked_again() -> None:
    async with desk() as at:
        assert await at.talk("tell me about bosk", "no, I said Vosk", "I said Vosk!") == KNOWS
        assert at.learned == [("bosk", "Vosk")]


async def test_a_changed_number_is_done_and_never_learned() -> None:
    async with desk() as at:
        asked = await at.talk("open ten minutes", "I meant five minutes")
        assert asked == "You said: “open five minutes”. Shall I undo what I did, and do that?"
        assert await at.hear("yes") == "I have closed ten minutes. I have opened five minutes."
        assert at.learned == []


async def test_where_nothing_is_alike_it_asks_and_does_what_is_said_then() -> None:
    async with desk() as at:
        asked = await at.talk("what time is it", "no, I said Vosk")
        assert asked == "I find nothing like “Vosk” in what you said. What shall I do?"
        assert await at.hear("tell me about Vosk") == "Vosk recognizes speech."
        assert at.learned == []


async def test_a_whole_command_that_was_missed_altogether_is_offered() -> None:
    async with desk() as at:
        asked = await at.talk("marmalade", "no, I said what time is it")
        assert asked == "You said: “what time is it”. Shall I do that?"
        assert await at.hear("yes") == "Noon."


async def test_what_was_corrected_may_ask_a_question_itself() -> None:
    async with desk() as at:
        asked = await at.talk("erase bosk", "no", "no, I said Vosk", "yes")
        assert asked == "I will know “Vosk” from now on. Really erase vosk?"
        assert await at.hear("yes") == "vosk is erased."
        assert at.did == {"erased": "1"}


async def test_undo_forgets_the_correction_and_then_undoes_what_was_done() -> None:
    async with desk() as at:
        await at.talk("open bosk", "no, I said Vosk", "yes")
        assert await at.hear("undo that") == "I take “bosk” as I hear it again."
        assert at.did == {"what": "correction forgotten", "correction": "1"}
        assert (at.learned, OPENED) == ([], ["vosk"])
        assert await at.hear("undo that") == "I have closed vosk."
        assert OPENED == []


async def test_again_does_what_was_meant() -> None:
    async with desk() as at:
        await at.talk("open bosk", "no, I said Vosk", "yes", "again")
        assert OPENED == ["vosk", "vosk"]


async def test_a_wrong_repair_is_corrected_too_and_made_no_more() -> None:
    async with desk() as at:
        await at.talk("open bosk", "no, I said Vosk", "yes")
        await at.hear("open bosk")
        assert at.understood == "open Vosk"
        assert (await at.hear("no, I said bosk")).startswith("You said: “open bosk”.")
        await at.hear("yes")
        assert OPENED == ["vosk", "bosk"]
        assert at.learned == []


async def test_corrections_are_told_and_forgotten_by_voice() -> None:
    async with desk() as at:
        assert (await at.hear("what corrections do you know")).startswith("I have not learned any")
        assert await at.hear("forget the last correction") == "There is no correction I could forget."
        await at.vocabulary.learn("bosk", "Vosk")
        told = await at.hear("What corrections do you know?")
        assert told == "I know number 1: “Vosk” where I hear “bosk”."
        for number in range(6):
            await at.vocabulary.learn(f"cube{'abcdef'[number]}", "Kubernetes")
        assert "And 2 more" in await at.hear("list my corrections")
        assert await at.hear("forget correction number 1") == "I take “bosk” as I hear it again."
        assert "no correction number 1" in await at.hear("forget correction number 1")
        assert await at.hear("forget the last correction") == "I take “cubef” as I hear it again."


async def test_at_the_beginning_there_is_nothing_to_correct() -> None:
    async with desk() as at:
        assert (await at.hear("no, I said Vosk")).startswith("You have not said anything yet")


async def test_i_said_stop_is_a_stop() -> None:
    async with desk() as at:
        await at.talk("what time is it", "I said stop!")
        assert at.house.silenced == 1


async def test_a_good_command_stays_what_it_is_whatever_was_learned() -> None:
    async with desk() as at:
        await at.vocabulary.learn("erase", "a race")
        assert await at.hear("erase bosk") == "Really erase bosk?"
        assert await at.hear("open erase") == "I have opened a race."


@pytest.mark.parametrize("said", ["I meant it", "no, not really", "I said that already", "No, not you."])
async def test_what_corrects_nothing_is_let_be(said: str) -> None:
    async with desk() as at:
        assert await at.talk("open bosk", said) == "All right."
        assert (OPENED, at.learned, at.did) == (["bosk"], [], {})


async def test_a_correction_can_be_corrected_itself() -> None:
    async with desk() as at:
        await at.talk("open bosk", "no, I said Vosk", "yes")
        asked = await at.hear("no, I said bossa")
        assert asked == "You said: “open bossa”. Shall I undo what I did, and do that?"
        await at.hear("yes")
        assert OPENED == ["bossa"]
        assert ("bosk", "Vosk") not in at.learned
