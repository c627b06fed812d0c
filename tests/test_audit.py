"""The promises of the audit, each with its expected value worked out beside it."""

from __future__ import annotations

import datetime
import json
import math
import random
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders import Record
from omega_persistence import OmegaCacheLogger


Audit = Callable[..., Record]

SPECIFIED = [
    "total_bets",
    "settled_bets",
    "wins",
    "losses",
    "pushes",
    "win_rate_pct",
    "roi_pct",
    "total_stake",
    "total_pnl",
    "avg_edge_pct",
    "avg_clv_pct",
    "brier_score",
    "by_league",
    "by_confidence",
    "by_bet_type",
    "audit_date",
    "date_range",
]
NEW = [
    "pending_bets",
    "avg_odds_decimal",
    "flat_pnl_units",
    "flat_roi_pct",
    "flat_roi_ci95_pct",
    "p_value",
    "win_rate_ci95_pct",
    "expected_wins",
    "flat_expected_units",
    "log_loss",
    "log_loss_market",
    "brier_market",
    "brier_skill",
    "calibration",
    "ece",
    "clv_bets",
    "clv_beat_rate_pct",
    "clv_ci95_pct",
    "max_drawdown",
    "flat_max_drawdown_units",
    "longest_win_streak",
    "longest_loss_streak",
    "by_month",
    "by_odds",
    "verdict",
]
Z = 1.959964


def bet(result: Any, **fields: Any) -> Record:
    """A bet of one 10.0 stake at -110, changed by the given fields."""
    record = {
        "bet_id": "2025-11-24_NBA_1",
        "date": "2025-11-24",
        "league": "NBA",
        "matchup": "Jazz vs Celtics",
        "pick": "Jazz ML",
        "bet_type": "moneyline",
        "odds": "-110",
        "implied_prob": 0.5238,
        "model_prob": 0.55,
        "edge_pct": 2.62,
        "confidence": "High",
        "stake_amount": 10.0,
        "result": result,
        "clv_pct": None,
    }
    return {**record, **fields}


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    """The audit of some bets, refused where it is not strict JSON."""
    logger = OmegaCacheLogger(str(tmp_path))

    def run(
        bets: list[Record], start_date: str | None = None, end_date: str | None = None
    ) -> Record:
        found = logger.run_backtest_audit(start_date, end_date, bets_override=bets)
        json.dumps(found, allow_nan=False)
        return found

    return run


# --- what it returns ----------------------------------------------------------------------------


def test_the_specified_keys_come_first_and_in_order(audit: Audit) -> None:
    keys = list(audit([bet("Win")]))
    assert keys[: len(SPECIFIED)] == SPECIFIED
    assert set(NEW) <= set(keys[len(SPECIFIED) :])


def test_money_is_counted_as_the_specification_says(audit: Audit) -> None:
    # +150 on 20 wins 30; -110 on 10 loses 10; a push costs nothing: 20 on 40 staked is 50%.
    found = audit([bet("Win", odds="+150", stake_amount=20.0), bet("Loss"), bet("Push"), bet(None)])
    assert (found["total_bets"], found["settled_bets"], found["pending_bets"]) == (3, 3, 1)
    assert (found["wins"], found["losses"], found["pushes"]) == (1, 1, 1)
    assert (found["total_stake"], found["total_pnl"], found["roi_pct"]) == (40.0, 20.0, 50.0)
    assert found["win_rate_pct"] == 50.0


def test_an_empty_audit_says_so_in_the_specified_shape(audit: Audit) -> None:
    found = audit([bet(None), bet(None, date="2025-01-01")], start_date="2025-11-01")
    assert list(found)[:3] == ["total_bets", "settled_bets", "message"]
    assert (found["total_bets"], found["settled_bets"], found["pending_bets"]) == (0, 0, 1)
    assert found["date_range"] == {"start": "2025-11-01", "end": None}
    assert "No settled bet" in found["verdict"]
    assert audit([])["pending_bets"] == 0


def test_the_callers_bets_are_left_as_they_were(audit: Audit) -> None:
    bets = [bet("Win", date="2025-11-25"), bet("Loss")]
    before = json.dumps(bets)
    audit(bets)
    assert json.dumps(bets) == before


