# Generated from omega_persistence.md by extract.py: edit the document, never this file.


"""A betting record that no session can lose, and its audit. The manual is omega_persistence.md."""

import collections.abc
import contextlib
import csv
import datetime
import functools
import gc
import io
import itertools
import json
import math
import operator
import os
import re
import sys
import threading
import time
import warnings
import zlib


_VERSION = "3.0.0"

MYPY = False  # typing takes long to load, and only a type checker needs it
if MYPY:
    import typing

    _Any = typing.Any
    _Text = typing.Optional[str]
    _Number = typing.Optional[float]
else:
    _Any = _Text = _Number = object
del MYPY


def american_to_decimal(odds: float) -> float:
    """Return the decimal odds, the total return on a stake of 1, of American odds.

    Accepts a number or its text, EVEN too. Raises ValueError for zero and for what is no number.
    """
    text = str(odds).strip().upper().replace("−", "-")
    value = 100.0 if text == "EVEN" else float(text)
    if value == 0 or not math.isfinite(value):
        raise ValueError(f"odds: {odds!r} is no price; give American odds such as -110 or +150")
    return 1 + (value / 100 if value > 0 else 100 / -value)


def implied_probability(odds: float, odds_type: str = "american") -> float:
    """Return the break-even probability, 1 / decimal odds, of "american" or "decimal" odds.

    Raises ValueError for odds that are no price and for another ``odds_type``.
    """
    if odds_type == "american":
        return 1 / american_to_decimal(odds)
    if odds_type != "decimal" or not float(odds) > 0:
        raise ValueError(f"{odds!r}, {odds_type!r}: give 'american' or positive 'decimal' odds")
    return 1 / float(odds)


with contextlib.suppress(Exception):
    import odds_eval as _theirs

    _both = _theirs.american_to_decimal, _theirs.implied_probability
    american_to_decimal, implied_probability = _both


_Record = dict[str, _Any]
_Records = list[_Record]


def _text(value: object) -> _Text:
    """Text without outer blanks; null where it says nothing."""
    if isinstance(value, (bool, dict, list)):
        raise ValueError("is not text")
    text = "" if value is None else str(value).replace("\0", "").strip()
    return (text if text.isascii() else text.encode("utf-8", "replace").decode()) or None


def _name(value: object) -> str:
    """Text that says something."""
    text = _text(value)
    if text is None:
        raise ValueError("is empty; text is expected")
    return text


@functools.lru_cache(4096)
def _day(value: object) -> str:
    """A real calendar day, YYYY-MM-DD."""
    text = str(value).strip()
    with contextlib.suppress(ValueError):
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return datetime.date.fromisoformat(text).isoformat()
    raise ValueError("is not a calendar day; YYYY-MM-DD is expected")


def _number(value: _Any) -> float:
    """A finite number."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if not type(value).__name__.startswith("bool") and math.isfinite(number := float(value)):
            return number
    raise ValueError("is not a number; a finite number is expected")


def _stake(value: _Any) -> float:
    """A number that is not negative."""
    if (number := _number(value)) < 0:
        raise ValueError("is negative; a stake is 0 or more")
    return number


def _probability(value: _Any) -> float:
    """A number from 0 to 1."""
    if not 0 <= (number := _number(value)) <= 1:
        hint = f"; did you mean {number / 100:g}?" if 1 < number <= 100 else ""
        raise ValueError(f"is not between 0 and 1{hint}")
    return number


@functools.lru_cache(65536)
def _odds(value: _Any) -> str:
    """American odds with a sign: -110, +150."""
    text = str(value).strip().strip("()").replace("−", "-").upper()
    try:
        number = 100.0 if text in ("EVEN", "EV") else _number(text)
    except ValueError:
        raise ValueError(
            "is no price; American odds such as -110, +150, EVEN are expected"
        ) from None
    if abs(number) < 100:
        raise ValueError("is between -100 and +100; American odds are at least 100 away from zero")
    return f"{number:+.0f}" if number == int(number) else f"{number:+}"


def _result(value: object) -> str:
    """Win, Loss or Push."""
    if value not in ("Win", "Loss", "Push"):
        raise ValueError("is not a result; Win, Loss or Push is expected")
    return str(value)


_Checks = dict[str, collections.abc.Callable[[_Any], _Any]]
_CHECKS: _Checks = {
    "bet_id": _text,
    "date": lambda value: _day(str(value)),
    "league": _name,
    "matchup": _name,
    "pick": _name,
    "bet_type": _name,
    "odds": lambda value: _odds(str(value)),
    "implied_prob": _probability,
    "model_prob": _probability,
    "edge_pct": _number,
    "confidence": _name,
    "predicted_outcome": _text,
    "factors": _text,
    "stake_units": _stake,
    "stake_amount": _stake,
    "game_id": _text,
    "result": _result,
    "final_score": _text,
    "closing_odds": lambda value: _odds(str(value)),
    "clv_pct": _number,
    "logged_at": _text,
    "updated_at": _text,
}
_FIELDS = tuple(_CHECKS)
_REQUIRED = _FIELDS[1:13]
_OF_THE_LOG = ("bet_id", "clv_pct", "logged_at", "updated_at")


_NAMES = """bet_id: id
date: game date, bet date, event date, match date, day, date placed
league: sport, competition, comp
matchup: game, match, event, teams, fixture
pick: selection, bet, play, wager, side, recommended bet, recommendation
bet_type: type, market, wager type, market type
odds: odds american, american odds, price, us odds, opening odds, odds taken, moneyline
implied_prob: implied probability, implied, market prob, market probability
model_prob: model probability, model, win prob, win probability, true prob, our prob
edge_pct: edge, edge percent, edge pts, edge points
confidence: confidence tier, tier, confidence level, conf
predicted_outcome: prediction, predicted score, projection, projected score
factors: key factors, reasoning, rationale, analysis
stake_units: units, stake u, unit, units staked, stake in units, unit size
stake_amount: stake, amount, wager amount, bet amount, bet size, risk, risked
game_id: event id, match id
result: outcome, w l, win loss, bet result, w l p
status: grade
final_score: final box score, box score, score, final
closing_odds: closing line, closing, closing price, close odds, close, closing line odds
clv_pct: clv, clv percent, closing line value
logged_at: created at, timestamp, logged
updated_at: settled at, graded at, updated
extra:
home: home team
away: away team, visitor, visitors"""


def _letters(title: object) -> str:
    """The letters and digits of a title, in lower case."""
    return "".join(filter(str.isalnum, str(title).lower()))


_FIELD_NAMED = {
    _letters(name): line.partition(":")[0]
    for line in _NAMES.splitlines()
    for name in re.split("[:,]", line)
    if name
}


def _meant(key: object, given: collections.abc.Container[str]) -> _Text:
    """The field that a strange key was meant to be, if there is one."""
    import difflib

    field = _FIELD_NAMED.get(_letters(key), "")
    if field in _CHECKS and (field not in given or _letters(key) == _letters(field)):
        return field
    return next(iter(difflib.get_close_matches(str(key).lower(), _FIELDS, 1, 0.8)), None)


def _shown(value: object) -> str:
    """A value as an error shows it: JSON where possible, and short."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _looked_at(
    data: _Any, checks: _Checks, required: collections.abc.Iterable[str]
) -> tuple[_Record, list[str]]:
    """The fields of data that have a check, as they are stored, and every problem with data."""
    if not isinstance(data, dict):
        return {}, [f"{_shown(data)} is not a dict"]
    values: _Record = {}
    problems = [f"{field}: missing" for field in required if field not in data]
    for key, value in data.items():
        if key in checks and (value is not None or key in required):
            try:
                values[key] = checks[key](value)
            except (TypeError, ValueError) as error:
                problems.append(f"{key}: {_shown(value)} {error}")
        elif key not in _CHECKS and (meant := _meant(key, data)) in checks:
            problems.append(f"{key}: unknown; did you mean {meant}?")
    return values, problems


def _refuse(what: str, found: collections.abc.Sequence[list[str]]) -> None:
    """Raise one ValueError for the problems of several things, if there are any."""
    where = (f"{what} {number}: " if len(found) > 1 else "" for number in range(1, len(found) + 1))
    lines = ["  " + at + problem for at, problems in zip(where, found) for problem in problems]
    if lines:
        raise ValueError("\n".join([f"{what} refused, nothing was written:", *lines]))


def _plain(value: _Any) -> _Any:
    """A value as JSON can hold it; raises ValueError for what is no JSON."""

    def told(other: _Any) -> _Any:
        ways = (
            getattr(other, name, None) for name in ("tolist", "isoformat", "__float__", "__str__")
        )
        return next(way for way in ways if way)()

    try:
        text = json.dumps(value, default=told, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from None
    return json.loads(text.encode("utf-8", "replace"))


def _recommended(data: _Any) -> tuple[_Record, list[str]]:
    """A recommendation as it is stored, without id and stamp, and every problem with it."""
    values, problems = _looked_at(data, _CHECKS, _REQUIRED)
    for key in _OF_THE_LOG:
        if values.pop(key, None) is not None:
            warnings.warn(f"{key} is set by the log; what was given is ignored", stacklevel=5)
    extra = {str(key): data[key] for key in data if key not in _CHECKS} if values else {}
    if isinstance(extra.get("extra"), dict):
        extra.update(extra.pop("extra"))
    bet = {**dict.fromkeys(_FIELDS), **values}
    try:
        if extra := {key: value for key, value in extra.items() if value is not None}:
            bet["extra"] = _plain(extra)
    except ValueError as error:
        problems.append(f"extra: {_shown(extra)} {error}")
    return bet, problems


def _doubts(bet: _Record) -> collections.abc.Iterator[str]:
    """What is strange about a bet whose every value is valid."""
    edge = (bet["model_prob"] - bet["implied_prob"]) * 100
    if abs(bet["edge_pct"] - edge) > 0.5:
        yield f"edge_pct is {bet['edge_pct']:g}, but model_prob - implied_prob is {edge:.2f} points"
    fair = implied_probability(float(bet["odds"]))
    if abs(bet["implied_prob"] - fair) > 0.06:
        yield f"implied_prob is {bet['implied_prob']:g}, but odds {bet['odds']} imply {fair:.3f}"


_SIM_CHECKS: _Checks = {
    **{"date": _CHECKS["date"], "game_id": _name, "league": _text, "matchup": _text},
    **dict.fromkeys(
        ("sim_results", "n_iterations", "model_probabilities", "predicted_scores"), _plain
    ),
}


def _simulation(data: _Any) -> _Record:
    """A simulation as it is stored, or one ValueError for all that is wrong with it."""
    values, problems = _looked_at(data, _SIM_CHECKS, ())
    extra: _Record = {}
    try:
        known = {*_SIM_CHECKS, "sim_id", "logged_at"}
        extra = _plain({key: data[key] for key in data if key not in known} if not problems else {})
    except ValueError as error:
        problems.append(f"extra: {error}")
    _refuse("simulation", [problems])
    sim: _Record = {"sim_id": "", "date": _now()[:10], "game_id": "unknown", "league": None}
    sim.update(
        matchup=None, sim_results={}, n_iterations=0, model_probabilities={}, predicted_scores={}
    )
    sim.update(values, logged_at=_now())
    sim["sim_id"] = f"{sim['date']}_{sim['game_id']}"
    return {**sim, "extra": extra} if extra else sim


def _now() -> str:
    """The time, UTC, as 2025-11-24T13:00:00Z."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _league_code(league: str) -> str:
    """The league as an id holds it: upper-case letters and digits."""
    return "".join(filter(str.isalnum, league.upper())) or "OTHER"


_ID = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}_.+_)([0-9]{1,7})")


def _id_parts(bet_id: object) -> tuple[str, int]:
    """Day and league of an id, and its number; nothing and 0 for anything else."""
    found = _ID.fullmatch(str(bet_id))
    return (found[1], int(found[2])) if found else ("", 0)


class _Register:
    """The highest number of each day and league of a log, and the ids on each pick."""

    def __init__(self, bets: _Records) -> None:
        """Register the bets of a log."""
        self.bets = bets
        self.days: dict[_Any, _Records] = {}
        self.picks: dict[str, dict[_Any, list[str]]] = {}
        highest: dict[str, int] = {}
        for bet in bets:
            self.days.setdefault(bet.get("date"), []).append(bet)
            prefix, _, number = str(bet.get("bet_id")).rpartition("_")
            if len(number) < 6 and number.isdigit() and int(number) > highest.get(prefix, 0):
                highest[prefix] = int(number)
        self.highest: dict[str, int] = {}
        for prefix, top in sorted(highest.items(), key=lambda item: item[1]):
            self.highest[f"{prefix[:10]}_{_league_code(prefix[11:])}"] = top

    def enter(self, bet: _Record, stamp: str) -> list[str]:
        """Give a bet its id and stamp, and return the ids that stand on its pick already."""
        day = bet["date"]
        prefix = f"{day}_{_league_code(bet['league'])}"
        self.highest[prefix] = self.highest.get(prefix, 0) + 1
        bet.update(bet_id=f"{prefix}_{self.highest[prefix]}", logged_at=stamp)
        if bet["result"]:
            bet["updated_at"] = stamp
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
        if day not in self.picks:
            self.picks[day] = {}
            for known in self.days.get(day, []):
                self.picks[day].setdefault(_pick(known), []).append(str(known.get("bet_id")))
        there = self.picks[day].setdefault(_pick(bet), [])
        there.append(bet["bet_id"])
        return there[:-1]


_TAIL = b"\n]\n"
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode


@contextlib.contextmanager
def _uncollected() -> collections.abc.Iterator[None]:
    """Suspend the search for garbage, which a million new objects invite in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _line(record: _Record) -> bytes:
    """A record as its line in a log."""
    return _encode(record).encode("utf-8", "replace")


fcntl: _Any = None
with contextlib.suppress(ImportError):
    import fcntl

_LOCKS: dict[str, tuple[_Any, list[int]]] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LOCKS.clear)


