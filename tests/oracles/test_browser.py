"""The report in a real browser: Playwright's Python package drives Debian's chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from omega_persistence import OmegaCacheLogger


playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Debian's chromium is not installed")

Record = dict[str, Any]
Open = Callable[..., Any]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = '<img src=x onerror="document.title=1">|`a` <script>alert(1)</script> &amp; "q"'
LONG = "W" * 70


def bet(number: int, **fields: Any) -> Record:
    record = {
        "bet_id": f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}_NBA_{number}",
        "date": f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "league": ("NBA", "NFL", "NHL", HOSTILE, LONG)[number % 5],
        "matchup": "Jazz vs Celtics",
        "pick": f"Pick {number}",
        "bet_type": ("spread", "total", "moneyline", "player_prop")[number % 4],
        "odds": ("-110", "+150", "-250", "+240")[number * 7 % 4],
        "implied_prob": (0.5238, 0.4, 0.7143, 0.2941)[number * 7 % 4],
        "model_prob": round(0.25 + number * 13 % 50 / 100, 2),
        "edge_pct": 3.0,
        "confidence": ("High", "Medium", "Low")[number % 3],
        "stake_amount": 100.0 + number % 7 * 1000,
        "result": ("Win", "Loss", "Win", "Loss", "Push", "Loss", "Win")[number * 5 % 7],
        "closing_odds": "-120",
        "clv_pct": round((number * 37 % 100 - 40) / 20, 2),
    }
    return {**record, **fields}


RECORDS = {
    "a year": [bet(i) for i in range(400)],
    "5,000 bets": [bet(i) for i in range(5000)],
    "one bet": [bet(1)],
    "results only": [
        {"bet_id": f"2025-01-01_NBA_{i}", "date": "2025-01-01", "league": "NBA"}
        | {"pick": f"Pick {i}", "result": "Win"}
        for i in range(1, 9)
    ],
    "nothing settled": [bet(i, result=None) for i in range(3)],
    "great sums": [bet(i, stake_amount=1e9) for i in range(60)],
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The path of the report's page for each record."""
    paths = {}
    for name, bets in RECORDS.items():
        logger = OmegaCacheLogger(str(tmp_path_factory.mktemp("report") / "logs"))
        logger.restore_session([{"filename": "bet_log.json", "content": json.dumps(bets)}])
        paths[name] = os.path.abspath(logger.write_audit_report()[1])
    return paths


@pytest.fixture
def opened(chromium: Any, pages: dict[str, str]) -> Iterator[Open]:
    """Open a record's page; afterwards nothing was complained of, and nothing was asked for."""
    contexts: list[Any] = []
    complaints: list[str] = []
    requests: list[str] = []

    def dismiss(dialog: Any) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_page(record: str = "a year", width: int = 1280, scheme: str = "light") -> Any:
        size = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=size, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", dismiss)
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"file://{pages[record]}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert len(requests) == len(contexts) and all(url.startswith("file://") for url in requests)


SIZES = pytest.mark.parametrize("width", [1280, 390])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


def brightness(colour: str) -> float:
    """Relative luminance of an rgb() colour (WCAG 2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colours(page: Any, selector: str = "h1") -> Any:
    """The page's background, and the colour of an element."""
    return page.evaluate(
        """selector => [document.documentElement, document.querySelector(selector)].map(
            (element, at) => getComputedStyle(element)[at ? "color" : "backgroundColor"])""",
        selector,
    )


def contrast(page: Any, selector: str) -> float:
    low, high = sorted(brightness(colour) for colour in colours(page, selector))
    return (high + 0.05) / (low + 0.05)


