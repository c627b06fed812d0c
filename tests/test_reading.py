"""Reading: whatever an owner attaches is bets, other records, or rejected with a reason."""

from __future__ import annotations

import copy
import csv
import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from attachments import (
    DAY,
    GAME,
    LEAGUE,
    PICK,
    as_set,
    assert_accounted,
    one,
    read_quietly,
    rejections,
    restore,
    restored,
    sheet_of,
    sheet_with,
    thread_file,
)
from builders import (
    FIELDS,
    Record,
    bet,
    bets_in,
    nothing_written,
    read_log,
    record,
    session,
    without,
    write_log,
)
from omega_persistence import OmegaCacheLogger


GIVEN = record("2025-11-02_NFL_1", matchup=GAME, pick=PICK, league=LEAGUE)
GIVEN_ROW = {"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": PICK, "odds": -110}
SECOND = record("2025-11-02_NFL_2", matchup=GAME, pick="Over 52.5", league=LEAGUE, odds="+102")


# --- What a column is called ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "cell", "field", "stored"),
    [
        ("Odds", "-110", "odds", "-110"),
        ("Odds_American", "+150", "odds", "+150"),
        ("American Odds", "-105", "odds", "-105"),
        ("AMERICAN ODDS", "130", "odds", "+130"),
        ("odds (American)", "\u2212115", "odds", "-115"),
        ("Odds", "EVEN", "odds", "+100"),
        ("Line", "-115", "odds", "-115"),
        *((title, "-115", "odds", "-115") for title in ("Odds (US)", "Odds (Am)", "American")),
        ("line", "even", "odds", "+100"),
        ("Stake (u)", "1.5", "stake_units", 1.5),
        ("stake_units", "2", "stake_units", 2.0),
        ("Stake Units", "2.5u", "stake_units", 2.5),
        ("Units", "0.5", "stake_units", 0.5),
        ("stake_amount", "12.50", "stake_amount", 12.5),
        ("Stake Amount", "$1,250.00", "stake_amount", 1250.0),
        ("W/L", "W", "result", "Win"),
        ("W/L", "P", "result", "Push"),
        ("Result", "Loss", "result", "Loss"),
        ("Closing Line", "-118", "closing_odds", "-118"),
        ("closing_odds", "+102", "closing_odds", "+102"),
        ("Closing Odds", "-120", "closing_odds", "-120"),
        ("Box score", "BUF 28, KC 21", "final_score", "BUF 28, KC 21"),
        ("Final Box Score", "28-21", "final_score", "28-21"),
        ("Final_Score", "28-21 (OT)", "final_score", "28-21 (OT)"),
        ("Implied_Prob", "0.5238", "implied_prob", 0.5238),
        ("Implied Prob", "0.5238", "implied_prob", 0.5238),
        ("Model_Prob", "0.571", "model_prob", 0.571),
        ("model prob.", "0.571", "model_prob", 0.571),
        ("Edge_%", "2.72", "edge_pct", 2.72),
        ("Edge", "2.72", "edge_pct", 2.72),
        ("Edge", "\u22122.72", "edge_pct", -2.72),
        ("EDGE (%)", "2.72", "edge_pct", 2.72),
        ("Tier", "High", "confidence", "High"),
        ("Confidence_Tier", "High", "confidence", "High"),
        ("confidence tier", "Low", "confidence", "Low"),
        ("Bet Type", "spread", "bet_type", "spread"),
        ("bet_type", "total", "bet_type", "total"),
        ("Predicted Outcome", "BUF 27, KC 24", "predicted_outcome", "BUF 27, KC 24"),
        ("predicted_outcome", "BUF 27, KC 24", "predicted_outcome", "BUF 27, KC 24"),
        ("Factors", "home dog, off a bye", "factors", "home dog, off a bye"),
        ("Game_ID", "NFL_BUF_KC", "game_id", "NFL_BUF_KC"),
        ("  game id ", "NFL_BUF_KC", "game_id", "NFL_BUF_KC"),
        ("Bet_ID", "2025-11-02_NFL_4", "bet_id", "2025-11-02_NFL_4"),
        ("BET-ID", "2025-11-02_NFL_4", "bet_id", "2025-11-02_NFL_4"),
        ("Stake ($)", "12.5", "stake_amount", 12.5),
        ("Bet \u20ac", "12.5", "stake_amount", 12.5),
        ("Implied %", "52.4", "implied_prob", 0.524),
        ("Market %", "52.4", "implied_prob", 0.524),
        ("Odds (Close)", "-120", "closing_odds", "-120"),
        ("Odds (Open)", "-105", "odds", "-105"),
    ],
)
def test_a_column_is_known_by_what_it_means_whatever_its_case_spacing_and_punctuation(
    title: str, cell: str, field: str, stored: Any, tmp_path: Path
) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(**{title: cell}), "mine.csv")))
    assert found[field] == stored
    assert "extra" not in found


@pytest.mark.parametrize("title", ["Pick #", "Bet %", "Result $", "Game #", "Day #"])
def test_a_number_of_something_is_not_the_thing(title: str, tmp_path: Path) -> None:
    titles, cells = ["Date", "League", title, "Pick"], [DAY, LEAGUE, "7", PICK]
    found = one(restored(tmp_path, thread_file(sheet_of(titles, cells))))
    assert (found["pick"], found["result"], found["matchup"]) == (PICK, None, None)
    assert found["extra"] == {title: "7"}


def test_a_sheet_with_unfamiliar_but_honest_titles_comes_through_whole(tmp_path: Path) -> None:
    titles = ["Date", "League", "Game", "Pick", "American Odds", "Stake (u)", "W/L"]
    titles += ["Closing Line", "Box score", "Model Prob"]
    row = ["11/2/2025", "NFL", GAME, PICK, "-110", "1.5", "w", "-118", "28-21", "0.571"]
    found = one(restored(tmp_path, thread_file(sheet_of(titles, row), "my own.csv")))
    assert {field: value for field, value in found.items() if value is not None} == {
        "bet_id": found["bet_id"],
        "date": "2025-11-02",
        "league": "NFL",
        "matchup": GAME,
        "pick": PICK,
        "odds": "-110",
        "model_prob": 0.571,
        "stake_units": 1.5,
        "result": "Win",
        "final_score": "28-21",
        "closing_odds": "-118",
        "clv_pct": pytest.approx((118 / 218 - 110 / 210) * 100),
    }


def test_a_stamp_that_is_no_time_is_kept_beside_the_bet(tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(Logged_At="on the train"))))
    assert (found["logged_at"], found["extra"]) == (None, {"Logged_At": "on the train"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"odds": "+100", "closing_odds": "-300", "clv_pct": 99.0}, {"clv_pct": 25.0}),
        ({"matchup": None, "game_id": GAME}, {"matchup": GAME, "game_id": None}),
        ({"bet_id": "2025-11-02_NFL_007"}, {"bet_id": "2025-11-02_NFL_7"}),
        ({"logged_at": "2025-02-31T10:00:00Z"}, {"logged_at": None}),
    ],
)
def test_what_looks_like_a_log_is_read_like_all_else(
    given: dict[str, Any], told: dict[str, Any], tmp_path: Path
) -> None:
    whole = record("2025-11-02_NFL_1", date=DAY, league=LEAGUE, matchup=GAME, pick=PICK)
    found = one(restored(tmp_path, thread_file(json.dumps([{**whole, **given}]))))
    assert {field: found[field] for field in told} == told


def test_a_record_of_a_log_without_a_pick_is_rejected(tmp_path: Path) -> None:
    whole = record("2025-11-02_NFL_1", date=DAY, league=LEAGUE, matchup=GAME, pick=None)
    [row] = restore(tmp_path, thread_file(json.dumps([whole])))["rejected"]
    assert row["reason"] == "pick: missing"


def test_what_is_inside_a_torn_record_is_no_row_of_its_own(tmp_path: Path) -> None:
    text = '[{"date": "2025-11-02", "note": {"a": 1}, "pi'
    assert len(restore(tmp_path, thread_file(text))["rejected"]) == 1


def test_a_total_below_does_not_hide_that_a_line_is_the_price(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, GAME, PICK, "-115"], [DAY, LEAGUE, GAME, "Over 47", "even"]]
    text = sheet_of(
        ["Date", "Sport", "Game", "My bet", "Line"], *rows, ["", "", "", "TOTAL", "11.5"]
    )
    report = restore(tmp_path, thread_file(text))
    assert [bet["odds"] for bet in bets_in(tmp_path)] == ["-115", "+100"]
    assert "date" in one(report["rejected"])["reason"]


@pytest.mark.parametrize(
    ("home", "away"), [("Home_Team", "Away_Team"), ("home team", "AWAY TEAM"), ("Home", "Away")]
)
def test_two_columns_of_teams_make_the_game(home: str, away: str, tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", home, away, "Pick"], [DAY, LEAGUE, "Buffalo", "Kansas City", PICK]
    )
    found = one(restored(tmp_path, thread_file(text)))
    assert "Buffalo" in found["matchup"] and "Kansas City" in found["matchup"]
    assert "extra" not in found


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Bookmaker", "FanDuel"),
        ("Notes", "never again (until Thursday)"),
        ("Wetter", "Regen, 20 mph"),
        ("EV %", "7.1"),
        ("Line", "+2.5"),
    ],
)
def test_a_column_that_no_name_fits_is_kept_under_its_title(
    title: str, cell: str, tmp_path: Path
) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(**{title: cell}))))
    assert found["extra"] == {title: cell}


def test_a_key_that_no_name_fits_is_kept_with_its_value(tmp_path: Path) -> None:
    extra = {"bookmaker": "Circa", "ev_pct": 7.86, "line": -4.5, "tags": ["dog", "home"]}
    found = one(restored(tmp_path, thread_file([{**bet(), **extra}])))
    assert found["extra"] == extra


def test_two_columns_of_one_name_both_come_through(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Game", "Pick", "Odds", "Odds"],
        [DAY, LEAGUE, GAME, PICK, "-110", "-112"],
    )
    found = one(restored(tmp_path, thread_file(text)))
    assert found["odds"] == "-110"
    assert list(found["extra"].values()) == ["-112"]


# --- What a row must say, and what it need not ---------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        (["Date", "League", "Pick"], [DAY, LEAGUE, PICK]),
        (["Date", "Game", "Pick"], [DAY, GAME, PICK]),
        (["Date", "Game_ID", "Pick"], [DAY, "NFL_BUF_KC", PICK]),
        (["Date", "League", "Game", "Pick", "Odds"], [DAY, LEAGUE, GAME, PICK, ""]),
    ],
)
def test_a_day_a_league_or_a_game_and_a_pick_are_a_bet(
    titles: list[str], row: list[str], tmp_path: Path
) -> None:
    found = one(restored(tmp_path, thread_file(sheet_of(titles, row))))
    assert (found["date"], found["pick"], found["odds"]) == (DAY, PICK, None)


def test_what_a_row_does_not_say_is_null_and_nothing_is_invented(tmp_path: Path) -> None:
    text = sheet_of(["Date", "League", "Pick"], [DAY, LEAGUE, PICK])
    found = one(restored(tmp_path, thread_file(text)))
    assert tuple(found) == FIELDS
    said = {field for field, value in found.items() if value is not None}
    assert said == {"bet_id", "date", "league", "pick"}


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["", LEAGUE, GAME, PICK, "-110"], "no day"),
        (["Total", "", "", "", "15.0"], "a sum"),
        (["13/45/2025", LEAGUE, GAME, PICK, "-110"], "no such day"),
        (["2025-02-30", LEAGUE, GAME, PICK, "-110"], "no such day"),
        (["soon", LEAGUE, GAME, PICK, "-110"], "no day"),
        ([DAY, "", "", PICK, "-110"], "neither league nor game"),
        ([DAY, LEAGUE, GAME, "", "-110"], "no pick"),
        ([DAY, LEAGUE, GAME, PICK, "-95"], "no American odds"),
        ([DAY, LEAGUE, GAME, PICK, "1.91"], "no American odds"),
        ([DAY, LEAGUE, GAME, PICK, "1,909"], "decimal odds with a comma"),
        ([DAY, LEAGUE, GAME, PICK, "pick'em"], "no American odds"),
        ([DAY, LEAGUE, GAME, PICK, "nan"], "no American odds"),
    ],
)
def test_a_row_that_is_no_bet_is_rejected_with_file_line_reason_and_raw_text(
    cells: list[str], why: str, tmp_path: Path
) -> None:
    good = [DAY, LEAGUE, GAME, "Over 52.5", "-110"]
    text = sheet_of(["Date", "League", "Game", "Pick", "Odds"], good, cells, good)
    report = restore(tmp_path, thread_file(text, "week.csv"))
    row = one(report["rejected"])
    assert (row["file"], row["line"]) == ("week.csv", 3), why
    assert row["raw"] == text.splitlines()[2]
    assert (report["files"][0]["records"], report["files"][0]["rows"]) == (2, 4)
    assert rejections(tmp_path) == [row]


