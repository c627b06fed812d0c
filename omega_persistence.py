# Generated from omega_persistence.md by extract.py: edit the document, never this file.


"""A betting record that no session can lose, and its audit. The manual is omega_persistence.md."""

import _thread
import collections
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


def _american(odds: object) -> float:
    text = str(odds).strip().strip("()").replace("−", "-").upper()
    return 100.0 if text in ("EVEN", "EV") else float(text)


def american_to_decimal(odds: float) -> float:
    """Return the decimal odds, the total return on a stake of 1, of American odds.

    Accepts a number or its text, EVEN too. Raises ValueError for zero and for what is no number.
    """
    value = _american(odds)
    if not 0 < abs(value) < math.inf:
        raise ValueError(f"odds: {odds!r} is no price; give American odds such as -110 or +150")
    return 1 + max(value / 100, -100 / value)


def implied_probability(odds: float, odds_type: str = "american") -> float:
    """Return the break-even probability, 1 / decimal odds, of "american" or "decimal" odds.

    Raises ValueError for odds that are no price and for another ``odds_type``.
    """
    if odds_type == "american":
        return 1 / american_to_decimal(odds)
    if odds_type == "decimal" and float(odds) > 0:
        return 1 / float(odds)
    raise ValueError(f"{odds!r}, {odds_type!r}: give 'american' or positive 'decimal' odds")


with contextlib.suppress(Exception):
    import odds_eval as _theirs

    _both = _theirs.american_to_decimal, _theirs.implied_probability
    american_to_decimal, implied_probability = _both


_Record = dict[str, _Any]
_Records = list[_Record]
_Checks = dict[str, _Any]
_strictly = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode


def _encode(value: _Any) -> str:
    """Strict JSON, which knows no infinity and no NaN: what a decoder made so is null."""
    try:
        return _strictly(value)
    except ValueError:
        return _strictly(json.loads(json.dumps(value), parse_constant=lambda _: None))


def _stripped(optional: bool, value: _Any) -> _Text:
    if type(value) is str and (text := value.strip()) and text.isprintable():
        return text
    text = "" if value is None else value if isinstance(value, str) else str(value)
    text = text.replace("\0", "").strip().encode("utf-8", "replace").decode()
    kinds = bool, bytes, dict, list, set, tuple
    if isinstance(value, kinds) or value != value or not (text or optional):
        raise ValueError("is no text that says something")
    return text or None


_name, _text = functools.partial(_stripped, False), functools.partial(_stripped, True)
_remembered = functools.lru_cache(16384, typed=True)


@_remembered
def _day(value: object) -> str:
    text = str(value).strip()
    with contextlib.suppress(ValueError):
        if text == str(datetime.date.fromisoformat(text)):
            return text
    raise ValueError("is not a calendar day, YYYY-MM-DD")


_MOST = sys.float_info.max


def _bounded(value: _Any, low: float = -_MOST, high: float = _MOST, told: str = "") -> float:
    try:
        number = math.nan if "bool" in type(value).__name__ else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if low <= number <= high:
        return number
    if number >= 2 and low <= number / 100 <= high:
        told += f"; did you mean {number / 100:g}?"
    raise ValueError(f"is not a finite number{told}")


_number = _remembered(_bounded)
_stake = _remembered(functools.partial(_bounded, low=0, told=", 0 or more"))
_probability = _remembered(functools.partial(_bounded, low=0, high=1, told=" between 0 and 1"))


@_remembered
def _odds(value: object) -> str:
    with contextlib.suppress(ValueError):
        if 100 <= abs(number := _american(value)) <= _MOST:
            return f"{number:+.15g}"
    raise ValueError("is not American odds such as -110, +150, EVEN, at least 100 away from zero")


def _plain(value: _Any) -> _Any:
    def told(other: _Any) -> _Any:
        return getattr(other, "tolist", getattr(other, "__float__", other.__str__))()

    try:
        text = json.dumps(value, default=told, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"cannot be kept as JSON: {error}") from None
    return json.loads(text.encode("utf-8", "replace"))


def _extra(value: _Any) -> _Any:
    return _plain(value if isinstance(value, dict) else {"extra": value}) or None


def _result(value: str) -> str:
    if value in ("Win", "Loss", "Push"):
        return value
    raise ValueError("is not Win, Loss or Push")


_TABLE = """bet_id text id
date day game-date event-date match-date bet-date date-placed date-time datetime day
league name sport competition comp
matchup name game match event teams fixture
pick name selection my-pick my-bet bet-pick final-pick recommended-bet bet play side \
recommendation wager
bet_type name type market wager-type market-type
odds odds odds-american american-odds price us-odds odds-us odds-am \
american price-american price-us odds-taken bet-odds my-odds bet-price opening-odds odds-open \
open-odds moneyline
implied_prob probability implied-probability implied market-prob market-probability market-percent
model_prob probability model-probability win-prob win-probability true-prob our-prob model
edge_pct number edge edge-percent edge-pts edge-points
confidence name confidence-tier tier confidence-level conf
predicted_outcome text prediction predicted-score projection projected-score
factors text key-factors reasoning rationale analysis
stake_units stake units stake-u unit units-staked stake-in-units unit-size
stake_amount stake stake amount wager-amount bet-amount bet-size risk risked
game_id text event-id match-id
result result outcome w-l win-loss bet-result w-l-p
final_score text final-box-score box-score score final
closing_odds odds closing closing-price close-odds odds-close odds-closing close closing-line-odds \
closing-line
clv_pct number clv clv-percent closing-line-value
logged_at text created-at timestamp logged
updated_at text settled-at graded-at updated
home - home-team
away - away-team visitor visitors
status result grade
line -
extra -"""
_ROWS = [line.split() for line in _TABLE.splitlines()]


_CHECKS: _Checks = {field: globals()[f"_{check}"] for field, check, *_ in _ROWS[:22]}
_FIELDS = tuple(_CHECKS)
_BLANK, _REQUIRED = dict.fromkeys(_FIELDS), _FIELDS[1:13]
_CHECKS["extra"] = None


@functools.lru_cache
def _letters(title: object) -> str:
    return "".join(filter(str.isalnum, str(title).lower()))


_FIELD_NAMED = {_letters(name): row[0] for row in _ROWS for name in (row[0], *row[2:])}


def _refuse_slip(key: object, given: _Record, fields: _Checks) -> None:
    import difflib

    name = _letters(key)
    near = difflib.get_close_matches(name, map(_letters, _FIELDS), 1, 0.85)
    meant = _FIELD_NAMED.get([*near, name][0])
    if meant in fields and (near or meant not in given):
        raise ValueError(f"is unknown; did you mean {meant}?")


def _shown(value: object) -> str:
    try:
        text = _encode(value) if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):
        text = f"a {type(value).__name__} too long or too deep"
    return text if len(text) <= 60 else text[:59] + "…"


def _accepted(
    what: str, given: _Any, blank: _Record, checks: _Checks, required: _Any = ()
) -> _Records:
    accepted: _Records = []
    problems: list[str] = []
    for number, data in enumerate(given, 1):
        at = f"\n  {what} {number}: "
        accepted.append(values := dict(blank))
        if not isinstance(data, dict):
            problems.append(f"{at}{_shown(data)} is not a dict")
            continue
        problems += [f"{at}{field}: missing" for field in required if field not in data]
        for key, value in data.items():
            try:
                if value is None and key not in required:
                    continue
                if check := checks.get(key):
                    try:
                        stored = check(value)
                    except TypeError:
                        stored = check.__wrapped__(value)
                    if stored is not None:
                        values[key] = stored
                    continue
                if key not in _CHECKS:
                    _refuse_slip(key, data, checks if "extra" in checks else _CHECKS)
                rest = value if key == "extra" else {str(key): value}
                if "extra" in checks and (kept := _extra(rest)):
                    values["extra"] = {**values.get("extra", {}), **kept}
            except ValueError as error:
                problems.append(f"{at}{key}: {_shown(value)} {error}")
    if problems:
        raise ValueError(f"{what} refused, nothing was written:{''.join(problems)}")
    return accepted


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _simulation(data: _Any) -> _Record:
    game: _Record = {"date": _now()[:10], "game_id": "unknown", "league": None, "matchup": None}
    run = {"sim_results": {}, "n_iterations": 0, "model_probabilities": {}, "predicted_scores": {}}
    checks = {field: _CHECKS.get(field, _plain) for field in (*game, *run, "extra")}
    [sim] = _accepted("simulation", [data], {**game, **run}, checks)
    return {"sim_id": f"{sim['date']}_{sim['game_id']}", **sim, "logged_at": _now()}


_TAIL = b"\n]\n"


def _line(record: _Record) -> bytes:
    return _encode(record).encode("utf-8", "replace")


def _array(records: _Records) -> bytes:
    return b"[\n%b%b" % (b",\n".join(map(_line, records)), _TAIL)


fcntl: _Any = None
with contextlib.suppress(ImportError):
    import fcntl

_LOCKS: dict[str, _Any] = {}


def _alone(folder: str, work: _Any, *given: _Any) -> _Any:
    threads, held = _LOCKS.setdefault(folder, (_thread.RLock(), []))
    with threads:
        if held:
            return work(*given)
        handle = -1
        try:
            try:
                handle = os.open(folder, os.O_RDONLY)
                fcntl.flock(handle, fcntl.LOCK_EX)
            except (OSError, AttributeError):
                pass
            held.append(handle)
            return work(*given)
        finally:
            held.clear()
            try:
                try:
                    fcntl.flock(handle, fcntl.LOCK_UN)
                finally:
                    os.close(handle)
            except (OSError, ValueError, AttributeError):
                pass


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LOCKS.clear)


def _write(handle: int, *parts: _Any) -> None:
    for part in parts:
        while part:
            part = part[os.write(handle, part) :]
    os.fsync(handle)


def _on_disk(file: "str | int") -> _Any:
    try:
        status = os.stat(file)
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _content(path: str) -> "bytes | None":
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:
        return file.read()
    return None


def _put_back(path: str, data: "bytes | None") -> None:
    with contextlib.suppress(OSError):
        if data is None:
            os.unlink(path)
        else:
            _replace_files({path: data})


def _stage(path: str, data: _Any) -> None:
    staged = path + ".tmp"
    _put_back(staged, None)
    above = (path[: end + 1] for end, mark in enumerate(path) if mark == os.sep)
    private = os.path.exists(path) or any(os.stat(folder).st_mode & 0o002 for folder in above)
    mode = 0o600 if private else 0o666
    with open(staged, "xb", 0, opener=lambda name, flags: os.open(name, flags, mode)) as file:
        with contextlib.suppress(OSError):
            os.chmod(staged, os.stat(path).st_mode & 0o777)
        _write(file.fileno(), *(data if isinstance(data, list) else [data]))


def _replace_files(contents: dict[str, _Any]) -> None:
    targets = {os.path.realpath(path): data for path, data in contents.items()}
    work = functools.partial(_replace, targets)
    for folder in sorted(set(map(os.path.dirname, targets))):
        work = functools.partial(_alone, folder, work)
    work()


def _replace(targets: dict[str, _Any]) -> None:
    with contextlib.ExitStack() as undone:
        for path, data in targets.items():
            undone.callback(_put_back, path + ".tmp", None)
            _stage(path, data)
        for path in targets:
            if len(targets) > 1:
                undone.callback(_put_back, path, _content(path))
            os.replace(path + ".tmp", path)
        undone.pop_all()
    for folder in set(map(os.path.dirname, targets)):
        with contextlib.suppress(OSError, ValueError):
            os.fsync(_LOCKS[folder][1][0])


_OBJECT, _FLAT = r'\{(?=\s*(?:\}|"[^"\\]*(?:\\.[^"\\]*)*"\s*:))', r"\{[^{}]*\}"
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_STRICT = json.JSONDecoder(parse_constant=int)  # which takes no NaN
_LENIENT = json.JSONDecoder(parse_constant=lambda _: None, strict=False)


class _Uncounted(str):
    def count(self, *_: _Any) -> int:
        return 0

    rfind = count


def _objects(text: str, decoder: _Any, key: str = "") -> _Any:
    opening, end, vain = r"[{\[]", 0, 0
    while found := re.compile(opening).search(text, end):
        start, end = found.span()
        try:
            value, after = decoder.raw_decode(text, start)
            if not key or (isinstance(value, dict) and key in value):
                yield start, after, value
                end = after
                continue
        except (ValueError, TypeError, RecursionError) as error:
            unknown = len(text) if type(error) is ValueError else math.inf
            after = getattr(error, "pos", unknown)
            text = text if isinstance(text, _Uncounted) else _Uncounted(text)
        vain += after - start
        opening = _OBJECT if vain < 50 * len(text) else _FLAT


@contextlib.contextmanager
def _uncollected() -> _Any:
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Log:
    handle = -1
    register: _Any = None

    def __init__(self, path: str, key: str, adapt: _Any, trusts: _Any = bool) -> None:
        folder, name = os.path.split(path)
        self.path = os.path.join(os.path.realpath(folder), name)
        self.folder = os.path.dirname(os.path.realpath(self.path))
        self.key, self.adapt, self.trusts = key, adapt, trusts
        self.hold([], False, None)

    def close(self, close: _Any = os.close) -> None:
        handle, self.handle = self.handle, -1
        try:
            close(handle)
        except OSError:
            pass

    __del__ = close

    def hold(self, records: _Records, tidy: bool, identity: _Any) -> None:
        self.close()
        self.records, self.tidy, self.identity = records, tidy, identity

    def read(self) -> _Records:
        if self.identity != _on_disk(self.path):
            self.folder = os.path.dirname(os.path.realpath(self.path))
            _alone(self.folder, _load, self)
        return self.records

    def alone(self, work: _Any, *given: _Any) -> _Any:
        return _alone(self.folder, self.work, work, *given)

    def work(self, work: _Any, *given: _Any) -> _Any:
        self.read()
        return work(self, *given)