@contextlib.contextmanager
def _locked(folder: str) -> collections.abc.Iterator[None]:
    """Hold the lock of a folder; the thread that holds it may take it again."""
    threads, held = _LOCKS.setdefault(folder, (threading.RLock(), []))
    with threads:
        if held:
            yield
            return
        handle = -1
        try:
            with contextlib.suppress(OSError, AttributeError):
                handle = os.open(folder, os.O_RDONLY)
                fcntl.flock(handle, fcntl.LOCK_EX)
            held.append(handle)
            yield
        finally:
            try:  # no call of a Python function here: an interrupt at its entry would keep the lock
                held.clear()
                fcntl.flock(handle, fcntl.LOCK_UN)
            except (OSError, ValueError, AttributeError):
                pass
            finally:
                try:  # noqa: SIM105
                    os.close(handle)
                except OSError:
                    pass


def _file_mode(path: str) -> "int | None":
    """The permissions of a file: those it has, or private where a folder is shared, or null."""
    with contextlib.suppress(OSError):
        return os.stat(path).st_mode & 0o777
    folder = os.path.dirname(path)
    while not os.stat(folder).st_mode & 0o002:
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)
    return 0o600


def _write(handle: int, data: bytes) -> None:
    """Write all of data and force it to the disk."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    os.fsync(handle)


def _stage(path: str, data: bytes) -> str:
    """Write data to a temporary file beside path and return its name."""
    staged, mode = path + ".tmp", _file_mode(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    handle = os.open(staged, flags | getattr(os, "O_NOFOLLOW", 0), 0o666 if mode is None else mode)
    try:
        if mode is not None:
            with contextlib.suppress(OSError):
                os.chmod(staged, mode)
        _write(handle, data)
    finally:
        os.close(handle)
    return staged


def _sync_folder(folder: str) -> None:
    """Force a rename to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace_files(contents: dict[str, bytes]) -> None:
    """Put each content at its path, all of them or none."""
    targets = {os.path.realpath(path): data for path, data in contents.items()}
    folders = sorted({os.path.dirname(path) for path in targets})
    with contextlib.ExitStack() as stack, contextlib.ExitStack() as undo:
        for folder in folders:
            stack.enter_context(_locked(folder))
        for path in targets:
            undo.callback(_remove, path + ".tmp")
        staged = {path: _stage(path, data) for path, data in targets.items()}
        for path in staged:
            if len(staged) > 1:
                undo.callback(_put_back, path, _content(path))
            os.replace(staged[path], path)
        undo.pop_all()
        for folder in folders:
            _sync_folder(folder)


def _content(path: str) -> "bytes | None":
    """The bytes of a file, or None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _remove(path: str) -> None:
    """Remove a file if it is there."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def _put_back(path: str, data: "bytes | None") -> None:
    """Give a file its earlier content again."""
    if data is None:
        _remove(path)
    elif _content(path) != data:
        os.replace(_stage(path, data), path)


_OPENING, _FLAT = re.compile(r"[{\[]"), re.compile(r"\{[^{}]*\}")
_OBJECT = re.compile(r'\{(?=\s*(?:\}|"[^"\\]*(?:\\.[^"\\]*)*"\s*:))')
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_LENIENT = json.JSONDecoder(parse_constant=lambda _: None, strict=False)


class _Uncounted(str):
    """Text whose lines nobody counts, as an error of the decoder would each time."""

    def count(self, *_: _Any) -> int:
        """Count nothing."""
        return 0

    rfind = count


def _objects(
    text: str, decoder: json.JSONDecoder
) -> collections.abc.Iterator[tuple[int, int, _Any]]:
    """Start, end and value of each whole JSON document in a text."""
    opening, deep, stuck, times = _OPENING, False, 0, 0
    found = opening.search(text)
    while found:
        end = found.start() + 1
        try:
            value, end = decoder.raw_decode(text, found.start())
            yield found.start(), end, value
        except RecursionError:
            deep = True
        except ValueError as error:
            place = getattr(error, "pos", 0)
            stuck, times = place, times + 1 if place == stuck else 0
            text = text if isinstance(text, _Uncounted) else _Uncounted(text)
            opening = _OBJECT
        flat = deep or (times > 50 and end < stuck)
        found = (_FLAT if flat else opening).search(text, end)


def _records_in(value: _Any, key: str) -> collections.abc.Iterator[_Record]:
    """Each object that has a key, from any depth of a JSON value, in its order."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict) and key in value:
            yield value
        elif isinstance(value, (dict, list)):
            todo.extend(reversed(list(value.values()) if isinstance(value, dict) else value))


class _Log:
    """A JSON array of records in one file, one record a line."""

    def __init__(
        self,
        path: str,
        key: str,
        join: collections.abc.Callable[[list[_Records]], _Records],
        adapt: collections.abc.Callable[[_Records], _Records] = list,
    ) -> None:
        """Own the file at path; its records have a key, and join merges, adapt modernises them."""
        folder, name = os.path.split(path)
        self.path, self.key = os.path.join(os.path.realpath(folder), name), key
        self.join, self.adapt = join, adapt
        self._identity: _Any = None
        self._records: _Records = []
        self._tidy = False

    def locked(self) -> "contextlib.AbstractContextManager[None]":
        """Hold the log's lock, for a reading, a change and a writing that belong together."""
        path = os.path.realpath(self.path) if os.path.islink(self.path) else self.path
        return _locked(os.path.dirname(path))

    def _on_disk(self) -> "tuple[int, int, int] | None":
        """The file's identity."""
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def create(self) -> None:
        """Make an empty log where there is none."""
        with self.locked():
            if self._on_disk() is None:
                self.change([])

    def read(self) -> _Records:
        """The records as they are on disk now."""
        if self._identity != self._on_disk():
            with self.locked():
                identity = self._on_disk()
                if self._identity != identity:
                    with _uncollected():
                        self._load(_content(self.path))
                    if self._on_disk() == identity:
                        self._identity = identity
        return self._records

    def _load(self, raw: "bytes | None") -> None:
        """Parse the bytes of the file, and mend the file where they are no log."""
        records: _Any = []
        try:
            records = [] if raw is None else _DECODER.decode(raw.decode())
            damaged = not isinstance(records, list) or not set(map(type, records)) <= {dict}
        except (ValueError, RecursionError):
            damaged = True
        if raw is not None and damaged:
            self._mend(raw)
            return
        self._tidy = raw == b"[\n" + _TAIL or (
            raw is not None
            and raw.startswith(b'[\n{"')
            and raw.endswith(_TAIL)
            and raw.count(b"\n") == len(records) + 2
            and raw.count(raw[1 : raw.find(b":") + 1]) == len(records)
        )
        self._records = records if self._tidy else self.adapt(records)

    def _mend(self, raw: bytes) -> None:
        """Keep the bytes of a damaged log, and write a log of every whole record in them."""
        text = raw.decode("utf-8", "replace")
        found = [
            record
            for _, _, value in _objects(text, _DECODER)
            for record in _records_in(value, self.key)
        ]
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        kept, number = f"{self.path}.damaged-{stamp}", 1
        while _content(kept) not in (None, raw):
            number += 1
            kept = f"{self.path}.damaged-{stamp}-{number}"
        _replace_files({kept: raw})
        self.change(self.join([self.adapt(found)]))
        warnings.warn(
            f"{self.path} was damaged: {len(self._records)} whole records were recovered, "
            f"and the file as it was is kept as {os.path.basename(kept)}; restore earlier "
            "attachments to bring back what it lost",
            stacklevel=5,
        )

    def append(self, new: _Records) -> None:
        """Add records with one write, at the same cost whatever the log's size."""
        known = self.read()
        if not new or not self._tidy:
            return self.change(known + new) if new else None
        data = (b",\n" if known else b"") + b",\n".join(map(_line, new)) + _TAIL
        handle = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            start = os.lseek(handle, -len(_TAIL), os.SEEK_END)
            try:
                _write(handle, data)
                status = os.fstat(handle)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.lseek(handle, start, os.SEEK_SET)
                    os.write(handle, _TAIL)
                    os.ftruncate(handle, start + len(_TAIL))
                    os.fsync(handle)
                raise
        finally:
            with contextlib.suppress(OSError):
                os.close(handle)
        known.extend(new)
        self._identity = status.st_ino, status.st_size, status.st_mtime_ns

    def change(self, records: _Records) -> None:
        """Put records in the place of all there are."""
        _change_logs({self: records})

    def text_of(self, records: _Records) -> bytes:
        """The file's content with these records."""
        raw = (_content(self.path) or b"") if self._tidy else b""
        known = dict(zip(map(id, self._records), raw.split(b"\n")[1:-2]))
        texts = (
            known[id(record)].rstrip(b",") if id(record) in known else _line(record)
            for record in records
        )
        return b"[\n" + b",\n".join(texts) + _TAIL

    def patched(self, changes: dict[int, _Record]) -> bytes:
        """The content with some records changed, given by place; no other line is touched."""
        raw = (_content(self.path) or b"") if self._tidy else b""
        view, done = memoryview(raw), 0
        parts: list[_Any] = []
        for place in sorted(changes):
            old = self._records[place]
            start = raw.find(b"\n" + _line({self.key: old.get(self.key)})[:-1], done) + 1
            line = raw[start : raw.find(b"\n", start)].rstrip(b",")
            if not start or json.loads(line) != old:  # not the line that was looked for
                records = list(self._records)
                for place in changes:
                    records[place] = changes[place]
                return self.text_of(records)
            parts += [view[done:start], _line(changes[place])]
            done = start + len(line)
        return b"".join([*parts, view[done:]])

    def take(self, changes: dict[int, _Record]) -> None:
        """Take changed records as what the file now holds."""
        for place in changes:
            self._records[place] = changes[place]
        self._tidy, self._identity = True, self._on_disk()

    def adopt(self, records: _Records) -> None:
        """Take records as what the file now holds."""
        self._records, self._tidy, self._identity = records, True, self._on_disk()


def _change_logs(changes: dict[_Log, _Records]) -> None:
    """Put new records in several logs, in all of them or in none."""
    _replace_files({log.path: log.text_of(records) for log, records in changes.items()})
    for log, records in changes.items():
        log.adopt(records)


@functools.lru_cache(65536)
def _clv(odds: _Text, closing_odds: _Text) -> _Number:
    """Closing line value in percentage points; null where a price is missing or no price."""
    try:
        opened, closed = (float(_odds(price)) for price in (odds, closing_odds))
    except ValueError:
        return None
    return (implied_probability(closed) - implied_probability(opened)) * 100


_OUTCOME: _Checks = {field: _CHECKS[field] for field in ("result", "final_score", "closing_odds")}


def _later_than(stamp: _Text) -> str:
    """The time, or the second after a stamp that is not earlier."""
    now = _now()
    if stamp and stamp >= now:
        with contextlib.suppress(ValueError):
            after = datetime.datetime.fromisoformat(stamp[:19]) + datetime.timedelta(seconds=1)
            return after.isoformat() + "Z"
    return now


def _settled(bet: _Record, update: _Record) -> _Record:
    """A bet with the outcome that an update tells."""
    told = {field: update[field] for field in _OUTCOME if update.get(field) is not None}
    settled = {**dict.fromkeys(_FIELDS), **bet, **told}
    if settled["closing_odds"] is not None:
        settled["clv_pct"] = _clv(settled["odds"], settled["closing_odds"])
    if "result" in told:
        settled["updated_at"] = _later_than(bet.get("updated_at"))
    return settled


def _settled_all(
    bets: _Records, places: dict[_Any, int], updates: list[_Any], *required: str
) -> dict[int, _Record]:
    """The bets that updates change, by place, or one ValueError for all that is wrong."""

    def known(bet_id: _Any) -> str:
        if isinstance(bet_id, str) and bet_id in places:
            return bet_id
        import difflib

        near = difflib.get_close_matches(str(bet_id), filter(None, places), 1, 0.9)
        hint = f"did you mean {near[0]}?" if near else "get_pending_bets() lists what is open"
        raise ValueError(f"is not in the log; {hint}")

    looked = [_looked_at(update, {"bet_id": known, **_OUTCOME}, required) for update in updates]
    first: dict[_Any, _Record] = {}
    for update, (values, problems) in zip(updates, looked):
        bet = bets[places[values["bet_id"]]] if "bet_id" in values else {}
        problems += [
            f"{field}: {_shown(update[field])} cannot be settled; it is {_shown(bet.get(field))}"
            for field in (*_FIELDS[1:16], "extra")
            if bet and update.get(field) not in (None, bet.get(field))
        ]
        if first.setdefault(values.get("bet_id", id(values)), values) != values:
            problems.append(f"bet_id: {values['bet_id']} is given twice, with different outcomes")
    _refuse("update", [problems for _, problems in looked])
    found = [(places[values["bet_id"]], values) for values, _ in looked]
    settled = {place: _settled(bets[place], values) for place, values in found}
    return {place: bet for place, bet in settled.items() if bet != bets[place]}


_Layout = collections.namedtuple("_Layout", "fields others cells kind ours")
_Row = collections.namedtuple("_Row", "line layout cells raw")
_Unread = collections.namedtuple("_Unread", "cell reason")


class _File:
    """An attachment being read; its rows become bets, others, rejected rows and headers."""

    def __init__(self) -> None:
        self.name, self.data, self.headers, self.empty = "attachment", b"", 0, "unknown"
        self.tables: list[list[_Row]] = []
        self.bets: _Records = []
        self.others: dict[str, _Records] = {}
        self.rejected: _Records = []
        self.units: dict[str, str] = {}
        self.unread: _Records = []
        self.identities: dict[int, str] = {}

    def reject(self, line: int, reason: str, raw: object) -> None:
        reason = _excerpt(reason)
        self.rejected.append({"file": self.name, "line": line, "reason": reason, "raw": raw})

    def account(self) -> _Record:
        kinds = ["bets"] * bool(self.bets or self.headers) + list(self.others)
        records = len(self.bets) + sum(map(len, self.others.values()))
        parts = {"records": records, "headers": self.headers, "rejected": len(self.rejected)}
        told = {"filename": self.name, "kind": "+".join(kinds) or self.empty, **parts}
        return {**told, "rows": sum(parts.values()), "units": self.units, "unread": self.unread}


