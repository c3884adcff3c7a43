"""The tray's icons, drawn by code at any size: one shape for each look, told apart without colour too."""

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from ui.standing import Look

FINE = 8
"""Drawn so many times larger, then made smaller: the edges get smooth."""
UNIT = 32
"""Shapes are told on a square of 32 by 32."""
Colour = tuple[int, int, int, int]
_INK, _PAPER = (24, 26, 30, 255), (245, 246, 248, 255)
_CLEAR = (0, 0, 0, 0)
_COLOURS: dict[Look, Colour] = {
    Look.IDLE: (92, 168, 255, 255),
    Look.LISTENING: (64, 200, 120, 255),
    Look.THINKING: (186, 140, 255, 255),
    Look.SPEAKING: (40, 200, 220, 255),
    Look.MUTED: (235, 90, 90, 255),
    Look.PAUSED: (235, 190, 70, 255),
    Look.DEGRADED: (245, 160, 60, 255),
    Look.ERROR: (225, 70, 70, 255),
    Look.OFFLINE: (150, 155, 165, 255),
}
"""The disc behind; the shape on it is what tells."""


class _Pen:
    """Draws on the fine square in units of the small one."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: float) -> None:
        self._draw, self._scale = draw, scale

    def _all(self, *numbers: float) -> list[float]:
        return [number * self._scale for number in numbers]

    def disc(self, x: float, y: float, radius: float, fill: Colour = _INK) -> None:
        self._draw.ellipse(self._all(x - radius, y - radius, x + radius, y + radius), fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour = _INK) -> None:
        box = self._all(x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse(box, None, fill, round(width * self._scale))

    def arc(self, x: float, y: float, radius: float, begin: float, end: float) -> None:
        box = self._all(x - radius, y - radius, x + radius, y + radius)
        self._draw.arc(box, begin, end, _INK, round(2.6 * self._scale))

    def bar(self, x: float, y: float, width: float, height: float, round_: float = 0) -> None:
        box = self._all(x, y, x + width, y + height)
        self._draw.rounded_rectangle(box, round_ * self._scale, _INK)

    def line(self, points: tuple[float, ...], width: float, fill: Colour = _INK) -> None:
        self._draw.line(self._all(*points), fill, round(width * self._scale))

    def shape(self, *points: float) -> None:
        self._draw.polygon(self._all(*points), _INK)


def _idle(pen: _Pen) -> None:
    pen.disc(16, 16, 4.5)


def _microphone(pen: _Pen) -> None:
    pen.bar(12.5, 6, 7, 12, 3.5)
    pen.arc(16, 14.5, 7, 10, 170)
    pen.bar(14.8, 21, 2.4, 4)
    pen.bar(11, 24, 10, 2.4, 1)


def _thinking(pen: _Pen) -> None:
    for x in (8.5, 16, 23.5):
        pen.disc(x, 16, 2.9)


def _speaking(pen: _Pen) -> None:
    pen.shape(6, 13, 10, 13, 15.5, 7.5, 15.5, 24.5, 10, 19, 6, 19)
    pen.arc(15.5, 16, 5.5, -55, 55)
    pen.arc(15.5, 16, 10, -50, 50)


def _muted(pen: _Pen) -> None:
    _microphone(pen)
    pen.line((5.5, 4.5, 27.5, 26.5), 5.4, _COLOURS[Look.MUTED])
    pen.line((5.5, 5.5, 26.5, 26.5), 2.8)


def _paused(pen: _Pen) -> None:
    pen.bar(9.5, 8, 4.6, 16, 1)
    pen.bar(17.9, 8, 4.6, 16, 1)


def _degraded(pen: _Pen) -> None:
    pen.shape(16, 5, 27, 24.5, 5, 24.5)
    pen.line((16, 11.5, 16, 18.5), 2.8, _COLOURS[Look.DEGRADED])
    pen.disc(16, 21.6, 1.6, _COLOURS[Look.DEGRADED])


def _error(pen: _Pen) -> None:
    pen.line((9, 9, 23, 23), 4.4)
    pen.line((23, 9, 9, 23), 4.4)


def _offline(pen: _Pen) -> None:
    pen.arc(16, 17, 8.5, -55, 235)
    pen.bar(14.6, 6, 2.8, 10, 1)


_SHAPES: dict[Look, Callable[[_Pen], None]] = {
    Look.IDLE: _idle,
    Look.LISTENING: _microphone,
    Look.THINKING: _thinking,
    Look.SPEAKING: _speaking,
    Look.MUTED: _muted,
    Look.PAUSED: _paused,
    Look.DEGRADED: _degraded,
    Look.ERROR: _error,
    Look.OFFLINE: _offline,
}


def draw(look: Look, size: int = UNIT) -> Image.Image:
    """The icon, `size` pixels wide and high, RGBA. Its pale rim shows on a dark panel."""
    image = Image.new("RGBA", (size * FINE, size * FINE), _CLEAR)
    pen = _Pen(ImageDraw.Draw(image), size * FINE / UNIT)
    pen.disc(16, 16, 15.5, _PAPER)
    pen.disc(16, 16, 14.3, _COLOURS[look])
    _SHAPES[look](pen)
    return image.resize((size, size), Image.Resampling.BOX)


@cache
def pixels(look: Look, size: int) -> bytes:
    """Its pixels as D-Bus wants them: A, R, G, B, row by row."""
    red, green, blue, alpha = draw(look, size).split()
    return Image.merge("RGBA", (alpha, red, green, blue)).tobytes()
