"""The bet record: what is accepted and how it is stored, what is refused, ids and stamps."""

from __future__ import annotations

import copy
import enum
import math
import re
import time
import warnings
from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from builders import (
    FIELDS,
    REQUIRED,
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


STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def warned(logger: OmegaCacheLogger, *bets: Record) -> list[str]:
    """What the logger warns of when it logs some bets one after the other."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for data in bets:
            logger.log_bet_recommendation(data)
    assert all(issubclass(warning.category, UserWarning) for warning in caught)
    return [str(warning.message) for warning in caught]


def logged(logger: OmegaCacheLogger, data: Record) -> Record:
    """A bet as it stands in the log after it was logged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bet_id = logger.log_bet_recommendation(data)
    found: list[Record] = [
        item for item in read_log(logger.bet_log_file) if item["bet_id"] == bet_id
    ]
    assert len(found) == 1
    return found[0]


def refusal(logger: OmegaCacheLogger, data: Any) -> str:
    """Why a bet is refused, in one line of text without regard to case; nothing is written."""
    with nothing_written(Path(logger.base_path)), pytest.raises(ValueError) as refused:
        logger.log_bet_recommendation(data)
    return str(refused.value)


# What is stored


def test_a_record_has_the_22_keys_in_order_and_null_for_what_is_not_known(
    logger: OmegaCacheLogger,
) -> None:
    stored = logged(logger, bet())
    assert tuple(stored) == FIELDS
    assert {key: stored[key] for key in REQUIRED} == bet()
    assert [key for key in FIELDS if stored[key] is None] == [
        "stake_units",
        "stake_amount",
        "game_id",
        "result",
        "final_score",
        "closing_odds",
        "clv_pct",
        "updated_at",
    ]


STORED: list[tuple[str, Any, Any]] = [
    ("date", "2025-11-24", "2025-11-24"),
    ("date", "2024-02-29", "2024-02-29"),
    ("league", "  NBA ", "NBA"),
    ("matchup", "Atlético – Bayern\t", "Atlético – Bayern"),
    ("pick", 'Over 7½, "alt" line', 'Over 7½, "alt" line'),
    ("bet_type", "player prop", "player prop"),
    ("confidence", "🔵 High", "🔵 High"),
    ("predicted_outcome", " DET 123\nIND 110 ", "DET 123\nIND 110"),
    ("factors", "x" * 100_000, "x" * 100_000),
    ("odds", -110, "-110"),
    ("odds", -110.0, "-110"),
    ("odds", "-110", "-110"),
    ("odds", " -110 ", "-110"),
    ("odds", "+150", "+150"),
    ("odds", "150", "+150"),
    ("odds", 150, "+150"),
    ("odds", "−110", "-110"),
    ("odds", "EVEN", "+100"),
    ("odds", "even", "+100"),
    ("odds", 100, "+100"),
    ("odds", "-100", "-100"),
    ("odds", -25000, "-25000"),
    ("closing_odds", -112, "-112"),
    ("closing_odds", "−112", "-112"),
    ("closing_odds", "EVEN", "+100"),
    ("closing_odds", None, None),
    ("implied_prob", 0, 0.0),
    ("implied_prob", 1, 1.0),
    ("model_prob", 0.5788, 0.5788),
    ("model_prob", Decimal("0.5"), 0.5),
    ("edge_pct", -3, -3.0),
    ("edge_pct", 0, 0.0),
    ("edge_pct", 250.5, 250.5),
    ("stake_units", 0, 0.0),
    ("stake_units", 2, 2.0),
    ("stake_units", None, None),
    ("stake_amount", 12.5, 12.5),
    ("stake_amount", Decimal("12.5"), 12.5),
    ("game_id", " NBA_DET_IND ", "NBA_DET_IND"),
    ("game_id", None, None),
    ("result", "Win", "Win"),
    ("result", "Loss", "Loss"),
    ("result", "Push", "Push"),
    ("result", None, None),
]


@pytest.mark.parametrize(
    ("field", "given", "stored"), STORED, ids=[f"{row[0]}={row[1]!r:.20}" for row in STORED]
)
def test_every_accepted_spelling_is_stored_in_one_form(
    logger: OmegaCacheLogger, field: str, given: Any, stored: Any
) -> None:
    value = logged(logger, bet(**{field: given}))[field]
    assert (type(value), value) == (type(stored), stored)


@pytest.mark.parametrize("field", ["predicted_outcome", "factors"])
def test_a_prediction_and_its_factors_may_be_empty(logger: OmegaCacheLogger, field: str) -> None:
    assert not logged(logger, bet(**{field: "  "}))[field]


def test_a_bet_logged_after_its_game_is_settled(logger: OmegaCacheLogger) -> None:
    stored = logged(logger, bet(result="Win", final_score="DET 125, IND 115", closing_odds="-120"))
    assert (stored["result"], stored["final_score"]) == ("Win", "DET 125, IND 115")
    assert stored["clv_pct"] == pytest.approx(100 * (120 / 220 - 110 / 210))
    assert stored["updated_at"] == stored["logged_at"]
    assert logger.get_pending_bets() == []


def test_what_the_log_assigns_is_not_taken_from_the_caller(logger: OmegaCacheLogger) -> None:
    given = bet(
        bet_id="2020-01-01_NHL_77",
        clv_pct=9.9,
        logged_at="2020-01-01T00:00:00Z",
        updated_at="2020-01-02T00:00:00Z",
    )
    stored = logged(logger, given)
    assert stored["bet_id"] == "2025-11-24_NBA_1"
    assert stored["clv_pct"] is None
    assert stored["updated_at"] is None
    assert stored["logged_at"] > "2025"


def test_unknown_keys_are_kept_as_given_in_extra_the_last_key(logger: OmegaCacheLogger) -> None:
    others = {
        "bookmaker": "Circa",
        "ev_pct": 6.25,
        "line": -9.5,
        "legs": [{"player": "Dončić", "over": True}],
        "tags": {"sharp": None},
    }
    stored = logged(logger, bet(**others))
    assert tuple(stored) == (*FIELDS, "extra")
    assert stored["extra"] == others


def test_an_extra_given_as_such_is_kept_beside_other_unknown_keys(
    logger: OmegaCacheLogger,
) -> None:
    stored = logged(logger, bet(extra={"line": -9.5}, bookmaker="Circa"))
    assert stored["extra"] == {"line": -9.5, "bookmaker": "Circa"}


def test_an_empty_extra_is_left_out(logger: OmegaCacheLogger) -> None:
    assert tuple(logged(logger, bet(extra={}))) == FIELDS


def test_the_caller_s_dictionary_is_not_changed(logger: OmegaCacheLogger) -> None:
    given = bet(odds=-110, league=" NBA", bookmaker="Circa", legs=[1, 2])
    before = copy.deepcopy(given)
    logged(logger, given)
    assert given == before


# What is refused: field, value, how the message shows it, what it says is accepted

REFUSED: list[tuple[str, Any, str, str]] = [
    *[
        ("date", value, shown, "YYYY-MM-DD")
        for value, shown in [
            ("2025-02-30", "2025-02-30"),
            ("2025-02-29", "2025-02-29"),
            ("2025-13-01", "2025-13-01"),
            ("0000-01-01", "0000-01-01"),
            ("11/24/2025", "11/24/2025"),
            ("2025-1-5", "2025-1-5"),
            ("20251124", "20251124"),
            ("2025-W48-1", "2025-W48-1"),
            ("2025-11-24T13:00:00Z", "2025-11-24T13:00:00Z"),
            ("٢٠٢٥-١١-٢٤", "٢٠٢٥-١١-٢٤"),
            ("today", "today"),
            ("", ""),
            (20251124, "20251124"),
            (None, "null|None"),
            (["2025-11-24"], "2025-11-24"),
        ]
    ],
    *[
        (field, value, shown, "text")
        for field in ("league", "matchup", "pick", "bet_type", "confidence")
        for value, shown in [
            ("", "says something"),
            (" \t\n", "says something"),
            (None, "null|None"),
            (True, "true"),
            (["NBA"], "NBA"),
            ({"name": "NBA"}, "name"),
        ]
    ],
    *[
        (field, value, shown, "text")
        for field in ("predicted_outcome", "factors", "game_id", "final_score")
        for value, shown in [(["a", "b"], "a"), ({"a": 1}, "a"), (False, "false")]
    ],
    *[
        (field, value, shown, "at least 100")
        for field in ("odds", "closing_odds")
        for value, shown in [("-95", '"-95"'), (50, "50"), (0, "0"), (1.91, "1.91"), ("+99", "99")]
    ],
    *[
        (field, value, shown, "American odds")
        for field in ("odds", "closing_odds")
        for value, shown in [
            ("pick'em", "pick'em"),
            ("-110/-110", "-110/-110"),
            ("5/2", "5/2"),
            (math.nan, "nan"),
            ("nan", "nan"),
            (math.inf, "inf"),
            ("-inf", "-inf"),
            (True, "true"),
            ([-110], "-110"),
        ]
    ],
    ("odds", "", "", "American odds"),
    ("odds", None, "null|None", "American odds"),
    *[
        (field, value, shown, accepted)
        for field in ("implied_prob", "model_prob")
        for value, shown, accepted in [
            (54, "54", r"did you mean 0\.54\?"),
            (52.38, "52.38", r"did you mean 0\.5238\?"),
            (1.5, "1.5", "0 and 1"),
            (-0.1, "-0.1", "0 and 1"),
            (540, "540", "0 and 1"),
            (math.nan, "nan", "number"),
            (math.inf, "inf", "number"),
            (True, "true", "number"),
            (False, "false", "number"),
            ("likely", "likely", "number"),
            (None, "null|None", "number"),
            ([0.5], "0.5", "number"),
        ]
    ],
    *[
        ("edge_pct", value, shown, "finite number")
        for value, shown in [
            (math.nan, "nan"),
            (-math.inf, "inf"),
            (10**400, "1000"),
            (True, "true"),
            ("five", "five"),
            (None, "null|None"),
        ]
    ],
    *[
        (field, value, shown, accepted)
        for field in ("stake_units", "stake_amount")
        for value, shown, accepted in [
            (-1, "-1", "0 or more"),
            (-0.01, "-0.01", "0 or more"),
            (math.nan, "nan", "finite number"),
            (math.inf, "inf", "finite number"),
            (True, "true", "finite number"),
            ("all in", "all in", "finite number"),
            ({}, r"\{\}", "finite number"),
        ]
    ],
    *[
        ("result", value, shown, "Win, Loss or Push")
        for value, shown in [
            ("win", "win"),
            ("W", "W"),
            ("Pending", "Pending"),
            ("Win ", "Win "),
            ("", ""),
            (True, "true"),
            (1, "1"),
            (["Win"], "Win"),
        ]
    ],
]


@pytest.mark.parametrize(
    ("field", "given", "shown", "accepted"),
    REFUSED,
    ids=[f"{row[0]}={row[1]!r:.20}" for row in REFUSED],
)
def test_a_refusal_names_the_field_the_value_and_what_is_accepted(
    logger: OmegaCacheLogger, field: str, given: Any, shown: str, accepted: str
) -> None:
    message = refusal(logger, bet(**{field: given}))
    line = re.search(rf"^.*\b{field}\b.*$", message, re.MULTILINE)
    assert line, message
    assert re.search(shown, line[0], re.IGNORECASE), message
    assert re.search(accepted, line[0]), message


@pytest.mark.parametrize("field", REQUIRED)
def test_a_missing_field_is_named(logger: OmegaCacheLogger, field: str) -> None:
    message = refusal(logger, without(bet(), field))
    assert re.search(rf"\b{field}\b.*missing", message), message


@pytest.mark.parametrize("given", [None, "DET -9.5", 7, [("date", "2025-11-24")]])
def test_what_is_no_dictionary_is_refused_as_no_bet(logger: OmegaCacheLogger, given: Any) -> None:
    assert "dict" in refusal(logger, given)


def test_all_problems_are_told_at_once(logger: OmegaCacheLogger) -> None:
    given = without(
        bet(date="2025-02-30", odds="-95", model_prob=54, stake_units=-1, stake_amout=5), "league"
    )
    message = refusal(logger, given)
    for told in (
        r"\bdate\b.*2025-02-30",
        r"\bodds\b.*-95",
        r"\bmodel_prob\b.*54",
        r"\bstake_units\b.*-1",
        r"\bstake_amout\b.*\bstake_amount\b",
        r"\bleague\b.*missing",
    ):
        assert re.search(told, message), (told, message)
    assert not re.search(r"\b(pick|matchup|implied_prob|edge_pct)\b", message), message


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("stake_unit", "stake_units"),
        ("stakeUnits", "stake_units"),
        ("stake_amout", "stake_amount"),
        ("Stake Amount", "stake_amount"),
        ("gameid", "game_id"),
        ("game-id", "game_id"),
        ("closing_odd", "closing_odds"),
        ("Closing Odds", "closing_odds"),
        ("final_scor", "final_score"),
        ("Result", "result"),
        ("Odds", "odds"),
    ],
)
def test_a_key_that_looks_like_a_field_is_refused_with_the_field_that_was_meant(
    logger: OmegaCacheLogger, key: str, meant: str
) -> None:
    message = refusal(logger, bet(**{key: "-110"}))
    assert re.search(rf"{re.escape(key)}.*\b{meant}\b", message), message