@pytest.mark.parametrize(
    ("start", "end", "wins"),
    [
        (None, None, 5),
        ("2025-11-02", None, 2),
        (None, "2025-11-02", 2),
        ("2025-11-02", "2025-11-02", 1),
        ("2025-11-03", "2025-11-01", 0),
    ],
)
def test_each_end_of_the_range_works_alone_and_is_included(
    audit: Audit, start: str | None, end: str | None, wins: int
) -> None:
    dates = ("2025-11-01", "2025-11-02", "2025-11-03", None, "")
    found = audit([bet("Win", date=date) for date in dates], start, end)
    assert found["settled_bets"] == wins
    assert found["date_range"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    "day", ["2025-11-02", " 2025-11-02", "2025-11-02\n", datetime.date(2025, 11, 2)]
)
def test_a_day_means_itself_whatever_stands_around_it(day: Any, tmp_path: Path) -> None:
    logger = OmegaCacheLogger(str(tmp_path))
    days = [f"2025-11-{day:02}" for day in (1, 2, 3)]
    bets = [bet("Win", bet_id=f"{day}_NBA_1", date=day) for day in days]
    logger.restore_session([{"filename": "a", "content": bets}])
    for ends, count in (((day, None), 2), ((None, day), 2), ((day, day), 1)):
        assert logger.run_backtest_audit(*ends)["settled_bets"] == count
        assert len(logger.get_bets_by_date_range(*ends)) == count
    names = [Path(path).name for path in logger.deliver_session(day)]
    assert "omega_bets_2025-11-02.csv" in names


# --- level stakes -------------------------------------------------------------------------------


def test_level_stakes_stand_on_the_settled_bets_that_have_odds(audit: Audit) -> None:
    # +100 won, +200 won, -110 lost, -150 pushed: 1 + 2 - 1 + 0 = 2 units on 4 bets.
    bets = [
        bet("Win", odds="+100"),
        bet("Win", odds="+200"),
        bet("Loss"),
        bet("Push", odds="-150"),
        bet("Loss", odds=None),
        bet("Win", odds="pick 'em"),
    ]
    found = audit(bets)
    returns = [1.0, 2.0, -1.0, 0.0]
    mean, error = 0.5, statistics.stdev(returns) / 2
    assert found["flat_bets"] == 4
    assert found["flat_pnl_units"] == 2.0
    assert found["flat_roi_pct"] == 50.0
    assert found["flat_roi_ci95_pct"] == pytest.approx(
        [100 * (mean - Z * error), 100 * (mean + Z * error)], abs=0.005
    )
    chance = 1 - statistics.NormalDist().cdf(mean / error)
    assert found["p_value"] == pytest.approx(chance, abs=0.00005)
    # 2, 3, 1 + 100/110, 1 + 100/150: 8.5758 over 4
    assert found["avg_odds_decimal"] == 2.14
    # the two bets without odds still count where money counts: 60 staked, 10 + 20 - 10 - 10 won
    assert (found["total_stake"], found["total_pnl"]) == (60.0, 10.0)


@pytest.mark.parametrize("results", [["Win"], ["Win"] * 7, ["Push"] * 3, ["Loss"] * 40])
def test_there_is_no_p_value_where_nothing_varies(audit: Audit, results: list[str]) -> None:
    found = audit([bet(result) for result in results])
    assert found["p_value"] is None
    assert (found["flat_roi_ci95_pct"] is None) == (len(results) == 1)


def test_the_win_rate_has_a_wilson_interval_over_decided_bets(audit: Audit) -> None:
    # Wilson 1927 as the roots of (p - w)^2 = z^2 p (1 - p) / n, for 7 wins of 10; pushes are apart
    n, share = 10, 0.7
    a, b, c = 1 + Z * Z / n, -(2 * share + Z * Z / n), share * share
    root = math.sqrt(b * b - 4 * a * c)
    found = audit([bet("Win")] * 7 + [bet("Loss")] * 3 + [bet("Push")] * 5)
    expected = [100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)]
    assert found["win_rate_ci95_pct"] == pytest.approx(expected, abs=0.005)
    assert audit([bet("Push")])["win_rate_ci95_pct"] is None
    assert audit([bet("Win")] * 3)["win_rate_ci95_pct"][1] == 100.0


def test_what_the_model_promised_stands_beside_what_came(audit: Audit) -> None:
    bets = [
        bet("Win", model_prob=0.6, odds="+100"),  # expects 0.6 wins and 0.6 * 2 - 1 = 0.2 units
        bet("Loss", model_prob=0.5, odds="+150"),  # 0.5 wins and 0.5 * 2.5 - 1 = 0.25 units
        bet("Push", model_prob=0.7, odds="+100"),  # not decided; 0.7 * 2 - 1 = 0.4 units
        bet("Win", model_prob=0.9, odds=None),  # 0.9 wins; no odds, so no units
        bet("Win", model_prob=None),
    ]
    found = audit(bets)
    assert found["expected_wins"] == 2.0
    assert found["flat_expected_units"] == 0.85
    assert (found["scored_bets"], found["expected_bets"]) == (3, 3)


