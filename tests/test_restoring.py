"""Restoring: attachments are in the log, all or none, and the report accounts for every row."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any, Callable

import pytest

from attachments import (
    ATTACHMENTS,
    DAY,
    GAME,
    LEAGUE,
    PICK,
    as_set,
    by_id,
    one,
    read_quietly,
    rejections,
    restore,
    restored,
    sheet_of,
    thread_file,
)
from builders import (
    FIELDS,
    MODULE,
    ROOT,
    Record,
    bet,
    bets_in,
    contents,
    read_log,
    record,
    session,
    without,
    write_log,
)


A = record("2025-11-02_NFL_1", pick="BUF +2.5")
B = record("2025-11-02_NFL_2", pick="KC ML", odds="+102")
SIMULATION = {"sim_id": "2025-11-02_G", "sim_results": {}, "logged_at": "2025-11-02T10:00:00Z"}


# --- The fixtures: a month as a person would have it ---------------------------------------------

# Counted by hand and by a reader of its own for each sheet: rows in, bets, header rows, then line
# and reason of each rejected row.
FIXTURES: dict[str, tuple[int, int, int, list[tuple[int, str]]]] = {
    "BetLog.csv": (33, 32, 1, []),
    "bet_log.json": (42, 42, 0, []),
    "bet_log_cut.json": (9, 8, 0, [(194, "cut")]),
    "bet_log_week3.json": (24, 24, 0, []),
    "omega_bets_week1.csv": (18, 14, 2, [(6, "5 cells"), (7, "no bet")]),
    "recommendations_nov.json": (11, 10, 0, [(92, "no bet")]),
    "thanksgiving_picks.tsv": (10, 9, 1, []),
    "tracker.csv": (18, 15, 1, [(12, "skip"), (18, "date")]),
}
PATHS = [ATTACHMENTS / name for name in FIXTURES]
EVERYTHING = sorted(ATTACHMENTS.iterdir())


@pytest.mark.parametrize("name", FIXTURES)
def test_every_fixture_gives_the_rows_bets_and_rejections_counted_by_hand(
    name: str, tmp_path: Path
) -> None:
    rows, bets, headers, rejected = FIXTURES[name]
    report = restore(tmp_path, ATTACHMENTS / name)
    account = one(report["files"])
    assert {part: account[part] for part in ("filename", "kind", "rows", "records", "headers")} == {
        "filename": name,
        "kind": "bets",
        "rows": rows,
        "records": bets,
        "headers": headers,
    }
    assert [row["line"] for row in report["rejected"]] == [line for line, _ in rejected]
    for row, (_, reason) in zip(report["rejected"], rejected):
        assert reason in row["reason"].lower() and row["file"] == name and row["raw"]


def test_the_fixtures_rows_are_those_of_the_files() -> None:
    """The table above is about all the sheets and documents of bets that lie there."""
    others = {"simulation_log.json", "session_manifest.json"}
    assert {path.name for path in EVERYTHING} - others == set(FIXTURES)
    assert tuple(map(sum, zip(*(row[:3] for row in FIXTURES.values())))) == (165, 154, 5)


def test_the_fixtures_simulations_are_no_bets(tmp_path: Path) -> None:
    account = one(restore(tmp_path, ATTACHMENTS / "simulation_log.json")["files"])
    assert (account["kind"], account["records"], account["rejected"]) == ("simulations", 6, 0)
    assert bets_in(tmp_path) == [] and len(read_log(tmp_path / "simulation_log.json")) == 6


@pytest.mark.parametrize("seed", range(8))
def test_the_fixtures_are_119_bets_in_any_order_of_files(seed: int, tmp_path: Path) -> None:
    paths = random.Random(seed).sample(EVERYTHING, len(EVERYTHING))
    reference = as_set(restored(tmp_path / "reference", *EVERYTHING))
    found = restored(tmp_path / "at once", *paths)
    assert len(by_id(found)) == 119 and as_set(found) == reference
    for path in paths:
        restore(tmp_path / "one by one", path)
    assert as_set(bets_in(tmp_path / "one by one")) == reference


def test_the_fixtures_merge_into_what_was_worked_out_without_the_module(tmp_path: Path) -> None:
    report = restore(tmp_path, *EVERYTHING)
    found = by_id(bets_in(tmp_path))
    digits = [len(bet_id.rpartition("_")[2]) for bet_id in found]
    assert (digits.count(6), digits.count(7)) == (57, 1)
    results = [item["result"] for item in found.values()]
    assert {told: results.count(told) for told in ("Win", "Loss", "Push", None)} == {
        "Win": 52,
        "Loss": 51,
        "Push": 4,
        None: 12,
    }
    leagues = [item["league"].upper() for item in found.values()]
    expected = {"NBA": 23, "NHL": 6, "NFL": 36, "EPL": 13, "NCAAF": 20, "NCAAM": 15, "UCL": 6}
    assert {league: leagues.count(league) for league in expected} == expected
    assert sum(item["closing_odds"] is not None for item in found.values()) == 71
    assert (report["added"], report["updated"], report["unchanged"]) == (119, 0, 0)
    assert [(change["old"], change["pick"]) for change in report["renumbered"]] == [
        ("2025-11-16_NFL_3", "PIT -5.5")
    ]
    assert found["2025-11-16_NFL_3"]["pick"] == "SEA +3.5"
    assert [same["bet_ids"] for same in report["lookalikes"]] == [
        ["2025-11-15_NCAAF_2", "2025-11-15_NCAAF_3"]
    ]
    conflicts = {(item["bet_id"], item["field"]): item for item in report["conflicts"]}
    assert {name: sorted(item["told"]) for name, item in conflicts.items()} == {
        ("2025-10-31_NBA_1", "result"): ["Loss", "Win"],
        ("2025-11-14_NCAAM_1", "closing_odds"): ["-112", "-115"],
    }
    assert conflicts["2025-10-31_NBA_1", "result"]["kept"] == "Loss"
    packers = found["2025-11-10_NFL_1"]
    assert (packers["result"], packers["closing_odds"]) == ("Win", "-114"), "both threads' news"
    assert len(report["rejected"]) == 6
    audit = session(tmp_path).run_backtest_audit()
    assert (audit["wins"], audit["losses"], audit["pushes"]) == (52, 51, 4)
    assert (audit["flat_pnl_units"], audit["flat_roi_pct"]) == (-1.54, -1.44)
    assert audit["pending_bets"] == 12


def test_the_fixtures_rows_without_an_id_are_the_bets_they_stand_on(tmp_path: Path) -> None:
    found = by_id(restored(tmp_path, *EVERYTHING))
    iowa = [
        item for item in found.values() if item["pick"] == "IOWA +6.5" and item["odds"] == "-108"
    ]
    assert len(iowa) == 2, "two half-units are two bets"
    assert found["2025-11-02_NFL_4"]["pick"].casefold().replace(" ", "") == "ind-3.5"
    assert found["2025-11-24_NBA_1"]["pick"] == "DET -5.5"
    extras = [item["extra"] for item in found.values() if item.get("extra")]
    assert any(extra.get("Bookmaker") == "FanDuel" for extra in extras)
    assert any(extra.get("ev_pct") == 10.35 for extra in extras)
    assert any(extra.get("Notes") == "=) finally" for extra in extras)


def test_the_fixtures_restored_again_change_nothing(tmp_path: Path) -> None:
    restore(tmp_path, *EVERYTHING)
    before = contents(tmp_path)
    report = restore(tmp_path, *EVERYTHING)
    assert (report["added"], report["updated"]) == (0, 0)
    assert contents(tmp_path) == before


# --- The report ----------------------------------------------------------------------------------

KEYS = {
    "files",
    "added",
    "updated",
    "unchanged",
    "renumbered",
    "conflicts",
    "lookalikes",
    "rejected",
    "manifest",
}


@pytest.mark.parametrize("files", [[], [thread_file([A])], [thread_file("nonsense")]])
def test_the_report_has_its_keys_and_is_strict_json(files: list[Any], tmp_path: Path) -> None:
    report = restore(tmp_path, *files)
    assert report.keys() == KEYS
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    names = {"filename", "kind", "rows", "records", "headers", "rejected", "units"}
    assert all(account.keys() >= names for account in report["files"])


def test_a_bet_of_the_log_that_takes_over_a_row_of_the_log_is_counted_as_updated(
    tmp_path: Path,
) -> None:
    """Two rows beside one bet are that bet and one more; with a second bet they are these two."""
    later, earlier = record("2025-11-24_NBA_3"), record("2025-11-24_NBA_1")
    cells = [later[field] for field in ("date", "league", "matchup", "pick", "odds")]
    titles = ["Date", "League", "Game", "Pick", "Odds", "Result"]
    rows = sheet_of(titles, [*cells, ""], [*cells, "Win"])
    restore(tmp_path, thread_file([later]), thread_file(rows))
    report = restore(tmp_path, thread_file([earlier]))
    assert [(item["bet_id"], item["result"]) for item in bets_in(tmp_path)] == [
        ("2025-11-24_NBA_1", None),
        ("2025-11-24_NBA_3", "Win"),
    ]
    assert (report["added"], report["updated"], report["unchanged"]) == (1, 1, 0)
    assert [item["new"] for item in report["renumbered"]] == ["2025-11-24_NBA_3"]


def test_added_updated_and_unchanged_count_the_bets_of_the_attachments(tmp_path: Path) -> None:
    first = restore(tmp_path, thread_file([A, B]))
    assert (first["added"], first["updated"], first["unchanged"]) == (2, 0, 0)
    third = record("2025-11-02_NFL_3", pick="Over 52.5")
    again = restore(tmp_path, thread_file([A, {**B, "result": "Win"}, third]))
    assert (again["added"], again["updated"], again["unchanged"]) == (1, 1, 1)
    last = restore(tmp_path, thread_file([B]))
    assert (last["added"], last["updated"], last["unchanged"]) == (0, 0, 1)


def test_what_the_log_already_knew_is_kept(tmp_path: Path) -> None:
    logger = session(tmp_path)
    bet_id = logger.log_bet_recommendation(bet(stake_units=2.5))
    logger.update_bet_result(bet_id, "Win", "DET 125, IND 115", "-112")
    known = one(bets_in(tmp_path))
    older = {**known, **dict.fromkeys(("result", "final_score", "closing_odds", "clv_pct"))}
    restore(tmp_path, thread_file([{**older, "updated_at": None}]), thread_file([A]))
    assert by_id(bets_in(tmp_path))[bet_id] == known


def test_a_log_of_version_2_that_still_lies_there_is_one_with_its_attachment(
    tmp_path: Path,
) -> None:
    """2.0.0 stored odds as they were typed, and indented its file."""
    picks = [
        ("-110", "A -1"),
        ("\u2212110", "B -1"),
        ("+150", "C ML"),
        ("150", "D ML"),
        (-110, "E"),
    ]
    old = [
        without(record(f"2025-11-02_NFL_{n}", pick=pick, odds=odds, confidence="Med"), "extra")
        for n, (odds, pick) in enumerate(picks, 1)
    ]
    text = json.dumps(old, indent=2)
    (tmp_path / "bet_log.json").write_text(text, encoding="utf-8")
    report = restore(tmp_path, thread_file(text, "bet_log.json"))
    assert by_id(bets_in(tmp_path)).keys() == {item["bet_id"] for item in old}
    assert (report["added"], report["renumbered"], report["conflicts"]) == (0, [], [])


# What the logs of two days look like, each number as a person or a program may spell it.
TWO = [
    record("2025-11-02_NFL_1", model_prob=0.5, edge_pct=-2.38, odds="+102"),
    record("2025-11-02_NFL_2", pick="Montréal ML", result="Win", final_score="3-2"),
]


def test_a_log_restored_into_an_empty_folder_is_the_attachment_byte_for_byte(
    tmp_path: Path,
) -> None:
    data = write_log(tmp_path / "attached.json", TWO).read_bytes()
    data = data.replace(b'"model_prob": 0.5,', b'"model_prob": 0.50,')
    for folder, attachment in (("a", data), ("b", data.decode()), ("c", tmp_path / "path.json")):
        (tmp_path / "path.json").write_bytes(data)
        given = attachment if folder == "c" else thread_file(attachment)
        assert restored(tmp_path / folder, given) == TWO
        assert (tmp_path / folder / "bet_log.json").read_bytes() == data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"stake_units": null', '"stake_units": NaN', id="not a number"),
        pytest.param('"stake_units": null', '"stake_units": -Infinity', id="infinity"),
        pytest.param('"stake_units": null', '"stake_units": 1', id="an integer"),
        pytest.param('"odds": "+102"', '"odds": 102', id="odds as a number"),
        pytest.param('"odds": "+102"', '"odds": +102', id="odds with a sign"),
        pytest.param('"result": null', '"result": null, "result": null', id="a key twice"),
        pytest.param('"result": null', '"result":1, "result": null', id="a key twice, and close"),
        pytest.param('"result": null', '"result" :1, "result": null', id="a key twice, and apart"),
        pytest.param('"result": null', '"result"\t:1, "result": null', id="a key twice, and far"),
        pytest.param("spread", "spr\tead", id="a bare tab"),
        pytest.param("spread", "spr\\ud800ead", id="half a surrogate"),
        pytest.param("spread", " spread", id="a blank"),
        pytest.param(": ", ":", id="no blanks"),
        pytest.param("},\n", "}, ", id="two on a line"),
        pytest.param("\n]\n", "\n]", id="no last line break"),
        pytest.param("\n]\n", "\n]\n]\n", id="something after it"),
        pytest.param("}\n]\n", "},\n]\n", id="a comma too many"),
        pytest.param("\n]\n", ',\n{"note": "tired"}\n]\n', id="what is no bet"),
        pytest.param("[\n", "\ufeff[\n", id="a byte-order mark"),
        pytest.param("2025-11-02_NFL_1", "2025-11-02_nfl_1", id="an id of another league"),
        pytest.param('"2025-11-02_NFL_1"', "null", id="no id"),
        pytest.param("2025-11-02_NFL_2", "2025-11-02_NFL_1", id="an id twice"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_log_that_is_almost_tidy_is_written_anew(
    old: str, new: str, encoding: str, tmp_path: Path
) -> None:
    text = write_log(tmp_path / "attached.json", TWO).read_text(encoding="utf-8")
    assert old in text
    data = text.replace(old, new).encode(encoding, "replace")
    found = restored(tmp_path / "a", thread_file(data))
    again = (tmp_path / "a" / "bet_log.json").read_bytes()
    assert again == write_log(tmp_path / "wanted.json", found).read_bytes()
    assert [item["pick"] for item in found] == [item["pick"] for item in TWO]
    assert all(tuple(item)[:22] == FIELDS for item in found)
    session(tmp_path / "a").log_bet_recommendation(bet())
    assert len(bets_in(tmp_path / "a")) == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"bets":[', "]}"),
        ('{"bet_data":', "}"),
        ("", ', {"note":"x"}'),
        ("", ", 5"),
        ("", ", []"),
        ("[", "]"),
    ],
)
def test_what_is_restored_is_what_the_next_session_finds(
    before: str, after: str, tmp_path: Path
) -> None:
    text = f"[\n{before}{json.dumps(A)}{after}\n]\n"
    session(tmp_path).restore_session([thread_file(text)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = session(tmp_path).get_bets_by_date_range(None, None)
    assert found == bets_in(tmp_path) == [A]


@pytest.mark.parametrize(
    "text",
    [
        "123",
        "null",
        "true",
        '"told"',
        "[1, 2]",
        '["\ud83d"]',
        '[{"note": "\ud83d"}]',
        '[{"sim_id": "s", "note": "\ud83d"}]',
        "\ud83d",
    ],
)
def test_half_a_letter_without_a_bet_keeps_no_other_file_out(text: str, tmp_path: Path) -> None:
    session(tmp_path).restore_session([thread_file([A]), thread_file(text)])
    assert bets_in(tmp_path) == [A]


def test_a_row_is_read_alike_whatever_the_log_knows(tmp_path: Path) -> None:
    mixed = [A, {"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": PICK, "line": "-120"}]
    before = restored(tmp_path, thread_file(mixed))
    assert len(before) == 2 and restored(tmp_path, thread_file(mixed)) == before
    ours = [{**A, "confidence": "Med"}]
    mixed[0] = ours[0]
    for place, order in enumerate(([ours, mixed], [mixed, ours])):
        for content in order:
            restore(tmp_path / str(place), thread_file(content))
    assert as_set(bets_in(tmp_path / "0")) == as_set(bets_in(tmp_path / "1"))


def test_a_whole_number_is_one_with_the_fraction_that_it_equals(tmp_path: Path) -> None:
    told = [{**A, "stake_units": 2.0}, {**B, "stake_units": 2}]
    data = write_log(tmp_path / "attached.json", told).read_text(encoding="utf-8")
    kept = write_log(tmp_path / "wanted.json", [told[0], {**B, "stake_units": 2.0}]).read_bytes()
    for place, text in enumerate((data, json.dumps(told))):
        restore(tmp_path / str(place), thread_file(text))
        assert (tmp_path / str(place) / "bet_log.json").read_bytes() == kept


def test_restoring_nothing_changes_nothing(tmp_path: Path) -> None:
    session(tmp_path).log_bet_recommendation(bet())
    before = contents(tmp_path)
    restore(tmp_path)
    assert contents(tmp_path) == before


OWNERS_SHEET = """Date,League,Game ID,Matchup,Pick,Odds,Stake,Result
2025-11-24,NBA,401,A @ B,Over 220,-110,10,Win
2025-11-24,NBA,402,C @ D,D -3,-110,10,
"""
GAMES_ID_ALONE = """Date,League,Game_ID,Pick,Odds_American,Result
2025-11-24,NBA,NBA_A_B,A -3,-110,
"""


@pytest.mark.parametrize(("sheet", "bets"), [(OWNERS_SHEET, 2), (GAMES_ID_ALONE, 1)])
def test_session_after_session_the_same_bets_come_back(
    sheet: str, bets: int, tmp_path: Path
) -> None:
    """Each session gets what the one before delivered, and the owner's sheet once more."""
    files: list[Any] = []
    for number in range(4):
        folder = tmp_path / str(number)
        report = restore(folder, thread_file(sheet, "owner.csv"), *files)
        assert report["renumbered"] == report["conflicts"] == report["lookalikes"] == []
        assert len(bets_in(folder)) == bets
        assert bets_in(folder) == bets_in(tmp_path / "0")
        files = session(folder).deliver_session("2025-11-24")