def test_a_misspelt_required_field_is_named_beside_the_one_that_is_missing(
    logger: OmegaCacheLogger,
) -> None:
    message = refusal(logger, without(bet(model_porb=0.58), "model_prob"))
    assert re.search(r"\bmodel_prob\b.*missing", message), message
    assert re.search(r"model_porb.*\bmodel_prob\b", message), message


@pytest.mark.parametrize("key", ["bookmaker", "ev_pct", "line", "model_version", "weather", "legs"])
def test_a_key_that_looks_like_no_field_is_kept_in_extra(
    logger: OmegaCacheLogger, key: str
) -> None:
    assert warned(logger, bet(**{key: 1.5})) == []
    assert bets_in(Path(logger.base_path))[0]["extra"] == {key: 1.5}


@pytest.mark.parametrize("value", [math.nan, math.inf, [{"deep": -math.inf}]])
def test_what_json_cannot_hold_is_refused_in_extra_too(
    logger: OmegaCacheLogger, value: Any
) -> None:
    assert "line" in refusal(logger, bet(line=value))


class _Tier(str, enum.Enum):
    HIGH = "High"


def test_text_of_a_kind_of_its_own_is_that_text(logger: OmegaCacheLogger) -> None:
    assert logged(logger, bet(confidence=_Tier.HIGH))["confidence"] == "High"


