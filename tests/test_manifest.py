"""The manifest: which of three hundred rows a model dropped, and where it changed a digit."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from attachments import ATTACHMENTS, one, restore, thread_file
from builders import Record, bet, bets_in, session


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a session with 300 bets delivered, by name."""
    folder = tmp_path_factory.mktemp("delivered")
    logger = session(folder)
    ids = logger.log_bet_recommendations(
        [bet(pick=f"DET -{n}.5", game_id=f"G{n}", factors='Dončić, 🔥, "rest"') for n in range(300)]
    )
    logger.update_pending_bets_and_export(
        [{"bet_id": bet_id, "result": "Win", "final_score": "1-0"} for bet_id in ids[:200]]
    )
    logger.log_simulation_result({"date": "2025-11-24", "game_id": "G1", "n_iterations": 10})
    return {
        Path(path).name: Path(path).read_bytes() for path in logger.deliver_session("2025-11-24")
    }


def manifest_of(delivered: dict[str, bytes]) -> Record:
    return dict(json.loads(delivered["session_manifest.json"]))


def compared(folder: Path, delivered: dict[str, bytes], **changed: bytes | None) -> Record:
    """What a restoration says of the manifest when the log was changed on its way."""
    files = [
        thread_file(data, name)
        for name, data in {**delivered, **{f"{k}.json": v for k, v in changed.items()}}.items()
        if data is not None and name in ("bet_log.json", "session_manifest.json")
    ]
    manifest = restore(folder, *files)["manifest"]
    assert isinstance(manifest, dict)
    return manifest


def lines_of(delivered: dict[str, bytes]) -> list[bytes]:
    return delivered["bet_log.json"].split(b"\n")


def test_the_manifest_names_every_delivered_file_with_size_digest_and_records(
    delivered: dict[str, bytes],
) -> None:
    manifest = manifest_of(delivered)
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert list(listed) == [name for name in delivered if name != "session_manifest.json"]
    for name, data in delivered.items():
        if name != "session_manifest.json":
            assert listed[name]["size"] == len(data)
            assert listed[name]["sha256"] == hashlib.sha256(data).hexdigest()
    counts = {name: listed[name]["records"] for name in listed if not name.startswith("AUDIT_")}
    assert counts == {
        "bet_log.json": 300,
        "simulation_log.json": 1,
        "audit_log.json": 0,
        "BetLog.csv": 300,
        "omega_bets_2025-11-24.csv": 300,
        "daily_suggested_bets-11-24.csv": 100,
    }


def test_the_manifest_has_a_short_digest_of_each_bet(
    delivered: dict[str, bytes],
) -> None:
    digests = manifest_of(delivered)["bets"]
    ids = [bet["bet_id"] for bet in json.loads(delivered["bet_log.json"])]
    assert list(digests) == ids
    assert len(set(digests.values())) == 300
    assert all(8 <= len(digest) <= 16 for digest in digests.values())


def test_what_came_back_whole_matches(delivered: dict[str, bytes], tmp_path: Path) -> None:
    files = [thread_file(data, name) for name, data in delivered.items()]
    manifest = restore(tmp_path, *files)["manifest"]
    assert manifest["created_at"] == manifest_of(delivered)["created_at"]
    assert set(manifest["matching_files"]) == set(delivered) - {"session_manifest.json"}
    assert (manifest["differing_files"], manifest["absent_files"]) == ([], [])
    assert (manifest["matching_bets"], manifest["missing_bets"]) == (300, [])
    assert manifest["altered_bets"] == []


def test_it_finds_the_row_that_a_model_dropped(delivered: dict[str, bytes], tmp_path: Path) -> None:
    lines = lines_of(delivered)
    lost = json.loads(lines.pop(113).rstrip(b","))
    manifest = compared(tmp_path, delivered, bet_log=b"\n".join(lines))
    assert manifest["missing_bets"] == [lost["bet_id"]]
    assert (manifest["matching_bets"], manifest["altered_bets"]) == (299, [])
    assert manifest["differing_files"] == ["bet_log.json"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"model_prob": 0.5788', b'"model_prob": 0.5789'),
        (b'"odds": "-110"', b'"odds": "-111"'),
        (b'"final_score": "1-0"', b'"final_score": "1-1"'),
        (b'"result": "Win"', b'"result": "Loss"'),
        ("Dončić".encode(), b"Doncic"),
    ],
)
def test_it_finds_the_digit_that_a_model_changed(
    old: bytes, new: bytes, delivered: dict[str, bytes], tmp_path: Path
) -> None:
    lines = lines_of(delivered)
    assert old in lines[113]
    lines[113] = lines[113].replace(old, new)
    manifest = compared(tmp_path, delivered, bet_log=b"\n".join(lines))
    changed = json.loads(lines[113].rstrip(b","))["bet_id"]
    assert manifest["altered_bets"] == [changed]
    assert (manifest["matching_bets"], manifest["missing_bets"]) == (299, [])


