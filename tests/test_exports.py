"""Exports: files that a person opens in a spreadsheet, and that read back to the same bets."""

from __future__ import annotations

import contextlib
import csv
import datetime
import itertools
import json
import os
import random
import warnings
from pathlib import Path
from typing import Any

import pytest

from attachments import BETLOG_TITLES, as_set, by_id, one, restore, restored, sheet_of, thread_file
from builders import (
    Record,
    bet,
    bets_in,
    columns,
    contents,
    nothing_written,
    read_log,
    record,
    session,
    sheet,
    write_log,
)
from omega_persistence import OmegaCacheLogger, implied_probability


STANDARD = [
    *("bet_id", "date", "league", "matchup", "pick", "bet_type", "odds", "implied_prob"),
    *("model_prob", "edge_pct", "confidence", "predicted_outcome", "factors", "stake_units"),
    *("stake_amount", "result", "final_score", "closing_odds", "clv_pct", "logged_at"),
    *("updated_at", "game_id", "extra"),
]
FULL = record(
    "2025-11-24_NBA_1",
    stake_units=2.5,
    stake_amount=12.5,
    game_id="NBA_DET_IND",
    result="Win",
    final_score="DET 125, IND 115",
    closing_odds="-112",
    clv_pct=(implied_probability(-112) - implied_probability(-110)) * 100,
    updated_at="2025-11-24T23:30:00Z",
    extra={"bookmaker": "Circa", "ev_pct": 7.86, "tags": ["dog", None, True]},
)


def logged(folder: Path, *records: Record) -> OmegaCacheLogger:
    """A logger whose log holds these records."""
    write_log(folder / "bet_log.json", records)
    return session(folder)


# --- Layouts -------------------------------------------------------------------------------------


def test_the_standard_layout_is_the_specified_columns_then_game_id_and_extra(
    tmp_path: Path,
) -> None:
    path = logged(tmp_path, FULL).export_to_csv()
    assert os.path.basename(path) == "omega_bets.csv"
    header, row = sheet(path)
    assert header == STANDARD
    told = dict(zip(header, row))
    assert json.loads(told.pop("extra")) == FULL["extra"]
    assert told == {name: str(FULL[name]) for name in STANDARD[:-1]}


def test_the_betlog_layout_is_the_specified_thirteen_columns_exactly(tmp_path: Path) -> None:
    path = logged(tmp_path, FULL).export_to_csv("BetLog.csv", format="betlog")
    assert sheet(path) == [
        BETLOG_TITLES,
        [
            *("2025-11-24", "NBA", "NBA_DET_IND", "DET -9.5", "-110", "0.5238", "0.5788", "5.5"),
            *("🔵 High", "DET 123, IND 110", "Pacers on a back-to-back", "DET 125, IND 115", "Win"),
        ],
    ]


@pytest.mark.parametrize(
    ("tier", "shown"),
    [("High", "🔵 High"), ("Medium", "🟢 Med"), ("Low", "🟡 Low"), ("A+", "A+")],
)
def test_tiers_are_shown_with_their_colours(tier: str, shown: str, tmp_path: Path) -> None:
    path = logged(tmp_path, {**FULL, "confidence": tier}).export_to_csv("B.csv", "betlog")
    assert one(columns(path))["Confidence_Tier"] == shown
    assert one(restored(tmp_path / "back", path))["confidence"] == tier


@pytest.mark.parametrize(
    ("game_id", "shown"), [("NBA_DET_IND", "NBA_DET_IND"), (None, "Pistons vs Pacers")]
)
def test_a_game_without_an_id_is_named_by_its_matchup(
    game_id: str | None, shown: str, tmp_path: Path
) -> None:
    path = logged(tmp_path, {**FULL, "game_id": game_id}).export_to_csv("B.csv", "betlog")
    assert one(columns(path))["Game_ID"] == shown


@pytest.mark.parametrize("layout", ["standard", "betlog"])
def test_what_is_not_known_is_an_empty_cell(layout: str, tmp_path: Path) -> None:
    path = logged(tmp_path, record("2025-11-24_NBA_1")).export_to_csv("x.csv", layout)
    assert one(columns(path))["Result" if layout == "betlog" else "result"] == ""
    assert "None" not in Path(path).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("layout", ["standard", "betlog"])
