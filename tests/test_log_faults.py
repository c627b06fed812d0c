"""Every system-level step of every writing call fails in turn, and the logs are looked at."""

from __future__ import annotations

import builtins
import contextlib
import errno
import json
import os
import re
import shutil
import stat
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest

from builders import bet, bets_in, contents, record, session, write_log
from omega_persistence import OmegaCacheLogger


fcntl = pytest.importorskip("fcntl", reason="steps and locks are looked at as POSIX has them")

IDS = [f"2025-11-24_NBA_{number}" for number in range(1, 5)]
LOGS = ["audit_log.json", "bet_log.json", "simulation_log.json"]

CALLS: dict[str, Callable[[OmegaCacheLogger], Any]] = {
    "log": lambda logger: logger.log_bet_recommendation(bet(factors="Jokić 🔥")),
    "slate": lambda logger: logger.log_bet_recommendations(
        [bet(pick=f"over {total}", factors="x" * 9000) for total in (210, 220, 230)]
    ),
    "settle": lambda logger: logger.update_bet_result(IDS[1], "Win", "DET 125, IND 115", "-120"),
    "batch": lambda logger: logger.update_pending_bets_and_export(
        [{"bet_id": bet_id, "result": "Loss"} for bet_id in IDS[1:]]
    ),
    "closing price": lambda logger: logger.update_closing_odds(IDS[2], "-115"),
    "simulation": lambda logger: logger.log_simulation_result(
        {"date": "2025-11-24", "game_id": "DET-IND", "n_iterations": 10_000}
    ),
    "audit": lambda logger: logger.run_backtest_audit(),
}
APPENDING = ("log", "slate", "simulation", "audit")
each_call = pytest.mark.parametrize("call", CALLS)


# --- Steps that are counted and made to fail ---


class Step(NamedTuple):
    """One system call: its name, what it is done to, and whether that is a folder."""

    name: str
    path: str
    folder: bool

    @property
    def lived_with(self) -> bool:
        """Whether the call need not care: locks, syncing a folder, clearing up."""
        return self.folder or self.name in ("flock", "chmod", "unlink", "remove", "close")


class Failure(NamedTuple):
    """What happens instead of a step."""

    error: Callable[[], BaseException]
    after: bool = False  # the step is done and then the error comes, as a signal may
    cut: bool = False  # a write that comes before the failing step writes only a part


FAILURES = {
    "ENOSPC": Failure(lambda: OSError(errno.ENOSPC, "No space left on device")),
    "EIO": Failure(lambda: OSError(errno.EIO, "Input/output error")),
    "EACCES": Failure(lambda: OSError(errno.EACCES, "Permission denied")),
    "a short write, then ENOSPC": Failure(
        lambda: OSError(errno.ENOSPC, "No space left on device"), cut=True
    ),
    "MemoryError": Failure(MemoryError),
    "an interrupt before": Failure(KeyboardInterrupt),
    "an interrupt after": Failure(KeyboardInterrupt, after=True),
}
ERRORS = [name for name in FAILURES if name.startswith("E")]
each_failure = pytest.mark.parametrize("failure", FAILURES)

OF_OS = """
    open write pwrite writev fsync fdatasync replace rename link ftruncate truncate lseek fstat
    chmod fchmod utime unlink remove mkdir close
"""
WATCHED: list[tuple[Any, str]] = [(os, name) for name in OF_OS.split() if hasattr(os, name)]
WATCHED += [(builtins, "open"), (fcntl, "flock"), (fcntl, "lockf")]


