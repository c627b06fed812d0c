"""What was answered is there: writers killed at any moment, and many writers at one log."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Callable

import pytest

import omega_persistence
from builders import bet, bets_in, contents, record, session, write_log


ROUNDS = 20
LOGS = ["audit_log.json", "bet_log.json", "simulation_log.json"]
PENDING = [f"2025-11-24_NBA_{number}" for number in range(1, 101)]
Say = Callable[[str], None]

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the writers to be killed are forks of this process"
)


# --- Writers that are killed ---


@contextlib.contextmanager
def writer(work: Callable[[Say], None]) -> Iterator[tuple[int, IO[str]]]:
    """A child at work, and what it says, line by line; it is dead when the block is left."""
    reader, says = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reader)
            warnings.simplefilter("ignore")
            work(lambda text: void(os.write(says, f"{text}\n".encode())))
        os._exit(0)
    os.close(says)
    with open(reader, encoding="utf-8") as lines:
        try:
            yield child, lines
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def void(_: object) -> None:
    """Nothing."""


def killed(work: Callable[[Say], None], moment: random.Random, calls: int = 12) -> list[str]:
    """What a writer said before it was killed, at a random moment during a random call."""
    answers = []
    with writer(work) as (child, lines):
        for _ in range(moment.randint(1, calls)):
            answers.append(lines.readline())
        time.sleep(moment.uniform(0, 0.004))
        os.kill(child, signal.SIGKILL)
        answers += lines.readlines()
    return [answer.strip() for answer in answers if answer.endswith("\n")]


def test_every_logged_bet_that_was_answered_survives_kill_9(tmp_path: Path) -> None:
    def work(say: Say) -> None:
        logger = session(tmp_path)
        for number in range(10_000):
            say(logger.log_bet_recommendation(bet(pick=f"over {number}", factors="Dončić 🏀" * 40)))

    moment, answered = random.Random(1), 0
    said: list[str] = []
    for round_ in range(1, ROUNDS + 1):
        said += killed(work, moment)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a torn append may have been recovered from
            session(tmp_path).get_pending_bets()
        ids = [found["bet_id"] for found in bets_in(tmp_path)]
        assert set(said) <= set(ids), f"round {round_}"
        assert len(set(ids)) == len(ids) <= len(said) + round_
        assert len(said) > answered, "each round has answers to lose"
        answered = len(said)
    assert len(set(said)) == len(said), "no id was answered twice"


@pytest.mark.parametrize("batch", [False, True], ids=["one by one", "in batches"])
def test_every_result_that_was_answered_survives_kill_9(tmp_path: Path, batch: bool) -> None:
    def work(say: Say) -> None:
        logger = session(tmp_path)
        while True:
            settled = [found["final_score"] for found in bets_in(tmp_path)]
            score = max(int(text or 0) for text in settled) + 1
            for place in range(0, 100, 10):
                ids = PENDING[place : place + 10] if batch else PENDING[place : place + 1]
                told = [{"bet_id": i, "result": "Win", "final_score": str(score)} for i in ids]
                if batch:
                    logger.update_pending_bets_and_export(told)
                else:
                    logger.update_bet_result(ids[0], "Win", str(score))
                say(f"{score} {' '.join(ids)}")

    write_log(tmp_path / "bet_log.json", [record(bet_id) for bet_id in PENDING])
    moment = random.Random(2)
    for round_ in range(ROUNDS):
        said = killed(work, moment, 5 if batch else 12)
        stored = {found["bet_id"]: int(found["final_score"] or 0) for found in bets_in(tmp_path)}
        assert list(stored) == PENDING, f"round {round_}: the log is whole, without recovery"
        for answer in said:
            score, *ids = answer.split()
            assert all(stored[bet_id] >= int(score) for bet_id in ids), f"round {round_}"
        if batch:
            whole = [{stored[i] for i in PENDING[at : at + 10]} for at in range(0, 100, 10)]
            assert all(len(scores) == 1 for scores in whole), "a batch is settled whole or not"
    assert [name for name in contents(tmp_path) if "damaged" in name] == []


def test_simulations_and_audits_that_were_answered_survive_kill_9(tmp_path: Path) -> None:
    def work(say: Say) -> None:
        logger = session(tmp_path)
        for number in itertools.count(100 * len(told)):
            day = datetime.date.fromordinal(number + 1).isoformat()
            logger.log_simulation_result({"game_id": day})
            logger.run_backtest_audit(start_date=day)
            say(day)

    write_log(tmp_path / "bet_log.json", [record("2025-11-24_NBA_1", result="Win")])
    moment = random.Random(3)
    told: list[str] = []
    for _ in range(ROUNDS):
        told += killed(work, moment, 5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a torn append may have been recovered from
        session(tmp_path).log_simulation_result({"game_id": "the last"})
        session(tmp_path).run_backtest_audit()
    sims = json.loads((tmp_path / "simulation_log.json").read_bytes())
    audits = json.loads((tmp_path / "audit_log.json").read_bytes())
    assert len(told) >= ROUNDS
    assert set(told) <= {sim["game_id"] for sim in sims}
    assert set(told) <= {audit["date_range"]["start"] for audit in audits}


def test_a_writer_that_is_killed_holds_no_lock(tmp_path: Path) -> None:
    def work(say: Say) -> None:
        def slow(handle: Any) -> None:
            say("within a write")
            time.sleep(60)

        os.fsync = slow  # type: ignore[assignment]
        session(tmp_path).log_bet_recommendation(bet())

    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(league="NHL"))
    with writer(work) as (_, lines):
        assert lines.readline() == "within a write\n"
        done: list[str] = []
        other = threading.Thread(
            target=lambda: done.append(logger.log_bet_recommendation(bet(league="NFL"))),
            daemon=True,
        )
        other.start()
        other.join(0.2)
        assert done == [], "the lock is held around the whole write"
    other.join(20)
    assert done == ["2025-11-24_NFL_1"]


def test_a_killed_writer_leaves_its_lock_to_no_child(tmp_path: Path) -> None:
    """A child that was forked between two calls shares what its parent has open."""

    def work(say: Say) -> None:
        def slow(handle: Any) -> None:
            say("within a write")
            time.sleep(60)

        logger = session(tmp_path)
        logger.log_bet_recommendation(bet())
        child = os.fork()
        if child == 0:
            time.sleep(60)
        say(str(child))
        os.fsync = slow  # type: ignore[assignment]
        logger.log_bet_recommendation(bet())

    with writer(work) as (_, lines):
        child = int(lines.readline())
        assert lines.readline() == "within a write\n"
    other = start(tmp_path, "a", 1, 1, 1)
    try:
        assert other.communicate(timeout=20)[0].startswith("2025-11-24_NBA_")
    finally:
        other.kill()
        os.kill(child, signal.SIGKILL)


def test_the_folder_that_stands_there_now_is_the_one_that_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl, write, free = pytest.importorskip("fcntl"), os.write, []

    def look(handle: int, data: Any) -> int:
        folder = os.open(tmp_path / "logs", os.O_RDONLY)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free.append(data)
        os.close(folder)
        return write(handle, data)

    logger = session(tmp_path / "logs")
    logger.log_bet_recommendation(bet())
    (tmp_path / "logs").rename(tmp_path / "away")
    shutil.copytree(tmp_path / "away", tmp_path / "logs")
    monkeypatch.setattr(os, "write", look)
    for league in ("NFL", "NHL"):
        logger.log_bet_recommendation(bet(league=league))
    assert len(bets_in(tmp_path / "logs")) == 3
    assert free == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_forked_amid_a_write_logs_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It inherits the memory of a lock that no thread of its own will ever give back."""
    logger, real = session(tmp_path), os.fsync
    within, go_on = threading.Event(), threading.Event()

    def slow(handle: Any) -> None:
        within.set()
        go_on.wait(20)
        real(handle)

    def work(say: Say) -> None:
        os.fsync = real
        say(session(tmp_path).log_bet_recommendation(bet(league="NFL")))

    monkeypatch.setattr(os, "fsync", slow)
    parent = threading.Thread(target=logger.log_bet_recommendation, args=[bet()], daemon=True)
    parent.start()
    assert within.wait(20)
    with writer(work) as (child, lines):
        limit = threading.Timer(20, os.kill, (child, signal.SIGKILL))
        limit.start()
        time.sleep(0.1)
        go_on.set()
        assert lines.readline() == "2025-11-24_NFL_1\n"
        limit.cancel()
    parent.join(20)
    assert [found["league"] for found in bets_in(tmp_path)] == ["NBA", "NFL"]


