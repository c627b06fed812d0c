# Generated from omega_persistence.md by extract.py: edit the document, never this file.


"""A betting record that no session can lose, and its audit. The manual is omega_persistence.md."""

import contextlib
import csv
import datetime
import functools
import io
import itertools
import json
import math
import os
import re
import sys
import threading
import time
import typing
import warnings
import zlib

_VERSION = "3.0.0"


def american_to_decimal(odds: float) -> float:
    """Return the decimal odds, the total return on a stake of 1, of American odds.

    Accepts a number or its text. Raises ValueError for zero and for what is no finite number.
    """
    value = float(odds)
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
    from odds_eval import american_to_decimal, implied_probability  # type: ignore  # noqa: F811


_Record = dict[str, typing.Any]
_Text = typing.Optional[str]


def _text(value: object) -> _Text:
    """Return text without outer blanks; null where nothing is said."""
    if isinstance(value, (bool, dict, list)):
        raise ValueError("is not text")
    text = "" if value is None else str(value).replace("\0", "").strip()
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text or None


def _name(value: object) -> str:
    """Return text that is not empty."""
    text = _text(value)
    if text is None:
        raise ValueError("is empty; text is expected")
    return text


@functools.lru_cache(4096)
def _day(value: object) -> str:
    """Return a real calendar day, YYYY-MM-DD."""
    text = str(value).strip()
    with contextlib.suppress(ValueError):
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return datetime.date.fromisoformat(text).isoformat()
    raise ValueError("is not a calendar day; YYYY-MM-DD is expected")


def _number(value: typing.Any) -> float:
    """Return a finite number."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if not isinstance(value, bool) and type(value).__name__ != "bool_":
            number = float(value)
            if math.isfinite(number):
                return number
    raise ValueError("is not a number; a finite number is expected")


def _stake(value: typing.Any) -> float:
    """Return a stake, a number that is not negative."""
    number = _number(value)
    if number < 0:
        raise ValueError("is negative; a stake is 0 or more")
    return number


def _probability(value: typing.Any) -> float:
    """Return a probability, a number from 0 to 1."""
    number = _number(value)
    if not 0 <= number <= 1:
        hint = f"; did you mean {number / 100:g}?" if 1 < number <= 100 else ""
        raise ValueError(f"is not between 0 and 1{hint}")
    return number


@functools.lru_cache(65536)
def _odds(value: typing.Any) -> str:
    """Return American odds as text with a sign: -110, +150."""
    text = str(value).strip().strip("()").replace("−", "-").upper()
    try:
        if isinstance(value, bool):
            raise ValueError
        number = 100.0 if text in ("EVEN", "EV") else _number(text)
    except ValueError:
        raise ValueError("are not American odds; -110, +150 or EVEN is expected") from None
    if abs(number) < 100:
        raise ValueError("is between -100 and +100; American odds are at least 100 away from zero")
    return f"{number:+.0f}" if number == int(number) else f"{number:+}"


def _result(value: object) -> str:
    """Return Win, Loss or Push."""
    if value not in ("Win", "Loss", "Push"):
        raise ValueError("is not a result; Win, Loss or Push is expected")
    return str(value)


_CHECKS: dict[str, typing.Callable[[typing.Any], typing.Any]] = {
    "bet_id": _text,
    "date": _day,
    "league": _name,
    "matchup": _name,
    "pick": _name,
    "bet_type": _name,
    "odds": _odds,
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
    "closing_odds": _odds,
    "clv_pct": _number,
    "logged_at": _text,
    "updated_at": _text,
}
_FIELDS = tuple(_CHECKS)
_REQUIRED = _FIELDS[1:13]
_ADVICE = (*_FIELDS[1:15], "extra")  # the recommendation, without the id of the game
_KEPT_BY_LOG = ("bet_id", "clv_pct", "logged_at", "updated_at")


_NAMES = {
    "bet_id": "bet id, id",
    "date": "game date, bet date, event date, match date, day, date placed",
    "league": "sport, competition, comp",
    "matchup": "match up, game, match, event, teams, fixture",
    "pick": "selection, bet, play, wager, side, recommended bet, recommendation",
    "bet_type": "type, market, wager type, market type",
    "odds": "odds american, american odds, price, odds us, us odds, opening odds, odds taken, moneyline",
    "implied_prob": "implied probability, implied, implied p, market prob, market probability",
    "model_prob": "model probability, model, model p, win prob, win probability, true prob, our prob",
    "edge_pct": "edge, edge percent, edge pts, edge points",
    "confidence": "confidence tier, tier, confidence level, conf",
    "predicted_outcome": "prediction, predicted score, projection, projected score",
    "factors": "key factors, reasoning, rationale, analysis",
    "stake_units": "units, stake u, unit, units staked, stake in units, unit size",
    "stake_amount": "stake, amount, wager amount, bet amount, bet size, risk, risked",
    "game_id": "event id, match id",
    "result": "outcome, w l, win loss, bet result, w l p, status, grade",
    "final_score": "final box score, box score, score, final",
    "closing_odds": "closing line, closing, closing price, close odds, close, closing line odds",
    "clv_pct": "clv, clv percent, closing line value",
    "logged_at": "created at, timestamp, logged",
    "updated_at": "settled at, graded at, updated",
    "extra": "",
    "home": "home team",
    "away": "away team, visitor, visitors",
}


def _letters(title: object) -> str:
    """Return the letters and digits of a title in lower case."""
    return "".join(filter(str.isalnum, str(title).lower()))


_FIELD_NAMED = {
    _letters(name): field for field, names in _NAMES.items() for name in [field, *names.split(",")]
}


def _meant(key: str, given: typing.Container[str]) -> _Text:
    """Return the field that a strange key was meant to be, if there is one."""
    import difflib

    field = _FIELD_NAMED.get(_letters(key))
    if field in _CHECKS and (field not in given or _letters(key) == _letters(field)):
        return field
    near = difflib.get_close_matches(key.lower(), _FIELDS, 1, 0.8)
    return near[0] if near else None


def _shown(value: object) -> str:
    """Return a value as an error shows it: JSON where possible, and short."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _refuse(what: str, problems: list[str]) -> None:
    """Raise one ValueError for all problems, if there are any."""
    if problems:
        raise ValueError(f"{what} refused, nothing was written:\n  " + "\n  ".join(problems))


def _plain(value: typing.Any) -> typing.Any:
    """Return a value as it comes back from a JSON file: strict, with numbers of other libraries as numbers."""

    def number(other: typing.Any) -> typing.Any:
        for name in ("tolist", "isoformat", "__float__"):
            if hasattr(other, name):
                return getattr(other, name)()
        return str(other)

    text = json.dumps(value, default=number, allow_nan=False, ensure_ascii=False)
    return json.loads(text.encode("utf-8", "replace"))


def _checked(data: typing.Any) -> tuple[_Record, list[str]]:
    """Return the fields of a recommendation as they are stored, and every problem."""
    if not isinstance(data, dict):
        return {}, [f"{_shown(data)} is not a bet; a dict is expected"]
    bet: _Record = dict.fromkeys(_FIELDS)
    problems = [f"{field}: missing" for field in _REQUIRED if field not in data]
    extra: _Record = {}
    for key, value in data.items():
        if key == "extra" and isinstance(value, dict):
            extra.update(value)
        elif key not in _CHECKS:
            meant = _meant(str(key), data)
            if meant:
                problems.append(f"{key}: unknown; did you mean {meant}?")
            extra[str(key)] = value
        elif key in _KEPT_BY_LOG:
            if value:
                warnings.warn(f"{key}: {_shown(value)} is ignored; the log sets it", stacklevel=4)
        elif value is not None or key in _REQUIRED:
            try:
                bet[key] = _CHECKS[key](value)
            except (TypeError, ValueError) as error:
                problems.append(f"{key}: {_shown(value)} {error}")
    try:
        if extra := _plain({key: value for key, value in extra.items() if value is not None}):
            bet["extra"] = extra
    except (TypeError, ValueError, RecursionError) as error:
        problems.append(f"extra: {_shown(extra)} is not JSON: {error}")
    return bet, problems


def _doubts(bet: _Record) -> list[str]:
    """Return what is strange about a bet whose every value is valid."""
    doubts = []
    edge = (bet["model_prob"] - bet["implied_prob"]) * 100
    if abs(bet["edge_pct"] - edge) > 0.5:
        doubts.append(
            f"edge_pct: {bet['edge_pct']:g}, but model_prob - implied_prob is {edge:.2f} points"
        )
    fair = implied_probability(float(bet["odds"]))
    if abs(bet["implied_prob"] - fair) > 0.06:
        doubts.append(
            f"implied_prob: {bet['implied_prob']:g}, but odds {bet['odds']} imply {fair:.3f}"
        )
    return doubts


@functools.lru_cache(65536)
def _clv(odds: _Text, closing_odds: _Text) -> typing.Optional[float]:
    """Return closing line value in percentage points, or null where a price is missing."""
    if odds is None or closing_odds is None:
        return None
    return (implied_probability(float(closing_odds)) - implied_probability(float(odds))) * 100


