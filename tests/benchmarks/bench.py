"""What the benchmarks share: big logs made quickly, medians of interleaved runs, and the table."""

from __future__ import annotations

import datetime
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, NamedTuple


ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

Record = dict[str, Any]

TEAMS = {
    "NBA": ["Detroit Pistons", "Indiana Pacers", "Boston Celtics", "Denver Nuggets", "Miami Heat"],
    "NHL": ["Canadiens de Montréal", "Colorado Avalanche", "Boston Bruins", "Florida Panthers"],
    "NFL": ["Kansas City Chiefs", "Buffalo Bills", "San Francisco 49ers", "Detroit Lions"],
    "NCAAM": ["Duke", "Kansas", "Gonzaga", "San José State", "Purdue", "Houston"],
    "EPL": ["Arsenal", "Liverpool", "Brighton & Hove Albion", "Nottingham Forest"],
    "LALIGA": ["Atlético de Madrid", "Deportivo Alavés", "Cádiz CF", "Real Betis"],
    "SÜPERLIG": ["Beşiktaş", "Fenerbahçe", "Göztepe", "Çaykur Rizespor"],
}
TIERS = ["🔵 High", "🟢 Medium", "🟡 Low", "High", "Medium", "Low"]
FACTORS = [
    "second night of a back-to-back",
    "line moved from -3.5 on sharp money",
    "Jokić questionable (left ankle), Dončić out",
    "wind 12 mph; total opened 2.5 higher",
    "🔥 won nine of the last ten at home",
    'the coach said: "rest over rhythm"',
]
FIRST_DAY = datetime.date(2023, 10, 1)


def decimal(odds: int) -> float:
    """The decimal odds of American odds."""
    return 1 + (odds / 100 if odds > 0 else 100 / -odds)


def recommendations(count: int, a_day: int = 25, seed: int = 1) -> Iterator[Record]:
    """Recommendations in which nothing is wrong, so many a day, over several leagues."""
    chance = random.Random(seed)
    for number in range(count):
        league = chance.choice(list(TEAMS))
        away, home = chance.sample(TEAMS[league], 2)
        odds = chance.choice([-250, -180, -135, -115, -110, -110, -105, 100, 120, 145, 210, 320])
        implied = round(1 / decimal(odds), 4)
        model = round(min(0.98, implied + chance.uniform(0.005, 0.08)), 4)
        units = chance.choice([0.5, 1.0, 1.5, 2.0])
        points = chance.randint(90, 130), chance.randint(90, 130)
        yield {
            "date": (FIRST_DAY + datetime.timedelta(number // a_day)).isoformat(),
            "league": league,
            "matchup": f"{away} @ {home}",
            "pick": f"{home} {chance.randint(-20, 20) / 2:+} ({number})",
            "bet_type": chance.choice(["spread", "total", "moneyline"]),
            "odds": f"{odds:+d}",
            "implied_prob": implied,
            "model_prob": model,
            "edge_pct": round((model - implied) * 100, 2),
            "confidence": chance.choice(TIERS),
            "predicted_outcome": f"{home} {points[0]}, {away} {points[1]}",
            "factors": "; ".join(chance.sample(FACTORS, chance.randint(1, 3))),
            "stake_units": units,
            "stake_amount": units * 50,
            "game_id": f"{league[:3]}{number // 3}",
        }


def records(count: int, pending: int = 50, seed: int = 1) -> Iterator[Record]:
    """Bets as a log holds them, all but the last settled, half of them with a closing price."""
    chance = random.Random(seed + 1)
    numbers: dict[str, int] = {}
    for place, bet in enumerate(recommendations(count, seed=seed)):
        slot = f"{bet['date']}_{bet['league']}"
        numbers[slot] = numbers.get(slot, 0) + 1
        closing, settled = int(bet["odds"]) + chance.choice([-8, -5, 5, 8]), place < count - pending
        priced = settled and abs(closing) >= 100 and chance.random() < 0.5
        won = chance.random() < bet["implied_prob"]
        clv = (1 / decimal(closing) - 1 / decimal(int(bet["odds"]))) * 100 if priced else None
        yield {
            "bet_id": f"{slot}_{numbers[slot]}",
            **bet,
            "result": ("Win" if won else "Loss") if settled else None,
            "final_score": bet["predicted_outcome"] if settled else None,
            "closing_odds": f"{closing:+d}" if priced else None,
            "clv_pct": clv,
            "logged_at": f"{bet['date']}T{place % 24:02}:00:{place % 60:02}Z",
            "updated_at": f"{bet['date']}T23:59:59Z" if settled else None,
        }


def write_log(path: Path, bets: list[Record]) -> Path:
    """Write a log as the module lays it out, without the module."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    path.write_bytes(b"[\n" + b",\n".join(encode(bet).encode() for bet in bets) + b"\n]\n")
    return path


def write_and_sync(path: Path, data: bytes) -> None:
    """Write a file and force it to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0))
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(runs: int, *works: Callable[[], object], warm: int = 1) -> list[float]:
    """The median time of each piece of work, all of them run in turn, in an order that varies."""
    for work in works * warm:
        work()
    times: list[list[float]] = [[] for _ in works]
    order, chance = list(range(len(works))), random.Random(runs)
    for _ in range(runs):
        chance.shuffle(order)
        for place in order:
            times[place].append(seconds(works[place]))
    return [statistics.median(each) for each in times]


def python(code: str, *arguments: object) -> Callable[[], object]:
    """A new interpreter that runs some code, from start to exit."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return lambda: subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


class Row(NamedTuple):
    """A line of the table; without a limit or a ratio to reach it is there for orientation."""

    work: str
    runs: int
    median: float
    limit: float | None = None
    to_reach: float | None = None


def shown(time_: float | None) -> str:
    """A time in the unit that suits it."""
    if time_ is None:
        return ""
    return f"{time_:.2f} s" if time_ >= 1 else f"{time_ * 1e3:.3g} ms"


def print_table(rows: list[Row]) -> None:
    """Print what was measured, against what, and whether the ratio is reached."""
    table = [("work", "runs", "median", "limit", "ratio", "to reach", "reached?")]
    for row in rows:
        ratio = row.median / row.limit if row.limit else None
        verdict = ("yes" if ratio <= row.to_reach else "NO") if ratio and row.to_reach else ""
        table.append(
            (
                row.work,
                str(row.runs),
                shown(row.median),
                shown(row.limit),
                f"{ratio:.2f}" if ratio else "",
                f"≤ {row.to_reach:g}" if row.to_reach else "",
                verdict,
            )
        )
    widths = [max(map(len, column)) for column in zip(*table)]
    table.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
    for line in table:
        cells = (
            cell.rjust(width) if 0 < place < 6 and line[0] != "work" else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths))
        )
        print("| " + " | ".join(cells) + " |")