@pytest.mark.parametrize(
    ("cell", "odds"),
    [
        ("+1,200", "+1200"),
        ("+12,500", "+12500"),
        ("+ 1,200*", "+1200"),
        (" \u22121,200", "-1200"),
        ("- 110", "-110"),
        ("\u2011110", "-110"),
        ("\uff0b150", "+150"),
        ("evens", "+100"),
        ("\u2013110", "-110"),
        ("-110*", "-110"),
        ("N/A", None),
        ("-", None),
        ("\u2014", None),
    ],
)
def test_odds_are_read_as_people_type_them(cell: str, odds: str | None, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(Odds=cell))))
    assert (found["odds"], found.get("extra")) == (odds, None)


def test_nothing_takes_the_place_of_a_cell_that_was_kept(tmp_path: Path) -> None:
    titles = ["Date", "League", "Pick", "Model Prob", "Model Prob", "Note", "Extra"]
    cells = [DAY, LEAGUE, PICK, "likely", "maybe", "a", '{"Note": "b"}']
    found = one(restored(tmp_path, thread_file(sheet_of(titles, cells))))
    kept = {"Model Prob": "likely", "Model Prob (5)": "maybe", "Note": "b", "Note (6)": "a"}
    assert found["extra"] == kept


def test_what_could_not_be_read_of_a_bet_is_told_and_of_a_rejected_row_only_in_its_text(
    tmp_path: Path,
) -> None:
    titles = ["Date", "League", "Pick", "Stake (u)"]
    rows = [[DAY, LEAGUE, PICK, "lots"], [DAY, LEAGUE, "", "some"], [DAY, LEAGUE, "B", "2"]]
    report = restore(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert report["files"][0]["unread"] == [{"line": 2, "field": "stake_units", "text": "lots"}]
    assert report["rejected"][0]["raw"].strip() == f"{DAY},{LEAGUE},,some"


def test_rejected_rows_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = f"Date,League,Pick\n{DAY},{LEAGUE},\n{DAY},{LEAGUE}\n{DAY},{LEAGUE},skip\n"
    assert [row["line"] for row in restore(tmp_path, thread_file(text))["rejected"]] == [2, 3, 4]


def test_equal_rows_under_two_headers_of_one_sheet_are_two_bets(tmp_path: Path) -> None:
    text = f"Date,League,Pick\n{DAY},{LEAGUE},{PICK}\nPick,League,Date\n{PICK},{LEAGUE},{DAY}\n"
    assert len(restored(tmp_path, thread_file(text))) == 2


def test_an_edge_told_as_a_fraction_among_points_is_a_round_number_of_points(
    tmp_path: Path,
) -> None:
    titles = ["Date", "League", "Pick", "Implied Prob", "Model Prob", "Edge"]
    rows = [[DAY, LEAGUE, f"{n}", "0.5", "0.57", edge] for n, edge in enumerate(("7", "7", "0.07"))]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert [bet["edge_pct"] for bet in found] == [7.0, 7.0, 7.0]


@pytest.mark.parametrize("word", ["NULL", "None", "N/A", "-", "Pending", ""])
def test_a_result_that_says_nothing_is_a_bet_still_open(word: str, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(Result=word))))
    assert (found["result"], found.get("extra")) == (None, None)


@pytest.mark.parametrize(
    "day",
    [
        *("2025-11-2", "2025.11.02", "20251102", "11/2/2025", "2025-11-02T19:00:00Z"),
        *("Nov 2, 2025", "Nov 2 2025", "Sunday, November 2, 2025", "Sun 11/2/2025 7:30 PM"),
        *("2 Nov 2025", "2 November 2025", "2-Nov-2025", "2-Nov-25", "Nov. 2, 2025"),
        *("Nov 2nd, 2025", "11/2/2025 (Sun)", "11/2/2025 @ 1:05 PM", "November 2nd 2025"),
    ],
)
def test_a_day_may_be_told_in_many_forms(day: str, tmp_path: Path) -> None:
    text = sheet_of(["Date", "League", "Pick"], [day, LEAGUE, PICK])
    assert one(restored(tmp_path, thread_file(text)))["date"] == DAY


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_each_row_of_a_sheet_that_cannot_be_told_is_rejected_by_itself(
    delimiter: str, tmp_path: Path
) -> None:
    rows = [[DAY, LEAGUE, f"team {number}", "-110"] for number in range(300)]
    text = sheet_of(["Date", "League", "Team", "Odds"], *rows, delimiter=delimiter)
    report = restore(tmp_path, thread_file(text + "\r\n"))
    assert [row["line"] for row in report["rejected"]] == list(range(1, 302))
    assert [row["raw"] for row in report["rejected"]] == text.splitlines()


def test_a_play_called_pass_is_no_reason_not_to_bet(tmp_path: Path) -> None:
    assert one(restored(tmp_path, thread_file(sheet_with(Odds="-110", Stat="Pass"))))


@pytest.mark.parametrize(
    "words", ["No bet", "NO BET", "no bet", "Skip", "SKIP", "Don't Bet", "Don\u2019t Bet"]
)
@pytest.mark.parametrize("kind", ["sheet", "document"])
def test_a_pick_that_says_not_to_bet_is_rejected_with_that_reason(
    words: str, kind: str, tmp_path: Path
) -> None:
    content: Any = [{"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": words, "odds": None}]
    if kind == "sheet":
        content = sheet_of(
            ["Date", "League", "Game", "Pick", "Odds"], [DAY, LEAGUE, GAME, words, ""]
        )
    report = restore(tmp_path, thread_file(content))
    assert bets_in(tmp_path) == []
    assert words.lower() in one(report["rejected"])["reason"].lower()


def test_a_tier_that_says_not_to_bet_is_a_rejection_too(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Game", "Pick", "Odds", "Confidence_Tier"],
        [DAY, LEAGUE, GAME, PICK, "-110", "Don't Bet"],
    )
    report = restore(tmp_path, thread_file(text))
    assert "don't bet" in one(report["rejected"])["reason"].lower()


# --- Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-11-02", "2025-11-02"),
        ("11/2/2025", "2025-11-02"),
        ("11/02/2025", "2025-11-02"),
        ("2/11/2025", "2025-02-11"),
        ("12/31/2025", "2025-12-31"),
        ("2025/11/02", "2025-11-02"),
        ("2024-02-29", "2024-02-29"),
        (" 2025-11-02 ", "2025-11-02"),
    ],
)
def test_days_are_read_with_the_month_first(cell: str, day: str, tmp_path: Path) -> None:
    text = sheet_of(["Date", "League", "Pick"], [cell, LEAGUE, PICK])
    assert one(restored(tmp_path, thread_file(text)))["date"] == day


# --- Probabilities and edges: the column decides -------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "stored", "unit"),
    [
        (["0.524", "0.551"], [0.524, 0.551], None),
        (["52.4%", "55.1%"], [0.524, 0.551], None),
        (["52.4", "55.1"], [0.524, 0.551], "percent"),
        (["52.4 %", "0.5 %"], [0.524, 0.005], None),
        (["52.4", "0.5", "61"], [0.524, 0.005, 0.61], "percent"),
        (["0.524", "0.5", "0.61"], [0.524, 0.5, 0.61], None),
        (["0.5", "52.4%", "61%"], [0.5, 0.524, 0.61], None),
        (["54.7", "1", "60.2"], [0.547, 0.01, 0.602], "percent"),
        (["0.547", "1", "0.602"], [0.547, 1.0, 0.602], None),
        (["0", "1", "0.5"], [0.0, 1.0, 0.5], None),
        (["", "54.7", ""], [None, 0.547, None], "percent"),
    ],
)
@pytest.mark.parametrize("title", ["Model Prob", "Implied_Prob"])
@pytest.mark.parametrize("kind", ["sheet", "document"])
def test_percent_or_fraction_is_decided_for_the_column_and_reported(
    cells: list[str],
    stored: list[float],
    unit: str | None,
    title: str,
    kind: str,
    tmp_path: Path,
) -> None:
    field = title.lower().replace(" ", "_")
    picks = [f"Over {place}.5" for place, _ in enumerate(cells)]
    content: Any = sheet_of(
        ["Date", "League", "Pick", title],
        *([DAY, LEAGUE, pick, cell] for pick, cell in zip(picks, cells)),
    )
    if kind == "document":
        content = [
            {"date": DAY, "league": LEAGUE, "pick": pick, field: json_value(cell)}
            for pick, cell in zip(picks, cells)
        ]
    report = restore(tmp_path, thread_file(content))
    found = {item["pick"]: item[field] for item in bets_in(tmp_path)}
    for pick, value in zip(picks, stored):
        assert found[pick] == (value if value is None else pytest.approx(value, abs=1e-12))
    assert report["files"][0]["units"].get(field) == unit


def json_value(cell: str) -> Any:
    """A cell as a document holds it: a number where it is one."""
    try:
        return json.loads(cell)
    except ValueError:
        return cell or None


def test_each_column_is_decided_by_itself(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Pick", "Implied_Prob", "Model_Prob"],
        [DAY, LEAGUE, PICK, "52.4", "0.571"],
        [DAY, LEAGUE, "Over 52.5", "0.9", "0.561"],
        [DAY, LEAGUE, "KC -2.5", "51.2", "0.9"],
    )
    report = restore(tmp_path, thread_file(text))
    found = {item["pick"]: item for item in bets_in(tmp_path)}
    assert found["Over 52.5"]["implied_prob"] == pytest.approx(0.009)
    assert found["KC -2.5"]["model_prob"] == 0.9
    assert report["files"][0]["units"] == {"implied_prob": "percent"}