def _now() -> str:
    """Return the time, UTC, as 2025-11-24T13:00:00Z."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _league_code(league: str) -> str:
    """Return the league as an id holds it: upper-case letters and digits."""
    return "".join(filter(str.isalnum, league.upper())) or "OTHER"


_ID = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})_(.+)_([0-9]{1,7})")


def _id_parts(bet_id: object) -> tuple[str, str, int]:
    """Return day, league code and number of an id; "", "" and 0 for anything else."""
    found = _ID.fullmatch(bet_id) if isinstance(bet_id, str) else None
    return (found[1], _league_code(found[2]), int(found[3])) if found else ("", "", 0)


class _Register:
    """The highest number of each day and league, and the ids on each pick."""

    def __init__(self, bets: list[_Record]) -> None:
        """Register the bets of a log."""
        self.bets = bets
        self.days: dict[typing.Any, list[_Record]] = {}
        self.picks: dict[str, dict[typing.Any, list[str]]] = {}
        highest: dict[str, int] = {}
        for bet in bets:
            self.days.setdefault(bet.get("date"), []).append(bet)
            prefix, _, number = str(bet.get("bet_id")).rpartition("_")
            if len(number) < 6 and number.isdigit() and int(number) > highest.get(prefix, 0):
                highest[prefix] = int(number)
        self.highest: dict[tuple[str, str], int] = {}
        for prefix, top in highest.items():
            slot = prefix[:10], _league_code(prefix[11:])
            self.highest[slot] = max(top, self.highest.get(slot, 0))

    def enter(self, bet: _Record, stamp: str) -> list[str]:
        """Give a bet its id and time of logging, and return the ids that stand on its pick already."""
        day, code = bet["date"], _league_code(bet["league"])
        number = self.highest[day, code] = self.highest.get((day, code), 0) + 1
        bet.update(bet_id=f"{day}_{code}_{number}", logged_at=stamp)
        if bet["result"]:
            bet["updated_at"] = stamp
        if day not in self.picks:
            self.picks[day] = {}
            for known in self.days.get(day, []):
                self.picks[day].setdefault(_pick(known), []).append(str(known.get("bet_id")))
        there = self.picks[day].setdefault(_pick(bet), [])
        there.append(bet["bet_id"])
        return there[:-1]


def _slate(data: list[typing.Any]) -> list[_Record]:
    """Return the recommendations of a slate, checked, or raise one ValueError for all that is wrong."""
    checked = [_checked(item) for item in data]
    where = [f"bet {number}: " if len(data) > 1 else "" for number in range(1, len(data) + 1)]
    _refuse("bet", [at + problem for at, (_, found) in zip(where, checked) for problem in found])
    return [bet for bet, _ in checked]


def _simulation(data: typing.Any) -> _Record:
    """Return a simulation as it is stored, or raise a ValueError for all that is wrong."""
    if not isinstance(data, dict):
        _refuse("simulation", [f"{_shown(data)} is not a simulation; a dict is expected"])
    problems = []
    given = {key: value for key, value in data.items() if value is not None}
    sim: _Record = dict.fromkeys(("sim_id", "date", "game_id", "league", "matchup"))
    sim.update(date=_now()[:10], game_id="unknown", sim_results={}, n_iterations=0)
    sim.update(model_probabilities={}, predicted_scores={})
    for key, value in given.items():
        try:
            value = _plain(value)
            if key in sim and key != "sim_id":
                sim[key] = _SIM_CHECKS.get(key, _plain)(value)
            elif key not in ("sim_id", "logged_at"):
                sim.setdefault("extra", {})[str(key)] = value
        except (TypeError, ValueError, RecursionError) as error:
            problems.append(f"{key}: {_shown(value)} {error}")
    _refuse("simulation", problems)
    extra = {"extra": sim.pop("extra")} if "extra" in sim else {}
    return {**sim, "sim_id": f"{sim['date']}_{sim['game_id']}", "logged_at": _now(), **extra}


_SIM_CHECKS: dict[str, typing.Callable[[typing.Any], typing.Any]] = {
    "date": _day,
    "game_id": _name,
    "league": _text,
    "matchup": _text,
}


_TAIL = b"\n]\n"
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _line(record: _Record) -> bytes:
    """Return a record as its line in a log."""
    return _encode(record).encode("utf-8", "replace")


fcntl: typing.Any = None
with contextlib.suppress(ImportError):
    import fcntl

_LOCKS: dict[str, tuple[typing.Any, list[int]]] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LOCKS.clear)


@contextlib.contextmanager
def _locked(folder: str) -> typing.Iterator[None]:
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
            held.clear()
            if handle >= 0:
                with contextlib.suppress(OSError, AttributeError):
                    fcntl.flock(handle, fcntl.LOCK_UN)
                os.close(handle)


def _file_mode(path: str) -> int:
    """Return the permissions for a file: those it has, or private where others share a folder above it."""
    with contextlib.suppress(OSError):
        return os.stat(path).st_mode & 0o777
    folder = os.path.dirname(path)
    while not os.stat(folder).st_mode & 0o002:
        if folder == os.path.dirname(folder):
            return 0o666
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
    handle = os.open(staged, flags | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        if mode != 0o666:
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


def _content(path: str) -> typing.Optional[bytes]:
    """Return the bytes of a file, or None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _remove(path: str) -> None:
    """Remove a file if it is there."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def _put_back(path: str, data: typing.Optional[bytes]) -> None:
    """Give a file its earlier content again."""
    if data is None:
        _remove(path)
    elif _content(path) != data:
        os.replace(_stage(path, data), path)


_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_LENIENT = json.JSONDecoder(parse_constant=lambda _: None, strict=False)


def _objects(text: str, decoder: json.JSONDecoder) -> typing.Iterator[tuple[int, int, typing.Any]]:
    """Yield start, end and value of each whole JSON document in a text, whatever stands between them."""
    opening = re.compile(r"[{\[]")
    found = opening.search(text)
    while found:
        end = found.start() + 1
        try:
            value, end = decoder.raw_decode(text, found.start())
            yield found.start(), end, value
        except RecursionError:
            opening = re.compile(r"\{[^{}]*\}")
        except ValueError:
            if opening.pattern == r"[{\[]":
                opening = re.compile(r"\{")
        found = opening.search(text, end)


def _records_in(value: typing.Any, key: str) -> typing.Iterator[_Record]:
    """Yield each object that has a key, from any depth of a JSON value, in its order."""
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
        self, path: str, key: str, join: typing.Callable[[list[list[_Record]]], list[_Record]]
    ) -> None:
        """Own the file at path, whose records have a key, and are merged by join."""
        self.path, self.key, self.join = path, key, join
        self._identity: typing.Optional[tuple[int, int, int]] = None
        self._records: list[_Record] = []
        self._tidy = False

    def locked(self) -> typing.ContextManager[None]:
        """Hold the log's lock, for a reading, a change and a writing that belong together."""
        return _locked(os.path.dirname(os.path.realpath(self.path)))

    def _on_disk(self) -> typing.Optional[tuple[int, int, int]]:
        """Return the file's identity."""
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

    def read(self) -> list[_Record]:
        """Return the records as they are on disk now."""
        if self._identity != self._on_disk():
            with self.locked():
                identity = self._on_disk()
                if self._identity != identity:
                    self._load(_content(self.path))
                    if self._on_disk() == identity:
                        self._identity = identity
        return self._records

    def _load(self, raw: typing.Optional[bytes]) -> None:
        """Parse the bytes of the file, and mend the file where they are no log."""
        records: typing.Any = []
        try:
            records = [] if raw is None else _DECODER.decode(raw.decode())
            damaged = not isinstance(records, list) or not set(map(type, records)) <= {dict}
        except (ValueError, RecursionError):
            damaged = True
        if raw is not None and damaged:
            self._mend(raw)
            return
        self._records = records
        self._tidy = raw is not None and (
            raw.count(b"\n") == max(len(records), 1) + 2
            and raw.count(b"\n{") == len(records)
            and raw.endswith(_TAIL)
        )

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
        self.change(self.join([found]))
        warnings.warn(
            f"{self.path} was damaged: {len(self._records)} whole records were recovered, "
            f"and the file as it was is kept as {os.path.basename(kept)}; restore earlier "
            "attachments to bring back what it lost",
            stacklevel=5,
        )

    def append(self, new: list[_Record]) -> None:
        """Add records with one write, at the same cost whatever the log's size."""
        if not self._tidy:
            self.change(self._records + new)
            return
        data = b",\n"[: 2 * bool(self._records)] + b",\n".join(map(_line, new)) + _TAIL
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
        self._records.extend(new)
        self._identity = status.st_ino, status.st_size, status.st_mtime_ns

    def change(self, records: list[_Record]) -> None:
        """Put records in the place of all there are."""
        _change_logs({self: records})

    def text_of(self, records: list[_Record]) -> bytes:
        """Return the file's content with these records."""
        known: dict[int, bytes] = {}
        if self._tidy:
            lines = (_content(self.path) or b"").split(b"\n")[1:-2]
            known = dict(zip(map(id, self._records), lines))
        texts = (
            known[id(record)].rstrip(b",") if id(record) in known else _line(record)
            for record in records
        )
        return b"[\n" + b",\n".join(texts) + _TAIL

    def adopt(self, records: list[_Record]) -> None:
        """Take records as what the file now holds."""
        self._records, self._tidy, self._identity = records, True, self._on_disk()


def _change_logs(changes: dict[_Log, list[_Record]]) -> None:
    """Put new records in several logs, in all of them or in none."""
    _replace_files({log.path: log.text_of(records) for log, records in changes.items()})
    for log, records in changes.items():
        log.adopt(records)


_OUTCOME = ("result", "final_score", "closing_odds")


def _update_problems(
    update: typing.Any, bets: typing.Mapping[str, _Record], needed: str
) -> list[str]:
    """Return what is wrong with one update; the field that is needed may not be missing."""
    if not isinstance(update, dict):
        return [f"{_shown(update)} is not an update; a dict with bet_id and result is expected"]
    problems = []
    bet_id = update.get("bet_id")
    if not isinstance(bet_id, str) or bet_id not in bets:
        import difflib

        near = difflib.get_close_matches(str(bet_id), bets, 1, 0.9) if bet_id else []
        hint = f"; did you mean {near[0]}?" if near else "; get_pending_bets() lists what is open"
        problems.append(f"bet_id: {_shown(bet_id)} is not in the log{hint}")
    for field in _OUTCOME:
        if field == needed or update.get(field) is not None:
            try:
                _CHECKS[field](update.get(field))
            except (TypeError, ValueError) as error:
                problems.append(f"{field}: {_shown(update.get(field))} {error}")
    for key in update:
        if key not in _CHECKS and key != "extra":
            meant = _meant(str(key), update)
            if meant in _OUTCOME:
                problems.append(f"{key}: unknown; did you mean {meant}?")
    return problems


def _later_than(stamp: _Text) -> str:
    """Return the time, or the second after a stamp that is not earlier."""
    now = _now()
    if stamp and stamp >= now:
        with contextlib.suppress(ValueError):
            after = datetime.datetime.fromisoformat(stamp[:19]) + datetime.timedelta(seconds=1)
            return after.strftime("%Y-%m-%dT%H:%M:%SZ")
    return now


def _settled(bet: _Record, update: _Record) -> _Record:
    """Return a bet with the outcome that an update tells."""
    known = {
        field: _CHECKS[field](update[field]) for field in _OUTCOME if update.get(field) is not None
    }
    settled = {**bet, **{field: value for field, value in known.items() if value is not None}}
    settled["clv_pct"] = _clv(settled["odds"], settled["closing_odds"])
    if "result" in known:
        settled["updated_at"] = _later_than(bet.get("updated_at"))
    return settled


