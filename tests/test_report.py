"""The promises of the report: figures may be missing, and text may be hostile."""

from __future__ import annotations

import html
import html.parser
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mistune
import pytest

from builders import Record
from omega_persistence import OmegaCacheLogger


HOSTILE = '<img src=x onerror="alert(1)">|`a` [x](javascript:alert(1)) **b** | ~~c~~ \\| &lt; "q" #'
PAGE_TAGS = re.compile(
    "html|head|meta|title|style|body|main|header|footer|section|p|h[12]|dl|div|dt|dd|b|"
    "figure|figcaption|svg|desc|path|text|table|thead|tbody|tr|th|td"
)


def bet(number: int, result: str | None, **fields: Any) -> Record:
    """A settled bet of 100 at -110, changed by the given fields."""
    day = number % 28 + 1
    record = {
        "bet_id": f"2025-{number // 500 + 1:02d}-{day:02d}_NBA_{number}",
        "date": f"2025-{number // 500 + 1:02d}-{day:02d}",
        "league": "NBA",
        "matchup": "Jazz vs Celtics",
        "pick": f"Pick {number}",
        "bet_type": "spread",
        "odds": "-110",
        "implied_prob": 0.5238,
        "model_prob": 0.56,
        "edge_pct": 3.62,
        "confidence": "High",
        "stake_amount": 100.0,
        "result": result,
        "closing_odds": "-120",
        "clv_pct": 2.16,
    }
    return {**record, **fields}


def season(n: int, **fields: Any) -> list[Record]:
    """n settled bets, most of them won."""
    return [
        bet(i, ("Win", "Loss", "Win", "Push", "Win", "Loss")[i % 6], **fields) for i in range(n)
    ]