@pytest.mark.parametrize(
    ("titles", "cells", "field", "value"),
    [
        ("Sport,League", "Football,NFL", "league", "NFL"),
        ("Bet #,Pick", "1,BUF +2.5", "pick", "BUF +2.5"),
        ("Wager,Pick", "$25.00,BUF +2.5", "pick", "BUF +2.5"),
        ("Bet,Selection", "3,BUF +2.5", "bet_type", None),
        ("Side,Pick", "Home,BUF +2.5", "pick", "BUF +2.5"),
        ("Bet $,Pick", "25,BUF +2.5", "stake_amount", 25.0),
        ("Moneyline,Odds", "+135,-110", "odds", "-110"),
        ("Opening Odds,Odds Taken", "-105,-110", "odds", "-110"),
        ("Score,Final Score", "8.5,110-108", "final_score", "110-108"),
        ("Model,Model Prob", "Omega v3,0.57", "model_prob", 0.57),
        ("Day,Date", "Sun,11/2/2025", "date", DAY),
        ("Price,American Odds", "1.91,-110", "odds", "-110"),
        ("Odds,American Odds", "1.91,-110", "odds", "-110"),
        ("Opening Odds,Bet Price", "-105,-110", "odds", "-110"),
        ("Opening Odds,My Odds", "-105,-110", "odds", "-110"),
        ("Result,W/L", "28-21,Win", "result", "Win"),
        ("My Pick,Wager", "BUF +2.5,5", "stake_amount", 5.0),
        ("Selection,Wager", "BUF +2.5,1u", "stake_units", 1.0),
        ("Recommendation,Wager", "BUF +2.5,1u", "pick", "BUF +2.5"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_titles_for_one_field_the_plainer_counts_wherever_it_stands(
    titles: str, cells: str, field: str, value: Any, turned: bool, tmp_path: Path
) -> None:
    row = dict(zip(titles.split(","), cells.split(",")))
    if turned:
        row = dict(reversed(row.items()))
    rest = {"Date": DAY, "League": LEAGUE, "Pick": PICK}
    rest = {title: cell for title, cell in rest.items() if title not in row}
    if "Selection" in row:
        del rest["Pick"]
    text = sheet_of([*row, *rest], [*row.values(), *rest.values()])
    assert one(restored(tmp_path, thread_file(text)))[field] == value


def test_a_file_cut_within_a_letter_is_read_as_what_it_was(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Game", "Pick", "Factors"],
        [DAY, "UCL", "Atlético vs København", "Atlético -1", "Julián 🔥"],
    )
    found = one(restored(tmp_path, thread_file(text.rstrip().encode()[:-2])))
    assert (found["matchup"], found["pick"]) == ("Atlético vs København", "Atlético -1")
    old = one(restored(tmp_path / "old", thread_file(text.replace("🔥", "").encode("cp1252"))))
    assert (old["matchup"], old["pick"]) == (found["matchup"], found["pick"])


@pytest.mark.parametrize(
    "head",
    [
        "[Week 9]\n",
        "[11/2/2025 8:14 PM] Sam: here they are\n",
        "".join(f"line {line} of talk\n" for line in range(99)),
    ],
    ids=["a bracket", "a stamp", "talk"],
)
def test_a_sheet_may_stand_below_anything(head: str, tmp_path: Path) -> None:
    sheet = sheet_of(["Date", "League", "Pick"], *([DAY, LEAGUE, f"Over {n}.5"] for n in range(9)))
    report = restore(tmp_path, thread_file(head + sheet))
    assert (report["added"], report["files"][0]["headers"]) == (9, 1)
    assert len(report["rejected"]) == head.count("\n")


def test_titles_may_take_two_lines(tmp_path: Path) -> None:
    text = sheet_of(["Game\nDate", "League", "Pick\n(team)", "Odds"], [DAY, LEAGUE, PICK, "-110"])
    text = text.replace("Pick\n(team)", "My\nPick")
    found = one(restored(tmp_path, thread_file(text)))
    assert (found["date"], found["pick"], found["odds"]) == (DAY, PICK, "-110")


def test_a_parlay_is_rejected_and_never_several_bets(tmp_path: Path) -> None:
    legs = [{"league": LEAGUE, "matchup": "A vs B", "pick": pick} for pick in ("A -3", "Over 44")]
    parlay = {
        "date": DAY,
        "league": LEAGUE,
        "type": "parlay",
        "odds": "+264",
        "stake": 10,
        "legs": legs,
    }
    report = restore(tmp_path, thread_file([parlay, {"date": DAY, "league": LEAGUE, "pick": PICK}]))
    assert report["added"] == 1 and "one price" in one(report["rejected"])["reason"]
    assert json.loads(one(report["rejected"])["raw"]) == parlay
    named = {**parlay, "pick": "A -3 + Over 44"}
    found = one(restored(tmp_path / "named", thread_file([named])))
    assert (found["odds"], found["stake_amount"]) == ("+264", 10.0)
    assert found["extra"]["legs"] == legs
    priced = {**parlay, "legs": [{**leg, "odds": -110} for leg in legs]}
    combined = {("combined" if key == "odds" else key): priced[key] for key in priced}
    report = restore(tmp_path / "priced", thread_file([priced, combined]))
    assert (report["added"], len(report["rejected"])) == (0, 2)
    listed = {"game": GAME, "odds": "-150", "date": DAY, "picks": priced["legs"]}
    assert len(restored(tmp_path / "listed", thread_file(listed))) == 2


@pytest.mark.parametrize("legs", ["selections", "picks", "parlay_legs", "legs"])
@pytest.mark.parametrize(
    "own", [{"odds": "+264", "stake": 10}, {"type": "Parlay"}, {"bet_type": "Same Game Parlay"}]
)
def test_what_is_one_ticket_is_never_several_bets(own: Record, legs: str, tmp_path: Path) -> None:
    picks = [{**GIVEN_ROW, "pick": pick} for pick in ("A -3", "Over 44")]
    report = restore(tmp_path, thread_file({"bets": [{"date": DAY, **own, legs: picks}]}))
    assert (report["added"], len(report["rejected"])) == (0, 1)


def test_a_leg_of_a_parlay_in_a_sheet_is_no_bet(tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(sheet_with(Odds="-110", **{"Bet Type": "Leg"})))
    assert one(report["rejected"])["reason"] == "no bet: Leg"


@pytest.mark.parametrize(
    "shape",
    [
        {"date": DAY, "league": LEAGUE, "bet": {"pick": PICK, "odds": -110, "result": None}},
        {"league": LEAGUE, "pick": {"selection": PICK, "date": DAY}, "odds": -110, "x": {"y": 1}},
        {"status": "won", "details": {"date": DAY, "league": LEAGUE, "pick": PICK, "odds": -110}},
    ],
)
def test_a_bet_told_in_two_parts_is_one(shape: Record, tmp_path: Path) -> None:
    outer = {**shape, "result": "Win", "stake_units": 2, "book": "X"}
    found = one(restored(tmp_path, thread_file([outer])))
    told = [found[field] for field in ("date", "pick", "odds", "result", "stake_units")]
    assert told == [DAY, PICK, "-110", "Win", 2.0] and found["extra"]["book"] == "X"


@pytest.mark.parametrize("passed", [[GIVEN_ROW], GIVEN_ROW])
def test_what_stands_around_a_passed_pick_makes_no_bet_of_it(passed: Any, tmp_path: Path) -> None:
    shape = {"date": DAY, "stake": 1, "result": "Win", "passed": passed}
    report = restore(tmp_path, thread_file([shape]))
    assert one(report["rejected"])["reason"] == "no bet: passed"


def test_the_part_of_a_bet_counts_before_what_stands_around_it(tmp_path: Path) -> None:
    shape = {"status": "success", "stake": 1, "bet": {**GIVEN_ROW, "status": "lost", "stake": 2}}
    found = one(restored(tmp_path, thread_file(shape)))
    assert (found["result"], found["stake_amount"]) == ("Loss", 2.0)
    assert found["extra"] == {"status (2)": "success", "stake (2)": 1}


@pytest.mark.parametrize(
    "held", [{"by_league": {LEAGUE: ...}}, {"data": {"bets": ...}}, {"bets": {"1": {}}}]
)
def test_bets_anywhere_in_what_looks_like_an_audit_are_bets(held: Any, tmp_path: Path) -> None:
    def filled(value: Any) -> Any:
        if value is ...:
            return [GIVEN_ROW]
        return {key: filled(value[key]) for key in value} if value else GIVEN_ROW

    wrapped = {"total_bets": 1, "settled_bets": 0, "win_rate": None, **filled(held)}
    assert one(restored(tmp_path, thread_file(wrapped)))["pick"] == PICK


def test_what_has_a_price_beside_lists_of_bets_is_not_dropped(tmp_path: Path) -> None:
    lean = {"selecton": "BUF", "odds": -120}
    wrapped = {"bets": [{"date": DAY, "league": LEAGUE, "pick": PICK}], "lean": lean}
    report = restore(tmp_path, thread_file(wrapped))
    assert (report["added"], json.loads(one(report["rejected"])["raw"])) == (1, lean)


@pytest.mark.parametrize("cells", [["{}", "{}"], ["**{}**", " {} "], [" {} ", "**{}**"]])
def test_a_table_pasted_below_a_document_is_not_dropped(cells: list[str], tmp_path: Path) -> None:
    row = "|".join(["", cells[0].format("BUF"), cells[1].format("-120"), ""])
    text = json.dumps([{"date": DAY, "league": LEAGUE, "pick": PICK}]) + f"\n\n{row}\n"
    report = restore(tmp_path, thread_file(text))
    assert (report["added"], one(report["rejected"])["raw"]) == (1, row)


def test_in_a_dictionary_of_bets_nothing_is_dropped(tmp_path: Path) -> None:
    bets = {
        "bet_1": {"date": DAY, "league": LEAGUE, "pick": PICK, "odds": -110},
        "bet_2": {"date": DAY, "league": LEAGUE, "matchup": GAME, "selecton": "BUF", "odds": -120},
    }
    report = restore(tmp_path, thread_file(bets))
    assert (report["added"], json.loads(one(report["rejected"])["raw"])) == (1, bets["bet_2"])


def test_a_second_table_under_the_bets_is_none_of_them(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Game", "Pick", "Odds", "Result"],
        ["11/2/2025", LEAGUE, GAME, PICK, "-110", "W"],
        [""] * 6,
        ["Date", "Bankroll", "Change", "Note", "", ""],
        ["11/2/2025", "1000", "+50", "good day", "", ""],
        ["11/3/2025", "1050", "-20", "bad day", "", ""],
    )
    report = restore(tmp_path, thread_file(text))
    assert report["added"] == 1
    assert [row["line"] for row in report["rejected"]] == [4, 5, 6]


def test_a_day_of_nonsense_costs_no_more_than_its_length(tmp_path: Path) -> None:
    # 400 KB; at the square of its length, as it once was, this took half an hour.
    day = "T1:00" * 80_000 + "\nx"
    report = restore(tmp_path, thread_file([{"date": day, "league": LEAGUE, "pick": PICK}]))
    assert len(report["rejected"]) == 1


@pytest.mark.parametrize("cell", ["202511", "251115", "2025112", "1/2"])
def test_a_number_too_short_for_a_day_is_none(cell: str, tmp_path: Path) -> None:
    row = [{"date": cell, "league": LEAGUE, "pick": PICK}]
    assert one(restore(tmp_path, thread_file(row))["rejected"])["reason"].startswith("date")


def test_a_column_of_stakes_in_units_is_one(tmp_path: Path) -> None:
    stakes = ["1.5u", "2 units", "", "-", "1", "No bet"]
    rows = [[DAY, LEAGUE, pick, stake] for pick, stake in zip("abcdef", stakes)]
    text = sheet_of(["Date", "League", "Pick", "Stake"], *rows)
    report = restore(tmp_path, thread_file(text))
    assert [item["stake_units"] for item in bets_in(tmp_path)] == [1.5, 2.0, None, None, 1.0]
    assert not any(item["stake_amount"] for item in bets_in(tmp_path))
    assert one(report["rejected"])["reason"] == "no bet: No bet"
    assert report["files"][0]["units"] == {"stake_amount": "stake_units"}


@pytest.mark.parametrize(
    ("title", "cell", "field"),
    [
        ("Stake", "2%", "stake_amount"),
        ("Unit Size", "$25", "stake_units"),
        ("Closing Line", "221.5", "closing_odds"),
        ("Closing Line", "(110)", "closing_odds"),
        ("Closing Line", "1_10", "closing_odds"),
    ],
)
def test_a_figure_of_another_kind_is_none_and_its_cell_kept(
    title: str, cell: str, field: str, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file(sheet_with(**{title: cell, "Odds": "-110"})))
    found = one(bets_in(tmp_path))
    assert (found[field], found["clv_pct"], found["extra"]) == (None, None, {title: cell})
    assert [item["text"] for item in report["files"][0]["unread"]] == [cell]


def test_money_beside_units_of_a_stake_is_not_mixed_with_them(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, "a", "$30"], [DAY, LEAGUE, "b", "2u"]]
    found = restored(tmp_path, thread_file(sheet_of(["Date", "League", "Pick", "Stake"], *rows)))
    assert [(item["stake_amount"], item.get("extra")) for item in found] == [
        (30.0, None),
        (None, {"Stake": "2u"}),
    ]


def test_an_edge_in_points_is_none_of_a_hundredth_where_the_probabilities_nearly_agree(
    tmp_path: Path,
) -> None:
    titles = ["Date", "League", "Pick", "Implied Prob", "Model Prob", "Edge"]
    rows = [[DAY, LEAGUE, "a", "0.524", "0.56", "6.1"], [DAY, LEAGUE, "b", "0.524", "0.526", "2.5"]]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert [item["edge_pct"] for item in found] == [6.1, 2.5]


@pytest.mark.parametrize(
    "said",
    [
        *("🔴 Don't Bet", "⛔ No Bet", "**No bet**", "NO BET.", "No bets", "Skip!", "PASS -"),
        *("No Bet (edge < 3%)", "Do not bet: too close"),
    ],
)
@pytest.mark.parametrize("title", ["Pick", "Confidence", "Bet_Type"])
def test_no_bet_in_whatever_dress_is_none(said: str, title: str, tmp_path: Path) -> None:
    row = {"Date": DAY, "League": LEAGUE, "Game": GAME, "Pick": PICK, title: said}
    report = restore(tmp_path, thread_file(sheet_of([*row], [*row.values()])))
    assert one(report["rejected"])["reason"] == f"no bet: {said}"


@pytest.mark.parametrize("pick", ["Pass yards over 250.5", "Skip Bayless prop", "No betting line"])
def test_a_pick_that_begins_like_none_is_one(pick: str, tmp_path: Path) -> None:
    row = [{"date": DAY, "league": LEAGUE, "pick": pick}]
    assert one(restored(tmp_path, thread_file(row)))["pick"] == pick


@pytest.mark.parametrize(
    "note", ["Do not bet more than 1u on this", "No bets left after it", "Skip the second half"]
)
def test_a_note_about_betting_is_no_word_against_the_bet(note: str, tmp_path: Path) -> None:
    assert one(restored(tmp_path, thread_file(sheet_with(Notes=note))))["extra"] == {"Notes": note}


@pytest.mark.parametrize("pick", ["—", "N/A", "None", "-"])
def test_a_pick_that_says_nothing_is_none(pick: str, tmp_path: Path) -> None:
    report = restore(
        tmp_path, thread_file(sheet_of(["Date", "League", "Pick"], [DAY, "NFL", pick]))
    )
    assert one(report["rejected"])["reason"] == "pick: missing"


@pytest.mark.parametrize(
    "text",
    [
        "Date,Game,Pick,Notes,\n11/2/2025,Bills, at KC,BUF +2.5,windy,\n",
        "|Date|League|Game|Pick|Result|\n|--|--|--|--|--|\n|11/2/2025|NFL|C \\| D|D +1|L|\n",
    ],
)
def test_a_cell_too_many_is_no_guess_where_the_last_title_is_empty(
    text: str, tmp_path: Path
) -> None:
    assert "cells under" in one(restore(tmp_path, thread_file(text))["rejected"])["reason"]


def test_a_simulation_in_a_sheet_is_no_bet(tmp_path: Path) -> None:
    titles = ["sim_id", "date", "league", "matchup", "pick", "n_iterations", "sim_results"]
    text = sheet_of(titles, ["x", DAY, LEAGUE, GAME, PICK, "10000", "{}"])
    assert restored(tmp_path, thread_file(text)) == []


def test_what_a_wrapper_says_of_its_teams_holds_for_its_picks(tmp_path: Path) -> None:
    picks = [{"pick": PICK, "odds": "-110"}, {"pick": "Over 44", "odds": "-105"}]
    game = {"date": DAY, "home_team": "Bills", "away_team": "Chiefs", "picks": picks}
    found = restored(tmp_path, thread_file(game))
    assert [item["matchup"] for item in found] == ["Chiefs @ Bills"] * 2


def test_a_long_column_is_decided_as_a_whole(tmp_path: Path) -> None:
    cells = ["52.4"] * 2500 + ["0.5"] * 2400  # the end alone would be read as fractions
    rows = [[DAY, LEAGUE, f"Over {place}.5", cell] for place, cell in enumerate(cells)]
    text = sheet_of(["Date", "League", "Pick", "Model_Prob"], *rows)
    report = restore(tmp_path, thread_file(text))
    assert report["files"][0]["units"] == {"model_prob": "percent"}
    found = [item["model_prob"] for item in bets_in(tmp_path)]
    assert sorted(found) == [0.005] * 2400 + [0.524] * 2500


@pytest.mark.parametrize("cell", ["140", "-0.2", "101%", "likely", "nan", "inf"])
def test_a_probability_that_is_none_is_null_and_its_cell_kept(cell: str, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(**{"Model Prob": cell}))))
    assert found["model_prob"] is None
    assert found["extra"] == {"Model Prob": cell}


