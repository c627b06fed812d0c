"""Settling: results, closing prices and their value, one bet at a time or many at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builders import (
    Record,
    bet,
    bets_in,
    columns,
    nothing_written,
    record,
    session,
    without,
    write_log,
)
from omega_persistence import OmegaCacheLogger


BET = "2025-11-24_NBA_1"
SETTLED_KEYS = ("result", "final_score", "closing_odds", "clv_pct", "updated_at")


def clv(opening: float, closing: float) -> Any:
    """Closing line value in points, from the two implied probabilities."""
    return pytest.approx(100 * (closing - opening), abs=1e-9)


@pytest.fixture
def slate(logger: OmegaCacheLogger) -> OmegaCacheLogger:
    """A logger that holds three pending bets, NBA_1 to NBA_3."""
    logger.log_bet_recommendations([bet(pick=pick) for pick in ("DET -9.5", "Over 230", "BOS ML")])
    return logger


# One bet


def test_settling_records_result_score_closing_price_and_time(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    before = bets_in(tmp_path)
    slate.update_bet_result(BET, "Win", "DET 125, IND 115", "-112")
    settled, *others = bets_in(tmp_path)
    assert settled["result"] == "Win"
    assert settled["final_score"] == "DET 125, IND 115"
    assert settled["closing_odds"] == "-112"
    assert settled["clv_pct"] == clv(110 / 210, 112 / 212)
    assert settled["updated_at"] >= settled["logged_at"]
    assert tuple(settled) == tuple(before[0])
    assert without(settled, *SETTLED_KEYS) == without(before[0], *SETTLED_KEYS)
    assert others == before[1:]


@pytest.mark.parametrize("result", ["Win", "Loss", "Push"])
def test_a_settled_bet_is_no_longer_pending(slate: OmegaCacheLogger, result: str) -> None:
    slate.update_bet_result(BET, result)
    assert [item["bet_id"][-1] for item in slate.get_pending_bets()] == ["2", "3"]


@pytest.mark.parametrize(
    ("odds", "closing", "stored", "opening_prob", "closing_prob"),
    [
        ("-110", "-120", "-120", 110 / 210, 120 / 220),
        ("-110", "+100", "+100", 110 / 210, 0.5),
        ("+150", "+130", "+130", 0.4, 100 / 230),
        ("+105", "-115", "-115", 100 / 205, 115 / 215),
        ("-110", "-110", "-110", 0.5, 0.5),
        ("−110", "-120", "-120", 110 / 210, 120 / 220),
        ("-110", "−120", "-120", 110 / 210, 120 / 220),
        ("-110", -120, "-120", 110 / 210, 120 / 220),
        ("-110", "EVEN", "+100", 110 / 210, 0.5),
    ],
)
def test_closing_line_value_is_closing_less_opening_probability_in_any_spelling_of_the_price(
    logger: OmegaCacheLogger,
    tmp_path: Path,
    odds: str,
    closing: Any,
    stored: str,
    opening_prob: float,
    closing_prob: float,
) -> None:
    data = bet(odds=odds, implied_prob=opening_prob, edge_pct=100 * (0.5788 - opening_prob))
    bet_id = logger.log_bet_recommendation(data)
    logger.update_bet_result(bet_id, "Loss", closing_odds=closing)
    (settled,) = bets_in(tmp_path)
    assert settled["closing_odds"] == stored
    assert settled["clv_pct"] == clv(opening_prob, closing_prob)


def test_settling_without_a_closing_price_leaves_the_value_unknown(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_bet_result(BET, "Win")
    settled = bets_in(tmp_path)[0]
    assert (settled["final_score"], settled["closing_odds"], settled["clv_pct"]) == (None,) * 3


def test_a_correction_replaces_the_result_and_keeps_what_it_does_not_mention(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_bet_result(BET, "Win", "DET 125, IND 115", "-112")
    first = bets_in(tmp_path)[0]
    slate.update_bet_result(BET, "Loss")
    second = bets_in(tmp_path)[0]
    assert second["result"] == "Loss"
    assert second["updated_at"] > first["updated_at"]
    assert without(second, "result", "updated_at") == without(first, "result", "updated_at")


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-30T10:00Z",
        "2099-11-24T9:05:00Z",
        "2099-01-01T00:00:00+05:00",
        "2099-01-01T00:00:00.123456Z",
        "9999-12-31T23:59:59Z",
        "2099-12-24 23:00",
        "2099-12-24",
    ],
)
def test_a_correction_is_later_than_any_stamp_that_an_old_file_may_have(
    stamp: str, tmp_path: Path
) -> None:
    path = write_log(tmp_path / "bet_log.json", [record(BET, result="Win", updated_at=stamp)])
    old = path.read_bytes()
    session(tmp_path).update_bet_result(BET, "Loss")
    assert bets_in(tmp_path)[0]["updated_at"] > stamp
    session(tmp_path).restore_session([{"filename": "bet_log.json", "content": old}])
    assert bets_in(tmp_path)[0]["result"] == "Loss"


def test_a_correction_may_replace_score_and_closing_price(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_bet_result(BET, "Win", "DET 125, IND 115", "-112")
    slate.update_bet_result(BET, "Win", "DET 125, IND 116", "-120")
    settled = bets_in(tmp_path)[0]
    assert settled["final_score"] == "DET 125, IND 116"
    assert settled["closing_odds"] == "-120"
    assert settled["clv_pct"] == clv(110 / 210, 120 / 220)


def test_a_bet_that_lacks_its_odds_can_be_settled(tmp_path: Path) -> None:
    write_log(tmp_path / "bet_log.json", [record(BET, odds=None, model_prob=None)])
    session(tmp_path).update_bet_result(BET, "Push", closing_odds="-112")
    (settled,) = bets_in(tmp_path)
    assert (settled["result"], settled["closing_odds"]) == ("Push", "-112")
    assert settled["clv_pct"] is None


def test_extra_survives_settling(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    logger.log_bet_recommendation(bet(bookmaker="Circa"))
    logger.update_bet_result(BET, "Win")
    assert bets_in(tmp_path)[0]["extra"] == {"bookmaker": "Circa"}


# The closing price before the end


def test_a_closing_price_is_recorded_while_the_bet_stays_pending(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    before = bets_in(tmp_path)[0]
    slate.update_closing_odds(BET, "−112")
    after = bets_in(tmp_path)[0]
    assert after["closing_odds"] == "-112"
    assert after["clv_pct"] == clv(110 / 210, 112 / 212)
    assert without(after, "closing_odds", "clv_pct") == without(before, "closing_odds", "clv_pct")
    assert after["updated_at"] is None
    assert BET in [item["bet_id"] for item in slate.get_pending_bets()]


def test_settling_keeps_an_earlier_closing_price(slate: OmegaCacheLogger, tmp_path: Path) -> None:
    slate.update_closing_odds(BET, "-112")
    slate.update_bet_result(BET, "Loss", "DET 100, IND 115")
    settled = bets_in(tmp_path)[0]
    assert settled["closing_odds"] == "-112"
    assert settled["clv_pct"] == clv(110 / 210, 112 / 212)


def test_a_closing_price_after_the_end_changes_neither_result_nor_its_time(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_bet_result(BET, "Win", "DET 125, IND 115")
    before = bets_in(tmp_path)[0]
    slate.update_closing_odds(BET, "-112")
    after = bets_in(tmp_path)[0]
    assert after["closing_odds"] == "-112"
    assert without(after, "closing_odds", "clv_pct") == without(before, "closing_odds", "clv_pct")


# Several at once


def test_a_batch_settles_its_bets_and_exports_the_whole_log(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    path = slate.update_pending_bets_and_export(
        [
            {"bet_id": "2025-11-24_NBA_3", "result": "Push"},
            {
                "bet_id": BET,
                "result": "Win",
                "final_score": "DET 125, IND 115",
                "closing_odds": "−112",
            },
        ]
    )
    assert Path(path) == tmp_path / "BetLog.csv"
    first, second, third = bets_in(tmp_path)
    assert (first["result"], first["closing_odds"]) == ("Win", "-112")
    assert first["clv_pct"] == clv(110 / 210, 112 / 212)
    assert (second["result"], third["result"]) == (None, "Push")
    assert [(row["Pick"], row["Result"], row["Final Box Score"]) for row in columns(path)] == [
        ("DET -9.5", "Win", "DET 125, IND 115"),
        ("Over 230", "", ""),
        ("BOS ML", "Push", ""),
    ]


def test_a_batch_keeps_earlier_scores_and_closing_prices(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_closing_odds(BET, "-112")
    slate.update_bet_result("2025-11-24_NBA_2", "Win", "231")
    slate.update_pending_bets_and_export(
        [
            {"bet_id": BET, "result": "Win", "closing_odds": None},
            {"bet_id": "2025-11-24_NBA_2", "result": "Loss"},
        ]
    )
    first, second, _ = bets_in(tmp_path)
    assert (first["closing_odds"], first["clv_pct"]) == ("-112", clv(110 / 210, 112 / 212))
    assert (second["result"], second["final_score"]) == ("Loss", "231")


def test_pending_records_handed_back_with_their_results_are_a_batch(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_pending_bets_and_export(
        [{**pending, "result": "Loss"} for pending in slate.get_pending_bets()]
    )
    assert [item["result"] for item in bets_in(tmp_path)] == ["Loss"] * 3


def test_a_value_handed_back_in_another_form_is_the_bets_own(
    slate: OmegaCacheLogger, tmp_path: Path
) -> None:
    slate.update_pending_bets_and_export(
        [{"bet_id": BET, "result": "Win", "odds": -110, "edge_pct": "5.5", "league": " NBA "}]
    )
    assert bets_in(tmp_path)[0]["result"] == "Win"
    with pytest.raises(ValueError, match='odds: "-120" is not the bet'):
        slate.update_pending_bets_and_export([{"bet_id": BET, "result": "Win", "odds": -120}])


def test_an_empty_batch_only_exports(slate: OmegaCacheLogger, tmp_path: Path) -> None:
    before = bets_in(tmp_path)
    path = slate.update_pending_bets_and_export([], output_file="again.csv")
    assert Path(path) == tmp_path / "again.csv"
    assert len(columns(path)) == 3
    assert bets_in(tmp_path) == before


def test_a_bad_file_name_settles_nothing(slate: OmegaCacheLogger, tmp_path: Path) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError, match="output_file"):
        slate.update_pending_bets_and_export([{"bet_id": BET, "result": "Win"}], "../BetLog.csv")


# What is refused

REFUSED: list[tuple[Record, list[str]]] = [
    ({"bet_id": "2025-11-24_NBA_9", "result": "Win"}, ["bet_id", "2025-11-24_NBA_9"]),
    ({"bet_id": "", "result": "Win"}, ["bet_id"]),
    ({"bet_id": None, "result": "Win"}, ["bet_id"]),
    ({"bet_id": BET, "result": "win"}, ["result", '"win"', "Win, Loss or Push"]),
    ({"bet_id": BET, "result": "Pending"}, ["result", "Pending", "Win, Loss or Push"]),
    ({"bet_id": BET, "result": None}, ["result", "Win, Loss or Push"]),
    ({"bet_id": BET, "result": ["Win"]}, ["result", "Win, Loss or Push"]),
    (
        {"bet_id": BET, "result": "Win", "closing_odds": "-95"},
        ["closing_odds", "-95", "at least 100"],
    ),
    (
        {"bet_id": BET, "result": "Win", "closing_odds": "pick"},
        ["closing_odds", "pick", "American odds"],
    ),
    ({"bet_id": BET, "result": "Win", "final_score": ["125"]}, ["final_score", "125", "text"]),
]
IDS = [", ".join(f"{key}={value}" for key, value in row[0].items()) for row in REFUSED]


@pytest.mark.parametrize(("update", "told"), REFUSED, ids=IDS)
def test_one_bad_update_is_refused_and_changes_nothing(
    slate: OmegaCacheLogger, tmp_path: Path, update: Record, told: list[str]
) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        slate.update_bet_result(**update)
    assert all(part in str(refused.value) for part in told), refused.value


@pytest.mark.parametrize(("update", "told"), REFUSED, ids=IDS)
def test_one_bad_update_in_a_batch_refuses_the_batch(
    slate: OmegaCacheLogger, tmp_path: Path, update: Record, told: list[str]
) -> None:
    good = {"bet_id": "2025-11-24_NBA_2", "result": "Win"}
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        slate.update_pending_bets_and_export([good, update])
    assert all(part in str(refused.value) for part in told), refused.value


def test_a_misspelt_field_in_a_batch_is_refused(slate: OmegaCacheLogger) -> None:
    update = {"bet_id": "2025-11-24_NBA_1", "result": "Win", "stake_unit": 3}
    with pytest.raises(ValueError, match="stake_unit: 3 is unknown; did you mean stake_units"):
        slate.update_pending_bets_and_export([update])


def test_all_problems_of_a_batch_come_at_once(slate: OmegaCacheLogger, tmp_path: Path) -> None:
    updates: list[Any] = [
        {"bet_id": BET, "result": "Win"},
        {"bet_id": "2025-11-24_NBA_9", "result": "Won", "closing_odds": "-5"},
        {"result": "Loss"},
        {"bet_id": "2025-11-24_NBA_2"},
        "2025-11-24_NBA_3 Win",
    ]
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        slate.update_pending_bets_and_export(updates)
    message = str(refused.value)
    for told in (
        r"\b2\b.*bet_id.*2025-11-24_NBA_9",
        r"\b2\b.*result.*Won",
        r"\b2\b.*closing_odds.*-5",
        r"\b3\b.*bet_id",
        r"\b4\b.*result",
        r"\b5\b.*2025-11-24_NBA_3 Win",
    ):
        assert re.search(told, message), (told, message)


@pytest.mark.parametrize(
    ("bet_id", "odds", "told"),
    [
        ("2025-11-24_NBA_9", "-112", "bet_id.*2025-11-24_NBA_9"),
        (BET, "-95", "closing_odds.*-95.*at least 100"),
        (BET, None, "closing_odds.*American odds"),
        (BET, "", "closing_odds.*American odds"),
    ],
)
def test_a_bad_closing_price_is_refused_and_changes_nothing(
    slate: OmegaCacheLogger, tmp_path: Path, bet_id: str, odds: Any, told: str
) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        slate.update_closing_odds(bet_id, odds)
    assert re.search(told, str(refused.value)), refused.value


# What is looked at


def test_what_is_returned_may_be_altered_without_altering_the_log(
    logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    logger.log_bet_recommendation(bet(legs=["DET", "BOS"]))
    before = bets_in(tmp_path)
    for found in (
        logger.get_pending_bets(),
        logger.get_bets_by_date_range("2025-11-24", "2025-11-24"),
    ):
        found[0]["result"] = "Win"
        found[0]["extra"]["legs"].clear()
    assert logger.get_pending_bets() == before
    logger.log_bet_recommendation(bet(pick="Over 230"))
    assert bets_in(tmp_path)[:1] == before


def test_a_date_range_includes_both_its_days(logger: OmegaCacheLogger) -> None:
    days = ["2025-11-23", "2025-11-24", "2025-11-25", "2025-11-26"]
    logger.log_bet_recommendations([bet(date=day) for day in days])
    found = logger.get_bets_by_date_range("2025-11-24", "2025-11-25")
    assert [item["date"] for item in found] == days[1:3]
    assert logger.get_bets_by_date_range("2025-11-25", "2025-11-24") == []
