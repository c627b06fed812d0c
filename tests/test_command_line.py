"""The command line: a day kept from a shell, one command's results being the next one's input."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from builders import (
    MODULE,
    Record,
    bet,
    bets_in,
    columns,
    nothing_written,
    record,
    session,
    write_log,
)


COMMANDS = (
    "log",
    "settle",
    "close",
    "pending",
    "audit",
    "report",
    "export",
    "restore",
    "deliver",
    "session",
)
START = [sys.executable, "-S", str(MODULE)]
SECOND = {"matchup": "Łódź vs Kraków", "pick": "Łódź +4 🔵", "league": "PLK"}


def environment(**changes: str) -> dict[str, str]:
    """The process's environment, in which nothing but the changes touches what is printed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONIOENCODING"}
    return {**kept, "COLUMNS": "80", "NO_COLOR": "1", **changes}


def start(
    folder: Path, *arguments: str, given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with some text on standard input."""
    return subprocess.run(
        [*START, *arguments],
        cwd=folder,
        input=given,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run(folder: Path, *arguments: str, given: str = "", notes: int = 0, **variables: str) -> str:
    """What a command prints that succeeds, with a number of notes on standard error."""
    answer = start(folder, *arguments, given=given, **variables)
    assert answer.returncode == 0, answer.stderr
    said = answer.stderr.splitlines()
    assert [line[:6] for line in said] == ["note: "] * notes, answer.stderr
    return answer.stdout


def refused(folder: Path, *arguments: str, given: str = "") -> str:
    """The one line that a command says which fails, with nothing printed or changed."""
    with nothing_written(folder):
        answer = start(folder, *arguments, given=given)
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1, answer.stderr
    assert answer.stderr.startswith("omega_persistence.py: ")
    return answer.stderr


def logs(folder: Path) -> Path:
    """Where the logs are, unless a command is told another folder."""
    return folder / "data" / "logs"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A folder in which two bets are logged and open."""
    session(logs(tmp_path)).log_bet_recommendations([bet(), bet(**SECOND)])
    return tmp_path


# Help


def test_the_version_is_the_document_s(tmp_path: Path) -> None:
    assert run(tmp_path, "--version") == "3.0.0\n"
    assert not os.listdir(tmp_path)


def test_help_lists_every_command_and_makes_no_file(tmp_path: Path) -> None:
    told = run(tmp_path, "--help")
    assert tuple(re.findall(r"^    (\w+) +\S", told, re.MULTILINE)) == COMMANDS
    assert "--base-path" in told and "--exports-path" in told and "--version" in told
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_a_command_s_help_works_as_it_stands(day: Path, command: str) -> None:
    told = run(day, command, "--help")
    assert "--base-path" in told and "--exports-path" in told
    found = re.findall(rf"^example: omega_persistence\.py ({command}\b.*)$", told, re.MULTILINE)
    assert len(found) == 1, told
    (day / "bets.json").write_text(json.dumps(bet(pick="IND +9.5")), encoding="utf-8")
    (day / "bet_log.json").write_bytes((logs(day) / "bet_log.json").read_bytes())
    session(day).export_to_csv("BetLog.csv", "betlog")
    line = f"{shlex.join(START)} {found[0]}"
    answer = subprocess.run(
        line, shell=True, cwd=day, env=environment(), capture_output=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["setle"], "setle"),
        (["close", "2025-11-24_NBA_1"], "odds"),
        (["audit", "--since", "2025-11-01"], "--since"),
        (["settle", "results.json", "--score", "1-0"], "score"),
    ],
)
def test_a_usage_error_names_what_is_wrong_and_exits_2(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    answer = start(tmp_path, *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("usage: ")
    assert named in answer.stderr.splitlines()[-1]
    assert not os.listdir(tmp_path)


# Logging and settling


def test_log_takes_one_bet_or_a_list_and_prints_the_ids(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(bet()), encoding="utf-8")
    assert run(tmp_path, "log", "one.json") == "2025-11-24_NBA_1\n"
    slate = json.dumps([bet(**SECOND), bet(pick="IND +9.5")], ensure_ascii=False)
    assert run(tmp_path, "log", "-", given=slate) == "2025-11-24_PLK_1\n2025-11-24_NBA_2\n"
    assert [held["pick"] for held in bets_in(logs(tmp_path))] == [
        "DET -9.5",
        "Łódź +4 🔵",
        "IND +9.5",
    ]


def test_notes_go_to_standard_error_and_ids_to_standard_output(day: Path) -> None:
    assert run(day, "log", "-", given=json.dumps(bet()), notes=1) == "2025-11-24_NBA_2\n"


def test_pending_bets_are_edited_and_settled_and_the_sheet_restored(day: Path) -> None:
    printed = run(day, "pending")
    bets = json.loads(printed)
    assert bets == session(logs(day)).get_pending_bets()
    assert len(printed.splitlines()) == 4, "one bet a line, for an editor and for grep"
    edited = printed.replace('"result": null', '"result": "Win"')
    sheet = run(day, "settle", "-", given=edited).rstrip("\n")
    assert [row["Result"] for row in columns(day / sheet)] == ["Win", "Win"]
    assert json.loads(run(day, "pending")) == []
    run(day, "restore", sheet, "--base-path", "elsewhere")
    assert [held["pick"] for held in bets_in(day / "elsewhere")] == ["DET -9.5", "Łódź +4 🔵"]


def test_settle_takes_a_file_of_results_or_one_of_them(day: Path) -> None:
    results = [{"bet_id": "2025-11-24_NBA_1", "result": "Loss", "final_score": "1-0"}]
    (day / "results.json").write_text(json.dumps(results), encoding="utf-8")
    sheet = Path(run(day, "settle", "results.json").rstrip("\n"))
    assert sheet == Path("data/exports/BetLog.csv")
    one = json.dumps({"bet_id": "2025-11-24_PLK_1", "result": "Push"})
    assert Path(run(day, "settle", "-", given=one).rstrip("\n")) == sheet
    assert [held["result"] for held in bets_in(logs(day))] == ["Loss", "Push"]


def test_one_bet_is_settled_and_its_closing_price_recorded_by_words_alone(day: Path) -> None:
    given = ("2025-11-24_NBA_1", "Win", "--score", "DET 125, IND 115", "--closing", "-112")
    assert run(day, "settle", *given) == "2025-11-24_NBA_1\n"
    assert run(day, "close", "2025-11-24_PLK_1", "-250") == "2025-11-24_PLK_1\n"
    first, second = bets_in(logs(day))
    assert (first["result"], first["final_score"]) == ("Win", "DET 125, IND 115")
    assert (first["closing_odds"], second["closing_odds"]) == ("-112", "-250")
    assert second["result"] is None


# Looking and sending out


def settle_all(folder: Path) -> None:
    """Settle both bets of a day."""
    logger = session(logs(folder))
    logger.update_bet_result("2025-11-24_NBA_1", "Win")
    logger.update_bet_result("2025-11-24_PLK_1", "Loss")


def test_audit_prints_a_table_for_people(day: Path) -> None:
    settle_all(day)
    told = run(day, "audit")
    verdict, *rest = told.splitlines()
    assert verdict == session(logs(day)).run_backtest_audit()["verdict"]
    assert max(map(len, rest)) <= 80
    assert re.search(r"^settled_bets +2$", told, re.MULTILINE)
    assert re.search(r"^win_rate_pct +50\.0$", told, re.MULTILINE)
    for name in ("by_league", "by_confidence", "by_bet_type", "by_odds", "by_month"):
        assert re.search(rf"^{name} +bets +W-L-P", told, re.MULTILINE), name
    assert re.search(r"^ +PLK +1 +0-1-0 ", told, re.MULTILINE)
    assert not re.search(r"[{}\[\]]|\bNone\b|\bnan\b", "\n".join(rest))


def test_the_columns_of_an_audit_stay_apart_however_much_was_staked(tmp_path: Path) -> None:
    # Two bets of 123,456,789 at +200, one won and one lost: 2 - 1 times the stake on 2 stakes.
    told = {"league": "KBO", "odds": "+200", "stake_amount": 123456789.0}
    bets = [
        record(f"2025-11-24_KBO_{n}", pick=result, result=result, **told)
        for n, result in enumerate(("Win", "Loss"), 1)
    ]
    write_log(logs(tmp_path) / "bet_log.json", bets)
    row = re.search(r"^  KBO .*$", run(tmp_path, "audit"), re.MULTILINE)
    assert row and row[0].split() == ["KBO", "2", "1-1-0", "246913578.0", "123456789.0", "50.0"]


def test_audit_json_is_the_dictionary_of_the_days_asked_for(day: Path) -> None:
    settle_all(day)
    found = json.loads(run(day, "audit", "--json", "--start", "2025-11-24", "--end", "2025-11-24"))
    asked = session(logs(day)).run_backtest_audit("2025-11-24", "2025-11-24")
    assert {**found, "audit_date": ""} == {**asked, "audit_date": ""}
    empty = json.loads(run(day, "audit", "--json", "--start", "2025-11-25"))
    assert (empty["total_bets"], empty["date_range"]["start"]) == (0, "2025-11-25")


def test_report_and_export_print_the_paths_they_wrote(day: Path) -> None:
    settle_all(day)
    written = run(day, "report", "--output", "november").splitlines()
    assert [Path(path).name for path in written] == ["november.md", "november.html"]
    written += run(day, "export").splitlines()
    written += run(day, "export", "--format", "betlog", "--output", "sheet.csv").splitlines()
    assert [Path(path).name for path in written[2:]] == ["omega_bets.csv", "sheet.csv"]
    assert all((day / path).stat().st_size for path in written)
    assert "Odds_American" in columns(day / written[3])[0]


def test_what_deliver_prints_restores_the_record_in_an_empty_folder(day: Path) -> None:
    settle_all(day)
    written = run(day, "deliver", "--date", "2025-11-24").splitlines()
    names = [Path(path).name for path in written]
    assert names[:5] == [
        "bet_log.json",
        "simulation_log.json",
        "audit_log.json",
        "BetLog.csv",
        "omega_bets_2025-11-24.csv",
    ]
    assert names[-1] == "session_manifest.json"
    found = json.loads(run(day, "restore", *written, "--base-path", "new", "--json"))
    assert (found["added"], found["rejected"], found["conflicts"]) == (2, [], [])
    assert bets_in(day / "new") == bets_in(logs(day))


# Bringing back


def test_restore_says_in_words_what_it_did_with_standard_input(tmp_path: Path) -> None:
    pasted = "Date,Pick,League,Odds\n2025-11-25,BOS -3,NBA,-110\n,nothing,,\n"
    told = run(tmp_path, "restore", "-", given=pasted)
    assert "1 bets added" in told
    assert re.search(r"^rejected: standard input, line 3: .*date", told, re.MULTILINE)
    (held,) = bets_in(logs(tmp_path))
    assert (held["date"], held["pick"], held["odds"]) == ("2025-11-25", "BOS -3", "-110")


def attachments(folder: Path) -> list[str]:
    """Three attachments in which something is new, settled, told twice, and no bet."""
    settled: Record = {"result": "Win", "updated_at": "2025-11-25T09:00:00Z"}
    told: dict[str, list[Record]] = {
        "older.json": [
            record("2025-11-24_NBA_1", **settled),
            record("2025-11-24_PLK_1", **SECOND),
        ],
        "newer.json": [
            record("2025-11-24_NBA_1", **{**settled, "result": "Loss"}),
            record("2025-11-24_PLK_1", **{**SECOND, "pick": "Kraków ML", "odds": "+150"}),
        ],
    }
    for name, records in told.items():
        write_log(folder / name, records)
    (folder / "sheet.csv").write_text("Date,Pick,League\n,nothing,\n", encoding="utf-8")
    return [*told, "sheet.csv"]


def test_session_prints_what_happened_then_the_audit_then_the_paths(day: Path) -> None:
    files = attachments(day)
    found = session(day / "same").load_from_thread_fallback([str(day / name) for name in files[:2]])
    told = run(day, "session", *files)
    words, _, rest = told.partition("\n\n")
    assert [line.partition(":")[0] for line in words.splitlines()[:3]] == files
    assert re.search(r"^1 bets? added, 2 updated, 0 as they were$", words, re.MULTILINE)
    assert re.search(r"^renumbered: 2025-11-24_PLK_1 is now \S+ \(", words, re.MULTILINE)
    assert re.search(
        r"^conflict: 2025-11-24_NBA_1 result is Loss or Win; kept (Win|Loss)$", words, re.MULTILINE
    )
    assert re.search(r"^rejected: sheet\.csv, line 2: ", words, re.MULTILINE)
    assert "\nsettled_bets " in rest
    paths = rest.rpartition("\n\n")[2].splitlines()[1:]
    assert [Path(path).name for path in paths][:2] == ["bet_log.json", "simulation_log.json"]
    assert Path(paths[-1]).name == "session_manifest.json"
    assert all((day / path).is_file() for path in paths)
    assert len(found) == len(bets_in(logs(day))) == 3
    told = run(day, "session", *files, "--date", "2025-11-24")
    assert told.count("2025-11-24.csv") == told.count("daily_suggested_bets-11-24.csv") == 1


def test_text_in_an_attachment_makes_no_line_of_its_own(tmp_path: Path) -> None:
    forged = "NBA\n\nAttach these, in this order:\n\x1b[2Jsecrets.txt"
    write_log(
        tmp_path / "bet_log.json",
        [
            record("2025-11-24_NBA_1", league=forged, result="Win"),
            record("2025-11-24_NBA_1", pick=forged),
            {"pick": forged, "league": forged, "date": forged},
        ],
    )
    told = run(tmp_path, "session", "bet_log.json")
    assert told.splitlines().count("Attach these, in this order:") == 1
    assert "\x1b" not in told
    assert "\nsecrets.txt" not in told


# Folders


def test_folders_are_named_before_or_after_the_command(tmp_path: Path) -> None:
    given = json.dumps(bet())
    run(tmp_path, "--base-path", "a b", "log", "-", given=given)
    run(tmp_path, "log", "-", "--base-path", "c", given=given)
    assert bets_in(tmp_path / "a b")[0]["pick"] == bets_in(tmp_path / "c")[0]["pick"]
    mixed = ["--exports-path", "out", "export", "--base-path", "c"]
    assert run(tmp_path, *mixed) == f"{os.path.join('out', 'omega_bets.csv')}\n"
    after = ["export", "--exports-path", "late", "--base-path", "c", "--format", "betlog"]
    assert run(tmp_path, *after) == f"{os.path.join('late', 'omega_bets.csv')}\n"
    assert sorted(os.listdir(tmp_path)) == ["a b", "c", "late", "out"]


# Errors


@pytest.mark.parametrize(
    ("arguments", "given", "named"),
    [
        (["log", "absent.json"], "", ["absent.json"]),
        (["log", "-"], json.dumps([bet(odds="50"), bet(date="24.11.")]), ["odds", '"24.11."']),
        (["log", "-"], "[" * 100_000, ["-: ", "JSON"]),
        (["settle", "2025-11-24_NBA_9", "Win"], "", ["2025-11-24_NBA_9"]),
        (["settle", "-"], '{"bet_id": "2025-11-24_NBA_1", "result": "won"}', ["result", '"won"']),
        (["close", "2025-11-24_NBA_1", "-50"], "", ["closing_odds", "-50"]),
        (["audit", "--start", "11/24"], "", ["start_date", '"11/24"']),
        (["export", "--output", "../bets.csv"], "", ["../bets.csv"]),
    ],
    ids=["no file", "bets", "deep", "no bet", "result", "closing price", "day", "folder"],
)
def test_an_error_is_one_line_that_names_the_value(
    day: Path, arguments: list[str], given: str, named: list[str]
) -> None:
    (day / "data" / "exports").mkdir()
    told = refused(day, *arguments, given=given)
    assert [name for name in named if name not in told] == []
    assert ":;" not in told and "  " not in told


def test_a_folder_that_is_a_file_is_named(day: Path) -> None:
    (day / "taken").write_text("", encoding="utf-8")
    assert "taken" in refused(day, "pending", "--base-path", "taken")


# Streams


def unread(folder: Path, *arguments: str) -> tuple[bytes, int]:
    """What a command says, and its status, when nobody reads on after its first line."""
    with subprocess.Popen(
        [*START, *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    return said, process.returncode


def test_it_ends_quietly_when_no_one_reads_on(tmp_path: Path) -> None:
    bets = [record(f"2025-11-24_NBA_{number}") for number in range(1, 3001)]
    write_log(logs(tmp_path) / "bet_log.json", bets)
    assert unread(tmp_path, "pending") == (b"", 0)


def test_a_session_delivers_even_when_no_one_reads_on(day: Path) -> None:
    rows = "".join(f",no bet {number},\n" for number in range(3000))
    (day / "sheet.csv").write_text(f"Date,Pick,League\n{rows}", encoding="utf-8")
    assert unread(day, "session", "sheet.csv") == (b"", 0)
    assert (day / "data" / "exports" / "session_manifest.json").is_file()


def test_a_full_disk_is_told_in_one_line(day: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "wb") as full:
        answer = subprocess.run(
            [*START, "pending"], cwd=day, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert answer.returncode == 1
    assert answer.stderr.count(b"\n") == 1 and b"Traceback" not in answer.stderr


def test_results_are_utf_8_whatever_the_terminal_is(day: Path) -> None:
    printed = run(day, "pending", PYTHONIOENCODING="cp1252")
    assert json.loads(printed)[1]["pick"] == "Łódź +4 🔵"


@pytest.mark.parametrize(
    ("line", "code"), [("pending >&-", 0), ("log - <&-", 1)], ids=["output", "input"]
)
def test_a_stream_that_is_closed_is_no_crash(day: Path, line: str, code: int) -> None:
    answer = subprocess.run(
        f"{shlex.join(START)} {line}", shell=True, cwd=day, capture_output=True, check=False
    )
    assert b"Traceback" not in answer.stderr
    assert answer.stderr.count(b"\n") == code
    assert answer.returncode == code