# --- probabilities ------------------------------------------------------------------------------


def test_scores_are_taken_over_decided_bets_that_have_the_probability(audit: Audit) -> None:
    bets = [
        bet("Win", model_prob=0.8, implied_prob=0.5),
        bet("Loss", model_prob=0.4, implied_prob=0.5),
        bet("Win", model_prob=None, implied_prob=0.6),
        bet("Loss", model_prob=0.3, implied_prob=None),
        bet("Push", model_prob=0.0, implied_prob=1.0),
    ]
    found = audit(bets)
    # model: 0.2^2, 0.4^2, 0.3^2; market: 0.5^2, 0.5^2, 0.4^2; both: 0.04 + 0.16 against 0.25 + 0.25
    assert found["brier_score"] == round((0.04 + 0.16 + 0.09) / 3, 4)
    assert found["brier_market"] == round((0.25 + 0.25 + 0.16) / 3, 4)
    assert found["brier_skill"] == round(1 - 0.20 / 0.50, 4)
    assert found["log_loss"] == round(-(math.log(0.8) + math.log(0.6) + math.log(0.7)) / 3, 4)
    assert found["log_loss_market"] == round(-(2 * math.log(0.5) + math.log(0.6)) / 3, 4)
    counts = [found[key] for key in ("scored_bets", "market_scored_bets", "skill_bets")]
    assert counts == [3, 3, 2]


def test_false_certainty_costs_much_but_not_everything(audit: Audit) -> None:
    certain = [bet("Loss", model_prob=1.0, implied_prob=1.0), bet("Win", model_prob=0.0)]
    assert audit(certain)["log_loss"] == round(-math.log(1e-15), 4)
    assert audit([bet("Win", model_prob=1.0)])["log_loss"] == 0.0


def test_a_faultless_market_leaves_no_skill_to_measure(audit: Audit) -> None:
    assert audit([bet("Win", implied_prob=1.0)])["brier_skill"] is None


def test_calibration_gathers_tenths_and_leaves_out_empty_ones(audit: Audit) -> None:
    bets = [
        bet("Win", model_prob=1.0),
        bet("Win", model_prob=0.9),
        bet("Loss", model_prob=0.5),
        bet("Win", model_prob=0.58),
        bet("Loss", model_prob=0.0),
        bet("Push", model_prob=0.25),
    ]
    found = audit(bets)
    rows = [
        (row["bin"], row["n"], row["mean_prob"], row["win_rate"]) for row in found["calibration"]
    ]
    assert rows == [
        ("0.0-0.1", 1, 0.0, 0.0),
        ("0.5-0.6", 2, 0.54, 0.5),
        ("0.9-1.0", 2, 0.95, 1.0),
    ]
    # (1 * 0 + 2 * 0.04 + 2 * 0.05) / 5
    assert found["ece"] == 0.036
    # Wilson for 1 of 2 is 1/2 -+ z / sqrt(n + z^2) / 2
    half = Z / math.sqrt(2 + Z * Z) / 2
    low, high = found["calibration"][1]["ci95"]
    assert (low, high) == (round(0.5 - half, 4), round(0.5 + half, 4))


def test_every_tenth_holds_its_own_lower_edge(audit: Audit) -> None:
    bins = [
        row["bin"]
        for row in audit([bet("Win", model_prob=k / 10) for k in range(10)])["calibration"]
    ]
    assert bins == [f"{k / 10:.1f}-{(k + 1) / 10:.1f}" for k in range(10)]


def test_what_chance_allows_is_worked_out_from_the_probabilities(audit: Audit) -> None:
    # 60 bets at 0.5 and 40 at 0.2: V = 15 and 6.4; the mean gap is sqrt(2V / pi), its variance
    # V (1 - 2 / pi)
    bets = [bet("Win", model_prob=0.5)] * 60 + [bet("Loss", model_prob=0.2)] * 40
    mean = math.sqrt(30 / math.pi) + math.sqrt(12.8 / math.pi)
    deviation = math.sqrt((15 + 6.4) * (1 - 2 / math.pi))
    assert audit(bets)["ece_by_chance"] == round((mean + Z * deviation) / 100, 4)