def _settled_all(bets: list[_Record], updates: typing.Any, needed: str = "result") -> list[_Record]:
    """Return the bets with every update applied, or raise one ValueError for all that is wrong."""
    places = {bet.get("bet_id"): place for place, bet in reversed(list(enumerate(bets)))}
    by_id = {bet_id: bets[place] for bet_id, place in places.items() if isinstance(bet_id, str)}
    if isinstance(updates, (str, dict)) or not isinstance(updates, typing.Iterable):
        updates = [updates]
    updates = list(updates)
    problems = []
    seen: dict[str, _Record] = {}
    for number, update in enumerate(updates, 1):
        where = f"update {number}: " if len(updates) > 1 else ""
        found = _update_problems(update, by_id, needed)
        if not found and seen.setdefault(update["bet_id"], update) != update:
            found = [f"bet_id: {update['bet_id']} is given twice, with different outcomes"]
        problems += [where + problem for problem in found]
    _refuse("update", problems)
    bets = list(bets)
    for update in updates:
        place = places[update["bet_id"]]
        bets[place] = _settled(bets[place], update)
    return bets


class _Row(typing.NamedTuple):
    """One row of a table: where it stands, its values by title, and what it was before."""

    line: int
    cells: _Record
    raw: typing.Any


class _Found(typing.NamedTuple):
    """What an attachment holds; its rows are those of the tables, the others, the rejected and the headers."""

    tables: list[list[_Row]]
    others: dict[str, list[_Record]]
    rejected: list[_Record]
    headers: int


def _rejection(line: int, reason: str, raw: object) -> _Record:
    """Return the report of something that could not be read as a bet."""
    text = raw if isinstance(raw, str) else _shown_whole(raw)
    return {"line": line, "reason": reason, "raw": text.strip("\r\n")[:4000]}


def _shown_whole(value: object) -> str:
    """Return a JSON value as text, whatever is in it."""
    try:
        return json.dumps(value, ensure_ascii=False, default=repr)
    except (TypeError, ValueError, RecursionError):
        return repr(type(value))


def _decoded(raw: bytes) -> str:
    """Return the text of a file in the encoding that it seems to have."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8-sig", "replace")


def _attachment(file: typing.Any) -> tuple[str, typing.Any]:
    """Return the name of an attachment and its content, text or a JSON value."""
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as opened:
            return os.path.basename(os.fspath(file)), opened.read()
    if not isinstance(file, dict) or file.get("content") is None:
        raise ValueError("no attachment; a path or {'filename': …, 'content': …} is expected")
    name = str(file.get("filename") or "attachment").replace("\\", "/")
    return os.path.basename(name), file["content"]


_SPOKEN = str.maketrans({"%": " percent", "$": " amount", "€": " amount", "£": " amount"})


@functools.lru_cache(1024)
def _fields_of(titles: tuple[str, ...]) -> tuple[_Text, ...]:
    """Return the field that each title names; null for one that names none, or one named before."""
    fields: list[_Text] = []
    for title in titles:
        spoken = _letters(str(title).translate(_SPOKEN))
        field = _FIELD_NAMED.get(spoken) or _FIELD_NAMED.get(_letters(title))
        fields.append(None if field in fields else field)
    return tuple(fields)


def _columns(cells: list[str]) -> int:
    """Return how many columns a row of a sheet names; 0 if it is no header."""
    named = set(_fields_of(tuple(cells))) - {None}
    return len(named) if {"date", "pick"} <= named else 0


def _lines_and_cells(
    lines: list[str], start: int, delimiter: str
) -> typing.Iterator[tuple[int, int, list[str]]]:
    """Yield first line, line after the last, and cells of each row that is not blank."""
    reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter)
    after = start
    while after < len(lines):
        first = after
        try:
            cells = [cell.strip() for cell in next(reader, [])]
        except csv.Error:  # a cell beyond csv.field_size_limit
            cells = ["", ""]
        after = start + reader.line_num
        if any(cells) or (
            len(cells) == 2 and "".join(lines[first:after]).strip(delimiter + "\r\n ")
        ):
            yield first, after, cells
        elif after == first:
            return


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter of a sheet, or nothing where no line among the first is a header."""
    named = {
        delimiter: max(
            (_columns(cells) for _, _, cells in _lines_and_cells(lines[:40], 0, delimiter)),
            default=0,
        )
        for delimiter in ",;\t|"
    }
    best = max(named, key=lambda delimiter: named[delimiter])
    return best if named[best] else ""


def _sheet(lines: list[str], delimiter: str) -> _Found:
    """Return what a sheet holds."""
    found = _Found([], {}, [], 0)
    titles: list[str] = []
    headers, place, start = 0, -1, 0
    while start < len(lines):
        rows = _lines_and_cells(lines, start, delimiter)
        start = len(lines)
        for first, after, cells in rows:
            if titles and len(cells) > len(titles):
                cells = [*cells[: len(titles)], *filter(None, cells[len(titles) :])]
            fits = len(cells) == len(titles)
            if fits and _is_day(cells[place]):
                found.tables[-1].append(
                    _Row(first + 1, dict(zip(titles, cells)), "".join(lines[first:after]))
                )
            elif _columns(cells):
                headers += 1
                if cells != titles:
                    titles, place = _distinct(cells), _fields_of(tuple(cells)).index("date")
                    found.tables.append([])
            elif set("".join(cells)) <= set("-: "):
                headers += 1
            elif fits:
                row = _Row(first + 1, dict(zip(titles, cells)), "".join(lines[first:after]))
                found.tables[-1].append(row)
            else:
                reason = (
                    f"{len(cells)} cells under {len(titles)} titles"
                    if titles
                    else "before the header"
                )
                one = after if after - first == 1 or not titles else first + 1
                found.rejected.append(_rejection(first + 1, reason, "".join(lines[first:one])))
                if one < after:
                    start = one
                    break
    return found._replace(headers=headers)


def _distinct(titles: list[str]) -> list[str]:
    """Return titles of which none is another's twin."""
    seen: dict[str, int] = {}
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
    return [
        title if seen[title] == 1 else f"{title} ({place})" for place, title in enumerate(titles, 1)
    ]


_DISTINCT_KEYS = {
    "manifests": {"manifest", "files"},
    "audits": {"total_bets", "settled_bets"},
    "rejected": {"file", "line", "reason", "raw"},
}


def _kind(value: _Record) -> str:
    """Return what an object is: bets, simulations, audits, manifests, rejected, or nothing known."""
    if "sim_id" in value or "sim_results" in value or "n_iterations" in value:
        return "simulations"
    for kind, keys in _DISTINCT_KEYS.items():
        if keys <= value.keys():
            return kind
    fields = _fields_of(tuple(value))
    if "pick" not in fields or isinstance(list(value.values())[fields.index("pick")], (dict, list)):
        return ""
    return "bets"


_CONTEXT = ("date", "league", "matchup", "game_id")


def _within(value: _Record) -> _Record:
    """Return what a wrapper says of all that is in it."""
    named = zip(_fields_of(tuple(value)), value.values())
    return {
        str(field): said
        for field, said in named
        if field in _CONTEXT and not isinstance(said, (dict, list)) and said is not None
    }


def _sorted_out(values: list[typing.Any]) -> _Found:
    """Return what the values of a document hold."""
    found = _Found([[]], {}, [], 0)
    todo: list[tuple[typing.Any, _Record, list[_Row], bool]] = [
        (value, {}, found.tables[0], True) for value in reversed(values)
    ]
    while todo:
        value, context, table, counts = todo.pop()
        if isinstance(value, list):
            rows: list[_Row] = []
            found.tables.append(rows)
            counts = counts or any(isinstance(item, dict) for item in value)
            todo += [(item, context, rows, counts) for item in reversed(value)]
        elif isinstance(value, dict):
            kind = _kind(value)
            if kind == "bets":
                said = _fields_of(tuple(value))
                more = {field: part for field, part in context.items() if field not in said}
                table.append(_Row(0, {**value, **more} if more else value, value))
            elif kind:
                found.others.setdefault(kind, []).append(value)
            elif inner := [part for part in value.values() if isinstance(part, (dict, list))]:
                context = {**context, **_within(value)}
                todo += [(part, context, table, False) for part in reversed(inner)]
            elif counts:
                found.rejected.append(_rejection(0, "no bet: it names no pick", value))
        elif counts:
            found.rejected.append(_rejection(0, "no bet: it is no object", value))
    return found


_SLIPS = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|(?<=[:,\[\s])\+(?=[\d.])|,(?=\s*[}\]])|^[ \t]*```.*$', re.M
)


def _without_slips(text: str) -> str:
    """Return text without what is commonly added to JSON outside its strings."""
    return _SLIPS.sub(lambda found: found[0] if found[0][0] == '"' else "", text)


def _torn(text: str, start: int, end: int) -> list[_Record]:
    """Return a rejection for each piece between two places that might have been a record."""
    rejected = []
    for piece in re.finditer(r"\S(?:.|\n(?!\s*\{))*", text[start:end]):
        said = piece[0].rstrip()
        begun = "{" in said or (start == 0 and re.search(r'"\s*:', said))
        if begun and not said.endswith("["):
            line = text.count("\n", 0, start + piece.start()) + 1
            rejected.append(_rejection(line, "no JSON: cut off or damaged", said))
    return rejected


def _pieces(text: str) -> tuple[int, list[typing.Any], list[_Record]]:
    """Return how much of a text is unread, the JSON values in it, and what was torn."""
    unread, values, torn, end = 0, [], [], 0
    for start, after, value in _objects(text, _LENIENT):
        gap = text[end:start]
        if "{" in gap and isinstance(value, dict) and not _kind(value):
            if not any(isinstance(part, (dict, list)) for part in value.values()):
                continue  # an object within a torn record
        unread += gap.count("[") + gap.count("{")
        torn += _torn(text, end, start)
        values.append(value)
        end = after
    unread += text.count("[", end) + text.count("{", end)
    return unread, values, torn + _torn(text, end, len(text))


def _document(text: str) -> _Found:
    """Return what the JSON documents in a text hold."""
    unread, values, torn = _pieces(text)
    if unread:
        better = _without_slips(text)
        again = _pieces(better)
        if again[0] < unread:
            text, (unread, values, torn) = better, again
    found = _sorted_out(values)
    found.rejected.extend(torn)
    if not values and not torn and "omega-persistence" in text[:300]:
        found.others["reports"] = []
    elif not values and not torn:
        found.rejected.append(
            _rejection(1, "neither JSON nor a sheet with a date and a pick", text)
        )
    return found


def _line_numbers(text: str) -> dict[str, int]:
    """Return the line of each object in a text, by the object's text."""
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for found in re.finditer(r"\{", text):
        with contextlib.suppress(ValueError):
            try:
                value = _LENIENT.raw_decode(text, found.start())[0]
            except RecursionError:
                break
            line += text.count("\n", counted, found.start())
            counted = found.start()
            lines.setdefault(_rejection(0, "", value)["raw"], line)
    return lines


def _contents(content: typing.Any) -> _Found:
    """Return what an attachment's content holds."""
    if isinstance(content, (bytes, bytearray)):
        content = _decoded(bytes(content))
    if not isinstance(content, str):
        return _sorted_out([content])
    text = content.lstrip("\ufeff")
    lines = (
        []
        if text.lstrip()[:1] in ("[", "{")
        else list(io.StringIO(text.replace("\0", ""), newline=""))
    )
    lines = ["\n" if line.startswith("```") else line for line in lines]
    delimiter = _delimiter(lines)
    return _sheet(lines, delimiter) if delimiter else _document(text)


