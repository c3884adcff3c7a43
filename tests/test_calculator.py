"""Sums, asked for as people do."""

import pytest

from jarvis.testing import run, say
from skills import calculator, clock, timer


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("What's seven times eight?", "That is 56."),
        ("what is 7 x 8", "That is 56."),
        ("seven times eight", "That is 56."),
        ("Jarvis, how much is twelve percent of two hundred, please?", "That is 24."),
        ("what is 12% of 1,200?", "That is 144."),
        ("What's the square root of eighty-one?", "That is 9."),
        ("Calculate two to the power of ten.", "That is 1,024."),
        ("two to the tenth", "That is 1,024."),
        ("half of ninety", "That is 45."),
        ("what's three quarters of eighty", "That is 60."),
        ("Divide ninety by four.", "That is 22.5."),
        ("what do you get if you add three and four", "That is 7."),
        ("add one hundred and five", "That is 105."),
        ("What is one divided by three?", "That is about 0.33."),
        ("(2 + 3) * 4 =", "That is 20."),
        ("what is 5/12?", "That is about 0.42."),
        ("three plus four times two", "That is 11."),
        ("what is eighty plus ten percent", "That is 88."),
        ("what percent of eighty is twenty", "That is 25."),
        ("20 is what percentage of 80?", "That is 25."),
        ("five minus eight", "That is -3."),
        ("what does two plus two make", "That is 4."),
        ("could you tell me how much 6 times 7 is", "That is 42."),
        ("What is two million divided by eight?", "That is 250,000."),
    ],
)
def test_it_is_worked_out(asked: str, answer: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=[calculator, clock, timer])
        assert (told.answer, told.skill, told.did) == (answer, "calculator.calculate", {})

    run(story())


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("what is five divided by zero", "Nothing can be divided by zero."),
        ("nine to the power of nine hundred thousand", "That is too large for me to work out."),
        ("what is the square root of minus four", "A negative number has no square root"),
        ("what is one thousand factorial", "too large"),
    ],
)
def test_what_has_no_answer_is_told_in_a_sentence(asked: str, why: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=[calculator])
        assert why in told.answer
        assert told.error == ""

    run(story())


@pytest.mark.parametrize(
    "asked",
    [
        "what is the capital of France", "five", "what is seven", "what is", "times", "half past seven",
        "what is __import__('os').abort()", "what is five times the speed of light", "seven times",
        "what is the square root of love", "add milk and eggs",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_left_to_others(asked: str) -> None:
    async def story() -> None:
        assert (await say(asked, skills=[calculator])).skill != "calculator.calculate"

    run(story())
