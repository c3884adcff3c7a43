"""The icons: another shape for each look, whoever sees it, at every size."""

import itertools

import pytest
from PIL import Image, ImageChops

from ui.icon import draw, pixels
from ui.standing import Look

PAIRS = list(itertools.combinations(Look, 2))
SIZES = (16, 22, 24, 32, 48, 128)


def differing(one: Image.Image, other: Image.Image) -> float:
    """How much of the pixels is not the same, 0 to 1."""
    difference = ImageChops.difference(one, other).convert("L").point(lambda value: 255 * (value > 64))
    return difference.histogram()[255] / (one.width * one.height)


def black_and_white(look: Look, size: int) -> Image.Image:
    return draw(look, size).convert("L").point(lambda value: 255 * (value > 80))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("one", "other"), PAIRS, ids=str)
def test_two_looks_differ_in_shape_alone(one: Look, other: Look, size: int) -> None:
    assert differing(black_and_white(one, size), black_and_white(other, size)) > 0.03


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=str)
def test_two_looks_differ_in_greyscale(one: Look, other: Look) -> None:
    assert differing(draw(one, 22).convert("L"), draw(other, 22).convert("L")) > 0.03


@pytest.mark.parametrize("look", Look)
def test_the_icon_is_seen_on_a_dark_and_on_a_light_panel(look: Look) -> None:
    for panel in ("#202020", "#f0f0f0"):
        ground = Image.new("RGB", (22, 22), panel)
        shown = ground.copy()
        icon = draw(look, 22)
        shown.paste(icon, mask=icon)
        assert differing(shown, ground) > 0.1


@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_drawn_and_its_corners_are_clear(size: int) -> None:
    icon = draw(Look.IDLE, size)
    assert icon.size == (size, size)
    assert icon.getpixel((0, 0)) == (0, 0, 0, 0)


def test_pixels_are_told_in_the_order_of_d_bus() -> None:
    middle = pixels(Look.IDLE, 32)[4 * (32 * 8 + 16) :][:4]
    red, green, blue, alpha = draw(Look.IDLE, 32).getpixel((16, 8))  # type: ignore[misc]  # RGBA it is
    assert middle == bytes((alpha, red, green, blue))
    assert len(pixels(Look.IDLE, 22)) == 22 * 22 * 4