def _figure(value: typing.Any) -> float:
    """Return the number that a cell shows, without its unit."""
    if isinstance(value, str):
        value = re.sub(
            r"[$€£%\s]|u(?:nits?)?$|p(?:oin)?ts?$|pp$", "", value.replace("−", "-"), flags=re.I
        )
        if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?", value):
            value = value.replace(",", "")
        value = value.replace(",", ".")
    return _number(value)


def _bare(value: typing.Any) -> float:
    """Return a number that does not say its unit; NaN for anything else."""
    if type(value) is float:
        return value
    try:
        return math.nan if value is None or "%" in str(value) else _figure(value)
    except ValueError:
        return math.nan


def _units(rows: list[_Record]) -> dict[str, float]:
    """Return the factor by which the bare numbers of a column become fractions, or points of edge."""
    units = {}
    for field in ("implied_prob", "model_prob"):
        bare = [_bare(row.get(field)) for row in rows]
        over = sum(number > 1 for number in bare)
        units[field] = 0.01 if over > sum(number <= 1 for number in bare) else 1.0
    votes = 0
    for row in rows:
        edge = _bare(row.get("edge_pct"))
        model = _bare(row.get("model_prob")) * units["model_prob"]
        points = (model - _bare(row.get("implied_prob")) * units["implied_prob"]) * 100
        votes += (abs(edge * 100 - points) < abs(edge - points)) - (
            abs(edge * 100 - points) > abs(edge - points)
        )
    units["edge_pct"] = 100.0 if votes > 0 else 1.0
    return units


def _share(value: typing.Any, unit: float) -> float:
    """Return a probability from a cell, given the factor of its column."""
    number = _figure(value)
    if "%" in str(value) or number > 1 or (unit != 1 and number > 0):
        number = round(number / 100, 12)
    return _probability(number)


_DAY_FORMS = ("%m/%d/%Y", "%m/%d/%y", "%Y/%m/%d", "%m-%d-%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y")
_TIERS = {"high": "High", "medium": "Medium", "med": "Medium", "low": "Low"}
_RESULTS = {
    **dict.fromkeys("w win won winner ✅".split(), "Win"),
    **dict.fromkeys("l loss lost lose loser ❌".split(), "Loss"),
    **dict.fromkeys(
        "push pushed void voided tie tied refund refunded cancelled canceled".split(), "Push"
    ),
    **dict.fromkeys("pending open tbd n/a na none null - – — upcoming live".split(), None),
}
_NO_BET = {"no bet", "don't bet", "dont bet", "do not bet", "skip", "pass", "no play", "nobet"}
_GAME = re.compile(r"\S\s+(vs?\.?|@|at)\s+\S", re.I)


@functools.lru_cache(4096)
def _any_day(value: object) -> str:
    """Return the day that a cell shows, whatever its form; the month comes first."""
    text = str(value).strip()
    text = re.sub(r"[T ]\d{1,2}:\d\d.*$", "", text)
    for form in _DAY_FORMS:
        with contextlib.suppress(ValueError):
            return datetime.datetime.strptime(text, form).date().isoformat()
    return _day(text)


def _is_day(value: str) -> bool:
    """Tell whether a cell shows a day."""
    try:
        return bool(_any_day(value))
    except ValueError:
        return False


def _said(value: typing.Any) -> _Text:
    """Return the text of a cell, or of a list of texts."""
    if isinstance(value, str):
        return _text(value)
    return _text("; ".join(map(str, value)) if isinstance(value, list) else value)


def _tier(value: typing.Any) -> _Text:
    """Return High, Medium or Low, with emoji or the ruins of one taken off; other tiers as they are."""
    text = _said(value) or ""
    return _TIERS.get("".join(filter(str.isalpha, filter(str.isascii, text))).lower(), text)


@functools.lru_cache(4096)
def _any_result(value: typing.Any) -> _Text:
    """Return Win, Loss, Push, or null for what is pending."""
    text = str(value).strip().lower()
    word = text if text in _RESULTS else _letters(text)
    if word not in _RESULTS:
        raise ValueError("is no result")
    return _RESULTS[word]


def _stamp(value: typing.Any) -> str:
    """Return a time that begins with a day."""
    text = _said(value) or ""
    _day(text[:10])
    return text


def _given_id(value: typing.Any) -> str:
    """Return an id of the form that logs give, its number without leading zeros."""
    found = _ID.fullmatch(str(value).strip())
    if not found:
        raise ValueError("is no id of a log")
    return f"{found[1]}_{found[2]}_{int(found[3])}"


_READERS: dict[str, typing.Callable[[typing.Any], typing.Any]] = {
    **dict.fromkeys(_CHECKS, _said),
    **dict.fromkeys(("edge_pct", "clv_pct"), _figure),
    **dict.fromkeys(("stake_units", "stake_amount"), lambda value: _stake(_figure(value))),
    "bet_id": _given_id,
    "date": _any_day,
    "odds": _odds,
    "closing_odds": _odds,
    "confidence": _tier,
    "result": _any_result,
    "logged_at": _stamp,
    "updated_at": _stamp,
}


_NEEDED = ("date", "pick", "odds")
_PROBABILITIES = ("implied_prob", "model_prob")
_FORMULA_QUOTE = re.compile(r"'+[=+\-@\t\r]")


def _by_field(row: _Row) -> tuple[_Record, _Record]:
    """Return the values of a row by field, and those whose title names none."""
    fields = _fields_of(tuple(row.cells))
    values, extra = {}, {}
    for field, (title, value) in zip(fields, row.cells.items()):
        if value is None or value == "":
            continue
        if isinstance(value, str) and value[0] == "'" and _FORMULA_QUOTE.match(value):
            value = value[1:]
        if field is None:
            extra[str(title)] = value
        else:
            values[field] = value
    return values, extra


def _kept(extra: _Record) -> _Record:
    """Return extra as JSON can hold it."""
    try:
        return dict(_plain(extra))
    except (TypeError, ValueError, RecursionError):
        return {title: _shown(value) for title, value in extra.items()}


def _game(values: _Record, extra: _Record) -> None:
    """Find the game where a sheet has it in two columns, or under the title of its id."""
    home, away = values.pop("home", None), values.pop("away", None)
    if home and away and "matchup" not in values:
        values["matchup"] = f"{away} @ {home}"
    elif home or away:
        extra.update({"home": home, "away": away})
    if "matchup" not in values and _GAME.search(str(values.get("game_id"))):
        values["matchup"] = values.pop("game_id")


def _from_status(values: _Record, extra: _Record) -> None:
    """Take the result from a status where the result itself is not told."""
    told = {}
    for field in ("status", "result"):
        with contextlib.suppress(ValueError):
            told[field] = _any_result(values.get(field, "-"))
    status = values.pop("status")
    if told.get("status") and not told.get("result"):
        values["result"] = status
    elif "status" not in told or told["status"] not in (None, told.get("result")):
        extra["status"] = status


def _bet(row: _Row, values: _Record, extra: _Record, units: dict[str, float]) -> _Record:
    """Return the bet that a row is, or raise a ValueError that says why it is none."""
    for said in (
        values.get("pick"),
        values.get("confidence"),
        values.get("result"),
        *extra.values(),
    ):
        if isinstance(said, str) and said.strip().lower().replace("’", "'") in _NO_BET:
            raise ValueError(f"no bet: {said.strip()}")
    if "matchup" not in values:
        _game(values, extra)
    if "status" in values:
        _from_status(values, extra)
    noted = values.pop("extra", None)
    if isinstance(noted, str):
        with contextlib.suppress(ValueError, RecursionError):
            noted = _LENIENT.decode(noted)
    if noted is not None:
        extra.update(noted if isinstance(noted, dict) else {"extra": noted})
    bet: _Record = dict.fromkeys(_FIELDS)
    problems = [f"{field}: missing" for field in ("date", "pick") if field not in values]
    if not ("league" in values or "matchup" in values or "game_id" in values):
        problems.append("neither league nor game")
    for field, value in values.items():
        try:
            if field in units:
                scale = units[field]
                bet[field] = (
                    _share(value, scale) if field in _PROBABILITIES else _edge(value, scale)
                )
            else:
                bet[field] = _READERS[field](value)
        except (TypeError, ValueError) as error:
            if field in _NEEDED:
                problems.append(f"{field}: {_shown(value)} {error}")
            titles = zip(_fields_of(tuple(row.cells)), row.cells)
            extra[next((str(title) for named, title in titles if named == field), field)] = value
    if problems:
        raise ValueError("; ".join(problems))
    if bet["closing_odds"] is not None and bet["odds"] is not None:
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
    if extra and (kept := _kept(extra)):
        bet["extra"] = kept
    return bet


def _edge(value: typing.Any, unit: float) -> float:
    """Return an edge in points from a cell, given the factor of its column."""
    number = _figure(value)
    return number if unit == 1 or "%" in str(value) else round(number * unit, 12)


def _bets(table: list[_Row]) -> tuple[list[_Record], list[_Record], dict[str, str]]:
    """Return the bets of a table, its rejected rows, and what its columns were taken for."""
    rows = [(row, *_by_field(row)) for row in table]
    units = _units([values for _, values, _ in rows])
    bets, rejected = [], []
    for row, values, extra in rows:
        try:
            bets.append(_bet(row, values, extra, units))
        except ValueError as error:
            rejected.append(_rejection(row.line, str(error), row.raw))
    taken = {0.01: "percent", 100.0: "fraction"}
    return bets, rejected, {field: taken[unit] for field, unit in units.items() if unit != 1}


class _File(typing.NamedTuple):
    """An attachment that has been read."""

    account: _Record
    bets: list[_Record]
    others: dict[str, list[_Record]]
    rejected: list[_Record]
    data: bytes