def _excerpt(raw: object) -> str:
    try:
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=repr)
    except (TypeError, ValueError, RecursionError):
        text = repr(type(raw))
    return text.strip("\r\n")[:4000].encode("utf-8", "replace").decode()


_TOLD_IN = (*_FIELDS, "home", "away", "status", "extra")
_SPOKEN = str.maketrans({"%": " percent", "$": " amount", "€": " amount", "£": " amount"})
_KINDS = {
    "simulations": [{"sim_id"}, {"sim_results"}, {"n_iterations"}],
    "manifests": [{"manifest", "files"}],
    "audits": [{"total_bets", "settled_bets"}],
    "rejected": [{"file", "line", "reason", "raw"}],
}


@functools.lru_cache(1024)
def _layout(titles: tuple[str, ...]) -> _Layout:
    fields: dict[str, str] = {}
    places: dict[str, int] = {}
    others = []
    for place, title in enumerate(titles):
        spoken = _letters(str(title).translate(_SPOKEN))
        field = _FIELD_NAMED.get(spoken) or _FIELD_NAMED.get(_letters(title))
        if field and field not in fields:
            fields[field], places[field] = title, place
        else:
            others.append((place, title))
    kinds = (kind for kind, marks in _KINDS.items() if any(mark <= set(titles) for mark in marks))
    kind = next(kinds, "bets" if "pick" in fields else "")
    cells = operator.itemgetter(*(places.get(column, -1) for column in _TOLD_IN))
    return _Layout(fields, others, cells, kind, {"bet_id", "logged_at"} <= set(titles))


def _named(cells: list[str]) -> int:
    fields = _layout(tuple(cells)).fields
    return len(fields) if {"date", "pick"} <= fields.keys() else 0