@pytest.mark.parametrize("value", [b"NBA", ("NBA",), {"NBA"}, float("nan")], ids=repr)
def test_what_is_no_text_is_refused(logger: OmegaCacheLogger, value: Any) -> None:
    with pytest.raises(ValueError, match=r"league: .* is no text"):
        logger.log_bet_recommendation(bet(league=value))


@pytest.mark.parametrize("value", [10**5000, Fraction(10**400)], ids=["digits", "fraction"])
@pytest.mark.parametrize("field", ["odds", "stake_units", "note"])
def test_a_number_beyond_all_bounds_is_refused_beside_what_else_is_wrong(
    logger: OmegaCacheLogger, field: str, value: Any
) -> None:
    with pytest.raises(ValueError, match=f"{field}: ") as raised:
        logger.log_bet_recommendation(bet(**{"model_prob": 54, field: value}))
    assert "did you mean 0.54?" in str(raised.value)


@pytest.mark.parametrize(
    "figures",
    [
        {"implied_prob": 0.5, "model_prob": 0.56, "edge_pct": 5.5, "odds": "+100"},
        {"implied_prob": 0.56, "model_prob": 0.6, "edge_pct": 4, "odds": "+100"},
    ],
)
def test_figures_that_disagree_by_no_more_than_is_allowed_are_logged_without_a_word(
    logger: OmegaCacheLogger, figures: Record
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        logger.log_bet_recommendation(bet(**figures))


def test_a_refused_bet_takes_no_number(logger: OmegaCacheLogger) -> None:
    refusal(logger, bet(odds="-95"))
    assert logger.log_bet_recommendation(bet()) == "2025-11-24_NBA_1"


# What is strange


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"edge_pct": 6.1}, [r"edge_pct.*6\.1.*5\.5"]),
        ({"edge_pct": 4.9}, [r"edge_pct.*4\.9.*5\.5"]),
        ({"edge_pct": 0.055}, [r"edge_pct.*0\.055.*5\.5"]),
        ({"edge_pct": 5.9}, []),
        ({"edge_pct": 5.1}, []),
        ({"implied_prob": 0.59, "edge_pct": -1.12}, [r"implied_prob.*0\.59.*-110.*0?\.52"]),
        ({"implied_prob": 0.46, "edge_pct": 11.88}, [r"implied_prob.*0\.46.*-110.*0?\.52"]),
        ({"implied_prob": 0.58, "edge_pct": -0.12}, []),
        ({"implied_prob": 0.47, "edge_pct": 10.88}, []),
        ({"odds": "+110"}, []),
        ({"odds": "+150"}, [r"implied_prob.*0\.5238.*\+150.*0?\.4"]),
        ({"odds": "+150", "edge_pct": 0}, ["edge_pct", "implied_prob"]),
    ],
)
def test_figures_that_disagree_are_logged_with_a_warning(
    logger: OmegaCacheLogger, changes: Record, told: list[str]
) -> None:
    notes = warned(logger, bet(**changes))
    assert len(notes) == len(told), notes
    for pattern, note in zip(told, notes):
        assert re.search(pattern, note), note
    assert len(bets_in(Path(logger.base_path))) == 1


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"pick": " det  -9.5"}, True),
        ({"league": "nba"}, True),
        ({"matchup": "PISTONS vs PACERS"}, True),
        ({"odds": -110}, True),
        ({"factors": "said otherwise", "stake_units": 3}, True),
        ({"odds": "-112"}, False),
        ({"pick": "DET -9"}, False),
        ({"date": "2025-11-25"}, False),
        ({"league": "WNBA"}, False),
        ({"matchup": "Pistons vs Bulls"}, False),
    ],
)
def test_a_pick_that_already_stands_is_logged_with_a_warning_that_names_both_ids(
    logger: OmegaCacheLogger, changes: Record, same: bool
) -> None:
    notes = warned(logger, bet(), bet(**changes))
    ids = [item["bet_id"] for item in bets_in(Path(logger.base_path))]
    assert len(set(ids)) == 2
    assert len(notes) == same
    assert all(bet_id in note for note in notes for bet_id in ids)