@pytest.mark.parametrize(
    ("implied", "model", "edge", "points"),
    [
        ("0.5238", "0.551", "2.72", 2.72),
        ("0.5238", "0.551", "0.0272", 2.72),
        ("52.38%", "55.1%", "2.72%", 2.72),
        ("52.38%", "55.1%", "0.0272", 2.72),
        ("52.38", "55.1", "2.72", 2.72),
        ("0.5238", "0.551", "2.72%", 2.72),
        ("0.5238", "0.5288", "0.5", 0.5),
        ("0.5238", "0.5188", "-0.5", -0.5),
        ("0.5238", "0.5188", "-0.005", -0.5),
        ("", "", "2.72", 2.72),
        ("", "", "0.5", 0.5),
    ],
)
def test_an_edge_is_in_points_or_a_fraction_whichever_agrees_with_the_probabilities(
    implied: str, model: str, edge: str, points: float, tmp_path: Path
) -> None:
    text = sheet_with(**{"Implied_Prob": implied, "Model_Prob": model, "Edge": edge})
    found = one(restored(tmp_path, thread_file(text)))
    assert found["edge_pct"] == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize(("edge", "points"), [("0.0272", 2.72), ("2.72", 2.72), ("0.4", 0.4)])
def test_where_no_implied_probability_is_told_the_price_decides_how_an_edge_is_meant(
    edge: str, points: float, tmp_path: Path
) -> None:
    """-110 implies 110 / 210, so 0.551 is an edge of 2.72 points and 0.5278 one of 0.4."""
    model = f"{110 / 210 + points / 100:.4f}"
    text = sheet_with(**{"Odds": "-110", "Model_Prob": model, "Edge": edge})
    assert one(restored(tmp_path, thread_file(text)))["edge_pct"] == pytest.approx(points)


def test_an_edge_that_agrees_with_its_own_row_is_read_so_whatever_its_column(
    tmp_path: Path,
) -> None:
    rows = [(PICK, "0.56", "0.036"), ("Over 52.5", "0.57", "4.6"), ("KC -2.5", "0.5329", "0.4")]
    text = sheet_of(
        ["Date", "League", "Pick", "Implied_Prob", "Model_Prob", "Edge"],
        *([DAY, LEAGUE, pick, "0.524", model, edge] for pick, model, edge in rows),
    )
    found = {item["pick"]: item["edge_pct"] for item in restored(tmp_path, thread_file(text))}
    assert found == pytest.approx({PICK: 3.6, "Over 52.5": 4.6, "KC -2.5": 0.4})


def test_an_edge_that_disagrees_with_its_probabilities_comes_back_from_its_own_sheet(
    tmp_path: Path,
) -> None:
    """0.4 where the probabilities say 0.89 is still nearer to points than 40."""
    logger = session(tmp_path / "here")
    logger.log_bet_recommendation(bet(implied_prob=0.5238, model_prob=0.5327, edge_pct=0.4))
    path = logger.export_to_csv("BetLog.csv", "betlog")
    assert one(restored(tmp_path / "there", path))["edge_pct"] == 0.4


def test_a_column_of_edges_is_decided_as_a_whole_and_reported(tmp_path: Path) -> None:
    text = sheet_of(
        ["Date", "League", "Pick", "Implied_Prob", "Model_Prob", "Edge"],
        [DAY, LEAGUE, PICK, "0.5238", "0.551", "0.0272"],
        [DAY, LEAGUE, "Over 52.5", "", "", "0.5"],
        [DAY, LEAGUE, "KC -2.5", "0.5238", "0.5788", "0.055"],
    )
    report = restore(tmp_path, thread_file(text))
    found = {item["pick"]: item["edge_pct"] for item in bets_in(tmp_path)}
    assert found["Over 52.5"] == pytest.approx(50)
    assert found[PICK] == pytest.approx(2.72)
    assert report["files"][0]["units"] == {"edge_pct": "fraction"}


# --- Tiers, results, status ----------------------------------------------------------------------


def broken(text: str) -> str:
    """Text in UTF-8 that a program took for the Windows code page."""
    return text.encode().decode("cp1252", "replace")


@pytest.mark.parametrize(
    ("cell", "tier"),
    [
        ("\U0001f535 High", "High"),
        ("\U0001f7e2 Med", "Medium"),
        ("\U0001f7e1 Low", "Low"),
        (broken("\U0001f535 High"), "High"),
        (broken("\U0001f7e2 Med"), "Medium"),
        (broken("\U0001f7e1 Low"), "Low"),
        ("ðŸ”µ High", "High"),
        ("\U0001f7e2 Medium", "Medium"),
        ("Med", "Medium"),
        ("high", "High"),
        ("LOW", "Low"),
        ("? Med", "Medium"),
        ("A+", "A+"),
        ("Strong", "Strong"),
        ("Medium-High", "Medium-High"),
        ("High+", "High+"),
    ],
)
def test_tiers_with_emoji_or_their_ruins_are_high_medium_low_and_others_as_they_are(
    cell: str, tier: str, tmp_path: Path
) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(Tier=cell))))
    assert found["confidence"] == tier


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        *((word, "Win") for word in ("Win", "win", "WIN", "W", "w", "Won", "WON", "SETTLED_WIN")),
        *((word, "Loss") for word in ("Loss", "loss", "L", "l", "Lost", "LOST", "Settled - Lost")),
        *((word, "Win") for word in ("\u2714", "\u2714\ufe0f", "\u2705")),
        *((word, "Push") for word in ("Push", "PUSH", "Void", "void", "Voided", "No Action")),
        *((word, None) for word in ("Pending", "PENDING", "pending", "In Progress", "", "  ")),
    ],
)
@pytest.mark.parametrize("title", ["Result", "W/L", "Status"])
def test_results_are_read_in_any_case_and_spelling(
    cell: str, result: str | None, title: str, tmp_path: Path
) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(**{title: cell}))))
    assert found["result"] == result
    assert "extra" not in found


@pytest.mark.parametrize("cell", ["half won", "?", "see notes", "3-1"])
def test_a_result_that_is_none_is_null_and_its_cell_kept(cell: str, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(Result=cell))))
    assert found["result"] is None
    assert found["extra"] == {"Result": cell}


@pytest.mark.parametrize(
    ("result", "status", "expected"),
    [
        ("Win", "Settled", "Win"),
        ("", "Won", "Win"),
        ("", "Lost", "Loss"),
        ("", "Pending", None),
        ("Pending", "Pending", None),
        ("L", "Graded", "Loss"),
        ("Loss", "Lost", "Loss"),
        ("", "Void", "Push"),
    ],
)
@pytest.mark.parametrize("status_first", [True, False])
@pytest.mark.parametrize("kind", ["sheet", "document"])
def test_a_status_may_stand_beside_a_result(
    result: str, status: str, expected: str | None, status_first: bool, kind: str, tmp_path: Path
) -> None:
    cells = {"Result": result, "Status": status}
    if status_first:
        cells = dict(reversed(cells.items()))
    content: Any = sheet_with(**cells)
    if kind == "document":
        told = {title.lower(): cell or None for title, cell in cells.items()}
        content = [{"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": PICK, **told}]
    found = one(restored(tmp_path, thread_file(content)))
    assert found["result"] == expected
    if status in ("Settled", "Graded"):
        assert status in found["extra"].values(), "what no field holds is kept"


# --- Sheets --------------------------------------------------------------------------------------

TITLES = ["Date", "League", "Game", "Pick", "Odds", "Factors"]
ROW = [DAY, LEAGUE, GAME, PICK, "-110", "home dog"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_comma_semicolon_and_tab_with_any_line_end_and_mark(
    delimiter: str, end: str, mark: str, tmp_path: Path
) -> None:
    row = [*ROW[:-1], f"wind{delimiter} rain; and snow, they say"]
    text = mark + sheet_of(TITLES, row, delimiter=delimiter, end=end)
    found = one(restored(tmp_path, thread_file(text.encode(), "a.csv")))
    assert [found[field] for field in ("date", "league", "matchup", "pick", "odds")] == ROW[:-1]
    assert found["factors"] == row[-1]


def test_a_quoted_field_may_run_over_several_lines(tmp_path: Path) -> None:
    story = 'Sunday night\n- "Daniels" back\n\n- short prep, they say'
    text = sheet_of(TITLES, [*ROW[:-1], story], [*ROW[:3], "Over 52.5", "-110", "x"], end="\n")
    bad = text + "2025-11-03,NFL\n"
    report = restore(tmp_path, thread_file(bad))
    assert {item["factors"] for item in bets_in(tmp_path)} == {story, "x"}
    assert one(report["rejected"])["line"] == 7
    assert report["files"][0]["rows"] == 4


def test_a_header_repeated_in_the_middle_is_a_header(tmp_path: Path) -> None:
    other = [*ROW[:3], "Over 52.5", "-105", "x"]
    text = sheet_of(TITLES, ROW, [], TITLES, other, TITLES)
    report = restore(tmp_path, thread_file(text))
    assert (report["files"][0]["headers"], report["files"][0]["records"]) == (3, 2)
    assert report["rejected"] == []


def test_a_second_header_with_other_columns_rules_what_follows_it(tmp_path: Path) -> None:
    text = sheet_of(TITLES, ROW) + sheet_of(
        ["Pick", "Date", "Odds", "League"], ["Over 52.5", "11/9/2025", "-120", "NFL"]
    )
    report = restore(tmp_path, thread_file(text))
    found = {item["pick"]: item for item in bets_in(tmp_path)}
    assert (found["Over 52.5"]["date"], found["Over 52.5"]["odds"]) == ("2025-11-09", "-120")
    assert (report["files"][0]["headers"], report["files"][0]["rows"]) == (2, 4)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2025-11-09,NFL,Rams vs 49ers,LAR -3,-110", "a cell less"),
        ("2025-11-09,NFL,Rams vs 49ers,LAR -3,-110,cold, windy", "a cell more"),
        ("2025-11-09", "one cell"),
    ],
)
def test_a_row_with_more_or_fewer_cells_than_its_header_is_rejected(
    line: str, why: str, tmp_path: Path
) -> None:
    text = sheet_of(TITLES, ROW, end="\n") + line + "\n" + sheet_of(TITLES, ROW, end="\n")
    report = restore(tmp_path, thread_file(text, "a.csv"))
    row = one(report["rejected"])
    assert (row["line"], row["raw"]) == (3, line), why
    assert (report["files"][0]["records"], report["files"][0]["rows"]) == (2, 5)


