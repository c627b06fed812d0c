"""What the tests build with: a valid bet, a record, a logger, and readers of what it writes."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from omega_persistence import OmegaCacheLogger


Record = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "omega_persistence.md"
MODULE = ROOT / "omega_persistence.py"

# The record's keys, in order; a 23rd, `extra`, is there only where it holds something.
FIELDS = (
    "bet_id",
    "date",
    "league",
    "matchup",
    "pick",
    "bet_type",
    "odds",
    "implied_prob",
    "model_prob",
    "edge_pct",
    "confidence",
    "predicted_outcome",
    "factors",
    "stake_units",
    "stake_amount",
    "game_id",
    "result",
    "final_score",
    "closing_odds",
    "clv_pct",
    "logged_at",
    "updated_at",
)
REQUIRED = FIELDS[1:13]


def bet(**changes: Any) -> Record:
    """A recommendation in which nothing is wrong or strange, with changes."""
    return {
        "date": "2025-11-24",
        "league": "NBA",
        "matchup": "Pistons vs Pacers",
        "pick": "DET -9.5",
        "bet_type": "spread",
        "odds": "-110",
        "implied_prob": 0.5238,
        "model_prob": 0.5788,
        "edge_pct": 5.5,
        "confidence": "High",
        "predicted_outcome": "DET 123, IND 110",
        "factors": "Pacers on a back-to-back",
        **changes,
    }


def record(bet_id: str, **changes: Any) -> Record:
    """A bet as the log holds it, pending unless the changes say otherwise."""
    return {
        **dict.fromkeys(FIELDS),
        **bet(date=bet_id[:10]),
        "bet_id": bet_id,
        "logged_at": "2025-11-24T13:00:00Z",
        **changes,
    }


def without(data: Record, *keys: str) -> Record:
    """The same dictionary without some keys."""
    return {key: value for key, value in data.items() if key not in keys}


def session(folder: Path) -> OmegaCacheLogger:
    """A logger that keeps everything in one folder, as a new session opens it."""
    return OmegaCacheLogger(base_path=str(folder))


def write_log(path: Path, records: Iterable[Record]) -> Path:
    """Write a log as the module lays it out, one record a line."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in records)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"[\n{lines}\n]\n".encode() if lines else b"[\n]\n")
    return path


def read_log(path: str | Path) -> list[Record]:
    """The records of a log; it must be UTF-8 and JSON without NaN, and give no key twice."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{path} holds {constant}, which is not JSON")

    def once(pairs: list[tuple[str, Any]]) -> Record:
        assert len(dict(pairs)) == len(pairs), f"{path} gives a key twice: {pairs}"
        return dict(pairs)

    text = Path(path).read_bytes().decode("utf-8")
    records = json.loads(text, parse_constant=refuse, object_pairs_hook=once)
    assert isinstance(records, list)
    return records


def bets_in(folder: Path) -> list[Record]:
    """The bets in a folder's log."""
    return read_log(folder / "bet_log.json")


def sheet(path: str | Path) -> list[list[str]]:
    """The rows of a CSV file, header included, which must open with a byte-order mark."""
    data = Path(path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), f"{path} has no byte-order mark"
    return list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))


def columns(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV file by their titles."""
    header, *rows = sheet(path)
    assert all(len(row) == len(header) for row in rows)
    return [dict(zip(header, row)) for row in rows]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its name there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextlib.contextmanager
def nothing_written(folder: Path) -> Iterator[None]:
    """Hold that what happens inside changes no file of a folder, and makes none."""
    before = contents(folder)
    yield
    assert contents(folder) == before
