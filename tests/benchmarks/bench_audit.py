"""What the audit, the import and the memory of a big log cost, against json.load and bare imports.

    python3 tests/benchmarks/bench_audit.py [FOLDER]

The files lie in FOLDER, or where temporary files do. Every measurement is a new interpreter, so
that nothing is warm but the system's own cache of files. The module's .pyc is there, as it is from
the second import on.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import py_compile
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import bench
from bench import Row


BETS, AUDITS, IMPORTS, PEAKS = 100_000, 9, 61, 5

# Each prints what it measured of itself: seconds, or the highest resident memory in KiB.
TIMED = "import time\nstart = time.perf_counter()\n{}\nprint(time.perf_counter() - start)"
LOAD = """
import json, sys
with open(sys.argv[1] + "/bet_log.json", encoding="utf-8") as file:
    bets = json.load(file)
"""
AUDIT = """
import sys
from omega_persistence import OmegaCacheLogger
OmegaCacheLogger(base_path=sys.argv[1]).run_backtest_audit()
"""
READ_AND_AUDIT = """
import sys
from omega_persistence import OmegaCacheLogger
logger = OmegaCacheLogger(base_path=sys.argv[1])
logger.get_pending_bets()
logger.run_backtest_audit()
"""
PEAK = "{}\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
BARE, OURS = "import json, csv, os, datetime", "import omega_persistence"

# A child's ru_maxrss starts from its parent's, and this process is big: a small one is between.
GO_BETWEEN = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], check=True)"


def told(code: str, *arguments: object) -> float:
    """What a new interpreter prints after running some code."""
    command = [sys.executable, "-c", GO_BETWEEN, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(bench.ROOT)}
    answer = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
    return float(answer.stdout)


def medians(runs: int, *codes: str, folder: object = "") -> list[float]:
    """The median of what each code prints, all of them run in turn, in an order that varies."""
    figures: dict[str, list[float]] = {code: [] for code in codes}
    chance = random.Random(runs)
    for run in range(runs + 1):
        for code in chance.sample(codes, len(codes)):
            figure = told(code, folder)
            figures[code] += [figure] if run else []
    return [statistics.median(figures[code]) for code in codes]


def audits(folder: Path) -> list[Row]:
    """An audit from a cold file: of the process's own work, import included, start left out."""
    load, audit = medians(AUDITS, TIMED.format(LOAD), TIMED.format(AUDIT), folder=folder)
    return [
        Row(f"audit from a cold file, n = {BETS:,}", AUDITS, audit, load, 3),
        Row("its limit: json.load of the file", AUDITS, load),
    ]


def imports() -> list[Row]:
    """The import by itself, and as part of a whole process."""
    bare, ours, nothing = medians(IMPORTS, *map(TIMED.format, (BARE, OURS, "pass")))
    process = [bench.python(code) for code in (BARE, OURS, "pass")]
    bare_all, ours_all, start = bench.medians(IMPORTS, *process)
    return [
        Row("import, .pyc present", IMPORTS, ours - nothing, bare - nothing, 1.5),
        Row(f"its limit: {BARE}", IMPORTS, bare - nothing),
        Row("the same as whole processes", IMPORTS, ours_all, bare_all),
        Row("an interpreter that imports nothing", IMPORTS, start),
    ]


def peaks(folder: Path) -> list[tuple[str, float]]:
    """The highest resident memory, in MiB, of a read and an audit, of json.load, and of nothing."""
    codes = (PEAK.format(READ_AND_AUDIT), PEAK.format(LOAD), PEAK.format("pass"))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    names = ("first read and audit", "json.load of the file", "an interpreter alone")
    return list(zip(names, (peak / unit for peak in medians(PEAKS, *codes, folder=folder))))


def print_peaks(figures: list[tuple[str, float]], to_reach: float = 1.6) -> None:
    """Print peaks of memory and the ratio of the first to the second."""
    print(f"\npeak memory (ru_maxrss), n = {BETS:,}, median of {PEAKS} processes each:\n")
    for name, peak in figures:
        print(f"| {name:<22} | {peak:7.1f} MiB |")
    ratio = figures[0][1] / figures[1][1]
    print(f"\nratio {ratio:.2f}, to reach ≤ {to_reach:g}: {'yes' if ratio <= to_reach else 'NO'}")


def main() -> None:
    """Measure and print."""
    module = bench.ROOT / "omega_persistence.py"
    py_compile.compile(str(module), importlib.util.cache_from_source(str(module)), doraise=True)
    with contextlib.ExitStack() as stack:
        where = sys.argv[1] if len(sys.argv) > 1 else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=where)))
        path = bench.write_log(folder / "bet_log.json", list(bench.records(BETS)))
        size = path.stat().st_size / 2**20
        rows = [*audits(folder), *imports()]
        figures = peaks(folder) if importlib.util.find_spec("resource") else []
    print(
        f"{platform.python_implementation()} {platform.python_version()}, a log of {size:.0f} MiB"
    )
    print("medians of new interpreters, in turn:\n")
    bench.print_table(rows)
    if figures:
        print_peaks(figures)


if __name__ == "__main__":
    main()