def test_a_calibrated_model_seldom_exceeds_what_chance_allows(audit: Audit) -> None:
    dice = random.Random(20251124)
    beyond = 0
    for _ in range(300):
        probs = [dice.uniform(0.3, 0.8) for _ in range(120)]
        bets = [bet("Win" if dice.random() < p else "Loss", model_prob=p) for p in probs]
        found = audit(bets)
        beyond += found["ece"] > found["ece_by_chance"]
    assert 1 <= beyond <= 20  # 1 in 40 would be 7.5; 20 of 300 is past four standard deviations


# --- closing-line value -------------------------------------------------------------------------


def test_closing_line_value_has_its_spread(audit: Audit) -> None:
    clvs = [2.0, -1.0, 0.0, 0.5, 3.5]
    found = audit([bet("Win", clv_pct=clv) for clv in [*clvs, None]])
    error = statistics.stdev(clvs) / math.sqrt(5)
    assert (found["clv_bets"], found["avg_clv_pct"]) == (5, 1.0)
    assert found["clv_beat_rate_pct"] == 60.0  # a price that did not move is not beaten
    assert found["clv_ci95_pct"] == pytest.approx([1 - Z * error, 1 + Z * error], abs=0.005)


# --- drawdown and streaks -----------------------------------------------------------------------


def test_drawdown_follows_the_dates_and_then_the_log(audit: Audit) -> None:
    bets = [
        bet("Loss", date="2025-11-03", stake_amount=30.0),
        bet("Win", date="2025-11-01", odds="+100", stake_amount=50.0),
        bet("Loss", date="2025-11-02", stake_amount=5.0),
        bet("Win", date="2025-11-02", odds="+100", stake_amount=10.0),
    ]
    # by date: 50, 45, 55, 25: from 55 to 25; in units: 1, 0, 1, 0
    found = audit(bets)
    assert found["max_drawdown"] == 30.0
    assert found["flat_max_drawdown_units"] == 1.0
    # within one day the log's order tells: 10, -10, 20 falls by 20
    day = [bet("Win", odds="+100"), bet("Loss", stake_amount=20.0), bet("Win", odds="+300")]
    assert audit(day)["max_drawdown"] == 20.0


def test_drawdown_starts_from_nothing_and_may_be_nothing(audit: Audit) -> None:
    assert audit([bet("Loss"), bet("Loss")])["max_drawdown"] == 20.0
    winners = audit([bet("Win"), bet("Push"), bet("Win")])
    assert (winners["max_drawdown"], winners["flat_max_drawdown_units"]) == (0.0, 0.0)


def test_a_push_neither_ends_nor_extends_a_streak(audit: Audit) -> None:
    results = ["Win", "Push", "Win", "Loss", "Loss", "Push", "Loss", "Win"]
    found = audit([bet(result) for result in results])
    assert (found["longest_win_streak"], found["longest_loss_streak"]) == (2, 3)
    shuffled = [bet("Loss", date="2025-11-02"), bet("Win", date="2025-11-03")]
    shuffled += [bet("Loss", date="2025-11-01"), bet("Win", date="2025-11-04")]
    assert audit(shuffled)["longest_loss_streak"] == 2
    assert audit([bet("Push")])["longest_win_streak"] == 0


# --- breakdowns ---------------------------------------------------------------------------------


def test_a_breakdown_entry_is_the_summary_of_its_group(audit: Audit) -> None:
    bets = [
        bet("Win", league="NFL", odds="+150", stake_amount=20.0, clv_pct=1.5),
        bet("Loss", league="NBA"),
        bet("Loss", league="NFL", stake_amount=None, clv_pct=-0.5),
        bet("Win", league="NFL", odds=None),
    ]
    groups = audit(bets)["by_league"]
    assert list(groups) == ["NFL", "NBA"]
    assert list(groups["NFL"].items()) == [
        ("total", 3),
        ("wins", 2),
        ("losses", 1),
        ("pushes", 0),
        ("win_rate", 2 / 3 * 100.0),
        ("staked", 30.0),
        ("pnl", 30.0),
        ("roi_pct", 100.0),
        ("flat_roi_pct", 25.0),  # 1.5 and -1 on two bets with odds
        ("avg_clv_pct", 0.5),
    ]
    alone = audit([one for one in bets if one["league"] == "NBA"])
    assert groups["NBA"]["roi_pct"] == alone["roi_pct"] == -100.0


