"""The words of a sum, read from left to right: what is said first is done first, but times before plus."""

import re
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from jarvis.numerals import number, ordinal
from jarvis.sums import divided, factorial, rest, root, times, to_the

Work = Callable[[], Fraction]
"""Does the sum. Raises SumError."""
_PI = Fraction("3.141592653589793238462643383279502884197")
_LONGEST_NUMBER = 12
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_BETWEEN = re.compile(r"\b(to the power of|raised to the power of|raised to|to the power|to the)\b")
_ROUGH = [
    (re.compile(rf"\b(?:{pattern})\b"), words)
    for pattern, words in (
        (r"open(?:ing)? (?:bracket|parenthesis|paren)s?", "("),
        (r"clos(?:e|ing) (?:bracket|parenthesis|paren)s?", ")"),
        (r"multiplied by|times|multiply by", "*"),
        (r"divided by|divide by|over", "/"),
        (r"modulo|mod", "mod"),
        (r"plus|added to", "+"),
        (r"less|takeaway|take away", "minus"),
        (r"per ?cent(?:age)?", "percent"),
        (r"twice|double", "2 *"),
        (r"triple", "3 *"),
        (r"(square|cube) root", r"\1root"),
        (r"mean|average", "average"),
    )
]
_AFTER: dict[str, Callable[[Fraction], Fraction]] = {
    "squared": lambda value: times(value, value),
    "cubed": lambda value: times(value, times(value, value)),
    "factorial": factorial,
    "percent": lambda value: value / 100,
}


class NotASumError(Exception):
    """The words are no arithmetic; the reader of the words is told."""


def tokens(words: str) -> list[str]:
    """The words as the reader wants them: signs for operations, "the" left out."""
    rough = _BETWEEN.sub("^", words)
    for pattern, sign in _ROUGH:
        rough = pattern.sub(sign, rough)
    return [one for one in re.findall(r"[()*/+^]|[^\s()*/+^]+", rough) if one != "the"]


class Reader:
    """Reads the words of one sum from left to right, and makes of them what does the sum."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens, self._at = tokens, 0
        self.operations = 0

    def alone(self) -> Work:
        """All of the words as one sum. Raises NotASumError."""
        return self.ended(self._sum())

    def ended(self, work: Work) -> Work:
        """What was read, if nothing is left. Raises NotASumError."""
        if self._at != len(self._tokens):
            raise NotASumError
        return work

    def order(self, known: Collection[str]) -> str:
        """The first word, if it is one of these, "" if not; it is read, and counts as an operation."""
        found = self._take(*known) or ""
        self.operations += bool(found)
        return found

    def _sum(self) -> Work:
        left = self._product()
        while (sign := self._take("+", "minus")) is not None:
            left = self._added(left, more=sign == "+")
        return left

    def _added(self, left: Work, *, more: bool) -> Work:
        self.operations += 1
        before, right = self._at, self._product()
        said = self._tokens[before : self._at]
        of_it = self._tokens[before - 2] != "percent" and said[-1] == "percent"
        sign = 1 if more else -1
        if of_it and not {"*", "/", "("} & set(said):  # 80 plus 10 percent is 88
            return lambda: left() * (1 + sign * right())
        return lambda: left() + sign * right()

    def _product(self) -> Work:
        left = self._power()
        while (sign := self._take("*", "/", "mod")) is not None:
            self.operations += 1
            left = joined(left, {"*": times, "/": divided, "mod": rest}[sign], self._power())
        return left

    def _power(self) -> Work:
        base = self._after()
        if self._take("^") is None:
            return base
        self.operations += 1
        at = self._at
        place = ordinal(self._tokens[at]) if at < len(self._tokens) else None
        if place is not None:  # "to the tenth"
            self._at += 1
            self._take("power")
            return lambda: to_the(base(), Fraction(place))
        return joined(base, to_the, self._power())

    def _after(self) -> Work:
        """What stands after a number: "5 squared", "12 percent of 200"."""
        work = self._one()
        while (word := self._take("squared", "cubed", "factorial", "percent")) is not None:
            self.operations += word != "percent"
            work = applied(_AFTER[word], work)
            if word == "percent" and self._take("of") is not None:
                self.operations += 1
                return joined(work, times, self._power())
        return work

    def _one(self) -> Work:
        if self._take("minus", "negative") is not None:
            return applied(lambda value: -value, self._after())
        if self._take("(") is not None:
            work = self._sum()
            self._need(")")
            return work
        if (kind := self._take("squareroot", "cuberoot")) is not None:
            self._take("of")
            self.operations += 1
            degree = 2 if kind == "squareroot" else 3
            return applied(lambda value: root(value, degree), self._after())
        if self._take("pi") is not None:
            return lambda: _PI
        return self._part_of() or self._number()

    def _part_of(self) -> Work | None:
        """Half of something, "three quarters of" it, "a third"."""
        for length in (1, 2):
            words = self._tokens[self._at : self._at + length]
            if len(words) < length:
                return None
            parts = _PARTS.get(words[-1]) or ordinal(words[-1].removesuffix("s"))
            count = 1 if length == 1 or words[0] in {"a", "an"} else number(words[0])
            if parts and parts > 1 and count and (length > 1 or words[-1] == "half"):
                self._at += length
                return self._share(Fraction(repr(count)) / parts)
        return None

    def _share(self, share: Fraction) -> Work:
        if self._take("of") is None:
            return lambda: share
        self.operations += 1
        return applied(lambda value: value * share, self._power())

    def _number(self, longest: int = _LONGEST_NUMBER) -> Work:
        for end in range(min(len(self._tokens), self._at + longest), self._at, -1):
            said = " ".join(self._tokens[self._at : end])
            value = None if said.startswith(("minus", "negative")) else number(said)
            if value is not None:
                self._at = end
                exact = Fraction(repr(value))
                return lambda: exact
        raise NotASumError

    def several(self, *between: str) -> list[Work]:
        """Two or more numbers: "3 4 and 5"; "a hundred and five" is two where there would be one."""
        began, found = self._at, [self._sum()]
        while self._at < len(self._tokens):
            self._take(*between)
            found.append(self._sum())
        if len(found) == 1 and "and" in self._tokens[began:]:
            split = began + self._tokens[began:].index("and")
            found = [Reader(one).alone() for one in (self._tokens[began:split], self._tokens[split + 1 :])]
        if len(found) == 1:
            raise NotASumError
        return found

    def of(self) -> None:
        """The word "of" or "between", if it is said."""
        self._take("of", "between")

    def pair(self, word: str, *, deep: bool = True) -> tuple[Work, Work]:
        """Two with a word between: "90 by 4". Not `deep`: the word is a sign that sums have too."""
        read = self._sum if deep else self._power
        first = read()
        self._need(word)
        return first, read()

    def _take(self, *words: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at] in words:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _need(self, word: str) -> None:
        if self._take(word) is None:
            raise NotASumError


def joined(a: Work, operation: Callable[[Fraction, Fraction], Fraction], b: Work) -> Work:
    """Do both, then this with what comes of them."""
    return lambda: operation(a(), b())


def applied(operation: Callable[[Fraction], Fraction], a: Work) -> Work:
    """Do this with what comes of it."""
    return lambda: operation(a())