def test_an_empty_log_is_a_sheet_with_a_header(layout: str, tmp_path: Path) -> None:
    path = session(tmp_path).export_to_csv("x.csv", layout)
    assert sheet(path) == [STANDARD if layout == "standard" else BETLOG_TITLES]


def test_a_sheet_opens_with_a_byte_order_mark_and_is_utf_8(tmp_path: Path) -> None:
    path = logged(tmp_path, {**FULL, "factors": "Jokić 🔥"}).export_to_csv()
    data = Path(path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    assert "Jokić 🔥" in data.decode("utf-8")


@pytest.mark.parametrize("layout", ["excel", "", None, "Standard"])
def test_another_format_is_refused(layout: Any, logger: OmegaCacheLogger, tmp_path: Path) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError, match=r"standard.*betlog"):
        logger.export_to_csv("x.csv", layout)


# --- Formulae ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1 for the home side", "'+1 for the home side"),
        ("-3.5 first half", "'-3.5 first half"),
        ("@home", "'@home"),
        ("-", "'-"),
        ("=", "'="),
        ("-110", "-110"),
        ("+7.5", "+7.5"),
        ("-1e5", "-1e5"),
        ("+1.2.3", "'+1.2.3"),
        ("-..", "'-.."),
        ("-.5", "-.5"),
        ("+5.", "+5."),
        ("'=1", "''=1"),
        ("''-x", "'''-x"),
        ("'twas", "'twas"),
        ("a=b", "a=b"),
        ("'", "'"),
        ("🔥 =1", "🔥 =1"),
        ("−3.5 live", "−3.5 live"),
    ],
)
@pytest.mark.parametrize("field", ["factors", "pick", "final_score"])
def test_text_that_a_spreadsheet_would_run_goes_out_behind_an_apostrophe_and_comes_back_without(
    text: str, cell: str, field: str, tmp_path: Path
) -> None:
    known = {**FULL, field: text}
    path = logged(tmp_path, known).export_to_csv()
    assert one(columns(path))[field] == cell
    assert restored(tmp_path / "back", path) == [known]


@pytest.mark.parametrize("layout", ["standard", "betlog"])
def test_no_text_cell_of_a_sheet_begins_like_a_formula(layout: str, tmp_path: Path) -> None:
    texts = ["=1+1", "+x", "-x", "@x", "=cmd|' /C calc'!A0"]
    fields = ("league", "matchup", "pick", "bet_type", "confidence", "predicted_outcome", "factors")
    hostile = [
        {**FULL, "bet_id": f"2025-11-24_NBA_{n}", **dict.fromkeys(fields, text), "game_id": text}
        for n, text in enumerate(texts, 1)
    ]
    hostile[0]["extra"] = {"=1+1": "=1+1"}
    path = logged(tmp_path, *hostile).export_to_csv("x.csv", layout)
    numbers = ("odds", "Odds_American", "closing_odds")
    for row in columns(path):
        for title, cell in row.items():
            assert title in numbers or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_odds_and_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    path = logged(tmp_path, {**FULL, "edge_pct": -2.5, "odds": "+150"}).export_to_csv()
    row = one(columns(path))
    assert (row["odds"], row["closing_odds"], row["edge_pct"]) == ("+150", "-112", "-2.5")


# --- Names ---------------------------------------------------------------------------------------


LEADING_OUT = [
    "../x.csv",
    "/tmp/x.csv",
    "a/../../x.csv",
    "..",
    "",
    ".",
    "a\\..\\..\\x.csv",
    "C:\\x.csv",
]
OF_LOGS = ["bet_log.json", "./bet_log.json", "BET_LOG.JSON", "audit_log.json", "rejected.json"]


@pytest.mark.parametrize("name", LEADING_OUT + OF_LOGS)
def test_a_name_that_leads_out_of_the_exports_folder_or_is_a_logs_is_refused(
    name: str, tmp_path: Path
) -> None:
    logger = session(tmp_path / "logs")  # where exports lie too, unless it is the usual folder
    bet_id = logger.log_bet_recommendation(bet())
    with nothing_written(tmp_path):
        with pytest.raises(ValueError, match="output_file"):
            logger.export_to_csv(name)
        with pytest.raises(ValueError, match="output_file"):
            logger.update_pending_bets_and_export([{"bet_id": bet_id, "result": "Win"}], name)


@pytest.mark.parametrize("name", ["..", ".", " ", "a/", "../x"])
def test_a_report_has_a_name_too(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="output_file"):
        session(tmp_path).write_audit_report(output_file=name)