def _grow(log: _Log, new: _Records) -> None:
    data = b",\n" + b",\n".join(map(_line, new)) + _TAIL
    end = log.identity[1] - len(_TAIL)
    try:
        if log.handle < 0:
            log.handle = os.open(log.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        os.lseek(log.handle, end, os.SEEK_SET)
        _write(log.handle, data)
        identity = _on_disk(log.handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.lseek(log.handle, end, os.SEEK_SET)
            os.write(log.handle, _TAIL)
        with contextlib.suppress(OSError):
            os.ftruncate(log.handle, end + len(_TAIL))
            os.fsync(log.handle)
        log.close()
        raise
    log.records.extend(new)
    log.identity = identity
    if not fcntl:
        log.close()


def _append(log: _Log, new: _Records, joined: "_Records | None" = None) -> None:
    if log.tidy and new and not joined:
        _grow(log, new)
    elif new or not log.identity:
        _change_logs({log: joined or log.records + new})


def _is_tidy(raw: bytes, count: int) -> bool:
    shape = raw[:4], raw.count(raw[1 : raw.find(b":") + 1]), raw.count(b"\n"), raw[-3:]
    return shape == (b'[\n{"', count, count + 2, _TAIL)


@_uncollected()
def _load(log: _Log) -> None:
    if log.identity == (identity := _on_disk(log.path)):
        return
    raw = _content(log.path)
    if raw is None and log.records:
        told = f"{log.path} is gone, and {len(log.records)} records with it; restore attachments"
        warnings.warn(told, stacklevel=5)
    raw = b"[]" if raw is None else raw
    log.tidy = False
    try:
        records = _DECODER.decode(raw.decode())
        if not isinstance(records, list) or set(map(type, records)) - {dict}:
            raise ValueError
    except (ValueError, RecursionError):
        return _mend(log, raw)
    tidy = _is_tidy(raw, len(records)) and log.trusts(records)
    log.hold(records if tidy else log.adapt(records), tidy, identity)


def _line_decoded(line: _Any) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return str(line, encoding)
    return str(line, "utf-8", "replace")


def _decoded(content: _Any) -> str:
    """The text of bytes or text, in the encoding that it seems to have, or of a JSON value."""
    if isinstance(content, (bytes, bytearray)):
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if wide else "utf-8-sig", "replace")
        damage = text.count("\ufffd") - (not wide) * content.count(b"\xef\xbf\xbd")
        if damage and 2 * damage > len(text) - len(text.encode("ascii", "ignore")):
            text = "".join(map(_line_decoded, content.splitlines(True)))
    elif isinstance(content, str):
        text = content
    else:
        text = json.dumps(content, ensure_ascii=False, default=str)
    text = text.lstrip("\ufeff")
    with contextlib.suppress(UnicodeError):
        if text.startswith("ï»¿"):
            raw = (letter.encode("cp1252" if letter > "\x9f" else "latin-1") for letter in text)
            return b"".join(raw).decode("utf-8-sig")
    return text.removeprefix("ï»¿")


def _mend(log: _Log, raw: bytes) -> None:
    kept = f"{log.path}.damaged-{re.sub('[:-]', '', _now())}"
    while os.path.exists(kept):
        kept += "-again"
    _replace_files({kept: raw})
    text = _decoded(raw)
    whole = [value for *_, value in _objects(text, _DECODER, log.key)]
    _change_logs({log: log.adapt(whole)})
    warnings.warn(
        f"{log.path} was damaged: {len(log.records)} whole records were recovered, its bytes are "
        f"kept as {os.path.basename(kept)}; restore earlier attachments for what it lost",
        stacklevel=5,
    )


def _text_of(log: _Log, records: _Records, attached: _Any) -> _Any:
    for text, told in attached:
        raw, keys = text.encode("utf-8", "replace"), len(records) * len(_FIELDS)
        marks = [raw.count(mark) for mark in (b'":', b'": ', b'" ', b'"\t', b'"\r')]
        if told == records and marks == [keys, keys, 0, 0, 0] and _is_tidy(raw, len(records)):
            return raw
    raw = log.tidy and len(records) == len(log.records) and _content(log.path)
    if not raw:
        return _array(records)
    view, parts, done = memoryview(raw), [], 0
    changed = map(operator.is_not, log.records, records)
    for old, new in itertools.compress(zip(log.records, records), changed):
        start = raw.find(b"\n" + _line({log.key: old.get(log.key)})[:-1], done) + 1
        end = raw.rfind(b"}", start, raw.find(b"\n", start)) + 1
        if not start or json.loads(raw[start:end]) != old:
            return _array(records)
        parts += [view[done:start], _line(new)]
        done = end
    return [*parts, view[done:]]


def _change_logs(changes: dict[_Log, _Records], attached: _Any = (), /, **sheets: bytes) -> None:
    texts = {log.path: _text_of(log, records, attached) for log, records in changes.items()}
    _replace_files({**texts, **sheets})
    for log, records in changes.items():
        with contextlib.suppress(OSError):  # it is on disk; the next call reads it
            log.hold(records, bool(records), _on_disk(log.path))


@functools.lru_cache(65536)
def _implied(odds: _Text) -> float:
    return implied_probability(float(_odds(odds)))


def _clv(odds: _Text, closing_odds: _Text) -> _Number:
    with contextlib.suppress(TypeError, ValueError):
        return (_implied(closing_odds) - _implied(odds)) * 100
    return None


def _settled(bet: _Record, told: _Record) -> _Record:
    settled = {**_BLANK, **bet, **told}
    if "closing_odds" in told:
        settled["clv_pct"] = _clv(settled["odds"], settled["closing_odds"])
    if "result" in told:
        before, settled["updated_at"] = str(settled["updated_at"] or ""), _now()
        if settled["updated_at"] <= before:
            settled["updated_at"] = f"{before} corrected"
            with contextlib.suppress(ValueError, OverflowError):
                known = datetime.datetime.strptime(before[:19], "%Y-%m-%dT%H:%M:%S")
                later = known + datetime.timedelta(seconds=1)
                settled["updated_at"] = later.isoformat() + "Z"
    return settled


def _settled_all(
    bets: _Records, places: dict[_Any, int], updates: list[_Any], required: _Any
) -> _Records:
    def known(bet_id: object) -> int:
        if str(bet_id) in places:
            return places[str(bet_id)]
        raise ValueError("is not in the log; get_bets_by_date_range(None, None) lists all")

    checks = {"bet_id": known, **{field: _CHECKS[field] for field in _FIELDS[16:19]}}
    told: dict[int, _Record] = {}
    wrong = ""
    for update, values in zip(updates, _accepted("update", updates, {}, checks, required)):
        place = values.pop("bet_id")
        bet, at = bets[place], f"\n  {update['bet_id']}: "
        for field in (*_FIELDS[1:16], "extra"):
            given = update.get(field)
            with contextlib.suppress(TypeError, ValueError):
                given = _CHECKS[field](given)
            if given not in (None, bet.get(field)):
                wrong += f"{at}{field}: {_shown(given)} is not the bet's {_shown(bet.get(field))}"
        if told.setdefault(place, values) != values:
            wrong += f"{at}is given twice, with different outcomes"
    if wrong:
        raise ValueError(f"update refused, nothing was written:{wrong}")
    settled = bets[:]
    for place, values in told.items():
        settled[place] = _settled(bets[place], values)
    return settled


def _pick(bet: _Record, game: _Text = None) -> str:
    get = bet.get
    game = game or get("matchup") or get("game_id") or ""
    told = f"{get('date')}\0{get('league') or ''}\0{get('pick') or ''}\0{get('odds')}\0{game}"
    return "".join(told.split()).casefold().replace("\0", "\n")


def _game_ids(bet: _Record) -> set[str]:
    noted = (bet.get("extra") or {}).get("game_ids")
    ids = [bet.get("game_id"), *(noted if isinstance(noted, list) else [noted])]
    return {str(name) for name in ids if name}


def _picks(bet: _Record) -> set[str]:
    return {_pick(bet, name) for name in (None, *_game_ids(bet))}


_ID = "([0-9]{4}-[0-9]{2}-[0-9]{2}_.+_)0*([1-9][0-9]{0,6})"


def _id_parts(bet_id: object) -> tuple[str, int]:
    found = re.fullmatch(_ID, str(bet_id))
    return (found[1], int(found[2])) if found else (str(bet_id), 0)


@functools.lru_cache(4096)
def _id_prefix(date: _Text, league: _Text) -> str:
    return f"{date}_{_letters(league or '').upper() or 'OTHER'}_"


_Who = collections.namedtuple("_Who", "ordinal prefix number pick")
_DERIVED, _DISPLACED = 100_000, 1_000_000


def _moved(number: int, pick: str, least: int) -> int:
    return least + (number + zlib.crc32(pick.encode("utf-8", "replace"))) % (9 * least)


def _moved_back(number: int, pick: str, least: int) -> int:
    told = least <= number < 10 * least and (number - _moved(0, pick, least)) % (9 * least)
    return told if 0 < told < least else 0


def _identity(bet: _Record) -> _Who:
    pick, (prefix, number) = _pick(bet), _id_parts(bet.get("bet_id"))
    number = _moved_back(number, pick, _DISPLACED) or number
    return _Who(_moved_back(number, pick, _DERIVED), prefix, number, pick)


_Identified = list[tuple[_Who, _Record]]


def _identified(bets: _Records) -> _Identified:
    ordinals: dict[str, int] = {}
    identified = []
    for bet in bets:
        if bet.get("bet_id") is None:
            pick, prefix = _pick(bet), _id_prefix(bet["date"], bet["league"])
            ordinals[pick] = ordinal = ordinals.get(pick, 0) + 1
            who = _Who(ordinal, prefix, _moved(ordinal, pick, _DERIVED), pick)
            bet = {**bet, "bet_id": f"{prefix}{who.number}"}
        else:
            who = _identity(bet)
        identified.append((who, bet))
    return identified


def _doubts(bet: _Record) -> _Any:
    implied, edge = bet["implied_prob"], bet["edge_pct"]
    gap, fair = (bet["model_prob"] - implied) * 100, _implied(bet["odds"])
    if abs(edge - gap) > 0.5 + 1e-9:
        yield f"edge_pct is {edge:g}, but model_prob - implied_prob is {gap:.2f} points"
    if abs(implied - fair) > 0.06 + 1e-9:
        yield f"implied_prob is {implied:g}, but odds {bet['odds']} imply {fair:.3f}"


class _Register:
    def __init__(self, bets: _Records) -> None:
        self.bets = bets
        self.places = {bet.get("bet_id"): place for place, bet in enumerate(bets)}
        self.days: set[str] = set()
        self.highest: dict[str, int] = collections.Counter()
        self.picks: dict[str, _Records] = collections.defaultdict(list)
        self.joins = False

    def stand(self, bet: _Record, picks: set[str]) -> None:
        for pick in picks:
            self.picks[pick].append(bet)

    def enter(self, bet: _Record, stamp: str) -> list[str]:
        day, prefix, picks = bet["date"], _id_prefix(bet["date"], bet["league"]), _picks(bet)
        for old in self.bets if day not in self.days else ():
            if day in (old["date"], str(old["bet_id"])[:10]):
                self.stand(old, _picks(old))
                given, number = _id_parts(old["bet_id"])
                slot = _letters(given)
                self.highest[slot] = max(self.highest[slot], number if number < _DERIVED else 0)
        self.days.add(day)
        twins = {str(old["bet_id"]): old for pick in sorted(picks) for old in self.picks[pick]}
        slot, bet_id = _letters(prefix), ""
        while not bet_id or bet_id in self.places:
            self.highest[slot] += 1
            bet_id = f"{prefix}{self.highest[slot]}"
        self.places[bet_id] = len(self.places)
        bet.update(bet_id=bet_id, logged_at=stamp, updated_at=bet["result"] and stamp)
        bet["clv_pct"] = bet["closing_odds"] and _clv(bet["odds"], bet["closing_odds"])
        self.stand(bet, picks)
        notes = [f"the same pick is logged as {', '.join(twins)}"] if twins else []
        if any(_identity(old).ordinal for old in twins.values()):
            self.joins = True
            notes[0] += "; a row without an id of its own is this bet now"
        return [f"{bet_id}: {note}" for note in [*notes, *_doubts(bet)]]


_DAY_FORMS = (
    "%m/%d/%Y|%m/%d/%y|%Y-%m-%d|%Y/%m/%d|%Y.%m.%d|%Y%m%d|%m-%d-%Y|%b %d %Y|%B %d %Y|%d %b %Y|"
    "%d %B %Y|%d-%b-%Y|%d-%b-%y"
)
_BESIDE_DAY = (
    r"(?is),?(T| ?@ ?| )\d{1,2}:\d\d.*|^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+| ?\([a-z]+\)$"
    r"|(?<=\d)(st|nd|rd|th)\b|(?<=[a-z])\.|(?<=^sep)t(?=\W)"
)
_DAY_FIRST = r"^(\d\d?)([/.-])(\d\d?)\2(?=\d{4}\b)"
_SIGNS = str.maketrans("–‑－＋", "---+")
_ID_KEY = r"(\d{4}-\d\d-\d\d)_\w+_\d+"
_LEAGUE_KEY = (
    "(?i)[mw]?n[bfh]l|w?nba|mlb|mls|epl|ufc|atp|wta|pga|nascar|c[fb]b|ncaa ?[a-z]*|kbo|khl"
)
_ENDED = "(won|wins|lost|losses|pushe[sd]|void(s|ed))(bets|picks|plays)?"
_NOTHING = {None, "", "-", "–", "—", "n/a", "N/A", "none", "None", "null"}
_TIERS = {"high": "High", "medium": "Medium", "med": "Medium", "low": "Low"}
_WORDS = {
    "Win": "w win won winner ✅ ✔ ✔️ ✓",
    "Loss": "l loss lost lose loser ❌ ✗ ✘",
    "Push": "p push pushed void voided tie tied refund refunded cancelled canceled noaction",
    None: "pending open tbd na none null upcoming live scheduled inprogress notstarted",
}
_RESULTS = {word: result for result, words in _WORDS.items() for word in words.split()}


_NO_BET = (
    r"(?i)\W*((no ?(qualif\w+ |more )?(bet|play|pick)s?( today)?|do(n['’]?| no)t bet)"
    r"\s*(\W*\Z|[(:,;.–—-])|pass - |(no edge|skip(ped)?|pass(ed)?|stay away|avoid|watch ?list"
    r"|not (placed|bet|played|taken|recommended)|(parlay )?leg)\W*\Z)"
)
_NO_BETS = (
    "(consideredbut|(bets?|plays?|picks?|games?)(to)?)?(pass(ed|es)?(on)?|skip(ped|s)?|no(?=[bp])"
    "|(un|dis|not|didnot)(bet|placed|played|taken|qualified|recommended)|reject(ed|s)?|avoid(ed)?"
    "|filtered(out)?|leans?|watchlist|nearmiss(es)?|excluded|considered|honorablementions?|monitor"
    ")(bets?|plays?|picks?|games?|candidates?)?"
)
_REASONED = (
    r"(?i)\W*(no edge|skip(ped)?|pass(ed)?|stay away|avoid|watch ?list"
    r"|not (placed|bet|played|taken|recommended))(\s*[(:;,.–—]|\s+-)"
)
_PLACED = {"placed", "isbet", "qualified", "recommended", "bet", "betplaced", "placebet"}
_PLACED |= {"shouldbet", "isqualified", "isplaced", "isrecommended"}
_PLAYER = {"player", "playername", "athlete"}
_DECIDES = {"status", "result", "decision", "recommendation", "action", "verdict"}


_MISPLACED = (
    ("line", "odds", r"(?i)even|ev|[+−-][1-9]\d{2,4}", r"(?i)\d|ev"),
    ("stake_amount", "stake_units", r"(?i)[\d.,]+( ?u(nits?)?)?", r"(?i)\d ?u"),
    ("pick", "stake_amount", r"[$€£] ?[\d.,]+|\d{2,}(\.\d\d)?", r"\d"),
)
_NOT_MEANT = (
    ("stake_units", "profit", r"[^\w+−-]*[+−-]\W*\d.*", ".*"),
    ("stake_amount", "profit", r"[^\w+−-]*[+−-]\W*\d.*", ".*"),
    ("closing_odds", "line", r"[+−-]?(\d\d?(\.\d*)?|\d+\.[1-9]\d*)", r"\d.*"),
)
_PRICED = r"(?<!\d)[+−‑–＋-]\d{3}|\bEVEN\b|@ ?\d"
_GAME = r"(?i)\s(vs?\.?|@|at)\s"
_UNIT = r"(?i)[$€£%\s]|u(?:nits?)?$|p(?:oin)?ts?$|pp$"
_QUOTED_FORMULA = r"'+[=+\-@\t\r]"
_NO_TITLE = r"[+−-]\d{3,}|\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{2,4}"
_NO_ROW = r"\s*`{3}.*\s*|[\W_]*"
_THOUSANDS = r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?"


_Layout = collections.namedtuple("_Layout", "titles fields others spares cells kind ours")
_Row = collections.namedtuple("_Row", "line layout cells raw")
_Unread = collections.namedtuple("_Unread", "cell reason")
_Held = collections.namedtuple(
    "_Held",
    "refused tables headers others empty text pieces whole",
    defaults=((), (), 0, {}, "unknown", "", (), False),
)
_File = collections.namedtuple("_File", "name data text bets others rejected account")
_Table = list[_Row]
_Refused = list[tuple[int, str, _Any]]


def _excerpt(raw: object) -> str:
    try:
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
    except RecursionError:
        text = repr(type(raw))
    return text.strip("\r\n")[:100_000].encode("utf-8", "replace").decode()


_TOLD_IN = [row[0] for row in _ROWS]
_RANKS = {name: rank for rank, name in enumerate(_FIELD_NAMED)}
_SPOKEN = str.maketrans({"%": "percent", "#": "number", **dict.fromkeys("$€£", "amount")})
_MEASURES = [row[0] for row in _ROWS if row[1] in ("odds", "probability", "number", "stake")]
_KINDS = [
    ["simulations", "sim_id"],
    ["simulations", "sim_results"],
    ["simulations", "n_iterations"],
    ["manifests", "manifest", "files"],
    ["audits", "total_bets", "settled_bets"],
    ["rejected", "file", "line", "reason", "raw"],
]


def _title(title: str) -> str:
    said, name = _letters(title.translate(_SPOKEN)), _letters(title)
    share = "%" in title and _FIELD_NAMED.get(name, "").startswith("stake")
    known = said in _RANKS or share or _FIELD_NAMED.get(name) not in _MEASURES
    return said if known else name


@functools.lru_cache(1024)
def _layout(titles: tuple[str, ...]) -> _Layout:
    names = list(map(_title, titles))
    board = not {"spread", "total"}.isdisjoint(names)
    places: dict[_Text, int] = {}
    others, spares = [], []
    for place in sorted(range(len(titles)), key=lambda at: _RANKS.get(names[at], math.inf)):
        field = _FIELD_NAMED.get(names[place])
        if names[place] == "wager" and "pick" in places:
            field = "stake_amount"
        if not field or (board and names[place] == "moneyline"):
            others.append((place, titles[place]))
        elif (main := places.setdefault(field, place)) != place:
            others.append((place, titles[place]))
            spares.append((field, main, place))
    fields = {field: titles[place] for field, place in places.items()}
    kinds = (kind for kind, *marks in _KINDS if all(mark in titles for mark in marks))
    sure = "bet_id" in fields or ("odds" in fields and "sim_results" not in titles)
    found = "bets" if "pick" in fields else ""
    kind = found if sure and found else next(kinds, found)
    cells = operator.itemgetter(*(places.get(column, -1) for column in _TOLD_IN))
    ours = {"bet_id", "logged_at"} <= set(titles)
    return _Layout(titles, fields, others, spares, cells, kind, ours)


def _named(cells: list[str]) -> int:
    layout = _layout(tuple(dict.fromkeys(cells)))
    untitled = any(re.fullmatch(_NO_TITLE, cell) for cell in cells)
    titles = "date" in layout.fields and layout.kind == "bets" and not untitled
    return len(layout.fields) if titles else 0


def _cells(lines: list[str], delimiter: str) -> list[str]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    return list(map(str.strip, next(reader, [])))


def _delimiter(lines: list[str]) -> str:
    starts = [lines[at : at + 9] for at in range(min(len(lines), 400))]
    named = {"": 0}
    for mark in ",;\t|":
        named[mark] = max((_named(_cells(start, mark)) for start in starts), default=0)
    return max(named, key=named.__getitem__)


def _is_table(lines: list[str]) -> bool:
    rows = [line for line in lines[:40] if not line.isspace()]
    widths = ({len(_cells([row], mark)) for row in rows} for mark in ",;\t|")
    return any(len(width) == 1 and max(width) > 2 for width in widths)


def _rows_of(lines: list[str], delimiter: str) -> _Any:
    start, vain = 0, 0
    while (first := start) < len(lines):
        end = len(lines) if vain < 50 * len(lines) else min(first + 100, len(lines))
        told = map(lines.__getitem__, range(first, end))
        reader = csv.reader(told, delimiter=delimiter, skipinitialspace=True)
        for cells in reader:
            row = lines[start : first + reader.line_num]
            taken = len(row)
            yield start + 1, list(map(str.strip, cells)), row
            start += len(row)
            if len(row) < taken or end < len(lines):
                vain += taken
                break


def _has_day(cells: list[str], titles: tuple[str, ...], day: int) -> bool:
    enough = len(cells) > max(day, len(titles) // 2)
    return enough and isinstance(_value(cells[day], _any_day), str)


def _swallowed(row: list[str], delimiter: str, titles: tuple[str, ...], day: int) -> bool:
    try:
        list(csv.reader(row, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return True
    below = [_cells([line], delimiter) for line in row[1:]]
    return any(len(cells) == len(titles) and _has_day(cells, titles, day) for cells in below)


def _unquoted(cells: list[str], raw: str) -> list[str]:
    if "'" not in raw:
        return cells
    return [cell[1:] if re.match(_QUOTED_FORMULA, cell) else cell for cell in cells]


def _against(line: str) -> str:
    word = _letters(line.partition("(")[0])
    return line.strip() if re.fullmatch(_NO_BETS, word) and not re.match("no[bp]", word) else ""


def _sheet(lines: list[str], delimiter: str) -> tuple[_Refused, list[_Table], int]:
    tables: list[_Table] = []
    refused: _Refused = []
    titles: tuple[str, ...] = ()
    layout, day, headers, against = _layout(titles), 0, 0, ""
    for line, cells, row in _rows_of(lines, delimiter):
        cells = [cell.strip(" *`") for cell in cells] if delimiter == "|" else cells
        width, raw = len(titles), "".join(row)
        full = len(cells) > width > 0 and bool(titles[-1]) == bool(cells[width - 1])
        if full and not (delimiter == "," and ", " in raw):
            cells = [*cells[:width], *filter(None, cells[width:])]
        fits = len(cells) == width > 0
        other = not (fits and _has_day(cells, titles, day))
        blank, header = other and bool(re.fullmatch(_NO_ROW, raw)), other and _named(cells)
        alone = other and not blank and sum(map(bool, cells)) == 1
        if alone or (other and not fits and cells and not header):
            against = _against(raw) if alone else ""
        if header and not blank:
            headers += 1
            if titles != (titles := tuple(cells)):
                layout = _layout(titles)
                day = titles.index(layout.fields["date"])
                tables.append([])
        elif fits and _FIELD_NAMED.get(_letters(cells[day])) == "date":
            refused.append((line, "begins another table", row[0]))
            titles = ()
            del row[1:]
        elif fits and not (blank or (row[1:] and _swallowed(row, delimiter, titles, day))):
            if against and not other:
                refused.append((line, f"no bet: {against}", raw))
            else:
                tables[-1].append(_Row(line, layout, _unquoted(cells, raw), raw))
        elif not blank:
            told = (
                f"{len(cells)} cells under {width} titles" if width else "stands before the header"
            )
            refused.append((line, "a stray quotation mark" if fits else told, row[0]))
            del row[1:]
    return refused, tables, headers


class _Torn(str):
    """What might have been a record."""


class _Fused(dict[str, _Any]):
    """An object in which a key had two values."""


def _containers(value: _Any) -> list[_Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for part in parts if isinstance(part, (dict, list))]


_PARLAY = r"(?i)\W*(parlay|teaser|sgp|same.game|accumulator|acca|round.robin)\b"
_CONTEXT = {"date", "league", "matchup", "game_id", "home", "away"}
_OF_BETS = {"odds", "result", "final_score", "closing_odds", "stake_units", "stake_amount"}
_HEAD = "(?i)meta|info|header|slate"


def _layouts(values: _Any) -> _Any:
    return (_layout(tuple(value)) for value in values if isinstance(value, dict))


def _held_bets(value: _Record, deep: bool) -> list[_Layout]:
    found, todo = [], _containers(value)
    for part in todo:
        items = part if isinstance(part, list) else [part] if deep else []
        found += [layout for layout in _layouts(items) if layout.kind == "bets"]
        todo += _containers(part) if deep else []
    return found


def _is_parlay(value: _Record, titles: _Record, bets: list[_Layout]) -> bool:
    unpriced = not any("odds" in bet.fields for bet in bets)
    if "odds" in titles and (unpriced or any(field.startswith("stake") for field in titles)):
        return True
    named = re.match(_PARLAY, str(value.get(titles.get("bet_type", ""))))
    legs = [value[key] for key in value if _letters(key).endswith("legs")]
    return bool(named) or any(any(_layouts(part)) for part in legs if isinstance(part, list))


def _put_together(value: _Record, titles: _Record) -> _Record:
    told: _Record = {key: part for key, part in value.items() if isinstance(part, (dict, list))}
    for key, part in told.items():
        told[key] = part[0] if isinstance(part, list) and len(part) == 1 else part
    kinds = {
        key: [layout.kind for layout in _layouts([part, *_containers(part)])]
        for key, part in told.items()
    }
    parts = [key for key in told if isinstance(told[key], dict) and kinds[key] == ["bets"]]
    own = {field for field, title in titles.items() if title not in parts} - _CONTEXT
    if parts and isinstance(value[parts[0]], list):
        own &= _OF_BETS if titles.keys() & (_CONTEXT - {"date", "league"}) else set()
    if len(parts) != 1 or not own or _key_says(parts[0]) or sum(map(any, kinds.values())) > 1:
        return {}
    joined = {key: cell for key, cell in value.items() if key not in parts}
    if _held_bets(joined, True):
        return {}
    for key, cell in told[parts[0]].items():
        if cell is not None or key not in joined:
            if joined.get(key) not in (None, cell):
                joined[f"{key} (2)"] = joined[key]
            joined[key] = cell
    return joined


def _object(raw: _Record, context: _Record) -> tuple[str, _Any]:
    value, layout = raw, _layout(tuple(raw))
    pick = value.get(layout.fields.get("pick"))
    opened = isinstance(pick, dict) or _containers(pick)
    if layout.kind != "bets" or "odds" not in layout.fields or opened:
        bets = _held_bets(value, layout.kind == "audits")
        if bets and _is_parlay(value, layout.fields, bets):
            return "refused", (1, "no bet: several picks under one price", raw)
        single = len(bets) < 2 and layout.kind in ("", "bets")
        if joined := _put_together(value, layout.fields) if single else {}:
            value, layout = joined, _layout(tuple(joined))
        elif not layout.kind or opened or bets:
            heads = [value[key] for key in value if re.match(_HEAD, key)]
            said = dict(context)
            for part in [*heads, value]:
                fields = _layout(tuple(part)).fields if isinstance(part, dict) else {}
                told = {name: part[fields[name]] for name in _CONTEXT & fields.keys()}
                said |= {name: text for name, text in told.items() if isinstance(text, str)}
            return "", said
    titles = layout.fields
    if layout.kind != "bets":
        return layout.kind, raw
    if isinstance(raw, _Fused):
        return "refused", (1, "two records within one pair of braces", raw)
    if "against" in context:
        return "refused", (1, f"no bet: {context['against']}", raw)
    if more := {name: context[name] for name in context if name not in titles}:
        layout = _layout((*value, *more))
    return "bets", _Row(1, layout, [*value.values(), *more.values()], raw)


@functools.lru_cache(1024)
def _key_says(key: str) -> dict[str, str]:
    word, says = _letters(key).rstrip("0123456789"), {}
    if word and re.fullmatch(_NO_BETS, word):
        says["against"] = key
    if isinstance(_value(key, _any_day), str):
        says["date"] = key
    if given := re.fullmatch(_ID_KEY, key):
        says = {"bet_id": key, "date": given[1]}
    if re.fullmatch(_LEAGUE_KEY, key):
        says["league"] = key
    if re.fullmatch(_ENDED, word):
        says["result"] = {"w": "Win", "l": "Loss"}.get(word[0], "Push")
    return says


_TOLD_LIKE = rf'{_PRICED}|"(?i:win|won|loss|lost|push)"'


def _is_flat(value: list[_Any]) -> bool:
    todo: list[_Any] = [value]
    for part in todo:
        if isinstance(part, dict):
            return False
        todo += _containers(part)
    return True


def _might_be_bet(value: _Any) -> bool:
    said = [_OF_BETS & layout.fields.keys() for layout in _layouts([value])]
    return bool(said) and (len(said[0]) > 1 or any(re.fullmatch(_ID_KEY, key) for key in value))


def _sorted_out(values: list[_Any]) -> tuple[_Refused, list[_Table], dict[str, _Records]]:
    tables: list[_Table] = []
    others: dict[str, list[_Any]] = collections.defaultdict(list)

    def sort(value: _Any, table: _Table, context: _Record, counts: bool) -> bool:
        found, each, listed, before = False, False, False, len(others["refused"])
        parts: _Any = ()
        if isinstance(value, list) and not counts and _is_flat(value):
            if re.search(_TOLD_LIKE, _excerpt(value)):
                others["refused"].append((1, "no bet: it names no pick", value))
        elif isinstance(value, list):
            parts, each = zip(itertools.repeat(""), value), counts or any(_layouts(value))
            table, counts = [], False
            tables.append(table)
        elif isinstance(value, dict):
            kind, item = _object(value, context)
            if kind:
                (table if kind == "bets" else others[kind]).append(item)
                return True
            if "sim_id" in value:
                others["simulations"].append(value)
            context, told = item, _layouts(value.values())
            parts = [pair for pair in value.items() if isinstance(pair[1], (dict, list))]
            each = any(layout.kind == "bets" or "odds" in layout.fields for layout in told)
            listed = any(isinstance(part, list) for _, part in parts)
        for name, part in parts:
            says, own = _key_says(name), table
            if listed and isinstance(part, dict):
                tables.append(own := [])
            said = {**context, **says} if says else context
            found = sort(part, own, said, each or _might_be_bet(part)) or found
        if counts and not found:
            del others["refused"][before:]
            torn = isinstance(value, _Torn)
            reason = "no JSON: cut off or damaged" if torn else "no bet: it names no pick"
            others["refused"].append((1, reason, value))
        return found or counts

    sort(values, [], {}, True)
    return others.pop("refused", []), tables, others


_RECORD_LIKE = r'\{|"[ \t]*:|\d[,;\t]|[,;\t]\d|\d[ *]*\||\|[ *]*\d|\d more\b|' + _PRICED
_Pieces = list[tuple[int, _Any]]


def _names_bet(text: str) -> bool:
    named = re.findall(r'"([^"\n]*)"\s*:(?!\s*[\[{])', text)
    return not {"pick", "odds"}.isdisjoint(_layout(tuple(named)).fields)


def _pieces(text: str, decoder: _Any) -> tuple[int, str, _Pieces]:
    unread, end = 0, 0
    pieces: _Pieces = []
    last = len(text), len(text), None
    for start, after, value in itertools.chain(_objects(text, decoder), [last]):
        lone = isinstance(value, dict) and not _containers(value) and not _layout(tuple(value)).kind
        if lone and text.find("{", end, start) >= 0:
            continue  # an object within a torn record
        gap = text[end:start]
        unread += gap.count("[") + gap.count("{")
        for torn in re.split(r"(?m)^(?=[ \t\r]*\{)", gap):
            said = torn.lstrip("]}, \t\r\n").rstrip()
            place = end + torn.find(said[:1] or torn)
            if said[-1:] == "[" and said.rstrip("[ \t\r\n")[-1:] in ("", ":"):
                closed = max(said.rfind("}"), said.rfind("]")) + 1
                head = said[closed:]
                if not _names_bet(head):
                    said = said[:closed] + re.split(r"[\[{]", head, maxsplit=1)[0].rstrip()
            tail = said[:1] == '"' and torn.lstrip()[:1] in "]}" and "{" not in said
            if re.search(_RECORD_LIKE, said) and not (tail and not _names_bet(said)):
                pieces.append((place, _Torn(said)))
            end += len(torn)
        if value != [] or not pieces:
            pieces.append((start, value))
        end = after
    return unread, text, pieces[:-1]


_SLIPS = (
    r'(?m)"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|(?<=[:,\[\s])\+(?=[\d.])|,(?=\s*[}\]])'
    r"|^[ \t]*`{3}[^[{\n]*|\b(?:None|True|False)\b"
)
_JSON_FOR = {"None": "null", "True": "true", "False": "false"}


def _mended(text: str) -> str:
    mended, end = io.StringIO(), 0
    for slip in re.finditer(_SLIPS, text):
        if slip[0][0] != '"':
            mended.write(text[end : slip.start()] + _JSON_FOR.get(slip[0], ""))
            end = slip.end()
    return mended.getvalue() + text[end:]


def _cut_off(text: str, decoder: _Any) -> _Pieces:
    start = re.search(_OBJECT, text)
    tokens = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|[][{}]')
    missing, listed, begin, end = "", "", start.start() if start else len(text), 0
    for token in tokens.finditer(text, begin):
        if token[0] in "{[":
            listed = listed or (missing if token[0] == "{" and missing[:1] == "]" else "")
            missing = ("}" if token[0] == "{" else "]") + missing
        elif token[0] in "]}":
            missing = missing[1:]
            end = token.end() if missing == listed and token[0] == "}" else end
        if not 0 < len(missing) < 99:
            break
    if end and missing:
        with contextlib.suppress(ValueError, RecursionError):
            value = decoder.decode(text[begin:end] + listed)
            if not _layout(tuple(value)).kind:
                rest = [(end + place, torn) for place, torn in _pieces(text[end:], decoder)[2]]
                return [*_pieces(text[:begin], decoder)[2], (begin, value), *rest]
    return []


def _document(text: str, decoder: _Any = _LENIENT) -> tuple[bool, str, _Pieces]:
    with contextlib.suppress(ValueError, RecursionError):
        if decoder is _LENIENT:
            return True, text, [(0, _STRICT.decode(text))]
    found = _pieces(text, decoder)
    if found[0]:
        found = min(found, _pieces(_mended(text), decoder), key=operator.itemgetter(0))
    unread, text, pieces = found
    return False, text, (_cut_off(text, decoder) if unread else []) or pieces


def _every_pair(pairs: list[tuple[str, _Any]]) -> _Record:
    record = dict(pairs)
    if all(value == record[key] for key, value in pairs):
        return record
    fused, times = _Fused(record), collections.Counter[str]()
    for key, value in reversed(pairs):
        if times[key]:
            fused[f"{key} ({times[key]})"] = value
        times[key] += 1
    return fused


_APART = json.JSONDecoder(
    object_pairs_hook=_every_pair, parse_constant=lambda _: None, strict=False
)


def _hides_picks(text: str, tables: list[_Table]) -> bool:
    layouts = [row.layout for table in tables for row in table]
    known, times = {id(one): one for one in layouts}, collections.Counter(map(id, layouts))
    counts = collections.Counter[str]()
    for each, field in itertools.product(known, ("pick", "odds")):
        counts[known[each].fields.get(field, "")] += times[each]
    named = (title for title, _ in counts.most_common(9) if title)
    return any(text.count(f'"{title}"') > counts[title] for title in named)


def _lines(wanted: set[int], text: str, pieces: _Pieces) -> dict[int, int]:
    lines: dict[int, int] = {}
    line, counted = 1, 0
    tokens = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|\{')
    for start, value in pieces if wanted else ():
        braces = (found.start() for found in tokens.finditer(text, start) if found[0] == "{")
        todo, place = [value], start
        while todo:
            value = todo.pop()
            if isinstance(value, dict):
                place = next(braces, place)
            elif id(value) in wanted:
                place = max(place, text.find(_excerpt(value), place, place + 10_000))
            if id(value) in wanted:
                line += text.count("\n", counted, place)
                counted = place
                lines.setdefault(id(value), line)
            todo += reversed(value if isinstance(value, list) else _containers(value))
    return lines


@_remembered
def _figure(cell: _Any) -> float:
    if isinstance(cell, str):
        cell = re.sub(_UNIT, "", cell.replace("−", "-"))
        cell = cell.replace(",", "" if re.fullmatch(_THOUSANDS, cell) else ".")
    return _number(cell)


def _staked(other: str, cell: _Any) -> float:
    if re.search(other, str(cell)):
        raise ValueError("is in another unit")
    return _stake(_figure(cell))


def _share(cell: _Any) -> float:
    """A probability; percent where the cell says so, or shows more than one."""
    number = _figure(cell)
    return _probability(round(number / 100, 12) if number > 1 or "%" in str(cell) else number)


def _points(cell: _Any) -> float:
    return _number(_figure(cell) if "%" in str(cell) else round(_figure(cell) * 100, 12))


@functools.lru_cache(4096)
def _any_day(cell: str) -> str:
    text = re.sub(_BESIDE_DAY, "", cell.strip())
    text = re.sub(r"(?<=\d), ?(?=\d{4}$)", " ", text)
    for form in _DAY_FORMS.split("|") if not re.match(r"\d{4}-\d\d-\d\d", text) else ():
        with contextlib.suppress(ValueError):
            if form != "%Y%m%d" or len(text) == 8:
                return datetime.datetime.strptime(text, form).date().isoformat()
    return _day(text)


def _any_odds(cell: _Any) -> str:
    text = re.sub(r"[\s*]", "", str(cell).translate(_SIGNS))
    text = "EVEN" if text.lower() == "evens" else text
    text = re.sub(r"^([+−-]\d{1,3}),(?=\d{3}$)", r"\1", text)
    return _odds("?" if re.search(r"\(\d|\d_|^\d+\.\d*[1-9]", text) else text)


def _said(cell: _Any) -> _Text:
    return _text("; ".join(map(str, cell)) if isinstance(cell, list) else cell)


def _tier(cell: _Any) -> _Text:
    text = _said(cell)
    return _TIERS.get("".join(filter(str.isascii, text or "")).strip(" ?").lower(), text)


def _any_result(cell: _Any) -> _Text:
    text = str(cell).strip().lower()
    word = text if text in _RESULTS else re.sub("^(settled|graded)(?=.)", "", _letters(text))
    if word not in _RESULTS:
        raise ValueError("is no result")
    return _RESULTS[word]


def _stamp(cell: _Any) -> str:
    text = _text(cell) or ""
    _day(text[:10])
    return text


def _given_id(cell: _Any) -> str:
    prefix, number = _id_parts(str(cell).strip())
    if not number:
        raise ValueError("is no id of a log")
    return f"{prefix}{number}"


def _noted(cell: _Any) -> _Any:
    with contextlib.suppress(TypeError, ValueError, RecursionError):
        cell = _LENIENT.decode(cell)
    return _extra(cell)


_READ_AS: _Checks = {
    "day": lambda cell: _any_day(str(cell)),
    "odds": _any_odds,
    "probability": _share,
    "number": _figure,
    "stake_units": functools.partial(_staked, "[$€£%]"),
    "stake_amount": functools.partial(_staked, "[uU%]"),
    "result": _any_result,
    "bet_id": _given_id,
    "confidence": _tier,
    "logged_at": _stamp,
    "updated_at": _stamp,
    "line": lambda cell: cell,
    "extra": _noted,
}
_READERS = {row[0]: _READ_AS.get(row[0]) or _READ_AS.get(row[1], _said) for row in _ROWS}
_OUR_READERS = {**_READERS, "confidence": _said}


def _mostly_above_one(cells: _Any, prices: _Any = ()) -> bool:
    balance, limits = 0, dict[str, float]()
    for cell, times in collections.Counter(map(str, cells)).items():
        with contextlib.suppress(ValueError):
            balance += 0 if "%" in cell else times if abs(_figure(cell)) > 1 else -times
    for price in set(map(str, prices)):
        with contextlib.suppress(ValueError):
            if (implied := _implied(_any_odds(price))) < 1 / 30:
                limits[price] = 30 * implied
    for cell, price in zip(map(str, cells), map(str, prices)) if limits else ():
        with contextlib.suppress(ValueError):
            if "%" not in cell and limits.get(price, 1) < abs(_figure(cell)) <= 1:
                balance += 2
    return balance > 0


def _columns(rows: _Table) -> dict[str, _Any]:
    if len({id(row.layout) for row in rows}) == 1:
        cells = zip(*(row.cells for row in rows))
        columns = rows[0].layout.cells([*cells, (None,) * len(rows)])
    else:
        columns = zip(*(row.layout.cells([*row.cells, None]) for row in rows))
    return dict(zip(_TOLD_IN, columns))


def _readable(field: str, cell: _Any) -> bool:
    return str(cell) not in _NOTHING and not isinstance(_value(cell, _READERS[field]), _Unread)


def _filled(rows: _Table) -> _Table:
    asked = [(row, spare) for row in rows for spare in row.layout.spares]
    both = {
        (id(row.layout), spare)
        for row, spare in asked
        if not any(str(row.cells[place]) in _NOTHING for place in spare[1:])
    }
    filled = []
    for row in rows:
        cells, titles = list(row.cells), list(row.layout.titles)
        for field, main, place in row.layout.spares:
            if str(cells[main]) not in _NOTHING:
                if _readable(field, cells[place]) and not _readable(field, cells[main]):
                    titles[main] += " (unread)"
            elif (id(row.layout), (field, main, place)) not in both:
                cells[main], cells[place] = cells[place], None
        layout = _layout(tuple(titles)) if titles != list(row.layout.titles) else row.layout
        filled.append(row._replace(cells=cells, layout=layout))
    return filled


def _unless(form: str, told: str, reader: _Any, cell: _Any) -> _Any:
    if re.fullmatch(form, str(cell)):
        raise ValueError(f"stands in a column of {told}s")
    return reader(cell)


def _lost(result: _Any) -> bool:
    return bool(result) and _value(result, _any_result) == "Loss"


def _other_readers(columns: dict[str, _Any]) -> tuple[_Checks, dict[str, str]]:
    readers, units = dict(_READERS), {}
    for column, told, mark, form in _NOT_MEANT:
        if not any(columns[column]):
            continue
        dated = (str(cell) for cell, day in zip(columns[column], columns["date"]) if day)
        counts = collections.Counter(cell for cell in dated if cell not in _NOTHING)
        marked = sum(counts[cell] for cell in counts if re.fullmatch(mark, cell))
        ends = zip(columns[column], columns["result"]) if marked and told == "profit" else ()
        lost = [re.fullmatch(mark, str(cell)) for cell, end in ends if _lost(end)]
        if (lost and all(lost)) or marked * 5 > sum(counts.values()):
            units[column] = told
            readers[column] = functools.partial(_unless, form, told, readers[column])
    days = [re.match(_DAY_FIRST, cell) for cell in set(map(str, columns["date"]))]
    first, second = (max((int(day[at]) for day in days if day), default=0) for at in (1, 3))
    if second <= 12 < first:
        units["date"] = "day first"
        readers["date"] = lambda cell: _any_day(re.sub(_DAY_FIRST, r"\3/\1/", str(cell)))
    return readers, units


def _readers(columns: dict[str, _Any]) -> tuple[_Checks, dict[str, str]]:
    readers, units = _other_readers(columns)
    for column, other, form, mark in _MISPLACED:
        if not any(columns[column]) or any(columns[other]):
            continue
        told = [str(cell) for cell, day in zip(columns[column], columns["date"]) if day]
        fits = (
            cell in _NOTHING or re.fullmatch(form, cell) or re.match(_NO_BET, cell) for cell in told
        )
        if all(fits) and re.search(mark, "\n".join(told)):
            units[column] = other
            columns[column], columns[other] = columns[other], columns[column]
    for field in ("implied_prob", "model_prob"):
        if _mostly_above_one(columns[field], columns["odds"]):
            units[field], readers[field] = "percent", lambda cell: _share(f"{cell}%")
    edges, votes = columns["edge_pct"], 0
    in_points = _mostly_above_one(edges)
    asked = zip(edges, columns["model_prob"], columns["implied_prob"], columns["odds"])
    for edge, model, implied, odds in () if in_points else asked:
        with contextlib.suppress(TypeError, ValueError):
            known = implied not in (None, "")
            market = readers["implied_prob"](implied) if known else _implied(_any_odds(odds))
            gap = readers["model_prob"](model) - market
            fraction = abs(_figure(edge) - gap) * 100 < abs(_figure(edge) - gap * 100)
            votes += 0 if "%" in str(edge) else 1 if fraction else -1
    if votes > 0:
        units["edge_pct"], readers["edge_pct"] = "fraction", _points
    return readers, units


def _nearer(cell: _Any, share: _Any, odds: _Any) -> _Any:
    if type(share) is float and type(odds) is str and "%" not in str(cell):
        return round(share * 100, 12) if share <= 0.01 and share * 10 < _implied(odds) else share
    return share


def _no_line(cell: _Any, price: _Any, pick: _Any) -> _Any:
    unsigned = type(price) is type(pick) is str and str(cell).strip()[:1].isdigit()
    numbers = re.findall(r"\d{3}(?:\.\d)?", pick) if unsigned else ()
    if any(abs(float(number) - float(price)) < 10 for number in numbers):
        return _Unread(cell, "is near the number of the pick: a line, no price")
    return price


def _agreed(cell: _Any, other: float, edge: _Any, implied: _Any, model: _Any) -> _Any:
    if type(edge) is type(implied) is type(model) is float and "%" not in str(cell):
        gap = (model - implied) * 100
        for factor in (1, other):
            if abs(edge * factor - gap) <= 0.5:
                return round(edge * factor, 12) if factor != 1 else edge
    return edge


def _value(cell: _Any, reader: _Any) -> _Any:
    try:
        return reader(cell)
    except (TypeError, ValueError) as error:
        return _Unread(cell, str(error))


def _values(cells: _Any, reader: _Any) -> tuple[_Any, bool]:
    blank = {None, ""} if reader in (_said, _tier) else _NOTHING
    with contextlib.suppress(TypeError, ValueError):
        distinct = set(cells)
        if set(map(type, cells if float in map(type, distinct) else distinct)) <= {
            str,
            float,
            type(None),
        }:
            given = list(distinct - blank)
            plain = reader is _said and "".join(given).isprintable()
            read = list(map(str.strip if plain else reader, given))
            if "" in read:
                read = [value or None for value in read]
            if read != given or distinct & blank != distinct & {None}:
                cells = list(map(dict(zip(given, read)).get, cells))
            return cells, False
    values = [
        None if cell is None or (isinstance(cell, str) and cell in blank) else _value(cell, reader)
        for cell in cells
    ]
    return values, _Unread in map(type, values)


def _stands(raw: _Any) -> _Any:
    whole = tuple(raw) == _FIELDS and raw["date"] and raw["pick"] and raw["matchup"]
    closing = whole and raw["closing_odds"]
    return whole and (not closing or raw["clv_pct"] == _clv(raw["odds"], closing))


def _block(
    rows: _Table, columns: _Record, readers: _Checks, units: _Record
) -> tuple[list[_Any], _Records]:
    ours = readers is _OUR_READERS
    read = {column: _values(columns[column], readers[column]) for column in columns}
    for field in {"implied_prob", "model_prob"} & units.keys():
        shares = map(_nearer, columns[field], read[field][0], read["odds"][0])
        read[field] = list(shares), read[field][1]
    if not ours:
        parts = (read[field][0] for field in ("edge_pct", "implied_prob", "model_prob"))
        other = itertools.repeat(0.01 if "edge_pct" in units else 100)
        edges = list(map(_agreed, columns["edge_pct"], other, *parts))
        read["edge_pct"] = edges, read["edge_pct"][1]
        closing, unread_too = read["closing_odds"]
        if any(closing):
            closing = list(map(_no_line, columns["closing_odds"], closing, read["pick"][0]))
            read["closing_odds"] = closing, unread_too or _Unread in map(type, closing)
    unread = [column for column in read if read[column][1]]
    said = {column for column in read if read[column][0].count(None) < len(rows)}
    names = [column for column in read if column in _FIELDS or column in said]
    each = zip(rows, zip(*(read[column][0] for column in names)))
    as_told = ours and all(read[field][0] is columns[field] for field in _FIELDS)
    told = [
        row.raw if as_told and _stands(row.raw) else _bet(row, dict(zip(names, values)), unread)
        for row, values in each
    ]
    left = [
        {"line": row.line, "field": column, "text": _excerpt(value[0])}
        for column in unread
        if column != "status"
        for row, value, bet in zip(rows, read[column][0], told)
        if isinstance(value, _Unread) and isinstance(bet, dict)
    ]
    return told, left


def _runs(rows: _Any) -> _Any:
    return (rows[at : at + 2000] for at in range(0, len(rows), 2000))


def _told(table: _Table, known: dict[_Any, _Record]) -> tuple[list[_Any], _Records, _Record]:
    if any(map(operator.attrgetter("layout.spares"), table)):
        table = _filled(table)
    ours = all(row.layout.ours for row in table)
    same: list[_Any] = [None] * len(table)
    if ours:
        pairs = [(row.raw, known.get(str(*row.cells[:1]))) for row in table]
        same = [bet if raw == bet and "extra" not in raw else None for raw, bet in pairs]
        table = [row for row, bet in zip(table, same) if not bet]
    columns = _columns(table)
    readers, units = (_OUR_READERS, _Record()) if ours else _readers(columns)
    runs = zip(_runs(table), *map(_runs, columns.values()))
    told = [_block(rows, dict(zip(columns, run)), readers, units) for rows, *run in runs]
    new = itertools.chain.from_iterable(bets for bets, _ in told)
    unread = [cell for _, cells in told for cell in cells]
    return [bet or next(new) for bet in same], unread, units


def _bet(row: _Row, bet: _Record, unread: list[str]) -> _Any:
    reasons, nothing = {}, {None} if row.layout.ours else _NOTHING
    extra = dict(bet.pop("extra", None) or {})
    for column in unread:
        if isinstance(bet[column], _Unread):
            cell, reason = bet[column]
            bet[column], extra[row.layout.fields.get(column, column)] = None, cell
            reasons[column] = f"{column}: {_shown(cell)} {reason}"
    _keep_rest(row, bet, extra)
    told = [bet["pick"], bet["bet_type"], bet["confidence"]]
    for name, said in () if row.layout.ours else extra.items():
        if _letters(name) in _PLACED and str(said).lower() in ("false", "no"):
            return f"no bet: {name}: {said}"
        if _letters(name) in _DECIDES and re.match(_REASONED, str(said)):
            return f"no bet: {said}"
        if _letters(name) in _DECIDES or str(said).lower() not in ("pass", "passed"):
            told.append(said)
    for said in () if row.layout.ours else told:
        if isinstance(said, str) and len(said) < 99 and re.match(_NO_BET, said):
            return f"no bet: {said}"
    problems = [reasons["odds"]] if "odds" in reasons else []
    for field in ("date", "pick"):
        if bet[field] in nothing:
            problems.append(reasons.get(field, f"{field}: missing"))
    if not (bet["league"] or bet["matchup"] or bet["game_id"]):
        problems.append("neither league nor game")
    if problems:
        return "; ".join(problems)
    if bet["closing_odds"] and bet["odds"]:
        bet["clv_pct"] = _clv(bet["odds"], bet["closing_odds"])
    if extra:
        try:
            bet["extra"] = _plain(extra)
        except ValueError:
            bet["extra"] = {str(name): _excerpt(extra[name]) for name in extra}
    return bet


def _keep_rest(row: _Row, bet: _Record, extra: _Record) -> None:
    if bet["matchup"] is None:
        if bet.get("away") and bet.get("home"):
            bet["matchup"] = f"{bet.pop('away')} @ {bet.pop('home')}"
        elif bet["game_id"] and re.search(_GAME, bet["game_id"]):
            bet["matchup"], bet["game_id"] = bet["game_id"], None
    if bet["result"] in (None, bet.get("status")):
        bet["result"] = bet.pop("status", None)
    for column in list(bet)[len(_FIELDS) :]:
        if (said := bet.pop(column)) is not None:
            extra[row.layout.fields.get(column, column)] = said
            if column == "line" and (bet["pick"] or "").lower() in ("over", "under", "o", "u"):
                bet["pick"] += f" {said}"
    for place, name in row.layout.others:
        if (cell := row.cells[place]) not in (None, ""):
            extra[f"{name} ({place + 1})" if name in extra else name] = cell
            told = isinstance(cell, str) and cell not in _NOTHING
            if told and _letters(name) in _PLAYER and bet["pick"]:
                named = [word for word in map(_letters, cell[:99].split()) if len(word) > 2]
                if not any(word in _letters(bet["pick"]) for word in named):
                    bet["pick"] = f"{cell} {bet['pick']}"


def _called(thread_file: _Any) -> str:
    named = thread_file.get("filename") if isinstance(thread_file, dict) else thread_file
    text = os.fspath(named) if isinstance(named, (str, os.PathLike)) else ""
    return _excerpt(os.path.basename(str(text or "attachment").replace("\\", "/")))


def _held(text: str) -> _Held:
    if re.match(r"\s*(# |<!doctype html>.{0,60}<title>)Betting audit", text):
        return _Held(others={"reports": []})
    document = re.match(r'\s*(\{|\[\s*["{[\]])', text)
    lines = [] if document else list(io.StringIO(text.replace("\0", ""), newline=""))
    if delimiter := _delimiter(lines):
        return _Held(*_sheet(lines, delimiter))
    told = "a sheet whose titles name a date and a pick"
    if "{" not in text and _is_table(lines):
        rows = [row for row in enumerate(lines, 1) if not re.fullmatch(_NO_ROW, row[1])]
        return _Held([(line, f"not in {told}", row) for line, row in rows])
    whole, text, pieces = _document(text)
    values = [value for _, value in pieces]
    if not values:
        return _Held([(1, f"neither JSON nor {told}", text[:4000])])
    refused, tables, others = _sorted_out(values)
    if _hides_picks(text, tables):
        whole, text, pieces = _document(text, _APART)
        refused, tables, others = _sorted_out([value for _, value in pieces])
    empty = "empty" if values == [[]] else "unknown"
    return _Held(refused, tables, 0, others, empty, text, pieces, whole)


def _received(thread_file: _Any) -> tuple[bytes, _Held]:
    data, limit = b"", csv.field_size_limit(1 << 30)
    try:
        content = thread_file.get("content") if isinstance(thread_file, dict) else None
        if isinstance(thread_file, (str, os.PathLike)):
            with open(thread_file, "rb") as file:
                content = file.read()
        if content is None:
            raise ValueError("a path or {'filename': …, 'content': …} is expected")
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        data = bytes(raw) if isinstance(raw, (bytes, bytearray)) else b""
        return data, _held(_decoded(content))
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        return data, _Held([(1, f"cannot be read: {error}", _shown(thread_file))])
    finally:
        csv.field_size_limit(limit)


def _read(thread_file: _Any, known: dict[_Any, _Record]) -> _File:
    name, (data, held) = _called(thread_file), _received(thread_file)
    told = [_told(table, known) for table in held.tables]
    refused, lists = list(held.refused), []
    for table, (bets, _, _) in zip(held.tables, told):
        rows = zip(table, bets)
        refused += [(row.line, why, row.raw) for row, why in rows if isinstance(why, str)]
        lists.append([bet for bet in bets if isinstance(bet, dict)])
    if held.headers:
        lists = [list(itertools.chain(*lists))]
    identified = [bet for bets in lists for bet in _identified(bets)]
    listed = held.pieces[0][1] if held.whole and held.text[:1] == "[" else ()
    as_told = [*map(id, listed)] == [id(bet) for _, bet in identified]
    lines = _lines({id(raw) for _, _, raw in refused}, held.text, held.pieces)
    placed = [(lines.get(id(raw), line), why, raw) for line, why, raw in refused]
    rejected = [
        {"file": name, "line": line, "reason": _excerpt(why), "raw": _excerpt(raw)}
        for line, why, raw in sorted(placed, key=operator.itemgetter(0))
    ]
    kinds = ["bets"] * bool(identified or held.headers) + list(held.others)
    records = len(identified) + sum(map(len, held.others.values()))
    counts = {"records": records, "headers": held.headers, "rejected": len(rejected)}
    account = {"filename": name, "kind": "+".join(kinds) or held.empty, **counts}
    account["rows"] = sum(counts.values())
    account["units"] = {field: unit for _, _, units in told for field, unit in units.items()}
    account["unread"] = [cell for _, left, _ in told for cell in left]
    text = held.text if as_told else ""
    return _File(name, data, text, identified, held.others, rejected, account)


_WHO = operator.itemgetter(0)


def _hosted(logs: list[_Identified]) -> list[_Identified]:
    bets = list(itertools.chain(*logs))
    seeking = {who for who, bet in bets if who.ordinal or not bet.get("matchup")}
    if not seeking:
        return logs
    hosts: dict[_Who, _Who] = {}
    lent = False
    standing: dict[_Any, set[_Who]] = collections.defaultdict(set)
    bets.sort(key=lambda pair: (pair[0].ordinal, not pair[1].get("matchup")))
    for who, bet in bets:
        host = who
        if standing and who in seeking:
            there = sorted(
                standing.get((0, who.pick), ()), key=lambda one: (one.pick != who.pick, one)
            )
            there = [one for one in there if who.ordinal or one[1:3] == who[1:3]]
            there = there[max(who.ordinal, 1) - 1 :]
            if who.ordinal and not (there or bet.get("matchup")):
                there = sorted(standing.get((who.ordinal, who.pick), ()))
            host = hosts[who] = [*there, who][0]
        if not host.ordinal or bet.get("matchup") or host is not who:
            for pick in {host.pick, *_picks(bet)}:
                lent = lent or (host != who and host not in standing[host.ordinal, pick])
                standing[host.ordinal, pick].add(host)
    found = [[(hosts.get(who, who), bet) for who, bet in log] for log in logs] if hosts else logs
    fewer = lent and {*map(_WHO, itertools.chain(*found))} < {*map(_WHO, bets)}
    return _hosted(found) if fewer else found


_PARTS = (
    (*_FIELDS[1:3], *_FIELDS[4:15], "extra"),
    ("result", "final_score", "updated_at"),
    ("closing_odds", "clv_pct"),
)


def _standing(part: _Any) -> tuple[_Any, ...]:
    values = list(part.values())
    filled = len(values) - values.count(None) + len(part.get("extra", ""))
    return values[0] is not None, part.get("updated_at") or "", filled, _encode(values)


def _joined(who: _Who, told: _Records) -> _Record:
    if len(told) == 1 or (told.count(told[0]) == len(told) and "extra" not in told[0]):
        return told[0]
    matchups = [v["matchup"] for v in told if v.get("matchup") and _pick(v) == who.pick]
    names = {
        name
        for version in told
        for name in _game_ids(version)
        if version.get("matchup") or not matchups or _pick(version, name) != who.pick
    }
    bare = [{**version, "extra": dict(version.get("extra") or {})} for version in told]
    for version in bare:
        version["extra"].pop("game_ids", None)
    bet: _Record = {**_BLANK, "matchup": max(matchups, default=None)}
    for fields in _PARTS:
        parts = [{field: version.get(field) for field in fields} for version in bare]
        bet |= max(parts, key=_standing)
    bet["logged_at"] = min((v["logged_at"] for v in told if v.get("logged_at")), default=None)
    bet["game_id"] = max(names, default=None)
    extra = bet.pop("extra") | ({"game_ids": sorted(names)} if len(names) > 1 else {})
    bet = {**bet, "extra": extra} if extra else bet
    return next((old for old in told if old == bet and _line(old) == _line(bet)), bet)


def _grouped(pairs: _Any) -> dict[_Any, list[_Any]]:
    groups: dict[_Any, list[_Any]] = collections.defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _ordered(records: _Any, logs: _Any) -> _Any:
    def when(key: _Any) -> tuple[str, _Any]:
        get = records[key].get
        return str(get("logged_at") or get("date")), key

    whole = (keys for keys in map(dict, logs) if len(keys) == len(records))
    return {key: records[key] for key in next(whole, None) or sorted(records, key=when)}


def _merged(logs: list[_Identified]) -> _Any:
    logs = _hosted(logs)
    versions = _grouped(itertools.chain(*logs))
    bets = {who: _joined(who, told) for who, told in versions.items()}
    for (prefix, number), rivals in _grouped((who[1:3], who) for who in bets).items():
        bet_id = f"{prefix}{number or ''}"
        if len(rivals) == 1 and bets[rivals[0]].get("bet_id") == bet_id:
            continue
        free = {bet_id} & {old["bet_id"] for who in rivals for old in versions[who]}
        rivals.sort(key=lambda who: (bets[who].get("logged_at") or "~", who.pick))
        for who in rivals:
            moved = f"{prefix}{_moved(number, who.pick, _DISPLACED)}"
            bets[who] = {**bets[who], "bet_id": free.pop() if free else moved}
    return _ordered(bets, logs), versions, logs


def _with_text(record: _Record) -> tuple[str, _Record]:
    try:
        return json.dumps(record, sort_keys=True, allow_nan=False), record
    except ValueError:
        return _with_text(json.loads(_encode(record)))


def _distinct(*sources: _Records) -> _Records:
    logs = [list(map(_with_text, log)) for log in sources]
    return list(_ordered(dict(itertools.chain(*logs[::-1])), logs).values())


_FIGURES = (*_FIELDS[7:10], *_FIELDS[13:15], "clv_pct")
_KIND_OF = {field: float if field in _FIGURES else str for field in _FIELDS} | {"extra": dict}


def _run_as_written(bets: _Records) -> bool:
    columns = dict(zip(_FIELDS, zip(*map(operator.itemgetter(*_FIELDS), bets))))
    kinds = {field: set(map(type, columns[field])) for field in columns}
    return (
        set().union(*bets) <= _CHECKS.keys()
        and {type(bet.get("extra", bet)) for bet in bets} <= {dict}
        and all(kinds[field] <= {_KIND_OF[field], type(None)} for field in kinds)
        and all(
            _CHECKS[field](cell) == cell
            for field in ("date", "odds", "result", "closing_odds")
            for cell in {*columns[field]} - {None}
        )
    )


def _as_written(bets: _Records) -> bool:
    with contextlib.suppress(KeyError, TypeError, ValueError):
        ids = {bet["bet_id"] for bet in bets} - {None, ""}
        return len(ids) == len(bets) and all(map(_run_as_written, _runs(bets)))
    return False


def _as_it_was(bet: _Record) -> _Record:
    kept = {**_BLANK, **bet}
    for field in kept.keys() & _KIND_OF.keys():
        if not isinstance(kept[field], (_KIND_OF[field], type(None))):
            kept[field] = _excerpt(kept[field]) if field in _BLANK else {field: kept[field]}
    return kept


def _as_read(bets: _Records) -> _Records:
    table = [_Row(1, _layout(tuple(bet)), list(bet.values()), bet) for bet in bets]
    told = _told(table, {})[0]
    read = [new if isinstance(new, dict) else _as_it_was(bet) for bet, new in zip(bets, told)]
    return list(_merged([_identified(read)])[0].values())


def _changes(bets: _Any, versions: _Any, logs: list[_Identified]) -> _Record:
    report: _Record = {"added": 0, "updated": 0, "unchanged": 0, "renumbered": [], "conflicts": []}
    before = _grouped(logs[0])
    for who, bet in bets.items():
        told, logged = versions[who], before.get(who, [])
        if len(told) > 1 or bet not in logged:
            report["unchanged" if bet in logged else "updated" if logged else "added"] += 1
        if bet is told[0]:
            continue
        bet_id, pick = bet["bet_id"], bet["pick"]
        ids = {old["bet_id"] for old in told if old in logged or not _identity(old).ordinal}
        for old in sorted(ids - {bet_id}):
            report["renumbered"].append({"old": old, "new": bet_id, "pick": pick})
        for field in ("result", "closing_odds", "stake_units", "stake_amount"):
            values = sorted({old[field] for old in told if old.get(field)})
            if {*values} - {bet[field]}:
                conflict = {"bet_id": bet_id, "field": field, "told": values, "kept": bet[field]}
                report["conflicts"].append(conflict)
    given = ((who.pick.rpartition("\n")[0], bet) for who, bet in bets.items() if not who.ordinal)
    picks = _grouped(
        (pick, (bet["pick"], bet["bet_id"]))
        for near in _grouped(given).values()
        for bet in (near if len(near) > 1 else ())
        for pick in sorted(_picks(bet))
    )
    report["lookalikes"] = [
        {"pick": alike[0][0], "bet_ids": [bet_id for _, bet_id in alike]}
        for alike in dict.fromkeys(map(tuple, picks.values()))
        if len(alike) > 1
    ]
    return report


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _digests(bets: _Records) -> dict[str, str]:
    return {bet["bet_id"]: _digest(_line(bet))[:12] for bet in bets}


def _manifest(files: dict[str, tuple[bytes, _Any]], bets: _Records) -> _Record:
    listed = [
        {"name": name, "size": len(data), "sha256": _digest(data), "records": records}
        for name, (data, records) in files.items()
    ]
    version = f"omega-persistence {_VERSION}"
    return {"manifest": version, "created_at": _now(), "files": listed, "bets": _digests(bets)}


def _against_manifest(files: list[_File], bets: _Records) -> "_Record | None":
    manifests = [found for file in files for found in file.others.get("manifests", [])]
    if not manifests:
        return None
    last = max(manifests, key=lambda found: str(found.get("created_at")))
    delivered = {
        str(entry.get("name")): entry.get("sha256")
        for entry in _containers(last["files"])
        if isinstance(entry, dict)
    }
    attached = [(file.name, _digest(file.data)) for file in files]
    told: _Record = {"created_at": last.get("created_at")}
    for then, now, *states in (
        (delivered, attached, "matching_files", "differing_files", "absent_files"),
        (last.get("bets"), _digests(bets).items(), "matching_bets", "altered_bets", "missing_bets"),
    ):
        told |= {state: [] for state in states}
        names = dict(now)
        for name, digest in then.items() if isinstance(then, dict) else ():
            told[states[((name, str(digest)) not in now) + (name not in names)]].append(name)
    return {**told, "matching_bets": len(told["matching_bets"])}


_Floats = list[float]


@functools.lru_cache(65536)
def _finite(field: str, value: _Any) -> _Number:
    try:
        number = _CHECKS[field](value)
    except ValueError:
        return None
    number = american_to_decimal(float(number)) if field == "odds" else number
    return number if abs(number) <= 1e100 else None


_WON = {"Win": 1, "Loss": 0, "Push": None}
_BANDS = ("-200 or shorter", "-199 to -101", "+100 to +199", "+200 or longer", "Unknown")
_LABELS = ("date", "league", "confidence", "bet_type", "month", "odds")
_NUMBERS = ("odds", "stake_amount", "clv_pct", "edge_pct", "model_prob", "implied_prob")
_COUNTED = ("flat", "staked", "clv", "edge", "expected", "scored", "market_scored", "skill")


def _fact(bet: _Record) -> tuple[_Any, ...]:
    date, *labels = [str(bet.get(field) or "") for field in _LABELS[:4]]
    month = (re.match(r"\d{4}-\d\d", date) or [""])[0]
    told = [value if type(value) is float else str(value) for value in map(bet.get, _NUMBERS)]
    price, stake, clv, edge, model, market = map(_finite, _NUMBERS, told)
    band = _BANDS[(price > 1.5) + (price >= 2) + (price >= 3) if price else 4]
    won = _WON[bet["result"]]
    gain = 0.0 if won is None else won * (price or 1.0) - 1
    money = won, stake and stake * gain, price and gain, stake, clv, edge
    forecasts = (model, price), (model, won), (market, won), (model, market, won)
    judged = [None if None in forecast else forecast for forecast in forecasts]
    return (*money, *judged, price, date, *labels, month, band)


def _facts(bets: _Records) -> list[_Any]:
    return [_fact(bet) for bet in bets if bet.get("result") in [*_WON]]


_by_date = functools.partial(sorted, key=operator.itemgetter(11))


def _known(rows: list[_Any], facts: int = 11) -> list[list[_Any]]:
    columns = itertools.islice(zip(*rows), facts)
    return [[value for value in column if value is not None] for column in columns]


_Z = 1.959964


def _mean(values: _Floats, digits: int = 2) -> _Number:
    return round(sum(values) / len(values), digits) + 0.0 if values else None  # no -0.0


def _total(values: _Floats) -> _Number:
    return _mean([sum(values)]) if values else None


def _interval(values: _Floats) -> tuple[_Any, _Number]:
    n = len(values)
    if n < 2:
        return None, None
    mean = sum(values) / n
    error = round(math.sqrt(sum([(value - mean) ** 2 for value in values]) / (n - 1) / n), 12)
    chance = round(math.erfc(mean / error / 2**0.5) / 2, 4) if error else None
    return [_mean([mean + side * error]) for side in (-_Z, _Z)], chance


def _wilson(won: _Floats) -> _Floats:
    wins, n, z2 = sum(won), len(won), _Z * _Z
    half = math.sqrt(z2 * (wins * (n - wins) / n + z2 / 4))
    return [abs(round((wins + z2 / 2 + side) / (n + z2), 4)) for side in (-half, half)]


def _summary(rows: list[_Any]) -> _Record:
    won, gains, flat, stakes, clv = _known(rows, 5)
    staked, pnl = sum(stakes), sum(gains)
    return {
        "total": len(rows),
        "wins": sum(won),
        "losses": won.count(0),
        "pushes": len(rows) - len(won),
        "win_rate": sum(won) / len(won) * 100.0 if won else 0.0,
        "staked": _mean([staked]),
        "pnl": _mean([pnl]),
        "roi_pct": _mean([pnl / staked * 100.0]) if staked else None,
        "flat_roi_pct": _mean([100 * gain for gain in flat]),
        "avg_clv_pct": _mean(clv),
    }


def _breakdown(rows: list[_Any], name: str, order: _Any = bool) -> dict[str, _Record]:
    at = 11 + _LABELS.index(name)
    groups = _grouped((row[at] or "Unknown", row) for row in rows)
    return {label: _summary(groups[label]) for label in sorted(groups, key=order)}


def _drawdown(gains: _Floats) -> _Number:
    levels = list(itertools.accumulate(gains, initial=0.0))
    peaks = itertools.accumulate(levels, max)
    return _mean([max(map(operator.sub, peaks, levels))]) if gains else None


def _brier(scored: list[_Any]) -> _Number:
    return _mean([(p - o) ** 2 for p, o in scored], 4)


def _log_loss(scored: list[_Any]) -> _Number:
    return _mean([-math.log(max(p if o else 1 - p, 1e-15)) for p, o in scored], 4)


def _skill(both: list[_Any]) -> _Number:
    miss, par = [sum([(forecast[at] - forecast[2]) ** 2 for forecast in both]) for at in (0, 1)]
    return _mean([1 - miss / par], 4) if par else None


def _calibration(scored: list[_Any]) -> _Record:
    bins, gaps, spreads = [], [], []
    tenths = _grouped((min(int(pair[0] * 10), 9), pair) for pair in scored)
    for tenth in sorted(tenths):
        probs, won = map(list, zip(*tenths[tenth]))
        means = {"mean_prob": _mean(probs, 4), "win_rate": _mean(won, 4), "ci95": _wilson(won)}
        bins.append({"bin": f"{tenth / 10}-{(tenth + 1) / 10}", "n": len(won), **means})
        gaps.append(abs(sum(probs) - sum(won)))
        spreads.append(sum([p * (1 - p) for p in probs]))
    chance = sum([math.sqrt(2 * spread / math.pi) for spread in spreads])
    chance += _Z * math.sqrt(sum(spreads) * (1 - 2 / math.pi))
    ece, by_chance = [round(x / len(scored), 4) if bins else None for x in (sum(gaps), chance)]
    return {"calibration": bins or None, "ece": ece, "ece_by_chance": by_chance}


def _evidence(rows: list[_Any], known: list[_Any]) -> _Record:
    won, _, flat, _, clv, _, expected, scored, priced, both, prices = known
    results, gains, units = _known(_by_date(rows), 3)
    returns = [100 * gain for gain in flat]
    interval, p_value = _interval(returns)
    streaks = "".join(map(str, results))
    return {
        "avg_odds_decimal": _mean(prices),
        "flat_pnl_units": _total(flat),
        "flat_roi_pct": _mean(returns),
        "flat_roi_ci95_pct": interval,
        "p_value": p_value,
        "win_rate_ci95_pct": [round(100 * x, 2) for x in _wilson(won)] if won else None,
        "expected_wins": _total([p for p, _ in scored]),
        "flat_expected_units": _total([p * price - 1 for p, price in expected]),
        "clv_ci95_pct": _interval(clv)[0],
        "clv_beat_rate_pct": _mean([100.0 * (points > 0) for points in clv]),
        "brier_market": _brier(priced),
        "brier_skill": _skill(both),
        "log_loss": _log_loss(scored),
        "log_loss_market": _log_loss(priced),
        **_calibration(scored),
        "max_drawdown": _drawdown(gains),
        "flat_max_drawdown_units": _drawdown(units),
        "longest_win_streak": max(map(len, streaks.split("0"))),
        "longest_loss_streak": max(map(len, streaks.split("1"))),
        "by_month": _breakdown(rows, "month", str),
        "by_odds": _breakdown(rows, "odds", _BANDS.index),
        **{f"{name}_bets": len(facts) for name, facts in zip(_COUNTED, known[2:])},
    }


def _verdict(audit: _Record, flat: _Floats) -> str:
    bets, won, lost = len(flat), sum([gain > 0 for gain in flat]), flat.count(-1)
    few = "bets" if bets < 30 else "wins" if won < 5 else "losses" if lost < 5 else ""
    roi, staked = audit["flat_roi_pct"] or 0, audit["roi_pct"]
    told = f"{bets:,} settled bet{'s' * (bets > 1)} returned {roi:+.2f}% at level stakes"
    if not bets:
        told = "No settled bet has odds, so no return can be judged"
    elif few:
        told = f"Too few {few} to say: {told} ({won:,} won, {lost:,} lost), "
        told += "but an interval needs 30 bets, 5 won and 5 lost"
    else:
        low, high = audit["flat_roi_ci95_pct"]
        kind = ("result", "profit", "loss")[(roi > 0) - (roi < 0)]
        luck = "that luck alone could explain" if low <= 0 <= high else "unlikely to be luck alone"
        told += f" (95% interval {low:+.2f}% to {high:+.2f}%), a {kind} {luck}"
    if staked * roi < 0 and bets == audit["settled_bets"]:
        told += f"; the stakes placed returned {staked:+.2f}%"
    if (n := audit["clv_bets"]) >= 30:
        low, high = audit["clv_ci95_pct"]
        how = ("did not clearly differ from", "beat", "were worse than")[(low > 0) - (high < 0)]
        told += f"; {'but ' * (low > 0 > roi)}the prices taken {how} the closing line ("
        told += f"{audit['avg_clv_pct']:+.2f} points on average over {n:,} bets, "
        told += f"95% interval {low:+.2f} to {high:+.2f})"
    if (n := audit["scored_bets"]) >= 30:
        off, chance = 100 * audit["ece"], 100 * audit["ece_by_chance"]
        told += f"; the model {'is not' if off > chance else 'looks'} calibrated (over {n:,} bets "
        told += f"its probabilities missed by {off:.2f} points, and chance allows {chance:.2f})"
    return told + "."


def _in_range(bets: _Records, start: _Text, end: _Text) -> _Records:
    if not (start or end):
        return bets
    dated = [bet for bet in bets if isinstance(bet.get("date"), str)]
    return [bet for bet in dated if (start or "0") <= bet["date"] <= (end or "~")]


@_uncollected()
def _audit(bets: _Records, start_date: _Text, end_date: _Text) -> _Record:
    bets = _in_range(bets, start_date, end_date)
    rows = _facts(bets)
    settled, span = len(rows), {"start": start_date, "end": end_date}
    audit: _Record = {"total_bets": settled, "settled_bets": settled}
    about = {"date_range": span, "pending_bets": len(bets) - settled}
    if not rows:
        text = f"No settled bet to audit yet ({len(bets):,} pending), so nothing can be said."
        return {**audit, "message": text, **about, "verdict": text}
    whole, known = _summary(rows), _known(rows)
    _, _, flat, _, _, edges, _, scored, *_ = known
    audit.update(
        {key: whole[key] for key in ("wins", "losses", "pushes")},
        win_rate_pct=_mean([whole["win_rate"]]),
        roi_pct=whole["roi_pct"] or 0.0,
        total_stake=whole["staked"],
        total_pnl=whole["pnl"],
        avg_edge_pct=_mean(edges) or 0.0,
        avg_clv_pct=whole["avg_clv_pct"] or 0.0,
        brier_score=_brier(scored) or 0.0,
        **{f"by_{name}": _breakdown(rows, name) for name in _LABELS[1:4]},
        audit_date=_now(),
        **about,
        **_evidence(rows, known),
    )
    return {**audit, "verdict": _verdict(audit, flat)}


_STANDARD = [*_FIELDS[:15], *_FIELDS[16:], "game_id", "extra"]
_BETLOG = [
    *("Date", "League", "Game_ID", "Pick", "Odds_American", "Implied_Prob", "Model_Prob", "Edge_%"),
    *("Confidence_Tier", "Predicted Outcome", "Factors", "Final Box Score", "Result"),
]
_SUGGESTED = [
    *(*_BETLOG[:2], "Matchup", *_BETLOG[3:5], "Bet_Type", *_BETLOG[6:9]),
    *("Stake_Units", "Stake_Amount", *_BETLOG[9:11], "Bet_ID", "Event_ID"),
]
_LAYOUTS = {"standard": _STANDARD, "betlog": _BETLOG}
_EMOJI = {"High": "🔵 High", "Medium": "🟢 Med", "Low": "🟡 Low"}


_FORMULA = r"(?i)(?![+-]([0-9]+\.?|[0-9]*\.[0-9]+)(e[+-]?[0-9]+)?\Z)'*[=+\-@\t\r]"


def _game(bet: _Record) -> _Text:
    matchup, game_id = bet.get("matchup"), bet.get("game_id")
    return game_id if game_id and _pick(bet, game_id) != _pick(bet) else matchup or game_id


def _cell(bet: _Record, title: str) -> _Any:
    value = bet.get(_FIELD_NAMED[_letters(title)])
    if title == "Game_ID":
        value = _game(bet)
    elif title == "Confidence_Tier":
        value = _EMOJI.get(str(value), value)
    elif isinstance(value, (dict, list)):
        value = _encode(value)
    return "'" + value if isinstance(value, str) and re.match(_FORMULA, value) else value


def _in_betlog(bets: _Records) -> _Records:
    names = [_picks(bet) for bet in bets]
    known = (picks for bet, picks in zip(bets, names) if bet.get("matchup"))
    told = _grouped((pick, frozenset(picks)) for picks in known for pick in picks)
    mixed = {pick for pick in told if len({*told[pick]}) > 1}
    seen: dict[str, int] = {}
    rows: list[_Any] = []
    for bet, picks in zip(bets, names):
        if bet.get("matchup") and picks & mixed:
            bet = {**bet, "game_id": None}
        who, name = _identity(bet), _pick(bet, bet.get("game_id"))
        place = seen.setdefault(name, len(seen))
        rows.append((place, who.ordinal, who.pick != name, who, len(rows), bet))
    rows.sort()
    times = collections.Counter(itertools.chain(*names))
    doubtful = {at for at, picks in enumerate(names) if any(times[pick] > 1 for pick in picks)}
    return _not_astray([row[3:] for row in rows], bets, doubtful)


_OF_PICK = ("date", "league", "matchup", "pick", "odds", "game_id")


def _as_told(bet: _Record) -> _Record:
    game = _game(bet) or ""
    name = "matchup" if re.search(_GAME, game) else "game_id"
    return {
        **_BLANK,
        **{field: bet.get(field) for field in _OF_PICK[:5]},
        "matchup": None,
        name: game,
    }


def _not_astray(rows: list[_Any], bets: _Records, doubtful: set[int]) -> _Records:
    near = [row for row in rows if row[1] in doubtful]
    log = [(who, bets[at]) for who, at, _ in near]
    read = _hosted([log, _identified([_as_told(bet) for *_, bet in near])])[1]
    astray = {at: host for (who, at, _), (host, _) in zip(near, read) if host != who}
    homes, sheet = dict(log), []
    for _, at, bet in rows:
        if at in astray:
            bet = {field: bet.get(field) for field in _OF_PICK}
        if at not in astray or astray[at] in homes:
            sheet.append(bet)
    return sheet


def _csv(bets: _Records, layout: list[str]) -> bytes:
    if layout is _BETLOG:
        bets = _in_betlog(bets)
    text = io.StringIO()
    rows = ([_cell(bet, title) for title in layout] for bet in bets)
    csv.writer(text).writerows([layout, *rows])
    return text.getvalue().encode("utf-8-sig", "replace")


_GROUNDS = {
    "avg_clv_pct": "clv_bets",
    "avg_edge_pct": "edge_bets",
    "brier_score": "scored_bets",
    "pnl": "staked",
    "roi_pct": "total_stake",
    "total_pnl": "total_stake",
    "win_rate": "decided",
    "win_rate_pct": "win_rate_ci95_pct",
}
_LEAST = {
    "clv_ci95_pct": {"clv_bets": 30},
    "flat_roi_ci95_pct": {"flat_bets": 30, "wins": 5, "losses": 5},
}
_LEAST["p_value"] = _LEAST["flat_roi_ci95_pct"]


def _escape(text: object) -> str:
    line = re.sub(r"(?<!\w)-(?=\d)", "−", " ".join(str(text).split()))
    risky = r"(?i)[]&<>|`*_~[\\@$#]|:(?=//)|(?<=www)\."
    return re.sub(risky, lambda found: f"&#{ord(found[0])};", line)


def _printed(figures: _Record, key: str, form: str = "", unit: str = "") -> str:
    many = all(figures.get(name, n) >= n for name, n in _LEAST.get(key, {}).items())
    value = figures.get(key) if many and figures.get(_GROUNDS.get(key, ""), True) else None
    with contextlib.suppress(TypeError, ValueError):
        ends = value if isinstance(value, list) else [value]
        return _escape(" to ".join(f"{end:{form or ',.10g'}}{unit}" for end in ends))
    return "none"


def _in_print(template: str, figures: _Record) -> str:
    place = r"{(\w+):?([+,.\d]*[fs%]?)(.*?)}"
    return re.sub(place, lambda found: _printed(figures, *found.groups()), template)


_RUN = "Bet by bet. Shaded: how far below its best."
_CAPTIONS = {
    "Running profit, money": _RUN,
    "Level-stake profit, units": _RUN,
    "Calibration": "Share won, 95% interval and bets by model probability. Dashed: ideal.",
    "Closing-line value": "Points by month; above 0 beat the close. Dashed: mean.",
}


def _picture(title: str, feet: _Any, spots: _Any, form: str = ",.10g", **lines: _Any) -> str:
    marks = [(look, "", line) for look, line in lines.items()]
    for x, y, *ends, label in spots:
        marks += [("line", label, [(x, max(ends)), (x, min(ends))]), ("dot", "", [(x, y)] * 2)]
    ys = [0, *(y for *_, line in marks for _, y in line)]
    power, part = divmod(math.log10(max(ys) - min(ys) or 1) - 0.3, 1)
    step = (1, 2, 5, 10)[int(3 * part)] * 10**power
    ticks = range(int(min(ys) // step), max(1, -int(-max(ys) // step)) + 1)
    for tick in ticks:
        line = [(-0.115, tick * step), (1, tick * step)]
        marks.insert(0, ("grid" if tick else "zero", format(tick * step, form), line))
    caption, start, end = _CAPTIONS[title], *map(_escape, feet)
    drawn = f"""<figure><h2>{title}</h2><svg role=img width=360 height=205 viewBox="0 0 360 205">
<title>{title}</title><desc>{caption}</desc>
<text x=38 y=200>{start}</text><text x=352 y=200 text-anchor=end>{end}</text>"""
    low, rise = ticks[0] * step, 165 / step / (len(ticks) - 1)
    for look, label, line in marks:
        points = [f"{38 + 314 * x:.1f} {185 - rise * (y - low):.1f}" for x, y in line]
        drawn += f'<path class={look} d="M{"L".join(points)}"/>'
        if label:
            drawn += f'<text transform="translate({points[0]})" dy=-6>{_escape(label)}</text>'
    return f"{drawn}</svg><figcaption>{caption}</figcaption></figure>"


def _pictures(audit: _Record, rows: list[_Any]) -> _Any:
    if not rows:
        yield "<p>No running profit: these are not all bets of the log."
    for title, gains in zip(_CAPTIONS, _known(rows)[1:3]):
        levels = itertools.accumulate(gains, initial=0.0)
        run = [(level, at / max(1, len(gains))) for at, level in enumerate(levels)]
        size = len(run) // 300 + 1
        parts = [run[-1:], *(run[at : at + size] for at in range(0, len(run), size))]
        line = sorted({end(part)[::-1] for part in parts for end in (min, max)})
        places, heights = zip(*line)
        best = list(zip(places, itertools.accumulate(heights, max)))
        if 0 < sum(map(abs, gains)) < 1e15:
            feet = rows[0][11][:10], rows[-1][11][:10]
            yield _picture(title, feet, [], shade=line + best[::-1], line=line)
    tenths = audit.get("calibration") or []
    spots = [(row["mean_prob"], row["win_rate"], *row["ci95"], row["n"]) for row in tenths]
    if spots:
        yield _picture("Calibration", ("0%", "100%"), spots, ".0%", norm=[(0, 0), (1, 1)])
    groups = audit.get("by_month") or {}
    months = [name for name in groups if groups[name]["avg_clv_pct"] is not None][-12:]
    clvs = [groups[name]["avg_clv_pct"] for name in months]
    spots = [((at + 0.5) / len(clvs), y, 0, y, f"{y:+.1f}") for at, y in enumerate(clvs)]
    if spots:
        feet, mean = (months[0], months[-1]), audit["avg_clv_pct"]
        yield _picture("Closing-line value", feet, spots, norm=[(0, mean), (1, mean)])


_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Betting audit</title>
<meta name=viewport content=width=device-width><style>
:root{background:#fffdf8;color:#222;--data:#05a}
@media screen and (prefers-color-scheme:dark){:root{background:#111;color:#eee;--data:#7bf}}
body{max-width:56em;margin:auto;padding:1em;font:1em/1.45 sans-serif;overflow-wrap:anywhere}
h1,h2,b{font:600 1.2em/1.2 Georgia,serif;margin:0;break-after:avoid}h1,b{font-size:2em}
main{columns:20em}dl{columns:9em}dd{margin:0}figure,table,div{margin:0 0 1em;break-inside:avoid}
svg{width:100%;height:auto}text{font-size:11px;fill:currentColor}.line+text{text-anchor:middle}
path{fill:none;stroke:currentColor}.grid,.shade{opacity:.3}.shade{fill:#e8590c}
.norm{stroke-dasharray:4}.line,.dot{stroke:var(--data);stroke-width:2}
.dot{stroke-width:9;stroke-linecap:round}table{width:100%;border-collapse:collapse;font-size:.8em}
th,td{padding:.3em 0 .3em .6em;text-align:right;border-bottom:1px solid #8885}td{white-space:nowrap}
th:first-child{text-align:left;padding-left:0;min-width:5.6em}
@media(max-width:30em){tr{display:grid;grid:auto/repeat(5,1fr)}th:first-child{grid-column:1/-1}}
</style>"""


_HEADLINE = """
|Level-stake return|{flat_roi_pct:+,.2f%}|{flat_roi_ci95_pct} (95% interval, {flat_bets} bets)|
|Profit|{total_pnl:+,.2f}|{total_stake} staked on {staked_bets} bets|
|Closing-line value|{avg_clv_pct:+.2f pts}|{clv_ci95_pct} (95% interval, {clv_bets} bets)|
|Brier skill|{brier_skill:+.1%}|{skill_bets} bets; above 0 beats the price|"""
_GROUP = """
|{name:.80s}|{wins}–{losses}–{pushes}|{win_rate:.1f%}|{pnl:+,.2f}|{flat_roi_pct:+,.1f%}|{avg_clv_pct:+.2f}|"""


def _parts(audit: _Record, facts: list[_Any]) -> _Any:
    first, _, rest = map(_escape, str(audit.get("verdict") or "The record").partition("; "))
    first, rest = first.rstrip("."), rest[:1].upper() + rest[1:]
    days = (audit.get("date_range") or {}).items()
    about = _in_print("{settled_bets} settled, {pending_bets} pending", audit)
    about += _escape("".join(f", {end} {day}" for end, day in days if day))
    page = f"{_PAGE}<p>{about}<h1>{first}.</h1><p>{rest}"
    yield f"# Betting audit\n\n**{first}.** {rest}\n\n{about}\n", page
    if not audit.get("total_bets"):
        yield ("\nThe figures come with the first result.\n",) * 2
        return
    rows = _in_print(_HEADLINE, audit)
    figures = re.sub(r"\n.(.*)\|(.*)\|(.*).", r"<div><dt>\1<dd><b>\2</b><dd>\3</div>", rows)
    yield f"\n|Figure|Value|Note|\n|---|---|---|{rows}\n", f"<dl>{figures}</dl><main>"
    yield "", "".join(_pictures(audit, facts))
    for by in ("league", "confidence", "bet type", "odds", "month"):
        groups = audit.get("by_" + by.replace(" ", "_")) or {}
        order = sorted(groups, key=lambda name: name if by == "month" else groups[name]["total"])
        rows = ""
        for name in order[:-25:-1]:
            decided = groups[name]["wins"] + groups[name]["losses"]
            rows += _in_print(_GROUP, {**groups[name], "name": name, "decided": decided})
        head = f"|By {by}|Record|Won|Profit|Level ROI|CLV"
        body = re.sub(r"\n.(.*).", r"<tr><th scope=row>\1", rows).replace("|", "<td>")
        page = f"<table><tr>{head.replace('|', '<th scope=col>')}{body}</table>"
        if rows:
            yield f"\n{head}|\n{'|---' * 6}|{rows}\n", page
    yield "", "</main><h2>All figures</h2><dl>"
    for key in audit:
        name = key.replace("_pct", ", %").replace("_", " ")
        if (text := _printed(audit, key)) != "none":
            yield "", f"<div><dt>{_escape(name)}<dd>{text}</div>"


def _report(audit: _Record, bets: _Records, output_file: _Text) -> dict[str, bytes]:
    days = audit.get("date_range") or {}
    facts = _by_date(_facts(_in_range(bets, days.get("start"), days.get("end"))))
    same = _breakdown(facts, "league") == audit.get("by_league")
    parts = _parts(audit, facts if same else [])
    stem = re.sub(r"\.(md|html)$", "", output_file or f"AUDIT_REPORT_{_now()[:10]}")
    names = f"{stem}.md", f"{stem}.html"
    return dict(zip(names, ("".join(texts).encode("utf-8", "replace") for texts in zip(*parts))))


def _listed(given: _Any) -> list[_Any]:
    return [given] if isinstance(given, (str, bytes, dict, os.PathLike)) else list(given)


def _copy(record: _Record) -> _Record:
    return dict(_plain(record) if {dict, list} & set(map(type, record.values())) else record)


def _days(**days: _Text) -> list[_Text]:
    [told] = _accepted("range", [days], dict.fromkeys(days), dict.fromkeys(days, _day))
    return list(told.values())


def _files_read(thread_files: _Any, known: dict[_Any, _Record]) -> tuple[list[_File], _Records]:
    late, files = time.monotonic() + 2, []
    for thread_file in _listed(thread_files):
        files.append(_read(thread_file, known))
        if time.monotonic() > late and os.isatty(2):
            print("read", files[-1].name, file=sys.stderr)
    return files, [row for file in files for row in file.rejected]


def _registered(log: _Log) -> _Any:
    known, log.register = log.register, None
    return known if known and known.bets is log.records else _Register(log.records)


def _enter(log: _Log, new: _Records) -> list[str]:
    register, stamp = _registered(log), _now()
    notes = [note for bet in new for note in register.enter(bet, stamp)]
    _append(log, new, log.adapt(log.records + new) if register.joins else None)
    log.register = register
    return notes


def _settle(log: _Log, updates: list[_Any], required: str, sheet: _Text = None) -> None:
    register = _registered(log)
    settled = _settled_all(log.records, register.places, updates, ("bet_id", required))
    sheets = {sheet: _csv(settled, _BETLOG)} if sheet else {}
    _change_logs({log: settled} if updates else {}, **sheets)
    register.bets, log.register = log.records, register


def _merge_in(log: _Log, files: list[_File], others: dict[str, _Log], found: list[_Record]) -> _Any:
    merged = _merged([_identified(log.records), *(file.bets for file in files)])
    changes = _changes(*merged)
    contents: dict[_Log, _Records] = {log: list(merged[0].values())}
    for kind, other in others.items():
        contents[other] = _distinct(other.read(), *(told.get(kind, []) for told in found))
    attached = [(file.text, [bet for _, bet in file.bets]) for file in files if file.text]
    for log in list(contents):
        if list(map(id, contents[log])) == list(map(id, log.records)):
            del contents[log]
    _change_logs(contents, attached)
    return changes, list(merged[0].values())


class _Opening:
    def __init__(
        self,
        base_path: "str | os.PathLike[str]" = "data/logs",
        exports_path: "str | os.PathLike[str] | None" = None,
    ) -> None:
        """Open the logs in ``base_path``; an OSError names the folder that cannot be used.

        ``exports_path`` is by default ``data/exports`` beside ``data/logs``, else ``base_path``.
        """
        base = os.path.normpath(os.path.expanduser(base_path))
        usual = "data/exports" if base == os.path.normpath("data/logs") else base
        exports = os.path.normpath(os.path.expanduser(exports_path or usual))
        self._home, self.base_path, self.exports_path = os.getcwd(), base, exports
        self.bet_log_file = os.path.join(base, "bet_log.json")
        self.sim_log_file = os.path.join(base, "simulation_log.json")
        self.audit_log_file = os.path.join(base, "audit_log.json")
        self._bets = _Log(self.bet_log_file, "bet_id", _as_read, _as_written)
        self._others = {
            "simulations": _Log(self.sim_log_file, "sim_id", _distinct),
            "audits": _Log(self.audit_log_file, "audit_date", _distinct),
            "rejected": _Log(os.path.join(base, "rejected.json"), "reason", _distinct),
        }
        try:
            for folder in (exports, base):
                os.makedirs(folder, exist_ok=True)
            for log in (self._bets, self._others["simulations"], self._others["audits"]):
                if not os.path.exists(log.path):
                    log.alone(_append, [])
        except OSError as error:
            text = f"{error.strerror}; choose another folder"
            raise OSError(error.errno, text, folder) from error


class _Exporting(_Opening):
    def _below(self, folder: str, name: str) -> str:
        return os.path.join("" if os.getcwd() == self._home else self._home, folder, name)

    def _path(self, name: object) -> str:
        text, folder = str(name).replace("\\", "/"), self.exports_path
        if re.match(r"(?is)$|/|.*(:|\.\./|[/. ]$)|.*(_log|rejected)\.json$", text):
            told = f"is a log's name, or not the name of a file in {folder}"
            raise ValueError(f"output_file: {_shown(name)} {told}")
        path = self._below(folder, text)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def _export(self, contents: dict[str, bytes]) -> list[str]:
        paths = {self._path(name): data for name, data in contents.items()}
        _replace_files(paths)
        return list(paths)

    def export_to_csv(self, output_file: str = "omega_bets.csv", format: str = "standard") -> str:
        """Write all bets as a sheet, "standard" or "betlog" (13 columns); return its path."""
        if format not in _LAYOUTS:
            raise ValueError(f"format: {_shown(format)} is neither standard nor betlog")
        return self._export({output_file: _csv(self._bets.read(), _LAYOUTS[format])})[0]

    def get_pending_bets(self) -> _Records:
        """Return the bets without a result."""
        return [_copy(bet) for bet in self._bets.read() if bet.get("result") is None]

    def get_bets_by_date_range(self, start_date: _Text, end_date: _Text) -> _Records:
        """Return the bets from one day, YYYY-MM-DD, to another, both included; None is open."""
        days = _days(start_date=start_date, end_date=end_date)
        return list(map(_copy, _in_range(self._bets.read(), *days)))


class _Keeping(_Exporting):
    def log_bet_recommendation(self, bet_data: _Record) -> str:
        """Log one bet and return its id, ``YYYY-MM-DD_LEAGUE_N``, once it is on disk.

        Raises one ValueError that lists everything wrong with it; warns of what is strange.
        """
        return self.log_bet_recommendations([bet_data])[0]

    def log_bet_recommendations(self, bets: _Records) -> list[str]:
        """Log a slate of bets, all of them or none, with one write, and return their ids."""
        new = _accepted("bet", bets, _BLANK, _CHECKS, _REQUIRED)
        for note in self._bets.alone(_enter, new):
            warnings.warn(note, stacklevel=3)
        return [bet["bet_id"] for bet in new]

    def update_bet_result(
        self, bet_id: str, result: str, final_score: _Text = None, closing_odds: _Text = None
    ) -> None:
        """Settle a bet as Win, Loss or Push; a score or closing price left out stays as it was.

        Raises ValueError for an id that is not in the log and for values that are not accepted.
        """
        update = {"bet_id": bet_id, "result": result, "final_score": final_score}
        self._bets.alone(_settle, [{**update, "closing_odds": closing_odds}], "result")

    def update_closing_odds(self, bet_id: str, closing_odds: str) -> None:
        """Record the closing price of a bet, American odds, before or after its game ends."""
        update = {"bet_id": bet_id, "closing_odds": closing_odds}
        self._bets.alone(_settle, [update], "closing_odds")

    def update_pending_bets_and_export(
        self, result_updates: _Records, output_file: str = "BetLog.csv"
    ) -> str:
        """Settle bets, all of them or none, with the BetLog sheet, and return its path.

        An update has ``bet_id``, ``result`` and, if known, ``final_score`` and ``closing_odds``.
        """
        path = self._path(output_file)
        self._bets.alone(_settle, _listed(result_updates), "result", path)
        return path


class _Auditing(_Keeping):
    def log_simulation_result(self, sim_data: _Record) -> str:
        """Log one simulation and return its id, ``YYYY-MM-DD_GAMEID``, once it is on disk."""
        self._others["simulations"].alone(_append, [simulation := _simulation(sim_data)])
        return str(simulation["sim_id"])

    def run_backtest_audit(
        self,
        start_date: _Text = None,
        end_date: _Text = None,
        bets_override: "_Records | None" = None,
    ) -> _Record:
        """Return the audit of the log, or of other bets, over some days, and log it.

        Percentages and units have 2 digits, scores and probabilities 4; what has nothing to stand
        on is None. The chapter on the audit says what each key means.
        """
        days = _days(start_date=start_date, end_date=end_date)
        bets = self._bets.read() if bets_override is None else bets_override
        audit = _audit([bet for bet in bets if isinstance(bet, dict)], *days)
        try:
            self._others["audits"].alone(_append, [audit] if audit["total_bets"] else [])
        except OSError as error:
            warnings.warn(f"this audit could not be logged: {error}", stacklevel=2)
        return _copy(audit)

    def write_audit_report(
        self, audit: "_Record | None" = None, output_file: _Text = None
    ) -> list[str]:
        """Write an audit, or that of the whole log, as .md and .html; return both paths."""
        bets = self._bets.read()
        if output_file:
            self._path(output_file)
        return self._export(_report(audit or _audit(bets, None, None), bets, output_file))


class _Restoring(_Auditing):
    def load_from_thread_fallback(self, thread_files: list[_Any]) -> _Records:
        """Return the bets of attachments, each once, and write nothing; warn of what is no bet.

        A thread file is a path or ``{"filename", "content"}``: text, bytes or parsed JSON.
        """
        files, rejected = _files_read(thread_files, {})
        if rejected:
            first = "{file}, line {line}: {reason}".format_map(rejected[0])
            warnings.warn(f"{len(rejected)} rows are no bets; the first: {first}", stacklevel=2)
        return list(_merged([file.bets for file in files])[0].values())

    @_uncollected()
    def restore_session(self, thread_files: list[_Any]) -> _Record:
        """Merge attachments into the logs, all of them or none, and return a report.

        Its keys: files, added, updated, unchanged (numbers of bets), renumbered, conflicts,
        lookalikes, rejected (also in rejected.json), manifest (None unless one was attached).
        """
        known = {bet.get("bet_id"): bet for bet in self._bets.read()}
        files, rejected = _files_read(thread_files, known)
        found = [*(file.others for file in files), {"rejected": rejected}]
        changes, bets = self._bets.alone(_merge_in, files, self._others, found)
        report = {"files": [file.account for file in files], **changes}
        manifest = _against_manifest(files, bets)
        return {**report, "rejected": list(map(_copy, rejected)), "manifest": manifest}


class OmegaCacheLogger(_Restoring):
    """A betting record, its audit, and the files that carry it to the next session.

    A call that raises changed nothing; its ValueError lists everything wrong with what was given.
    """

    def deliver_session(self, date: _Text = None) -> list[str]:
        """Write all that must leave the sandbox; return the paths in the order to attach them.

        ``date``, YYYY-MM-DD, by default today (UTC), is the day of the daily sheets.
        """
        [day] = _days(date=date)
        return list(self._bets.alone(self._deliver, day or _now()[:10]))

    def _deliver(self, bet_log: _Log, day: str) -> list[str]:
        bets, files = bet_log.records, _Record()
        for log in (bet_log, *self._others.values()):
            records = log.read()
            if data := _content(log.path):
                files[os.path.basename(log.path)] = data, len(records)
        paths = [self._below(self.base_path, name) for name in files]
        today = _in_range(bets, day, day)
        pending = [bet for bet in today if bet.get("result") is None]
        for name, rows, titles in (
            ("BetLog.csv", bets, _BETLOG),
            (f"omega_bets_{day}.csv", today, _STANDARD),
            (f"daily_suggested_bets-{day[5:]}.csv", pending, _SUGGESTED),
        ):
            files[name] = _csv(rows, titles), len(rows)
        if (audit := _audit(bets, None, None))["total_bets"]:
            report = _report(audit, bets, f"AUDIT_REPORT_{day}")
            files.update((name, (report[name], None)) for name in report)
        files["session_manifest.json"] = _line(_manifest(files, bets)) + b"\n", None
        return paths + self._export({name: files[name][0] for name in [*files][len(paths) :]})


_NAME = "omega_persistence.py"


def _input(name: str) -> _Record:
    with open(0 if name == "-" else name, "rb") as file:
        return {"filename": file.name or "standard input", "content": file.read()}


def _json_input(name: str) -> list[_Any]:
    try:
        return _listed(json.loads(_input(name)["content"]))
    except (TypeError, ValueError, RecursionError) as error:
        sys.exit(f"{_NAME}: {name}: a JSON object or a list of them is expected: {error}")


class _Shell(OmegaCacheLogger):
    def settle(self, bet_id: str, result: _Text = None, **told: str) -> _Any:
        """Settle one bet, or all that a JSON file tells of."""
        if result is None:
            return self.update_pending_bets_and_export(_json_input(bet_id))
        self.update_bet_result(bet_id, result, told.get("score"), told.get("closing"))

    def session(self, thread_files: list[_Any], date: _Text = None) -> _Record:
        """Restore, audit and deliver."""
        told = {"restored": self.restore_session(thread_files), "audit": self.run_backtest_audit()}
        return {**told, "delivered": self.deliver_session(date)}


_COMMANDS = """log bets.json | log_bet_recommendations bets
settle 2025-11-24_NBA_1 Win | settle bet_id result --score --closing
close 2025-11-24_NBA_1 -112 | update_closing_odds bet_id closing_odds
pending > open.json | get_pending_bets
audit --start-date 2025-11-01 | run_backtest_audit --start-date --end-date
report --output-file november | write_audit_report --output-file
export --format betlog | export_to_csv --format --output-file
restore bet_log.json | restore_session thread_files
deliver --date 2025-11-24 | deliver_session --date
session bet_log.json BetLog.csv | session thread_files --date"""
_FORMS: _Record = {
    "bets": {"type": _json_input},
    "result": {"nargs": "?"},
    "thread_files": {"type": _input, "nargs": "+"},
}


def _arguments() -> _Record:
    import argparse

    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--base-path", help="the folder of the logs (data/logs)")
    common.add_argument("--exports-path", help="the folder of exports")
    common.add_argument("--json", action="store_true", help="print JSON, not words")
    parser = argparse.ArgumentParser(_NAME, description=__doc__, parents=[common])
    parser.epilog = "A file may be -, standard input."
    parser.add_argument("--version", action="version", version=_VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for row in _COMMANDS.splitlines():
        example, call = row.split(" | ")
        name, *arguments = call.split()
        method = getattr(_Shell, name)
        text = str(method.__doc__).partition("\n")[0]
        command = commands.add_parser(example.split()[0], help=text, parents=[common])
        command.description, command.epilog = text, f"example: {_NAME} {example}"
        command.set_defaults(method=method)
        for argument in arguments:
            command.add_argument(argument, default=argparse.SUPPRESS, **_FORMS.get(argument, {}))
    given = vars(parser.parse_args())
    if given.keys() & {"score", "closing"} and "result" not in given:
        parser.error("--score and --closing need a bet and its result")
    return given


_SENTENCES = """\
files {filename}: {rows} rows, {records} {kind}, {headers} headers, {rejected} rejected
unread unread, kept in extra: {filename}, line {line}: {field} {text}
renumbered renumbered: {old} is now {new} ({pick})
conflicts conflict: {bet_id} {field} is {told}; kept {kept}
lookalikes perhaps one bet: {bet_ids} ({pick})
rejected rejected: {file}, line {line}: {reason}
absent_files not attached: {bet_id}
differing_files not as it was delivered: {bet_id}
missing_bets missing since the last delivery: {bet_id}
altered_bets altered since the last delivery: {bet_id}"""


def _worded(value: _Any) -> _Any:
    if isinstance(value, list):
        return " or ".join(map(str, value))
    return "none" if value is None else value


def _account(report: _Record) -> _Any:
    unread = [{**file, **cell} for file in report["files"] for cell in file["unread"]]
    told = {**report, **(report["manifest"] or {}), "unread": unread}
    for row in _SENTENCES.splitlines():
        key, form = row.split(" ", 1)
        for item in told.get(key, []):
            named = item if isinstance(item, dict) else {"bet_id": item}
            yield form.format_map({name: _worded(part) for name, part in named.items()})
    yield "{added} bets added, {updated} updated, {unchanged} as they were".format_map(report)


_ROW = "{:<18.17}{:>6} {:>11} {:>9} {:>9} {:>8}".format


def _table(audit: _Record) -> _Any:
    yield audit.pop("verdict")
    for key, value in audit.items():
        if key.startswith("by_"):
            yield from ("", _ROW(key, "bets", "W-L-P", "staked", "profit", "ROI %"))
            for name, part in value.items():
                tally = "{wins}-{losses}-{pushes}".format_map(part)
                sums = part["staked"], part["pnl"], _worded(part["roi_pct"])
                yield _ROW(f"  {name}", part["total"], tally, *sums)
        elif not isinstance(value, (dict, list)):
            grounds = audit.get(_GROUNDS.get(key, ""), True)
            yield f"{key:<26}{_worded(value if grounds else None)}"


def _output(result: _Any, as_json: bool) -> str:
    if as_json:
        return _array(result).decode().strip() if isinstance(result, list) else _encode(result)
    told: list[str] = []
    if isinstance(result, dict) and "delivered" in result:
        parts = result["restored"], "", result["audit"], "", "Attach these, in this order:"
        result = [*parts, *result["delivered"]]
    for part in _listed(result):
        words = _table if "verdict" in part else _account
        told += [part] if isinstance(part, str) else words(part)
    return "\n".join(re.sub(r"[\0-\x1f\x7f-\x9f\u2028\u2029]", " ", line) for line in told)


def _main() -> _Text:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, *_: print(f"note: {message}", file=sys.stderr)
    try:
        given = _arguments()
        method = given.pop("method")
        as_json = given.pop("json", method is _Shell.get_pending_bets)
        logger = _Shell(given.pop("base_path", "data/logs"), given.pop("exports_path", None))
        result = method(logger, **given)
        print(_output(given["bet_id"] if result is None else result, as_json), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        return f"{_NAME}: {error}".replace(":\n ", ":").replace("\n ", ";")
    return None


if (
    __name__ == "__main__"
    and globals() is vars(sys.modules["__main__"])
    and globals().get("__loader__")
    and globals().get("__file__") == _main.__code__.co_filename != "<stdin>"
):
    sys.exit(_main())