def test_a_game_whose_id_is_its_matchup_comes_back_unaltered(tmp_path: Path) -> None:
    logger = session(tmp_path / "here")
    logger.log_bet_recommendation(bet(game_id=bet()["matchup"]))
    report = restore(tmp_path / "there", *logger.deliver_session("2025-11-24"))
    assert report["manifest"]["altered_bets"] == []


def test_one_attachment_need_not_be_in_a_list(tmp_path: Path) -> None:
    logger = session(tmp_path)
    assert logger.restore_session(thread_file([A]))["added"] == 1  # type: ignore[arg-type]


def test_a_bet_logged_after_restoring_counts_on_from_what_was_restored(tmp_path: Path) -> None:
    restore(tmp_path, thread_file([A, B]))
    new = {**bet(), "date": "2025-11-02", "league": "NFL", "pick": "Over 52.5"}
    assert session(tmp_path).log_bet_recommendation(new) == "2025-11-02_NFL_3"


def test_no_id_is_given_twice_where_the_numbers_run_out(tmp_path: Path) -> None:
    """One retyped id of 99999 is enough."""
    restore(tmp_path, thread_file([{**A, "bet_id": "2025-11-02_NFL_99999"}]))
    told = {**bet(), "date": "2025-11-02", "league": "NFL"}
    ids = [session(tmp_path).log_bet_recommendation({**told, "pick": pick}) for pick in "abc"]
    assert len({*ids, "2025-11-02_NFL_99999"}) == 4


