"""The document: it is the module's one source, its examples run, and what it shows is true."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import mistune
import pytest

import extract
from builders import (
    DOCUMENT,
    FIELDS,
    MODULE,
    ROOT,
    Record,
    bets_in,
    read_log,
    session,
    without,
)
from omega_persistence import OmegaCacheLogger


TEXT = DOCUMENT.read_text(encoding="utf-8")
PART_I, _, PART_II = TEXT.partition("\n# Part II")
CHAPTERS = [
    "Odds",
    "The bet record",
    "The log file",
    "Settling",
    "Identity",
    "Reading",
    "Merging",
    "The audit",
    "Exports",
    "The report",
    "OmegaCacheLogger",
    "The command line",
]


def fences(kind: str) -> list[str]:
    """The text of every block of one kind, in the document's order."""
    tokens = mistune.create_markdown(renderer=None)(TEXT)
    assert isinstance(tokens, list)
    return [
        token["raw"]
        for token in tokens
        if token["type"] == "block_code" and token.get("attrs", {}).get("info") == kind
    ]


def json_blocks(key: str) -> list[Record]:
    """The `json` blocks that show a record with some key."""
    return [block for block in map(json.loads, fences("json")) if key in block]


# One source


def test_document_and_module_are_in_step() -> None:
    assert extract.module(TEXT) == MODULE.read_text(encoding="utf-8"), "run python3 extract.py"


def test_every_fence_says_what_its_block_is() -> None:
    opening = re.findall(r"^```(.*)$", TEXT, re.MULTILINE)
    assert set(opening[::2]) <= {"python", "pycon", "json", "sh", "text"}
    assert set(opening[1::2]) == {""}
    assert not re.search(r"^([ \t>*-]+```|[ \t>*-]*~~~)", TEXT, re.MULTILINE)


def test_every_python_block_compiles_alone_under_the_rules_of_python_3_9() -> None:
    for block in extract.python_blocks(TEXT):
        where = f"{DOCUMENT.name}:{block.line}"
        tree = ast.parse(block.text, where, feature_version=(3, 9))
        compile(block.text, where, "exec", dont_inherit=True)
        assert tree.body, where
        for node in ast.walk(tree):
            hints = [getattr(node, "annotation", None), getattr(node, "returns", None)]
            for part in [part for hint in hints if hint for part in ast.walk(hint)]:
                assert not isinstance(part, ast.BitOr), f"{where}: X | Y needs Python 3.10"


def test_a_regular_expression_finds_the_whole_module() -> None:
    found = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert found == [block.text for block in extract.python_blocks(TEXT)]
    assert found == re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL), "the plainest finds it too"
    assert found == fences("python")


def test_every_chapter_is_there_in_reading_order_and_has_code() -> None:
    assert re.findall(r"^## (.*)$", PART_II, re.MULTILINE) == CHAPTERS
    for chapter in re.split(r"^## ", PART_II, flags=re.MULTILINE)[1:]:
        assert "\n```python\n" in chapter, chapter.splitlines()[0]


