"""A log that is not what it should be: nothing whole in it is lost, and no byte of it."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import time
import warnings
from pathlib import Path
from typing import Any, Callable

import pytest

from builders import bet, bets_in, contents, read_log, record, session, write_log
from omega_persistence import OmegaCacheLogger


IDS = [f"2025-11-24_NBA_{number}" for number in range(1, 5)]
RECORDS = [
    record(
        bet_id,
        pick=f"DET -{bet_id[-1]}.5",
        factors='Dončić 🏀 said: "[{}]", {"bet_id": 1}',
        extra={"book": {"name": "Circa", "lines": [[1, 2], {"a": None}]}},
    )
    for bet_id in IDS
]
LINES = [json.dumps(item, ensure_ascii=False).encode() for item in RECORDS]
WHOLE = b"[\n" + b",\n".join(LINES) + b"\n]\n"
STARTS = [WHOLE.index(line) for line in LINES]
ENDS = [start + len(line) for start, line in zip(STARTS, LINES)]
HALF = LINES[1][: len(LINES[1]) // 2]


def kept_of(folder: Path, name: str = "bet_log.json") -> list[Path]:
    """The damaged files that are kept in a folder."""
    return sorted(folder.glob(f"{name}.damaged-*"))


def recovered(folder: Path, data: bytes, name: str = "bet_log.json") -> str:
    """Put damaged bytes where a log is, open it, and return what was warned of, if anything."""
    path = folder / name
    path.write_bytes(data)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        logger = session(folder)
        logger.get_pending_bets()
        if name == "simulation_log.json":
            logger.log_simulation_result({"game_id": "the next one"})
        elif name == "audit_log.json":
            logger.update_bet_result(logger.log_bet_recommendation(bet(pick="new")), "Win")
            logger.run_backtest_audit()
    assert len(warned) <= 1
    return "".join(str(warning.message) for warning in warned)


def hold_recovery(folder: Path, data: bytes, expected: list[dict[str, Any]]) -> None:
    """The whole records are back, the bytes kept, someone was told, and it happens once."""
    warned = recovered(folder, data)
    found = bets_in(folder)
    assert found == expected
    (kept,) = kept_of(folder)
    assert kept.read_bytes() == data
    assert re.fullmatch(r"bet_log\.json\.damaged-\d{8}T\d{6}Z", kept.name)
    assert str(folder / "bet_log.json") in warned
    assert kept.name in warned
    assert str(len(expected)) in re.findall(r"\b\d+\b", warned.replace(kept.name, ""))
    after = contents(folder)
    assert recovered(folder, (folder / "bet_log.json").read_bytes()) == ""
    assert contents(folder) == after, "recovering what was recovered changes nothing"
    kept.unlink()


# --- The damage table ---

NOTHING: list[dict[str, Any]] = []
DAMAGE: dict[str, tuple[bytes, list[dict[str, Any]]]] = {
    "torn: no closing bracket": (WHOLE[:-3], RECORDS),
    "torn: a comma and no more": (WHOLE[: ENDS[1] + 1], RECORDS[:2]),
    "torn: within the last record": (WHOLE[: ENDS[3] - 40], RECORDS[:3]),
    "torn: within a character": (WHOLE[: WHOLE.rindex("🏀".encode()) + 2], RECORDS[:3]),
    "torn: within the only record": (b"[\n" + HALF, NOTHING),
    "torn: the bracket alone": (b"[", NOTHING),
    "no opening bracket": (WHOLE[2:], RECORDS),
    "torn beginning: within the first record": (WHOLE[STARTS[0] + 40 :], RECORDS[1:]),
    "torn beginning: within the nest": (WHOLE[WHOLE.index(b'"lines"') :], RECORDS[1:]),
    "torn beginning: the end of a record alone": (WHOLE[ENDS[3] - 40 :], NOTHING),
    "torn on both sides": (WHOLE[STARTS[0] + 9 : ENDS[3] - 9], RECORDS[1:3]),
    "null bytes after the end": (WHOLE + b"\0" * 4096, RECORDS),
    "null bytes in place of the end": (WHOLE[: STARTS[3]] + b"\0" * 900, RECORDS[:3]),
    "null bytes in place of the beginning": (
        b"\0" * STARTS[1] + WHOLE[STARTS[1] :],
        RECORDS[1:],
    ),
    "null bytes in place of a record": (
        WHOLE[: STARTS[1]] + b"\0" * len(LINES[1]) + WHOLE[ENDS[1] :],
        [RECORDS[0], *RECORDS[2:]],
    ),
    "null bytes within a record": (
        WHOLE[: STARTS[1] + 50] + b"\0" * 9 + WHOLE[STARTS[1] + 59 :],
        [RECORDS[0], *RECORDS[2:]],
    ),
    "null bytes and nothing else": (b"\0" * 4096, NOTHING),
    "garbage after the end: text": (WHOLE + b"garbage, {not} [json", RECORDS),
    "garbage after the end: brackets": (WHOLE + b"]\n]}", RECORDS),
    "garbage after the end: half a record": (WHOLE + HALF, RECORDS),
    "garbage after the end: the tail of a longer log": (
        b"[\n" + LINES[0] + b"\n]\n" + LINES[1][60:] + b",\n" + LINES[2] + b"\n]\n",
        [RECORDS[0], RECORDS[2]],
    ),
    "garbage before the beginning": (b"<<<<<<< HEAD\n" + WHOLE, RECORDS),
    "a merge left its marks": (
        WHOLE.replace(LINES[1], b"<<<<<<< a\n" + LINES[1] + b"\n=======\n>>>>>>> b"),
        RECORDS,
    ),
    "a record without its comma": (WHOLE.replace(b"},\n", b"}\n"), RECORDS),
    "a comma too many": (WHOLE.replace(b"}\n]", b"},\n]"), RECORDS),
    "half a record between two": (WHOLE.replace(LINES[1], HALF), [RECORDS[0], *RECORDS[2:]]),
    "written twice": (WHOLE + WHOLE, RECORDS),
    "written three times over": (WHOLE + b"\n" + WHOLE + WHOLE, RECORDS),
    "written twice, torn the first time": (WHOLE[: ENDS[2] - 30] + WHOLE, RECORDS),
    "written twice, torn the second time": (WHOLE + WHOLE[: ENDS[2] - 30], RECORDS),
    "lines written twice": (
        b"[\n" + b",\n".join([LINES[0], LINES[0], LINES[1], HALF, LINES[1]]) + b"\n]\n",
        RECORDS[:2],
    ),
    "no array: an object of bets": (b'{"bets": ' + WHOLE.strip() + b"}", RECORDS),
    "no array: one record": (LINES[0], RECORDS[:1]),
    "no array: records by line": (b"\n".join(LINES) + b"\n", RECORDS),
    "no array: a nest of arrays": (b"[" + WHOLE.strip() + b", []]", RECORDS),
    "no array: text": (b'"bets"', NOTHING),
    "no array: a number": (b"42", NOTHING),
    "no array: null": (b"null", NOTHING),
    "no array: an empty object": (b"{}", NOTHING),
    "an array with what is no record": (WHOLE.replace(b"\n]", b',\n1, "a", null\n]'), RECORDS),
    "no JSON at all": ("Date,Pick\n2025-11-24,DET –9.5\n".encode(), NOTHING),
    "a web page": (b"<!DOCTYPE html><title>404</title><script>f({a: [1]})</script>", NOTHING),
    "an empty file": (b"", NOTHING),
    "blanks": (b" \n\n", NOTHING),
    "a byte-order mark": (b"\xef\xbb\xbf" + WHOLE, RECORDS),
    "UTF-16, as an editor saved it": (WHOLE.decode().encode("utf-16"), RECORDS),
    "a byte-order mark and no more": (b"\xef\xbb\xbf", NOTHING),
    "a Markdown fence": (b"```json\n" + WHOLE + b"```\n", RECORDS),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_whole_records_are_recovered_and_the_bytes_kept(tmp_path: Path, damage: str) -> None:
    data, expected = DAMAGE[damage]
    hold_recovery(tmp_path, data, expected)


def test_a_log_torn_at_any_byte_gives_back_every_record_before_it(tmp_path: Path) -> None:
    near = {at + step for at in [0, *STARTS, *ENDS] for step in (-1, 0, 1, 2)}
    for cut in sorted(near | set(range(5, len(WHOLE), 97))):
        if 0 < cut < len(WHOLE) - 1:
            hold_recovery(tmp_path, WHOLE[:cut], [r for r, end in zip(RECORDS, ENDS) if end <= cut])


def test_a_log_that_lost_its_beginning_gives_back_every_record_after_it(tmp_path: Path) -> None:
    near = {at + step for at in [*STARTS, *ENDS] for step in (-1, 0, 1, 2)}
    for cut in sorted(near | set(range(5, len(WHOLE), 97))):
        if 0 < cut < len(WHOLE):
            expected = [r for r, start in zip(RECORDS, STARTS) if start >= cut]
            hold_recovery(tmp_path, WHOLE[cut:], expected)


def test_bytes_overwritten_anywhere_cost_only_the_records_they_hit(tmp_path: Path) -> None:
    chance = random.Random(5)
    for _ in range(25):
        at, size = chance.randrange(len(WHOLE)), chance.randint(1, 600)
        rubbish = bytes(chance.choice(b"\0\xff") for _ in range(size))
        data = WHOLE[:at] + rubbish + WHOLE[at + size :]
        untouched = [r for r, s, e in zip(RECORDS, STARTS, ENDS) if e <= at or s >= at + size]
        recovered(tmp_path, data)
        found = [item for item in bets_in(tmp_path) if item in RECORDS]
        assert found == untouched, (at, size)
        assert kept_of(tmp_path)[0].read_bytes() == data
        kept_of(tmp_path)[0].unlink()


@pytest.mark.parametrize("name", ["simulation_log.json", "audit_log.json"])
@pytest.mark.parametrize("damage", ["torn", "null bytes", "written twice", "no array"])
def test_the_other_logs_are_recovered_likewise(tmp_path: Path, name: str, damage: str) -> None:
    logger = session(tmp_path)
    logger.update_bet_result(logger.log_bet_recommendation(bet()), "Win")
    for number in range(3):
        logger.log_simulation_result({"game_id": f"DET-IND {number}", "n_iterations": 5})
        logger.run_backtest_audit()
        logger.update_bet_result(logger.log_bet_recommendation(bet(pick=f"{number}")), "Loss")
    whole, records = (tmp_path / name).read_bytes(), read_log(tmp_path / name)
    assert len(records) == 3
    data, expected = {
        "torn": (whole[:-20], records[:2]),
        "null bytes": (whole + b"\0" * 512, records),
        "written twice": (whole * 2, records),
        "no array": (b'{"runs": ' + whole + b"}", records),
    }[damage]
    warned = recovered(tmp_path, data, name)
    assert f"{len(expected)} whole records" in warned
    found = read_log(tmp_path / name)
    assert found[:-1] == expected
    assert len(found) == len(expected) + 1, "and the call went on"
    assert [path.read_bytes() for path in kept_of(tmp_path, name)] == [data]


# --- No damage ---

REFORMATTED: dict[str, Callable[[], bytes]] = {
    "indented": lambda: json.dumps(RECORDS, indent=2).encode(),
    "indented with tabs": lambda: json.dumps(RECORDS, indent="\t", ensure_ascii=False).encode(),
    "on one line": lambda: json.dumps(RECORDS).encode(),
    "without blanks": lambda: json.dumps(RECORDS, separators=(",", ":")).encode(),
    "keys sorted": lambda: json.dumps(RECORDS, sort_keys=True).encode(),
    "Windows line ends": lambda: WHOLE.replace(b"\n", b"\r\n"),
    "no last line end": lambda: WHOLE[:-1],
    "two last line ends": lambda: WHOLE + b"\n",
    "the bracket on the last record's line": lambda: WHOLE.replace(b"\n]", b"]"),
    "blank lines between": lambda: WHOLE.replace(b",\n", b",\n\n"),
    "blanks before the records": lambda: WHOLE.replace(b"\n{", b"\n  {"),
    "the comma at the beginning": lambda: WHOLE.replace(b",\n{", b"\n,{"),
    "two records on a line": lambda: WHOLE.replace(b",\n{", b", {", 1),
    "a record over two lines": lambda: WHOLE.replace(b'"book": {', b'"book":\n{', 1),
    "two records on one line and one over two": lambda: WHOLE.replace(
        b'"book": {', b'"book":\n{', 1
    )[::-1].replace(b"{\n,", b"{ ,", 1)[::-1],
    "a nest over two lines, its record beside another": lambda: WHOLE.replace(
        b'], {"a"', b'],\n{"a"', 1
    )[::-1].replace(b"{\n,", b"{ ,", 1)[::-1],
}


@pytest.mark.parametrize("form", REFORMATTED)
def test_a_log_reformatted_by_hand_is_no_damage(tmp_path: Path, form: str) -> None:
    path = tmp_path / "bet_log.json"
    data = REFORMATTED[form]()
    assert json.loads(data) == RECORDS
    assert recovered(tmp_path, data) == ""
    assert path.read_bytes() == data, "reading does not touch it"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        logger = session(tmp_path)
        logger.update_bet_result(IDS[1], "Win")
        changed = [record_ if n != 1 else bets_in(tmp_path)[1] for n, record_ in enumerate(RECORDS)]
        assert bets_in(tmp_path) == changed
        assert changed[1]["result"] == "Win"
        path.write_bytes(data)
        assert logger.log_bet_recommendation(bet(pick="the next one")) == "2025-11-24_NBA_5"
    assert bets_in(tmp_path)[:-1] == RECORDS
    assert len(path.read_bytes().split(b"\n")) == 5 + 3, "one record a line again"
    assert kept_of(tmp_path) == []


@pytest.mark.parametrize("text", ["[]", "[ ]", "[]\n", "[\n]\n", "[\n\n]\n", "\n[\n\n\n]\n"])
def test_an_empty_array_however_written_is_an_empty_log(tmp_path: Path, text: str) -> None:
    assert recovered(tmp_path, text.encode()) == ""
    assert session(tmp_path).log_bet_recommendation(bet()) == IDS[0]
    assert session(tmp_path).log_bet_recommendation(bet(pick="DET -1.5")) == IDS[1]
    assert [found["bet_id"] for found in bets_in(tmp_path)] == IDS[:2]
    assert kept_of(tmp_path) == []


def test_an_object_that_says_nothing_keeps_no_bet_from_being_read(tmp_path: Path) -> None:
    known = record("2025-11-02_NFL_1")
    (tmp_path / "bet_log.json").write_text(json.dumps([known, {}]), encoding="utf-8")
    assert session(tmp_path).get_bets_by_date_range("2025-11-02", "2025-11-02") == [known]
    session(tmp_path).log_bet_recommendation(bet())
    assert known in bets_in(tmp_path) and len(bets_in(tmp_path)) == 3


def test_a_damaged_log_in_another_encoding_is_read_in_it(tmp_path: Path) -> None:
    known = record("2025-11-24_LIGA_1", league="LIGA", pick="Atlético ML")
    text = write_log(tmp_path / "sound.json", [known]).read_text(encoding="utf-8")
    (tmp_path / "bet_log.json").write_bytes(text.encode("cp1252"))
    with pytest.warns(UserWarning, match="1 whole record"):
        assert session(tmp_path).get_pending_bets() == [known]


def test_rotten_bytes_in_one_line_leave_the_letters_of_the_others(tmp_path: Path) -> None:
    known = [record(bet_id, league="LIGA", pick="Atlético ML") for bet_id in IDS]
    data = write_log(tmp_path / "sound.json", known).read_bytes()
    at = data.rfind(b"Pacers on a back")
    rotten = b"\xff\xfe\xfa\xfb\xfc\xf9\xff\xfe\xfa\xfb\xfc\xf9"
    (tmp_path / "bet_log.json").write_bytes(data[:at] + rotten + data[at + len(rotten) :])
    with pytest.warns(UserWarning, match="4 whole records"):
        found = session(tmp_path).get_pending_bets()
    assert found[:3] == known[:3]
    assert found[3]["bet_id"] == IDS[3] and "on a back" not in found[3]["factors"]


def test_a_number_of_too_many_digits_costs_only_its_own_record(tmp_path: Path) -> None:
    records = [{**item, "stake_units": 2.5, "extra": {"book": "Circa"}} for item in RECORDS]
    text = write_log(tmp_path / "sound.json", records).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    lines[2] = lines[2].replace('"stake_units": 2.5', f'"stake_units": {"9" * 5000}')
    kept = [IDS[0], *IDS[2:]]
    recovered(tmp_path, "".join(lines).encode())
    assert [item["bet_id"] for item in bets_in(tmp_path) if item["bet_id"] != IDS[1]] == kept
    report = session(tmp_path / "other").restore_session(
        [{"filename": "bet_log.json", "content": "".join(lines)}]
    )
    found = [item["bet_id"] for item in bets_in(tmp_path / "other")]
    assert [bet_id for bet_id in found if bet_id != IDS[1]] == kept
    # Where Python reads numbers of any length, nothing is torn.
    assert [row["line"] for row in report["rejected"]] in ([3], [])


def test_line_ends_put_anywhere_between_tokens_are_no_damage(tmp_path: Path) -> None:
    chance = random.Random(6)
    records = [{"bet_id": bet_id, "odds": "-110", "extra": {"a": [{}, {}]}} for bet_id in IDS[:2]]
    tokens = re.findall(r'"[^"]*"|[^"]', json.dumps(records, separators=(",", ":")))
    for _ in range(300):
        data = "".join(token + chance.choice(["", "", "", "\n"]) for token in tokens).encode()
        assert recovered(tmp_path, data) == ""
        session(tmp_path).update_closing_odds(IDS[0], "-120")
        first, second = bets_in(tmp_path)
        assert (first["extra"], first["closing_odds"]) == (records[0]["extra"], "-120")
        assert {key: second[key] for key in records[1]} == records[1]


# --- Whoever comes first ---

FIRST_CALLS: dict[str, Callable[[OmegaCacheLogger], Any]] = {
    "log": lambda logger: logger.log_bet_recommendation(bet(pick="the next one")),
    "slate": lambda logger: logger.log_bet_recommendations([bet(pick="a"), bet(pick="b")]),
    "settle": lambda logger: logger.update_bet_result(IDS[0], "Win"),
    "closing price": lambda logger: logger.update_closing_odds(IDS[0], "-120"),
    "batch": lambda logger: logger.update_pending_bets_and_export(
        [{"bet_id": IDS[0], "result": "Win"}]
    ),
    "pending": lambda logger: logger.get_pending_bets(),
    "range": lambda logger: logger.get_bets_by_date_range("2025-11-24", "2025-11-24"),
    "audit": lambda logger: logger.run_backtest_audit(),
    "export": lambda logger: logger.export_to_csv(),
    "restore": lambda logger: logger.restore_session([]),
    "deliver": lambda logger: logger.deliver_session(),
}


@pytest.mark.parametrize("call", FIRST_CALLS)
@pytest.mark.parametrize("live", [False, True], ids=["cold", "live"])
def test_whichever_call_meets_the_damage_loses_nothing(
    tmp_path: Path, call: str, live: bool
) -> None:
    path = write_log(tmp_path / "bet_log.json", RECORDS)
    logger = session(tmp_path)
    if live:
        assert len(logger.get_pending_bets()) == 4
    torn = WHOLE[: ENDS[2] + 50]
    path.write_bytes(torn)
    with pytest.warns(UserWarning, match="3 whole records"):
        FIRST_CALLS[call](logger)
    assert [found["bet_id"] for found in bets_in(tmp_path)][:3] == IDS[:3]
    assert [kept.read_bytes() for kept in kept_of(tmp_path)] == [torn]


def test_numbering_goes_on_from_what_was_recovered(tmp_path: Path) -> None:
    (tmp_path / "bet_log.json").write_bytes(WHOLE[: ENDS[2] + 50])
    with pytest.warns(UserWarning, match="damaged"):
        assert session(tmp_path).log_bet_recommendation(bet(pick="new")) == IDS[3]


def test_every_damage_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    damages = [WHOLE[: ENDS[2] + cut] for cut in (1, 20, 40)]
    for data in damages:
        assert recovered(tmp_path, data)
    assert sorted(kept.read_bytes() for kept in kept_of(tmp_path)) == sorted(damages)


def test_the_same_damage_again_gives_the_same_log(tmp_path: Path) -> None:
    data = WHOLE[STARTS[1] - 20 : ENDS[3] - 30]
    recovered(tmp_path, data)
    first = bets_in(tmp_path)
    recovered(tmp_path, data)
    assert bets_in(tmp_path) == first == RECORDS[1:3]


def test_a_damaged_log_behind_a_link_is_recovered_at_the_target(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    target = tmp_path / "there" / "all_bets.json"
    target.write_bytes(WHOLE[:-30])
    (tmp_path / "here" / "bet_log.json").symlink_to(target)
    with pytest.warns(UserWarning, match="3 whole records"):
        session(tmp_path / "here").get_pending_bets()
    assert (tmp_path / "here" / "bet_log.json").is_symlink()
    assert read_log(target) == RECORDS[:3]
    assert WHOLE[:-30] in contents(tmp_path).values()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes of this one's kind")
def test_several_sessions_that_meet_the_damage_at_once_recover_it_once(tmp_path: Path) -> None:
    session(tmp_path)
    torn = WHOLE[:-30]
    (tmp_path / "bet_log.json").write_bytes(torn)
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                warnings.simplefilter("ignore")
                session(tmp_path).log_bet_recommendation(bet(pick=f"by {number}"))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    bets = bets_in(tmp_path)
    assert bets[:3] == RECORDS[:3]
    assert sorted(found["pick"] for found in bets[3:]) == [f"by {number}" for number in range(4)]
    assert [kept.read_bytes() for kept in kept_of(tmp_path)] == [torn]


# --- When recovery itself fails ---


@pytest.mark.parametrize("name", ["open", "write", "fsync", "replace", "chmod", "lseek", "close"])
@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), MemoryError(), KeyboardInterrupt()]
)
def test_a_recovery_that_fails_has_lost_no_byte_and_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException
) -> None:
    torn = WHOLE[:-30]
    real = getattr(os, name)
    for number in range(1, 20):
        made: list[str] = []

        def step(*args: Any, made: list[str] = made, number: int = number, **named: Any) -> Any:
            made.append(name)
            if len(made) == number:
                if name == "close":
                    real(*args)
                raise error
            return real(*args, **named)

        logger = session(tmp_path)
        (tmp_path / "bet_log.json").write_bytes(torn)
        with monkeypatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            patch.setattr(os, name, step)
            try:
                logger.get_pending_bets()
            except type(error):
                pass
        assert torn in contents(tmp_path).values()
        assert not [path for path in contents(tmp_path) if path.endswith(".tmp")]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logger.update_closing_odds(IDS[0], "-120")
        assert [found["bet_id"] for found in bets_in(tmp_path)] == IDS[:3]
        assert torn in [kept.read_bytes() for kept in kept_of(tmp_path)]
        for kept in kept_of(tmp_path):
            kept.unlink()
        if len(made) < number:
            break
    else:
        raise AssertionError("more steps than were tried")


@pytest.mark.parametrize(
    "rubbish",
    [b"[" * 200_000, b"{" * 200_000, b'{"a":' * 100_000, b'[{"a":[' * 50_000, b'"{' * 200_000],
    ids=["arrays", "objects", "nested objects", "nests of both", "quotes"],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_however_much_rubbish_there_is_the_records_are_found_soon(
    tmp_path: Path, rubbish: bytes, where: str
) -> None:
    flat = [{"bet_id": bet_id, "pick": "DET"} for bet_id in IDS]
    data = b"\n".join(json.dumps(item).encode() for item in flat)
    started = time.monotonic()
    warned = recovered(tmp_path, rubbish + b"\n" + data if where == "before" else data + rubbish)
    assert time.monotonic() - started < 4
    assert "4 whole records" in warned
    assert [found["bet_id"] for found in bets_in(tmp_path)] == IDS