def test_empty_cells_after_the_last_column_need_no_guessing(tmp_path: Path) -> None:
    text = sheet_of(TITLES, [*ROW, "", ""], [*ROW[:3], "Over 52.5", "-110", "x"])
    report = restore(tmp_path, thread_file(text))
    assert (report["files"][0]["records"], report["rejected"]) == (2, [])


def test_a_stray_quotation_mark_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, GAME, f"Over {place}.5", "-110", "x"] for place in range(20)]
    lines = sheet_of(TITLES, *rows, end="\n").splitlines()
    lines[5] = '2025-11-02,NFL,Bills vs Chiefs,Over 4.5,-110,"Embiid listed'
    report = restore(tmp_path, thread_file("\n".join(lines) + "\n"))
    assert report["files"][0]["rows"] == 21
    assert len(bets_in(tmp_path)) == 19
    assert one(report["rejected"])["line"] == 6


def test_two_stray_quotation_marks_swallow_no_row_between_them(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, GAME, f"Over {place}.5", "-110", "x"] for place in range(9)]
    lines = sheet_of(TITLES, *rows, end="\n").splitlines()
    lines[3] = '2025-11-02,NFL,Bills vs Chiefs,Over 2.5,-110,"Embiid listed'
    lines[6] = "2025-11-02,NFL,Bills vs Chiefs,Over 5.5,-110,6'6\""
    report = session(tmp_path).restore_session([thread_file("\n".join(lines) + "\n")])
    assert_accounted(report, tmp_path)
    found = {item["pick"]: item for item in bets_in(tmp_path)}
    assert {"Over 3.5", "Over 4.5"} <= found.keys()
    assert report["files"][0]["rows"] == 10
    assert all(len(item["factors"]) < 40 for item in found.values())
    assert report["rejected"][0]["reason"] == "a stray quotation mark"


def test_a_stray_quotation_mark_swallows_no_row_beside_it(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, GAME, f"Over {place}.5", "-110", "x"] for place in range(4)]
    lines = sheet_of(TITLES, *rows, end="\n").splitlines()
    lines[2] = '2025-11-02,NFL,Bills vs Chiefs,Over 1.5,-110,"Embiid'
    lines[3] = '2025-11-02,NFL,Bills vs Chiefs,Over 2.5,"-110,x'
    report = restore(tmp_path, thread_file("\n".join(lines) + "\n"))
    assert {item["pick"] for item in bets_in(tmp_path)} == {"Over 0.5", "Over 3.5"}
    assert [row["line"] for row in report["rejected"]] == [3, 4]


def test_a_stray_quotation_mark_in_every_row_swallows_none(tmp_path: Path) -> None:
    rows = [f'2025-11-02,NFL,Bills vs Chiefs,"Over {place}.5,-110,x' for place in range(8)]
    report = restore(tmp_path, thread_file("\n".join([",".join(TITLES), *rows]) + "\n"))
    assert [row["line"] for row in report["rejected"]] == list(range(2, 10))
    assert [row["raw"] for row in report["rejected"]] == rows