def _split(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins some lines, and how many of these it takes."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return list(map(str.strip, next(reader, []))), reader.line_num
    except csv.Error:  # a cell beyond csv.field_size_limit
        return ["?"], reader.line_num


def _delimiter(lines: list[str]) -> str:
    named = {mark: max(_named(_split([line], mark)[0]) for line in lines[:40]) for mark in ",;\t|"}
    best = max(named, key=named.__getitem__)
    return best if named[best] else ""


_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_NO_ROW = re.compile(r"\s*```.*\s*|[\W_]*")


def _sheet(file: _File, lines: list[str], delimiter: str) -> None:
    titles: tuple[str, ...] = ()
    layout, day, start = _layout(titles), 0, 0

    def is_row(cells: list[str]) -> bool:
        return len(cells) == len(titles) > 0 and isinstance(_value(cells[day], _any_day), str)

    while start < len(lines):
        cells, taken = _split(lines[start : start + 100], delimiter)
        if len(cells) > len(titles) > 0:
            cells = [*cells[: len(titles)], *filter(None, cells[len(titles) :])]
        row, other = lines[start : start + taken], not is_row(cells)
        raw = "".join(row)
        if other and _NO_ROW.fullmatch(raw):
            pass
        elif other and _named(cells):
            file.headers += 1
            if titles != tuple(cells):
                titles = tuple(cells)
                layout = _layout(titles)
                day = titles.index(layout.fields["date"])
                file.tables.append([])
        elif len(cells) == len(titles) and (
            taken == 1 or not any(is_row(_split([line], delimiter)[0]) for line in row[1:])
        ):
            if "'" in raw:
                cells = [cell[1:] if _QUOTED_FORMULA.match(cell) else cell for cell in cells]
            file.tables[-1].append(_Row(start + 1, layout, cells, raw))
        else:
            told = f"{len(cells)} cells under {len(titles)} titles"
            file.reject(start + 1, told if titles else "stands before the header", row[0])
            taken = 1
        start += taken


class _Torn(str):
    """What might have been a record."""


def _containers(value: _Any) -> list[_Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for part in parts if isinstance(part, (dict, list))]


def _sort(file: _File, value: _Any, table: list[_Row], context: _Record, counts: bool) -> bool:
    """Put what a value holds into tables or among the others; whether it holds anything."""
    found, parts, each = False, [], False
    if isinstance(value, list):
        parts, each = value, counts or any(isinstance(item, dict) for item in value)
        table, counts = [], False
        file.tables.append(table)
    elif isinstance(value, dict):
        layout = _layout(tuple(value))
        kind, pick = layout.kind, value.get(layout.fields.get("pick"))
        if kind == "bets" and (isinstance(pick, dict) or _containers(pick)):
            kind = ""
        if kind == "bets":
            more = {field: context[field] for field in context if field not in layout.fields}
            cells = {**value, **more} if more else value
            table.append(_Row(1, _layout(tuple(cells)), list(cells.values()), value))
        elif kind:
            file.others.setdefault(kind, []).append(value)
        if kind:
            return True
        for field in {"date", "league", "matchup", "game_id"} & layout.fields.keys():
            if isinstance(said := value[layout.fields[field]], str):
                context = {**context, field: said}
        parts = _containers(value)
    for part in parts:
        found = _sort(file, part, table, context, each) or found
    if counts and not found:
        torn = isinstance(value, _Torn)
        reason = "no JSON: cut off or damaged" if torn else "no bet: it names no pick"
        file.reject(1, reason, value)
    return found or counts


_SLIPS = re.compile(
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|(?<=[:,\[\s])\+(?=[\d.])|,(?=\s*[}\]])|^[ \t]*```.*$', re.M
)


_Pieces = list[tuple[int, _Any]]


def _pieces(text: str) -> tuple[int, str, _Pieces]:
    """How many brackets of a text are unread, the text, its values and torn pieces by place."""
    unread, end = 0, 0
    pieces: _Pieces = []
    last: tuple[int, int, _Any] = len(text), len(text), None
    for start, after, value in itertools.chain(_objects(text, _LENIENT), [last]):
        lone = isinstance(value, dict) and not _containers(value) and not _layout(tuple(value)).kind
        if lone and text.find("{", end, start) >= 0:
            continue  # an object within a torn record
        gap = text[end:start]
        unread += gap.count("[") + gap.count("{")
        for torn in re.split(r"(?m)^(?=[ \t\r]*\{)", gap):
            begun = "{" in torn or (end == 0 and re.search(r'"[ \t]*:', torn))
            if begun and not torn.rstrip().endswith("["):
                pieces.append((end + len(torn) - len(torn.lstrip()), _Torn(torn.strip())))
            end += len(torn)
        pieces.append((start, value))
        end = after
    return unread, text, pieces[:-1]


def _document(text: str) -> tuple[str, _Pieces]:
    found = _pieces(text)
    if found[0]:
        mended = _SLIPS.sub(lambda slip: slip[0] if slip[0][0] == '"' else "", text)
        found = min(found, _pieces(mended), key=lambda tried: tried[0])
    return found[1:]


def _place(rejected: _Records, text: str, pieces: _Pieces) -> None:
    wanted, line, counted = {id(row["raw"]): row for row in rejected}, 1, 0
    for start, value in pieces if wanted else ():
        tokens = re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"?|\{', text[start:])
        braces = (start + found.start() for found in tokens if found[0] == "{")
        todo = [value]
        while todo:
            value = todo.pop()
            place = next(braces, start) if isinstance(value, dict) else start
            if id(value) in wanted:
                line += text.count("\n", counted, place)
                counted = place
                wanted[id(value)]["line"] = line
            todo += reversed(_containers(value))


_DAY_FORMS = ("%m/%d/%Y", "%m/%d/%y", "%Y/%m/%d", "%m-%d-%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y")
_TIERS = {"high": "High", "medium": "Medium", "med": "Medium", "low": "Low"}
_WORDS = {
    "Win": "w win won winner ✅",
    "Loss": "l loss lost lose loser ❌",
    "Push": "push pushed void voided tie tied refund refunded cancelled canceled",
    "": "pending open tbd na none null upcoming live - – —",
}
_RESULTS = {word: result or None for result, words in _WORDS.items() for word in words.split()}
_NO_BET = re.compile("no ?bet|no play|skip|pass|do(n['’]?| no)t bet", re.I)
_GAME = re.compile(r"\S\s+(vs?\.?|@|at)\s+\S", re.I)
_UNIT = re.compile(r"[$€£%\s]|u(?:nits?)?$|p(?:oin)?ts?$|pp$", re.I)
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")


def _figure(cell: _Any) -> float:
    if isinstance(cell, str):
        cell = _UNIT.sub("", cell.replace("−", "-"))
        cell = cell.replace(",", "" if _THOUSANDS.fullmatch(cell) else ".")
    return _number(cell)


def _share(cell: _Any) -> float:
    """A probability; percent where the cell says so, or shows more than one."""
    number = _figure(cell)
    return _probability(round(number / 100, 12) if number > 1 or "%" in str(cell) else number)


def _points(cell: _Any) -> float:
    return _figure(cell) if "%" in str(cell) else round(_figure(cell) * 100, 12)


@functools.lru_cache(4096)
def _any_day(cell: str) -> str:
    text = re.sub(r"[T ]\d{1,2}:\d\d.*$", "", cell.strip())
    for form in _DAY_FORMS if "-" not in text[4:5] else ():
        with contextlib.suppress(ValueError):
            return datetime.datetime.strptime(text, form).date().isoformat()
    return _day(text)


def _said(cell: _Any) -> _Text:
    return _text("; ".join(map(str, cell)) if isinstance(cell, list) else cell)


def _tier(cell: _Any) -> _Text:
    text = _said(cell)
    return _TIERS.get("".join(filter(str.isascii, text or "")).strip(" ?").lower(), text)


def _any_result(cell: _Any) -> _Text:
    text = str(cell).strip().lower()
    word = text if text in _RESULTS else _letters(text)
    if word not in _RESULTS:
        raise ValueError("is no result")
    return _RESULTS[word]


def _stamp(cell: _Any) -> str:
    text = _name(cell)
    _day(text[:10])
    return text


def _given_id(cell: _Any) -> str:
    prefix, number = _id_parts(str(cell).strip())
    if not prefix:
        raise ValueError("is no id of a log")
    return f"{prefix}{number}"


def _noted(cell: _Any) -> _Record:
    if isinstance(cell, str):
        with contextlib.suppress(ValueError, RecursionError):
            cell = _LENIENT.decode(cell)
    return cell if isinstance(cell, dict) else {"extra": cell}


_READERS: _Checks = {
    **dict.fromkeys(_TOLD_IN, _said),
    **dict.fromkeys(("edge_pct", "clv_pct"), _figure),
    **dict.fromkeys(("stake_units", "stake_amount"), lambda cell: _stake(_figure(cell))),
    **dict.fromkeys(("implied_prob", "model_prob"), _share),
    **dict.fromkeys(("odds", "closing_odds"), _CHECKS["odds"]),
    **dict.fromkeys(("result", "status"), _any_result),
    **dict.fromkeys(("logged_at", "updated_at"), _stamp),
    "bet_id": _given_id,
    "date": lambda cell: _any_day(str(cell)),
    "confidence": _tier,
    "extra": _noted,
}


def _mostly_above_one(cells: collections.abc.Iterable[_Any]) -> bool:
    balance = 0
    for cell, times in collections.Counter(map(str, cells)).items():
        with contextlib.suppress(ValueError):
            balance += 0 if "%" in cell else times if abs(_figure(cell)) > 1 else -times
    return balance > 0


def _readers(file: _File, columns: dict[str, _Any]) -> _Checks:
    readers = dict(_READERS)
    for field in ("implied_prob", "model_prob"):
        if _mostly_above_one(columns[field]):
            file.units[field], readers[field] = "percent", lambda cell: _share(f"{cell}%")
    edges, votes = columns["edge_pct"], 0
    asked = zip(edges, columns["implied_prob"], columns["model_prob"])
    for edge, implied, model in asked if not _mostly_above_one(edges) else ():
        with contextlib.suppress(ValueError):
            gap = readers["model_prob"](model) - readers["implied_prob"](implied)
            fraction = abs(_figure(edge) - gap) < abs(_figure(edge) - gap * 100)
            votes += 0 if "%" in str(edge) else 1 if fraction else -1
    if votes > 0:
        file.units["edge_pct"], readers["edge_pct"] = "fraction", _points
    return readers


def _value(cell: _Any, reader: _Any) -> _Any:
    try:
        return None if cell is None or cell == "" else reader(cell)
    except (TypeError, ValueError) as error:
        return _Unread(cell, str(error))


def _values(cells: tuple[_Any, ...], reader: _Any) -> tuple[list[_Any], bool]:
    """The values of a column, and whether there are cells among them that cannot be read."""
    if set(map(type, cells)) <= {str, float, type(None)}:
        read = {cell: value for cell in set(cells) if (value := _value(cell, reader)) != cell}
        values = [read.get(cell, cell) for cell in cells] if read else list(cells)
        return values, _Unread in map(type, read.values())
    values = [_value(cell, reader) for cell in cells]
    return values, _Unread in map(type, values)


def _told(file: _File, table: list[_Row], known: dict[_Any, _Record]) -> list[_Any]:
    """Each row as a bet, or why it is none; what is known by its id needs no reading."""
    same = [bool(known) and known.get(str(row.cells[0])) == row.raw for row in table]
    rows = [row for row, equal in zip(table, same) if not equal]
    told: list[_Any] = []
    columns = dict(zip(_TOLD_IN, zip(*(row.layout.cells([*row.cells, None]) for row in rows))))
    readers = {**_READERS, "pick": _said, "confidence": _said}
    if not all(row.layout.ours for row in rows):
        readers = _readers(file, columns)
    read = {column: _values(columns[column], readers[column]) for column in columns}
    unread = [column for column in read if read[column][1]]
    for row, values in zip(rows, zip(*(values for values, _ in read.values()))):
        try:
            told.append(_bet(file, row, dict(zip(_TOLD_IN, values)), unread))
        except ValueError as error:
            told.append(str(error))
    new = iter(told)
    return [row.raw if equal else next(new) for row, equal in zip(table, same)]


def _bet(file: _File, row: _Row, bet: _Record, unread: list[str]) -> _Record:
    title, reasons, extra = row.layout.fields, {}, dict(bet.pop("extra") or {})
    for column in unread:
        if isinstance(bet[column], _Unread):
            cell, reason = bet[column]
            bet[column], extra[title[column]] = None, cell
            reasons[column] = f"{column}: {_shown(cell)} {reason}"
            if column not in ("date", "pick", "odds", "status"):
                file.unread.append({"line": row.line, "field": column, "text": _excerpt(cell)})
    for column, said in _left_over(bet).items():
        if said:
            extra[title[column]] = said
    for place, name in row.layout.others:
        if row.cells[place] not in (None, ""):
            extra[f"{name} ({place + 1})" if name in extra else name] = row.cells[place]
    for said in (bet["pick"], bet["confidence"], *extra.values()) if not row.layout.ours else ():
        if isinstance(said, str) and _NO_BET.fullmatch(said):
            raise ValueError(f"no bet: {said}")
    problems = [reasons["odds"]] if "odds" in reasons else []
    for field in ("date", "pick"):
        if bet[field] is None:
            problems.append(reasons.get(field, f"{field}: missing"))
    if not (bet["league"] or bet["matchup"] or bet["game_id"]):
        problems.append("neither league nor game")
    if problems:
        raise ValueError("; ".join(problems))
    if bet["closing_odds"] and bet["odds"]:
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
    if extra:
        try:
            bet["extra"] = _plain(extra)
        except ValueError:
            bet["extra"] = {str(name): _excerpt(extra[name]) for name in extra}
    return bet


def _left_over(bet: _Record) -> _Record:
    """What is left over when the game is found in two columns or an id, the result in a status."""
    left = {column: bet.pop(column) for column in ("away", "home", "status")}
    if bet["matchup"] is None:
        if left["away"] and left["home"]:
            bet["matchup"] = f"{left.pop('away')} @ {left.pop('home')}"
        elif bet["game_id"] and _GAME.search(bet["game_id"]):
            bet["matchup"], bet["game_id"] = bet["game_id"], None
    if bet["result"] in (None, left["status"]):
        bet["result"] = left.pop("status")
    return left


def _as_read(bets: _Records) -> _Records:
    table = [_Row(1, _layout(tuple(bet)), list(bet.values()), bet) for bet in bets]
    told, blank = _told(_File(), table, {}), dict.fromkeys(_FIELDS)
    read = [new if isinstance(new, dict) else {**blank, **bet} for bet, new in zip(bets, told)]
    return _numbered(read, {})


def _attachment(file: _Any) -> tuple[str, _Any]:
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as opened:
            return os.path.basename(os.fspath(file)), opened.read()
    if not isinstance(file, dict) or file.get("content") is None:
        raise ValueError("a path or {'filename': …, 'content': …} is expected")
    name = str(file.get("filename") or "attachment").replace("\\", "/")
    return _excerpt(os.path.basename(name)), file["content"]


def _decoded(content: _Any) -> _Any:
    """The text of bytes or text, in the encoding that it seems to have; anything else as it is."""
    if isinstance(content, (bytes, bytearray)):
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        for encoding in ("utf-16",) * utf16 + ("utf-8-sig", "cp1252"):
            with contextlib.suppress(UnicodeDecodeError):
                return _decoded(content.decode(encoding))
        content = content.decode("utf-8-sig", "replace")
    if not isinstance(content, str):
        return content
    text = content.lstrip("\ufeff")
    with contextlib.suppress(UnicodeError):
        if text.startswith("ï»¿"):
            raw = (letter.encode("cp1252" if letter > "\x9f" else "latin-1") for letter in text)
            return b"".join(raw).decode("utf-8-sig")
    return text.removeprefix("ï»¿")


def _tabulate(file: _File, content: _Any) -> tuple[str, _Pieces]:
    """Put what an attachment holds into tables; the text of a document and its pieces."""
    text, pieces = "", [(0, content)]
    if isinstance(content, str):
        if re.match(r"\s*(# |<!doctype html>.{0,60}<title>)Betting audit", content):
            file.others["reports"] = []
            return "", []
        document = content.lstrip()[:1] in ("[", "{")
        lines = [] if document else list(io.StringIO(content.replace("\0", ""), newline=""))
        if delimiter := _delimiter(lines or [""]):
            _sheet(file, lines, delimiter)
            return "", []
        text, pieces = _document(content)
        if not pieces:
            file.reject(1, "neither JSON nor a sheet with a date and a pick", content)
    values = [value for _, value in pieces]
    file.empty = "empty" if values == [[]] else "unknown"
    _sort(file, values, [], {}, True)
    return text, pieces


def _read(thread_file: _Any, known: dict[_Any, _Record]) -> _File:
    file, text = _File(), ""
    pieces: _Pieces = []
    try:
        file.name, content = _attachment(thread_file)
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        file.data = bytes(raw) if isinstance(raw, (bytes, bytearray)) else b""
        text, pieces = _tabulate(file, _decoded(content))
    except (OSError, ValueError, RecursionError) as error:
        file.tables = []
        file.reject(1, f"cannot be read: {error}", _shown(thread_file))
    for table in file.tables:
        bets = []
        for row, told in zip(table, _told(file, table, known)):
            if isinstance(told, str):
                file.reject(row.line, told, row.raw)
            else:
                bets.append(told)
        file.bets += bets if file.headers else _numbered(bets, file.identities)
    _numbered(file.bets, file.identities)
    _place(file.rejected, text, pieces)
    for refused in file.rejected:
        refused["raw"] = _excerpt(refused["raw"])
    file.rejected.sort(key=lambda refused: int(refused["line"]))
    return file


@functools.lru_cache(65536)
def _folded(text: object) -> str:
    """Text without blanks and case."""
    return "".join(str(text or "").split()).casefold()


def _pick(bet: _Record) -> str:
    """What was bet, a line each: day, league, pick, odds, game."""
    get = bet.get
    game = _folded(get("matchup") or get("game_id"))
    return f"{get('date')}\n{_folded(get('league'))}\n{_folded(get('pick'))}\n{get('odds')}\n{game}"


def _spread(pick: str) -> int:
    """A number that depends only on a pick."""
    return zlib.crc32(pick.encode("utf-8", "replace"))


_DERIVED, _DISPLACED = (100_000, 900_000), (1_000_000, 9_000_000)  # the first number, how many


def _moved(number: int, pick: str, numbers: tuple[int, int]) -> int:
    """The derived or displaced number that stands for a number."""
    return numbers[0] + (number + _spread(pick)) % numbers[1]


def _moved_from(number: int, pick: str, numbers: tuple[int, int]) -> int:
    """The number that a derived or displaced one stands for; 0 if it stands for none."""
    first, many = numbers
    told = (number - first - _spread(pick)) % many if first <= number < first + many else 0
    return told if told < first else 0


def _identity(bet: _Record) -> str:
    """The given id, or the ordinal of a row without one; on the lines below it the pick."""
    pick, bet_id = _pick(bet), str(bet.get("bet_id"))
    if bet_id[-6:].isdigit():
        prefix, number = _id_parts(bet_id)
        if given := _moved_from(number, pick, _DISPLACED):
            bet_id, number = f"{prefix}{given}", given
        if ordinal := _moved_from(number, pick, _DERIVED):
            bet_id = str(ordinal)
    return f"{bet_id}\n{pick}"


def _parted(who: str) -> tuple[str, str]:
    """The id or ordinal, and the pick, of an identity."""
    bet_id, _, pick = who.partition("\n")
    return bet_id, pick


def _numbered(bets: _Records, identities: dict[int, str]) -> _Records:
    """The bets of one file, with derived ids where there were none; these identities are noted."""
    ordinals: dict[str, int] = {}
    for bet in bets:
        if bet["bet_id"] is None:
            pick = _pick(bet)
            ordinals[pick] = ordinals.get(pick, 0) + 1
            number = _moved(ordinals[pick], pick, _DERIVED)
            bet["bet_id"] = f"{bet['date']}_{_league_code(bet['league'] or '')}_{number}"
            identities[id(bet)] = f"{ordinals[pick]}\n{pick}"
    return bets


_ADVICE = (*_FIELDS[1:3], *_FIELDS[4:15], "extra")
_STANDING: dict[tuple[str, ...], collections.abc.Callable[[_Any], _Any]] = {
    _ADVICE: lambda get: sum(get(field) is not None for field in _ADVICE),
    ("matchup",): lambda get: get("matchup") is not None,
    ("game_id",): lambda get: get("game_id") is not None,
    ("result", "final_score", "updated_at"): lambda get: (
        get("result") is not None,
        get("updated_at") or "",
        get("final_score") is not None,
    ),
    ("closing_odds", "clv_pct"): lambda get: (
        get("closing_odds") is not None,
        get("clv_pct") is not None,
    ),
}


def _own(version: _Record) -> _Record:
    """A version without the other names of its game, which joining notes in its extras."""
    extra = {key: value for key, value in (version.get("extra") or {}).items() if key != "game_ids"}
    return {**version, "extra": extra or None}


def _rank(version: _Record, fields: tuple[str, ...]) -> tuple[_Any, str]:
    """The standing of a version as to some fields."""
    text = json.dumps([version.get(field) for field in fields], sort_keys=True)
    return _STANDING[fields](version.get), text


def _joined(who: str, told: _Records) -> _Record:
    """The one bet that several versions tell of, given its identity."""
    game = who.rpartition("\n")[2]
    versions = [_own(version) for version in told]
    named = [version for version in versions if _folded(version.get("matchup")) == game != ""]
    apart = [v for v in versions if v.get("matchup") or _folded(v.get("game_id")) != game]
    pools: dict[tuple[str, ...], _Records] = {("matchup",): named}
    pools["game_id",] = apart if named else versions
    bet: _Record = {**dict.fromkeys(_FIELDS), "bet_id": told[0]["bet_id"]}
    for fields in _STANDING:
        for chosen in sorted(pools.get(fields, versions), key=lambda v: _rank(v, fields))[-1:]:
            bet.update({field: chosen.get(field) for field in fields})
    names = {name for version in told for name in (version.get("extra") or {}).get("game_ids", [])}
    names.update(version["game_id"] for version in pools["game_id",] if version.get("game_id"))
    extra = {**(bet.pop("extra") or {}), **({"game_ids": sorted(names)} if len(names) > 1 else {})}
    bet.update({"extra": extra} if extra else {})
    bet["logged_at"] = min(filter(None, (bet.get("logged_at") for bet in versions)), default=None)
    if bet["odds"] is not None and bet["closing_odds"] is not None:
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
    return bet


_Versions = dict[str, _Records]
_Places = dict[str, _Record]


def _gathered(
    sources: list[_Records], identities: dict[int, str]
) -> tuple[_Versions, list[_Places]]:
    """Every version of each bet, and the bets of each source, by identity."""
    versions: _Versions = {}
    placed: list[_Places] = []
    seen: dict[_Any, tuple[_Record, str]] = {}
    for source in sources:
        placed.append({})
        for bet in source:
            twin, who = seen.get(bet.get("bet_id"), (None, None))
            if who is None or twin != bet:
                who = identities.get(id(bet)) or _identity(bet)
                versions.setdefault(who, []).append(bet)
                seen[bet.get("bet_id")] = bet, who
            placed[-1][who] = bet
    return versions, placed


def _games(versions: _Records) -> set[str]:
    """The names by which the game of a bet is known."""
    named = {_folded(bet.get(name)) for bet in versions for name in ("matchup", "game_id")}
    more = {
        _folded(name) for bet in versions for name in (bet.get("extra") or {}).get("game_ids", [])
    }
    return named - {""} | more or {""}


def _is_row(who: str) -> bool:
    """Whether an identity is that of a row without an id."""
    return _parted(who)[0].isdigit()


def _absorbed(versions: _Versions) -> dict[str, str]:
    """Which other bet each bet is that has no id, or has one but not the matchup."""
    bare = {who for who, told in versions.items() if not any(bet.get("matchup") for bet in told)}
    rows = [who for who in versions if _is_row(who)]
    if len(rows) == len(versions):
        return {}
    prices = set(map(_price_of, (*bare, *rows)))
    standing: dict[tuple[str, str], set[str]] = {}
    for who in versions if prices else ():
        if _price_of(who) in prices and not _is_row(who):
            for game in _games(versions[who]):
                standing.setdefault((_price_of(who), game), set()).add(who)
    absorbed: dict[str, str] = {}
    for who in (*bare.difference(rows), *rows):
        found = {
            other
            for game in _games(versions[who])
            for other in standing.get((_price_of(who), game), ())
            if other not in absorbed and (other not in bare or _is_row(who))
        }
        bet_id = _parted(who)[0]
        if _is_row(who):
            in_order = sorted(found, key=lambda other: (_id_parts(_parted(other)[0]), other))
            absorbed.update(zip([who], in_order[int(bet_id) - 1 :]))
        else:
            same = sorted(other for other in found if _parted(other)[0] == bet_id)
            absorbed.update(zip([who], same))
    return absorbed


def _price_of(who: str) -> str:
    """The pick of an identity without its game."""
    return _parted(who)[1].rpartition("\n")[0]


def _give_ids(bets: _Places, versions: _Versions) -> None:
    """Give each bet the id that it goes by."""
    claims: dict[str, list[str]] = {}
    for who, bet in bets.items():
        given, pick = _parted(who)
        if given.isdigit():
            given = bet["bet_id"]
            if given[-7:].isdigit():
                given = f"{_id_parts(given)[0]}{_moved(int(_parted(who)[0]), pick, _DERIVED)}"
        claims.setdefault(given, []).append(who)
    for given, rivals in claims.items():
        if len(rivals) > 1 or bets[rivals[0]]["bet_id"] != given:
            alive = any(bet["bet_id"] == given for who in rivals for bet in versions[who])
            rivals.sort(
                key=lambda who: (bets[who]["logged_at"] or "~", _rank(bets[who], _ADVICE)[1], who)
            )
            prefix, number = _id_parts(given)
            for place, who in enumerate(rivals):
                moved = f"{prefix}{_moved(number, _parted(who)[1], _DISPLACED)}"
                bets[who] = {**bets[who], "bet_id": given if alive and place == 0 else moved}


# Logs merged: the bets in order, the bets of each source, the contradictions.
_Merged = collections.namedtuple("_Merged", "bets sources conflicts")


def _when(bet: _Record) -> tuple[str, tuple[str, int], str]:
    """What bets are ordered by."""
    bet_id = str(bet.get("bet_id"))
    return str(bet.get("logged_at") or bet.get("date")), _id_parts(bet_id), bet_id


def _merged(sources: list[_Records], identities: "dict[int, str] | None" = None) -> _Merged:
    """The bets of several logs as one log; the first source is the log that is there."""
    versions, placed = _gathered(sources, identities or {})
    absorbed = _absorbed(versions)
    for row, who in absorbed.items():
        versions[who] += versions.pop(row)
    placed = [{absorbed.get(who, who): bet for who, bet in places.items()} for places in placed]
    bets = {who: _joined(who, told) if len(told) > 1 else told[0] for who, told in versions.items()}
    _give_ids(bets, versions)
    whole = (list(places) for places in placed if len(places) == len(bets))
    order = next(whole, None) or sorted(bets, key=lambda who: _when(bets[who]))
    conflicts = [
        {"bet_id": bets[who]["bet_id"], "field": field, "told": told, "kept": bets[who][field]}
        for who in order
        if len(versions[who]) > 1
        for field in ("result", "closing_odds")
        if len(told := sorted({bet[field] for bet in versions[who] if bet.get(field)})) > 1
    ]
    return _Merged({who: bets[who] for who in order}, placed, conflicts)


def _merged_bets(sources: list[_Records]) -> _Records:
    """The bets of several logs as one log."""
    return list(_merged(sources).bets.values())


def _union(sources: list[_Records]) -> _Records:
    """The distinct records of several logs, in the order of one that has all, or of time."""
    texts = [
        {json.dumps(record, sort_keys=True): record for record in source} for source in sources
    ]
    merged = {text: record for source in texts for text, record in source.items()}

    def when(text: str) -> tuple[str, str]:
        return str(merged[text].get("logged_at") or merged[text].get("audit_date")), text

    whole = (list(source) for source in texts if len(source) == len(merged))
    return [merged[text] for text in next(whole, None) or sorted(merged, key=when)]


def _changes(merged: _Merged) -> _Record:
    """What merging the later sources into the first changed, in numbers and names."""
    before, bets = merged.sources[0], merged.bets
    told = {who for places in merged.sources[1:] for who in places}
    added = sum(who not in before for who in bets)
    updated = sum(who in told and before[who] != bets[who] for who in before)
    renumbered = {
        (old["bet_id"], bets[who]["bet_id"]): old["pick"]
        for places in merged.sources
        for who, old in places.items()
        if old["bet_id"] != bets[who]["bet_id"]
        and (places is before or not _is_row(_identity(old)))
    }
    picks: dict[str, _Records] = {}
    for who, bet in bets.items():
        if not _is_row(who):
            picks.setdefault(_parted(who)[1], []).append(bet)
    return {
        "added": added,
        "updated": updated,
        "unchanged": len(told) - added - updated,
        "renumbered": [{"old": old, "new": new, "pick": p} for (old, new), p in renumbered.items()],
        "conflicts": merged.conflicts,
        "lookalikes": [
            {"pick": same[0]["pick"], "bet_ids": [bet["bet_id"] for bet in same]}
            for same in picks.values()
            if len(same) > 1
        ],
    }


def _digest(data: bytes) -> str:
    """The SHA-256 of some bytes."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _digests(bets: _Records) -> dict[str, str]:
    """A short digest of each bet by its id."""
    return {bet["bet_id"]: _digest(_line(bet))[:12] for bet in bets}


def _manifest(files: dict[str, bytes], counts: dict[str, int], bets: _Records) -> _Record:
    """The manifest of files, by name, with the number of records in each."""
    listed = [
        {"name": name, "size": len(data), "sha256": _digest(data), "records": counts.get(name)}
        for name, data in files.items()
    ]
    version = f"omega-persistence {_VERSION}"
    return {"manifest": version, "created_at": _now(), "files": listed, "bets": _digests(bets)}


def _against_manifest(files: list[_File], bets: _Records) -> "_Record | None":
    """How files and bets compare with the latest manifest among the files, if there is one."""
    manifests = [found for file in files for found in file.others.get("manifests", [])]
    if not manifests:
        return None
    manifest = max(manifests, key=lambda found: str(found.get("created_at")))
    files_then = manifest["files"] if isinstance(manifest["files"], list) else []
    named = {str(entry.get("name")): entry for entry in files_then if isinstance(entry, dict)}
    same = {
        name: _digest(file.data) == named[name].get("sha256")
        for file in files
        if (name := file.name) in named and file.data
    }
    then, now = manifest.get("bets"), _digests(bets)
    then = then if isinstance(then, dict) else {}
    return {
        "created_at": manifest.get("created_at"),
        "matching_files": [name for name in same if same[name]],
        "differing_files": [name for name in same if not same[name]],
        "absent_files": [name for name in named if name not in same],
        "matching_bets": sum(now.get(bet_id) == digest for bet_id, digest in then.items()),
        "missing_bets": [bet_id for bet_id in then if bet_id not in now],
        "altered_bets": [
            bet_id for bet_id in then if now.get(bet_id, then[bet_id]) != then[bet_id]
        ],
    }


_Floats = list[float]
_BANDS = ("-200 or shorter", "-199 to -101", "+100 to +199", "+200 or longer", "Unknown")


def _finite(value: _Any, low: float, high: float) -> _Number:
    """The value as a float where it is, or spells, a number from low to high; else None."""
    try:
        number = math.nan if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if low <= number <= high else None


@functools.lru_cache(maxsize=4096)
def _price(odds: str) -> tuple[_Number, str]:
    """The decimal odds and the band of American odds, where they can be read."""
    try:
        price = american_to_decimal(float(_odds(odds)))
    except ValueError:
        price = math.inf
    if price > 1e100:
        return None, "Unknown"
    return price, _BANDS[(price > 1.5) + (price >= 2) + (price >= 3)]


_WON = {"Win": 1, "Loss": 0, "Push": None}


def _facts(bets: _Records) -> _Record:
    """The facts of the settled bets: a column for each name, in order of the log."""
    results = list(_WON)
    bets = [bet for bet in bets if bet.get("result") in results]

    def numbers(key: str, low: float = -1e100, high: float = 1e100) -> list[_Number]:
        values = [bet.get(key) for bet in bets]
        return [
            v if type(v) is float and low <= v <= high else _finite(v, low, high) for v in values
        ]

    def texts(key: str, other: str = "Unknown") -> list[str]:
        values = [bet.get(key) for bet in bets]
        return [v if v and isinstance(v, str) else other for v in values]

    odds = [_price(str(bet.get("odds"))) for bet in bets]
    won = [_WON[bet["result"]] for bet in bets]
    gains = [-1.0 if o == 0 else p - 1 if o and p else 0.0 for o, (p, _) in zip(won, odds)]
    dates, stakes = texts("date", ""), numbers("stake_amount", 0)
    month = {day: day[:7] if re.match(r"\d{4}-\d\d", day) else "Unknown" for day in set(dates)}
    return {
        "date": dates,
        "month": [month[day] for day in dates],
        "won": won,
        "price": [price for price, _ in odds],
        "band": [band for _, band in odds],
        "flat": [price and gain for (price, _), gain in zip(odds, gains)],
        "stake": stakes,
        "pnl": [(stake or 0.0) * gain for stake, gain in zip(stakes, gains)],
        "edge": numbers("edge_pct"),
        "clv": numbers("clv_pct"),
        "model": numbers("model_prob", 0, 1),
        "market": numbers("implied_prob", 0, 1),
        **{key: texts(key) for key in ("league", "confidence", "bet_type")},
    }


def _known(column: list[_Number]) -> _Floats:
    return [value for value in column if value is not None]


def _have(facts: _Record, *names: str) -> list[_Floats]:
    """Those columns, of the bets that have them all."""
    columns = [facts[name] for name in names]
    keep = [None not in row for row in zip(*columns)]
    return [list(itertools.compress(column, keep)) for column in columns]


def _groups(labels: list[_Any], facts: _Record) -> dict[_Any, _Record]:
    """The facts of each label, in order of its first appearance."""
    places: dict[_Any, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    return {
        label: {name: list(map(column.__getitem__, chosen)) for name, column in facts.items()}
        for label, chosen in places.items()
    }


def _mean(values: _Floats, digits: int = 2) -> _Number:
    return round(sum(values) / len(values), digits) + 0.0 if values else None  # no -0.0


def _interval(values: _Floats) -> "tuple[_Floats | None, _Number]":
    """The 95% interval of the mean, and the chance of such a mean where the true one is 0."""
    n = len(values)
    if n < 2:
        return None, None
    mean = sum(values) / n
    error = math.sqrt(sum([(value - mean) ** 2 for value in values]) / (n - 1) / n)
    if min(values) == max(values):
        error = 0.0
    ci95 = [round(mean + side * error, 2) + 0.0 for side in (-1.959964, 1.959964)]
    return ci95, round(math.erfc(mean / error / 2**0.5) / 2, 4) if error else None


def _wilson(wins: float, n: int) -> _Floats:
    share, z2 = wins / n, 1.959964**2 / n
    half = math.sqrt(z2 * share * (1 - share) + z2 * z2 / 4)
    return [round(abs(share + z2 / 2 + side) / (1 + z2), 4) for side in (-half, half)]


def _summary(facts: _Record) -> _Record:
    wins, losses, pushes = [facts["won"].count(won) for won in (1, 0, None)]
    staked, pnl = sum(_known(facts["stake"])), sum(facts["pnl"])
    return {
        "total": wins + losses + pushes,
        "wins": wins,
        "losses": losses,
        "pushes": pushes,
        "win_rate": wins / (wins + losses) * 100.0 if wins + losses else 0.0,
        "staked": _mean([staked]),
        "pnl": _mean([pnl]),
        "roi_pct": _mean([pnl / staked * 100.0]) if staked else None,
        "flat_roi_pct": _mean([100 * units for units in _known(facts["flat"])]),
        "avg_clv_pct": _mean(_known(facts["clv"])),
    }


def _breakdown(facts: _Record, name: str) -> dict[str, _Record]:
    summed = {key: facts[key] for key in ("won", "stake", "pnl", "flat", "clv")}
    return {label: _summary(group) for label, group in _groups(facts[name], summed).items()}


def _running(facts: _Record) -> list[list[_Any]]:
    """The columns date, running profit, running profit of one unit a bet, and won, by date."""
    order = sorted(range(len(facts["date"])), key=facts["date"].__getitem__)
    columns = [facts[name].__getitem__ for name in ("date", "pnl", "flat", "won")]
    dates, pnl, flat, won = [list(map(column, order)) for column in columns]
    units = itertools.accumulate([gain or 0.0 for gain in flat])
    return [dates, list(itertools.accumulate(pnl)), list(units), won]


def _series(bets: _Records) -> list[tuple[str, float, float]]:
    """(date, running profit, running profit of one unit a bet) after each settled bet."""
    return list(zip(*_running(_facts(bets))[:3]))


def _fall(levels: _Floats) -> _Number:
    peak = fall = 0.0
    for level in levels:
        if level > peak:
            peak = level
        elif peak - level > fall:
            fall = peak - level
    return _mean([fall])


def _longest(won: list[int], side: int) -> int:
    return max([len(list(run)) for key, run in itertools.groupby(won) if key == side], default=0)


def _brier(probs: _Floats, won: _Floats) -> _Number:
    return _mean([(p - o) ** 2 for p, o in zip(probs, won)], 4)


def _log_loss(probs: _Floats, won: _Floats) -> _Number:
    return _mean([-math.log(max(p if o else 1 - p, 1e-15)) for p, o in zip(probs, won)], 4)


def _calibration(probs: _Floats, won: _Floats) -> _Record:
    tenths = _groups([min(int(p * 10), 9) for p in probs], {"probs": probs, "won": won})
    gap = chance = variance = 0.0
    bins = []
    for tenth, group in sorted(tenths.items()):
        n, promised, wins = len(group["won"]), sum(group["probs"]), sum(group["won"])
        spread = sum([p * (1 - p) for p in group["probs"]])
        gap += abs(promised - wins)
        chance += math.sqrt(2 * spread / math.pi)
        variance += spread * (1 - 2 / math.pi)
        row = {
            "bin": f"{tenth / 10}-{(tenth + 1) / 10}",
            "n": n,
            "mean_prob": round(promised / n, 4),
        }
        bins.append({**row, "win_rate": round(wins / n, 4), "ci95": _wilson(wins, n)})
    errors = gap, chance + 1.959964 * math.sqrt(variance)
    ece, by_chance = [round(error / len(probs), 4) if probs else None for error in errors]
    return {"calibration": bins or None, "ece": ece, "ece_by_chance": by_chance}


def _evidence(facts: _Record, wins: int, losses: int) -> _Record:
    """The figures beyond the specification's, each None where no bet supports it."""
    stake, flat, edge, clv = [_known(facts[name]) for name in ("stake", "flat", "edge", "clv")]
    model, market = _have(facts, "model", "won"), _have(facts, "market", "won")
    ours, theirs, won = _have(facts, "model", "market", "won")
    miss, par = [sum([(p - o) ** 2 for p, o in zip(probs, won)]) for probs in (ours, theirs)]
    hopes = [p * price - 1 for p, price in zip(*_have(facts, "model", "price"))]
    (interval, chance), n = _interval([100 * gain for gain in flat]), wins + losses
    _, staked, units, ordered = _running(facts)
    decided = [side for side in ordered if side is not None]
    months, bands = _breakdown(facts, "month"), _breakdown(facts, "band")
    return {
        "avg_odds_decimal": _mean(_known(facts["price"])),
        "flat_pnl_units": _mean([sum(flat)]) if flat else None,
        "flat_roi_pct": _mean([100 * gain for gain in flat]),
        "flat_roi_ci95_pct": interval,
        "p_value": chance,
        "win_rate_ci95_pct": [round(100 * x, 2) for x in _wilson(wins, n)] if n else None,
        "expected_wins": _mean([sum(model[0])]) if model[0] else None,
        "flat_expected_units": _mean([sum(hopes)]) if hopes else None,
        "log_loss": _log_loss(*model),
        "log_loss_market": _log_loss(*market),
        "brier_market": _brier(*market),
        "brier_skill": _mean([1 - miss / par], 4) if par else None,
        **_calibration(*model),
        "clv_bets": len(clv),
        "clv_beat_rate_pct": _mean([100.0 * (points > 0) for points in clv]),
        "clv_ci95_pct": _interval(clv)[0],
        "max_drawdown": _fall(staked) if stake else None,
        "flat_max_drawdown_units": _fall(units) if flat else None,
        "longest_win_streak": _longest(decided, 1),
        "longest_loss_streak": _longest(decided, 0),
        "by_month": dict(sorted(months.items())),
        "by_odds": {band: bands[band] for band in _BANDS if band in bands},
        **{"staked_bets": len(stake), "flat_bets": len(flat), "edge_bets": len(edge)},
        **{"expected_bets": len(hopes), "scored_bets": len(model[0])},
        **{"market_scored_bets": len(market[0]), "skill_bets": len(won)},
    }


def _verdict(audit: _Record, won: int, lost: int) -> str:
    """What the figures can and cannot say; won and lost count the bets that have odds."""
    bets, priced, scored = [audit[f"{name}_bets"] for name in ("flat", "clv", "scored")]
    names = ("flat_roi_pct", "roi_pct", "avg_clv_pct", "ece", "ece_by_chance")
    roi, staked, clv, ece, chance = [audit[name] or 0 for name in names]
    (low, high), (worst, best) = [audit[f"{x}_ci95_pct"] or (0, 0) for x in ("flat_roi", "clv")]
    kind = "profit" if roi > 0 else "loss" if roi < 0 else "result"
    flat = f"over {bets:,} settled bets, level stakes returned {roi:+.2f}%"
    interval = f"O{flat[1:]} (95% interval {low:+.2f}% to {high:+.2f}%), a {kind} "
    few = f" to say: {flat} ({won:,} won, {lost:,} lost), but an interval needs 30 bets, "
    few += "5 won and 5 lost"
    line = f" the closing line ({clv:+.2f} points on average over {priced:,} bets, "
    line += f"95% interval {worst:+.2f} to {best:+.2f})"
    model = (
        f" calibrated (over {scored:,} bets its probabilities missed by {100 * ece:.1f} points, "
    )
    model += f"and chance allows {100 * chance:.1f})"
    tables: list[list[tuple[bool, str]]] = [
        [
            (not bets, "No settled bet has odds, so no return can be judged"),
            (bets < 30, "Too few bets" + few),
            (min(won, lost) < 5, f"Too few {'wins' if won < 5 else 'losses'}" + few),
            (low > 0 or high < 0, interval + "unlikely to be luck alone"),
            (True, interval + "that luck alone could explain"),
        ],
        [(staked * roi < 0, f"; the stakes placed returned {staked:+.2f}%")],
        [
            (priced < 30, ""),
            (worst > 0 > roi, "; but the prices taken beat" + line),
            (worst > 0, "; the prices taken beat" + line),
            (best < 0, "; the prices taken were worse than" + line),
            (True, "; the prices taken did not clearly differ from" + line),
        ],
        [
            (scored < 30, ""),
            (ece > chance, "; the model is not" + model),
            (True, "; the model looks" + model),
        ],
    ]
    return "".join([next((say for holds, say in rows if holds), "") for rows in tables]) + "."


def _in_range(bets: _Records, start: _Text, end: _Text) -> _Records:
    if not (start or end):
        return bets
    dated = [(bet["date"], bet) for bet in bets if bet.get("date") and isinstance(bet["date"], str)]
    return [bet for date, bet in dated if (start or date) <= date <= (end or date)]


def _audit(bets: _Records, start_date: _Text, end_date: _Text) -> _Record:
    """The audit of the bets dated from start_date to end_date: see run_backtest_audit."""
    bets = _in_range(bets, start_date, end_date)
    facts = _facts(bets)
    whole, (won, _) = _summary(facts), _have(facts, "won", "price")
    settled, span = whole["total"], {"start": start_date, "end": end_date}
    audit = {"total_bets": settled, "settled_bets": settled}
    pending = {"pending_bets": len(bets) - settled}
    if not settled:
        text = f"No settled bet to audit yet ({len(bets):,} pending), so nothing can be said."
        return {**audit, "message": text, **pending, "date_range": span, "verdict": text}
    audit = {
        **audit,
        **{key: whole[key] for key in ("wins", "losses", "pushes")},
        "win_rate_pct": _mean([whole["win_rate"]]),
        "roi_pct": whole["roi_pct"] or 0.0,
        "total_stake": whole["staked"],
        "total_pnl": whole["pnl"],
        "avg_edge_pct": _mean(_known(facts["edge"])) or 0.0,
        "avg_clv_pct": whole["avg_clv_pct"] or 0.0,
        "brier_score": _brier(*_have(facts, "model", "won")) or 0.0,
        **{f"by_{name}": _breakdown(facts, name) for name in ("league", "confidence", "bet_type")},
        "audit_date": _now(),
        "date_range": span,
        **pending,
        **_evidence(facts, whole["wins"], whole["losses"]),
    }
    return {**audit, "verdict": _verdict(audit, won.count(1), won.count(0))}


_STANDARD = [(field, field) for field in (*_FIELDS[:15], *_FIELDS[16:], "game_id", "extra")]
_BETLOG = [
    ("Date", "date"),
    ("League", "league"),
    ("Game_ID", "game"),
    ("Pick", "pick"),
    ("Odds_American", "odds"),
    ("Implied_Prob", "implied_prob"),
    ("Model_Prob", "model_prob"),
    ("Edge_%", "edge_pct"),
    ("Confidence_Tier", "tier"),
    ("Predicted Outcome", "predicted_outcome"),
    ("Factors", "factors"),
    ("Final Box Score", "final_score"),
    ("Result", "result"),
]
_SUGGESTED = [
    *_BETLOG[:2],
    ("Matchup", "matchup"),
    *_BETLOG[3:5],
    ("Bet_Type", "bet_type"),
    *_BETLOG[6:9],
    ("Stake_Units", "stake_units"),
    *_BETLOG[9:11],
    ("Bet_ID", "bet_id"),
]
_LAYOUTS = {"standard": _STANDARD, "betlog": _BETLOG}
_EMOJI = {"High": "🔵 High", "Medium": "🟢 Med", "Low": "🟡 Low"}


_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.I)


def _cell(bet: _Record, field: str) -> _Any:
    """What stands in a column for a bet."""
    if field == "game":
        value = bet.get("game_id") or bet.get("matchup")
    elif field == "tier":
        value = _EMOJI.get(bet.get("confidence") or "", bet.get("confidence"))
    else:
        value = bet.get(field)
    if isinstance(value, (dict, list)):
        value = _encode(value)
    if isinstance(value, str) and _FORMULA.match(value) and not _PLAIN_NUMBER.fullmatch(value):
        return "'" + value
    return value


def _csv(bets: _Records, layout: list[tuple[str, str]]) -> bytes:
    """Bets as a sheet: UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(title for title, _ in layout)
    rows.writerows([_cell(bet, field) for _, field in layout] for bet in bets)
    return text.getvalue().encode("utf-8-sig", "replace")


def _inside(folder: str, name: object) -> str:
    """The path of a file in a folder; ValueError for a name that leads out of it."""
    text = str(name).replace("\\", "/")
    if not text.strip("/. ") or text.startswith("/") or ".." in text.split("/") or ":" in text:
        raise ValueError(
            f"output_file: {_shown(str(name))} leads out of {folder}; give a plain file name"
        )
    return os.path.join(folder, *text.split("/"))


_Series = list[tuple[str, float, float]]
_GROUNDS = {
    "avg_clv_pct": "clv_bets",
    "avg_edge_pct": "edge_bets",
    "brier_score": "scored_bets",
    "pnl": "staked",
    "roi_pct": "total_stake",
    "total_pnl": "total_stake",
    "win_rate_pct": "win_rate_ci95_pct",
}


def _escape(text: object) -> str:
    """Text that both documents show as it is."""
    line = " ".join(str(text).encode(errors="replace").decode().split())
    line = re.sub(r"(?<!\w)-(?=\d)", "−", line)
    risky = r"(?i)[]&<>|`*_~[\\@$#]|:(?=//)|(?<=www)\."
    return re.sub(risky, lambda found: f"&#{ord(found[0])};", line)


def _printed(figures: _Record, key: str, form: str = "{:,.10g}") -> str:
    """A figure or an interval in print, or "none"."""
    value = figures.get(key) if figures.get(_GROUNDS.get(key, ""), True) else None
    ends = value if isinstance(value, list) else [value]
    texts = [form.format(end) if isinstance(end, (int, float)) else "none" for end in ends]
    return " to ".join(texts).replace("-", "−")


_HEADLINE = (
    ("Level-stake return", "flat_roi_pct", "{:+,.1f}%", "flat_roi_ci95_pct", " (95% interval)"),
    ("Profit", "total_pnl", "{:+,.2f}", "total_stake", " staked"),
    ("Closing-line value", "avg_clv_pct", "{:+.2f} pts", "clv_ci95_pct", " (95% interval)"),
    ("Brier skill", "brier_skill", "{:+.1%}", "skill_bets", " bets; above 0 beats the price"),
)
_COLUMNS = {
    "Won": ("win_rate", "{:.1f}%"),
    "Profit": ("pnl", "{:+,.2f}"),
    "Level ROI": ("flat_roi_pct", "{:+,.1f}%"),
    "CLV": ("avg_clv_pct", "{:+.2f}"),
}


def _figures(audit: _Record) -> list[list[list[str]]]:
    """The headline and each breakdown as rows, head first."""
    tables = [[["Figure", "Value", "Note"]]]
    for label, key, form, other, note in _HEADLINE:
        tables[0].append([label, _printed(audit, key, form), _printed(audit, other) + note])
    for by in ("league", "confidence", "bet_type", "odds", "month"):
        groups = audit.get(f"by_{by}") or {}
        rows = [[f"By {by}".replace("_", " "), "Record", *_COLUMNS]]
        order = sorted(groups, key=lambda name: name if by == "month" else groups[name]["total"])
        for name in order[:-25:-1]:
            record = "{wins}–{losses}–{pushes}".format(**groups[name])
            figures = [_printed(groups[name], *column) for column in _COLUMNS.values()]
            rows.append([str(name)[:80], record, *figures])
        if groups:
            tables.append(rows)
    return tables if audit.get("total_bets") else []


def _typeset(rows: list[list[str]], page: bool = False) -> str:
    """A table of either document."""
    head, *cells = [list(map(_escape, row)) for row in rows]
    if page:
        body = "".join(f"<tr><th scope=row>{'<td>'.join(row)}" for row in cells)
        return f"<table><tr><th scope=col>{'<th scope=col>'.join(head)}{body}</table>"
    rows = [head, ["---"] * len(head), *cells]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _opening(audit: _Record) -> list[str]:
    """The verdict's first clause, its others, what they are about."""
    first, _, rest = str(audit.get("verdict") or "The record").partition("; ")
    about = [f"{_printed(audit, f'{kind}_bets')} {kind}" for kind in ("settled", "pending")]
    about += [f"{end} {day}" for end, day in (audit.get("date_range") or {}).items() if day]
    if not audit.get("total_bets"):
        rest = "The figures come with the first result."
    texts = first.rstrip(".") + ".", rest[:1].upper() + rest[1:], ", ".join(about)
    return list(map(_escape, texts))


def _report_markdown(audit: _Record, series: _Series) -> str:
    """The audit as Markdown."""
    first, rest, about = _opening(audit)
    tables = [f"\n{_typeset(rows)}" for rows in _figures(audit)]
    return f"# Betting audit\n\n**{first}** {rest}\n\n{about}\n{''.join(tables)}"


def _picture(
    text: str, feet: list[str], spots: list[_Any], form: str = "{:,.10g}", **lines: _Any
) -> str:
    """A figure on a round grid that takes in 0."""
    title, caption = _escape(text).split(": ", 1)
    marks = list(lines.items())
    for x, y, bottom, top, _ in spots:
        marks += [("line", [(x, bottom), (x, top)]), ("dot", [(x, y), (x, y)])]
    xs, ys = zip(*(point for _, line in marks for point in line))
    low, high, span = min(0, *ys), max(0, *ys), max(xs)
    power, part = divmod(math.log10(high - low or 1) - 0.3, 1)
    step = (1, 2, 5, 10)[int(3 * part)] * 10**power
    ticks = [step * at for at in range(math.floor(low / step), max(1, math.ceil(high / step)) + 1)]
    left, low, reach = -span / 8.7, ticks[0], ticks[-1] - ticks[0]

    def place(x: float, y: float) -> str:
        return f"{38 + 314 * x / span:.1f} {185 - 165 * (y - low) / reach:.1f}"

    grid = [("grid" if tick else "zero", [(left, tick), (span, tick)]) for tick in ticks]
    words = [(0, low, 1.3, feet[0]), (span, low, 1.3, feet[-1])]
    words += [(left, tick, -0.4, form.format(tick)) for tick in ticks]
    words += [(x, max(ends), -0.6, text) for x, _, *ends, text in spots]
    drawn = ""
    for look, line in grid + marks:
        path = "L".join(place(*point) for point in line)
        drawn += f'<path class={look} d="M{path}"/>'
    for x, y, down, text in words:
        anchor = "start" if x <= 0 else "end" if x == span else "middle"
        drawn += f'<text text-anchor={anchor} dy={down}em transform="translate({place(x, y)})">'
        drawn += _escape(text) + "</text>"
    return (
        f'<figure><h2>{title}</h2><svg role=img width=360 height=205 viewBox="0 0 360 205"><title>'
        f"{title}</title><desc>{caption}</desc>{drawn}</svg><figcaption>{caption}</figcaption></figure>"
    )


def _profit(title: str, dates: list[str], profits: list[float]) -> str:
    """A running profit."""
    run, size = [0.0, *profits], len(profits) // 300 + 1
    parts = [range(len(run))[at : at + size] for at in range(0, len(run), size)]
    ends = {end(part, key=run.__getitem__) for part in parts for end in (min, max)}
    line = [(at, run[at]) for at in sorted(ends | {len(profits)})]
    best = itertools.accumulate((y for _, y in line), max)
    shade = line + [(x, peak) for (x, _), peak in zip(line, best)][::-1]
    text = f"{title}: Bet by bet, to {run[-1]:+,.2f}. Shaded: how far below its best."
    return _picture(text, dates, [], shade=shade, line=line)


def _pictures(audit: _Record, series: _Series) -> str:
    """All pictures."""
    drawn = "" if series else "<p>No running profit: the bets are not in the log."
    dates = [str(date)[:10] for date, _, _ in series]
    for column, title in (1, "Running profit, money"), (2, "Level-stake profit, units"):
        profits = [float(row[column]) for row in series]
        if 1e-9 < sum(map(abs, profits)) < 1e15:
            drawn += _profit(title, dates, profits)
    tenths = audit.get("calibration") or []
    spots = [(row["mean_prob"], row["win_rate"], *row["ci95"], row["n"]) for row in tenths]
    if spots:
        text = "Calibration: Share won, 95% interval and bets by model probability. Dashed: ideal."
        drawn += _picture(text, ["0%", "100%"], spots, "{:.0%}", norm=[(0, 0), (1, 1)])
    months = sorted((audit.get("by_month") or {}).items())[-12:]
    values = [month["avg_clv_pct"] for _, month in months]
    spots = [(at + 0.5, y, 0, y, f"{y:+.1f}") for at, y in enumerate(values) if y is not None]
    if spots:
        mean = [(0, audit["avg_clv_pct"]), (len(months), audit["avg_clv_pct"])]
        text = "Closing-line value: Points by month; above 0 beat the close. Dashed: mean."
        drawn += _picture(text, [name for name, _ in months], spots, norm=mean)
    return drawn


_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Betting audit</title>
<meta name=viewport content=width=device-width><style>
:root{background:#fffdf8;color:#1c1b19;--data:#0b5cab}
@media screen and (prefers-color-scheme:dark){
:root{background:#15171a;color:#ece8e0;--data:#7fbcf8}}
body{max-width:56rem;margin:auto;padding:1rem;font:1rem/1.45 sans-serif;overflow-wrap:anywhere}
h1,h2,b{font:600 1.2rem/1.2 Georgia,serif}h1{font-size:calc(1.2rem + 2vw)}b{font-size:2rem}
main,dl{display:grid;gap:1rem 2rem;
grid-template-columns:repeat(auto-fit,minmax(min(100%,var(--least,9rem)),1fr))}
main{--least:22rem;align-items:start}dd,figure{margin:0}figure,tr{break-inside:avoid}
svg{width:100%;height:auto}text{font-size:11px;fill:currentColor}
path{fill:none;stroke:#8885}.zero,.norm{stroke:currentColor}.norm{stroke-dasharray:4}
.shade{fill:#e8590c55}.line,.dot{stroke:var(--data);stroke-width:2}
.dot{stroke-width:9;stroke-linecap:round}
table{width:100%;border-collapse:collapse;font-size:.8rem;font-variant-numeric:tabular-nums}
th,td{padding:.3em 0;text-align:right;border-bottom:1px solid #8885}td{white-space:nowrap}
th:first-child{text-align:left}
@media(max-width:30rem){main tr{display:grid;grid-template-columns:repeat(5,1fr)}
main th:first-child{grid-column:1/-1}}
</style>"""


def _report_html(audit: _Record, series: _Series) -> str:
    """The audit as a page."""
    first, rest, about = _opening(audit)
    page = f"{_PAGE}<p>{about}<h1>{first}</h1><p>{rest}"
    tables = _figures(audit)
    if not tables:
        return page
    figures = [f"<div><dt>{a}<dd><b>{b}</b><dd>{c}</div>" for a, b, c in tables[0][1:]]
    page += f"<dl>{''.join(figures)}</dl><main>{_pictures(audit, series)}"
    page += "".join(_typeset(rows, True) for rows in tables[1:]) + "</main><h2>All figures</h2><dl>"
    for key in audit:
        name = key.replace("_pct", ", %").replace("flat_", "level ").replace("_", " ")
        if "none" not in _printed(audit, key):
            page += f"<div><dt>{_escape(name)}<dd>{_printed(audit, key)}</div>"
    return page + "</dl>"


def _report(audit: _Record, bets: _Records, output_file: _Text) -> dict[str, bytes]:
    """The report of an audit as two files, content by name."""
    stem, ending = os.path.splitext(output_file or "")
    if ending not in (".md", ".html"):
        stem = output_file or f"AUDIT_REPORT_{str(audit.get('audit_date') or _now())[:10]}"
    days = audit.get("date_range") or {}
    series = _series(_in_range(bets, days.get("start"), days.get("end")))
    series = series if len(series) == audit.get("total_bets") else []
    forms = {".md": _report_markdown, ".html": _report_html}
    return {
        stem + end: form(audit, series).encode("utf-8", "replace") for end, form in forms.items()
    }


class _Folders:
    """Two folders, and the logs in the first."""

    def __init__(
        self,
        base_path: "str | os.PathLike[str]" = "data/logs",
        exports_path: "str | os.PathLike[str] | None" = None,
    ) -> None:
        """Open the logs in ``base_path``; what is not there is made.

        ``exports_path`` is by default ``data/exports`` beside ``data/logs``, and otherwise
        ``base_path``. Raises OSError, naming the folder, where one cannot be used.
        """
        self.base_path = os.path.normpath(os.path.expanduser(os.fspath(base_path)))
        default = (
            "data/exports" if self.base_path == os.path.normpath("data/logs") else self.base_path
        )
        self.exports_path = os.path.normpath(os.path.expanduser(os.fspath(exports_path or default)))
        self.bet_log_file = os.path.join(self.base_path, "bet_log.json")
        self.sim_log_file = os.path.join(self.base_path, "simulation_log.json")
        self.audit_log_file = os.path.join(self.base_path, "audit_log.json")
        self._started_in = os.getcwd()
        self._bets = _Log(os.path.abspath(self.bet_log_file), "bet_id", _merged_bets, _as_read)
        self._sims = _Log(os.path.abspath(self.sim_log_file), "sim_id", _union)
        self._audits = _Log(os.path.abspath(self.audit_log_file), "audit_date", _union)
        rejected = os.path.join(self.base_path, "rejected.json")
        self._rejected = _Log(os.path.abspath(rejected), "reason", _union)
        self._register = _Register([])
        self._placed: _Records = []
        self._places: dict[_Any, int] = {}
        _make_folder(self.base_path, self._bets, self._sims, self._audits)
        _make_folder(self.exports_path)


def _make_folder(path: str, *logs: _Log) -> None:
    """Make a folder, and logs in it, where there are none."""
    try:
        os.makedirs(path, exist_ok=True)
        for log in logs:
            log.create()
    except OSError as error:
        text = f"{error.strerror}: this folder cannot be used; choose another"
        raise OSError(error.errno, text, path) from error


class _Logging(_Folders):
    """Writing down what is recommended and simulated."""

    def log_bet_recommendation(self, bet_data: _Record) -> str:
        """Log one bet and return its id, ``YYYY-MM-DD_LEAGUE_N``, once it is on disk.

        Raises one ValueError that lists everything wrong with it; warns of what is strange.
        """
        return self.log_bet_recommendations([bet_data])[0]

    def log_bet_recommendations(self, bets: _Records) -> list[str]:
        """Log a slate of bets, all of them or none, with one write, and return their ids."""
        checked, stamp, notes = [_recommended(bet) for bet in bets], _now(), []
        _refuse("bet", [problems for _, problems in checked])
        with self._bets.locked():
            log = self._bets.read()
            register = self._register if self._register.bets is log else _Register(log)
            self._register = _Register([])
            for bet, _ in checked:
                twins = register.enter(bet, stamp)
                notes += [f"{bet['bet_id']}: {doubt}" for doubt in _doubts(bet)]
                if twins:
                    notes.append(f"{bet['bet_id']}: the same pick is logged as {', '.join(twins)}")
            self._bets.append([bet for bet, _ in checked])
            register.bets = self._bets.read()
            self._register = register
        for note in notes:
            warnings.warn(note, stacklevel=3)
        return [bet["bet_id"] for bet, _ in checked]

    def log_simulation_result(self, sim_data: _Record) -> str:
        """Log one simulation and return its id, ``YYYY-MM-DD_GAMEID``, once it is on disk.

        Raises one ValueError that lists everything wrong with it.
        """
        simulation = _simulation(sim_data)
        with self._sims.locked():
            self._sims.append([simulation])
        return str(simulation["sim_id"])


class _Settling(_Logging):
    """Writing down how bets ended."""

    def update_bet_result(
        self,
        bet_id: str,
        result: str,
        final_score: "str | None" = None,
        closing_odds: "str | None" = None,
    ) -> None:
        """Settle a bet as Win, Loss or Push; a score or closing price left out stays as it was.

        Raises ValueError for an id that is not in the log and for values that are not accepted.
        """
        outcome = {"result": result, "final_score": final_score, "closing_odds": closing_odds}
        self._settle([{"bet_id": bet_id, **outcome}], "bet_id", "result")

    def update_closing_odds(self, bet_id: str, closing_odds: str) -> None:
        """Record the closing price of a bet, American odds, before or after its game ends."""
        self._settle([{"bet_id": bet_id, "closing_odds": closing_odds}], "closing_odds")

    def _settle(self, updates: _Records, *required: str, sheet: "str | None" = None) -> None:
        """Apply every update, and write a BetLog sheet where a path is given, or do neither."""
        log = self._bets
        with log.locked():
            bets = log.read()
            if self._placed is not bets or len(self._places) != len(bets):
                self._placed = bets
                self._places = {bets[n].get("bet_id"): n for n in reversed(range(len(bets)))}
            changes = _settled_all(bets, self._places, list(updates), *required)
            files = {log.path: log.patched(changes)} if changes else {}
            if sheet:
                settled = [changes.get(place, bet) for place, bet in enumerate(bets)]
                files[sheet] = _csv(settled, _BETLOG)
            _replace_files(files)
            if changes:
                log.take(changes)


class _Looking(_Settling):
    """Reading the record; what is returned may be altered freely."""

    def get_pending_bets(self) -> _Records:
        """Return the bets without a result."""
        return [_copy(bet) for bet in self._bets.read() if bet.get("result") is None]

    def get_bets_by_date_range(self, start_date: "str | None", end_date: "str | None") -> _Records:
        """Return the bets from one day, YYYY-MM-DD, to another, both included; None is open."""
        _refuse_days(start_date=start_date, end_date=end_date)
        return list(map(_copy, _in_range(self._bets.read(), start_date, end_date)))

    def run_backtest_audit(
        self,
        start_date: "str | None" = None,
        end_date: "str | None" = None,
        bets_override: "_Records | None" = None,
    ) -> _Record:
        """Return the audit of the log, or of ``bets_override``, over some days, and log it.

        Percentages and units are rounded to 2 digits, scores and probabilities to 4; a figure with
        nothing to stand on is None. The chapter on the audit says what each key means.
        """
        _refuse_days(start_date=start_date, end_date=end_date)
        bets = self._bets.read() if bets_override is None else bets_override
        audit = _audit([bet for bet in bets if isinstance(bet, dict)], start_date, end_date)
        try:
            with self._audits.locked():
                self._audits.append([audit][: audit["total_bets"]])
        except OSError as error:
            warnings.warn(f"this audit could not be logged: {error}", stacklevel=2)
        return _copy(audit)


def _copy(record: _Record) -> _Record:
    """A record that shares nothing with the one given."""
    nested = any(isinstance(value, (dict, list)) for value in record.values())
    return dict(json.loads(json.dumps(record)) if nested else record)


def _refuse_days(**days: "str | None") -> None:
    """Raise ValueError for days that are none."""
    _refuse("range", [_looked_at(days, dict.fromkeys(days, _CHECKS["date"]), ())[1]])


class _Bringing(_Looking):
    """Bringing back what earlier sessions attached."""

    def load_from_thread_fallback(self, thread_files: list[_Any]) -> _Records:
        """Return the bets of attachments, each once, and write nothing.

        A thread file is ``{"filename", "content"}``, content being text, bytes or parsed JSON, or a
        path. What could not be read as a bet is told in a warning; ``restore_session`` lists it.
        """
        files = [_read(file, {}) for file in _listed(thread_files)]
        rejected = [row for file in files for row in file.rejected]
        if rejected:
            first = "{file}, line {line}: {reason}".format_map(rejected[0])
            warnings.warn(f"{len(rejected)} rows are no bets; the first: {first}", stacklevel=2)
        return _merged_bets([file.bets for file in files])

    def restore_session(self, thread_files: list[_Any]) -> _Record:
        """Merge attachments into the logs, all of them or none, and return a report.

        Its keys: files, added, updated, unchanged (numbers of bets), renumbered, conflicts,
        lookalikes, rejected (also in rejected.json), manifest (None unless one was attached).
        """
        with _uncollected():
            return self._restored(thread_files)

    def _restored(self, thread_files: list[_Any]) -> _Record:
        """Merge attachments into the logs, and return the report."""
        started, files = time.monotonic(), []
        known = {bet.get("bet_id"): bet for bet in self._bets.read()}
        for file in _listed(thread_files):
            files.append(_read(file, known))
            _progress(started, f"read {files[-1].name}")
        logs = {"simulations": self._sims, "audits": self._audits, "rejected": self._rejected}
        rejected = [row for file in files for row in file.rejected]
        with self._bets.locked():
            identities = {key: who for file in files for key, who in file.identities.items()}
            merged = _merged([self._bets.read(), *(file.bets for file in files)], identities)
            _progress(started, f"merged {len(merged.bets)} bets")
            contents = {self._bets: list(merged.bets.values())}
            for kind, log in logs.items():
                told = [file.others.get(kind, []) for file in files]
                contents[log] = _union([log.read(), *told, rejected if kind == "rejected" else []])
            _change_logs({log: new for log, new in contents.items() if new != log.read()})
        return {
            "files": [file.account() for file in files],
            **_changes(merged),
            "rejected": rejected,
            "manifest": _against_manifest(files, contents[self._bets]),
        }


def _listed(thread_files: _Any) -> list[_Any]:
    """Thread files as a list, one alone included."""
    alone = isinstance(thread_files, (str, bytes, dict, os.PathLike))
    return [thread_files] if alone else list(thread_files)


def _progress(started: float, done: str) -> None:
    """Say on a terminal what is done, once it has taken two seconds."""
    seconds = time.monotonic() - started
    if seconds > 2 and sys.stderr and sys.stderr.isatty():
        print(f"{done} after {seconds:.0f} s", file=sys.stderr)


class OmegaCacheLogger(_Bringing):
    """A betting record, its audit, and the files that carry it to the next session."""

    def export_to_csv(self, output_file: str = "omega_bets.csv", format: str = "standard") -> str:
        """Write all bets as a sheet, "standard" or "betlog" (13 columns); return its path.

        Raises ValueError for another format and for a name that leads out of ``exports_path``.
        """
        if format not in _LAYOUTS:
            raise ValueError(f"format: {_shown(format)} is unknown; standard or betlog is expected")
        return self._export({output_file: _csv(self._bets.read(), _LAYOUTS[format])})[0]

    def update_pending_bets_and_export(
        self, result_updates: _Records, output_file: str = "BetLog.csv"
    ) -> str:
        """Settle bets, all of them or none, then write the BetLog sheet and return its path.

        An update is ``{"bet_id", "result"}`` and, if known, ``final_score`` and ``closing_odds``.
        Raises one ValueError that lists everything wrong with any of them.
        """
        path = self._path_of(output_file)
        self._settle(_listed(result_updates), "bet_id", "result", sheet=path)
        return path

    def write_audit_report(
        self, audit: "_Record | None" = None, output_file: "str | None" = None
    ) -> list[str]:
        """Write an audit, or that of the whole log, as .md and .html; return both paths."""
        bets = self._bets.read()
        return self._export(
            _report(_audit(bets, None, None) if audit is None else audit, bets, output_file)
        )

    def deliver_session(self, date: "str | None" = None) -> list[str]:
        """Write all that must leave the sandbox; return the paths in the order to attach them.

        ``date``, YYYY-MM-DD and today (UTC) by default, is the day of the daily sheets.
        """
        _refuse_days(date=date)
        day = date or _now()[:10]
        logs = [self._bets, self._sims, self._audits]
        with self._bets.locked():
            bets = self._bets.read()
            logs += [self._rejected] if self._rejected.read() else []
            today = [bet for bet in bets if bet.get("date") == day]
            sheets = {
                "BetLog.csv": (bets, _BETLOG),
                f"omega_bets_{day}.csv": (today, _STANDARD),
                f"daily_suggested_bets-{day[5:]}.csv": (
                    [bet for bet in today if bet.get("result") is None],
                    _SUGGESTED,
                ),
            }
            audit = _audit(bets, None, None)
            exports = {name: _csv(*sheet) for name, sheet in sheets.items()}
            if audit["total_bets"]:
                exports.update(_report(audit, bets, f"AUDIT_REPORT_{day}"))
            counts = {os.path.basename(log.path): len(log.read()) for log in logs}
            counts.update({name: len(listed) for name, (listed, _) in sheets.items()})
            files = {os.path.basename(log.path): _content(log.path) or b"" for log in logs}
            manifest = _encode(_manifest({**files, **exports}, counts, bets))
            exports["session_manifest.json"] = manifest.encode("utf-8", "replace") + b"\n"
            kept = [os.path.join(self.base_path, os.path.basename(log.path)) for log in logs]
            return [self._shown_path(path) for path in kept] + self._export(exports)

    def _shown_path(self, path: str) -> str:
        """A path as it leads there from the folder that the process is in now."""
        there = os.path.normpath(os.path.join(self._started_in, path))
        return path if os.path.abspath(path) == there else there

    def _export(self, contents: dict[str, bytes]) -> list[str]:
        """Write files into the exports folder, all of them or none, and return their paths."""
        paths = {self._path_of(name): data for name, data in contents.items()}
        _replace_files(paths)
        return list(paths)

    def _path_of(self, name: str) -> str:
        """The path of an export; its folder is made."""
        path = self._shown_path(_inside(self.exports_path, name))
        if not os.path.isdir(os.path.dirname(path) or "."):
            os.makedirs(os.path.dirname(path))
        return path


def _input(name: str) -> _Any:
    """An attachment: a path, or standard input for "-"."""
    if name == "-":
        if not sys.stdin:
            raise ValueError("standard input is closed")
        return {"filename": "standard input", "content": sys.stdin.buffer.read()}
    with open(name, "rb"):
        return name


def _json_input(name: str) -> list[_Any]:
    """The JSON in a file, or in standard input, as a list."""
    try:
        return _listed(json.loads(_decoded(_attachment(_input(name))[1])))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{name}: a JSON object or a list of them is expected: {error}") from None


def _account(report: _Record) -> collections.abc.Iterator[str]:
    """Yield what a restoration did."""
    for file in report["files"]:
        form = "{filename}: {rows} rows, {records} {kind}, {headers} headers, {rejected} rejected"
        yield form.format_map(file).replace(", 0 headers", "").replace(", 0 rejected", "")
        for cell in file["unread"]:
            yield "unread, kept in extra: {}, line {line}: {field} {text}".format(
                file["filename"], **cell
            )
    yield "{added} bets added, {updated} updated, {unchanged} as they were".format_map(report)
    manifest = report["manifest"] or {}
    forms = {
        "renumbered: {old} is now {new} ({pick})": report["renumbered"],
        "conflict: {bet_id} {field} is {told}; kept {kept}": report["conflicts"],
        "perhaps one bet: {bet_ids} ({pick})": report["lookalikes"],
        "rejected: {file}, line {line}: {reason}": report["rejected"],
        "missing since the last delivery: {}": manifest.get("missing_bets", []),
        "altered since the last delivery: {}": manifest.get("altered_bets", []),
    }
    for form, items in forms.items():
        for item in items:
            told = item if isinstance(item, dict) else {}
            lists = {key: " or ".join(told[key]) for key in ("told", "bet_ids") if key in told}
            yield form.format(item, **{**told, **lists})


def _table(audit: _Record) -> collections.abc.Iterator[str]:
    """Yield the lines of an audit."""
    yield audit["verdict"]
    for key, value in audit.items():
        if isinstance(value, dict) and key.startswith("by_"):
            yield f"\n{key:<18}{'bets':>6}{'W-L-P':>12}{'staked':>10}{'profit':>10}{'ROI %':>9}"
            for name, part in value.items():
                tally = "{wins}-{losses}-{pushes}".format_map(part)
                roi = "none" if part["roi_pct"] is None else part["roi_pct"]
                figures = "{total:>6}{tally:>12}{staked:>10}{pnl:>10}{roi:>9}"
                yield f"  {name[:15]:<16}" + figures.format(tally=tally, roi=roi, **part)
        elif not isinstance(value, (dict, list)) and key not in ("verdict", "message"):
            yield f"{key:<26}{'none' if value is None else value}"


def _settle_command(logger: OmegaCacheLogger, given: _Any) -> list[str]:
    """Settle one bet, or those of a file."""
    if given.result is None:
        return [logger.update_pending_bets_and_export(_json_input(given.bet))]
    logger.update_bet_result(given.bet, given.result, given.score, given.closing)
    return [given.bet]


def _close_command(logger: OmegaCacheLogger, given: _Any) -> list[str]:
    """Record a closing price."""
    logger.update_closing_odds(given.bet, given.odds)
    return [given.bet]


def _restore_command(logger: OmegaCacheLogger, given: _Any) -> collections.abc.Iterable[str]:
    """Merge attachments into the log."""
    report = logger.restore_session([_input(name) for name in given.files])
    return [_encode(report)] if given.json else _account(report)


def _session_command(logger: OmegaCacheLogger, given: _Any) -> list[str]:
    """Restore attachments, audit, and write what to attach."""
    report = logger.restore_session([_input(name) for name in given.files])
    audit = logger.run_backtest_audit()
    paths = logger.deliver_session()
    return [*_account(report), "", *_table(audit), "\nAttach these, in this order:", *paths]


def _audit_command(logger: OmegaCacheLogger, given: _Any) -> collections.abc.Iterable[str]:
    """Print the figures."""
    audit = logger.run_backtest_audit(given.start, given.end)
    return [_encode(audit)] if given.json else _table(audit)


_Command = tuple[
    str, str, str, collections.abc.Callable[[OmegaCacheLogger, _Any], collections.abc.Iterable[str]]
]
_COMMANDS: dict[str, _Command] = {
    "log": (
        "log bets, one or a list, from JSON; print their ids",
        "file",
        "bets.json",
        lambda logger, given: logger.log_bet_recommendations(_json_input(given.file)),
    ),
    "settle": (
        "settle one bet, or those of a JSON file",
        "bet [result] --score --closing",
        "2025-11-24_NBA_1 Win --score 'DET 125, IND 115' --closing -112",
        _settle_command,
    ),
    "close": ("record a closing price", "bet odds", "2025-11-24_NBA_1 -112", _close_command),
    "pending": (
        "print the bets without a result as JSON",
        "",
        "> open.json",
        lambda logger, given: ["[", ",\n".join(map(_encode, logger.get_pending_bets())), "]"],
    ),
    "audit": ("print the figures", "--start --end --json!", "--start 2025-11-01", _audit_command),
    "report": (
        "write the audit as .md and .html; print the paths",
        "--start --end --output",
        "--output november",
        lambda logger, given: logger.write_audit_report(
            logger.run_backtest_audit(given.start, given.end), given.output
        ),
    ),
    "export": (
        "write all bets as a sheet, standard or betlog; print its path",
        "--format --output",
        "--format betlog --output BetLog.csv",
        lambda logger, given: [
            logger.export_to_csv(given.output or "omega_bets.csv", given.format or "standard")
        ],
    ),
    "restore": (
        "merge attachments into the log",
        "files+ --json!",
        "bet_log.json",
        _restore_command,
    ),
    "deliver": (
        "write what must be attached; print the paths in order",
        "--date",
        "--date 2025-11-24",
        lambda logger, given: logger.deliver_session(given.date),
    ),
    "session": ("restore, audit, deliver", "files+", "bet_log.json BetLog.csv", _session_command),
}


def _arguments(arguments: "list[str] | None") -> _Any:
    """The arguments of the command line by name."""
    import argparse

    folders = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    folders.add_argument("--base-path", metavar="FOLDER", help="where the logs are (data/logs)")
    folders.add_argument("--exports-path", metavar="FOLDER", help="where exports go")
    parser = argparse.ArgumentParser("omega_persistence.py", description=__doc__, parents=[folders])
    parser.add_argument("--version", action="version", version=_VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (text, names, example, _) in _COMMANDS.items():
        example = f"example: {parser.prog} {name} {example}"
        command = commands.add_parser(name, help=text, epilog=example, parents=[folders])
        command.description = text + "; - is standard input"
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        for argument in names.split():
            settings: _Record = {"nargs": {"]": "?", "+": "+"}.get(argument[-1])}
            if argument[-1] == "!":
                settings = {"action": "store_true"}
            command.add_argument(argument.strip("[]+!"), **settings)
    given = parser.parse_args(arguments)
    if given.command == "settle" and given.result is None and (given.score or given.closing):
        parser.error("--score and --closing need a bet and its result")
    return given


def _main(arguments: "list[str] | None" = None) -> int:
    """Run one command and return its exit status."""
    given = _arguments(arguments)
    folders = {name: value for name, value in vars(given).items() if name.endswith("_path")}
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_: print(f"note: {message}", file=sys.stderr)
        try:
            for line in _COMMANDS[given.command][3](OmegaCacheLogger(**folders), given):
                print(line)
            print(end="", flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError) as error:
            words = "; ".join(part.strip() for part in str(error).splitlines()).replace(":;", ":")
            print(f"omega_persistence.py: {words}", file=sys.stderr)
            return 1
    return 0


if (
    __name__ == "__main__"
    and globals() is vars(sys.modules["__main__"])
    and globals().get("__loader__")
    and globals().get("__file__") == _main.__code__.co_filename != "<stdin>"
):
    sys.exit(_main())
