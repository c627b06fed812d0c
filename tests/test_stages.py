"""Each stage of reading by itself: content → text → rows or values → columns → bets or reasons."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

import omega_persistence as module
from attachments import DAY, GAME, LEAGUE, PICK
from builders import FIELDS


@pytest.mark.parametrize(
    "content",
    [
        "Jokić 🔥",
        "\ufeffJokić 🔥",
        "Jokić 🔥".encode(),
        "Jokić 🔥".encode("utf-8-sig"),
        "Jokić 🔥".encode("utf-16"),
    ],
)
def test_content_becomes_text(content: Any) -> None:
    assert module._decoded(content) == "Jokić 🔥"


def test_parsed_json_becomes_the_text_that_it_was() -> None:
    value = [{"pick": PICK, "odds": 125, "edge": None}]
    assert json.loads(module._decoded(value)) == value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_line_of_titles_tells_the_delimiter(delimiter: str) -> None:
    lines = ["My bets, at last\n", delimiter.join(("Date", "Pick", "Odds")) + "\n"]
    assert module._delimiter(lines) == delimiter
    assert module._delimiter(lines[:1]) == ""


def test_a_row_is_its_cells_and_its_lines() -> None:
    lines = ['"b\n', 'c",d\n', "e\n"]
    rows = list(module._rows_of(lines, ","))
    assert rows == [(1, ["b\nc", "d"], lines[:2]), (3, ["e"], lines[2:])]


def test_lines_that_are_taken_off_a_row_are_read_again() -> None:
    lines = ['"b\n', 'c",d\n', "e\n"]
    told = []
    for line, cells, row in module._rows_of(lines, ","):
        told.append((line, cells))
        del row[1:]
    assert told == [(1, ["b\nc", "d"]), (2, ['c"', "d"]), (3, ["e"])]


def test_titles_mean_fields() -> None:
    titles = ("American Odds", "Stake (u)", "W/L", "Closing Line", "Box score", "Moon")
    layout = module._layout(titles)
    fields = ("odds", "stake_units", "result", "closing_odds", "final_score")
    assert layout.fields == dict(zip(fields, titles))
    assert layout.others == [(5, "Moon")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1}\n{"a": 2}', [{"a": 1}, {"a": 2}]),
        ('```json\n[{"a": +125,}]\n```', [[{"a": 125}]]),
        ('[\n{"a": 1},\n{"a": 2', [{"a": 1}, '{"a": 2']),
    ],
)
def test_text_becomes_values_and_what_is_torn(text: str, values: list[Any]) -> None:
    assert [value for _, value in module._document(text)[2]] == values


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("date", "11/2/2025", DAY),
        ("odds", "−110", "-110"),
        ("model_prob", "52.4%", 0.524),
        ("stake_amount", "$1,250.50", 1250.5),
        ("confidence", "🔵 High", "High"),
        ("result", "Won", "Win"),
        ("bet_id", "2025-11-02_NFL_007", "2025-11-02_NFL_7"),
        ("factors", ["rested", "at home"], "rested; at home"),
    ],
)
def test_a_cell_becomes_a_value(field: str, cell: Any, value: Any) -> None:
    assert module._READERS[field](cell) == value


def test_a_column_becomes_values_and_a_cell_that_cannot_be_read_is_kept_with_its_reason() -> None:
    reader = module._READERS["odds"]
    assert module._values(("-110", "", None, "+150"), reader) == (
        ["-110", None, None, "+150"],
        False,
    )
    values, unread = module._values(("-110", "soon"), reader)
    assert unread and values[0] == "-110" and values[1][0] == "soon" and "odds" in values[1][1]


def test_lines_become_tables_of_rows_and_what_is_refused() -> None:
    lines = [
        "My bets\n",
        "Date,Pick\n",
        "11/2/2025,A\n",
        "11/3/2025\n",
        "Pick,Date\n",
        "B,11/4/2025\n",
    ]
    before = lines[:]
    refused, tables, headers = module._sheet(lines, ",")
    assert refused == [
        (1, "stands before the header", "My bets\n"),
        (4, "1 cells under 2 titles", "11/3/2025\n"),
    ]
    assert [[(row.line, row.cells) for row in table] for table in tables] == [
        [(3, ["11/2/2025", "A"])],
        [(6, ["B", "11/4/2025"])],
    ]
    assert headers == 2
    assert lines == before


def test_a_document_becomes_tables_of_rows_others_and_what_is_refused() -> None:
    bets = [{"date": DAY, "pick": PICK}, {"note": "rested"}]
    held = module._held(json.dumps({"league": LEAGUE, "bets": bets, "runs": [{"sim_id": "1"}]}))
    [[row]] = [table for table in held.tables if table]
    told = dict(zip(module._TOLD_IN, row.layout.cells([*row.cells, None])))
    assert row.raw == bets[0]
    assert {field: told[field] for field in told if told[field]} == {**bets[0], "league": LEAGUE}
    assert held.others == {"simulations": [{"sim_id": "1"}]}
    assert held.refused == [(1, "no bet: it names no pick", bets[1])]
    assert module._held("[]").empty == "empty"


def test_a_value_is_sorted_and_left_as_it_was() -> None:
    bets = [{"date": DAY, "pick": PICK}, {"date": DAY, "pick": "B"}]
    value = {"league": LEAGUE, "weeks": [bets[:1], bets[1:]], "runs": [{"sim_id": "1"}, {}]}
    before = copy.deepcopy(value)
    refused, tables, others = module._sorted_out([value])
    found = [[row.raw for row in table] for table in tables if table]
    assert found == [bets[:1], bets[1:]], "each list is a table"
    assert others == {"simulations": [{"sim_id": "1"}]}
    assert refused == [(1, "no bet: it names no pick", {})]
    assert value == before


def test_a_place_in_a_document_becomes_a_line() -> None:
    text = '[\n{"a": "{"},\n\n{"b": {"c": 1}}\n]'
    value = json.loads(text)
    wanted = {id(value[0]), id(value[1]["b"])}
    assert module._lines(wanted, text, [(0, value)]) == {id(value[0]): 2, id(value[1]["b"]): 4}


def row(**cells: Any) -> Any:
    return module._Row(1, module._layout(tuple(cells)), list(cells.values()), cells)


def test_rows_become_bets_or_reasons_and_are_left_as_they_were() -> None:
    known = {"Day": DAY, "League": LEAGUE, "Game": GAME, "Pick": PICK, "Odds": "-110"}
    table = [row(**known), row(**{**known, "Pick": "Skip"}), row(**{**known, "Odds": "9"})]
    before = copy.deepcopy([given.raw for given in table])
    (bet, skipped, priced), unread, units = module._told(table, {})
    said = {"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": PICK, "odds": "-110"}
    assert bet == {**dict.fromkeys(FIELDS), **said}
    assert skipped == "no bet: Skip"
    assert priced.startswith('odds: "9" is not American odds')
    assert (unread, units) == ([], {})
    assert [given.raw for given in table] == before


def test_no_slip_makes_a_record_vanish() -> None:
    dice = random.Random(20251102)
    for _ in range(3000):
        records: list[dict[str, Any]] = [
            {"date": DAY, "league": LEAGUE, "matchup": GAME, "pick": f"Team{n} +3", "odds": -110}
            for n in range(4)
        ]
        for record in records:
            record.update(dice.choice([{}, {"factors": ["a"]}, {"book": {"a": [1]}}]))
        shape = dice.choice(
            [
                records,
                {"settled": records[:2], "pending": records[2:]},
                {"meta": {"v": 1}, "weeks": [{"bets": records[:1]}, {"bets": records[1:]}]},
            ]
        )
        text = json.dumps(shape, indent=dice.choice([None, 1]))
        text = dice.choice(["{}", "The log:\n```json\n{}\n```\n"]).replace("{}", text)
        start = dice.choice([n for n, mark in enumerate(text) if mark in '{}[]",:\n'])
        end = start + dice.choice([0, 1, 1, 5, 30, len(text)])
        slip = dice.choice(["", "", ",", '"', "}", "[", ' the "bye" edge', "nil"])
        text = text[:start] + slip + text[end:]
        read = module._read({"content": text}, {})
        told = str([bet for _, bet in read.bets] + read.rejected)
        for n in range(4):
            assert f"Team{n}" not in text or f"Team{n}" in told, text


@pytest.mark.parametrize(
    "text",
    [
        "Date,League,Pick\n1" + " " * 600_000 + "x,N,x",
        '{"x"' + " " * 600_000 + "[",
        '[{"pick":' + "}" * 600_000 + '"a": [',
        "{" + '" ' * 600_000 + ',"x":[',
        '{"date":"x","pick":"x",' + '"a":1,' * 600_000 + '"pick":"y"}',
    ],
    ids=["blanks in a day", "blanks behind a key", "ends", "quotes", "one key"],
)
def test_nonsense_costs_no_more_than_its_length(text: str) -> None:
    # At the square of its length the first once took a minute with a third of its blanks.
    assert module._read({"content": text}, {}).account["rows"] >= 1