class Page(html.parser.HTMLParser):
    """A page's elements in order, as (tag, attributes), and its visible text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source, self._inside = source, ""
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside != "style" and data.strip():
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]


Write = Callable[..., tuple[str, Page]]


@pytest.fixture
def report(tmp_path: Path) -> Write:
    """Write the report of an audit of these bets; return its Markdown and its page."""
    logger = OmegaCacheLogger(str(tmp_path / "logs"))

    def write(bets: list[Record], **changes: Any) -> tuple[str, Page]:
        audit = {**logger.run_backtest_audit(bets_override=bets), **changes}
        return read(logger.write_audit_report(audit=audit))

    return write


@pytest.fixture
def logged(tmp_path: Path) -> Write:
    """Write the report of a log that holds these bets; return its Markdown and its page."""

    def write(bets: list[Record]) -> tuple[str, Page]:
        logger = OmegaCacheLogger(str(tmp_path / "logs"))
        logger.restore_session([{"filename": "bet_log.json", "content": json.dumps(bets)}])
        return read(logger.write_audit_report())

    return write


def read(paths: list[str]) -> tuple[str, Page]:
    texts = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    return texts[0], Page(texts[1])


def tables(markdown: str) -> list[list[list[str]]]:
    """The tables of a Markdown text as rows of cells, as a CommonMark reader sees them."""

    def words(token: Record) -> str:
        own = token.get("raw", "") if token["type"] == "text" else ""
        return own + "".join(map(words, token.get("children", [])))

    found = []
    tokens = mistune.create_markdown(renderer=None, plugins=["table"])(markdown)
    assert isinstance(tokens, list)
    for token in tokens:
        if token["type"] == "table":
            head, body = token["children"]
            rows = [head["children"], *(row["children"] for row in body["children"])]
            found.append([[html.unescape(words(cell)) for cell in row] for row in rows])
    return found


# --- the files ----------------------------------------------------------------------------------


def test_the_report_is_two_files_named_by_the_day(tmp_path: Path) -> None:
    paths = OmegaCacheLogger(str(tmp_path)).write_audit_report()
    names = [os.path.basename(path) for path in paths]
    assert re.fullmatch(r"AUDIT_REPORT_\d{4}-\d\d-\d\d\.md", names[0])
    assert names[1] == names[0][:-3] + ".html"


@pytest.mark.parametrize("name", ["week.html", "week.md", "week"])
def test_both_files_take_the_stem_of_a_given_name(tmp_path: Path, name: str) -> None:
    paths = OmegaCacheLogger(str(tmp_path)).write_audit_report(output_file=name)
    assert [os.path.basename(path) for path in paths] == ["week.md", "week.html"]


def test_the_page_is_whole_and_in_order(logged: Write) -> None:
    _, page = logged(season(60))
    assert page.source.lower().startswith("<!doctype html>")
    assert page.all("html") == [{"lang": "en"}]
    assert "Betting audit" in page.texts
    headings = [tag for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1" and headings.count("h1") == 1 and set(headings[1:]) == {"h2"}
    order = [page.source.index(mark) for mark in ("<h1", "<dl", "<svg", "<table")]
    assert order == sorted(order)
    assert all(th.get("scope") in ("row", "col") for th in page.all("th"))


# --- what it says -------------------------------------------------------------------------------


def test_the_verdict_stands_above_every_figure(report: Write) -> None:
    verdict = "Over 60 bets, a profit that luck alone could explain; the prices beat the close."
    markdown, page = report(season(60), verdict=verdict)
    for text in (markdown, page.source):
        first = text.index("Over 60 bets, a profit that luck alone could explain")
        assert first < text.index("prices beat the close") < text.index("Level-stake return")


def test_four_figures_lead(report: Write) -> None:
    audit = {
        "flat_roi_pct": 3.42,
        "flat_roi_ci95_pct": [-4.1, 10.94],
        "total_pnl": 1234.5,
        "total_stake": 36000.0,
        "avg_clv_pct": 1.2,
        "clv_ci95_pct": [0.9, 1.5],
        "brier_skill": -0.0312,
        "skill_bets": 57,
    }
    markdown, page = report(season(60), **audit)
    rows = tables(markdown)[0][1:]
    assert [row[1] for row in rows] == ["+3.42%", "+1,234.50", "+1.20 pts", "−3.1%"]
    notes = ["−4.1 to 10.94", "36,000", "0.9 to 1.5", "57"]
    assert all(note in row[2] for note, row in zip(notes, rows))
    assert all(row[1] in page.texts and row[2] in page.texts for row in rows)


def test_no_interval_is_printed_that_the_verdict_would_not_trust(report: Write) -> None:
    for bets, interval in ((29, "none"), (30, " to ")):
        markdown, page = report(season(bets))
        assert interval in tables(markdown)[0][1][2]
        assert ("p value" in page.text) == (bets == 30)


def test_every_breakdown_and_every_figure_is_on_the_page(report: Write) -> None:
    bets = season(60)
    bets[0].update(league="NHL", bet_type="player_prop", confidence="Low", odds="+250")
    markdown, page = report(bets)
    heads = [table[0][0] for table in tables(markdown)]
    assert heads[1:] == [
        f"By {name}" for name in ("league", "confidence", "bet type", "odds", "month")
    ]
    for word in ("NHL", "player_prop", "Low", "+200 or longer", "2025-01", "log loss", "p value"):
        assert word in page.text
    assert len(page.all("table")) == 5


def test_a_breakdown_shows_its_largest_groups_and_the_latest_months(report: Write) -> None:
    bets = [bet(i, "Win", league=f"L{i % 100:03d}") for i in range(300)]
    bets += [bet(i, "Loss", league="Big") for i in range(50)]
    months = [bet(i, "Win", date=f"20{20 + i // 12}-{i % 12 + 1:02d}-01") for i in range(60)]
    leagues = [row[0] for row in tables(report(bets)[0])[1]]
    assert leagues[1] == "Big" and len(leagues) == 25
    by_month = [row[0] for row in tables(report(months)[0])[5]]
    assert by_month[1] == "2024-12" and len(by_month) == 25


def test_numbers_have_true_minus_signs(report: Write) -> None:
    markdown, page = report([bet(i, "Loss", clv_pct=-1.5, odds="-250") for i in range(40)])
    for text in (page.text, re.sub(r"\| -.*", "", markdown)):
        assert "−100.0%" in text and "−200 or shorter" in text
        assert not re.search(r"(?<![\w])-\d", text)


# --- what is missing ----------------------------------------------------------------------------


def test_without_a_settled_bet_it_says_so_kindly(report: Write) -> None:
    markdown, page = report([bet(i, None) for i in range(3)])
    for text in (markdown, page.text):
        assert "first result" in text and "3 pending" in text
        assert "none" not in text.lower()
    assert not page.all("svg") and not page.all("table")


def test_pushes_alone_win_no_share(report: Write) -> None:
    markdown, page = report([bet(1, "Push")])
    assert tables(markdown)[1][1][1:3] == ["0–0–1", "none"]
    assert "0.0%" not in page.text.split("All figures")[0].replace("+0.0%", "")


def test_a_figure_with_nothing_to_stand_on_is_none(report: Write) -> None:
    missing = (
        "odds",
        "implied_prob",
        "model_prob",
        "edge_pct",
        "stake_amount",
        "clv_pct",
        "league",
    )
    markdown, page = report(season(40, **dict.fromkeys(missing)))
    assert [row[1] for row in tables(markdown)[0][1:]] == ["none"] * 4
    assert tables(markdown)[1][1][0] == "Unknown" in page.text
    assert tables(markdown)[1][1][3:] == ["none", "none", "none"]
    assert "Brier score" not in page.text.split("All figures")[1]
    for text in (markdown, page.source):
        assert not re.search(r"\b(None|nan|inf|null)\b", text)


def test_figures_that_were_null_or_never_given_do_no_harm(report: Write) -> None:
    bets = season(40)
    markdown, page = report(bets, brier_skill=None, calibration=None, by_odds=None, clv_bets=0)
    assert [row[1] for row in tables(markdown)[0][3:]] == ["none", "none"]
    assert not re.search(r"\bNone\b", page.source)


def test_an_audit_of_version_2_is_reported(tmp_path: Path) -> None:
    counts = {"total": 10, "wins": 6, "losses": 4, "pushes": 0, "win_rate": 60.0}
    audit = {
        **{"total_bets": 10, "settled_bets": 10, "wins": 6, "losses": 4, "pushes": 0},
        **{"win_rate_pct": 60.0, "roi_pct": 14.5, "total_stake": 1000.0, "total_pnl": 145.0},
        **{"avg_edge_pct": 2.1, "avg_clv_pct": 0.8, "brier_score": 0.24},
        **{f"by_{name}": {"NBA": counts} for name in ("league", "confidence", "bet_type")},
        **{"audit_date": "2025-11-24T13:00:00Z", "date_range": {"start": None, "end": None}},
    }
    markdown, page = read(OmegaCacheLogger(str(tmp_path)).write_audit_report(audit=audit))
    assert [row[1] for row in tables(markdown)[0][1:]] == ["none", "+145.00", "+0.80 pts", "none"]
    assert ["NBA", "6–4–0", "60.0%", "none", "none", "none"] in tables(markdown)[1]
    assert "0.24" in page.texts


def test_other_bets_of_the_same_number_have_no_running_profit(tmp_path: Path) -> None:
    logger = OmegaCacheLogger(str(tmp_path))
    lost = [{**bet(i, "Loss"), "league": "NFL"} for i in range(40)]
    logger.restore_session([{"filename": "bet_log.json", "content": json.dumps(lost)}])
    won = logger.run_backtest_audit(bets_override=[bet(i, "Win") for i in range(40)])
    assert won["total_bets"] == logger.run_backtest_audit()["total_bets"] == 40
    _, page = read(logger.write_audit_report(won))
    assert "not all bets of the log" in page.text and "Running profit, money" not in page.texts


@pytest.mark.parametrize(("won", "lost", "trusted"), [(4, 60, 0), (60, 4, 0), (5, 60, 1)])
def test_an_interval_that_the_verdict_does_not_trust_is_not_printed(
    report: Write, won: int, lost: int, trusted: int
) -> None:
    bets = [bet(i, "Win" if i < won else "Loss", clv_pct=None) for i in range(won + lost)]
    markdown, page = report(bets)
    told = tables(markdown)[0][1]
    assert told[0] == "Level-stake return" and ("none (95%" in told[2]) == (not trusted)
    assert ("p value" in page.texts) == bool(trusted)
    assert ("an interval needs" in page.text) == (not trusted)


def test_bets_that_are_not_in_the_log_have_no_running_profit(report: Write, logged: Write) -> None:
    _, page = report(season(60))
    assert "not all bets of the log" in page.text and "Running profit, money" not in page.texts
    _, page = logged(season(60))
    assert "not all bets" not in page.text and "Running profit, money" in page.texts


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("result", ["Win", "Loss", "Push"])
def test_the_shortest_records_are_drawn(logged: Write, n: int, result: str | None) -> None:
    _, page = logged([bet(i, result) for i in range(n)])
    drawn = [path["d"] for path in page.all("path")]
    assert drawn and all(re.fullmatch(r"[ML\d. -]+", path) for path in drawn)


def test_absurd_stakes_do_not_break_it(logged: Write) -> None:
    _, page = logged(season(40, stake_amount=1.5e308))
    assert "Level-stake profit, units" in page.texts
    assert not re.search(r"\b(nan|inf)\b", page.source)


# --- text that is not ours ----------------------------------------------------------------------


def test_hostile_text_shows_as_text_on_the_page(report: Write) -> None:
    hostile = {"league": HOSTILE, "bet_type": HOSTILE, "confidence": HOSTILE}
    _, page = report(season(40, **hostile), verdict=HOSTILE, date_range={"start": HOSTILE})
    assert [tag for tag, _ in page.elements if not PAGE_TAGS.fullmatch(tag)] == []
    assert not [attrs for _, attrs in page.elements if any(key.startswith("on") for key in attrs)]
    assert page.texts.count(HOSTILE[:80].strip()) == 3
    assert any(HOSTILE in text for text in page.texts)


def test_hostile_text_breaks_no_markdown_table(report: Write) -> None:
    lines = HOSTILE + "\n| --- |\r\n\n# Title\x00\x1b \u2028 end"
    markdown, _ = report(season(40, league=lines, bet_type="a|b", confidence="\\|"), verdict=lines)
    found = tables(markdown)
    assert len(found) == 6
    assert all(len(row) == len(table[0]) for table in found for row in table)
    assert found[1][1][0] == HOSTILE[:80].strip()
    assert found[2][1][0] == "\\|" and found[3][1][0] == "a|b"
    assert [line for line in markdown.splitlines() if line.startswith("#")] == ["# Betting audit"]
    assert "<" not in markdown and "](" not in markdown


def test_text_that_cannot_be_written_does_not_stop_the_report(report: Write) -> None:
    markdown, page = report(season(40, league="\ud800 NBA"))
    assert "? NBA" in markdown and "? NBA" in page.texts


def test_a_long_name_is_cut(report: Write) -> None:
    _, page = report(season(40, league="x" * 100_000))
    assert len(page.source) < 20_000


def test_the_page_needs_nothing_but_itself(logged: Write) -> None:
    _, page = logged(season(60))
    assert not re.search(r"(?i)<script|<link|<iframe|@import|url\(|https?:|//", page.source)
    assert not [attrs for _, attrs in page.elements if {"src", "href", "srcset"} & set(attrs)]


# --- the pictures -------------------------------------------------------------------------------


def test_every_picture_has_a_size_and_a_text_alternative(logged: Write) -> None:
    _, page = logged(season(60))
    pictures = re.findall(r"<svg(.*?)>(.*?)</svg>", page.source, re.S)
    assert len(pictures) == 4 == len(page.all("svg")) == len(page.all("figcaption"))
    for attrs, (_, drawing) in zip(page.all("svg"), pictures):
        assert attrs["role"] == "img"
        assert float(attrs["width"]) > 0 and float(attrs["height"]) > 0
        assert re.fullmatch(r"0 0 \d+ \d+", attrs["viewbox"])
        assert re.match(r"\s*<title[^>]*>[^<]+</title>\s*<desc[^>]*>[^<]{20,}</desc>", drawing)


def test_the_axes_of_a_picture_are_named(logged: Write) -> None:
    _, page = logged(season(60))
    svgs = re.findall(r"<svg.*?</svg>", page.source, re.S)
    money, units, calibration, closing = [re.findall(r">([^<]+)</text>", svg) for svg in svgs]
    for words in (money, units):
        assert {"2025-01-01", "2025-01-28", "0"} <= set(words)
    assert {"0%", "50%", "100%"} <= set(calibration)
    assert "2025-01" in closing and "0" in closing


def test_a_long_record_stays_small_and_keeps_its_extremes(logged: Write) -> None:
    bets = [bet(i, "Win" if i % 2 else "Loss", date="2025-01-01") for i in range(5000)]
    bets[2500].update(result="Win", stake_amount=90_000.0)
    bets[2501].update(result="Loss", stake_amount=80_000.0)
    bets[4001].update(result="Loss", stake_amount=70_000.0)
    bets[4002].update(result="Win", stake_amount=70_000.0)
    markdown, page = logged(bets)
    assert len(page.source.encode()) < 300_000
    assert len(markdown.encode()) < 10_000
    path = next(path["d"] for path in page.all("path") if path.get("class") == "line")
    heights = [float(point.split()[1]) for point in path[1:].split("L")]
    assert len(heights) < 700
    highest, lowest = heights.index(min(heights)), heights.index(max(heights))
    for at in (highest, lowest):
        assert 0 < at < len(heights) - 1
        assert abs(heights[at] - heights[at - 1]) > 20 and abs(heights[at] - heights[at + 1]) > 20


def test_five_thousand_bets_of_every_kind_stay_small(logged: Write) -> None:
    bets = season(5000)
    for i, one in enumerate(bets):
        one.update(league=f"League {i}", bet_type=f"{HOSTILE} {i}", confidence=f"Tier {i}")
    _, page = logged(bets)
    assert len(page.source.encode()) < 300_000


def test_colours_change_in_the_dark_and_not_in_print(logged: Write) -> None:
    _, page = logged(season(60))
    dark = re.search(
        r"@media screen and \(prefers-color-scheme: ?dark\)\s*{(.*?)}}", page.source, re.S
    )
    assert dark and set(re.findall(r"--\w+", dark[1])) <= set(re.findall(r"--\w+", page.source))
    assert "break-inside:avoid" in page.source.replace(" ", "")