def _read(file: typing.Any) -> _File:
    """Return what an attachment holds, with its bets numbered and its rejections placed."""
    name, content = "attachment", None
    try:
        name, content = _attachment(file)
        found = _contents(content)
    except (OSError, ValueError, RecursionError, UnicodeError) as error:
        found = _Found([], {}, [_rejection(1, f"cannot be read: {error}", _shown(file))], 0)
    bets: list[_Record] = []
    rejected, taken = list(found.rejected), {}
    for table in found.tables:
        read, refused, units = _bets(table)
        rejected += refused
        taken.update(units)
        bets += read if found.headers else _numbered(read)
    if found.headers:
        bets = _numbered(bets)
    lines: dict[str, int] = {}
    if isinstance(content, (str, bytes, bytearray)) and any(row["line"] == 0 for row in rejected):
        text = content if isinstance(content, str) else _decoded(bytes(content))
        lines = {**_line_numbers(_without_slips(text)), **_line_numbers(text)}
    for row in rejected:
        row["line"] = row["line"] or lines.get(row["raw"], 1)
    rejected = [{"file": name, **row} for row in sorted(rejected, key=lambda row: int(row["line"]))]
    kinds = ["bets"] * bool(bets or found.headers) + list(found.others)
    records = len(bets) + sum(map(len, found.others.values()))
    account = {
        "filename": name,
        "kind": "+".join(kinds) or "unknown",
        "rows": records + len(rejected) + found.headers,
        "records": records,
        "headers": found.headers,
        "rejected": len(rejected),
        "units": taken,
    }
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    data = bytes(data) if isinstance(data, (bytes, bytearray)) else b""
    return _File(account, bets, found.others, rejected, data)


_Pick = tuple[str, str, str, str, str]


def _folded(text: object) -> str:
    """Return text without blanks and case."""
    return "".join(str(text or "").split()).casefold()


def _pick(bet: _Record) -> _Pick:
    """Return what was bet."""
    get = bet.get
    return (
        str(get("date")),
        _folded(get("league")),
        _folded(get("pick")),
        str(get("odds")),
        _folded(get("matchup") or get("game_id")),
    )


def _spread(pick: _Pick) -> int:
    """Return a number that depends only on a pick."""
    return zlib.crc32("\n".join(pick).encode("utf-8", "replace"))


_DERIVED, _DISPLACED = (
    (100_000, 900_000),
    (1_000_000, 9_000_000),
)  # the first number, how many there are


def _moved(number: int, pick: _Pick, numbers: tuple[int, int]) -> int:
    """Return the derived or displaced number that stands for a number."""
    return numbers[0] + (number + _spread(pick)) % numbers[1]


def _numbered(bets: list[_Record]) -> list[_Record]:
    """Return the bets of one file with derived ids for those that had none."""
    ordinals: dict[_Pick, int] = {}
    numbered = []
    for bet in bets:
        if bet["bet_id"] is None:
            pick = _pick(bet)
            ordinals[pick] = ordinals.get(pick, 0) + 1
            league = _league_code(bet["league"] or "")
            bet = {
                **bet,
                "bet_id": f"{bet['date']}_{league}_{_moved(ordinals[pick], pick, _DERIVED)}",
            }
        numbered.append(bet)
    return numbered


_Identity = tuple[typing.Union[str, int], _Pick]


def _identity(bet_id: str, pick: _Pick) -> _Identity:
    """Return the given id, or the ordinal of a row without one, and the pick."""
    found = _ID.fullmatch(bet_id) if bet_id[-6:].isdigit() else None
    if found and len(found[3]) == 7:
        number = (int(found[3]) - _DISPLACED[0] - _spread(pick)) % _DISPLACED[1]
        if 0 < number < 100_000:
            return f"{found[1]}_{found[2]}_{number}", pick
    elif found and len(found[3]) == 6:
        number = (int(found[3]) - _DERIVED[0] - _spread(pick)) % _DERIVED[1]
        if 0 < number < 100_000:
            return number, pick
    return bet_id, pick


def _is_given(bet: _Record) -> bool:
    """Tell whether a log gave the bet its id, though it may be displaced."""
    return isinstance(_identity(str(bet.get("bet_id")), _pick(bet))[0], str)


def _displaced(given: str, pick: _Pick) -> str:
    """Return the id of a bet that gives way to another under its given id."""
    day, _, rest = given.partition("_")
    league, _, number = rest.rpartition("_")
    return f"{day}_{league}_{_moved(int(number or 0), pick, _DISPLACED)}"


def _rank(version: _Record, fields: typing.Iterable[str]) -> str:
    """Return the text by which versions of equal standing are ordered."""
    return json.dumps([version.get(field) for field in fields], sort_keys=True)


def _advice_rank(version: _Record) -> tuple[int, str]:
    """Return the standing of a version's recommendation."""
    return sum(version.get(field) is not None for field in _ADVICE), _rank(version, _ADVICE)


def _result_rank(version: _Record) -> tuple[bool, str, bool, str]:
    """Return the standing of a version's result."""
    result, score, stamp = (version.get(field) for field in _RESULT)
    return result is not None, stamp or "", score is not None, _rank(version, _RESULT)


def _price_rank(version: _Record) -> tuple[bool, bool, str]:
    """Return the standing of a version's closing price."""
    price, clv = (version.get(field) for field in _PRICE)
    return price is not None, clv is not None, _rank(version, _PRICE)


_RESULT, _PRICE = ("result", "final_score", "updated_at"), ("closing_odds", "clv_pct")


def _joined(versions: list[_Record]) -> _Record:
    """Return the one bet that several versions tell of."""
    first = versions[0]
    if all(version == first for version in versions):
        return first
    advice = max(versions, key=_advice_rank)
    bet = {
        **dict.fromkeys(_FIELDS),
        **{field: advice[field] for field in _ADVICE if field in advice},
    }
    bet["bet_id"] = first["bet_id"]
    for field, choose in (("game_id", max), ("logged_at", min)):
        bet[field] = choose((v[field] for v in versions if v.get(field) is not None), default=None)
    for fields, rank in ((_RESULT, _result_rank), (_PRICE, _price_rank)):
        chosen = max(versions, key=rank)
        bet.update({field: chosen.get(field) for field in fields})
    if bet["odds"] is not None and bet["closing_odds"] is not None:
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
    return bet


class _Merged(typing.NamedTuple):
    """Logs that have been merged: the bets by identity, in order, and who stood where before."""

    bets: dict[_Identity, _Record]
    sources: list[dict[_Identity, _Record]]
    conflicts: list[_Record]


def _versions(
    sources: list[list[_Record]],
) -> tuple[dict[_Identity, list[_Record]], list[dict[_Identity, _Record]]]:
    """Return every version of each bet, and each source's bets by identity."""
    versions: dict[_Identity, list[_Record]] = {}
    placed: list[dict[_Identity, _Record]] = []
    known: dict[str, tuple[_Record, _Identity]] = {}
    for source in sources:
        places: dict[_Identity, _Record] = {}
        for bet in source:
            bet_id = str(bet.get("bet_id"))
            if bet_id in known and known[bet_id][0] == bet:
                places[known[bet_id][1]] = bet
                continue
            who = _identity(bet_id, _pick(bet))
            known.setdefault(bet_id, (bet, who))
            versions.setdefault(who, []).append(bet)
            places[who] = bet
        placed.append(places)
    return versions, placed


def _games(versions: list[_Record]) -> set[str]:
    """Return the names under which the game of a bet is known."""
    names = {_folded(bet.get(field)) for bet in versions for field in ("matchup", "game_id")}
    return names - {""}


def _absorptions(versions: dict[_Identity, list[_Record]]) -> dict[_Identity, _Identity]:
    """Return which bet with an id each row without one stands for."""
    rows = [who for who in versions if isinstance(who[0], int)]
    prices = {pick[:4] for _, pick in rows}
    standing: dict[tuple[tuple[str, ...], str], set[_Identity]] = {}
    for who, told in versions.items():
        if isinstance(who[0], str) and who[1][:4] in prices:
            for game in _games(told):
                standing.setdefault((who[1][:4], game), set()).add(who)
    absorbed = {}
    for row in rows:
        games = _games(versions[row])
        found = set().union(*(standing.get((row[1][:4], game), set()) for game in games))
        in_order = sorted(found, key=lambda who: (_id_parts(who[0]), str(who[0])))
        if int(row[0]) <= len(in_order):
            absorbed[row] = in_order[int(row[0]) - 1]
    return absorbed


def _shown_ids(
    bets: dict[_Identity, _Record], versions: dict[_Identity, list[_Record]]
) -> dict[_Identity, str]:
    """Return the id that each bet goes by."""
    claims: dict[str, list[_Identity]] = {}
    for who in bets:
        if isinstance(who[0], str):
            claims.setdefault(who[0], []).append(who)
    shown = {who: str(bet["bet_id"]) for who, bet in bets.items()}
    for given, rivals in claims.items():
        if len(rivals) > 1 or shown[rivals[0]] != given:
            alive = any(bet.get("bet_id") == given for who in rivals for bet in versions[who])
            rivals.sort(
                key=lambda who: (bets[who].get("logged_at") or "~", _rank(bets[who], _ADVICE))
            )
            for place, who in enumerate(rivals):
                shown[who] = given if alive and place == 0 else _displaced(given, who[1])
    return shown


def _conflicts(bet: _Record, versions: list[_Record]) -> list[_Record]:
    """Return where the versions of a bet contradict each other, and what was kept."""
    conflicts = []
    for field in ("result", "closing_odds"):
        told = sorted({version[field] for version in versions if version.get(field) is not None})
        if len(told) > 1:
            conflicts.append(
                {"bet_id": bet["bet_id"], "field": field, "told": told, "kept": bet[field]}
            )
    return conflicts


def _when(bet: _Record) -> tuple[str, tuple[str, str, int], str]:
    """Return what bets are ordered by."""
    when = bet.get("logged_at") or bet.get("date")
    return str(when), _id_parts(bet.get("bet_id")), str(bet.get("bet_id"))


def _merged(sources: list[list[_Record]]) -> _Merged:
    """Return the bets of several logs as one log; the first source is the log that is there."""
    versions, placed = _versions(sources)
    absorbed = _absorptions(versions)
    for row, who in absorbed.items():
        versions[who] = versions[who] + versions.pop(row)
    placed = [{absorbed.get(who, who): bet for who, bet in places.items()} for places in placed]
    bets = {who: _joined(told) if len(told) > 1 else told[0] for who, told in versions.items()}
    for who, bet_id in _shown_ids(bets, versions).items():
        if bets[who]["bet_id"] != bet_id:
            bets[who] = {**bets[who], "bet_id": bet_id}
    order = next((list(places) for places in placed if len(places) == len(bets)), None)
    order = order or sorted(bets, key=lambda who: _when(bets[who]))
    conflicts = [
        conflict
        for who in order
        if len(versions[who]) > 1
        for conflict in _conflicts(bets[who], versions[who])
    ]
    return _Merged({who: bets[who] for who in order}, placed, conflicts)


def _merged_bets(sources: list[list[_Record]]) -> list[_Record]:
    """Return the bets of several logs as one log."""
    return list(_merged(sources).bets.values())


