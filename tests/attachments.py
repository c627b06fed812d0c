"""What the tests of restoring share: attachments, restorations, and accounts that must add up."""

from __future__ import annotations

import csv
import io
import json
import warnings
from pathlib import Path
from typing import Any

from builders import ROOT, Record, bets_in, read_log, session


ATTACHMENTS = ROOT / "fixtures" / "attachments"

BETLOG_TITLES = [
    *("Date", "League", "Game_ID", "Pick", "Odds_American", "Implied_Prob", "Model_Prob"),
    *("Edge_%", "Confidence_Tier", "Predicted Outcome", "Factors", "Final Box Score", "Result"),
]

# What people's sheets have in common; a test adds the column that it is about.
DAY, LEAGUE, GAME, PICK = "2025-11-02", "NFL", "Bills vs Chiefs", "BUF +2.5"


def sheet_of(titles: list[str], *rows: list[Any], delimiter: str = ",", end: str = "\r\n") -> str:
    """A sheet as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(titles)
    writer.writerows(rows)
    return text.getvalue()


def sheet_with(**cells: Any) -> str:
    """A sheet of one row: a bet, and cells under more titles."""
    titles = ["Date", "League", "Game", "Pick", *cells]
    return sheet_of(titles, [DAY, LEAGUE, GAME, PICK, *cells.values()])


def thread_file(content: Any, filename: str = "attachment") -> Record:
    """An attachment as a thread holds it."""
    return {"filename": filename, "content": content}


def restore(folder: Path, *files: Any) -> Record:
    """Restore attachments into a folder; the report is held to what every report promises."""
    report = session(folder).restore_session(list(files))
    assert_accounted(report, folder, files)
    return report


def restored(folder: Path, *files: Any) -> list[Record]:
    """The bets in a folder's log after attachments were restored into it."""
    restore(folder, *files)
    return bets_in(folder)


def rejections(folder: Path) -> list[Record]:
    """What a folder keeps of rows that are no bets."""
    path = folder / "rejected.json"
    return read_log(path) if path.exists() else []


def assert_accounted(report: Record, folder: Path, files: Any = ()) -> None:
    """Every row of every file is a record, a rejection or a header, and none is lost or made up."""
    for account in report["files"]:
        parts = account["records"] + account["rejected"] + account["headers"]
        assert account["rows"] == parts, account
        assert all(account[part] >= 0 for part in ("records", "rejected", "headers"))
    assert len(report["rejected"]) == sum(account["rejected"] for account in report["files"])
    kept = rejections(folder)
    for row in report["rejected"]:
        assert row.keys() >= {"file", "line", "reason", "raw"} and row["reason"], row
        assert row in kept, "a rejection stands in the report and not in rejected.json"
    for account, file in zip(report["files"], files):
        counted = rows_of(file)
        if counted is not None:
            assert account["rows"] == counted, (account, counted)


def rows_of(file: Any) -> int | None:
    """The rows of an attachment counted without the module, where it is plain JSON or a sheet."""
    if isinstance(file, dict):
        content = file.get("content")
    elif Path(file).is_file():
        content = Path(file).read_bytes()
    else:
        return None
    if isinstance(content, (bytes, bytearray)):
        try:
            content = bytes(content).decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
    if isinstance(content, str):
        text = content.lstrip("\ufeff \t\r\n")
        if text[:1] in ("[", "{"):
            try:
                content = json.loads(text)
            except (ValueError, RecursionError):
                return None
        elif (
            "\0" in text
            or text[:1] in "#<"
            or "```" in text
            or not any(mark in text for mark in ",;\t")
        ):
            return None
        else:
            first = text.partition("\n")[0]
            delimiter = max(",;\t", key=first.count)
            try:
                rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
                return sum(any(cell.strip() for cell in row) for row in rows)
            except csv.Error:
                return None
    if isinstance(content, list) and all(isinstance(item, dict) for item in content):
        return len(content)
    return None


def read_quietly(folder: Path, *files: Any) -> list[Record]:
    """The bets of attachments, read without writing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return session(folder).load_from_thread_fallback(list(files))


def one(records: list[Record]) -> Record:
    """The only one of some records."""
    assert len(records) == 1, records
    return records[0]


def by_id(records: list[Record]) -> dict[str, Record]:
    """Records by bet_id, which no two may share."""
    found = {record["bet_id"]: record for record in records}
    assert len(found) == len(records), "two bets go by one id"
    return found


def same_record(record: Record) -> str:
    """A record as text in which the order of keys does not count."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def as_set(records: list[Record]) -> list[str]:
    """Records as sorted text: a log in which the order of bets does not count."""
    return sorted(map(same_record, records))