def test_months_are_sorted_and_odds_stand_in_order_of_length(audit: Audit) -> None:
    odds = ["+200", "+100", "-101", "-199", "-200", "-1000", "-100", "+199", "99", None]
    dates = ["2025-12-01", "2025-11-30", "2024-01-01", None, "11/02/2025"]
    found = audit([bet("Win", odds=price, date=dates[n % 5]) for n, price in enumerate(odds)])
    assert list(found["by_month"]) == ["2024-01", "2025-11", "2025-12", "Unknown"]
    totals = {band: group["total"] for band, group in found["by_odds"].items()}
    assert list(totals.items()) == [
        ("-200 or shorter", 2),
        ("-199 to -101", 2),
        ("+100 to +199", 3),  # -100 is +100
        ("+200 or longer", 1),
        ("Unknown", 2),
    ]


# --- what restored and foreign records hold -----------------------------------------------------

NOTHING: tuple[Any, ...] = (
    None,
    "",
    "n/a",
    float("nan"),
    float("inf"),
    "inf",
    True,
    [],
    {},
    10**400,
)


@pytest.mark.parametrize("nothing", NOTHING, ids=lambda value: repr(value)[:12])
def test_what_is_not_a_number_is_missing(audit: Audit, nothing: object) -> None:
    fields = ["odds", "stake_amount", "edge_pct", "clv_pct", "model_prob", "implied_prob"]
    found = audit([bet("Win", **dict.fromkeys(fields, nothing)), bet("Loss")])
    assert (found["total_stake"], found["total_pnl"]) == (10.0, -10.0)
    assert (found["avg_edge_pct"], found["brier_score"]) == (2.62, round(0.55**2, 4))
    counts = [
        "staked_bets",
        "flat_bets",
        "edge_bets",
        "scored_bets",
        "market_scored_bets",
        "skill_bets",
    ]
    assert [found[key] for key in counts] == [1] * 6


def test_numbers_written_as_text_are_numbers(audit: Audit) -> None:
    texts = bet("Win", odds=-110, stake_amount="10", model_prob="0.55", edge_pct="2.62")
    plain = bet("Win")
    drop = {"audit_date"}
    assert {k: v for k, v in audit([texts]).items() if k not in drop} == {
        k: v for k, v in audit([plain]).items() if k not in drop
    }


def test_a_probability_outside_0_to_1_is_not_scored(audit: Audit) -> None:
    assert audit([bet("Win", model_prob=54), bet("Win", model_prob=-0.1)])["scored_bets"] == 0


def test_results_alone_are_enough_for_an_audit(audit: Audit) -> None:
    found = audit([{"result": "Win"}, {"result": "Loss"}, {"result": "Push"}, {}])
    averages = SPECIFIED[SPECIFIED.index("roi_pct") : SPECIFIED.index("by_league")]
    assert [found[key] for key in averages] == [0.0] * 6
    standing = [key for key in NEW if found[key] is not None]
    assert standing == [
        "pending_bets",
        "win_rate_ci95_pct",
        "clv_bets",
        "longest_win_streak",
        "longest_loss_streak",
        "by_month",
        "by_odds",
        "verdict",
    ]
    assert found["win_rate_pct"] == 50.0
    assert found["pending_bets"] == 1
    for breakdown in ("by_league", "by_confidence", "by_bet_type", "by_month", "by_odds"):
        assert list(found[breakdown]) == ["Unknown"]
        assert found[breakdown]["Unknown"]["roi_pct"] is None
    assert "no return can be judged" in found["verdict"]


def test_hostile_records_still_give_strict_json(audit: Audit) -> None:
    dice = random.Random(7)
    odd = [*NOTHING, 1e308, -1e308, 1e99, "1e99", 5e-324, -0.0, "\ud800", "{}", "%s", -110, "+150"]
    keys = [*bet("Win"), "closing_odds"]
    for _ in range(200):
        bets = [
            {
                **{key: dice.choice(odd) for key in keys},
                "result": dice.choice(["Win", "Loss", "Push", []]),
            }
            for _ in range(dice.randrange(1, 60))
        ]
        found = audit(bets, start_date=dice.choice([None, "2025-11-01"]))
        assert found["settled_bets"] + found["pending_bets"] <= len(bets)


# --- the verdict --------------------------------------------------------------------------------


