"""What the tray knows of the last answers and of what can be chosen."""

from ui.tray_news import ANSWERS_KEPT, PARTS, Answer, News, changed


def told(number: int, answer: str = "yes") -> tuple[dict[str, object], dict[str, object]]:
    turn = f"t{number}"
    return (
        {"event": "task_started", "turn": turn, "text": f"question {number}"},
        {"event": "task_finished", "turn": turn, "answer": answer},
    )


def test_the_last_answers_are_kept_with_what_was_asked_the_newest_first() -> None:
    news = News()
    for number in range(ANSWERS_KEPT + 2):
        for event in told(number):
            news = news.after(event)
    assert news.answers[0] == Answer("t6", "question 6", "yes")
    assert len(news.answers) == ANSWERS_KEPT
    assert not news.asked


def test_what_had_no_answer_is_not_among_them() -> None:
    news = News()
    for event in told(1, answer=""):
        news = news.after(event)
    assert news.answers == ()


def test_what_changed_is_asked_for_anew() -> None:
    assert changed({"event": "reminder_set", "reminder": 1}) == "dues"
    assert changed({"event": "task_started"}) == ""
    news = News().with_part("skills", {"skills": [{"name": "a"}]}).with_part("dues", [{"key": 1}])
    assert (news.skills, news.dues) == (({"name": "a"},), ({"key": 1},))
    assert set(PARTS) == {"dues", "devices", "skills"}