def test_an_interrupted_writer_goes_on_and_has_lost_nothing(tmp_path: Path) -> None:
    """Control-C in a notebook: the call raises, and the next one works."""

    def work(say: Say) -> None:
        within: list[bool] = []
        received = itertools.count(1)
        signals = 0

        def interrupt(*_: object) -> None:
            nonlocal signals
            signals = next(received)
            if within:
                raise KeyboardInterrupt

        signal.signal(signal.SIGINT, interrupt)
        logger = session(tmp_path)
        for number in range(10_000):
            bet_id = ""
            try:
                within.append(True)
                bet_id = logger.log_bet_recommendation(bet(pick=f"over {number}"))
                within.clear()
            except KeyboardInterrupt:
                within.clear()
            say(f"{signals} {bet_id or 'interrupted'}")

    moment = random.Random(4)
    said = []
    with writer(work) as (child, lines):
        limit = threading.Timer(30, os.kill, (child, signal.SIGKILL))
        limit.start()
        for sent in range(60):
            for line in lines:
                said.append(line.split()[1])
                if int(line.split()[0]) == sent:  # one interrupt at a time
                    break
            time.sleep(moment.uniform(0, 0.003))
            os.kill(child, signal.SIGINT)
        said.append(lines.readline().strip())
        limit.cancel()
    assert "" not in said, "the writer waits for a lock that nobody holds"
    assert said.count("interrupted") > 5
    answered = {answer for answer in said[:-1] if answer != "interrupted"}
    stored = [found["bet_id"] for found in bets_in(tmp_path)]
    assert answered <= set(stored)
    assert len(set(stored)) == len(stored)
    assert sorted(contents(tmp_path)) == LOGS