class Steps:
    """Counts the system calls made while it is in force, and fails those that `fails` picks out."""

    def __init__(self, failure: Failure, fails: Callable[[int, Step], bool]) -> None:
        self.failure, self.fails = failure, fails
        self.made: list[Step] = []
        self.paths: dict[int, str] = {}

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in WATCHED:
                patch.setattr(owner, name, self.watched(name, getattr(owner, name)))
            yield

    def watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(first: Any, *rest: Any, **named: Any) -> Any:
            known = isinstance(first, int) and first in self.paths
            path = self.paths[first] if known else str(first)
            made = Step(name, path, stat.S_ISDIR(mode_of(first)))
            self.made.append(made)
            number = len(self.made)
            if self.fails(number, made):
                if name == "close" or self.failure.after:
                    with contextlib.suppress(OSError):
                        real(first, *rest, **named)  # a close that fails has closed, on Linux
                raise self.failure.error()
            if self.failure.cut and name == "write" and self.fails(number + 1, made):
                rest = (bytes(rest[0])[: len(rest[0]) // 2],)
            answer = real(first, *rest, **named)
            if name == "open" and isinstance(answer, int):
                self.paths[answer] = path
            return answer

        return step


STAT = os.stat


def mode_of(file: Any) -> int:
    with contextlib.suppress(OSError, ValueError):
        return STAT(file).st_mode
    return 0


def never(number: int, step: Step) -> bool:
    """Fail nothing."""
    return False


@pytest.fixture(autouse=True)
def nothing_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Force nothing to the disk: nobody cuts the power here."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


# --- A folder, and what a call makes of it ---


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a settled bet, three pending ones, a simulation and an audit."""
    folder = tmp_path_factory.mktemp("template")
    records = [record(bet_id, pick=f"DET -{bet_id[-1]}.5", factors="Dončić 🏀") for bet_id in IDS]
    records[0].update(result="Win", updated_at="2025-11-24T23:00:00Z")
    write_log(folder / "bet_log.json", records)
    logger = session(folder)
    logger.log_simulation_result({"date": "2025-11-23", "game_id": "BOS-NYK"})
    logger.run_backtest_audit()
    (folder / "BetLog.csv").write_text("the sheet of an earlier day")
    for number in range(9):  # no more folders are kept open: another one's comes, one goes
        session(tmp_path_factory.mktemp(f"{number}"))
    return folder


class Outcome(NamedTuple):
    """What came of a call: its error or its warnings, and the steps that it made."""

    error: BaseException | None
    warned: str
    steps: Steps


def outcome(
    logger: OmegaCacheLogger,
    call: str,
    failure: Failure = FAILURES["EIO"],
    fails: Callable[[int, Step], bool] = never,
) -> Outcome:
    """Make a call while steps fail, and return what came of it."""
    steps = Steps(failure, fails)
    error: BaseException | None = None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with steps.in_force():
                CALLS[call](logger)
        except (OSError, MemoryError, KeyboardInterrupt) as raised:
            error = raised
    said = [str(told.message) for told in warned if issubclass(told.category, UserWarning)]
    return Outcome(error, " ".join(said), steps)


def unstamped(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files without what differs from one second to the next."""
    return {name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"", data) for name, data in files.items()}


class Case(NamedTuple):
    """A call on a fresh copy of the template."""

    template: Path
    folder: Path
    call: str
    before: dict[str, bytes]
    after: dict[str, bytes]
    clean: list[Step]

    def fresh(self, warm: bool = True) -> OmegaCacheLogger:
        """A logger on an untouched copy; a warm one has parsed it already.

        The folder is one that was never locked, so that to open it is one of the steps.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        logger = session(self.folder)
        if warm:
            logger.get_pending_bets()
        parsed = self.folder.rename(self.folder.with_name("parsed"))
        self.folder.mkdir()
        for path in parsed.iterdir():
            path.rename(self.folder / path.name)
        parsed.rmdir()
        return logger

    def files(self) -> dict[str, bytes]:
        return unstamped(contents(self.folder))

    def commit(self) -> int:
        """The step, counted from 1, with which the call's last file is whole and on disk."""
        names = [step.name for step in self.clean]
        last = "replace" if "replace" in names else "fsync"
        return len(names) - names[::-1].index(last)

    def hold_nothing(self) -> None:
        """Nobody holds the folder's lock, here or elsewhere: another logger logs at once."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
        done: list[str] = []
        other = threading.Thread(
            target=lambda: done.append(
                session(self.folder).log_bet_recommendation(bet(league="NHL"))
            ),
            daemon=True,
        )
        other.start()
        other.join(20)
        assert done == ["2025-11-24_NHL_1"]


@pytest.fixture
def case(template: Path, tmp_path: Path, call: str) -> Case:
    """The call's case, with what a clean run makes of it and the steps that takes."""
    case = Case(template, tmp_path / "copy", call, unstamped(contents(template)), {}, [])
    assert outcome(case.fresh(), call).error is None  # what is imported is imported here
    made = outcome(case.fresh(), call).steps.made
    return case._replace(after=case.files(), clean=made)


def open_handles() -> int:
    """How many files this process has open, where the system tells."""
    folder = "/dev/fd"
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


# --- What is held ---


@each_call
def test_the_steps_of_a_call_are_all_seen(case: Case, call: str) -> None:
    """Were a step to go by another road, these tests would be blind to it."""
    names = [step.name for step in case.clean]
    assert {"flock", "open", "write", "fsync", "close"} <= set(names)
    assert ("replace" in names) is (call not in APPENDING)
    assert case.after != case.before


@each_failure
@each_call
def test_a_step_that_fails_leaves_the_log_as_it_was_and_the_call_raises(
    case: Case, call: str, failure: str
) -> None:
    kind = FAILURES[failure]
    for number, step in enumerate(case.clean, 1):
        logger, handles = case.fresh(), open_handles()
        came = outcome(logger, call, kind, lambda made, _, number=number: made == number)  # type: ignore[misc]
        where = f"step {number} of {len(case.clean)}, {step.name} of {Path(step.path).name}"
        found = case.files()
        told = call == "audit" and came.warned  # the figures came back all the same
        if came.error is None and not told:
            assert found == case.after, f"{where}: answered, and not on disk"
            assert step.lived_with, f"{where}: nobody was told that it failed"
            assert failure in ERRORS or kind.cut, f"{where}: swallowed"
        else:
            assert told or type(came.error) is type(kind.error())
            late = not isinstance(came.error, (OSError, type(None))) and (
                number + kind.after > case.commit()
            )
            assert found == case.before or (late and found == case.after), f"{where}: not as it was"
        if isinstance(came.error, OSError) or came.error is None:
            kept = 1 + (call in APPENDING and came.error is None)  # the folder, the log that grew
            assert open_handles() <= handles + kept, f"{where}: a file was left open"
        if found == case.before:
            assert outcome(logger, call).error is None, f"{where}: cannot be called again"
            assert case.files() == case.after, f"{where}: called again"
        case.hold_nothing()


@each_call
def test_a_write_that_is_cut_short_is_gone_on_with(case: Case, call: str) -> None:
    real = os.write
    for size in (1, 7, 4096):
        logger = case.fresh()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "write", lambda handle, data, n=size: real(handle, bytes(data[:n])))
            CALLS[call](logger)
        assert case.files() == case.after