def test_an_export_lies_in_the_exports_folder(tmp_path: Path) -> None:
    logger = OmegaCacheLogger(str(tmp_path / "logs"), str(tmp_path / "exports"))
    path = Path(logger.export_to_csv("november/week 1.csv"))
    assert path.resolve() == (tmp_path / "exports" / "november" / "week 1.csv").resolve()
    assert path.is_file()


# --- Delivering ----------------------------------------------------------------------------------


def day_of_bets(folder: Path) -> OmegaCacheLogger:
    """A logger with settled and pending bets of two days, a simulation and an audit."""
    logger = session(folder)
    ids = logger.log_bet_recommendations(
        [
            bet(),
            bet(pick="Over 230.5", bookmaker="Circa"),
            bet(pick="IND ML", league="nba", stake_units=1),
            bet(date="2025-11-23", pick="LAL -2"),
        ]
    )
    logger.update_bet_result(ids[0], "Win", "DET 125, IND 115", "-112")
    logger.log_simulation_result({"date": "2025-11-24", "game_id": "G", "n_iterations": 10})
    logger.run_backtest_audit()
    return logger


def test_deliver_session_writes_everything_that_must_leave_in_the_order_to_attach(
    tmp_path: Path,
) -> None:
    paths = day_of_bets(tmp_path).deliver_session("2025-11-24")
    names = [os.path.basename(path) for path in paths]
    assert names[:6] == [
        "bet_log.json",
        "simulation_log.json",
        "audit_log.json",
        "BetLog.csv",
        "omega_bets_2025-11-24.csv",
        "daily_suggested_bets-11-24.csv",
    ]
    assert names[-1] == "session_manifest.json"
    assert sorted(name.rpartition(".")[2] for name in names[6:-1]) == ["html", "md"]
    assert all(name.startswith("AUDIT_REPORT_") for name in names[6:-1])
    assert all(Path(path).is_file() for path in paths)
    assert len(sheet(paths[3])) == 1 + 4
    assert [row["pick"] for row in columns(paths[4])] == ["DET -9.5", "Over 230.5", "IND ML"]
    assert sheet(paths[4])[0] == STANDARD
    assert [row["Pick"] for row in columns(paths[5])] == ["Over 230.5", "IND ML"]


def test_without_a_settled_bet_there_is_no_report(tmp_path: Path) -> None:
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet())
    names = [os.path.basename(path) for path in logger.deliver_session("2025-11-24")]
    assert not [name for name in names if name.startswith("AUDIT_REPORT_")]
    assert names[-1] == "session_manifest.json" and len(names) == 7


def test_an_empty_record_can_be_delivered_and_restored(tmp_path: Path) -> None:
    paths = session(tmp_path / "a").deliver_session("2025-11-24")
    report = restore(tmp_path / "b", *paths)
    assert (bets_in(tmp_path / "b"), report["rejected"], report["added"]) == ([], [], 0)


def test_delivering_changes_no_log(tmp_path: Path) -> None:
    logger = OmegaCacheLogger(str(tmp_path / "logs"), str(tmp_path / "exports"))
    logger.log_bet_recommendation(bet(result="Win"))
    with nothing_written(tmp_path / "logs"):
        logger.deliver_session()


@pytest.mark.parametrize("day", ["2025-11-31", "yesterday", "11/24/2025", ""])
def test_a_day_that_is_none_is_refused(day: str, logger: OmegaCacheLogger, tmp_path: Path) -> None:
    with nothing_written(tmp_path), pytest.raises(ValueError, match="date"):
        logger.deliver_session(day)


def test_a_delivery_that_fails_leaves_the_exports_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = day_of_bets(tmp_path)
    logger.deliver_session("2025-11-24")
    logger.log_bet_recommendation(bet(pick="DET -1.5"))
    before, replace, done = contents(tmp_path), os.replace, []

    def failing(source: str, target: str) -> None:
        done.append(target)
        if len(done) == 3:
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="Input/output"):
        logger.deliver_session("2025-11-24")
    monkeypatch.undo()
    assert contents(tmp_path) == before


# --- Round trips ---------------------------------------------------------------------------------