# --- Many writers ---

WORKER = """
import sys, threading, warnings
from omega_persistence import OmegaCacheLogger

folder, name, threads, loggers, count = sys.argv[1:3] + [int(text) for text in sys.argv[3:]]
warnings.simplefilter("ignore")
opened = [OmegaCacheLogger(base_path=folder) for _ in range(loggers)]
answers = []

def work(number):
    logger = opened[number % loggers]
    for bet in range(count):
        answers.append(logger.log_bet_recommendation({
            "date": "2025-11-24", "league": "NBA", "matchup": "Pistons vs Pacers",
            "pick": f"{name}.{number}.{bet}", "bet_type": "total", "odds": -110,
            "implied_prob": 0.5238, "model_prob": 0.5788, "edge_pct": 5.5, "confidence": "High",
            "predicted_outcome": "", "factors": "Dončić",
        }))

workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
for worker in workers: worker.start()
for worker in workers: worker.join()
print(" ".join(answers))
"""


def start(folder: Path, name: str, threads: int, loggers: int, count: int) -> subprocess.Popen[str]:
    """A new process of so many threads, through so many loggers, of so many bets each."""
    numbers = [str(threads), str(loggers), str(count)]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), name, *numbers],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(omega_persistence.__file__).parent)},
    )


def hold_all(folder: Path, answers: list[str], count: int) -> None:
    """Each bet was answered with an id of its own, is in the log once, and nothing else is."""
    assert len(answers) == len(set(answers)) == count
    bets = bets_in(folder)
    assert sorted(found["bet_id"] for found in bets) == sorted(answers)
    assert len({found["pick"] for found in bets}) == count
    numbers = sorted(int(bet_id.rpartition("_")[2]) for bet_id in answers)
    assert numbers == list(range(1, count + 1))
    assert sorted(contents(folder)) == LOGS


