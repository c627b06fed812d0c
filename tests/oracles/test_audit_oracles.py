"""The audit against the field's own tools, on seeded logs and edge cases.

Needs numpy, scikit-learn, statsmodels and duckdb; backtestbuddy (with pandas) where it can be
installed.

backtestbuddy agrees on the yield and, in money, on the drawdown. It differs in this: its
`calculate_roi` is profit over the opening bankroll, ours is profit over the stakes, which it calls
yield; its drawdown is a share of the peak bankroll, ours an amount, so the two meet as the bankroll
grows without bound; it counts a push as a bet that was not won, so its win rate and probability
scores differ wherever there is a push; and it leaves out bets without a stake.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders import FIELDS, ROOT, Record, session, write_log
from omega_persistence import OmegaCacheLogger


np = pytest.importorskip("numpy")
duckdb = pytest.importorskip("duckdb")
metrics = pytest.importorskip("sklearn.metrics")
calibration = pytest.importorskip("sklearn.calibration")
proportion = pytest.importorskip("statsmodels.stats.proportion")

LEAGUES = {"NBA": "Jazz", "NFL": "Bills", "MLB": "Cubs", "NHL": "Wild", "EPL": "Spurs"}
PRICES = ["-110", "-105", "-200", "-199", "-333", "+100", "+101", "+150", "+199", "+200", "+475"]


def decimal_odds(american: int) -> float:
    return 1 + (american / 100 if american > 0 else 100 / -american)


def make_log(
    seed: int,
    n: int,
    results: Sequence[str | None] = ("Win", "Loss", "Loss", "Win", "Push", None),
    missing: float = 0.1,
    model: bool = True,
) -> list[Record]:
    """A log of n bets, whose fields are null now and then."""
    dice = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if dice.random() < missing else value

    bets = []
    for number in range(1, n + 1):
        date = f"2025-{dice.randint(8, 12):02}-{dice.randint(1, 28):02}"
        league, price = dice.choice(list(LEAGUES)), dice.choice(PRICES)
        implied = round(1 / decimal_odds(int(price)), 4)
        # five digits that end in 5, so that no probability lies on the edge of a tenth
        prob = round(min(max(implied + dice.gauss(0.02, 0.08), 0.0), 0.9999), 4) + 0.00005
        closing = maybe(dice.choice(PRICES)) if dice.random() < 0.7 else None
        result, odds = dice.choice(results), maybe(price)
        record: Record = dict.fromkeys(FIELDS)
        record.update(
            bet_id=f"{date}_{league}_{number}",
            date=date,
            league=league,
            matchup=f"{LEAGUES[league]} vs Rivals {number}",
            pick=f"{LEAGUES[league]} {number}.5",
            bet_type=dice.choice(["spread", "total", "moneyline"]),
            odds=odds,
            implied_prob=maybe(implied),
            model_prob=maybe(round(prob, 5)) if model else None,
            edge_pct=maybe(round((prob - implied) * 100, 2)),
            confidence=dice.choice(["High", "Medium", "Low"]),
            predicted_outcome="Home by 3",
            factors="Rest; form",
            stake_units=1.0,
            stake_amount=maybe(round(dice.uniform(1, 50), 2)),
            result=result,
            final_score=result and "100-90",
            closing_odds=closing,
            logged_at=f"{date}T13:00:00Z",
            updated_at=result and f"{date}T23:30:00Z",
        )
        if odds and closing:
            move = 1 / decimal_odds(int(closing)) - 1 / decimal_odds(int(odds))
            record["clv_pct"] = move * 100
        bets.append(record)
    return bets


EDGES = {
    "one win": make_log(1, 1, results=("Win",), missing=0),
    "one loss": make_log(2, 1, results=("Loss",), missing=0),
    "all pushes": make_log(3, 20, results=("Push",)),
    "all wins": make_log(4, 30, results=("Win",)),
    "all losses": make_log(5, 30, results=("Loss",)),
    "no probabilities": make_log(6, 50, model=False),
    "nothing missing": make_log(7, 200, missing=0),
    "half missing": make_log(8, 200, missing=0.5),
    "one bet pending": make_log(9, 1, results=(None,)),
    "large": make_log(10, 3000),
}
LOGS = {**EDGES, **{f"seed {seed}": make_log(seed, 1 + seed * 7 % 150) for seed in range(100, 320)}}

each_log = pytest.mark.parametrize("bets", LOGS.values(), ids=LOGS)


@pytest.fixture
def logger(tmp_path: Path) -> OmegaCacheLogger:
    return OmegaCacheLogger(str(tmp_path))


def settled(bets: list[Record]) -> list[Record]:
    return [bet for bet in bets if bet["result"]]


def scored(bets: list[Record], *names: str) -> list[Any]:
    """Columns of those probabilities and of 1 for a win, over decided bets that have them all."""
    rows = [bet for bet in bets if bet["result"] in ("Win", "Loss")]
    rows = [bet for bet in rows if all(bet[name] is not None for name in names)]
    columns = [np.array([bet[name] for bet in rows]) for name in names]
    return [*columns, np.array([int(bet["result"] == "Win") for bet in rows])]


def near(value: float, digits: int) -> Any:
    """Equal to the value as rounded: within half a unit of the last digit, and float noise."""
    return pytest.approx(value, abs=0.5 * 10**-digits + 1e-9, rel=1e-9)


@each_log
def test_scores_agree_with_scikit_learn(logger: OmegaCacheLogger, bets: list[Record]) -> None:
    audit = logger.run_backtest_audit(bets_override=bets)
    if not settled(bets):
        assert audit["settled_bets"] == 0
        return
    for name, brier, loss in (
        ("model_prob", "brier_score", "log_loss"),
        ("implied_prob", "brier_market", "log_loss_market"),
    ):
        probs, won = scored(bets, name)
        if not len(won):
            assert audit[loss] is None and not audit[brier]
            continue
        columns = np.clip(np.column_stack([1 - probs, probs]), 1e-15, 1)
        assert audit[brier] == near(metrics.brier_score_loss(won, probs, pos_label=1), 4)
        assert audit[loss] == near(metrics.log_loss(won, columns, labels=[0, 1]), 4)
    model, market, won = scored(bets, "model_prob", "implied_prob")
    assert audit["skill_bets"] == len(won)
    if len(won):
        ours, theirs = (
            metrics.brier_score_loss(won, probs, pos_label=1) for probs in (model, market)
        )
        assert audit["brier_skill"] == near(1 - ours / theirs, 4)


@each_log
def test_calibration_agrees_with_scikit_learn_and_statsmodels(
    logger: OmegaCacheLogger, bets: list[Record]
) -> None:
    audit = logger.run_backtest_audit(bets_override=bets)
    probs, won = scored(bets, "model_prob")
    if not len(won):
        assert not audit.get("calibration") and audit.get("ece") is None
        return
    rates, means = calibration.calibration_curve(won, probs, n_bins=10, strategy="uniform")
    bins = audit["calibration"]
    assert [row["win_rate"] for row in bins] == [near(rate, 4) for rate in rates]
    assert [row["mean_prob"] for row in bins] == [near(mean, 4) for mean in means]
    assert sum(row["n"] for row in bins) == audit["scored_bets"] == len(won)
    counts = [row["n"] for row in bins]
    assert audit["ece"] == near(np.average(np.abs(rates - means), weights=counts), 4)
    for row in bins:
        wins = round(row["win_rate"] * row["n"])
        ends = proportion.proportion_confint(wins, row["n"], alpha=0.05, method="wilson")
        assert row["ci95"] == [near(end, 4) for end in ends]


@each_log
def test_intervals_agree_with_statsmodels_and_numpy(
    logger: OmegaCacheLogger, bets: list[Record]
) -> None:
    audit = logger.run_backtest_audit(bets_override=bets)
    wins, losses = audit.get("wins", 0), audit.get("losses", 0)
    if wins + losses:
        ends = proportion.proportion_confint(wins, wins + losses, alpha=0.05, method="wilson")
        assert audit["win_rate_ci95_pct"] == [near(100 * end, 2) for end in ends]
    gains: dict[str, Callable[[int], float]] = {
        "Win": lambda odds: decimal_odds(odds) - 1,
        "Loss": lambda _: -1.0,
        "Push": lambda _: 0.0,
    }
    priced = [bet for bet in settled(bets) if bet["odds"]]
    returns = np.array([gains[bet["result"]](int(bet["odds"])) for bet in priced])
    clvs = np.array([bet["clv_pct"] for bet in settled(bets) if bet["clv_pct"] is not None])
    for values, mean, interval in (
        (100 * returns, "flat_roi_pct", "flat_roi_ci95_pct"),
        (clvs, "avg_clv_pct", "clv_ci95_pct"),
    ):
        if len(values) > 1:
            half = 1.959964 * values.std(ddof=1) / len(values) ** 0.5
            assert audit[mean] == near(values.mean(), 2)
            assert audit[interval] == [near(values.mean() - half, 2), near(values.mean() + half, 2)]
        else:
            assert audit.get(interval) is None


@each_log
def test_drawdown_agrees_with_numpy(logger: OmegaCacheLogger, bets: list[Record]) -> None:
    audit = logger.run_backtest_audit(bets_override=bets)
    ordered = sorted(settled(bets), key=lambda bet: bet["date"])
    if not ordered:
        return
    odds = np.array([decimal_odds(int(bet["odds"] or 100)) for bet in ordered])
    known = np.array([bet["odds"] is not None for bet in ordered])
    won = np.array([bet["result"] == "Win" for bet in ordered])
    lost = np.array([bet["result"] == "Loss" for bet in ordered])
    stakes = np.array([bet["stake_amount"] or 0.0 for bet in ordered])
    gains = np.where(won & known, odds - 1, 0) - lost
    for values, key, stands in (
        (stakes * gains, "max_drawdown", stakes.any()),
        (np.where(known, gains, 0), "flat_max_drawdown_units", known.any()),
    ):
        levels = np.concatenate([[0.0], values.cumsum()])
        fall = (np.maximum.accumulate(levels) - levels).max()
        assert audit[key] == (near(fall, 2) if stands else None)


# --- DuckDB, straight from the files ------------------------------------------------------------

BREAKDOWNS = """
with bets as (
    select {league} as league, {confidence} as confidence, {bet_type} as bet_type,
        strftime({date}::date, '%Y-%m') as month, {odds}::double as odds, {result} as result,
        {stake}::double as stake, {clv}::double as clv from {source}
), priced as (
    select *, case when odds > 0 then odds / 100 else 100 / -odds end as price,
        case when odds is null then 'Unknown' when odds <= -200 then '-200 or shorter'
            when odds < -100 then '-199 to -101' when odds < 200 then '+100 to +199'
            else '+200 or longer' end as band
    from bets where result in ('Win', 'Loss', 'Push')
), gained as (
    select *, case result when 'Loss' then -1 when 'Push' then 0 else price end as gain from priced
)
select case grouping(league, confidence, bet_type, month, band)
        when 15 then 'by_league' when 23 then 'by_confidence' when 27 then 'by_bet_type'
        when 29 then 'by_month' else 'by_odds' end as breakdown,
    coalesce(league, confidence, bet_type, month, band) as label,
    count(*) as total, count(*) filter (result = 'Win') as wins,
    count(*) filter (result = 'Loss') as losses,
    count(*) filter (result = 'Push') as pushes,
    coalesce(100.0 * count(*) filter (result = 'Win')
        / nullif(count(*) filter (result in ('Win', 'Loss')), 0), 0) as win_rate,
    coalesce(sum(stake), 0) as staked, coalesce(sum(stake * gain), 0) as pnl,
    100 * coalesce(sum(stake * gain), 0) / nullif(sum(stake), 0) as roi_pct,
    100 * avg(gain) filter (odds is not null) as flat_roi_pct, avg(clv) as avg_clv_pct