def season(
    wins: int,
    losses: int,
    odds: str = "+100",
    clv: tuple[float, float] | None = None,
    prob: float | None = None,
) -> list[Record]:
    """Wins, then losses; clv is a mean and a spread: half the bets over it, half under."""
    results = ["Win"] * wins + ["Loss"] * losses
    mean, spread = clv or (0, 0)
    return [
        bet(
            result,
            odds=odds,
            model_prob=prob,
            clv_pct=mean + (spread if n % 2 else -spread) if clv else None,
        )
        for n, result in enumerate(results)
    ]


VERDICTS = {
    "too few bets": (season(15, 5), ["Too few bets", "20 settled", "+50.00%", "15 won, 5 lost"]),
    "one bet": (season(1, 0), ["Too few bets to say: 1 settled bet returned"]),
    "too few wins": (season(2, 60, odds="+900"), ["Too few wins", "2 won, 60 lost"]),
    "too few losses": (season(40, 1), ["Too few losses"]),
    # 55 of 100 at even money: +10 +- 19.6
    "a profit that luck explains": (
        season(55, 45),
        ["100 settled", "+10.00%", "a profit that luck alone could explain"],
    ),
    # 600 of 1000 at even money: +20 +- 6.1
    "a profit unlikely to be luck": (
        season(600, 400),
        ["1,000 settled", "+20.00%", "+13.9", "+26.0", "a profit unlikely to be luck alone"],
    ),
    # 201 of 400 at even money: 2 units on 400
    "the smallest profit": (season(201, 199), ["+0.50%", "a profit that luck alone"]),
    "the smallest loss": (season(199, 201), ["-0.50%", "a loss that luck alone"]),
    "a loss that luck explains": (
        season(45, 55),
        ["-10.00%", "a loss that luck alone could explain"],
    ),
    "a loss unlikely to be luck": (
        season(400, 600),
        ["-20.00%", "a loss unlikely to be luck alone"],
    ),
    "neither": (season(50, 50), ["+0.00%", "a result that luck alone could explain"]),
    "beats the closing line but loses": (
        season(45, 55, clv=(1.5, 2.0)),
        ["a loss", "but the prices taken beat the closing line", "+1.50 points", "100 bets"],
    ),
    "wins and beats the closing line": (
        season(55, 45, clv=(1.5, 2.0)),
        ["a profit", "; the prices taken beat the closing line"],
    ),
    "wins at bad prices": (
        season(55, 45, clv=(-1.5, 2.0)),
        ["a profit", "worse than the closing line", "-1.50 points"],
    ),
    "prices like the market's": (
        season(55, 45, clv=(0.1, 2.0)),
        ["did not clearly differ from the closing line"],
    ),
    # every bet promised 70%, and 50 of 100 won: off by 20 points
    "not calibrated": (season(50, 50, prob=0.7), ["the model is not calibrated", "20.00 points"]),
    "calibrated": (season(50, 50, prob=0.52), ["the model looks calibrated", "2.00 points"]),
}


def test_the_verdict_makes_no_sentence_of_stakes_at_unknown_odds(audit: Audit) -> None:
    # level: 20 won at +120 and 20 lost of 40 bets; staked: 40 wins more pay nothing
    bets = season(20, 20, odds="+120") + [bet("Win", odds=None) for _ in range(40)]
    for one in bets:
        one["stake_amount"] = 10.0 if one["odds"] is None else 1.0
    verdict = audit([*bets, bet("Loss", odds=None, stake_amount=90.0)])["verdict"]
    assert "+10.00%" in verdict and "stakes placed" not in verdict


@pytest.mark.parametrize(("bets", "says"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_says_what_the_numbers_can(
    audit: Audit, bets: list[Record], says: list[str]
) -> None:
    verdict = audit(bets)["verdict"]
    assert [text for text in says if text not in verdict] == []
    assert verdict.endswith(".") and "\n" not in verdict
    assert "nan" not in verdict and "None" not in verdict


def test_the_verdict_is_silent_where_too_few_bets_could_speak(audit: Audit) -> None:
    short = season(55, 45)
    for one in short[:29]:
        one.update(clv_pct=5.0, model_prob=0.99)
    verdict = audit(short)["verdict"]
    assert "closing line" not in verdict and "calibrated" not in verdict


def test_the_verdict_names_both_returns_where_stakes_tell_another_story(audit: Audit) -> None:
    bets = season(55, 45)
    for one in bets:
        one["stake_amount"] = 10.0 if one["result"] == "Win" else 20.0
    # level: 55 - 45 of 100; staked: 550 - 900 of 1450
    verdict = audit(bets)["verdict"]
    assert "+10.00%" in verdict and "the stakes placed returned -24.14%" in verdict