def test_eight_processes_log_two_hundred_bets_each(tmp_path: Path) -> None:
    workers = [start(tmp_path, str(number), 1, 1, 200) for number in range(8)]
    hold_all(tmp_path, " ".join(said(worker) for worker in workers).split(), 8 * 200)


def test_eight_threads_log_a_hundred_bets_each_through_two_loggers(tmp_path: Path) -> None:
    hold_all(tmp_path, said(start(tmp_path, "a", 8, 2, 100)).split(), 8 * 100)


def said(worker: subprocess.Popen[str]) -> str:
    """What a process printed before it ended well."""
    text, _ = worker.communicate(timeout=100)
    assert worker.returncode == 0
    return text


def look(path: Path) -> Any:
    """What a reader that takes no lock sees in a log, or None in the instant of an append."""
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def test_a_reader_without_a_lock_sees_a_whole_log_while_threads_and_processes_append(
    tmp_path: Path,
) -> None:
    session(tmp_path)
    path = tmp_path / "bet_log.json"
    workers = [start(tmp_path, str(number), 3, 2, 40) for number in range(3)]
    looks, torn, seen = 0, 0, 0
    while any(worker.poll() is None for worker in workers):
        bets = look(path)
        for _ in range(20):
            if bets is None:  # the instant passes
                torn += 1
                bets = look(path)
        assert bets is not None, "torn for longer than an append takes"
        assert len(bets) >= seen, "what was once seen is not gone at the next look"
        looks, seen = looks + 1, len(bets)
        time.sleep(0.002)
    assert looks > 20
    assert torn < looks, "seldom, at that"
    hold_all(tmp_path, " ".join(said(worker) for worker in workers).split(), 3 * 3 * 40)


def test_a_reader_without_a_lock_never_sees_half_a_change(tmp_path: Path) -> None:
    def work(say: Say) -> None:
        logger = session(tmp_path)
        while True:
            for bet_id in PENDING:
                logger.update_bet_result(bet_id, "Win")
                logger.update_closing_odds(bet_id, "-120")
                say(bet_id)

    path = write_log(tmp_path / "bet_log.json", [record(bet_id) for bet_id in PENDING])
    with writer(work) as (_, first), writer(work) as (_, second):
        for _ in range(30):
            assert first.readline()
            assert second.readline()
            for _ in range(5):
                bets = look(path)
                assert bets is not None, "a change has no instant in which the log is torn"
                assert [found["bet_id"] for found in bets] == PENDING


def test_what_several_writers_log_settle_and_simulate_at_once_is_all_there(tmp_path: Path) -> None:
    def work(name: str) -> Callable[[Say], None]:
        def logging(say: Say) -> None:
            logger = session(tmp_path)
            for number in range(15):
                bet_id = logger.log_bet_recommendation(bet(pick=f"{name} {number}"))
                logger.update_closing_odds(bet_id, "-120")
                logger.log_simulation_result({"game_id": f"{name} {number}"})
                logger.update_pending_bets_and_export(
                    [{"bet_id": bet_id, "result": "Win", "final_score": f"{name} {number}"}]
                )
                say(bet_id)

        return logging

    with writer(work("a")) as (_, a), writer(work("b")) as (_, b), writer(work("c")) as (_, c):
        ids = [line.strip() for lines in (a, b, c) for line in lines]
    bets = bets_in(tmp_path)
    assert sorted(ids) == sorted(found["bet_id"] for found in bets)
    assert len(ids) == 45
    for found in bets:
        assert (found["final_score"], found["closing_odds"]) == (found["pick"], "-120")
    sims = json.loads((tmp_path / "simulation_log.json").read_bytes())
    assert sorted(sim["game_id"] for sim in sims) == sorted(found["pick"] for found in bets)