def test_the_same_pick_is_noticed_in_the_next_session(tmp_path: Path) -> None:
    warned(session(tmp_path), bet())
    (note,) = warned(session(tmp_path), bet())
    assert "2025-11-24_NBA_1" in note
    assert "2025-11-24_NBA_2" in note


# Ids and stamps


def test_ids_count_by_day_and_league(logger: OmegaCacheLogger) -> None:
    bets = [
        bet(pick="DET -9.5"),
        bet(pick="Over 230"),
        bet(league="NFL"),
        bet(date="2025-11-25"),
        bet(pick="BOS ML"),
    ]
    assert [logger.log_bet_recommendation(data) for data in bets] == [
        "2025-11-24_NBA_1",
        "2025-11-24_NBA_2",
        "2025-11-24_NFL_1",
        "2025-11-25_NBA_1",
        "2025-11-24_NBA_3",
    ]


@pytest.mark.parametrize(
    ("there", "following"),
    [
        (["2025-11-24_NBA_1", "2025-11-24_NBA_7"], 8),
        (["2025-11-24_NBA_7", "2025-11-24_NBA_1"], 8),
        (["2025-11-24_NBA_9", "2025-11-24_NBA_10"], 11),
        (["2025-11-24_NBA_3", "2025-11-25_NBA_8", "2025-11-24_NFL_9"], 4),
        (["2025-11-24_NBA_2", "2025-11-24_NBA_12345"], 12346),
        (["2025-11-24_NBA_2", "2025-11-24_NBA_123456"], 3),
        (["2025-11-24_NBA_100000", "2025-11-24_NBA_9999999"], 1),
        (["2025-11-24_NBA_x", "2025-11-24_NBA_", "2025-11-24"], 1),
    ],
)
def test_an_id_is_one_more_than_the_highest_sequence_number(
    tmp_path: Path, there: list[str], following: int
) -> None:
    bets = [record(bet_id, date="2025-11-24", pick=bet_id) for bet_id in there]
    write_log(tmp_path / "bet_log.json", bets)
    assert session(tmp_path).log_bet_recommendation(bet()) == f"2025-11-24_NBA_{following}"
    assert [item["bet_id"] for item in bets_in(tmp_path)[:-1]] == there