@pytest.mark.parametrize("failure", ERRORS)
@each_call
def test_a_disk_that_stays_broken_costs_no_answered_record(
    case: Case, call: str, failure: str
) -> None:
    """From one step on everything fails, what would make good included."""
    for number, step in enumerate(case.clean, 1):
        for cut in (False, True):
            logger = case.fresh()
            kind = FAILURES[failure]._replace(cut=cut)
            outcome(logger, call, kind, lambda made, _, number=number: made >= number)  # type: ignore[misc]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                session(case.folder).get_bets_by_date_range("2025-01-01", "2025-12-31")
                session(case.folder).log_simulation_result({"game_id": "a"})
                session(case.folder).run_backtest_audit()
            found = case.files()
            for name in LOGS:
                ids = [identity(item) for item in json.loads(found[name])]
                known = [identity(item) for item in json.loads(case.before[name])]
                assert ids[: len(known)] == known, f"from step {number}, {step.name}, on: {name}"
            case.hold_nothing()


def identity(item: dict[str, Any]) -> Any:
    """What a record goes by."""
    return item.get("bet_id") or item.get("sim_id") or sorted(item)


@pytest.mark.parametrize("call", APPENDING)
def test_a_disk_that_takes_nothing_more_is_left_as_it_was(case: Case, call: str) -> None:
    """Not even the closing bracket could be put back, and none was taken away."""
    logger = case.fresh()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", refusing(errno.ENOSPC))
        with warnings.catch_warnings(), contextlib.suppress(OSError):
            warnings.simplefilter("ignore")
            CALLS[call](logger)
    assert case.files() == case.before


def refusing(code: int) -> Any:
    """A system call that always fails."""

    def refuse(*_: Any) -> Any:
        raise OSError(code, os.strerror(code))

    return refuse


@each_call
def test_a_call_from_a_cold_start_fails_as_cleanly(case: Case, call: str) -> None:
    cold = outcome(case.fresh(warm=False), call).steps.made
    for number in range(1, len(cold) + 1):
        logger = case.fresh(warm=False)
        came = outcome(
            logger,
            call,
            FAILURES["EACCES"],
            lambda made, _, number=number: made == number,  # type: ignore[misc]
        )
        told = came.error or (call == "audit" and came.warned)
        assert case.files() == (case.before if told else case.after), cold[number - 1]
        case.hold_nothing()