def _union(sources: list[list[_Record]]) -> list[_Record]:
    """Return the distinct records of several logs."""
    texts = [
        {json.dumps(record, sort_keys=True): record for record in source} for source in sources
    ]
    merged = {text: record for source in texts for text, record in source.items()}
    whole = next((source for source in texts if len(source) == len(merged)), None)
    if whole is not None:
        return list(whole.values())
    return [
        merged[text] for text in sorted(merged, key=lambda text: (_time_of(merged[text]), text))
    ]


def _time_of(record: _Record) -> str:
    """Return the stamp of a simulation or an audit."""
    return str(record.get("logged_at") or record.get("audit_date") or "")


def _renumbered(merged: _Merged) -> list[_Record]:
    """Return the bets that go by another id than in one of the sources."""
    changes = {}
    for number, places in enumerate(merged.sources):
        for who, bet in places.items():
            old, new = bet.get("bet_id"), merged.bets[who]["bet_id"]
            if old != new and (number == 0 or _is_given(bet)):
                changes[old, new] = {"old": old, "new": new, "pick": bet.get("pick")}
    return list(changes.values())


def _lookalikes(bets: typing.Iterable[_Record]) -> list[_Record]:
    """Return the picks that stand in the log under more than one given id."""
    on_pick: dict[_Pick, list[_Record]] = {}
    for bet in bets:
        on_pick.setdefault(_pick(bet), []).append(bet)
    return [
        {"pick": found[0]["pick"], "bet_ids": ids}
        for found in on_pick.values()
        if len(found) > 1 and len(ids := [bet["bet_id"] for bet in found if _is_given(bet)]) > 1
    ]


def _changes(merged: _Merged) -> _Record:
    """Return what merging the later sources into the first changed."""
    before = merged.sources[0]
    told = dict.fromkeys(who for places in merged.sources[1:] for who in places)
    added = [who for who in merged.bets if who not in before]
    updated = [who for who in before if who in told and before[who] != merged.bets[who]]
    return {
        "added": len(added),
        "updated": len(updated),
        "unchanged": len(told) - len(added) - len(updated),
        "renumbered": _renumbered(merged),
        "conflicts": merged.conflicts,
        "lookalikes": _lookalikes(merged.bets.values()),
    }


def _digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _manifest(files: dict[str, tuple[bytes, int]], bets: list[_Record]) -> _Record:
    """Return the manifest of files, given as content and number of records by name."""
    return {
        "manifest": f"omega-persistence {_VERSION}",
        "created_at": _now(),
        "files": [
            {"name": name, "size": len(data), "sha256": _digest(data), "records": records}
            for name, (data, records) in files.items()
        ],
        "bets": {bet["bet_id"]: _digest(_line(bet))[:12] for bet in bets},
    }


def _against_manifest(
    manifest: _Record, contents: typing.Iterable[tuple[str, bytes]], bets: list[_Record]
) -> _Record:
    """Return what matches a manifest, what is missing, and what was altered since."""
    listed = {
        str(entry.get("name")): entry for entry in manifest["files"] if isinstance(entry, dict)
    }
    sums = {name: _digest(data) for name, data in contents if name in listed}
    digests = {bet["bet_id"]: _digest(_line(bet))[:12] for bet in bets}
    promised = manifest.get("bets")
    promised = promised if isinstance(promised, dict) else {}
    return {
        "created_at": manifest.get("created_at"),
        "matching_files": [name for name in sums if sums[name] == listed[name].get("sha256")],
        "differing_files": [name for name in sums if sums[name] != listed[name].get("sha256")],
        "absent_files": [name for name in listed if name not in sums],
        "matching_bets": sum(digests.get(bet_id) == digest for bet_id, digest in promised.items()),
        "missing_bets": [bet_id for bet_id in promised if bet_id not in digests],
        "altered_bets": [
            bet_id for bet_id, digest in promised.items() if digests.get(bet_id, digest) != digest
        ],
    }


def _against_manifests(
    manifests: list[_Record], files: list[_File], bets: list[_Record]
) -> typing.Optional[_Record]:
    """Return how files and bets compare with the latest of several manifests."""
    if not manifests:
        return None
    latest = max(manifests, key=lambda manifest: str(manifest.get("created_at")))
    return _against_manifest(
        latest, [(f.account["filename"], f.data) for f in files if f.data], bets
    )


_Number = typing.Optional[float]
_Floats = list[float]
_BANDS = ("-200 or shorter", "-199 to -101", "+100 to +199", "+200 or longer", "Unknown")


def _finite(value: typing.Any, low: float, high: float) -> _Number:
    """The value as a float where it is, or spells, a number from low to high; else None."""
    try:
        number = math.nan if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if low <= number <= high else None


@functools.lru_cache(maxsize=4096)
def _price(odds: str) -> tuple[_Number, str]:
    """The decimal odds and the band of American odds, where they can be read."""
    american = _finite(odds, -1e100, 1e100) or 0
    if abs(american) < 100:
        return None, "Unknown"
    price = american_to_decimal(american)
    return price, _BANDS[(price > 1.5) + (price >= 2) + (price >= 3)]


_WON = {"Win": 1, "Loss": 0, "Push": None}


def _label(value: typing.Any, other: str = "Unknown") -> str:
    return value if value and isinstance(value, str) else other


def _facts(bets: list[_Record]) -> _Record:
    """The facts of the settled bets: a column for each name, in order of the log."""
    bets = [bet for bet in bets if bet.get("result") in list(_WON)]

    def numbers(key: str, low: float = -1e100, high: float = 1e100) -> list[_Number]:
        values = [bet.get(key) for bet in bets]
        return [
            value
            if value.__class__ is float and low <= value <= high
            else _finite(value, low, high)
            for value in values
        ]

    odds = [_price(str(bet.get("odds"))) for bet in bets]
    prices, won = [price for price, _ in odds], [_WON[bet["result"]] for bet in bets]
    gains = [-1.0 if o == 0 else p - 1 if o and p else 0.0 for o, p in zip(won, prices)]
    dates, stakes = [_label(bet.get("date"), "") for bet in bets], numbers("stake_amount", 0)
    month = {day: day[:7] if re.match(r"\d{4}-\d\d", day) else "Unknown" for day in set(dates)}
    return {
        "date": dates,
        "month": [month[day] for day in dates],
        "won": won,
        "price": prices,
        "band": [band for _, band in odds],
        "flat": [p and gain for p, gain in zip(prices, gains)],
        "stake": stakes,
        "pnl": [(stake or 0.0) * gain for stake, gain in zip(stakes, gains)],
        "edge": numbers("edge_pct"),
        "clv": numbers("clv_pct"),
        "model": numbers("model_prob", 0, 1),
        "market": numbers("implied_prob", 0, 1),
        **{k: [_label(bet.get(k)) for bet in bets] for k in ("league", "confidence", "bet_type")},
    }


def _known(column: list[_Number]) -> _Floats:
    return [value for value in column if value is not None]


def _have(facts: _Record, *names: str) -> list[_Floats]:
    """Those columns, of the bets that have them all."""
    columns = [facts[name] for name in names]
    keep = [None not in row for row in zip(*columns)]
    return [list(itertools.compress(column, keep)) for column in columns]


