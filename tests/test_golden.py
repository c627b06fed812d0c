"""Parity: whole sessions, replayed, give what version 2.0.0 of the specification gave."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from builders import ROOT, Record, bets_in, read_log, session, sheet, without
from omega_persistence import OmegaCacheLogger


STAMPS = ("logged_at", "updated_at", "audit_date")
OUTCOME = ("result", "final_score", "closing_odds", "clv_pct")


class Replay(NamedTuple):
    """A golden session after it was replayed."""

    golden: Record
    expected: Record
    logger: OmegaCacheLogger
    folder: Path
    bet_ids: list[str]
    sim_ids: list[str]
    betlog: str


@pytest.fixture(
    scope="module",
    params=sorted((ROOT / "fixtures" / "golden").glob("*.json")),
    ids=lambda path: path.stem,
)
def replay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """Log, simulate and settle what the session did, in its order."""
    golden = json.loads(request.param.read_bytes())
    folder = tmp_path_factory.mktemp("golden")
    logger = session(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bet_ids = [logger.log_bet_recommendation(bet) for bet in golden["bets"]]
    sim_ids = [logger.log_simulation_result(sim) for sim in golden["simulations"]]
    for update in golden["settle_one_by_one"]:
        logger.update_bet_result(**update)
    betlog = logger.update_pending_bets_and_export(golden["settle_in_one_call"])
    return Replay(golden, golden["expected"], logger, folder, bet_ids, sim_ids, betlog)


def same_figures(audit: Record, expected: Record) -> None:
    """Hold that an audit has every specified figure; it may have more."""
    for key, value in expected.items():
        if key.startswith("by_"):
            assert list(audit[key]) == list(value)
            for name, part in value.items():
                assert {field: audit[key][name][field] for field in part} == part
        else:
            assert audit[key] == value, key


def same_rows(found: list[list[str]], expected: list[list[str]]) -> None:
    """Hold that a sheet has the specified columns, in order and first, with the same cells."""
    header, *rows = found
    stamps = [header.index(title) for title in STAMPS if title in header]
    kept = [place for place in range(len(header)) if place not in stamps]
    width = len(expected[0])
    assert [[row[place] for place in kept][:width] for row in [header, *rows]] == expected


def test_there_are_sessions_to_replay() -> None:
    assert len(list((ROOT / "fixtures" / "golden").glob("*.json"))) == 3


def test_a_golden_session_gives_the_same_ids(replay: Replay) -> None:
    assert replay.bet_ids == replay.golden["bet_ids"]
    assert replay.sim_ids == replay.golden["sim_ids"]


def test_a_golden_session_gives_the_same_records(replay: Replay) -> None:
    records = [without(bet, *STAMPS) for bet in bets_in(replay.folder)]
    assert records == replay.expected["bet_log"]
    assert [list(bet) for bet in records] == [list(bet) for bet in replay.expected["bet_log"]]


def test_a_golden_session_keeps_its_simulations(replay: Replay) -> None:
    sims = [without(sim, "sim_id", *STAMPS) for sim in read_log(replay.logger.sim_log_file)]
    assert sims == replay.golden["simulations"]


def test_a_golden_session_leaves_the_same_bets_pending(replay: Replay) -> None:
    pending = [bet["bet_id"] for bet in replay.logger.get_pending_bets()]
    assert pending == replay.expected["pending_ids"]


def test_a_golden_session_has_the_same_bets_in_a_range_of_days(replay: Replay) -> None:
    start, end = replay.expected["date_range"]
    found = replay.logger.get_bets_by_date_range(start, end)
    assert [bet["bet_id"] for bet in found] == replay.expected["date_range_ids"]


def test_a_golden_session_is_audited_to_the_same_figures(replay: Replay) -> None:
    start, end = replay.expected["date_range"]
    same_figures(replay.logger.run_backtest_audit(), replay.expected["audit_all"])
    same_figures(replay.logger.run_backtest_audit(start, end), replay.expected["audit_range"])


def test_a_golden_session_is_exported_to_the_same_cells(replay: Replay) -> None:
    standard = replay.logger.export_to_csv("all.csv", "standard")
    same_rows(sheet(standard), replay.expected["csv_standard"])
    betlog = sheet(replay.betlog)
    same_rows(betlog, replay.expected["csv_betlog"])
    assert betlog[0] == replay.expected["csv_betlog"][0]


def test_a_golden_slate_logged_at_once_gives_the_same_ids(replay: Replay, tmp_path: Path) -> None:
    bets: list[Any] = replay.golden["bets"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ids = session(tmp_path).log_bet_recommendations(bets)
    assert ids == replay.golden["bet_ids"]
    assert [without(bet, *STAMPS) for bet in bets_in(tmp_path)] == [
        {**without(bet, *STAMPS), **dict.fromkeys(OUTCOME)} for bet in bets_in(replay.folder)
    ]