@pytest.mark.parametrize(
    ("league", "code"),
    [("NCAA M", "NCAAM"), ("ncaa-m", "NCAAM"), ("nba", "NBA"), ("U.S. Open 2025", "USOPEN2025")],
)
def test_the_league_in_an_id_is_upper_case_letters_and_digits(
    logger: OmegaCacheLogger, league: str, code: str
) -> None:
    stored = logged(logger, bet(league=league))
    assert stored["bet_id"] == f"2025-11-24_{code}_1"
    assert stored["league"] == league


def test_spellings_of_one_league_share_their_numbers(logger: OmegaCacheLogger) -> None:
    ids = [
        logger.log_bet_recommendation(bet(league=league, pick=pick))
        for league, pick in [("NCAA M", "Duke -3"), ("NCAAM", "Over 150"), ("ncaam", "UNC ML")]
    ]
    assert ids == ["2025-11-24_NCAAM_1", "2025-11-24_NCAAM_2", "2025-11-24_NCAAM_3"]


def test_ids_of_version_2_0_0_are_counted_with_their_league_as_it_was_typed(
    tmp_path: Path,
) -> None:
    write_log(tmp_path / "bet_log.json", [record("2025-11-24_NCAA M_4", league="NCAA M")])
    bet_id = session(tmp_path).log_bet_recommendation(bet(league="NCAA M", pick="Duke -3"))
    assert bet_id == "2025-11-24_NCAAM_5"


