"""Every text of the house stays readable on its background, by day, at night and in full sun."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
TEXT_PAIRS = [
    *[(text, back) for text in ("ink", "muted", "canal") for back in ("paper", "surface", "sunk", "canal-soft")],
    *[("ink", back) for back in ("blue-soft", "green-soft", "amber-soft", "red-soft")],
    *[("canal", back) for back in ("blue-soft", "green-soft", "amber-soft", "red-soft")],
    *[("canal-strong", back) for back in ("paper", "surface", "canal-soft")],
    *[("brique", back) for back in ("paper", "surface")],
    *[("red", back) for back in ("paper", "surface")],
    *[("amber", back) for back in ("paper", "surface", "amber-soft")],
    ("on-canal", "canal"),
    ("on-canal", "canal-strong"),
    ("on-header", "header"),
    ("on-red", "red"),
    ("on-amber", "focus-outer"),
]
CHIPS = ["p", "r", "d", "ap", "an", "none"]


def _theme(name: str) -> dict[str, str]:
    """Read the colours of a theme: the tokens of daylight, then those the theme changes."""
    blocks = re.findall(r"(?m)^\s*:root(\S*) \{(.*?)^\s*\}", TOKENS, re.S)
    wanted = {"light": [""], "dark": ["", ":not([data-sun])"], "sun": ["", "[data-sun]"]}[name]
    return {
        token: colour
        for selector, body in blocks
        if selector in wanted
        for token, colour in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body)
    }


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_every_text_has_a_contrast_of_at_least_4_5(theme):
    colours = _theme(theme)
    ratios = {(text, back): contrast(colours[text], colours[back]) for text, back in TEXT_PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_every_chip_has_a_contrast_of_at_least_8(theme):
    colours = _theme(theme)
    ratios = {chip: contrast(colours[f"chip-{chip}"], colours[f"chip-{chip}-back"]) for chip in CHIPS}
    assert {chip: round(ratio, 2) for chip, ratio in ratios.items() if ratio < 8} == {}


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_field_borders_are_seen(theme):
    colours = _theme(theme)
    assert min(contrast(colours["field"], colours[back]) for back in ("paper", "surface")) >= 3


def test_colours_stand_in_the_tokens_only():
    sheets = Path(settings.BASE_DIR, "static/css").glob("*.css")
    strays = {
        (sheet.name, colour)
        for sheet in sheets
        if sheet.name not in ("tokens.css", "print.css")
        for colour in re.findall(r"#[0-9a-fA-F]{3,6}\b", sheet.read_text())
    }
    assert strays == set()
