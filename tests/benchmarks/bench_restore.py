"""What restoring costs: 100,000 bets from a bet_log.json and 100,000 rows from a BetLog.csv.

    python3 tests/benchmarks/bench_restore.py [BETS] [RUNS]

Nothing is kept between runs: each opens a new logger.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Callable

from bench import Record, Row, medians, print_table, records, write_log
from omega_persistence import OmegaCacheLogger


TITLES = [
    *("Date", "League", "Game_ID", "Pick", "Odds_American", "Implied_Prob", "Model_Prob"),
    *("Edge_%", "Confidence_Tier", "Predicted Outcome", "Factors", "Final Box Score", "Result"),
]
FIELDS = (
    *("date", "league", "game_id", "pick", "odds", "implied_prob", "model_prob", "edge_pct"),
    *("confidence", "predicted_outcome", "factors", "final_score", "result"),
)


def write_betlog(path: Path, bets: list[Record]) -> Path:
    """Write a BetLog sheet without the module."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(TITLES)
    rows.writerows([bet[field] for field in FIELDS] for bet in bets)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def parse_json(path: Path) -> int:
    """Parse a log and nothing else."""
    with open(path, encoding="utf-8") as file:
        return len(json.load(file))


def parse_csv(path: Path) -> int:
    """Split a sheet into cells and nothing else."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def restoring(folder: Path, attachment: Path, fresh: bool, bets: int) -> Callable[[], None]:
    """Restore an attachment into a folder, emptied before or holding it already."""

    def restore() -> None:
        report = OmegaCacheLogger(str(folder)).restore_session([str(attachment)])
        assert report["added"] == (bets if fresh else 0), report["added"]
        assert report["files"][0]["records"] == bets and not report["rejected"]

    return restore


def emptied(folder: Path, work: Callable[[], None]) -> Callable[[], None]:
    """Work in a folder that is removed first; removing one's own log costs next to nothing."""

    def do() -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder)
        work()

    return do


def main(count: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        bets = list(records(count))
        document = write_log(place / "attached" / "bet_log.json", bets)
        sheet = write_betlog(place / "attached" / "BetLog.csv", bets)
        del bets
        works = [
            emptied(place / "a", restoring(place / "a", document, True, count)),
            restoring(place / "b", document, False, count),
            emptied(place / "c", restoring(place / "c", sheet, True, count)),
            restoring(place / "d", sheet, False, count),
        ]
        for folder, attachment in (("b", document), ("d", sheet)):
            OmegaCacheLogger(str(place / folder)).restore_session([str(attachment)])
        first, again, rows, rows_again, parsed, split = medians(
            runs, *works, lambda: parse_json(document), lambda: parse_csv(sheet), warm=0
        )
    print_table(
        [
            Row(f"restore {count:,} bets from JSON, empty log", runs, first, parsed, 4),
            Row("the same again", runs, again, parsed, 4),
            Row(f"restore {count:,} rows of BetLog.csv, empty log", runs, rows, split, 20),
            Row("the same again", runs, rows_again, split),
        ]
    )
    print("limits: json.load of the log; csv.reader over the sheet")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*given, *(100_000, 5)[len(given) :])