@pytest.fixture(params=["OMEGA-5", "OMEGA+9:30"])
def far_from_greenwich(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine whose clock shows another hour than Greenwich's."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of this system cannot be set")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
def test_stamps_are_utc(logger: OmegaCacheLogger) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    bet_id = logger.log_bet_recommendation(bet())
    logger.update_bet_result(bet_id, "Win")
    logger.log_simulation_result({"game_id": "NBA_1"})
    audit = logger.run_backtest_audit()
    after = datetime.now(timezone.utc)
    (stored,), (sim,) = read_log(logger.bet_log_file), read_log(logger.sim_log_file)
    for stamp in (
        stored["logged_at"],
        stored["updated_at"],
        sim["logged_at"],
        audit["audit_date"],
    ):
        assert STAMP.fullmatch(stamp)
        then = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        assert before <= then <= after
    assert sim["date"] in (f"{before:%Y-%m-%d}", f"{after:%Y-%m-%d}")


# A slate


def test_a_slate_is_logged_in_its_order(logger: OmegaCacheLogger) -> None:
    slate = [bet(pick="DET -9.5"), bet(league="NFL", pick="KC -3"), bet(pick="Over 230")]
    ids = logger.log_bet_recommendations(slate)
    assert ids == ["2025-11-24_NBA_1", "2025-11-24_NFL_1", "2025-11-24_NBA_2"]
    stored = read_log(logger.bet_log_file)
    assert [item["bet_id"] for item in stored] == ids
    assert [item["pick"] for item in stored] == ["DET -9.5", "KC -3", "Over 230"]


def test_a_slate_is_logged_whole_or_not_at_all(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    slate = [bet(), bet(pick="Over 230", odds="-95"), bet(pick="BOS ML"), bet(model_prob=54)]
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        logger.log_bet_recommendations(slate)
    message = str(refused.value)
    assert re.search(r"\b2\b.*\bodds\b.*-95", message), message
    assert re.search(r"\b4\b.*\bmodel_prob\b.*54", message), message


def test_an_empty_slate_writes_nothing(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    with nothing_written(tmp_path):
        assert logger.log_bet_recommendations([]) == []


# A simulation

SIMULATION: Record = {
    "date": "2025-11-24",
    "game_id": "NBA_DET_IND",
    "league": "NBA",
    "matchup": "Pistons vs Pacers",
    "sim_results": {"team_a_wins": 6500, "team_b_wins": 3500, "true_prob_a": 0.65},
    "n_iterations": 10000,
    "model_probabilities": {"home_win": 0.65, "away_win": 0.35},
    "predicted_scores": {"home": 123.5, "away": 110.2},
}


def test_a_simulation_is_kept_as_it_was_run_under_its_day_and_game(
    logger: OmegaCacheLogger,
) -> None:
    assert logger.log_simulation_result(SIMULATION) == "2025-11-24_NBA_DET_IND"
    (stored,) = read_log(logger.sim_log_file)
    assert tuple(stored) == ("sim_id", *SIMULATION, "logged_at")
    assert without(stored, "sim_id", "logged_at") == SIMULATION
    assert stored["sim_id"] == "2025-11-24_NBA_DET_IND"


def test_a_simulation_may_say_little(logger: OmegaCacheLogger) -> None:
    assert logger.log_simulation_result({"date": "2025-11-24"}) == "2025-11-24_unknown"
    (stored,) = read_log(logger.sim_log_file)
    assert without(stored, "logged_at") == {
        "sim_id": "2025-11-24_unknown",
        "date": "2025-11-24",
        "game_id": "unknown",
        "league": None,
        "matchup": None,
        "sim_results": {},
        "n_iterations": 0,
        "model_probabilities": {},
        "predicted_scores": {},
    }


def test_two_simulations_of_one_game_are_both_kept(logger: OmegaCacheLogger) -> None:
    logger.log_simulation_result(SIMULATION)
    logger.log_simulation_result({**SIMULATION, "n_iterations": 20000})
    assert [item["n_iterations"] for item in read_log(logger.sim_log_file)] == [10000, 20000]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("NBA_DET_IND", "dict"),
        (None, "dict"),
        ({**SIMULATION, "date": "2025-02-30"}, "date.*2025-02-30.*YYYY-MM-DD"),
        ({**SIMULATION, "predicted_scores": {"home": math.nan}}, "predicted_scores.*nan"),
    ],
)
def test_a_simulation_that_cannot_be_kept_is_refused(
    logger: OmegaCacheLogger, tmp_path: Path, given: Any, told: str
) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError) as refused:
        logger.log_simulation_result(given)
    assert re.search(told, str(refused.value), re.IGNORECASE), refused.value


