"""The extractor: what it reads as code, what it refuses, what it writes."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import extract  # noqa: E402


DOCUMENT = """\
---
name: omega-persistence
description: Keeps a betting record.
---

# Omega persistence

## Part I: the manual

### Load

<!-- document only -->
Read the document with a regular expression.
<!-- /document only -->

<!-- skill only:
The module is `scripts/omega_persistence.py`.
-->

Then log.

```pycon
>>> american_to_decimal(-110)
1.909
```

## Part II: the module

### Odds

```python
import math
```

Prose, and `python` in a line of it.

```python
def profit(odds):
    return math.floor(odds)
```

### Settling

```json
{"result": "Win"}
```

```python
TIERS = "🔵 🟢 🟡"
```
"""

MODULE = """\
# Generated from omega_persistence.md by extract.py: edit the document, never this file.


import math


def profit(odds):
    return math.floor(odds)


TIERS = "🔵 🟢 🟡"
"""

GOOD = "```python\nx = 1\n```\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the extractor and a document, and no module yet."""
    shutil.copy(ROOT / "extract.py", tmp_path)
    (tmp_path / "omega_persistence.md").write_bytes(DOCUMENT.encode())
    return tmp_path


def run(
    folder: Path, *words: str, python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """What the command line answers."""
    command = [sys.executable, *python, str(folder / "extract.py"), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def code_by_regular_expression(text: str) -> list[str]:
    """The code that an agent finds with nothing but a regular expression."""
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "__pycache__")


# The repository


def test_the_extractor_is_at_most_8_kilobytes() -> None:
    assert (ROOT / "extract.py").stat().st_size <= 8192


# From text to blocks


def test_a_block_knows_its_text_its_first_line_and_its_chapter() -> None:
    assert extract.python_blocks(DOCUMENT) == [
        ("import math\n", 32, "Odds"),
        ("def profit(odds):\n    return math.floor(odds)\n", 38, "Odds"),
        ('TIERS = "🔵 🟢 🟡"\n', 49, "Settling"),
    ]


@pytest.mark.parametrize(
    ("around", "line"),
    [
        ("{}", 2),
        ("Prose\n{}Prose\n", 3),
        ("- a list\n{}", 3),
        ("> a quote\n{}", 3),
        ("1. one\n2. two\n\n{}", 5),
        ("```text\nfile\n```\n{}", 5),
        ("~~~text\nfile\n~~~\n{}", 5),
        ("  ```sh\n  ls\n  ```\n{}", 5),
        ("    indented\n\n{}", 4),
        ("<div>\n\n{}\n</div>\n", 4),
        ("<!-- a remark\nof two lines -->\n{}", 4),
        ("---\nname: x\n---\n{}", 5),
        ("---\n---\n{}", 4),
        ("---\nA rule, and no front matter\n\n{}", 5),
        ("Title\n=====\n{}", 4),
        ("[link]: https://example.com 'title'\n{}", 3),
        ("| a | b |\n|---|---|\n{}", 4),
        ("\n\n\n{}", 5),
        ("A line with ```python in it\n{}", 3),
        ("```python``` marks the code.\n{}", 3),
        ("```pycon\n>>> 1\n1\n```\n{}", 6),
    ],
)
def test_a_block_is_found_after_anything(around: str, line: int) -> None:
    assert [block[:2] for block in extract.python_blocks(around.format(GOOD))] == [
        ("x = 1\n", line)
    ]


def test_a_byte_order_mark_hides_no_block() -> None:
    assert extract.python_blocks("\ufeff" + GOOD) == [("x = 1\n", 2, "")]


def test_a_module_has_every_block_in_the_documents_order() -> None:
    assert extract.module(DOCUMENT) == MODULE


@pytest.mark.parametrize(
    "saved",
    [
        DOCUMENT.replace("\n", "\r\n"),
        DOCUMENT.replace("\n", "\r"),
        "\ufeff" + DOCUMENT,
        "\ufeff" + DOCUMENT.replace("\n", "\r\n"),
        DOCUMENT.rstrip("\n"),
    ],
    ids=["CRLF", "CR", "byte-order mark", "both", "no last newline"],
)
def test_how_an_editor_saves_the_document_changes_no_byte_of_the_module(
    folder: Path, saved: str
) -> None:
    assert extract.module(saved) == MODULE
    (folder / "omega_persistence.md").write_bytes(saved.encode())
    assert run(folder).returncode == 0
    assert (folder / "omega_persistence.py").read_bytes() == MODULE.encode()


@pytest.mark.parametrize(
    ("upper", "lower", "lines"),
    [
        ('"""Doc."""\n', "import os\n", 1),
        ('"""Doc."""\n', "# why\nX = 1\n", 1),
        ('"""Doc."""\n', "# why\ndef f(): ...\n", 2),
        ("import os\n", "X = 1\n", 2),
        ("X = 1\n", "Y = 1\n", 2),
        ("X = 1\n", "@cache\ndef f(): ...\n", 2),
        ("X = 1\n", "class A: ...\n", 2),
        ("async def f(): ...\n", "X = 1\n", 2),
        ("def f(): ...\n\n\nX = 1\n", "Y = 1\n", 2),
        ("if X:\n\n    def f(): ...\n", "X = 1\n", 2),
    ],
)
def test_blocks_are_joined_as_ruff_format_would(upper: str, lower: str, lines: int) -> None:
    document = f"```python\n{upper}```\n\n```python\n{lower}```\n"
    assert extract.module(document).endswith(upper + "\n" * lines + lower)


# One code for every reader


def test_a_regular_expression_finds_the_same_code() -> None:
    code = [block.text for block in extract.python_blocks(DOCUMENT)]
    assert code_by_regular_expression(DOCUMENT) == code


def test_whatever_is_accepted_reads_the_same_with_a_regular_expression() -> None:
    lines = [
        *["```python", "```", "x = 1", "", "Prose"] * 3,
        *["# Heading", "===", "---", "> quote", "- item", "1. item", "<div>", "<!--", "-->"],
        *["~~~", "~~~python", "````", "```text", "```pycon", "``` python", "```python "],
        *["   ```python", "    ```python", "> ```python", "- ```python", "   ```", "```py"],
        *['"""', "    y = 2", "\t```", "[a]: b", "| ```python |", "<pre>", "``` `"],
    ]
    choice = random.Random(20251124)
    accepted = 0
    for _ in range(6000):
        text = "\n".join(choice.choices(lines, k=choice.randrange(3, 16))) + "\n" + GOOD
        try:
            blocks = extract.python_blocks(text)
        except ValueError:
            continue
        accepted += 1
        assert code_by_regular_expression(text) == [block.text for block in blocks], text
        source = text.split("\n")
        for line, number in extract.module_lines(blocks):
            assert not number or source[number - 1] == line, text
    assert accepted > 100


# What is refused

REFUSED = {
    "no python block": ("# Title\n\n```json\n{}\n```\n", 1, "no python block"),
    "empty": ("", 1, "no python block"),
    "syntax error": (GOOD + "\n```python\ny = 1\nz = = 2\n```\n", 7, "does not compile"),
    "half a statement": ("```python\nif x:\n```\n", None, "does not compile"),
    "return outside": ("Prose\n\n```python\nreturn 1\n```\n", 4, "does not compile"),
    "indented code": ("```python\n    x = 1\n```\n", 2, "does not compile"),
    "prose in an unclosed block": ("```python\nx = 1\n\nProse here.\n```\n", 4, "does not compile"),
    "unclosed python": (GOOD + "\n```python\ny = 1\n", 5, "not closed"),
    "unclosed text": (GOOD + "\n```text\na\n\nProse\n", 5, "not closed"),
    "unclosed at the end": (GOOD + "\n```text", 5, "not closed"),
    "unclosed, blank lines": (GOOD + "\n```text\n\n\n\n", 5, "not closed"),
    "unclosed tilde": (GOOD + "\n~~~\n```\n", 5, "not closed"),
    "too short a close": (GOOD + "\n````text\na\n```\n", 5, "not closed"),
    "too deep a close": (GOOD + "\n```text\na\n    ```\n", 5, "not closed"),
    "swallows python": ("```text\na\n\n" + GOOD, 1, "not closed"),
    "swallows json": (GOOD + "```text\na\n\n```json\n{}\n```\n", 4, "not closed"),
    "python swallows": ("```python\nx = 1\n\n" + GOOD, 1, "not closed"),
    "bare swallows": (GOOD + "```\na\n\n```json\n{}\n```\n", 4, "not closed"),
    "in a list": (GOOD + "\n- item\n\n  ```python\n  y = 1\n  ```\n", 5, "list or quote"),
    "at a list mark": (GOOD + "\n- ```python\n  y = 1\n  ```\n", 5, "list or quote"),
    "in a numbered list": (GOOD + "\n1. item\n   ```python\n   y = 1\n   ```\n", 5, "list"),
    "in a quote": (GOOD + "\n> ```python\n> y = 1\n> ```\n", 5, "list or quote"),
    "in a quoted list": (GOOD + "\n> - a\n>   ```python\n>   y = 1\n>   ```\n", 5, "list or quote"),
    "by one space": (GOOD + "\n ```python\n y = 1\n ```\n", 5, "each alone on a line"),
    "by four spaces": (GOOD + "\n    ```python\n    y = 1\n    ```\n", 5, "each alone on a line"),
    "by a tab": (GOOD + "\n\t```python\n\ty = 1\n\t```\n", 5, "each alone on a line"),
    "after a paragraph": (GOOD + "\nProse\n    ```python\n    y = 1\n", 6, "each alone on a line"),
    "indented close": (GOOD + "\n```python\ny = 1\n  ```\n", 5, "each alone on a line"),
    "long close": (GOOD + "\n```python\ny = 1\n````\n", 5, "each alone on a line"),
    "in a remark": (GOOD + "\n<!--\n```python\ny = 1\n```\n-->\n", 6, "each alone on a line"),
    "in an element": (GOOD + "\n<div>\n```python\ny = 1\n```\n</div>\n", 6, "each alone on a line"),
    "in front matter": ("---\n" + GOOD + "---\n" + GOOD, 2, "each alone on a line"),
    "in another fence": (GOOD + "\n~~~text\n ```python\n~~~\n", 6, "each alone on a line"),
    "null byte": ("```python\nx = '\0'\n```\n", None, ""),
}
NEARLY = ["py", "Python", "PYTHON", "python3", "python title=x", "{.python}", " python", "python "]
REFUSED.update(
    {f"```{kind}": (f"{GOOD}\n```{kind}\ny = 1\n```\n", 5, "```python") for kind in NEARLY}
)
REFUSED.update(
    {
        head: (f"{GOOD}\n{head}\ny = 1\n{head[:-6]}\n", 5, "```python")
        for head in ["~~~python", "````python"]
    }
)


@pytest.mark.parametrize(("text", "line", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_document_that_may_lose_code_is_refused_by_line(
    folder: Path, text: str, line: int | None, words: str
) -> None:
    (folder / "omega_persistence.md").write_bytes(text.encode())
    (folder / "omega_persistence.py").write_bytes(b"kept\n")
    answer = run(folder)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.count("\n") == 1
    assert words in answer.stderr
    if line:
        assert answer.stderr.startswith(f"omega_persistence.md:{line}: ")
    assert (folder / "omega_persistence.py").read_bytes() == b"kept\n"
    assert names(folder) == ["extract.py", "omega_persistence.md", "omega_persistence.py"]


def assert_refused(answer: subprocess.CompletedProcess[str], words: str) -> None:
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert "Traceback" not in answer.stderr
    assert words in answer.stderr


def test_without_a_document_nothing_is_written(folder: Path) -> None:
    (folder / "omega_persistence.md").unlink()
    assert_refused(run(folder), "omega_persistence.md")
    assert names(folder) == ["extract.py"]


def test_a_document_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "omega_persistence.md").write_bytes(DOCUMENT.encode() + b"caf\xe9\n")
    assert_refused(run(folder), "omega_persistence.md: 'utf-8' codec can't decode byte 0xe9")
    assert names(folder) == ["extract.py", "omega_persistence.md"]


def test_without_mistune_the_command_that_installs_it_is_told(folder: Path) -> None:
    assert_refused(run(folder, python=("-I", "-S")), '-m pip install "mistune>=3"')


def test_an_older_mistune_is_as_good_as_none(folder: Path) -> None:
    (folder / "mistune.py").write_text("class BlockParser: ...\n")
    assert_refused(run(folder), '-m pip install "mistune>=3"')


@pytest.mark.parametrize(
    "words",
    [["--where"], ["--where", "x"], ["--skill"], ["--check", "--where", "1"], ["more"], ["--no"]],
    ids=" ".join,
)
def test_a_usage_error_exits_with_2(folder: Path, words: list[str]) -> None:
    answer = run(folder, *words)
    assert answer.returncode == 2
    assert answer.stderr.startswith("usage: ")
    assert names(folder) == ["extract.py", "omega_persistence.md"]


# What is written


def test_a_build_tells_blocks_and_lines_and_whether_it_changed_the_module(folder: Path) -> None:
    line = "omega_persistence.py: 3 blocks, 11 lines, {}\n"
    assert run(folder).stdout == line.format("updated")
    assert run(folder).stdout == line.format("unchanged")
    (folder / "omega_persistence.py").write_text("edited\n")
    assert run(folder).stdout == line.format("updated")
    assert (folder / "omega_persistence.py").read_bytes() == MODULE.encode()
    assert names(folder) == ["extract.py", "omega_persistence.md", "omega_persistence.py"]


def test_an_unchanged_build_does_not_touch_the_module(folder: Path) -> None:
    run(folder)
    before = (folder / "omega_persistence.py").stat()
    run(folder)
    after = (folder / "omega_persistence.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_build_works_from_any_folder(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    command = [sys.executable, str(folder / "extract.py")]
    subprocess.run(command, cwd=elsewhere, check=True, capture_output=True)
    assert names(elsewhere) == []
    assert (folder / "omega_persistence.py").read_bytes() == MODULE.encode()


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_a_module_keeps_its_mode(folder: Path) -> None:
    module = folder / "omega_persistence.py"
    module.write_text("old\n")
    module.chmod(0o754)
    run(folder)
    assert module.read_bytes() == MODULE.encode()
    assert stat.S_IMODE(module.stat().st_mode) == 0o754


@pytest.mark.skipif(os.name == "nt", reason="limits are POSIX")
def test_a_write_that_fails_leaves_the_module_and_no_other_file(folder: Path) -> None:
    import resource

    def without_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    (folder / "omega_persistence.py").write_text("kept\n")
    answer = subprocess.run(
        [sys.executable, "-B", str(folder / "extract.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=without_room,
    )
    assert_refused(answer, "File too large")
    assert (folder / "omega_persistence.py").read_text() == "kept\n"
    assert names(folder) == ["extract.py", "omega_persistence.md", "omega_persistence.py"]


def test_a_module_is_on_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_disk(descriptor: int) -> None:
        raise OSError("no disk")

    (tmp_path / "module.py").write_text("kept\n")
    monkeypatch.setattr(os, "fsync", no_disk)
    with pytest.raises(OSError, match="no disk"):
        extract.written(tmp_path / "module.py", b"new\n")
    assert (tmp_path / "module.py").read_text() == "kept\n"
    assert names(tmp_path) == ["module.py"]


def test_a_folder_in_the_modules_place_is_refused(folder: Path) -> None:
    (folder / "omega_persistence.py").mkdir()
    assert_refused(run(folder), "omega_persistence.py")
    assert names(folder) == ["extract.py", "omega_persistence.md", "omega_persistence.py"]


# --check


def test_check_is_silent_on_standard_error_while_in_step(folder: Path) -> None:
    run(folder)
    answer = run(folder, "--check")
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize(
    ("module", "difference"),
    [
        (None, '+TIERS = "🔵 🟢 🟡"'),
        (
            MODULE.replace("floor", "ceil"),
            "-    return math.ceil(odds)\n+    return math.floor(odds)",
        ),
        (MODULE.rstrip("\n"), "@@"),
        (MODULE.replace("\n", "\r\n"), "-import math\r"),
        (MODULE.encode() + b"\xff\n", "-\\xff"),
    ],
    ids=["no module", "edited", "no last newline", "CRLF", "not UTF-8"],
)
def test_check_shows_the_difference_and_the_command_that_mends_it(
    folder: Path, module: str | bytes | None, difference: str
) -> None:
    path = folder / "omega_persistence.py"
    data = module.encode() if isinstance(module, str) else module
    if data is not None:
        path.write_bytes(data)
    command = [sys.executable, str(folder / "extract.py"), "--check"]
    answer = subprocess.run(command, capture_output=True, check=False)
    assert answer.returncode == 1
    assert answer.stdout.startswith(b"--- omega_persistence.py\n+++ omega_persistence.md\n@@")
    assert difference.encode() in answer.stdout
    assert b"python3 extract.py" in answer.stderr
    assert (path.read_bytes() if path.exists() else None) == data


# --where


def test_where_leads_from_every_line_of_the_module_to_its_line_in_the_document(
    folder: Path,
) -> None:
    source = DOCUMENT.split("\n")
    for number, line in enumerate(MODULE.split("\n")[:-1], 1):
        if line and number > 1:
            answer = run(folder, "--where", str(number))
            place = re.fullmatch(r"omega_persistence\.md:(\d+)\n", answer.stdout)
            assert place, answer
            assert source[int(place[1]) - 1] == line
    assert names(folder) == ["extract.py", "omega_persistence.md"]


@pytest.mark.parametrize("number", ["1", "2", "0", "-1", "12", "99999999999999999999"])
def test_where_refuses_a_line_that_comes_from_none(folder: Path, number: str) -> None:
    assert_refused(run(folder, f"--where={number}"), f"omega_persistence.py:{number}: no line of")


# --skill

SKILL = """\
---
name: omega-persistence
description: Keeps a betting record.
---

# Omega persistence

## Part I: the manual

### Load

The module is `scripts/omega_persistence.py`.

Then log.

```pycon
>>> american_to_decimal(-110)
1.909
```
"""


def test_a_skill_is_part_one_beside_the_module(folder: Path) -> None:
    answer = run(folder, "--skill", str(folder / "new" / "out"))
    assert (answer.returncode, answer.stderr) == (0, "")
    skill = folder / "new" / "out" / "omega-persistence"
    assert (skill / "SKILL.md").read_bytes() == SKILL.encode()
    assert (skill / "scripts" / "omega_persistence.py").read_bytes() == MODULE.encode()
    assert names(folder) == ["extract.py", "new", "omega_persistence.md"]


def test_a_skills_zip_holds_its_folder_and_is_the_same_every_time(folder: Path) -> None:
    for name in ("a", "b"):
        assert run(folder, "--skill", str(folder / name)).returncode == 0
    first, second = (folder / name / "omega-persistence.zip" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        held = {entry.filename: archive.read(entry).decode() for entry in archive.infolist()}
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    assert held == {
        "omega-persistence/SKILL.md": SKILL,
        "omega-persistence/scripts/omega_persistence.py": MODULE,
    }
    assert modes == {0o644}


@pytest.mark.parametrize(
    "lost", ["## Part II: the module", "<!-- document only -->", "<!-- /document only -->", "only:"]
)
def test_a_skill_without_an_end_or_with_a_mark_left_open_is_refused(
    folder: Path, lost: str
) -> None:
    text = DOCUMENT.replace(lost, "")
    (folder / "omega_persistence.md").write_text(text, encoding="utf-8")
    assert_refused(run(folder, "--skill", str(folder / "out")), "Part II")
    assert names(folder) == ["extract.py", "omega_persistence.md"]


def test_a_skill_that_cannot_be_written_there_is_refused(folder: Path) -> None:
    (folder / "out").write_text("a file\n")
    assert_refused(run(folder, "--skill", str(folder / "out")), "out")
