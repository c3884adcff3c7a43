"""Sums of money: '$3.50', '20 €', 'USD 5 million'."""

import re

from voice.speakable.numbers import NUMBER, spoken
from voice.speakable.rules import Rule, any_of, firsts, rule

# One, many, and the hundredth part of it, one and many.
_CURRENCIES = {
    "$": "dollar dollars cent cents",
    "US$": "dollar dollars cent cents",
    "€": "euro euros cent cents",
    "£": "pound pounds penny pence",
    "¥": "yen yen sen sen",
    "₹": "rupee rupees paisa paise",
    "USD": "dollar dollars cent cents",
    "EUR": "euro euros cent cents",
    "GBP": "pound pounds penny pence",
    "JPY": "yen yen sen sen",
    "CHF": "franc francs centime centimes",
    "CAD": "Canadian-dollar Canadian-dollars cent cents",
    "AUD": "Australian-dollar Australian-dollars cent cents",
}
_SIGN = any_of(_CURRENCIES)
_LARGE = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}
_MANY = rf"(?:(?: ?(thousand|million|billion|trillion)|({any_of(_LARGE)}))(?![\w]))?"


def _sum(sign: str, number: str, large: str | None) -> str:
    one, many, part, parts = (word.replace("-", " ") for word in _CURRENCIES[sign].split())
    if large:
        return f"{spoken(number)} {_LARGE.get(large, large)} {many}"
    whole, point, decimals = number.replace(",", "").partition(".")
    if len(decimals) > 2:  # noqa: PLR2004 - cents have two digits
        return f"{spoken(number)} {many}"
    cents = int(decimals.ljust(2, "0")) if point else 0
    smaller = f"{spoken(str(cents))} {part if cents == 1 else parts}"
    larger = f"{spoken(number.partition('.')[0])} {one if whole == '1' else many}"
    if not cents:
        return larger
    return f"{larger} and {smaller}" if whole.strip("0") else smaller


def _sign_first(found: re.Match[str]) -> str:
    return _sum(found[1], found[2], found[3] or found[4])


def _sign_last(found: re.Match[str]) -> str:
    return _sum(found[4], found[1], found[2] or found[3])


RULES: tuple[Rule, ...] = (
    rule(firsts(_CURRENCIES), rf"({_SIGN})[ \u00a0]?({NUMBER}){_MANY}", _sign_first),
    rule("1", rf"({NUMBER}){_MANY}[ \u00a0]?({_SIGN})(?![\w])", _sign_last),
    rule("€", "€", "euro"),
    rule("£", "£", "pound"),
    rule("¥", "¥", "yen"),
)