def test_what_cannot_be_kept_is_refused_by_name_however_deep(logger: OmegaCacheLogger) -> None:
    nest: Any = []
    for _ in range(100_000):
        nest = [nest]
    with pytest.raises(ValueError, match=r"bookmaker: .*deep.* cannot be kept as JSON"):
        logger.log_bet_recommendation(bet(bookmaker=nest))
    with pytest.raises(ValueError, match="bookmaker: nan cannot be kept as JSON"):
        logger.log_bet_recommendation(bet(bookmaker=math.nan))


def test_a_probability_hardly_above_one_is_not_taken_for_percent(logger: OmegaCacheLogger) -> None:
    with pytest.raises(ValueError, match="model_prob") as refused:
        logger.log_bet_recommendation(bet(model_prob=1.0001))
    assert "did you mean" not in str(refused.value)


@pytest.mark.filterwarnings("ignore:.*implied_prob")
def test_a_truth_value_is_refused_after_the_number_that_it_equals(tmp_path: Path) -> None:
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(stake_units=1.0, model_prob=1.0, implied_prob=0.99))
    for field in ("stake_units", "model_prob"):
        with pytest.raises(ValueError, match=f"{field}: True is not a finite number"):
            logger.log_bet_recommendation(bet(**{field: True}))


def test_a_null_byte_is_no_part_of_a_text_wherever_it_stands(tmp_path: Path) -> None:
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(pick="DET\0 -9.5", factors="rested \ud83d"))
    [found] = bets_in(tmp_path)
    assert (found["pick"], found["factors"]) == ("DET -9.5", "rested ?")
