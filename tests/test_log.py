"""The log file: how it is laid out, how it grows, whose changes it sees, and where it may lie."""

from __future__ import annotations

import builtins
import contextlib
import gc
import json
import os
import shutil
import stat
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import bet, bets_in, contents, read_log, record, session, write_log
from omega_persistence import OmegaCacheLogger


LOGS = ("bet_log.json", "simulation_log.json", "audit_log.json")
IDS = [f"2025-11-24_NBA_{number}" for number in range(1, 4)]


def pick(number: int) -> dict[str, Any]:
    """A recommendation unlike its neighbours."""
    return bet(pick=f"DET -{number}.5", factors=f"Ausgeglichen – Doncic, Jokić 🔥 ({number})")


def three(folder: Path) -> Path:
    """A log of three pending bets."""
    return write_log(folder / "bet_log.json", [record(bet_id, **pick(1)) for bet_id in IDS])


# --- The layout ---


@pytest.mark.parametrize("name", LOGS)
def test_a_new_log_is_an_empty_array(logger: OmegaCacheLogger, tmp_path: Path, name: str) -> None:
    assert read_log(tmp_path / name) == []


def test_each_log_holds_one_record_a_line(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    for number in (1, 2):
        bet_id = logger.log_bet_recommendation(pick(number))
        logger.log_simulation_result({"date": "2025-11-24", "game_id": f"DET-IND {number}"})
        logger.update_bet_result(bet_id, "Win")
        logger.run_backtest_audit()
    for name in LOGS:
        text = (tmp_path / name).read_bytes().decode()
        first, *lines, last, end = text.split("\n")
        assert (first, last, end) == ("[", "]", "")
        assert [line[-1] for line in lines] == [",", "}"]
        assert [json.loads(line.rstrip(",")) for line in lines] == read_log(tmp_path / name)


def test_text_stands_in_a_log_as_it_is_read(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    logger.log_bet_recommendation(bet(matchup="Atlético 🆚 Beşiktaş", league="NBA"))
    assert "Atlético 🆚 Beşiktaş".encode() in (tmp_path / "bet_log.json").read_bytes()


@pytest.mark.parametrize(
    "text", ["two\nlines", "a\r\nb", "U+2028 \u2028 here", '"quoted" {braces}', "],\n{", "\\"]
)
def test_no_text_breaks_the_line_of_its_record(
    logger: OmegaCacheLogger, tmp_path: Path, text: str
) -> None:
    logger.log_bet_recommendation(bet(factors=text))
    bet_id = logger.log_bet_recommendation(bet(pick="IND +9.5", factors=text))
    logger.update_bet_result(bet_id, "Loss")
    assert (tmp_path / "bet_log.json").read_bytes().count(b"\n") == 4
    assert [found["factors"] for found in bets_in(tmp_path)] == [text, text]


# --- Append and change ---


def test_an_append_leaves_every_earlier_byte_where_it_was(
    logger: OmegaCacheLogger, tmp_path: Path
) -> None:
    path = tmp_path / "bet_log.json"
    logger.log_bet_recommendation(pick(1))
    before, inode = path.read_bytes(), path.stat().st_ino
    logger.log_bet_recommendation(pick(2))
    assert path.read_bytes().startswith(before[: -len(b"\n]\n")] + b",\n{")
    assert path.stat().st_ino == inode


@pytest.mark.parametrize("size", [1, 5])
def test_an_append_is_one_write_and_one_fsync_and_reads_nothing(
    logger: OmegaCacheLogger, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    logger.log_bet_recommendation(pick(0))
    steps: list[str] = []
    for name in ("write", "fsync", "read", "replace"):
        watch(monkeypatch, os, name, steps)
    watch(monkeypatch, builtins, "open", steps)
    logger.log_bet_recommendations([pick(number) for number in range(1, size + 1)])
    assert steps == ["write", "fsync"]


def watch(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, steps: list[str]) -> None:
    """Note the name of a system call in steps whenever it is made."""
    real = getattr(owner, name)

    def noted(*args: Any, **named: Any) -> Any:
        steps.append(name)
        return real(*args, **named)

    monkeypatch.setattr(owner, name, noted)


def test_a_change_is_on_disk_before_it_takes_the_place_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(tmp_path)
    logger = session(tmp_path)
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(handle: int) -> None:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        steps.append("folder on disk" if folder else "file on disk")
        fsync(handle)

    def noted_replace(source: str, target: str) -> None:
        assert os.path.dirname(source) == os.path.dirname(target) == str(tmp_path)
        steps.append("renamed")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    logger.update_bet_result(IDS[0], "Win")
    assert steps == ["file on disk", "renamed", "folder on disk"]


def test_a_change_does_not_encode_the_other_records_again(tmp_path: Path) -> None:
    path = three(tmp_path)
    strange = path.read_bytes().replace("ć".encode(), b"\\u0107").replace(b": 5.5", b": 5.50e0")
    path.write_bytes(strange)
    session(tmp_path).update_bet_result(IDS[1], "Win", "DET 125, IND 115")
    old, new = strange.split(b"\n"), path.read_bytes().split(b"\n")
    assert [number for number in range(len(old)) if old[number] != new[number]] == [2]
    assert len(new) == len(old)


def test_a_change_leaves_nothing_beside_the_logs(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    bet_id = logger.log_bet_recommendation(pick(1))
    logger.update_bet_result(bet_id, "Win")
    logger.update_closing_odds(bet_id, "-120")
    assert sorted(contents(tmp_path)) == sorted(LOGS)


def test_a_temporary_file_that_a_killed_process_left_is_no_obstacle(tmp_path: Path) -> None:
    three(tmp_path)
    logger = session(tmp_path)
    for name in LOGS:
        (tmp_path / f"{name}.tmp").write_bytes(b"x" * 100_000)
    logger.update_bet_result(IDS[0], "Push")
    assert [found["result"] for found in bets_in(tmp_path)] == ["Push", None, None]


# --- Other hands ---


def by_another_session(path: Path) -> None:
    session(path.parent).update_bet_result(IDS[2], "Win")


def by_an_editor_in_place(path: Path) -> None:
    text = path.read_bytes().replace(b'"result": null', b'"result": "Win"')
    path.write_bytes(text)


def by_an_editor_that_keeps_the_size(path: Path) -> None:
    text = path.read_bytes().replace(b'null, "final_score": null', b'"Win", "final_score": ""')
    path.write_bytes(text + b" " * (path.stat().st_size - len(text)))


def by_an_editor_that_renames(path: Path) -> None:
    records = [{**found, "result": "Win"} for found in read_log(path)]
    other = path.with_name("bet_log.swp")
    other.write_text(json.dumps(records, indent=4), encoding="utf-8")
    os.replace(other, path)


def by_a_restored_copy_with_its_old_time(path: Path) -> None:
    status = path.stat()
    other = path.with_name("copy")
    by_an_editor_that_keeps_the_size(Path(shutil.copy2(path, other)))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(other, path)


OTHER_HANDS = [
    by_another_session,
    by_an_editor_in_place,
    by_an_editor_that_keeps_the_size,
    by_an_editor_that_renames,
    by_a_restored_copy_with_its_old_time,
]


def test_two_bets_under_one_id_in_a_log_are_two_that_can_be_settled(tmp_path: Path) -> None:
    """As version 2.0.0 wrote them, which counted its bets, or as a merge by line does."""
    bets = [record("2025-11-24_NBA_1", pick=pick, stake_amount=10.0) for pick in ("A", "B")]
    write_log(tmp_path / "bet_log.json", [*bets, bets[0]])
    found = session(tmp_path).get_pending_bets()
    assert sorted(item["pick"] for item in found) == ["A", "B"]
    for item in found:
        session(tmp_path).update_bet_result(item["bet_id"], "Win")
    audit = session(tmp_path).run_backtest_audit()
    assert (audit["total_bets"], audit["total_pnl"]) == (2, 18.18)
    assert len({item["bet_id"] for item in bets_in(tmp_path)}) == 2


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("date", "11/24/2025", "2025-11-24"),
        ("stake_amount", "$12.50", 12.5),
        ("stake_units", 2, 2.0),
        ("implied_prob", "52.38%", 0.5238),
        ("model_prob", "0.5788", 0.5788),
        ("edge_pct", "5.5%", 5.5),
        ("odds", -110, "-110"),
        ("closing_odds", "−112", "-112"),
    ],
)
def test_what_another_hand_wrote_in_a_log_is_read_as_it_was_meant(
    field: str, written: Any, read: Any, tmp_path: Path
) -> None:
    write_log(tmp_path / "bet_log.json", [record("2025-11-24_NBA_1", **{field: written})])
    [found] = session(tmp_path).get_bets_by_date_range("2025-11-24", "2025-11-24")
    assert found[field] == read and type(found[field]) is type(read)


@pytest.mark.parametrize("change", OTHER_HANDS)
@pytest.mark.parametrize("warm", ["after reading", "after logging", "after settling"])
def test_a_foreign_change_is_seen_at_the_next_call(tmp_path: Path, change: Any, warm: str) -> None:
    path = three(tmp_path)
    logger = session(tmp_path)
    assert len(logger.get_pending_bets()) == 3
    if warm == "after logging":
        logger.log_bet_recommendation(bet(league="NHL"))
    elif warm == "after settling":
        logger.update_bet_result(IDS[0], "Loss")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        change(path)
        assert IDS[2] not in [found["bet_id"] for found in logger.get_pending_bets()]
    logger.update_closing_odds(IDS[0], "-120")
    stored = {found["bet_id"]: found for found in bets_in(tmp_path)}
    assert (stored[IDS[2]]["result"], stored[IDS[0]]["closing_odds"]) == ("Win", "-120")


@pytest.mark.parametrize("change", OTHER_HANDS)
def test_a_bet_joins_the_log_that_another_hand_left(tmp_path: Path, change: Any) -> None:
    path = three(tmp_path)
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(league="NHL"))
    change(path)
    added = logger.log_bet_recommendation(bet(league="NFL"))
    stored = {found["bet_id"]: found for found in bets_in(tmp_path)}
    assert [*stored] == [*IDS[:3], "2025-11-24_NHL_1", added]
    assert stored[IDS[2]]["result"] == "Win"


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system does not tell what is open")
def test_a_logger_keeps_one_file_open_and_closes_it_when_it_goes(tmp_path: Path) -> None:
    def opened() -> int:
        gc.collect()  # loggers of other tests, where nobody counts references
        gc.collect()
        return len(os.listdir("/dev/fd"))

    before = opened()
    logger = session(tmp_path)
    for number in range(5):
        logger.log_bet_recommendation(pick(number))
    assert opened() <= before + 1
    logger.update_bet_result(IDS[0], "Win")
    assert opened() == before
    logger.log_bet_recommendation(pick(5))
    del logger
    assert opened() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"result": null', b'"result": "win"', {"result": "Win"}),
        (b'"odds": "-110"', b'"odds": -110', {"odds": "-110"}),
        (b'"closing_odds": null', b'"closing_odds": "\xe2\x88\x92120"', {"closing_odds": "-120"}),
        (b'"clv_pct": null', b'"bookmaker": "B"', {"extra": {"bookmaker": "B"}}),
        (b'"clv_pct": null', b'"clv_pct": null, "extra": "at B"', {"extra": {"extra": "at B"}}),
    ],
)
def test_one_line_edited_by_hand_is_read_as_an_attachment_would_be(
    tmp_path: Path, old: bytes, new: bytes, said: dict[str, Any]
) -> None:
    path = three(tmp_path)
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    found = session(tmp_path).get_bets_by_date_range(None, None)
    assert {name: found[0][name] for name in said} == said
    assert [item["bet_id"] for item in found] == IDS
    session(tmp_path).log_bet_recommendation(bet(league="NHL"))
    assert {name: bets_in(tmp_path)[0][name] for name in said} == said


