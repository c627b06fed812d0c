"""The sheets in a real spreadsheet: LibreOffice opens them, shows them and saves them again.

Without a window LibreOffice takes any CSV for Windows-1252; a person's import dialog sees the
byte-order mark and proposes UTF-8. `DIALOG` opens a sheet as the dialog does.

What no spreadsheet keeps, and so is not asked: the sign of +150 (read back from its layout) and
the noughts before a game number.
"""

from __future__ import annotations

import itertools
import math
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from builders import Record, bet, bets_in, columns, session


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")

# Comma, quotation mark, UTF-8, from line 1, no column formats, a language, and neither "format
# quoted field as text" nor "detect special numbers".
DIALOG = "CSV:44,34,76,1,,0,false,false"
SAVED_AS_UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76"
LAYOUTS = {"betlog": "BetLog.csv", "standard": "omega_bets.csv"}

LONG = "Jokić (ankle) is questionable; " * 40
PICKS: list[Record] = [
    {"pick": "DET -9.5", "confidence": "High", "stake_units": 1.5, "stake_amount": 75.0},
    {"pick": "-9.5 DET", "confidence": "Medium", "league": "LALIGA", "bet_type": "handicap"},
    {"pick": "Over 2.5", "confidence": "Low", "matchup": "Deportivo Alavés @ Atlético de Madrid"},
    {"pick": '=HYPERLINK("https://example.org","click")', "factors": LONG},
    {"pick": "+1-2", "predicted_outcome": "2-1", "factors": "-2+3+cmd|' /C calc'!A0"},
    {"pick": "@x", "factors": "@SUM(1+1)*cmd", "game_id": "NBA_20251124_7"},
    {"pick": 'Beşiktaş, "to win"', "factors": "line one\nline two; 50 % · 1,5", "game_id": "=A1"},
    {"pick": "TRUE", "factors": "1/2", "predicted_outcome": "1.5 e5", "matchup": "#N/A vs #REF!"},
    {"pick": "'quoted", "factors": "''twice'", "predicted_outcome": "'=1"},
]
CIRCLES = {"High": "🔵 High", "Medium": "🟢 Med", "Low": "🟡 Low"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log of strange bets, some settled, and both sheets of it."""
    folder = tmp_path_factory.mktemp("spreadsheet")
    logger = session(folder)
    priced = {"odds": "+150", "implied_prob": 0.4, "model_prob": 0.44, "edge_pct": 4.0}
    ids = logger.log_bet_recommendations(
        [bet(**{**(priced if n % 2 else {}), **pick}) for n, pick in enumerate(PICKS)]
    )
    settled: list[dict[str, Any]] = [
        {"bet_id": ids[0], "result": "Win", "final_score": "3-1", "closing_odds": "+105"},
        {"bet_id": ids[1], "result": "Loss", "final_score": "10:2", "closing_odds": "-120"},
        {"bet_id": ids[4], "result": "Push", "final_score": "=1+1"},
    ]
    for layout, name in LAYOUTS.items():
        logger.update_pending_bets_and_export(settled, name)
        logger.export_to_csv(name, layout)
        settled = []
    return folder


def converted(path: Path, form: str, into: Path, filters: str = DIALOG) -> Path:
    """What LibreOffice makes of a sheet."""
    assert OFFICE
    profile = (path.parent / "profile").as_uri()
    settings = ["--infilter=" + filters] if filters else []
    settings += ["--convert-to", form, "--outdir", str(into)]
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile}", "--headless", *settings, str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return into / f"{path.stem}.{form.partition(':')[0]}"


def by_local_name(element: ET.Element) -> dict[str, str]:
    """The attributes of an element without their namespaces."""
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def cells(path: Path) -> list[list[tuple[str, str]]]:
    """The cells of a flat OpenDocument sheet: type and value of each; there is no formula."""
    rows = []
    for row in ET.parse(path).iter("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"):
        found: list[tuple[str, str]] = []
        for cell in row:
            told = by_local_name(cell)
            assert "formula" not in told, told
            assert not list(cell.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a"))
            kind = told.get("value-type", "")
            text = "\n".join("".join(line.itertext()) for line in cell)
            value = told.get("date-value") or told.get("value") or text
            found += [(kind, value)] * min(int(told.get("number-columns-repeated", 1)), 40)
        if any(kind for kind, _ in found):
            rows.append(found)
    return rows


NUMBERS = {
    *("Odds_American", "Implied_Prob", "Model_Prob", "Edge_%", "odds", "implied_prob"),
    *("model_prob", "edge_pct", "stake_units", "stake_amount", "closing_odds", "clv_pct"),
}


@pytest.mark.parametrize("name", LAYOUTS.values())
def test_no_cell_is_a_formula_and_numbers_and_dates_keep_their_types(
    folder: Path, tmp_path: Path, name: str
) -> None:
    header, *rows = cells(converted(folder / name, "fods", tmp_path))
    titles = [title for _, title in header if title]
    written = columns(folder / name)
    assert len(rows) == len(written) == len(PICKS)
    for row, told in zip(rows, written):
        for title, (kind, value) in itertools.zip_longest(titles, row[: len(titles)]):
            if told[title] == "":
                assert kind == "", (title, value)
            elif title in NUMBERS:
                assert kind == "float", (title, kind, value)
                assert math.isclose(float(value), float(told[title]), rel_tol=1e-12)
            elif title in ("Date", "date"):
                assert (kind, value) == ("date", told[title])
            elif title in ("Pick", "pick", "Final Box Score", "final_score"):
                assert kind == "string" or told[title] == "TRUE", (title, kind, value)
        shown = dict(zip(titles, (value for _, value in row)))
        tier = shown.get("Confidence_Tier")
        assert tier is None or tier in CIRCLES.values()


def test_the_page_shows_circles_accents_long_text_and_formulas_as_text(
    folder: Path, tmp_path: Path
) -> None:
    page = converted(folder / LAYOUTS["betlog"], "pdf", tmp_path)
    tools = shutil.which("pdftotext"), shutil.which("pdftoppm")
    if not all(tools):
        pytest.skip("poppler-utils are not installed")
    text = subprocess.run(
        [str(tools[0]), "-layout", str(page), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    for shown in (*CIRCLES.values(), "Alavés", "Atlético", "Beşiktaş", "Jokić", "=HYPERLINK("):
        assert shown in text, shown
    for broken in ("Ã", "ðŸ", "Err:", "#NAME?", "#VALUE!"):
        assert broken not in text
    # For eyes. LibreOffice before 7.5 leaves the circles out of the picture, not out of the text.
    command = [str(tools[1]), "-png", "-r", "60", "-l", "3", str(page), str(tmp_path / "page")]
    subprocess.run(command, check=True, timeout=60)
    assert all(path.stat().st_size > 1000 for path in tmp_path.glob("page*.png"))
    assert list(tmp_path.glob("page*.png"))


# What the BetLog sheet holds of a bet; the standard one holds all of it.
BETLOG_FIELDS = (
    *("date", "league", "pick", "odds", "implied_prob", "model_prob", "edge_pct", "confidence"),
    *("predicted_outcome", "factors", "final_score", "result"),
)

WAYS_TO_SAVE = {
    "opened and saved as UTF-8": (DIALOG, SAVED_AS_UTF8),
    "opened as UTF-8, saved as it comes": (DIALOG, "csv"),
    "opened and saved as it comes": ("", "csv"),
    "opened as Windows-1252, saved as UTF-8": ("", SAVED_AS_UTF8),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("opened", "saved"), WAYS_TO_SAVE.values(), ids=WAYS_TO_SAVE.keys())
def test_a_sheet_that_libreoffice_saved_again_restores_to_the_same_bets(
    folder: Path, tmp_path: Path, layout: str, opened: str, saved: str
) -> None:
    sheet = converted(folder / LAYOUTS[layout], saved, tmp_path / "saved", opened)
    logger = session(tmp_path / "new")
    report = logger.restore_session([str(sheet)])
    assert (report["added"], report["rejected"]) == (len(PICKS), [])
    originals = bets_in(folder)
    fields = tuple(originals[0]) if layout == "standard" else BETLOG_FIELDS
    for restored, original in zip(bets_in(tmp_path / "new"), originals):
        for field in fields:
            told, kept = original[field], restored[field]
            if field == "clv_pct" and told is not None:
                assert math.isclose(kept, told, rel_tol=1e-12)
            else:
                assert kept == told, field


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_sheet_that_libreoffice_saved_again_changes_nothing_in_its_own_log(
    folder: Path, tmp_path: Path, layout: str
) -> None:
    sheet = converted(folder / LAYOUTS[layout], SAVED_AS_UTF8, tmp_path)
    log = tmp_path / "own"
    log.mkdir()
    shutil.copy(folder / "bet_log.json", log)
    report = session(log).restore_session([str(sheet)])
    counts = report["added"], report["updated"], report["unchanged"]
    assert (counts, report["conflicts"], report["rejected"]) == ((0, 0, len(PICKS)), [], [])
    assert bets_in(log) == bets_in(folder)