def test_rows_that_never_end_cost_no_more_than_their_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row opens a cell that no other closes; read to the end each time, 8 million lines."""
    read, reader = itertools.count(), csv.reader

    def counted(lines: Iterable[str], **form: Any) -> Any:
        return reader((line for line in lines if next(read) >= 0), **form)

    monkeypatch.setattr(csv, "reader", counted)
    rows = [f'"2025-11-02","NFL {place}' for place in range(4000)]
    report = restore(tmp_path, thread_file("\n".join([",".join(TITLES), *rows]) + "\n"))
    assert len(report["rejected"]) > 3990  # the last rows are as wide as the header together
    assert next(read) < 200 * 4000


def test_lines_above_the_header_are_told_and_not_taken_for_bets(tmp_path: Path) -> None:
    text = "Omega picks, week 9\n\n" + sheet_of(TITLES, ROW)
    report = restore(tmp_path, thread_file(text))
    assert one(bets_in(tmp_path))["pick"] == PICK
    assert [row["line"] for row in report["rejected"]] == [1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_sheet_saved_by_a_spreadsheet_is_read_in_its_encoding(
    encoding: str, tmp_path: Path
) -> None:
    row = [DAY, "UCL", "Atlético Madrid vs Union Saint-Gilloise", "Atlético -1.5", "-115", "Julián"]
    found = one(restored(tmp_path, thread_file(sheet_of(TITLES, row).encode(encoding), "a.csv")))
    assert (found["matchup"], found["factors"]) == (row[2], row[5])


def test_both_layouts_of_the_module_are_read(tmp_path: Path) -> None:
    source = session(tmp_path / "source")
    source.log_bet_recommendation(bet(stake_units=2.5, game_id="NBA_DET_IND", bookmaker="Circa"))
    standard, betlog = source.export_to_csv("all.csv"), source.export_to_csv("B.csv", "betlog")
    logged = one(bets_in(tmp_path / "source"))
    assert restored(tmp_path / "standard", standard) == [logged]
    found = one(restored(tmp_path / "betlog", betlog))
    columns = ("date", "league", "game_id", "pick", "odds", "implied_prob", "model_prob")
    more = ("edge_pct", "confidence", "predicted_outcome", "factors", "final_score", "result")
    assert {name: found[name] for name in (*columns, *more)} == {
        name: logged[name] for name in (*columns, *more)
    }


# --- Documents -----------------------------------------------------------------------------------

PAIR = [without(GIVEN, "bet_id", "logged_at"), without(SECOND, "bet_id", "logged_at")]
FENCE = "Here is the file as you asked:\n\n```json\n{}\n```\nAnything else?\n"


def text_of(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param([GIVEN, SECOND], id="a list"),
        pytest.param({"bets": [GIVEN, SECOND]}, id="bets"),
        pytest.param([{"bet_data": GIVEN}, {"bet_data": SECOND}], id="a list of bet_data"),
        pytest.param({"qualified_bets": [GIVEN, SECOND]}, id="qualified_bets"),
        pytest.param({"predictions": [GIVEN], "more": {"late": [SECOND]}}, id="nested lists"),
        pytest.param({GIVEN["bet_id"]: GIVEN, SECOND["bet_id"]: SECOND}, id="bets by id"),
        pytest.param({"generated": "2025-11-26", "n": 2, "picks": [GIVEN, SECOND]}, id="context"),
        pytest.param({"bets": [GIVEN], "simulations": [], "plan": [SECOND]}, id="empty lists"),
    ],
)
@pytest.mark.parametrize("form", ["parsed", "text", "bytes", "path"])
def test_every_shape_of_document_is_read_in_every_form(
    content: Any, form: str, tmp_path: Path
) -> None:
    file: Any = thread_file(copy.deepcopy(content), "anything.txt")
    if form in ("text", "bytes"):
        text = text_of(content)
        file["content"] = text if form == "text" else text.encode()
    elif form == "path":
        file = tmp_path / "attached.txt"
        file.write_text(text_of(content), encoding="utf-8")
    assert as_set(restored(tmp_path / "log", file)) == as_set([GIVEN, SECOND])
    assert as_set(read_quietly(tmp_path / "other", file)) == as_set([GIVEN, SECOND])


@pytest.mark.parametrize("content", [GIVEN, {"bet_data": GIVEN}, [GIVEN], {"bets": [GIVEN]}])
def test_one_record_alone_is_read(content: Any, tmp_path: Path) -> None:
    assert restored(tmp_path, thread_file(content)) == [GIVEN]


def test_a_path_may_be_text_too(tmp_path: Path) -> None:
    path = write_log(tmp_path / "attached.json", [GIVEN])
    assert restored(tmp_path / "a", str(path)) == [GIVEN]
    assert read_quietly(tmp_path / "b", str(path)) == [GIVEN]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text_of([GIVEN]) + "\n" + text_of([SECOND]), id="two documents"),
        pytest.param(text_of({"bets": [GIVEN]}) + text_of({"bets": [SECOND]}), id="touching"),
        pytest.param(json.dumps(GIVEN) + "\n" + json.dumps(SECOND) + "\n", id="JSON lines"),
        pytest.param(json.dumps(GIVEN) + "\n\n" + json.dumps(SECOND), id="JSON lines, blank"),
        pytest.param(FENCE.replace("{}", text_of([GIVEN, SECOND])), id="fence and prose"),
        pytest.param("```\n" + text_of([GIVEN, SECOND]) + "\n```", id="bare fence"),
        pytest.param("\ufeff" + text_of([GIVEN, SECOND]), id="byte-order mark"),
        pytest.param(text_of([GIVEN, SECOND]).replace("}", ",}").replace("]", ",]"), id="commas"),
        pytest.param(text_of([GIVEN, SECOND]).replace("\n  }", ",\n  }"), id="commas and lines"),
        pytest.param(text_of([GIVEN, SECOND]).replace('"+102"', "+102"), id="+102"),
        pytest.param(text_of([GIVEN, SECOND]).replace('"-110"', "-110"), id="-110"),
        pytest.param(text_of([GIVEN, SECOND]).replace("\n", "\r\n"), id="CRLF"),
        pytest.param(text_of([GIVEN, SECOND]).rstrip("]\n "), id="the bracket is gone"),
        pytest.param(text_of([GIVEN, SECOND])[1:], id="the first bracket is gone"),
        pytest.param(text_of([GIVEN, SECOND]).replace("Infinity", ""), id="plain"),
    ],
)
def test_what_a_language_model_does_to_json_costs_nothing(text: str, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(text, "pasted.txt"))
    assert as_set(bets_in(tmp_path)) == as_set([GIVEN, SECOND])
    assert report["rejected"] == []
    assert report["files"][0]["rows"] == 2


def test_slips_are_mended_outside_strings_only(tmp_path: Path) -> None:
    said = 'take +125, or better,} "quoted" ,] and ``` too: +7'
    text = text_of([{**GIVEN, "factors": said}]).replace('"-110"', "+110").replace("\n  }", ",\n }")
    found = one(restored(tmp_path, thread_file(text)))
    assert (found["factors"], found["odds"]) == (said, "+110")


@pytest.mark.parametrize(
    ("wrapper", "field", "expected"),
    [
        ({"date": "2025-11-02"}, "date", "2025-11-02"),
        ({"league": "NFL"}, "league", "NFL"),
        ({"matchup": GAME}, "matchup", GAME),
    ],
)
def test_what_a_wrapper_says_holds_for_the_bets_that_do_not_say_it(
    wrapper: Record, field: str, expected: str, tmp_path: Path
) -> None:
    bare = {"date": DAY, "league": LEAGUE, "matchup": "Rams vs 49ers", "pick": "LAR -3"}
    content = {**wrapper, "picks": [without(bare, field), {**bare, field: bare[field]}]}
    found = bets_in(tmp_path) if restore(tmp_path, thread_file(content)) else []
    assert sorted(item[field] for item in found) == sorted([expected, bare[field]])


def test_a_record_cut_in_two_is_rejected_and_all_before_it_are_read(tmp_path: Path) -> None:
    text = text_of([GIVEN, SECOND, {**GIVEN, "bet_id": "2025-11-02_NFL_3", "pick": "KC ML"}])
    cut = text[: text.index("KC ML") + 2]
    report = restore(tmp_path, thread_file(cut, "cut.json"))
    assert as_set(bets_in(tmp_path)) == as_set([GIVEN, SECOND])
    row = one(report["rejected"])
    start = text.rindex("{", 0, text.index('"2025-11-02_NFL_3"'))
    assert row["line"] == text.count("\n", 0, start) + 1
    assert row["raw"].startswith("{") and row["raw"].endswith('"pick": "KC')
    assert report["files"][0]["rows"] == 3


@pytest.mark.parametrize("layout", ["one record a line", "indented", "wrapped"])
def test_wherever_a_document_is_cut_every_whole_record_is_read_and_a_torn_one_rejected(
    layout: str, logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    records = [GIVEN, SECOND, {**GIVEN, "bet_id": "2025-11-02_NFL_3", "pick": 'KC, ML {["}]'}]
    text = {
        "one record a line": "[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n",
        "indented": text_of(records),
        "wrapped": json.dumps({"bets": records}),
    }[layout]
    ends = []
    for item in records:
        start = text.rindex("{", 0, text.index(item["bet_id"]))
        ends.append((start, json.JSONDecoder().raw_decode(text, start)[1]))
    for cut in range(ends[0][0] + 1, len(text), 7):
        report = logger.restore_session([thread_file(text[:cut])])
        account = one(report["files"])
        whole = sum(end <= cut for _, end in ends)
        torn = sum(start < cut < end for start, end in ends)
        assert (account["records"], account["rejected"], account["rows"]) == (
            whole,
            torn,
            whole + torn,
        ), text[:cut][-60:]


def test_a_retyped_document_with_one_damaged_record_loses_only_that(tmp_path: Path) -> None:
    records = [
        {**GIVEN, "bet_id": f"2025-11-02_NFL_{n}", "pick": f"Over {n}.5"} for n in range(1, 9)
    ]
    text = text_of(records).replace('"pick": "Over 4.5"', '"pick: "Over 4.5"')
    report = restore(tmp_path, thread_file(text))
    assert [item["pick"] for item in bets_in(tmp_path)] == [
        f"Over {n}.5" for n in range(1, 9) if n != 4
    ]
    assert "Over 4.5" in one(report["rejected"])["raw"]
    assert report["files"][0]["rows"] == 8


@pytest.mark.parametrize(
    "content",
    ["", "Hello, no bets today.", b"\x89PNG\r\n\x1a\n\0\0", "[1, 2, 3]", "null", "{}", "[]", 7, []],
)
def test_an_attachment_without_a_bet_adds_none_and_never_raises(
    content: Any, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file(content, "x"))
    assert bets_in(tmp_path) == [] and report["files"][0]["filename"] == "x"


def test_an_item_that_is_no_bet_is_rejected_and_not_dropped(tmp_path: Path) -> None:
    content = [GIVEN, {"note": "line moved"}, "Over 5", 7, None, {**SECOND, "date": "someday"}]
    report = restore(tmp_path, thread_file(content))
    assert report["files"][0]["rows"] == 6
    assert len(report["rejected"]) == 5
    assert bets_in(tmp_path) == [GIVEN]


def test_what_is_no_object_is_rejected_with_its_own_line(tmp_path: Path) -> None:
    text = f'[\n{json.dumps(GIVEN)},\n"Over 5",\n70000,\n{json.dumps(SECOND)},\n"Under 5"\n]\n'
    report = restore(tmp_path, thread_file(text))
    told = [(row["line"], row["raw"]) for row in report["rejected"]]
    assert told == [(3, "Over 5"), (4, "70000"), (6, "Under 5")]


def test_a_long_row_is_rejected_with_all_its_text(tmp_path: Path) -> None:
    row = "2025-11-02,NFL,Bills vs Chiefs,," + "why " * 5000
    report = restore(tmp_path, thread_file(",".join(TITLES[:5]) + "\n" + row + "\n"))
    assert one(report["rejected"])["raw"] == row


@pytest.mark.parametrize(
    "item",
    [
        {"pick": {"team": "BUF"}, "date": DAY},
        {"note": {"a": 1}},
        {"date": DAY, "picks": []},
        {"game": {"home": "BUF", "away": "KC"}, "odds": [1, 2]},
    ],
)
def test_an_item_that_only_looks_like_a_wrapper_is_rejected_and_not_dropped(
    item: Record, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file([GIVEN, item, SECOND]))
    assert as_set(bets_in(tmp_path)) == as_set([GIVEN, SECOND])
    assert json.loads(one(report["rejected"])["raw"]) == item


@pytest.mark.parametrize("file", [None, 7, {}, {"filename": "a.json"}, "no/such/file.json", "a\0b"])
def test_what_is_no_attachment_is_reported_and_the_others_are_read(
    file: Any, logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    report = logger.restore_session([file, thread_file([GIVEN], "good.json")])
    assert bets_in(tmp_path) == [GIVEN]
    assert len(report["files"]) == 2 and len(report["rejected"]) == 1


# --- Kinds ---------------------------------------------------------------------------------------

SIMULATION = {
    "sim_id": "2025-11-02_NFL_BUF_KC",
    "date": "2025-11-02",
    "game_id": "NFL_BUF_KC",
    "league": "NFL",
    "matchup": GAME,
    "sim_results": {"team_a_wins": 5412, "team_b_wins": 4588},
    "n_iterations": 10000,
    "model_probabilities": {"home_win": 0.5412},
    "predicted_scores": {"home": 26.1, "away": 24.0},
    "logged_at": "2025-11-02T15:20:02Z",
}


@pytest.mark.parametrize(
    "simulation",
    [
        SIMULATION,
        {**SIMULATION, "pick": PICK},
        {**SIMULATION, "pick": PICK, "odds": "-110", "bet_type": "spread"},
        without({**SIMULATION, "pick": PICK}, "sim_id"),
    ],
)
@pytest.mark.parametrize("name", ["simulation_log.json", "bet_log.json", "BetLog.csv"])
def test_a_simulation_is_never_taken_for_a_bet(
    simulation: Record, name: str, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file([simulation], name))
    assert bets_in(tmp_path) == []
    assert read_log(tmp_path / "simulation_log.json") == [simulation]
    assert (report["files"][0]["kind"], report["files"][0]["records"]) == ("simulations", 1)


def test_kinds_are_told_by_content_and_never_by_name(tmp_path: Path) -> None:
    source = session(tmp_path / "source")
    source.log_bet_recommendation(bet(result="Win", final_score="DET 125"))
    source.log_simulation_result(without(SIMULATION, "sim_id", "logged_at"))
    source.run_backtest_audit()
    paths = {Path(path).name: path for path in source.deliver_session("2025-11-24")}
    wrong = {
        "simulation_log.json": "bets",
        "session_manifest.json": "simulations",
        "BetLog.csv": "audits",
        "bet_log.json": "manifests",
    }
    kinds = ["bet_log.json", "simulation_log.json", "audit_log.json", "session_manifest.json"]
    files = [
        thread_file(Path(paths[right]).read_bytes(), name) for right, name in zip(kinds, wrong)
    ]
    report = restore(tmp_path / "log", *files)
    assert [account["kind"] for account in report["files"]] == list(wrong.values())
    assert [account["records"] for account in report["files"]] == [1, 1, 1, 1]
    for name in kinds[:3]:
        assert read_log(tmp_path / "log" / name) == read_log(tmp_path / "source" / name)
    assert report["manifest"] is not None and report["rejected"] == []


@pytest.mark.parametrize(
    "wrapper",
    [
        {"total_bets": 2, "settled_bets": [GIVEN], "pending_bets": [SECOND]},
        {"total_bets": 2, "settled_bets": 0, "bets": [GIVEN, SECOND]},
        {"n_iterations": 10000, "date": DAY, "predictions": [GIVEN, SECOND]},
        {"manifest": "v1", "files": [], "bets": [GIVEN, SECOND]},
        {"date": DAY, "league": LEAGUE, "recommendation": "Two", "bets": [GIVEN, SECOND]},
    ],
)
def test_a_wrapper_may_look_like_something_else(wrapper: Record, tmp_path: Path) -> None:
    assert as_set(restored(tmp_path, thread_file(wrapper))) == as_set([GIVEN, SECOND])


@pytest.mark.parametrize(
    "more", [{"n_iterations": 10000}, {"sim_id": "x"}, {"legs": [{"pick": 1}]}]
)
def test_a_bet_may_carry_what_others_are_known_by(more: Record, tmp_path: Path) -> None:
    assert restored(tmp_path, thread_file([{**GIVEN, **more}])) == [{**GIVEN, "extra": more}]


@pytest.mark.parametrize(
    ("more", "raw"),
    [
        ("\n\nDate,League,Pick,Odds\n2025-11-02,NFL,LOST,-110\n", "LOST"),
        ('\n"2025-11-02", "league": "NFL", "pick": "LOST", "odds": -110},\n', "LOST"),
    ],
)
def test_what_stands_after_a_document_is_rejected_and_never_dropped(
    more: str, raw: str, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file(json.dumps([GIVEN]) + more + json.dumps(SECOND)))
    assert as_set(bets_in(tmp_path)) == as_set([GIVEN, SECOND])
    assert raw in one(report["rejected"])["raw"]


def test_one_document_may_hold_bets_and_simulations(tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file({"bets": [GIVEN], "simulations": [SIMULATION]}))
    assert bets_in(tmp_path) == [GIVEN]
    assert read_log(tmp_path / "simulation_log.json") == [SIMULATION]
    assert report["files"][0]["records"] == 2


# --- Reading without writing ---------------------------------------------------------------------


def test_load_from_thread_fallback_reads_and_does_not_write(
    logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    logger.log_bet_recommendation(bet())
    with nothing_written(tmp_path):
        found = logger.load_from_thread_fallback([thread_file([GIVEN, SECOND])])
    assert as_set(found) == as_set([GIVEN, SECOND])


def test_load_from_thread_fallback_says_that_rows_are_no_bets(logger: OmegaCacheLogger) -> None:
    with pytest.warns(UserWarning, match="1 row"):
        logger.load_from_thread_fallback([thread_file([GIVEN, {"note": "x"}], "a.json")])


def test_what_was_handed_in_is_not_changed(logger: OmegaCacheLogger) -> None:
    content = {"bets": [{**GIVEN, "odds": 150, "extra_key": [1]}], "date": DAY}
    before = copy.deepcopy(content)
    logger.load_from_thread_fallback([thread_file(content)])
    logger.restore_session([thread_file(content)])
    assert content == before


# --- What stands beside, and against, the bets ---------------------------------------------------

TOLD = json.dumps(GIVEN_ROW)
SLIP = f"{DAY},{LEAGUE},C @ D,C +3,-110,Win"


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        (f'{{"bets": [{TOLD}],"late": [{{"pick": "C +3", "odds": -110, "fac', '"pick": "C +3"'),
        (f'[\n{{"pick": "C +3", "odds": -11\n[\n{TOLD}\n]\n', '"pick": "C +3"'),
        (f'{{"settled": [{TOLD[:-1]}, "close": nil}}],"pending": [{TOLD}]}}', '"close": nil'),
        (f'{{"late": [{TOLD[:-1]}, "why": "a "b" c"}}],\n"nba": [\n{TOLD}]}}', 'a "b" c'),
        (f'[{TOLD},{{"pick": "C +3", "odds": -110,\n"factors": [', '"pick": "C +3"'),
        (f'{{"late": [ "pick": "C +3", "odds": 105}}],"now": [{TOLD}]}}', '"pick": "C +3"'),
        (f'[{TOLD}, {TOLD[:-1]}, "pick": "C +3", "odds": 105}}]', '"pick (1)": "BUF +2.5"'),
        (f"[{TOLD}]]\n{SLIP}", SLIP),
        (f'{{"bets": [{TOLD}]\n{SLIP}', SLIP),
        (f"[{TOLD},\nHeat +3 (-110) on Monday,\n{TOLD}]", "Heat +3 (-110) on Monday"),
        (f"[{TOLD}, ... (12 more) ...]", "(12 more)"),
        (f"- Heat @ Knicks: Heat +3 (-110), 2u, Win\n\n```json\n[{TOLD}]\n```\n", "Heat +3 (-110)"),
    ],
)
def test_a_bet_beside_a_document_is_told(text: str, raw: str, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(text))
    assert report["added"] in (1, 2) and raw in one(report["rejected"])["raw"]


def test_talk_around_a_document_is_no_bet(tmp_path: Path) -> None:
    text = f"Here is the log of all 12 weeks:\n\n```json\n[{TOLD}]\n```\n\nGood luck!\n"
    report = restore(tmp_path, thread_file(text))
    assert (report["added"], report["rejected"]) == (1, [])


@pytest.mark.parametrize("fence", ["", "```json\n", "The log [week 9]:\n\n```json\n"])
@pytest.mark.parametrize("after", ["", f'\n```\n{{"date": "{DAY}", "bets": [{TOLD}]}}'])
def test_of_a_wrapper_cut_off_nothing_is_lost_that_it_said(
    fence: str, after: str, tmp_path: Path
) -> None:
    bets = [{"matchup": GAME, "pick": pick, "odds": 120} for pick in ("a", "b")]
    whole = json.dumps({"date": DAY, "league": LEAGUE, "n": {"a": [1]}, "picks": [*bets, bets[0]]})
    torn = whole[: whole.rindex('"pick"') + 4].replace("120", "+120") + after
    report = restore(tmp_path, thread_file(fence + torn))
    found = [item for item in bets_in(tmp_path) if item["pick"] in ("a", "b")]
    assert {(item["pick"], item["date"], item["league"]) for item in found} == {
        ("a", DAY, LEAGUE),
        ("b", DAY, LEAGUE),
    }
    assert report["added"] == 2 + bool(after)
    assert one(report["rejected"])["raw"].startswith('{"matchup"')


@pytest.mark.parametrize(
    "name",
    [
        *("passed", "passes", "rejected_bets", "Skipped", "no_plays", "not_qualified", "leans"),
        *("not_taken", "passed_on", "considered_but_passed", "games_to_avoid", "did_not_bet"),
        *("bets_not_placed", "not bet", "unplaced"),
    ],
)
def test_a_list_of_what_was_not_bet_is_rejected(name: str, tmp_path: Path) -> None:
    passed = {**GIVEN_ROW, "pick": "KC -2.5", "reason": "edge 0.4"}
    wrapped = {"bets": [GIVEN_ROW], name: [passed], "summary": {"passed": 1}}
    report = restore(tmp_path, thread_file(wrapped))
    assert (report["added"], one(report["rejected"])["reason"]) == (1, f"no bet: {name}")
    assert json.loads(one(report["rejected"])["raw"]) == passed


@pytest.mark.parametrize(
    ("name", "said", "bets"),
    [
        ("qualified", False, 0),
        ("Placed", "No", 0),
        ("placed", True, 1),
        ("status", "Skipped", 0),
        ("status", "Passed", 0),
        ("eye test", "passed", 1),
        *((name, "PASS", 0) for name in ("decision", "Recommendation", "action", "result")),
        *((name, False, 0) for name in ("should_bet", "bet", "is_qualified", "Bet Placed?")),
        *(("status", said, 0) for said in ("not bet", "Not Recommended", "watchlist", "Avoid")),
        ("bet?", "Yes", 1),
        ("action", "BET", 1),
        *(("pick", said, 0) for said in ("No qualified bets", "Pass - no edge", "No bets today")),
        ("pick", "Pass yards over 250.5", 1),
    ],
)
def test_words_and_flags_against_a_bet_count(
    name: str, said: Any, bets: int, tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file([{**GIVEN_ROW, name: said}]))
    assert (report["added"], len(report["rejected"])) == (bets, 1 - bets)
    assert all(row["reason"].startswith("no bet: ") for row in report["rejected"])


def test_a_simulation_that_names_its_best_bet_is_no_bet(tmp_path: Path) -> None:
    run = {"sim_id": f"{DAY}_g", "n_iterations": 9, "model": 0.6, "best": GIVEN_ROW}
    assert restored(tmp_path, thread_file({"runs": [run]})) == []
    assert one(read_log(tmp_path / "simulation_log.json"))["best"] == GIVEN_ROW


def test_a_simulation_with_picks_is_one_and_they_are_bets(tmp_path: Path) -> None:
    run = {"sim_id": f"{DAY}_g", "n_iterations": 9, "sim_results": {"a": 1}, "picks": [GIVEN_ROW]}
    restore(tmp_path, thread_file({"runs": [run]}))
    assert one(bets_in(tmp_path))["pick"] == PICK
    assert one(read_log(tmp_path / "simulation_log.json"))["sim_id"] == f"{DAY}_g"


# --- Columns of two weeks in one table -----------------------------------------------------------


def test_a_blank_cell_is_filled_from_the_next_column_of_its_field(tmp_path: Path) -> None:
    titles = ["Date", "League", "Pick", "Odds_American", "Tier", "Result"]
    titles += ["Odds", "Confidence", "Outcome"]
    rows = [
        [DAY, LEAGUE, "a", "-110", "High", "Win", "", "-", ""],
        [DAY, LEAGUE, "b", "", "", "", "+120", "Low", "Loss"],
    ]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    told = [(item["odds"], item["confidence"], item["result"]) for item in found]
    assert told == [("-110", "High", "Win"), ("+120", "Low", "Loss")]
    assert not any("extra" in item for item in found)


def test_a_null_is_filled_from_another_key_of_its_field(tmp_path: Path) -> None:
    row = {
        **GIVEN_ROW,
        "result": None,
        "outcome": "Win",
        "model_prob": None,
        "win_probability": 0.57,
    }
    found = one(restored(tmp_path, thread_file([row])))
    assert (found["result"], found["model_prob"]) == ("Win", 0.57)


def test_a_column_that_stands_beside_a_filled_one_fills_no_gap_of_it(tmp_path: Path) -> None:
    titles = ["Date", "League", "Pick", "Final Score", "Score"]
    rows = [[DAY, LEAGUE, "a", "110-108", "8.5"], [DAY, LEAGUE, "b", "", "7.9"]]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert [item["final_score"] for item in found] == ["110-108", None]


@pytest.mark.parametrize(
    ("implied", "model", "edge", "odds", "share"),
    [
        # Two weeks of percents and one of fractions; -110 implies 110/210 = 0.5238.
        ("52.4,52.4,0.524", "57.9,57.9,0.579", "5.5,5.5,5.5", "-110", [0.524, 0.524, 0.524]),
        # Long shots in percent: +15000 implies 100/15100 = 0.0066, or 0.66 %.
        ("0.66,0.66,0.66", "0.95,0.95,0.95", "0.29,0.29,0.29", "+15000", [0.0066] * 3),
        # Long shots as fractions.
        ("0.0066,0.0066", "0.0095,0.0095", "0.29,0.29", "+15000", [0.0066] * 2),
    ],
)
def test_where_a_figure_could_be_both_the_price_tells_percent_from_fraction(
    implied: str, model: str, edge: str, odds: str, share: list[float], tmp_path: Path
) -> None:
    cells = zip(implied.split(","), model.split(","), edge.split(","))
    rows = [[DAY, "PGA", f"p{at}", odds, *row] for at, row in enumerate(cells)]
    titles = ["Date", "League", "Pick", "Odds", "Implied_Prob", "Model_Prob", "Edge"]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert [item["implied_prob"] for item in found] == share
    gaps = [(item["model_prob"] - item["implied_prob"]) * 100 for item in found]
    assert [item["edge_pct"] for item in found] == pytest.approx(gaps)


@pytest.mark.parametrize("key", [DAY, "11/2/2025", "2025/11/02"])
def test_a_day_that_is_a_key_is_the_day_of_the_bets_under_it(key: str, tmp_path: Path) -> None:
    bare = without(GIVEN_ROW, "date")
    other = {**GIVEN_ROW, "date": "2025-11-09", "pick": "KC -2.5"}
    found = restored(tmp_path, thread_file({"date": "2025-12-01", key: {LEAGUE: [bare, other]}}))
    assert {item["pick"]: item["date"] for item in found} == {PICK: DAY, "KC -2.5": "2025-11-09"}


def test_what_is_stressed_in_a_markdown_table_is_the_same_bet_plain(tmp_path: Path) -> None:
    rule = "|---" * 5 + "|"
    bold = f"| **Date** | League | Game | Pick | Odds |\n{rule}\n"
    bold += f"| {DAY} | {LEAGUE} | *{GAME}* | **{PICK}** | `-110` |\n"
    plain = sheet_of(["Date", "League", "Game", "Pick", "Odds"], [DAY, LEAGUE, GAME, PICK, -110])
    report = restore(tmp_path, thread_file(bold), thread_file(plain))
    assert (report["added"], report["rejected"]) == (1, [])
    found = one(bets_in(tmp_path))
    assert (found["pick"], found["matchup"], found["odds"]) == (PICK, GAME, "-110")


def test_a_pick_without_a_day_is_not_taken_for_money(tmp_path: Path) -> None:
    """Where no row has a day, no row says that the column of picks holds money."""
    rows = [{**without(GIVEN_ROW, "date"), "pick": pick} for pick in ("DEN +3.5", "Under 6.5")]
    report = restore(tmp_path, thread_file(rows))
    assert {row["reason"] for row in report["rejected"]} == {"date: missing"}
    assert one(report["files"])["units"] == {}


def test_money_is_no_pick(tmp_path: Path) -> None:
    titles = ["Date", "Sport", "Event", "Wager", "Odds"]
    report = restore(tmp_path, thread_file(sheet_of(titles, [DAY, "NFL", GAME, "$50.00", "-110"])))
    assert one(report["rejected"])["reason"] == "pick: missing"
    picks = [[DAY, "EPL", f"{at}", side, "+150"] for at, side in enumerate("1X2")]
    assert len(restored(tmp_path / "1X2", thread_file(sheet_of(titles, *picks)))) == 3


@pytest.mark.parametrize(
    ("titles", "cells", "odds"),
    [
        ("Spread,Total,Moneyline", "+4.5,220.5,+160", None),
        ("Moneyline", "+160", "+160"),
        ("Opening Odds,Bet Odds", "-105,-112", "-112"),
    ],
)
def test_only_the_price_of_the_bet_is_its_price(
    titles: str, cells: str, odds: str | None, tmp_path: Path
) -> None:
    row = {"Date": DAY, "League": LEAGUE, "Pick": "Lakers +4.5"}
    row |= dict(zip(titles.split(","), cells.split(",")))
    found = one(restored(tmp_path, thread_file(sheet_of([*row], [*row.values()]))))
    assert found["odds"] == odds


@pytest.mark.parametrize("cell", ["11/2/2025, 7:05:00 PM", "Nov 2, 2025, 7:05 PM"])
def test_an_hour_behind_a_comma_is_left_out_of_a_day(cell: str, tmp_path: Path) -> None:
    row = [{**GIVEN_ROW, "date": cell}]
    assert one(restored(tmp_path, thread_file(row)))["date"] == "2025-11-02"


# --- Cells that are no cells ---------------------------------------------------------------------


@pytest.mark.parametrize("field", ["implied_prob", "model_prob", "edge_pct", "odds"])
@pytest.mark.parametrize("cell", [[1], {"a": 1}, 1e308, "1e308", True])
def test_a_cell_of_another_shape_stops_no_restoration(
    field: str, cell: Any, tmp_path: Path
) -> None:
    row = {**GIVEN_ROW, "implied_prob": 0.5, "model_prob": 0.55, "edge_pct": 0.05}
    rows = [{**row, "pick": pick} for pick in "abc"]
    report = restore(tmp_path, thread_file([*rows, {**row, field: cell}]))
    assert report["added"] + len(report["rejected"]) == 4
    found = bets_in(tmp_path)
    assert [item["edge_pct"] for item in found[:3]] == [5.0] * 3
    assert field == "odds" or all(item[field] is None for item in found[3:])


@pytest.mark.parametrize("line", [0, 0.0, False, -3.5])
def test_a_line_of_nothing_is_kept(line: Any, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file([{**GIVEN_ROW, "line": line}])))
    assert found["extra"] == {"line": line}


@pytest.mark.parametrize("titles", ["Date/Time,Bet/Pick", "Datetime,Final Pick", "Date,My Bet"])
def test_a_title_may_name_two_things(titles: str, tmp_path: Path) -> None:
    text = f"{titles},League\n{DAY} 13:00,{PICK},{LEAGUE}\n"
    found = one(restored(tmp_path, thread_file(text)))
    assert (found["date"], found["pick"]) == (DAY, PICK)


# --- What is no bet's, though its title says so ---------------------------------------------------


@pytest.mark.parametrize("title", ["Units", "Stake"])
def test_profits_are_no_stakes(title: str, tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, pick, cell] for pick, cell in (("a", "+0.91"), ("b", "-1"), ("c", "2"))]
    report = restore(tmp_path, thread_file(sheet_of(["Date", "League", "Pick", title], *rows)))
    found = bets_in(tmp_path)
    assert [item["extra"][title] for item in found] == ["+0.91", "-1", "2"]
    assert {(item["stake_units"], item["stake_amount"]) for item in found} == {(None, None)}
    assert list(report["files"][0]["units"].values()) == ["profit"]


def test_one_negative_stake_among_many_is_a_slip(tmp_path: Path) -> None:
    rows = [[DAY, LEAGUE, f"a{n}", "-1" if n == 3 else "2"] for n in range(6)]
    found = restored(tmp_path, thread_file(sheet_of(["Date", "League", "Pick", "Units"], *rows)))
    assert [item["stake_units"] for item in found] == [2, 2, 2, None, 2, 2]


def test_among_closing_lines_only_a_sign_tells_a_price(tmp_path: Path) -> None:
    cells = {"Over 224": "225", "Over 221": "222.5", "LAL -3": "-3.5", "LAL ML": "-150"}
    rows = [[DAY, LEAGUE, pick, "-110", cell] for pick, cell in cells.items()]
    titles = ["Date", "League", "Pick", "Odds", "Closing Line"]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert [item["closing_odds"] for item in found] == [None, None, None, "-150"]
    assert [item.get("extra", {}).get("Closing Line") for item in found] == [
        *list(cells.values())[:3],
        None,
    ]


@pytest.mark.parametrize("mark", ["/", "-", "."])
@pytest.mark.parametrize(
    ("days", "read"),
    [
        (("13/11/2025", "02/11/2025"), ["2025-11-13", "2025-11-02"]),
        (("13/11/2025", "2025-11-02"), ["2025-11-13", "2025-11-02"]),
        (("13/11/2025", "11/14/2025"), ["2025-11-14"]),
    ],
)
def test_a_day_that_has_to_stand_first_tells_it_of_its_column(
    days: tuple[str, str], read: list[str], mark: str, tmp_path: Path
) -> None:
    rows = [[day.replace("/", mark), LEAGUE, PICK] for day in days]
    report = restore(tmp_path, thread_file(sheet_of(["Date", "League", "Pick"], *rows)))
    found = [item["date"] for item in bets_in(tmp_path)]
    assert sorted(found) == sorted(day for day in read if mark != "." or len(read) == 2)
    assert report["files"][0]["units"] == ({"date": "day first"} if len(read) == 2 else {})


def test_a_key_tells_league_or_result_of_the_bets_under_it(tmp_path: Path) -> None:
    row = {"date": DAY, "pick": PICK, "odds": -110}
    wrapped = {"NBA": {"wins": [row], "losses": [{**row, "pick": "b"}]}, "nhl": [row]}
    found = restored(tmp_path, thread_file(wrapped))
    told = [(item["league"], item["pick"], item["result"]) for item in found]
    assert told == [("NBA", PICK, "Win"), ("NBA", "b", "Loss"), ("nhl", PICK, None)]


def test_a_market_called_winner_is_no_result(tmp_path: Path) -> None:
    markets = {"winner": {**GIVEN_ROW, "pick": "BUF"}, "total": GIVEN_ROW}
    found = restored(tmp_path, thread_file({"markets": markets}))
    assert [item["result"] for item in found] == [None, None]


def test_a_day_that_is_a_list_stops_no_restoration(tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file([GIVEN_ROW, {**GIVEN_ROW, "date": [DAY], "x": 1}]))
    assert (report["added"], len(report["rejected"])) == (1, 1)


def test_a_bet_among_strings_beside_the_bets_is_told(tmp_path: Path) -> None:
    strings = ["Lakers ML (+125) on Monday", "a quiet day"]
    report = restore(tmp_path, thread_file({"bets": [GIVEN_ROW], "other_bets": strings}))
    assert (report["added"], one(report["rejected"])["raw"]) == (1, json.dumps(strings))


def test_a_blank_before_a_quoted_cell_is_no_part_of_it(tmp_path: Path) -> None:
    text = f'Date, League, Pick, Odds\n"{DAY}", "{LEAGUE}", "Over 52.5, alt", "-110"\n'
    assert one(restored(tmp_path, thread_file(text)))["pick"] == "Over 52.5, alt"


@pytest.mark.parametrize(
    "said", ["Also took Lakers ML (EVEN).", "Heat +3 \u2011115", "Over 9 @ 1.9"]
)
def test_a_bet_in_words_beside_a_document_is_told(said: str, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(f"{said}\n{json.dumps([GIVEN_ROW])}\n"))
    assert (report["added"], one(report["rejected"])["raw"]) == (1, said)


# --- What a record must not lose to its neighbours ------------------------------------------------


def test_a_prop_is_known_by_its_player_and_a_total_by_its_line(tmp_path: Path) -> None:
    titles = ["Date", "League", "Game", "Player", "Pick", "Line", "Odds", "Result"]
    rows = [
        [DAY, LEAGUE, GAME, player, pick, line, "-115", ""]
        for player, pick, line in (("Allen", "Over 25.5", ""), ("Kelce", "Over 25.5", ""))
    ]
    rows += [[DAY, LEAGUE, GAME, "", "Over", line, "-115", ""] for line in ("44.5", "21.5")]
    ended = [[*row[:-1], result] for row, result in zip(rows, ("Win", "Loss", "Push", "Win"))]
    restore(tmp_path, thread_file(sheet_of(titles, *rows)))
    restore(tmp_path, thread_file(sheet_of(titles, *reversed(ended))))
    found = {item["pick"]: item["result"] for item in bets_in(tmp_path)}
    assert found == {
        "Allen Over 25.5": "Win",
        "Kelce Over 25.5": "Loss",
        "Over 44.5": "Push",
        "Over 21.5": "Win",
    }


def test_a_pick_that_tells_its_player_is_left_alone(tmp_path: Path) -> None:
    found = restored(
        tmp_path, thread_file([{**GIVEN_ROW, "pick": "Allen o1.5", "player": "J. Allen"}])
    )
    assert one(found)["pick"] == "Allen o1.5"


@pytest.mark.parametrize(
    "part",
    [
        ["Lakers -3.5 (-110) 2u WIN", "Celtics ML 1u LOSS"],
        [[DAY, "NBA", "NYK ML", -120, "Win"], [DAY, "NBA", "BOS ML", 105, "Loss"]],
        [["LAL -3.5", "Win"]],
        {"selections": ["LAL ML", "NYR ML"], "stake": "0.5u", "result": "Loss", "at": "+260"},
        {"type": "parlay", "legs": ["LAL ML (-150)", "BOS ML"], "odds": "+260", "stake": 25},
        {"2025-11-02_NFL_1": "Win", "2025-11-02_NFL_2": "Loss"},
    ],
)
def test_what_may_have_been_a_bet_is_rejected_whole(part: Any, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file({"bets": [GIVEN_ROW], "late": part}))
    assert (report["added"], json.loads(one(report["rejected"])["raw"])) == (1, part)


def test_a_sheet_as_lists_of_cells_is_rejected_whole(tmp_path: Path) -> None:
    table = {"range": "A1:D2", "values": [["Date", "Pick", "Odds"], [DAY, PICK, -110]]}
    report = restore(tmp_path, thread_file(table))
    assert json.loads(one(report["rejected"])["raw"]) == table


@pytest.mark.parametrize(
    "text",
    [
        f"Date,League,Pick,Odds,Result {DAY},{LEAGUE},{PICK},-110,Win",
        f"| Date | League | Pick | Odds | |--|--| | {DAY} | {LEAGUE} | {PICK} | -110 |",
    ],
)
def test_a_header_that_swallowed_a_row_is_none(text: str, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(text))
    assert (report["added"], one(report["rejected"])["raw"]) == (0, text)


def test_two_records_run_into_one_are_rejected(tmp_path: Path) -> None:
    fused = TOLD[:-1] + ', "result": "Win", "matchup": "C @ D", "odds": 150, "result": "Loss"}'
    report = restore(tmp_path, thread_file(f"[{fused}, {TOLD}]"))
    assert report["added"] == 1 and "-110" in one(report["rejected"])["raw"]
    assert "150" in report["rejected"][0]["raw"]


def test_the_number_of_a_total_is_no_closing_price(tmp_path: Path) -> None:
    rows = [{**GIVEN_ROW, "pick": "Over 225", "closing_line": 226}]
    rows += [{**GIVEN_ROW, "pick": f"a{n}", "closing_line": 105} for n in range(6)]
    found = restored(tmp_path, thread_file(rows))
    assert [item["closing_odds"] for item in found] == [None, *["+105"] * 6]
    assert found[0]["extra"] == {"closing_line": 226}


@pytest.mark.parametrize(
    "cells", [("+0.91", "+1.50", "+0.83"), ("0.91", "1.50", "-1.00"), ("+0.91", "-1", "-1.00")]
)
def test_what_was_won_is_no_stake(cells: tuple[str, ...], tmp_path: Path) -> None:
    titles = ["Date", "League", "Pick", "Result", "Units"]
    rows = [
        [DAY, LEAGUE, f"a{n}", "L" if cell.startswith("-") else "W", cell]
        for n, cell in enumerate((*cells, *cells[:1] * 4))
    ]
    found = restored(tmp_path, thread_file(sheet_of(titles, *rows)))
    assert {item["stake_units"] for item in found} == {None}


@pytest.mark.parametrize("heading", ["## Passed (no bet)", "PASSED GAMES,,,,", "Leans:"])
def test_a_heading_tells_of_the_rows_below_it(heading: str, tmp_path: Path) -> None:
    row = f"{DAY},{LEAGUE},{{}},-110,"
    text = "\n".join(
        ["Date,League,Pick,Odds,Result", row.format("a"), heading, row.format("b"), "Plays,,,,"]
    )
    found = restored(tmp_path, thread_file(f"{text}\n{row.format('c')}\n"))
    assert [item["pick"] for item in found] == ["a", "c"]


def test_a_day_without_bets_tells_nothing_of_the_next(tmp_path: Path) -> None:
    text = f"Date,League,Pick\n{DAY},{LEAGUE},a\nNo bets today,,\n2025-11-03,{LEAGUE},b\n"
    assert [item["pick"] for item in restored(tmp_path, thread_file(text))] == ["a", "b"]


@pytest.mark.parametrize(
    "said",
    [
        *("PASS (edge below 3%)", "PASS \u2013 too thin", "Pass: line moved", "SKIP - injury"),
        *("Avoid - injury", "No edge (1.2%)", "Not recommended (edge too small)"),
    ],
)
def test_a_decision_against_a_bet_may_give_its_reason(said: str, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file([{**GIVEN_ROW, "decision": said}]))
    assert one(report["rejected"])["reason"] == f"no bet: {said}"


def test_what_stands_around_a_list_of_one_bet_is_of_that_bet(tmp_path: Path) -> None:
    game: Record = {"date": DAY, "league": LEAGUE, "game": GAME, "result": "Win", "stake": 25}
    game["closing_odds"] = -120
    game["picks"] = [{"pick": PICK, "odds": -110}]
    found = one(restored(tmp_path, thread_file([game])))
    told = found["result"], found["stake_amount"], found["closing_odds"], found["odds"]
    assert told == ("Win", 25.0, "-120", "-110")
    day = {"date": DAY, "league": LEAGUE, "result": "1-0", "units": 0.91, "bets": [GIVEN_ROW]}
    found = one(restored(tmp_path / "day", thread_file(day)))
    assert (found["stake_units"], "extra" in found) == (None, False)


@pytest.mark.parametrize(
    "wrapped",
    [
        {"metadata": {"date": DAY, "league": LEAGUE}, "bets": [{"pick": PICK}]},
        {"Sunday, November 2, 2025": [{"league": LEAGUE, "pick": PICK}]},
        {"bets": {"2025-11-02_NFL_7": {"league": LEAGUE, "pick": PICK}}},
    ],
)
def test_day_and_id_may_stand_in_a_head_or_a_key(wrapped: Record, tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(wrapped)))
    assert (found["date"], found["league"]) == (DAY, LEAGUE)
    assert found["bet_id"].endswith("_7") == ("bets" in wrapped and len(wrapped) == 1)


def test_the_best_of_the_bets_is_one_of_them(tmp_path: Path) -> None:
    wrapped = {"bets": [GIVEN_ROW], "best_bet": GIVEN_ROW, "biggest_edge": GIVEN_ROW}
    assert len(restored(tmp_path, thread_file(wrapped))) == 1


def test_a_share_of_the_bankroll_is_no_stake(tmp_path: Path) -> None:
    found = one(restored(tmp_path, thread_file(sheet_with(**{"Stake (%)": "2.5"}))))
    assert (found["stake_amount"], found["extra"]) == (None, {"Stake (%)": "2.5"})


def test_a_comma_too_many_does_not_shift_what_follows(tmp_path: Path) -> None:
    titles = ["Date", "League", "Pick", "Factors", "Units", "Stake", "Result"]
    text = sheet_of(titles) + f"{DAY},{LEAGUE},{PICK},rest edge, pace,2.5,25,\n"
    assert "8 cells" in one(restore(tmp_path, thread_file(text))["rejected"])["reason"]


def test_a_column_of_prices_that_changed_places_keeps_what_it_cannot_read(tmp_path: Path) -> None:
    rows = [{**GIVEN_ROW, "line": "-110", "odds": cell} for cell in (None, "", False)]
    assert len(restored(tmp_path, thread_file(rows))) == 3


def test_a_single_pick_does_not_swallow_the_bets_around_it(tmp_path: Path) -> None:
    wrapped = {"date": DAY, "model": "v3", "best_bet": {**GIVEN_ROW, "pick": "best"}}
    wrapped["by_league"] = {"NFL": [{"pick": "a", "odds": -110}, {"pick": "b", "odds": 120}]}
    assert len(restored(tmp_path, thread_file(wrapped))) == 3


@pytest.mark.parametrize("player", ["N/A", "None", 23, {"name": "Allen"}])
def test_a_player_that_says_nothing_is_no_part_of_the_pick(player: Any, tmp_path: Path) -> None:
    found = restored(tmp_path, thread_file([{**GIVEN_ROW, "player": player}]))
    assert one(found)["pick"] == PICK


def test_a_count_of_legs_makes_no_parlay_of_a_list(tmp_path: Path) -> None:
    wrapped = {"bets": [GIVEN_ROW, {**GIVEN_ROW, "pick": "b"}], "parlay_legs": [], "total_legs": 0}
    assert len(restored(tmp_path, thread_file(wrapped))) == 2


def test_a_line_of_words_ends_what_was_passed(tmp_path: Path) -> None:
    head = "Date,League,Pick\n"
    text = f"{head}Passed\n{DAY},{LEAGUE},a\nOfficial plays, 1 unit\n{head}{DAY},{LEAGUE},b\n"
    assert [item["pick"] for item in restored(tmp_path, thread_file(text))] == ["b"]