def test_no_chapter_uses_what_a_later_one_defines() -> None:
    """So the module can be understood, and changed, from the first page to the last."""
    known: set[str] = set()
    trees = [
        ast.parse("\n".join(re.findall(r"^```python\n(.*?)^```$", chapter, re.M | re.S)))
        for chapter in re.split(r"^## ", PART_II, flags=re.MULTILINE)[1:]
    ]
    defined = [
        {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        | {
            part.id
            for node in tree.body
            if isinstance(node, (ast.Assign, ast.AnnAssign))
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        }
        for tree in trees
    ]
    for chapter, tree, names in zip(CHAPTERS, trees, defined):
        known |= names
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not (used & set().union(*defined)) - known - {"line", "name", "row"}, chapter


def test_blocks_and_functions_fit_on_a_screen() -> None:
    for block in extract.python_blocks(TEXT):
        assert block.text.count("\n") <= 40, f"{DOCUMENT.name}:{block.line}"


def test_part_one_is_at_most_8000_bytes() -> None:
    assert len(PART_I.encode()) <= 8000


def test_the_top_level_holds_six_things() -> None:
    made_in_use = {"data", "__pycache__"}
    names = {name for name in os.listdir(ROOT) if not name.startswith(".")} - made_in_use
    assert names == {
        "omega_persistence.md",
        "omega_persistence.py",
        "extract.py",
        "tests",
        "fixtures",
        "README.md",
    }


# The manual


def test_the_front_matter_makes_the_document_an_agent_skill() -> None:
    found = re.match(r"---\nname: (\S+)\ndescription: (.+)\n---\n", TEXT)
    assert found
    assert found[1] == "omega-persistence"
    assert 0 < len(found[2]) <= 1024
    assert not re.search(r": |\s#|^[\[{'\"&*!|>%@`]", found[2]), "YAML would read this otherwise"


def test_the_manual_opens_with_the_specification_s_header_block() -> None:
    headings = [
        "Module Name: ",
        "Version: 3.0.0\n",
        "Description: ",
        "Class:\n",
        "Methods:\n",
        "Usage Notes:\n",
    ]
    places = [PART_I.find(heading) for heading in headings]
    assert -1 not in places
    assert places == sorted(places)


def test_the_header_block_lists_every_method_with_its_parameters() -> None:
    block = PART_I.partition("Methods:\n")[2].partition("Usage Notes:")[0]
    listed = dict(re.findall(r"- (\w+)\((.*)\) ->", block))
    public = {
        name: method
        for name, method in inspect.getmembers(OmegaCacheLogger, inspect.isfunction)
        if not name.startswith("_")
    }
    assert set(listed) == set(public)
    for name, method in public.items():
        shown = re.sub(r":\s*\w+", "", listed[name])
        parameters = list(inspect.signature(method).parameters.values())[1:]
        assert shown.replace("=", " = ").replace("  ", " ") == ", ".join(
            parameter.name
            if parameter.default is parameter.empty
            else f"{parameter.name} = {json.dumps(parameter.default).replace('null', 'None')}"
            for parameter in parameters
        ), name


# What it shows is true


def test_every_example_gives_what_the_document_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    blocks = fences("pycon")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks:
            line = TEXT[: TEXT.index(block)].count("\n")
            name = f"{DOCUMENT.name}:{line + 1}"
            test = doctest.DocTestParser().get_doctest(block, names, name, DOCUMENT.name, line)
            assert test.examples, f"{name} has no example"
            runner.run(test, out=said.append, clear_globs=False)
            names = test.globs
    assert blocks
    assert not said, "".join(said)


def test_the_bet_shown_is_a_record_as_the_module_writes_it(tmp_path: Path) -> None:
    (shown,) = json_blocks("bet_id")
    logger = session(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        advice = {key: shown[key] for key in FIELDS[1:16] if shown[key] is not None}
        bet_id = logger.log_bet_recommendation({**advice, **shown.get("extra", {})})
    logger.update_bet_result(bet_id, shown["result"], shown["final_score"], shown["closing_odds"])
    (stored,) = bets_in(tmp_path)
    assert tuple(stored) == tuple(shown)
    stamps = ("logged_at", "updated_at")
    assert without(stored, *stamps) == without(shown, *stamps)
    for stamp in stamps:
        assert re.sub(r"\d", "0", stored[stamp]) == re.sub(r"\d", "0", shown[stamp])
    assert shown["logged_at"] < shown["updated_at"]


def test_the_simulation_shown_is_a_record_as_the_module_writes_it(tmp_path: Path) -> None:
    for shown in json_blocks("sim_id"):
        logger = session(tmp_path / shown["sim_id"])
        logger.log_simulation_result(without(shown, "sim_id", "logged_at"))
        (stored,) = read_log(logger.sim_log_file)
        assert tuple(stored) == tuple(shown)
        assert without(stored, "logged_at") == without(shown, "logged_at")


def test_every_schema_shown_is_held_true_by_a_test_above() -> None:
    held = json_blocks("bet_id") + json_blocks("sim_id")
    assert len(held) == len(fences("json"))


def test_the_command_shown_builds_the_same_module_from_the_document_alone(tmp_path: Path) -> None:
    (command,) = fences("sh")
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    folder = tmp_path / "sandbox"
    folder.mkdir()
    (folder / DOCUMENT.name).write_bytes(DOCUMENT.read_bytes())
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    answer = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, b"", b"")
    built = (folder / MODULE.name).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(built)) == ast.dump(ast.parse(MODULE.read_text(encoding="utf-8")))