def test_numbering_goes_on_from_a_foreign_bet(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    assert logger.log_bet_recommendation(pick(1)) == IDS[0]
    assert session(tmp_path).log_bet_recommendation(pick(2)) == IDS[1]
    assert logger.log_bet_recommendation(pick(3)) == IDS[2]
    assert [found["bet_id"] for found in bets_in(tmp_path)] == IDS


def test_a_foreign_record_is_audited_and_exported(logger: OmegaCacheLogger, tmp_path: Path) -> None:
    assert logger.run_backtest_audit()["total_bets"] == 0
    other = session(tmp_path)
    other.update_bet_result(other.log_bet_recommendation(pick(1)), "Win")
    assert logger.run_backtest_audit()["total_bets"] == 1
    assert "DET -1.5" in Path(logger.export_to_csv()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", LOGS)
def test_a_log_that_was_taken_away_is_begun_again(
    logger: OmegaCacheLogger, tmp_path: Path, name: str
) -> None:
    logger.update_bet_result(logger.log_bet_recommendation(pick(1)), "Win")
    (tmp_path / name).unlink()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        bet_id = logger.log_bet_recommendation(pick(2))
    assert [name in str(note.message) for note in told] == [True] * (name == "bet_log.json")
    logger.update_bet_result(bet_id, "Win")
    logger.log_simulation_result({"date": "2025-11-24", "game_id": "DET-IND"})
    logger.run_backtest_audit()
    assert all(read_log(tmp_path / log) for log in LOGS)


def test_what_a_caller_does_to_an_answer_does_not_reach_the_log(tmp_path: Path) -> None:
    path = write_log(tmp_path / "bet_log.json", [record(IDS[0], extra={"book": ["Circa"]})])
    logger = session(tmp_path)
    for found in (logger.get_pending_bets()[0], logger.get_bets_by_date_range(None, None)[0]):  # type: ignore[arg-type, unused-ignore]
        found["extra"]["book"].append("altered")
        found["pick"] = "altered"
    logger.log_bet_recommendation(pick(2))
    logger.update_bet_result(IDS[0], "Win")
    assert b"altered" not in path.read_bytes()


# --- Where a log may lie ---


@pytest.mark.parametrize("form", ["text", "Path", "slash", "slashes", "dots"])
def test_a_folder_may_be_given_in_any_form(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "new" / "logs"
    forms: dict[str, Any] = {
        "text": str(folder),
        "Path": folder,
        "slash": f"{folder}/",
        "slashes": f"{folder}//",
        "dots": str(tmp_path / "new" / "." / "other" / ".." / "logs"),
    }
    logger = OmegaCacheLogger(base_path=forms[form])
    logger.log_bet_recommendation(pick(1))
    exported = logger.export_to_csv()
    assert sorted(contents(tmp_path)) == sorted(
        [*(f"new/logs/{name}" for name in LOGS), "new/logs/omega_bets.csv"]
    )
    assert Path(exported).samefile(folder / "omega_bets.csv")


@pytest.mark.parametrize("form", ["data/logs", "data/logs/", "./data/logs", Path("data/logs")])
def test_exports_of_data_logs_go_to_data_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    path = OmegaCacheLogger(base_path=form).export_to_csv()
    assert Path(path).samefile(tmp_path / "data" / "exports" / "omega_bets.csv")


def test_the_home_folder_may_be_given_as_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    OmegaCacheLogger(base_path="~/bets")
    assert (tmp_path / "bets" / "bet_log.json").exists()


def test_a_relative_folder_survives_a_change_of_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    logger = OmegaCacheLogger(base_path="day/logs", exports_path="day/out")
    monkeypatch.chdir(elsewhere)
    bet_id = logger.log_bet_recommendation(pick(1))
    logger.log_simulation_result({"date": "2025-11-24", "game_id": "DET-IND"})
    exported = logger.update_pending_bets_and_export([{"bet_id": bet_id, "result": "Win"}])
    logger.run_backtest_audit()
    paths = [exported, *logger.deliver_session("2025-11-24"), *logger.write_audit_report()]
    assert [read_log(tmp_path / "day" / "logs" / name) != [] for name in LOGS] == [True] * 3
    assert all(Path(path).is_file() for path in paths), "each path answered leads there from here"
    assert contents(elsewhere) == {}


def refusal(**paths: Any) -> OSError:
    """The error with which a logger refuses its folders."""
    with pytest.raises(OSError) as refused:
        OmegaCacheLogger(**paths)
    return refused.value


@pytest.mark.parametrize("unusable", ["file", "file/below", "file/below/deeper"])
def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path, unusable: str) -> None:
    (tmp_path / "file").write_text("a file stands here")
    folder = str(tmp_path / unusable)
    for paths in ({"base_path": folder}, {"base_path": tmp_path / "ok", "exports_path": folder}):
        error = refusal(**paths)
        assert folder in str(error)
        assert error.errno and error.strerror
    assert (tmp_path / "file").read_text() == "a file stands here"


def as_nobody(work: Any) -> str:
    """What a piece of work returns in a child that may write only where everyone may."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            os.write(writer, work().encode())
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child with another user's rights")
@pytest.mark.parametrize("below", ["", "below"])
def test_a_folder_that_cannot_be_written_is_named(open_folder: Path, below: str) -> None:
    shut = open_folder / "shut"
    shut.mkdir(mode=0o555)
    folder = shut / below

    def attempt() -> str:
        try:
            session(folder)
        except PermissionError as error:
            return str(error)
        return "no error"

    assert str(folder) in as_nobody(attempt)
    shut.chmod(0o755)
    assert contents(shut) == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child with another user's rights")
def test_a_log_that_cannot_be_written_can_be_read_and_the_refusal_names_it(
    open_folder: Path,
) -> None:
    logger = session(open_folder)
    logger.log_bet_recommendation(pick(1))
    for path in open_folder.iterdir():
        path.chmod(0o444)
    open_folder.chmod(0o555)
    before = contents(open_folder)

    def attempt() -> str:
        said = []
        reader = session(open_folder)
        said.append(f"{len(reader.get_pending_bets())} bet")
        for work in (
            lambda: reader.log_bet_recommendation(pick(2)),
            lambda: reader.update_bet_result(IDS[0], "Win"),
        ):
            try:
                work()
            except PermissionError as error:
                said.append(str(error))
        return "\n".join(said)

    read, *refused = as_nobody(attempt).split("\n")
    assert read == "1 bet"
    assert [str(open_folder) in text for text in refused] == [True, True]
    assert contents(open_folder) == before


# --- Links ---


@pytest.fixture
def linked(tmp_path: Path) -> tuple[Path, Path]:
    """A folder whose bet log is a link, and the link's target in another folder."""
    folder, target = tmp_path / "here", tmp_path / "there" / "all_bets.json"
    three(tmp_path / "there").rename(target)
    folder.mkdir()
    (folder / "bet_log.json").symlink_to("../there/all_bets.json")
    return folder, target


def test_a_linked_log_is_read_and_its_target_changes(linked: tuple[Path, Path]) -> None:
    folder, target = linked
    logger = session(folder)
    assert len(logger.get_pending_bets()) == 3
    logger.log_bet_recommendation(bet(league="NHL"))
    logger.update_bet_result(IDS[0], "Win")
    logger.update_closing_odds(IDS[1], "-120")
    assert (folder / "bet_log.json").is_symlink()
    assert not target.is_symlink()
    assert [(found["result"], found["closing_odds"]) for found in read_log(target)] == [
        ("Win", None),
        (None, "-120"),
        (None, None),
        (None, None),
    ]
    assert list(contents(target.parent)) == ["all_bets.json"]
    assert sorted(contents(folder)) == sorted(LOGS)


def test_a_change_of_the_target_is_seen_through_the_link(linked: tuple[Path, Path]) -> None:
    folder, target = linked
    logger = session(folder)
    assert len(logger.get_pending_bets()) == 3
    by_an_editor_that_renames(target)
    assert logger.get_pending_bets() == []


def test_a_link_that_is_turned_elsewhere_is_followed(linked: tuple[Path, Path]) -> None:
    folder, target = linked
    logger = session(folder)
    assert len(logger.get_pending_bets()) == 3
    other = write_log(target.with_name("other.json"), [record(IDS[0], **pick(1))])
    (folder / "bet_log.json").unlink()
    (folder / "bet_log.json").symlink_to(other)
    assert logger.log_bet_recommendation(pick(2)) == IDS[1]
    assert [found["bet_id"] for found in read_log(other)] == IDS[:2]
    assert len(read_log(target)) == 3


def test_a_link_to_nothing_yet_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "bet_log.json").symlink_to(tmp_path / "there" / "bet_log.json")
    session(tmp_path / "here").log_bet_recommendation(pick(1))
    assert (tmp_path / "here" / "bet_log.json").is_symlink()
    assert len(bets_in(tmp_path / "there")) == 1


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    session(tmp_path / "link").log_bet_recommendation(pick(1))
    session(tmp_path / "real").log_bet_recommendation(pick(2))
    assert [found["bet_id"] for found in bets_in(tmp_path / "link")] == IDS[:2]


# --- Who may read it ---


def modes(folder: Path) -> set[str]:
    """The permissions of the files in a folder."""
    return {oct(path.stat().st_mode & 0o777) for path in folder.iterdir() if path.is_file()}


def write_everything(folder: Path) -> None:
    """Make every kind of file that a logger makes."""
    logger = session(folder)
    logger.update_bet_result(logger.log_bet_recommendation(pick(1)), "Win")
    logger.log_simulation_result({"date": "2025-11-24", "game_id": "DET-IND"})
    logger.run_backtest_audit()
    logger.restore_session([{"filename": "BetLog.csv", "content": "Date,Pick\nnot a day,DET\n"}])
    logger.deliver_session("2025-11-24")
    (folder / "bet_log.json").write_bytes((folder / "bet_log.json").read_bytes()[:-20])
    with pytest.warns(UserWarning, match="damaged"):
        logger.get_pending_bets()
    assert len(contents(folder)) >= 8


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """The umask under which new files are readable by everyone."""
    earlier = os.umask(0o022)
    yield
    os.umask(earlier)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("shared", [0o777, 0o1777, 0o703])
@pytest.mark.parametrize("below", ["", "omega_storage", "omega/storage"])
def test_files_under_a_shared_folder_are_readable_by_their_owner_only(
    tmp_path: Path, usual_umask: None, shared: int, below: str
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(shared)
    write_everything(tmp_path / "shared" / below)
    assert modes(tmp_path / "shared" / below) == {"0o600"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_nothing_is_readable_by_others_while_it_is_written(
    tmp_path: Path, usual_umask: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o1777)
    seen = set()
    write = os.write

    def looked_at(handle: int, data: Any) -> int:
        seen.add(oct(os.fstat(handle).st_mode & 0o777))
        return write(handle, data)

    monkeypatch.setattr(os, "write", looked_at)
    write_everything(tmp_path)
    assert seen == {"0o600"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, "0o644"), (0o002, "0o664"), (0o077, "0o600")])
def test_files_in_an_unshared_folder_are_as_the_umask_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int, mode: str
) -> None:
    real = os.stat  # the folder of pytest lies in /tmp, which is shared

    def unshared(path: Any, *args: Any, **named: Any) -> Any:
        status = real(path, *args, **named)
        if not stat.S_ISDIR(status.st_mode):
            return status
        return os.stat_result((status.st_mode & ~0o022, *status[1:]))

    monkeypatch.setattr(os, "stat", unshared)
    earlier = os.umask(umask)
    try:
        write_everything(tmp_path)
    finally:
        os.umask(earlier)
    assert modes(tmp_path) == {mode}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_a_log_keeps_the_permissions_it_was_given(tmp_path: Path, mode: int) -> None:
    path = three(tmp_path)
    path.chmod(mode)
    logger = session(tmp_path)
    logger.log_bet_recommendation(bet(league="NHL"))
    logger.update_bet_result(IDS[0], "Win")
    assert path.stat().st_mode & 0o777 == mode