def test_what_a_report_says_may_be_altered(tmp_path: Path) -> None:
    text = "Date,Pick,Odds\n2025-99-99,foo,-110\n"
    logger = session(tmp_path)
    for row in logger.restore_session([thread_file(text)])["rejected"]:
        del row["raw"]
    logger.restore_session([thread_file(text)])
    assert "raw" in one(rejections(tmp_path))


def test_rejected_rows_stay_until_they_are_looked_at(tmp_path: Path) -> None:
    restore(tmp_path, thread_file([A, {"note": "a"}], "a.json"))
    restore(tmp_path, thread_file([B], "b.json"))
    row = one(rejections(tmp_path))
    assert (row["file"], json.loads(row["raw"])) == ("a.json", {"note": "a"})


# --- All or nothing ------------------------------------------------------------------------------

STEPS = ("open", "write", "fsync", "replace")


class Failing:
    """Makes one call of an operating-system function fail, the nth of those named."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], nth: int) -> None:
        self.count, self.nth = 0, nth
        for name in names:
            monkeypatch.setattr(os, name, self.counted(getattr(os, name)))

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.count += 1
            if self.count == self.nth:
                raise OSError(28, "No space left on device")
            return function(*args, **named)

        return call


FILES = [
    thread_file([{**A, "result": "Win"}, B, {"note": "no bet"}], "a.json"),
    thread_file([SIMULATION], "s.json"),
    thread_file([{"audit_date": "2025-11-02T10:00:00Z", "total_bets": 1, "settled_bets": 1}]),
]


@pytest.mark.parametrize("names", [(step,) for step in STEPS])
def test_a_failing_restoration_leaves_every_log_as_it_was(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    for nth in itertools.count(1):
        folder = tmp_path / str(nth)
        restore(folder, thread_file([A, {"note": "earlier"}], "earlier.json"))
        logger, before = session(folder), contents(folder)
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, names, nth)
            try:
                report = logger.restore_session(FILES)
            except OSError:
                report = None
        if report is None:
            assert contents(folder) == before, (names, nth)
        else:
            assert (report["added"], report["updated"]) == (1, 1)
            assert len(rejections(folder)) == 2
        restore(folder, *FILES)
        assert as_set(bets_in(folder)) == as_set([{**A, "result": "Win"}, B])
        assert not [name for name in contents(folder) if name.endswith(".tmp")]
        if failing.count < nth:
            break
    assert nth > 1, "nothing was made to fail"


def test_an_attachment_that_cannot_be_read_does_not_keep_the_others_out(tmp_path: Path) -> None:
    report = restore(tmp_path, "no/such/file.json", tmp_path, thread_file([A]))
    assert bets_in(tmp_path) == [A]
    assert [account["rejected"] for account in report["files"]] == [1, 1, 0]
    assert report["rejected"][0]["file"] and "no/such" in str(report["rejected"][0])


# --- Safety: attachments are untrusted -----------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../outside.json",
        "/etc/outside.json",
        "..\\..\\outside.json",
        "C:\\outside.json",
        "..",
        "\0",
    ],
)
def test_a_path_as_a_filename_leads_nowhere(name: str, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b" / "logs"
    report = restore(inner, thread_file([A, {"note": "x"}], name))
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and inner not in path.parents]
    assert outside == [] and bets_in(inner) == [A]
    assert all("/" not in row["file"] and "\\" not in row["file"] for row in report["rejected"])


def test_nothing_is_written_outside_the_two_folders(tmp_path: Path) -> None:
    logs, exports, elsewhere = (tmp_path / name for name in ("logs", "exports", "elsewhere"))
    elsewhere.mkdir()
    program = (
        "import sys; from omega_persistence import OmegaCacheLogger as L; import json\n"
        "logger = L(sys.argv[1], sys.argv[2])\n"
        "logger.restore_session(sys.argv[3:]); logger.run_backtest_audit()\n"
        "logger.export_to_csv(); logger.deliver_session(); logger.write_audit_report()"
    )
    command = [sys.executable, "-B", "-c", program, str(logs), str(exports), *map(str, EVERYTHING)]
    before = contents(ATTACHMENTS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=elsewhere, env=environment, check=True, timeout=60)
    assert list(elsewhere.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"logs", "exports", "elsewhere"}
    assert contents(ATTACHMENTS) == before


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1", "=cmd|'/c'!A1"]
)
def test_a_formula_in_a_cell_is_text_and_never_run(text: str, tmp_path: Path) -> None:
    sheet = sheet_of(["Date", "League", "Pick", "Factors"], ["2025-11-02", "NFL", "BUF ML", text])
    found = one(restored(tmp_path, thread_file(sheet)))
    assert found["factors"] == text.strip()
    path = session(tmp_path).export_to_csv()
    assert f",'{text.strip()}" in Path(path).read_text(encoding="utf-8-sig").replace('"', "")


@pytest.mark.parametrize(
    "text",
    [
        "{{x.__class__}}",
        "%s%s%n",
        "__import__('os').system('true')",
        "'; DROP TABLE bets; --",
        "<b>",
    ],
)
def test_text_that_looks_like_code_is_text(text: str, tmp_path: Path) -> None:
    hostile = {**A, "factors": text, "matchup": text, "extra": {text: text}}
    assert restored(tmp_path, thread_file([hostile])) == [hostile]
    assert one(rejections_of(tmp_path / "b", {"note": text}))["raw"]


def rejections_of(folder: Path, item: Record) -> list[Record]:
    restore(folder, thread_file([item]))
    return rejections(folder)


SURROGATE = (
    '{"date": "2025-11-02", "league": "NFL", "pick": "BUF \\ud83d ML", "odd \\udc00": "\\ud800"}'
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"[{SURROGATE}]", id="in JSON"),
        pytest.param(json.loads(f"[{SURROGATE}]"), id="parsed"),
        pytest.param("Date,League,Pick,X\n2025-11-02,NFL,BUF \ud83d ML,\udfff\n", id="in a sheet"),
        pytest.param("[{\ud83d]", id="in nonsense"),
    ],
)
def test_a_lone_surrogate_is_neutralised_and_nothing_raised(content: Any, tmp_path: Path) -> None:
    report = restore(tmp_path, thread_file(content, "a\ud83d.json"))
    read_quietly(tmp_path, thread_file(content))
    json.dumps(report, ensure_ascii=False).encode("utf-8", "replace")
    for path in session(tmp_path).deliver_session():
        Path(path).read_bytes().decode("utf-8")


@pytest.mark.parametrize("place", ["sheet", "document", "end", "everywhere"])
def test_null_bytes_are_neutralised(place: str, tmp_path: Path) -> None:
    content: Any = json.dumps([{**A, "factors": "a\0b"}, B])
    if place == "sheet":
        content = "Date,League,Pick\n2025-11-02,NFL,BU\0F ML\n2025-11-02,NFL,K\0C ML\n"
    elif place == "end":
        content = json.dumps([A, B]).encode() + b"\0" * 5000
    elif place == "everywhere":
        content = b"\0" * 100_000
    restore(tmp_path, thread_file(content))
    assert len(bets_in(tmp_path)) == (0 if place == "everywhere" else 2)
    assert all("\0" not in str(value) for item in bets_in(tmp_path) for value in item.values())
    for path in session(tmp_path).deliver_session():
        assert b"\0" not in Path(path).read_bytes()


@pytest.mark.parametrize(
    "content", [object(), {1: {2: 3}}, [{"pick": {"a": 1}}], [[[[]]]], float("nan")]
)
def test_content_that_is_no_json_is_reported_and_nothing_raised(
    content: Any, tmp_path: Path
) -> None:
    restore(tmp_path, thread_file(content), thread_file([A]))
    assert bets_in(tmp_path) == [A]


def test_values_that_are_no_json_come_out_as_something_a_log_can_hold(tmp_path: Path) -> None:
    bad = {**A, "stake_units": float("inf"), "edge_pct": float("nan"), "note": {1: float("nan")}}
    found = one(restored(tmp_path, thread_file([bad])))
    assert found["stake_units"] is None and found["edge_pct"] is None
    read_log(tmp_path / "bet_log.json")


@pytest.mark.parametrize(
    "item",
    [
        {"sim_id": "s", "sim_results": {"total": [1.5, "BIG"]}},
        {"total_bets": 1, "settled_bets": 1, "roi_pct": "BIG"},
        {"file": "a", "line": "BIG", "reason": "r", "raw": "x"},
    ],
    ids=lambda item: next(iter(item)),
)
@pytest.mark.parametrize("big", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_that_is_none_keeps_no_file_out_and_comes_back_once(
    item: Record, big: str, tmp_path: Path
) -> None:
    file = thread_file(json.dumps([item]).replace('"BIG"', big))
    assert restore(tmp_path, thread_file([A]), file)["added"] == 1
    before = contents(tmp_path)
    restore(tmp_path, file)
    assert contents(tmp_path) == before
    (path,) = (tmp_path / name for name in before if b"null" in before[name] if "bet" not in name)
    (kept,) = read_log(path)
    assert json.loads(json.dumps(item).replace('"BIG"', "null")) == kept


@pytest.mark.parametrize("value", [None, 5, 1.5, True, "x", "", [1], {"a": 1}, 1764000000])
def test_whatever_an_owner_writes_into_a_field_every_call_works_or_changes_nothing(
    value: Any, tmp_path: Path
) -> None:
    good = [record(f"2025-11-24_NBA_{place}", pick=f"P{place}") for place in (1, 2, 3)]
    later = [{**item, "result": "Win", "updated_at": "2025-12-01T00:00:00Z"} for item in good]
    for place, field in enumerate([*FIELDS, "extra"]):
        folder = tmp_path / str(place)
        edited = [good[0], {**good[1], field: value}, good[2]]
        edited[1] = edited[1] if value != "" else without(good[1], field)
        write_log(folder / "bet_log.json", edited)
        report = restore(folder, thread_file(good), thread_file(later))
        assert report["updated"] >= 2
        assert {"P1", "P3"} <= {item["pick"] for item in bets_in(folder) if item["result"] == "Win"}
        logger = session(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logger.log_bet_recommendation(bet(pick="P2"))
            logger.update_closing_odds("2025-11-24_NBA_1", "-120")
            logger.deliver_session("2025-11-24")


# Each is content that some of the tools of this field hang, crash or run out of memory on. It is
# restored in a process of its own, which prints its time, the memory it took beyond the
# attachment's size, and the numbers of bets and of rejected rows.
PROBE = """
import resource, sys, time, json
sys.path.insert(0, sys.argv[1])
from omega_persistence import OmegaCacheLogger
logger = OmegaCacheLogger(sys.argv[2])
logger.restore_session([{"filename": "a.json", "content": '[{"date": 1}]'},
                        {"filename": "a.csv", "content": "Date,Pick\\n"}])
