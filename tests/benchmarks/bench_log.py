"""What logging and settling cost, against what the disk and the json module need for the same.

    python3 tests/benchmarks/bench_log.py [FOLDER]

The files lie in FOLDER, or where temporary files do; it should be on a real disk.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import bench
from bench import Record, Row
from omega_persistence import OmegaCacheLogger


APPENDS, CHANGES, PROCESSES = 301, 41, 9

FIRST_LOAD = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
FIRST_LOG = """
import json, sys
from omega_persistence import OmegaCacheLogger
logger = OmegaCacheLogger(base_path=sys.argv[1])
logger.log_bet_recommendation(json.loads(sys.argv[2]))
"""
FIRST_LOOK = """
import sys
from omega_persistence import OmegaCacheLogger
OmegaCacheLogger(base_path=sys.argv[1]).get_pending_bets()
"""
FIRST_INSERT = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("pragma synchronous = FULL")
base.execute("insert into bets (pick) values (?)", (sys.argv[2],))
base.commit()
"""


def live_logger(folder: Path, bets: list[Record]) -> OmegaCacheLogger:
    """A logger that has parsed a log of these bets."""
    bench.write_log(folder / "bet_log.json", bets)
    logger = OmegaCacheLogger(base_path=str(folder))
    logger.get_pending_bets()
    return logger


def logging(logger: OmegaCacheLogger, fresh: Iterator[Record]) -> Callable[[], object]:
    """Log one more bet."""
    return lambda: logger.log_bet_recommendation(next(fresh))


def appending(path: Path, record: Record) -> Callable[[], object]:
    """The least that logging needs, at the end of a file: json.dumps, write, fsync."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND)

    def append() -> None:
        os.write(handle, json.dumps(record).encode())
        os.fsync(handle)

    return append


def database(path: Path, bets: list[Record]) -> sqlite3.Connection:
    """The same bets in SQLite, one row each."""
    base = sqlite3.connect(path)
    columns = ", ".join(bets[0])
    base.execute(f"create table bets ({columns}, primary key (bet_id))")
    marks = ", ".join("?" for _ in bets[0])
    base.executemany(f"insert into bets values ({marks})", [tuple(bet.values()) for bet in bets])
    base.commit()
    base.execute("pragma synchronous = FULL")
    return base


def inserting(base: sqlite3.Connection, record: Record) -> Callable[[], object]:
    """Log one more bet in SQLite."""
    marks, fresh = ", ".join("?" for _ in record), itertools.count()

    def insert() -> None:
        row = {**record, "bet_id": f"{record['bet_id']}.{next(fresh)}"}
        with base:
            base.execute(f"insert into bets values ({marks})", tuple(row.values()))

    return insert


def settling(settle: Callable[[str, str], object], bets: list[Record]) -> Callable[[], object]:
    """Settle one bet, another one each time, from all over the log."""
    ids = itertools.cycle([bet["bet_id"] for bet in bets[:: len(bets) // 50]])
    scores = itertools.count()
    return lambda: settle(next(ids), f"DET {next(scores)}, IND 100")


def appends(folder: Path, small: int, middle: int, big: int) -> list[Row]:
    """What it costs to log one bet."""
    bets = list(bench.records(big))
    slate = bench.recommendations(4 * APPENDS, seed=9)  # made here: to make one takes its time too
    fresh = iter([dict(bet, date="2037-01-01") for bet in slate])
    loggers = [live_logger(folder / str(n), bets[:n]) for n in (small, middle, big)]
    limit = shutil.copy(folder / str(middle) / "bet_log.json", folder / "limit")
    base = database(folder / "base", bets[:middle])
    of_small, of_middle, of_big, least, sqlite = bench.medians(
        APPENDS,
        *(logging(logger, fresh) for logger in loggers),
        appending(Path(limit), bets[0]),
        inserting(base, bets[0]),
        warm=3,
    )
    base.close()
    return [
        Row(f"log one bet, n = {middle:,}: dumps, write, fsync", APPENDS, of_middle, least, 1.5),
        Row(f"log one bet, n = {big:,}: n = {small:,}", APPENDS, of_big, of_small, 1.2),
        Row(f"  insert one row into SQLite, n = {middle:,}", APPENDS, sqlite, least),
    ]


def changes(folder: Path, size: int) -> list[Row]:
    """What it costs to settle one bet."""
    bets = list(bench.records(size))
    logger, base = live_logger(folder / "log", bets), database(folder / "base", bets)
    data = (folder / "log" / "bet_log.json").read_bytes()

    def update(bet_id: str, score: str) -> None:
        with base:
            change = "update bets set result = 'Win', final_score = ? where bet_id = ?"
            base.execute(change, (score, bet_id))

    settled, least, sqlite = bench.medians(
        CHANGES,
        settling(lambda bet_id, score: logger.update_bet_result(bet_id, "Win", score), bets),
        lambda: bench.write_and_sync(folder / "limit", data),
        settling(update, bets),
    )
    base.close()
    megabytes = len(data) / 1e6
    return [
        Row(
            f"settle one bet, n = {size:,}: write, fsync of {megabytes:.1f} MB",
            CHANGES,
            settled,
            least,
            2,
        ),
        Row(f"  update one row in SQLite, n = {size:,}", CHANGES, sqlite, least),
    ]


def first_calls(folder: Path, size: int) -> list[Row]:
    """What the first call in a new process costs, the start of the interpreter taken off."""
    bets = list(bench.records(size))
    path = bench.write_log(folder / "log" / "bet_log.json", bets)
    OmegaCacheLogger(base_path=str(path.parent))
    database(folder / "base", bets).close()
    fresh = json.dumps(next(bench.recommendations(1, seed=9)))
    start, loaded, logged, looked, sqlite = bench.medians(
        PROCESSES,
        bench.python("pass"),
        bench.python(FIRST_LOAD, path),
        bench.python(
            f"import warnings; warnings.simplefilter('ignore'){FIRST_LOG}", path.parent, fresh
        ),
        bench.python(FIRST_LOOK, path.parent),
        bench.python(FIRST_INSERT, folder / "base", "DET -9.5"),
    )
    least = loaded - start
    return [
        Row(f"first call, n = {size:,}, logging: json.load", PROCESSES, logged - start, least, 1.2),
        Row(
            f"first call, n = {size:,}, get_pending_bets: json.load",
            PROCESSES,
            looked - start,
            least,
            1.2,
        ),
        Row(f"  first row into SQLite, n = {size:,}", PROCESSES, sqlite - start, least),
    ]


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")
    with contextlib.ExitStack() as stack:
        where = sys.argv[1] if len(sys.argv) > 1 else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=where)))
        rows = [
            *appends(folder / "appends", 100, 10_000, 100_000),
            *changes(folder / "changes", 10_000),
            *first_calls(folder / "first", 100_000),
        ]
    print(f"{platform.python_implementation()} {platform.python_version()}, medians:\n")
    bench.print_table(rows)


if __name__ == "__main__":
    main()