@SCHEMES
@SIZES
@pytest.mark.parametrize("record", RECORDS)
def test_nothing_scrolls_sideways(opened: Open, record: str, width: int, scheme: str) -> None:
    page = opened(record, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    spilled = page.evaluate(
        """[...document.querySelectorAll("body *")].filter(
            element => element.getBoundingClientRect().right > innerWidth + 0.5).length"""
    )
    assert spilled == 0


@SIZES
def test_no_cell_runs_into_its_neighbour(opened: Open, width: int) -> None:
    page = opened("a year", width)
    assert page.evaluate(
        """[...document.querySelectorAll("tr")].every(row => {
            const cells = [...row.children].map(cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return range.getBoundingClientRect();
            });
            return cells.every((one, at) => cells.slice(at + 1).every(other =>
                one.right <= other.left + 0.5 || one.bottom <= other.top + 0.5));
        })"""
    )


@SIZES
def test_every_picture_has_a_size_and_a_text_alternative(opened: Open, width: int) -> None:
    page = opened("a year", width)
    boxes = page.evaluate(
        """[...document.querySelectorAll("svg")].map(svg => {
            const box = svg.getBoundingClientRect();
            return [box.width, box.height, box.left, box.right];
        })"""
    )
    assert len(boxes) == 4
    assert all(
        w >= 300 and h >= 150 and left >= 0 and right <= width for w, h, left, right in boxes
    )
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
    names = [node["name"]["value"] for node in images]
    assert names[2:] == ["Calibration", "Closing-line value"] and all(names)
    assert all(node["description"]["value"] for node in images)


def test_the_lettering_of_a_picture_can_be_read_on_a_phone(opened: Open) -> None:
    page = opened("a year", 390)
    heights = page.evaluate(
        """[...document.querySelectorAll("svg text")].map(
            text => text.getBoundingClientRect().height)"""
    )
    assert heights and min(heights) >= 10


@SIZES
def test_no_lettering_is_cut_off(opened: Open, width: int) -> None:
    page = opened("a year", width)
    assert page.evaluate(
        """[...document.querySelectorAll("svg text")].every(text => {
            const box = text.getBoundingClientRect();
            const frame = text.ownerSVGElement.getBoundingClientRect();
            return box.left >= frame.left - 1 && box.right <= frame.right + 1
                && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
        })"""
    )


@SCHEMES
def test_it_can_be_read_by_day_and_in_the_dark(opened: Open, scheme: str) -> None:
    page = opened("a year", 390, scheme)
    background, _ = colours(page)
    assert (brightness(background) > 0.5) == (scheme == "light")
    for selector in ("h1", "dt", "td", "figcaption", "svg text"):
        assert contrast(page, selector) >= 7
    stroke = page.evaluate("getComputedStyle(document.querySelector('path.line')).stroke")
    low, high = sorted([brightness(stroke), brightness(background)])
    assert (high + 0.05) / (low + 0.05) >= 4.5


@SCHEMES
def test_it_prints_dark_on_light(opened: Open, scheme: str) -> None:
    page = opened("a year", 1280, scheme)
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    page.emulate_media(media="print", color_scheme=scheme)
    background, ink = colours(page)
    assert brightness(background) > 0.9 and brightness(ink) < 0.1


@SIZES
def test_hostile_text_shows_as_text(opened: Open, width: int) -> None:
    page = opened("a year", width)
    assert page.title() == "Betting audit"
    assert page.locator("img, script").count() == 0
    assert page.locator("th", has_text=HOSTILE[:60]).first.is_visible()
    assert HOSTILE[:80].strip() in page.inner_text("main")


def test_without_a_settled_bet_the_page_is_a_kind_note(opened: Open) -> None:
    page = opened("nothing settled", 390)
    assert page.locator("h1").is_visible()
    assert "first result" in page.inner_text("body")
    assert page.locator("svg, table").count() == 0


def test_the_verdict_and_the_four_figures_are_seen_without_scrolling(opened: Open) -> None:
    page = opened("a year", 1280)
    bottoms = page.evaluate(
        """[...document.querySelectorAll("h1, b")].map(
            element => element.getBoundingClientRect().bottom)"""
    )
    assert len(bottoms) == 5 and max(bottoms) < 900