def test_it_finds_the_end_that_was_cut(delivered: dict[str, bytes], tmp_path: Path) -> None:
    data = delivered["bet_log.json"]
    cut = data[: data.index(b"\n", len(data) * 2 // 3) + 40]
    whole = cut.count(b"\n") - 1
    manifest = compared(tmp_path, delivered, bet_log=cut)
    ids = [bet["bet_id"] for bet in json.loads(data)]
    assert manifest["missing_bets"] == ids[whole:]
    assert (manifest["matching_bets"], manifest["altered_bets"]) == (whole, [])
    assert len(bets_in(tmp_path)) == whole


def test_a_log_retyped_without_a_change_of_content_differs_as_a_file_only(
    delivered: dict[str, bytes], tmp_path: Path
) -> None:
    retyped = json.dumps(json.loads(delivered["bet_log.json"]), indent=4).encode()
    manifest = compared(tmp_path, delivered, bet_log=retyped)
    assert manifest["differing_files"] == ["bet_log.json"]
    assert (manifest["matching_bets"], manifest["altered_bets"]) == (300, [])


def test_of_two_files_with_one_name_the_delivered_one_counts(
    delivered: dict[str, bytes], tmp_path: Path
) -> None:
    old = thread_file(b"[]", "bet_log.json")
    files = [thread_file(data, name) for name, data in delivered.items()]
    for number, order in enumerate(([old, *files], [*files, old])):
        manifest = restore(tmp_path / str(number), *order)["manifest"]
        assert manifest["differing_files"] == []


def test_a_bet_settled_since_is_named_as_altered(
    delivered: dict[str, bytes], tmp_path: Path
) -> None:
    restore(tmp_path, thread_file(delivered["bet_log.json"]))
    pending = session(tmp_path).get_pending_bets()[0]["bet_id"]
    session(tmp_path).update_bet_result(pending, "Loss")
    manifest = restore(tmp_path, thread_file(delivered["session_manifest.json"]))["manifest"]
    assert manifest["altered_bets"] == [pending]
    assert manifest["matching_bets"] == 299
    assert "bet_log.json" in manifest["absent_files"], "it was not attached this time"


def test_without_a_manifest_nothing_is_said(delivered: dict[str, bytes], tmp_path: Path) -> None:
    assert restore(tmp_path, thread_file(delivered["bet_log.json"]))["manifest"] is None


def test_of_several_manifests_the_latest_speaks(
    delivered: dict[str, bytes], tmp_path: Path
) -> None:
    latest = manifest_of(delivered)
    older = {**copy.deepcopy(latest), "created_at": "2024-01-01T00:00:00Z", "bets": {"x": "y"}}
    for files in ([latest, older], [older, latest]):
        report = restore(tmp_path, *(thread_file(file, "session_manifest.json") for file in files))
        assert report["manifest"]["created_at"] == latest["created_at"]


@pytest.mark.parametrize(
    "damage",
    [
        {"files": None},
        {"files": {"name": "bet_log.json"}},
        {"files": [7, None, {"size": 3}, {"name": ["x"]}, {"name": "bet_log.json"}]},
        {"bets": None},
        {"bets": ["2025-11-24_NBA_1"]},
        {"bets": {"2025-11-24_NBA_1": {"a": 1}, "2025-11-24_NBA_2": None}},
        {"created_at": {"a": [1]}},
        {"created_at": None},
    ],
)
def test_a_damaged_manifest_never_keeps_the_bets_out(
    damage: Any, delivered: dict[str, bytes], tmp_path: Path
) -> None:
    manifest = {**manifest_of(delivered), **damage}
    report = restore(
        tmp_path,
        thread_file(manifest),
        thread_file(manifest),
        thread_file(delivered["bet_log.json"]),
    )
    assert len(bets_in(tmp_path)) == 300
    json.dumps(report)


def test_a_manifest_is_no_bet_and_writes_nothing(
    delivered: dict[str, bytes], tmp_path: Path
) -> None:
    report = restore(tmp_path, thread_file(delivered["session_manifest.json"], "bet_log.json"))
    assert one(report["files"])["kind"] == "manifests"
    assert bets_in(tmp_path) == [] and report["rejected"] == []


def test_the_fixtures_manifest_is_that_of_the_first_thread(tmp_path: Path) -> None:
    """It was written by a session whose log was `bet_log.json`, word for word."""
    files = [ATTACHMENTS / name for name in ("bet_log.json", "session_manifest.json")]
    manifest = restore(tmp_path, *files)["manifest"]
    assert manifest["matching_files"] == ["bet_log.json"]
    assert (manifest["matching_bets"], manifest["missing_bets"]) == (42, [])
    assert manifest["altered_bets"] == []


def test_after_all_fixtures_it_names_what_other_threads_knew_of_those_bets(tmp_path: Path) -> None:
    manifest = restore(tmp_path, *sorted(ATTACHMENTS.iterdir()))["manifest"]
    assert manifest["missing_bets"] == []
    assert manifest["matching_bets"] == 34
    # Of the nine bets that another thread's JSON log also holds, all but one it held otherwise.
    assert sorted(manifest["altered_bets"]) == [
        "2025-11-10_NFL_1",
        "2025-11-14_NCAAM_1",
        "2025-11-15_NCAAF_1",
        "2025-11-15_NCAAF_2",
        "2025-11-16_NFL_1",
        "2025-11-16_NFL_2",
        "2025-11-16_NFL_3",
        "2025-11-16_NFL_4",
    ]


def test_of_a_manifest_that_was_cut_off_no_half_is_believed(tmp_path: Path) -> None:
    """It would say that no bet is missing, since the bets stand behind the files."""
    first = session(tmp_path / "first")
    first.log_bet_recommendation(bet())
    manifest = Path(first.deliver_session()[-1])
    text = manifest.read_text(encoding="utf-8")
    for end in range(text.index('"files"'), len(text.rstrip()), 9):
        report = session(tmp_path / str(end)).restore_session(
            [{"filename": manifest.name, "content": text[:end]}]
        )
        assert report["manifest"] is None and report["rejected"], text[:end]