PIECES = [
    *("Jokić", "🔥", "high noon", "x", "0.5", "-110", "+150", "NaN", "null", "true", "2025-11-24"),
    *(",", ";", "\t", "\n", "\r\n", "\r", "\n\n", '"', '""', "'", "''", "=", "+", "-", "@", "\\"),
    *("\\n", "{", "}", "[", "]", ":", "```", "```json", "//", "|", "#", "%", "$", "  ", "\u2028"),
    *("\u00a0", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\ufeff", "e\u0301", "\u202e", "ﬁ", "İ"),
]


def some_text(rng: random.Random, needed: bool = False) -> str | None:
    """Text as a log stores it: without outer blanks, null where nothing is left."""
    text = "".join(rng.choices(PIECES, k=rng.randint(0, 6))).strip()
    return text or ("x" if needed else None)


def some_records(seed: int, count: int) -> list[Record]:
    """Records with texts of every sort in every field of text."""
    rng = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        settled = rng.random() < 0.6
        needed = ("league", "matchup", "pick", "bet_type", "confidence")
        optional = ("predicted_outcome", "factors")
        model = round(rng.uniform(0.4, 0.6), rng.randint(1, 17))
        data: Record = {
            "league": "NBA",
            **{field: some_text(rng, True) for field in needed if rng.random() < 0.5},
            **{field: some_text(rng) for field in optional},
            "pick": f"{some_text(rng, True)} {number}",
            "odds": rng.choice(("-110", "+150", "-250", "+100")),
            "model_prob": model,
            "edge_pct": round((model - 0.5238) * 100, rng.randint(1, 12)),
            "stake_units": rng.choice((None, 1.0, 0.1 + 0.2)),
            "game_id": some_text(rng) if rng.random() < 0.5 else None,
            "result": rng.choice(("Win", "Loss", "Push")) if settled else None,
            "final_score": some_text(rng) if settled else None,
            "updated_at": "2025-11-24T23:30:00Z" if settled else None,
        }
        if rng.random() < 0.4:
            key, value = some_text(rng, True), some_text(rng)
            data["extra"] = {str(key): value, "n": [rng.random(), None, {"a": value}]}
        found.append(record(f"2025-11-24_NBA_{number}", **data))
    return found


def native(folder: Path, seed: int, count: int = 40) -> list[Record]:
    """A log that the module itself wrote: logged through its front door, then priced."""
    logger = session(folder)
    assigned = ("bet_id", "logged_at", "updated_at", "clv_pct")
    slate = [
        {field: value for field, value in item.items() if field not in assigned}
        for item in some_records(seed, count)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ids = logger.log_bet_recommendations(slate)
    for place, bet_id in enumerate(ids[::3]):
        logger.update_closing_odds(bet_id, ("-115", "+140")[place % 2])
    return bets_in(folder)


def lines(folder: Path) -> list[bytes]:
    """The records of a folder's log, byte for byte, whatever their order."""
    data = (folder / "bet_log.json").read_bytes()
    return sorted(line.rstrip(b",") for line in data.split(b"\n"))


@pytest.mark.parametrize("seed", range(6))
def test_what_was_delivered_restores_to_the_same_log_byte_for_byte(
    seed: int, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    native(source, seed)
    paths = session(source).deliver_session("2025-11-24")
    report = restore(target, *paths)
    assert lines(target) == lines(source)
    assert (report["added"], report["rejected"]) == (40, [])
    assert (report["conflicts"], report["renumbered"]) == ([], [])
    for name in ("simulation_log.json", "audit_log.json"):
        assert (target / name).read_bytes() == (source / name).read_bytes()
    assert report["manifest"]["altered_bets"] == report["manifest"]["missing_bets"] == []


@pytest.mark.parametrize("seed", range(6))
def test_the_standard_sheet_alone_restores_to_the_same_log_byte_for_byte(
    seed: int, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    native(source, 100 + seed)
    report = restore(target, session(source).export_to_csv("all.csv"))
    assert report["rejected"] == []
    assert lines(target) == lines(source)


@pytest.mark.parametrize("seed", range(6))
def test_the_betlog_alone_restores_every_column_that_it_carries(seed: int, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    known = native(source, 200 + seed)
    path = session(source).export_to_csv("BetLog.csv", "betlog")
    report = restore(target, path)
    assert report["rejected"] == []
    found = {item["pick"]: item for item in by_id(bets_in(target)).values()}
    carried = ("date", "league", "pick", "odds", "implied_prob", "model_prob", "edge_pct")
    more = ("confidence", "predicted_outcome", "factors", "final_score", "result")
    for item in known:
        back = found[item["pick"]]
        assert {name: back[name] for name in (*carried, *more)} == {
            name: item[name] for name in (*carried, *more)
        }
        assert (item["game_id"] or item["matchup"]) in (back["game_id"], back["matchup"])
    again = session(target).export_to_csv("BetLog.csv", "betlog")
    assert Path(again).read_bytes() == Path(path).read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_a_betlog_beside_its_log_adds_nothing(seed: int, tmp_path: Path) -> None:
    source = tmp_path / "source"
    native(source, 300 + seed)
    before = lines(source)
    report = restore(source, session(source).export_to_csv("BetLog.csv", "betlog"))
    assert (report["added"], report["updated"], lines(source)) == (0, 0, before)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"confidence": "Med"}, id="a tier in another spelling"),
        pytest.param({"confidence": "High+"}, id="a tier above high"),
        pytest.param({"confidence": "🔵 High"}, id="a tier with its colour"),
        pytest.param({"confidence": "Skip"}, id="a tier that reads like a refusal"),
        pytest.param({"edge_pct": 0.055}, id="an edge that looks like a fraction"),
        pytest.param({"implied_prob": 1.0, "model_prob": 0.0}, id="certainties"),
        pytest.param({"matchup": "Alcaraz - Sinner"}, id="a matchup without vs"),
        pytest.param({"factors": "a\x0bb\u2028c\x85d\x1fe"}, id="odd line ends"),
        pytest.param({"game_id": "Pistons vs Pacers, game 2"}, id="a game_id like a matchup"),
        pytest.param({"factors": "see\n```\ncode\n```\nabove"}, id="a fence"),
        pytest.param({"factors": "a\n2025-11-24,NBA,x\nb"}, id="a line like a row"),
        pytest.param({"factors": "a\nInjury report, 11/24/2025, out"}, id="a line with a day"),
        pytest.param({"matchup": "A vs B\n2025-11-24, 19:00"}, id="a line that begins with a day"),
        pytest.param({"factors": 'a "b"\n\n"c", 2025-11-24 "'}, id="lines and quotation marks"),
        pytest.param({"league": "Date", "pick": "Pick", "bet_type": "League"}, id="like a header"),
        pytest.param({"predicted_outcome": "N/A", "factors": "null"}, id="like nothing"),
        pytest.param({"pick": "-110", "matchup": "1"}, id="numbers as text"),
        pytest.param({"extra": {"odds": "+200", "Pick": "x", "extra": 1}}, id="extra like fields"),
        pytest.param({"extra": {"status": "open", "home": "A"}}, id="extra like a status"),
        pytest.param({"stake_units": 0.0, "stake_amount": 0.0}, id="nothing staked"),
        pytest.param({"stake_units": 1e-9, "stake_amount": 1e12}, id="far apart"),
        pytest.param({"odds": "-110.5", "closing_odds": None}, id="odds between whole numbers"),
    ],
)
@pytest.mark.parametrize("way", ["delivered", "standard"])
def test_round_trips_are_exact_for_what_reading_might_take_otherwise(
    changes: Record, way: str, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    logger = session(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.log_bet_recommendation(bet(**changes))
    paths = logger.deliver_session() if way == "delivered" else [logger.export_to_csv()]
    report = restore(target, *paths)
    assert lines(target) == lines(source)
    # A BetLog row whose tier says "Skip" is a refusal, though the bet itself came back.
    refused = [row for row in report["rejected"] if row["reason"] != "no bet: Skip"]
    assert (report["added"], refused) == (1, [])


def test_a_delivery_carries_rejections_on_or_leaves_them(tmp_path: Path) -> None:
    restore(tmp_path / "a", thread_file([FULL, {"note": "x"}]))
    paths = session(tmp_path / "a").deliver_session("2025-11-24")
    report = restore(tmp_path / "b", *paths)
    assert as_set(bets_in(tmp_path / "b")) == as_set([FULL]) and report["rejected"] == []
    assert read_log(tmp_path / "b" / "bet_log.json") == [FULL]


@pytest.mark.parametrize("text", ["x\n" * 300 + "x", "long " * 40_000 + "x", '"\n,' * 200 + "x"])
def test_a_cell_of_any_length_comes_back_from_the_standard_sheet(text: str, tmp_path: Path) -> None:
    source = session(tmp_path / "a")
    source.restore_session([thread_file([record("2025-11-24_NBA_1", factors=text)])])
    report = restore(tmp_path / "b", source.export_to_csv())
    assert (report["added"], report["rejected"]) == (1, [])
    assert one(bets_in(tmp_path / "b"))["factors"] == text
    assert csv.field_size_limit() == 131_072


@pytest.mark.parametrize("game", ["Pistons vs Pacers", "DET_IND"])
@pytest.mark.parametrize("game_id", [None, "DET_IND"])
def test_a_bet_logged_on_the_pick_of_a_row_is_that_row_and_stays_so(
    game: str, game_id: str | None, logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    """Else it would be the row as soon as logs were merged, and its own row a second bet."""
    told = bet(game_id=game_id)
    titles = ["Date", "League", "Game_ID", "Pick", "Odds_American", "Result"]
    row = [told["date"], told["league"], game, told["pick"], told["odds"], "Win"]
    logger.restore_session([thread_file(sheet_of(titles, row))])
    first = one(bets_in(tmp_path))["bet_id"]
    apart = game_id is None and game != told["matchup"]
    with contextlib.nullcontext() if apart else pytest.warns(UserWarning, match=first):
        second = logger.log_bet_recommendation(told)
    assert second == "2025-11-24_NBA_1"
    before = bets_in(tmp_path)
    assert len(before) == 1 + apart
    assert {item["bet_id"]: item["result"] for item in before}[second] == (None if apart else "Win")
    assert logger.get_bets_by_date_range(None, None) == before
    paths = logger.deliver_session(told["date"])
    for number, files in enumerate((paths, paths[:1], paths[::-1])):
        restore(tmp_path / str(number), *files)
        assert as_set(bets_in(tmp_path / str(number))) == as_set(before)
    assert logger.restore_session([])["updated"] == 0 and bets_in(tmp_path) == before
    with pytest.warns(UserWarning, match=second):
        assert logger.log_bet_recommendation(told) == "2025-11-24_NBA_2"


def test_equal_picks_of_which_one_knows_the_games_id_come_back_as_they_are(
    logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    """Told under two names of the game, each would be the first row, and the same bet."""
    logger.log_bet_recommendation(bet(game_id="DET_IND"))
    with pytest.warns(UserWarning, match="the same pick"):
        second = logger.log_bet_recommendation(bet())
    logger.update_bet_result(second, "Push", "duplicate")
    before = bets_in(tmp_path)
    report = restore(tmp_path / "b", *logger.deliver_session("2025-11-24"))
    assert bets_in(tmp_path / "b") == before and report["manifest"]["altered_bets"] == []


def test_a_replacement_character_that_was_logged_is_no_damage(
    logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    logger.log_bet_recommendation(bet(pick="Luka Don\ufffdi\ufffd over 30.5"))
    paths = logger.deliver_session("2025-11-24")
    restore(tmp_path / "b", *paths)
    assert bets_in(tmp_path / "b") == bets_in(tmp_path)
    assert logger.restore_session(paths[:1])["added"] == 0


def test_equal_rows_of_a_betlog_come_back_as_the_bets_that_they_are(tmp_path: Path) -> None:
    """A given bet comes before a row beyond it, and a lower number before a higher."""
    first, other = record("2025-11-24_NBA_1"), record("2025-11-24_NBA_2", pick="IND ML")
    fields = ("date", "league", "matchup", "pick", "odds", "implied_prob", "model_prob")
    cells = [first[field] for field in fields]
    sheet_text = sheet_of([*BETLOG_TITLES[:7], "Result"], [*cells, ""], [*cells, "Win"])
    logger = session(tmp_path / "a")
    logger.restore_session([thread_file([first, other]), thread_file(sheet_text)])
    before = bets_in(tmp_path / "a")
    assert [item["result"] for item in before if item["pick"] == first["pick"]] == ["Win", None]
    assert len(before) == 3
    paths = logger.deliver_session("2025-11-24")
    for given in (paths, [logger.update_pending_bets_and_export([])]):
        report = session(tmp_path / "a").restore_session(given)
        assert (report["updated"], bets_in(tmp_path / "a")) == (0, before)
    report = session(tmp_path / "b").restore_session(paths)
    assert bets_in(tmp_path / "b") == before and not report["manifest"]["altered_bets"]


@pytest.mark.parametrize("game_id", ["Bills vs Chiefs", "bills  VS chiefs"])
def test_a_games_id_that_repeats_its_matchup_changes_nothing_on_the_way(
    game_id: str, tmp_path: Path
) -> None:
    first = session(tmp_path / "first")
    first.log_bet_recommendation(bet(matchup="BILLS VS CHIEFS", game_id=game_id))
    paths = first.deliver_session()
    report = session(tmp_path / "second").restore_session(paths)
    assert report["manifest"]["altered_bets"] == []
    assert bets_in(tmp_path / "second") == bets_in(tmp_path / "first")


@pytest.mark.parametrize("seed", range(250))
def test_a_pick_told_again_and_again_under_several_names_comes_back_as_it_is(
    seed: int, tmp_path: Path
) -> None:
    """Up to four threads log or attach one pick, whose game has two names and two ids."""
    rng = random.Random(seed)
    matchups = ["Pistons vs Pacers", "Pacers @ Pistons"][: rng.randint(1, 2)]

    def names() -> Record:
        how = rng.choice(("both", "matchup", "id"))
        matchup, game_id = rng.choice(matchups), rng.choice(("g1", "g2"))
        return {"matchup": matchup if how != "id" else None} | {
            "game_id": game_id if how != "matchup" else None
        }

    logger = session(tmp_path / "a")
    for thread in range(rng.randint(1, 4)):
        told = [names() for _ in range(rng.randint(1, 3))]
        results = [rng.choice((None, "Win", "Loss")) for _ in told]
        kind = rng.choice(("logged", "sheet", "rows", "ids"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if kind == "logged":
                given = {**told[0], "matchup": told[0]["matchup"] or matchups[0]}
                bet_id = logger.log_bet_recommendation(bet(**given, factors=f"thread {thread}"))
                if results[0]:
                    logger.update_bet_result(bet_id, results[0])
            elif kind == "sheet":
                pick = ("2025-11-24", "NBA", "DET -9.5", "-110")
                rows = [
                    [*pick, one["game_id"] or one["matchup"], end]
                    for one, end in zip(told, results)
                ]
                titles = ["Date", "League", "Pick", "Odds_American", "Game_ID", "Result"]
                logger.restore_session([thread_file(sheet_of(titles, *rows))])
            else:
                records = [
                    {**record(f"2025-11-24_NBA_{rng.randint(1, 3)}"), **one, "result": end}
                    for one, end in zip(told, results)
                ]
                for item in records if kind == "rows" else ():
                    del item["bet_id"], item["logged_at"]
                logger.restore_session([thread_file(records)])
    before = bets_in(tmp_path / "a")
    paths = logger.deliver_session("2025-11-24")
    for place, files in (("b", paths), ("c", paths[::-1]), ("a", paths)):
        report = restore(tmp_path / place, *files)
        assert as_set(bets_in(tmp_path / place)) == as_set(before)
        assert report["manifest"]["altered_bets"] == report["manifest"]["missing_bets"] == []


def test_equal_picks_whose_games_go_by_crossing_names_come_back_as_they_are(
    tmp_path: Path,
) -> None:
    """A row of BetLog.csv tells one name of its game, which may be another bet's too.

    Every three bets of equal pick, each with one of nine pairs of names, and one of them won.
    """
    matchups, ids = ("BUF @ KC", "Bills vs Chiefs"), (None, "401", "BUF @ KC", "Bills vs Chiefs")
    games = [*itertools.product(matchups, ids), (None, "401")]
    bets = []
    for day, (*three, won) in enumerate(itertools.product(games, games, games, range(3))):
        date = str(datetime.date(2019, 1, 1) + datetime.timedelta(day))
        for place, (matchup, game_id) in enumerate(three):
            settled = {"result": "Win", "updated_at": f"{date}T23:30:00Z"} if place == won else {}
            names = {"matchup": matchup, "game_id": game_id}
            bets.append(record(f"{date}_NBA_{place + 1}", **names, **settled))
    paths = logged(tmp_path / "a", *bets).deliver_session("2025-11-24")
    assert bets_in(tmp_path / "a") == bets
    for given in (paths, paths[::-1]):
        target = tmp_path / Path(given[0]).stem
        report = restore(target, *given)
        assert as_set(bets_in(target)) == as_set(bets)
        assert (report["added"], report["updated"], report["renumbered"]) == (len(bets), 0, [])
        assert report["manifest"]["altered_bets"] == report["manifest"]["missing_bets"] == []