from gained group by grouping sets ((league), (confidence), (bet_type), (month), (band))
"""
LOG = {key: key for key in ("league", "confidence", "bet_type", "date", "odds", "result")}
LOG.update(stake="stake_amount", clv="clv_pct")
BETLOG = {
    "league": "League",
    "confidence": "case regexp_extract(Confidence_Tier, '[A-Za-z]+') when 'Med' then 'Medium' "
    "else regexp_extract(Confidence_Tier, '[A-Za-z]+') end",
    "bet_type": "'?'",
    "date": "Date",
    "odds": "Odds_American",
    "result": "Result",
    "stake": "null",
    "clv": "null",
}
COUNTS = ["total", "wins", "losses", "pushes", "win_rate"]
MONEY = ["staked", "pnl", "roi_pct", "flat_roi_pct", "avg_clv_pct"]


def logger_of(folder: Path, bets: list[Record]) -> OmegaCacheLogger:
    """A logger in a folder that holds these bets."""
    write_log(folder / "bet_log.json", bets)
    return session(folder)


def assert_breakdowns(
    audit: Record, source: str, columns: dict[str, str], keys: list[str], breakdowns: list[str]
) -> None:
    found: dict[str, Record] = {name: {} for name in breakdowns}
    cursor = duckdb.execute(BREAKDOWNS.format(source=source, **columns))
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        entry = dict(zip(names, row))
        if entry["breakdown"] in found:
            found[entry["breakdown"]][entry["label"]] = entry
    for name, groups in found.items():
        ours = audit.get(name, {})
        assert set(ours) == set(groups)
        for label, entry in groups.items():
            for key in keys:
                expected = entry[key] if key in COUNTS else entry[key] and near(entry[key], 2)
                expected = pytest.approx(entry[key]) if key == "win_rate" else expected
                assert ours[label][key] == expected, (name, label, key)


ALL = ["by_league", "by_confidence", "by_bet_type", "by_month", "by_odds"]


@each_log
def test_breakdowns_agree_with_duckdb_over_the_log(tmp_path: Path, bets: list[Record]) -> None:
    audit = logger_of(tmp_path, bets).run_backtest_audit()
    source = f"read_json('{tmp_path}/bet_log.json')"
    assert_breakdowns(audit, source, LOG, COUNTS + MONEY, ALL)


@each_log
def test_breakdowns_agree_with_duckdb_over_the_standard_csv(
    tmp_path: Path, bets: list[Record]
) -> None:
    logger = logger_of(tmp_path, bets)
    path = logger.export_to_csv("omega_bets.csv")
    source = f"read_csv('{path}', header = true)"
    assert_breakdowns(logger.run_backtest_audit(), source, LOG, COUNTS + MONEY, ALL)


@each_log
def test_breakdowns_agree_with_duckdb_over_betlog_csv(tmp_path: Path, bets: list[Record]) -> None:
    logger = logger_of(tmp_path, bets)
    path = logger.export_to_csv("BetLog.csv", format="betlog")
    source = f"read_csv('{path}', header = true)"
    keys, breakdowns = (
        [*COUNTS, "flat_roi_pct"],
        ["by_league", "by_confidence", "by_month", "by_odds"],
    )
    assert_breakdowns(logger.run_backtest_audit(), source, BETLOG, keys, breakdowns)


def column_types(source: str) -> dict[str, str]:
    rows = duckdb.execute(f"describe select * from {source}").fetchall()
    return {row[0]: row[1] for row in rows}


def assert_typed(types: dict[str, str]) -> None:
    assert types["date"] == "DATE"
    numbers = ("implied_prob", "model_prob", "edge_pct", "stake_units", "stake_amount", "clv_pct")
    assert {types[key] for key in numbers} == {"DOUBLE"}
    texts = ("bet_id", "league", "pick", "result", "final_score")
    assert {types[key] for key in texts} == {"VARCHAR"}
    assert types["logged_at"] in ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE")


def test_an_engine_reads_the_right_types_from_the_log(tmp_path: Path) -> None:
    logger_of(tmp_path, EDGES["nothing missing"])
    types = column_types(f"read_json('{tmp_path}/bet_log.json')")
    assert tuple(types) == FIELDS
    assert_typed(types)


def test_an_engine_reads_the_right_types_from_both_csvs(tmp_path: Path) -> None:
    logger = logger_of(tmp_path, EDGES["nothing missing"])
    standard = logger.export_to_csv("omega_bets.csv")
    betlog = logger.export_to_csv("BetLog.csv", format="betlog")
    for path in (standard, betlog):
        with open(path, "rb") as file:
            assert file.read(3) == b"\xef\xbb\xbf"
    types = column_types(f"read_csv('{standard}', header = true)")
    order = [key for key in FIELDS if key != "game_id"]
    assert list(types) == [*order, "game_id", "extra"]  # the mark is no part of the first name
    assert_typed(types)
    assert column_types(f"read_csv('{betlog}', header = true)") == {
        "Date": "DATE",
        "League": "VARCHAR",
        "Game_ID": "VARCHAR",
        "Pick": "VARCHAR",
        "Odds_American": "VARCHAR",
        "Implied_Prob": "DOUBLE",
        "Model_Prob": "DOUBLE",
        "Edge_%": "DOUBLE",
        "Confidence_Tier": "VARCHAR",
        "Predicted Outcome": "VARCHAR",
        "Factors": "VARCHAR",
        "Final Box Score": "VARCHAR",
        "Result": "VARCHAR",
    }
    # DuckDB takes "+150" for text, as it is in the log; every price casts to a number all the same
    assert types["odds"] == "VARCHAR"
    for path, odds in ((standard, "odds"), (betlog, "Odds_American")):
        query = f"select count(try_cast({odds} as double)) from read_csv('{path}', header = true)"
        assert duckdb.execute(query).fetchone() == (len(EDGES["nothing missing"]),)
    tiers = duckdb.execute(
        f"select distinct Confidence_Tier from read_csv('{betlog}', header = true)"
    )
    assert {row[0] for row in tiers.fetchall()} == {"🔵 High", "🟢 Med", "🟡 Low"}


def test_the_query_of_the_readme_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = re.search(r"^```sql\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert query
    bets = EDGES["nothing missing"]
    logger_of(tmp_path / "data/logs", bets)
    monkeypatch.chdir(tmp_path)
    rows = duckdb.execute(query[1]).fetchall()
    days: dict[str, list[float]] = {}
    for bet in bets:
        if bet["clv_pct"] is not None:
            days.setdefault(f"{date.fromisoformat(bet['date']):%A}", []).append(bet["clv_pct"])
    assert {row[0]: row[1] for row in rows} == {day: len(clvs) for day, clvs in days.items()}
    for day, _, mean in rows:
        assert mean == near(sum(days[day]) / len(days[day]), 2)
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)


# --- backtestbuddy ------------------------------------------------------------------------------


@each_log
def test_yield_and_drawdown_agree_with_backtestbuddy(
    logger: OmegaCacheLogger, bets: list[Record]
) -> None:
    pandas = pytest.importorskip("pandas")
    sport = pytest.importorskip("backtestbuddy.metrics.sport_metrics")
    bets = [bet for bet in bets if bet["stake_amount"] and bet["odds"]]
    audit = logger.run_backtest_audit(bets_override=bets)
    ordered = sorted(settled(bets), key=lambda bet: bet["date"])
    if not ordered:
        return
    bankroll, rows = 1e9, []
    for bet in ordered:
        odds, stake = decimal_odds(int(bet["odds"])), bet["stake_amount"]
        profit = {"Win": stake * (odds - 1), "Loss": -stake, "Push": 0.0}[bet["result"]]
        rows.append(
            {
                "bt_date_column": bet["date"],
                "bt_stake": stake,
                "bt_bet_on": 0,
                "bt_odds": odds,
                "bt_profit": profit,
                "bt_win": bet["result"] == "Win",
                "bt_starting_bankroll": bankroll,
                "bt_ending_bankroll": bankroll + profit,
            }
        )
        bankroll += profit
    frame = pandas.DataFrame(rows)
    assert audit["roi_pct"] == near(sport.calculate_yield(frame), 2)
    assert audit["total_pnl"] == near(sport.calculate_total_profit(frame), 2)
    assert audit["avg_odds_decimal"] == near(sport.calculate_average_odds(frame), 2)
    assert audit["max_drawdown"] == pytest.approx(
        -1e9 * sport.calculate_max_drawdown(frame), abs=0.02
    )