def _groups(labels: list[typing.Any], facts: _Record) -> dict[typing.Any, _Record]:
    """The facts of each label, in order of its first appearance."""
    places: dict[typing.Any, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    return {
        label: {name: [column[place] for place in chosen] for name, column in facts.items()}
        for label, chosen in places.items()
    }


def _mean(values: _Floats, digits: int = 2) -> _Number:
    return round(sum(values) / len(values), digits) + 0.0 if values else None  # no -0.0


def _interval(values: _Floats) -> tuple[typing.Optional[_Floats], _Number]:
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


def _running(facts: _Record) -> list[list[typing.Any]]:
    """The columns date, running profit, running profit of one unit a bet, and won, by date."""
    order = sorted(range(len(facts["date"])), key=facts["date"].__getitem__)
    columns = [facts[name] for name in ("date", "pnl", "flat", "won")]
    dates, pnl, flat, won = [[column[place] for place in order] for column in columns]
    units = itertools.accumulate([gain or 0.0 for gain in flat])
    return [dates, list(itertools.accumulate(pnl)), list(units), won]


def _series(bets: list[_Record]) -> list[tuple[str, float, float]]:
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
    few = f"Too few bets to say: {flat} ({won:,} won, {lost:,} lost), but an interval needs 30 bets"
    beat = f" the closing line ({clv:+.2f} points on average over {priced:,} bets, "
    beat += f"95% interval {worst:+.2f} to {best:+.2f})"
    model = (
        f" calibrated (over {scored:,} bets its probabilities missed by {100 * ece:.1f} points; "
    )
    model += f"chance allows {100 * chance:.1f})"
    tables: list[list[tuple[bool, str]]] = [
        [
            (not bets, "No settled bet has odds, so no return can be judged"),
            (bets < 30 or won < 5 or lost < 5, few + ", 5 won and 5 lost"),
            (low > 0 or high < 0, interval + "unlikely to be luck alone"),
            (True, interval + "that luck alone could explain"),
        ],
        [(staked * roi < 0, f"; the stakes placed returned {staked:+.2f}%")],
        [
            (priced < 30, ""),
            (worst > 0 > roi, "; but the prices taken beat" + beat),
            (worst > 0, "; the prices taken beat" + beat),
            (best < 0, "; the prices taken were worse than" + beat),
            (True, "; the prices taken did not clearly differ from" + beat),
        ],
        [
            (scored < 30, ""),
            (ece > chance, "; the model is not" + model),
            (True, "; the model looks" + model),
        ],
    ]
    return "".join([next((say for holds, say in rows if holds), "") for rows in tables]) + "."


def _in_range(bets: list[_Record], start: _Text, end: _Text) -> list[_Record]:
    if not (start or end):
        return bets
    dated = [(_label(bet.get("date"), ""), bet) for bet in bets]
    return [bet for date, bet in dated if date and (start or date) <= date <= (end or date)]


def _audit(bets: list[_Record], start_date: _Text, end_date: _Text) -> _Record:
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


def _cell(bet: _Record, field: str) -> typing.Any:
    """Return what stands in a column for a bet."""
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


def _csv(bets: list[_Record], layout: list[tuple[str, str]]) -> bytes:
    """Return bets as a sheet: UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(title for title, _ in layout)
    rows.writerows([_cell(bet, field) for _, field in layout] for bet in bets)
    return text.getvalue().encode("utf-8-sig", "replace")


def _inside(folder: str, name: object) -> str:
    """Return the path of a file in a folder, or raise ValueError for a name that leads out of it."""
    text = str(name).replace("\\", "/")
    if not text.strip("/. ") or text.startswith("/") or ".." in text.split("/") or ":" in text:
        raise ValueError(
            f"output_file: {_shown(str(name))} leads out of {folder}; give a plain file name"
        )
    return os.path.join(folder, *text.split("/"))


def _report(audit: _Record, bets: list[_Record], stem: str) -> dict[str, bytes]:
    """Return the report as files by name."""
    return {
        f"{stem}.md": b"<!-- omega-persistence -->",
        f"{stem}.html": b"<!-- omega-persistence -->",
    }


class _Folders:
    """Two folders, and the logs in the first."""

    def __init__(self, base_path: str = "data/logs", exports_path: _Text = None) -> None:
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
        self._exports, folder = os.path.abspath(self.exports_path), os.path.abspath(self.base_path)
        self._bets = _Log(os.path.join(folder, "bet_log.json"), "bet_id", _merged_bets)
        self._sims = _Log(os.path.join(folder, "simulation_log.json"), "sim_id", _union)
        self._audits = _Log(os.path.join(folder, "audit_log.json"), "audit_date", _union)
        self._rejects = _Log(os.path.join(folder, "rejected.json"), "reason", _union)
        self._register = _Register([])
        for path in (folder, self._exports):
            try:
                os.makedirs(path, exist_ok=True)
                for log in (self._bets, self._sims, self._audits) if path == folder else ():
                    log.create()
            except OSError as error:
                text = f"{error.strerror}: the folder cannot be used; choose another"
                raise OSError(error.errno, text, path) from error


class _Logging(_Folders):
    """Writing down what is recommended and simulated."""

    def log_bet_recommendation(self, bet_data: _Record) -> str:
        """Log one bet and return its id, ``YYYY-MM-DD_LEAGUE_N``, once it is on disk.

        Raises one ValueError that lists everything wrong with ``bet_data``; warns of what is strange.
        """
        return self.log_bet_recommendations([bet_data])[0]

    def log_bet_recommendations(self, bets: list[_Record]) -> list[str]:
        """Log a slate of bets, all of them or none, with one write, and return their ids."""
        records, stamp = _slate(list(bets)), _now()
        notes = []
        with self._bets.locked():
            if self._register.bets is not self._bets.read():
                self._register = _Register(self._bets.read())
            register, self._register = self._register, _Register([])
            for bet in records:
                twins = register.enter(bet, stamp)
                notes += [f"{bet['bet_id']}: {doubt}" for doubt in _doubts(bet)]
                if twins:
                    notes.append(f"{bet['bet_id']}: the same pick is logged as {', '.join(twins)}")
            if records:
                self._bets.append(records)
            register.bets = self._bets.read()
            self._register = register
        for note in notes:
            warnings.warn(note, stacklevel=3)
        return [bet["bet_id"] for bet in records]

    def log_simulation_result(self, sim_data: _Record) -> str:
        """Log one simulation and return its id, ``YYYY-MM-DD_GAMEID``, once it is on disk."""
        record = _simulation(sim_data)
        with self._sims.locked():
            self._sims.read()
            self._sims.append([record])
        return str(record["sim_id"])


class _Settling(_Logging):
    """Writing down how bets ended."""

    def update_bet_result(
        self, bet_id: str, result: str, final_score: _Text = None, closing_odds: _Text = None
    ) -> None:
        """Settle a bet as Win, Loss or Push; a score or closing price left out stays as it was.

        Raises ValueError for an id that is not in the log and for values that are not accepted.
        """
        update = {"result": result, "final_score": final_score, "closing_odds": closing_odds}
        self._settle([{"bet_id": bet_id, **update}], "result")

    def update_closing_odds(self, bet_id: str, closing_odds: str) -> None:
        """Record the closing price of a bet, American odds, before or after its game ends."""
        self._settle([{"bet_id": bet_id, "closing_odds": closing_odds}], "closing_odds")

    def _settle(self, updates: typing.Any, needed: str) -> None:
        """Apply every update with one write, or none."""
        with self._bets.locked():
            bets = self._bets.read()
            settled = _settled_all(bets, updates, needed)
            if any(new is not old for new, old in zip(settled, bets)):
                self._bets.change(settled)


class _Looking(_Settling):
    """Reading the record; what is returned may be altered freely."""

    def get_pending_bets(self) -> list[_Record]:
        """Return the bets without a result."""
        return [_copy(bet) for bet in self._bets.read() if bet.get("result") is None]

    def get_bets_by_date_range(self, start_date: _Text, end_date: _Text) -> list[_Record]:
        """Return the bets from one day to another, YYYY-MM-DD, both included; None leaves an end open."""
        _refuse_days(start_date, end_date)
        return list(map(_copy, _in_range(self._bets.read(), start_date, end_date)))

    def run_backtest_audit(
        self,
        start_date: _Text = None,
        end_date: _Text = None,
        bets_override: typing.Optional[list[_Record]] = None,
    ) -> _Record:
        """Return the audit of the log, or of ``bets_override``, from one day to another, and log it.

        Percentages and units are rounded to 2 digits, scores and probabilities to 4; a figure with
        nothing to stand on is None. The chapter on the audit says what each key means.
        """
        _refuse_days(start_date, end_date)
        bets = self._bets.read() if bets_override is None else bets_override
        audit = _audit([bet for bet in bets if isinstance(bet, dict)], start_date, end_date)
        if audit["total_bets"]:
            try:
                with self._audits.locked():
                    self._audits.read()
                    self._audits.append([audit])
            except OSError as error:
                warnings.warn(f"this audit is not in {self.audit_log_file}: {error}", stacklevel=2)
        return _copy(audit)


def _copy(record: _Record) -> _Record:
    """Return a record that shares nothing with the one given."""
    nested = any(isinstance(value, (dict, list)) for value in record.values())
    return dict(json.loads(json.dumps(record)) if nested else record)


def _refuse_days(start_date: _Text, end_date: _Text) -> None:
    """Raise ValueError for days that are none."""
    problems = []
    for name, day in (("start_date", start_date), ("end_date", end_date)):
        try:
            if day is not None:
                _day(day)
        except ValueError as error:
            problems.append(f"{name}: {_shown(day)} {error}")
    _refuse("range", problems)


class _Bringing(_Looking):
    """Bringing back what earlier sessions attached."""

    def load_from_thread_fallback(self, thread_files: list[typing.Any]) -> list[_Record]:
        """Return the bets of attachments, each once, and write nothing.

        A thread file is ``{"filename", "content"}``, content being text, bytes or parsed JSON, or a
        path. What could not be read as a bet is told in a warning; ``restore_session`` lists it.
        """
        files = [_read(file) for file in _listed(thread_files)]
        rejected = [row for file in files for row in file.rejected]
        if rejected:
            first = "{file}, line {line}: {reason}".format_map(rejected[0])
            warnings.warn(f"{len(rejected)} rows are no bets; the first: {first}", stacklevel=2)
        return _merged_bets([file.bets for file in files])

    def restore_session(self, thread_files: list[typing.Any]) -> _Record:
        """Merge attachments into the logs, all of them or none, and return a report.

        Its keys: files, added, updated, unchanged (numbers of bets), renumbered, conflicts, lookalikes,
        rejected (also in rejected.json), manifest (None unless one was attached).
        """
        started, files = time.monotonic(), []
        for file in _listed(thread_files):
            files.append(_read(file))
            _progress(started, f"read {files[-1].account['filename']}")
        others = {"simulations": self._sims, "audits": self._audits, "rejected": self._rejects}
        with self._bets.locked():
            merged = _merged([self._bets.read(), *(file.bets for file in files)])
            _progress(started, f"merged {len(merged.bets)} bets")
            contents = {self._bets: list(merged.bets.values())}
            for kind, log in others.items():
                told = [file.others.get(kind, []) for file in files]
                refused = [file.rejected for file in files] if kind == "rejected" else []
                contents[log] = _union([log.read(), *told, *refused])
            _change_logs({log: new for log, new in contents.items() if new != log.read()})
        manifests = [found for file in files for found in file.others.get("manifests", [])]
        return {
            "files": [file.account for file in files],
            **_changes(merged),
            "rejected": [row for file in files for row in file.rejected],
            "manifest": _against_manifests(manifests, files, contents[self._bets]),
        }


def _listed(thread_files: typing.Any) -> list[typing.Any]:
    """Return thread files as a list, one alone included."""
    alone = isinstance(thread_files, (str, bytes, dict, os.PathLike))
    return [thread_files] if alone else list(thread_files)


def _progress(started: float, done: str) -> None:
    """Say on a terminal what is done, once it has taken two seconds."""
    if time.monotonic() - started > 2 and sys.stderr and sys.stderr.isatty():
        print(f"{done} after {time.monotonic() - started:.0f} s", file=sys.stderr)


class OmegaCacheLogger(_Bringing):
    """A betting record in ``base_path``, its audit, and the files that carry it to the next session."""

    def export_to_csv(self, output_file: str = "omega_bets.csv", format: str = "standard") -> str:
        """Write all bets as a sheet, "standard" (every column) or "betlog" (13 columns); return its path.

        Raises ValueError for another format and for a name that leads out of ``exports_path``.
        """
        if format not in _LAYOUTS:
            raise ValueError(f"format: {_shown(format)} is unknown; standard or betlog is expected")
        return self._export({output_file: _csv(self._bets.read(), _LAYOUTS[format])})[0]

    def update_pending_bets_and_export(
        self, result_updates: list[_Record], output_file: str = "BetLog.csv"
    ) -> str:
        """Settle several bets, all of them or none, then write the BetLog sheet and return its path.

        An update is ``{"bet_id", "result"}`` and, if known, ``final_score`` and ``closing_odds``.
        Raises one ValueError that lists everything wrong with any of them.
        """
        _inside(self._exports, output_file)
        self._settle(result_updates, "result")
        return self.export_to_csv(output_file, "betlog")

    def write_audit_report(
        self, audit: typing.Optional[_Record] = None, output_file: _Text = None
    ) -> list[str]:
        """Write an audit, or that of the whole log, as .md and .html; return both paths."""
        bets = self._bets.read()
        audit = _audit(bets, None, None) if audit is None else audit
        name = output_file or f"AUDIT_REPORT_{str(audit.get('audit_date') or _now())[:10]}"
        stem = os.path.splitext(name)[0] if name.endswith((".md", ".html")) else name
        return self._export(_report(audit, bets, stem))

    def deliver_session(self, date: _Text = None) -> list[str]:
        """Write everything that must leave the sandbox; return the paths in the order to attach them.

        ``date``, YYYY-MM-DD and today (UTC) by default, is the day of the daily sheets.
        """
        _refuse_days(date, None)
        day = date or _now()[:10]
        with self._bets.locked():
            bets = self._bets.read()
            today = [bet for bet in bets if bet.get("date") == day]
            pending = [bet for bet in today if bet.get("result") is None]
            audit = _audit(bets, None, None)
            exports = {
                "BetLog.csv": _csv(bets, _BETLOG),
                f"omega_bets_{day}.csv": _csv(today, _STANDARD),
                f"daily_suggested_bets-{day[5:]}.csv": _csv(pending, _SUGGESTED),
            }
            counts = dict(zip(exports, (len(bets), len(today), len(pending))))
            if audit["total_bets"]:
                exports.update(_report(audit, bets, f"AUDIT_REPORT_{audit['audit_date'][:10]}"))
            files = {
                os.path.basename(log.path): (_content(log.path) or b"", len(log.read()))
                for log in (self._bets, self._sims, self._audits)
            }
            files.update({name: (data, counts.get(name, 0)) for name, data in exports.items()})
            manifest = _manifest(files, bets)
            exports["session_manifest.json"] = _encode(manifest).encode("utf-8", "replace") + b"\n"
            logs = [self.bet_log_file, self.sim_log_file, self.audit_log_file]
            return [self._shown_path(log) for log in logs] + self._export(exports)

    def _shown_path(self, path: str) -> str:
        """Return a path that leads there from the folder the process is in now."""
        there = os.path.join(self._started_in, path)
        return path if os.path.abspath(path) == os.path.normpath(there) else there

    def _export(self, contents: dict[str, bytes]) -> list[str]:
        """Write files into the exports folder, all of them or none, and return their paths."""
        paths = {_inside(self._exports, name): data for name, data in contents.items()}
        for path in paths:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        _replace_files(paths)
        return [self._shown_path(os.path.join(self.exports_path, name)) for name in contents]


def _input(name: str) -> typing.Any:
    """Return an attachment: a path, or standard input for "-"."""
    if name == "-":
        return {"filename": "standard input", "content": sys.stdin.buffer.read()}
    with open(name, "rb"):
        return name


def _json_input(name: str) -> typing.Any:
    """Return the JSON in a file, or in standard input."""
    _, content = _attachment(_input(name))
    try:
        return json.loads(_decoded(content))
    except ValueError as error:
        raise ValueError(f"{name}: is not JSON: {error}") from None


def _account(report: _Record) -> typing.Iterator[str]:
    """Yield what a restoration did, in words."""
    for file in report["files"]:
        heads = f", {file['headers']} header rows" if file["headers"] else ""
        yield (
            f"{file['filename']}: {file['rows']} rows, {file['records']} read as {file['kind']}"
            f"{heads}, {file['rejected']} rejected"
        )
    yield "{added} bets added, {updated} updated, {unchanged} as they were".format_map(report)
    for change in report["renumbered"]:
        yield "renumbered: {old} is now {new} ({pick})".format_map(change)
    for conflict in report["conflicts"]:
        told = " or ".join(conflict["told"])
        yield f"conflict: {conflict['bet_id']} {conflict['field']} {told}; kept {conflict['kept']}"
    for same in report["lookalikes"]:
        yield f"perhaps one bet: {', '.join(same['bet_ids'])} ({same['pick']})"
    for row in report["rejected"]:
        yield "rejected: {file}, line {line}: {reason}".format_map(row)
    if manifest := report["manifest"]:
        missing, altered = len(manifest["missing_bets"]), len(manifest["altered_bets"])
        yield (
            f"manifest of {manifest['created_at']}: {manifest['matching_bets']} bets match, "
            f"{missing} missing, {altered} altered"
        )
        yield from (f"missing: {bet_id}" for bet_id in manifest["missing_bets"])
        yield from (f"altered: {bet_id}" for bet_id in manifest["altered_bets"])


def _table(audit: _Record) -> typing.Iterator[str]:
    """Yield the lines of an audit, for people."""
    yield audit["verdict"]
    for key, value in audit.items():
        if isinstance(value, dict) and key.startswith("by_"):
            yield ""
            yield f"{key:<18}{'bets':>6}{'W-L-P':>12}{'staked':>10}{'profit':>10}{'ROI %':>9}"
            for name, part in value.items():
                tally = "{wins}-{losses}-{pushes}".format_map(part)
                roi = "none" if part["roi_pct"] is None else f"{part['roi_pct']:.2f}"
                yield (
                    f"  {name[:15]:<16}{part['total']:>6}{tally:>12}{part['staked']:>10.2f}"
                    f"{part['pnl']:>10.2f}{roi:>9}"
                )
        elif not isinstance(value, (dict, list)) and key not in ("verdict", "message"):
            yield f"{key:<26}{'none' if value is None else value}"


_Lines = typing.Iterable[str]


def _do_log(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """log: bets as JSON, one or a list."""
    bets = _json_input(given.file)
    return logger.log_bet_recommendations(bets if isinstance(bets, list) else [bets])


def _do_settle(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """settle: one result, or a file of them."""
    if given.result is None:
        updates = _json_input(given.bet)
        updates = updates if isinstance(updates, list) else [updates]
        return [logger.update_pending_bets_and_export(updates)]
    logger.update_bet_result(given.bet, given.result, given.score, given.closing)
    return [given.bet]


def _do_close(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """close: the closing price of a bet."""
    logger.update_closing_odds(given.bet, given.odds)
    return [given.bet]


def _do_pending(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """pending: the bets without a result, as JSON."""
    return ["[", ",\n".join(map(_encode, logger.get_pending_bets())), "]"]


def _do_audit(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """audit: the figures, for people or as JSON."""
    audit = logger.run_backtest_audit(given.start, given.end)
    return [_encode(audit)] if given.json else _table(audit)


def _do_report(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """report: the audit as .md and .html; the paths."""
    audit = logger.run_backtest_audit(given.start, given.end)
    return logger.write_audit_report(audit, given.output)


def _do_export(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """export: all bets as a sheet; the path."""
    default = {"standard": "omega_bets.csv", "betlog": "BetLog.csv"}[given.format]
    return [logger.export_to_csv(given.output or default, given.format)]


def _do_restore(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """restore: merge attachments into the log."""
    report = logger.restore_session([_input(name) for name in given.files])
    return [_encode(report)] if given.json else _account(report)


def _do_deliver(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """deliver: write what must leave; the paths, in the order to attach them."""
    return logger.deliver_session(given.date)


def _do_session(logger: OmegaCacheLogger, given: typing.Any) -> _Lines:
    """session: restore attachments, audit, deliver."""
    yield from _account(logger.restore_session([_input(name) for name in given.files]))
    yield ""
    yield from _table(logger.run_backtest_audit())
    yield "\nAttach these, in this order:"
    yield from logger.deliver_session()


_RANGE: list[tuple[str, _Record]] = [
    ("--start", {"metavar": "DAY", "help": "first day, YYYY-MM-DD"}),
    ("--end", {"metavar": "DAY", "help": "last day"}),
]
_FILES: tuple[str, _Record] = (
    "files",
    {"metavar": "FILE", "nargs": "+", "help": "an attachment; - is standard input"},
)
_AS_JSON: tuple[str, _Record] = ("--json", {"action": "store_true", "help": "print JSON"})
_OUTPUT: tuple[str, _Record] = (
    "--output",
    {"metavar": "NAME", "help": "file name in the exports folder"},
)
_COMMANDS: dict[
    str,
    tuple[typing.Callable[[OmegaCacheLogger, typing.Any], _Lines], str, list[tuple[str, _Record]]],
] = {
    "log": (_do_log, "log bet.json", [("file", {"metavar": "FILE", "help": "bets as JSON; -"})]),
    "settle": (
        _do_settle,
        "settle 2025-11-24_NBA_1 Win --score 'DET 125, IND 115'",
        [
            (
                "bet",
                {
                    "metavar": "BET_ID|FILE",
                    "help": "a bet, or a file of results; - is standard input",
                },
            ),
            ("result", {"nargs": "?", "metavar": "RESULT", "help": "Win, Loss or Push"}),
            ("--score", {"help": "the final score"}),
            ("--closing", {"metavar": "ODDS", "help": "the closing price"}),
        ],
    ),
    "close": (
        _do_close,
        "close 2025-11-24_NBA_1 -- -112",
        [("bet", {"metavar": "BET_ID"}), ("odds", {})],
    ),
    "pending": (_do_pending, "pending", []),
    "audit": (_do_audit, "audit --start 2025-11-01", [*_RANGE, _AS_JSON]),
    "report": (_do_report, "report", [*_RANGE, _OUTPUT]),
    "export": (
        _do_export,
        "export --format betlog",
        [("--format", {"choices": list(_LAYOUTS), "default": "standard"}), _OUTPUT],
    ),
    "restore": (_do_restore, "restore bet_log.json BetLog.csv", [_FILES, _AS_JSON]),
    "deliver": (_do_deliver, "deliver", [("--date", {"metavar": "DAY", "help": "YYYY-MM-DD"})]),
    "session": (_do_session, "session bet_log.json BetLog.csv", [_FILES]),
}


def _arguments(arguments: typing.Optional[list[str]]) -> typing.Any:
    """Return the arguments of the command line by name."""
    import argparse

    folders = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    folders.add_argument("--base-path", help="folder of the logs (data/logs)")
    folders.add_argument("--exports-path", help="folder of the exports")
    parser = argparse.ArgumentParser("omega_persistence.py", parents=[folders], description=__doc__)
    parser.add_argument("--version", action="version", version=_VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (action, example, options) in _COMMANDS.items():
        text = (action.__doc__ or "").partition(": ")[2]
        command = commands.add_parser(
            name,
            parents=[folders],
            help=text,
            description=text,
            epilog=f"example: {parser.prog} {example}",
        )
        for flag, settings in options:
            command.add_argument(flag, **settings)
    return parser.parse_args(arguments)


def _main(arguments: typing.Optional[list[str]] = None) -> int:
    """Run one command and return its exit status."""
    given = _arguments(arguments)
    folders = {name: value for name, value in vars(given).items() if name.endswith("_path")}
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_: print(f"note: {message}", file=sys.stderr)
        try:
            logger = OmegaCacheLogger(**folders)
            for line in _COMMANDS[given.command][0](logger, given):
                print(line)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError) as error:
            words = "; ".join(part.strip() for part in str(error).splitlines())
            print(f"omega_persistence.py: {words}", file=sys.stderr)
            return 1
    return 0


if (
    __name__ == "__main__"
    and globals().get("__loader__")
    and (_main.__code__.co_filename == globals().get("__file__"))
):
    sys.exit(_main())
