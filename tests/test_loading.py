"""Loading: every way to run the module's text is silent and leaves nothing behind but names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import DOCUMENT, MODULE, contents


# Runs after each way of loading, on the names that were bound. The processes see no installed
# package (-S), so every module among the names is one of the standard library.
PROBE = """
def _probe(names):
    import types
    bound = {name: value for name, value in names.items() if not name.startswith("_")}
    modules = {name for name, value in bound.items() if isinstance(value, types.ModuleType)}
    ours = {"OmegaCacheLogger", "american_to_decimal", "implied_probability"}
    assert bound.keys() - modules == ours, sorted(bound.keys() - modules)
    assert bound["american_to_decimal"](150) == 2.5
    logger = bound["OmegaCacheLogger"](base_path="made")
    bet_id = logger.log_bet_recommendation({
        "date": "2025-11-24", "league": "NBA", "matchup": "Pistons vs Pacers",
        "pick": "DET -9.5", "bet_type": "spread", "odds": "-110", "implied_prob": 0.5238,
        "model_prob": 0.5788, "edge_pct": 5.5, "confidence": "High",
        "predicted_outcome": "DET 123, IND 110", "factors": "Rest",
    })
    assert bet_id == "2025-11-24_NBA_1", bet_id
"""
SOURCE = '__import__("pathlib").Path("omega_persistence.py").read_text("utf-8")'
CELLS = r"""
def _cells(names):
    import pathlib, re
    text = pathlib.Path("omega_persistence.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for number, block in enumerate(blocks, 1):
        exec(compile(block, "<ipython-input-%d>" % number, "exec", 0, True), names)
    return names
"""

# How it is loaded, and what holds the names then. Each process is given `session --nonsense` as
# arguments, which no way of loading may look at.
WAYS = {
    "import": ("import omega_persistence as _module", "vars(_module)"),
    "import of all": ("from omega_persistence import *", "globals()"),
    "exec as __main__": (f"_names = {{'__name__': '__main__'}}; exec({SOURCE}, _names)", "_names"),
    "exec as another name": (f"_names = {{'__name__': 'omega'}}; exec({SOURCE}, _names)", "_names"),
    "exec without a name": (f"_names = {{}}; exec({SOURCE}, _names)", "_names"),
    "exec in one's own names": (f"exec({SOURCE})", "globals()"),
    "exec of a file's code": (
        f"exec(compile({SOURCE}, 'omega_persistence.py', 'exec'))",
        "globals()",
    ),
    "exec twice": (f"exec({SOURCE}); exec({SOURCE})", "globals()"),
    "block by block": (f"{CELLS}_names = _cells({{'__name__': '__main__'}})", "_names"),
    "block by block, in one's own names": (f"{CELLS}_cells(globals())", "globals()"),
    "run_path": ("_names = __import__('runpy').run_path('omega_persistence.py')", "_names"),
    "run_path as __main__": (
        "_names = __import__('runpy').run_path('omega_persistence.py', None, '__main__')",
        "_names",
    ),
    "run_module": ("_names = __import__('runpy').run_module('omega_persistence')", "_names"),
    "run_module as __main__": (
        "_names = __import__('runpy').run_module('omega_persistence', None, '__main__')",
        "_names",
    ),
}
NONSENSE = ("session", "--nonsense")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing in it but the document and the module."""
    for path in (DOCUMENT, MODULE):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def python(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """What a Python without installed packages answers, in a folder."""
    environment = {key: value for key, value in os.environ.items() if key[:6] != "PYTHON"}
    return subprocess.run(
        [sys.executable, "-B", "-S", "-W", "error", *words],
        cwd=folder,
        env={**environment, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def silent(answer: subprocess.CompletedProcess[str]) -> bool:
    """Whether a process ended well and said nothing."""
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    return True


# Each way

STATE = """
def _state():
    import locale, os, signal, sys, threading, warnings
    return [
        list(sys.path), list(warnings.filters), dict(os.environ), os.getcwd(), list(sys.argv),
        threading.active_count(), locale.setlocale(locale.LC_ALL), signal.getsignal(signal.SIGINT),
        warnings.showwarning, sys.excepthook, sys.stdout, sys.stderr, sys.getrecursionlimit(),
    ]
_before = _state()
"""


@pytest.mark.parametrize(("load", "names"), WAYS.values(), ids=WAYS.keys())
def test_a_way_of_loading_says_nothing_and_leaves_nothing_but_a_few_names(
    folder: Path, load: str, names: str
) -> None:
    before = contents(folder)
    script = f"{STATE}\n{load}\nassert _state() == _before\n{PROBE}\n_probe({names})"
    assert silent(python(folder, "-c", script, *NONSENSE))
    after = contents(folder)
    assert {name: data for name, data in after.items() if not name.startswith("made")} == before


def test_the_module_may_come_through_standard_input(folder: Path) -> None:
    source = MODULE.read_text(encoding="utf-8")
    assert silent(python(folder, "-", *NONSENSE, given=source))
    assert silent(python(folder, given=source))
    assert set(contents(folder)) == {DOCUMENT.name, MODULE.name}
    assert silent(python(folder, "-", given=f"{source}\n{PROBE}\n_probe(globals())\n"))


@pytest.mark.parametrize(
    "load",
    [
        f"exec({SOURCE})",
        f"exec(compile({SOURCE}, 'omega_persistence.py', 'exec'))",
        f"{CELLS}_cells(globals())",
        "from omega_persistence import *",
    ],
    ids=["exec", "exec of a file's code", "block by block", "import of all"],
)
def test_a_script_may_run_the_module_in_its_own_names(folder: Path, load: str) -> None:
    script = folder / "session.py"
    script.write_text(f"{load}\n{PROBE}\n_probe(globals())\n", encoding="utf-8")
    assert silent(python(folder, script.name, *NONSENSE))


@pytest.mark.parametrize("command", [["omega_persistence.py"], ["-m", "omega_persistence"]])
def test_only_the_file_and_m_start_the_command_line(folder: Path, command: list[str]) -> None:
    answer = python(folder, *command, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "usage: omega_persistence.py" in answer.stdout
    answer = python(folder, *command, "pending", "--nonsense")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "--nonsense" in answer.stderr
    assert set(contents(folder)) == {DOCUMENT.name, MODULE.name}


def test_the_command_line_starts_from_any_folder(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in (str(folder / MODULE.name), os.path.join("..", MODULE.name)):
        answer = python(elsewhere, path, "--version")
        assert re.fullmatch(r"\d+\.\d+\.\d+\n", answer.stdout), answer.stderr


# The Space's own odds functions


def with_odds_eval(folder: Path, source: str, told: str) -> None:
    """Hold that something is true of the module where a Space has its own `odds_eval`."""
    (folder / "odds_eval.py").write_text(source, encoding="utf-8")
    for load, names in (WAYS["import"], WAYS["exec as __main__"], WAYS["block by block"]):
        script = f"{load}\n_n = {names}\n{told}"
        assert silent(python(folder, "-c", script))


OWN = """
assert _n["american_to_decimal"](150) == 2.5
assert _n["implied_probability"](150) == 0.4
assert _n["american_to_decimal"].__doc__
"""


def test_odds_eval_is_used_where_it_can_be_imported(folder: Path) -> None:
    with_odds_eval(
        folder,
        "def american_to_decimal(odds): return 7.0\n"
        "def implied_probability(odds, odds_type='american'): return 0.7\n",
        'assert (_n["american_to_decimal"](150), _n["implied_probability"](150)) == (7.0, 0.7)',
    )


def test_odds_eval_may_take_numbers_alone(folder: Path) -> None:
    with_odds_eval(
        folder,
        "def american_to_decimal(odds): return 1 + odds / 100 if odds > 0 else 1 - 100 / odds\n"
        "def implied_probability(odds, odds_type='american'): return 1 / american_to_decimal(odds)",
        """
logger = _n["OmegaCacheLogger"]("told")
bet = dict(date="2025-11-02", league="NFL", pick="A", odds="-110", result="Win")
logger.restore_session([{"filename": "a", "content": [bet]}])
assert logger.run_backtest_audit()["avg_odds_decimal"] == 1.91
assert len(logger.deliver_session("2025-11-02")) > 3
""",
    )


@pytest.mark.parametrize(
    "source",
    [
        "import a_module_that_is_not_there",
        "raise RuntimeError('no licence')",
        "1 / 0",
        "def american_to_decimal(odds) return 1",
        "implied_probability = None; del implied_probability",
        "def american_to_decimal(odds): return 7.0",
        "def implied_probability(odds, odds_type='american'): return 0.7",
        "\0",
    ],
    ids=["import", "raises", "divides", "syntax", "empty", "one", "the other", "null byte"],
)
def test_the_module_s_own_functions_serve_where_odds_eval_is_broken(
    folder: Path, source: str
) -> None:
    with_odds_eval(folder, source, OWN)


def test_the_module_s_own_functions_serve_where_there_is_no_odds_eval(folder: Path) -> None:
    for load, names in (WAYS["import"], WAYS["exec without a name"], WAYS["block by block"]):
        assert silent(python(folder, "-c", f"{load}\n_n = {names}\n{OWN}"))
