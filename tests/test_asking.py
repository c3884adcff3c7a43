"""What counts as an answer to a question of a skill."""

import pytest

from jarvis.asking import NOT_UNDERSTOOD, Question, ask, asker, confirm, read
from jarvis.errors import NoAnswerError, SkillError

COLOURS = ("red", "green", "dark green", "blue")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Green.", "green"),
        ("the green one please", "green"),
        ("dark green", "dark green"),
        ("I like blue", "blue"),
        ("gren", "green"),
        ("bleu", "blue"),
        ("the second one", "green"),
        ("first", "red"),
        ("the last one", "blue"),
        ("the tenth one", None),
        ("red or blue", None),
        ("a pony", None),
        ("", None),
    ],
)
def test_a_choice_is_the_nearest(said: str, meant: str | None) -> None:
    assert read(Question("Which?", "choice", COLOURS), said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Yes.", "yes"),
        ("yeah, do it", "yes"),
        ("Okay!", "yes"),
        ("go ahead", "yes"),
        ("yes I am", "yes"),
        ("No.", "no"),
        ("no thanks", "no"),
        ("Don't!", "no"),
        ("rather not", None),
        ("yes and no", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_yes_is_a_yes_and_nothing_else(said: str, meant: str | None) -> None:
    assert read(Question("Shall I?", "yes or no"), said) == meant


def test_any_words_are_an_answer_to_an_open_question() -> None:
    assert read(Question("Who?"), " Anna and Bob. ") == "Anna and Bob"
    assert read(Question("Who?"), "…") is None
    assert read(Question("Who?", "spelled"), "a n n a.") == "anna"


class Script:
    """Gives the answers of a script, and notes the questions."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.questions = list(answers), list[str]()
        asker.set(self)

    async def put(self, question: Question) -> str:
        """The next answer; silence at the end."""
        self.questions.append(question.text)
        if not self.answers:
            raise NoAnswerError
        return self.answers.pop(0)


async def test_what_cannot_be_read_is_asked_about_once_more() -> None:
    script = Script("a pony", "blue", "what", "b o b")
    assert await ask("Which?", choices=COLOURS) == "blue"
    assert await ask("Who?", spelled=True) == "bob"
    assert script.questions == [
        "Which?",
        f"{NOT_UNDERSTOOD} You can say red, green, dark green or blue. Which?",
        "Who?",
        f"{NOT_UNDERSTOOD} Please say it letter by letter. Who?",
    ]


async def test_who_is_not_understood_twice_is_not_asked_a_third_time() -> None:
    script = Script("a pony", "a cow", "a horse", "a goat")
    with pytest.raises(NoAnswerError, match="did not understand"):
        await ask("Which?", choices=COLOURS)
    assert await confirm("Shall I?") is False
    assert len(script.questions) == 4


async def test_silence_is_no_answer_and_no_no() -> None:
    Script()
    with pytest.raises(NoAnswerError, match=r"^All right\.$"):
        await confirm("Shall I?")


def test_outside_of_a_request_nobody_can_be_asked() -> None:
    with pytest.raises(SkillError, match="cannot"):
        ask("Who?").send(None)


@pytest.mark.parametrize(
    ("said", "meant"), [("No, I said yes!", "yes"), ("I said no.", "no"), ("I said so", None)]
)
def test_who_says_it_again_is_understood(said: str, meant: str | None) -> None:
    assert read(Question("Shall I?", "yes or no"), said) == meant