good = {"date": "2025-11-02", "league": "NFL", "pick": "BUF ML"}
content = eval(sys.argv[3])
unit = 1 if sys.platform == "darwin" else 1024
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
start = time.perf_counter()
report = logger.restore_session([{"filename": "bad", "content": content}])
taken = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
for file in report["files"]:
    assert file["rows"] == file["records"] + file["rejected"] + file["headers"]
memory = (after - before) / max(len(content), 1 << 20)  # what is under 1 MiB counts as that
print(json.dumps([taken, memory, report["added"], len(report["rejected"])]))
"""
GOOD = "json.dumps(good)"
ROW = "'2025-11-02,NFL,BUF ML'"


@pytest.mark.parametrize(
    ("content", "bets", "least_rejected"),
    [
        pytest.param("'[' * 2_000_000", 0, 1, id="a line of brackets"),
        pytest.param("'{' * 2_000_000", 0, 1, id="a line of braces"),
        pytest.param("'[{' * 1_000_000", 0, 1, id="a line of both"),
        pytest.param(
            f"'[' * 1_000_000 + {GOOD} + ']' * 1_000_000", 1, 0, id="a bet in a deep nest"
        ),
        pytest.param("'{\"a\":' * 500_000 + '1' + '}' * 500_000", 0, 0, id="objects in objects"),
        pytest.param("('{\"a\":' * 900 + '!') * 200", 0, 1, id="torn nests, one after the other"),
        pytest.param(
            "'{\"a\":' * 700 + '[' + '{\"note\": 1},' * 20_000 + '1]' + '}' * 700",
            0,
            1,
            id="a long list in a deep wrapper",
        ),
        pytest.param("'[' + '\\n' * 300_000", 0, 0, id="a bracket and nothing but lines"),
        pytest.param("'{\"a\": ' + '\\n' * 300_000 + 'x'", 0, 1, id="a torn record and lines"),
        pytest.param("'{\"a\": \"' + '\\\\\"' * 300_000", 0, 1, id="a string that never ends"),
        pytest.param("'[1,' + ',' * 500_000 + ' ' * 500_000 + ']'", 0, 0, id="commas and blanks"),
        pytest.param("'```' * 500_000", 0, 0, id="fences"),
        pytest.param(
            "''.join(\"{'date': '2025-11-02', 'pick': 'A'}\\n\" for _ in range(20_000))",
            0,
            20_000,
            id="20,000 lines that are nearly JSON",
        ),
        pytest.param(f"({GOOD} + ',\\n') * 3 + '[' * 1_000_000", 3, 0, id="bets, then brackets"),
        pytest.param(
            f"'Date,League,Pick,' + ','.join(map(str, range(300_000))) + '\\n' + {ROW}",
            0,
            1,
            id="300,000 columns",
        ),
        pytest.param(
            f"'Date,League,Pick' + ',x' * 100_000 + '\\n' + {ROW} + ',1' * 100_000",
            1,
            0,
            id="100,000 columns of one name, filled",
        ),
        pytest.param(f"'Date,League,Pick\\n' + {ROW} + ',' * 500_000", 1, 0, id="empty cells"),
        pytest.param(
            "'Date,League,Pick\\n' + '2025-11-02,NFL,\"' + 'x' * 2_000_000 + '\"\\n'",
            None,
            0,
            id="one cell of two million letters",
        ),
        pytest.param(
            "'Date,League,Pick\\n' + '2025-11-02,NFL,\"A\\n' * 5_000",
            None,
            1,
            id="a quotation mark opened in every row",
        ),
        pytest.param("'\"' * 1_000_000", 0, 0, id="quotation marks"),
        pytest.param("'Date,League,Pick\\n' + '\\0' * 1_000_000", 0, 0, id="null bytes in a sheet"),
        pytest.param("'x' * 2_000_000", 0, 1, id="one long word"),
        pytest.param("b'\\xff\\xfe' + b'[{' * 500_000", 0, 0, id="brackets in UTF-16"),
        pytest.param("('9' * 100_000 + ' ') * 5 + '[' + '9' * 100_000 + ']'", 0, 0, id="digits"),
    ],
)
def test_no_attachment_hangs_crashes_or_eats_the_memory(
    content: str, bets: int | None, least_rejected: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", PROBE, str(ROOT), str(tmp_path), content]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        pytest.fail("it takes more than 20 s")
    assert done.returncode == 0, done.stderr.decode()[-600:]
    taken, memory, added, rejected = json.loads(done.stdout)
    assert bets is None or added == bets
    assert rejected >= least_rejected
    assert taken < 10, f"{taken:.1f} s"
    if sys.implementation.name == "cpython":
        assert memory < 80, f"{memory:.0f} times the attachment"


def test_memory_stays_within_a_few_times_the_attachment(tmp_path: Path) -> None:
    """A healthy log of 15 MB: its objects alone are a few times its text."""
    bets = "{**good, 'pick': f'Player {n} over', 'factors': 'x' * 400} for n in range(30_000)"
    content = f"json.dumps([{bets}])"
    command = [sys.executable, "-c", PROBE, str(ROOT), str(tmp_path), content]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-600:]
    _, memory, added, _ = json.loads(done.stdout)
    assert added == 30_000
    if sys.implementation.name == "cpython":
        assert memory < 10, f"{memory:.1f} times the attachment"


@pytest.mark.parametrize("unit", ["[", "{", '[{"a":', "[]", "[],", '"', "],"])
def test_nonsense_costs_no_more_memory_than_a_few_times_its_size(unit: str, tmp_path: Path) -> None:
    content = f"{unit!r} * {2_500_000 // len(unit)}"
    command = [sys.executable, "-c", PROBE, str(ROOT), str(tmp_path), content]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-600:]
    memory = json.loads(done.stdout)[1]
    if sys.implementation.name == "cpython":
        assert memory < 12, f"{memory:.1f} times the attachment"


# --- The command line ----------------------------------------------------------------------------


def run(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MODULE), "--base-path", str(folder), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=60,
        **more,
    )


def test_the_command_line_says_what_became_of_every_row_in_words(tmp_path: Path) -> None:
    done = run(tmp_path, "restore", *map(str, PATHS))
    assert done.returncode == 0, done.stderr
    words = done.stdout
    assert "119" in words and "added" in words
    assert "2025-11-16_NFL_3" in words and "PIT -5.5" in words
    assert "2025-10-31_NBA_1" in words and "Loss" in words and "Win" in words
    assert words.count("omega_bets_week1.csv") >= 3, "its account and two rejections"
    assert "2025-11-15_NCAAF_2" in words and "2025-11-15_NCAAF_3" in words
    assert as_set(bets_in(tmp_path)) == as_set(restored(tmp_path / "other", *PATHS))


def test_a_whole_session_restores_audits_and_delivers(tmp_path: Path) -> None:
    done = run(tmp_path, "session", *map(str, EVERYTHING))
    assert done.returncode == 0, done.stderr
    delivered = [line for line in done.stdout.splitlines() if line.startswith(str(tmp_path))]
    assert Path(delivered[0]).name == "bet_log.json"
    assert Path(delivered[-1]).name == "session_manifest.json"
    assert all(Path(path).is_file() for path in delivered)
    assert len(read_log(tmp_path / "audit_log.json")) == 1


def test_a_session_as_json_is_what_its_three_parts_are(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "session", "--json", str(EVERYTHING[0])).stdout)
    assert found["restored"]["added"] == len(bets_in(tmp_path))
    assert found["audit"]["total_bets"] == read_log(tmp_path / "audit_log.json")[0]["total_bets"]
    assert Path(found["delivered"][-1]).name == "session_manifest.json"


def test_words_name_the_files_that_did_not_come_back_or_differ(tmp_path: Path) -> None:
    restore(tmp_path / "a", thread_file([A, B]))
    paths = session(tmp_path / "a").deliver_session("2025-11-02")
    sheet = next(Path(path) for path in paths if path.endswith("BetLog.csv"))
    sheet.write_bytes(sheet.read_bytes().replace(b"KC ML", b"KC WL"))
    words = run(tmp_path / "b", "restore", str(sheet), paths[-1]).stdout.splitlines()
    assert "not as it was delivered: BetLog.csv" in words
    assert "not attached: bet_log.json" in words


def test_deliver_prints_the_paths_that_it_wrote(tmp_path: Path) -> None:
    restore(tmp_path, thread_file([A, B]))
    done = run(tmp_path, "deliver", "--date", "2025-11-02")
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.split("\n") if line][:4] == [
        "bet_log.json",
        "simulation_log.json",
        "audit_log.json",
        "BetLog.csv",
    ]


def test_an_attachment_comes_through_standard_input(tmp_path: Path) -> None:
    done = run(tmp_path, "restore", "-", input=json.dumps([A]))
    assert done.returncode == 0 and bets_in(tmp_path) == [A]


def test_a_file_that_is_not_there_is_one_line_and_restores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "good.json"
    path.write_text(json.dumps([A]), encoding="utf-8")
    done = run(tmp_path / "log", "restore", str(path), str(tmp_path / "absent.json"))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "absent.json" in done.stderr


def test_a_restored_record_has_all_its_keys_in_order(tmp_path: Path) -> None:
    for found in restored(tmp_path, *EVERYTHING):
        assert tuple(found)[: len(FIELDS)] == FIELDS
        assert set(found) - set(FIELDS) <= {"extra"} and found.get("extra", True)