REFUSALS: dict[str, Callable[[Step], bool]] = {
    "the folder cannot be opened": lambda step: step.name == "open" and step.folder,
    "the lock": lambda step: step.name in ("flock", "lockf"),
    "syncing the folder": lambda step: step.name == "fsync" and step.folder,
    "closing the folder": lambda step: step.name == "close" and step.folder,
    "permissions": lambda step: step.name in ("chmod", "fchmod"),
}


@pytest.mark.parametrize("refused", REFUSALS)
@each_call
def test_a_file_system_that_refuses_what_can_be_lived_with_is_lived_with(
    case: Case, call: str, refused: str
) -> None:
    for code in (errno.EINVAL, errno.EACCES, errno.ENOTSUP, errno.EIO):
        logger = case.fresh()
        kind = FAILURES["EIO"]._replace(error=lambda code=code: OSError(code, os.strerror(code)))  # type: ignore[misc]
        came = outcome(logger, call, kind, lambda _, step: REFUSALS[refused](step))
        assert (came.error, came.warned) == (None, ""), os.strerror(code)
        assert case.files() == case.after
        case.hold_nothing()


@pytest.mark.parametrize("failure", FAILURES)
def test_a_log_reformatted_by_hand_stays_so_until_the_call_succeeds(
    tmp_path: Path, template: Path, failure: str
) -> None:
    """The first record after that is no append."""
    by_hand = tmp_path / "by hand"
    shutil.copytree(template, by_hand)
    text = json.dumps(bets_in(template), indent=2)
    (by_hand / "bet_log.json").write_text(text)
    case = Case(by_hand, tmp_path / "copy", "log", unstamped(contents(by_hand)), {}, [])
    made = outcome(case.fresh(), "log").steps.made
    case = case._replace(after=case.files(), clean=made)
    for number in range(1, len(made) + 1):
        came = outcome(
            case.fresh(),
            "log",
            FAILURES[failure],
            lambda step, _, number=number: step == number,  # type: ignore[misc]
        )
        late = isinstance(came.error, (MemoryError, KeyboardInterrupt)) and (
            number + FAILURES[failure].after > case.commit()
        )
        found = case.files()
        assert found == (case.before if came.error else case.after) or (
            late and found == case.after
        )
        case.hold_nothing()


@pytest.mark.parametrize("failure", ERRORS)
def test_a_folder_whose_logs_cannot_be_made_is_named_and_can_be_opened_later(
    tmp_path: Path, failure: str
) -> None:
    tried = 0
    while True:
        folder = tmp_path / str(tried)
        tried += 1
        steps = Steps(FAILURES[failure], lambda number, _, tried=tried: number == tried)  # type: ignore[misc]
        try:
            with steps.in_force():
                session(folder)
        except OSError as error:
            assert str(folder) in str(error)
        else:
            assert steps.made[tried - 1 :] == [] or steps.made[tried - 1].lived_with
        assert session(folder).log_bet_recommendation(bet()) == IDS[0]
        assert sorted(contents(folder)) == LOGS
        if len(steps.made) < tried:
            break
    assert tried > 10


@each_call
def test_a_disk_that_is_really_full_leaves_the_log_as_it_was(case: Case, call: str) -> None:
    """The system itself cuts the write: no file may grow past a limit that the log has reached."""
    resource = pytest.importorskip("resource")
    for room in (0, 1, 2, 100):
        logger = case.fresh()
        name = {"simulation": LOGS[2], "audit": LOGS[0]}.get(call, LOGS[1])
        limit = len(contents(case.folder)[name]) + min(room, room if call in APPENDING else -1)
        before = contents(case.folder)
        child = os.fork()
        if child == 0:
            code = 3
            with contextlib.suppress(BaseException):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                came = outcome(logger, call)
                told = isinstance(came.error, OSError) or (call == "audit" and came.warned)
                code = 0 if told else 4
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert contents(case.folder) == before
        assert outcome(logger, call).error is None
        assert case.files() == case.after


def test_a_bet_that_was_refused_is_gone_though_its_end_cannot_be_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or whoever repeats the call has it twice."""
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(pick="A -3"))
    real, written = os.write, []

    def write(handle: int, data: bytes) -> int:
        written.append(data)
        return real(handle, data) if len(written) == 1 else refusing(errno.EIO)()

    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(os, "write", write)
        patch.setattr(os, "fsync", refusing(errno.EIO))
        logger.log_bet_recommendation(bet(pick="B -3"))
    assert len(written) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = session(tmp_path).get_bets_by_date_range(None, None)
    assert [item["pick"] for item in again] == ["A -3"]
