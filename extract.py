# /// script
# requires-python = ">=3.9"
# dependencies = ["mistune>=3"]
# ///
"""Write omega_persistence.py: the python blocks of omega_persistence.md, in order."""

from __future__ import annotations

import argparse
import ast
import difflib
import io
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple


try:
    from mistune import BlockParser, BlockState
except ImportError:
    sys.exit(f'extract.py needs mistune 3: {sys.executable} -m pip install "mistune>=3"')

DOCUMENT, MODULE = "omega_persistence.md", "omega_persistence.py"
HEADER = f"# Generated from {DOCUMENT} by extract.py: edit the document, never this file."
SEEMS_PYTHON = r"(?i)\s*(```|~~~)\W*py(?!con)[^`]*$"


class Block(NamedTuple):
    """A python block: its text, its first line in the document, the heading above it."""

    text: str
    line: int
    chapter: str


class LineParser(BlockParser):
    """mistune's block parser, which also notes on which line a token opens."""

    line = 0

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        outer = self.line
        if state.parent is None:
            self.line = state.src.count("\n", 0, m.start()) + 1
        elif m.lastgroup == "fenced_code":
            raise refusal(self.line, "a fence inside a list or quote")
        end = super().parse_method(m, state)
        if state.tokens:
            state.tokens[-1].setdefault("line", self.line)
        self.line = outer
        return end


def refusal(line: int, reason: str) -> ValueError:
    """What is wrong with the document, and on which line."""
    return ValueError(f"{DOCUMENT}:{line}: {reason}")


def normal(text: str) -> str:
    """A text without byte-order mark, every line of which ends in a newline."""
    return re.sub("\r\n?", "\n", text.lstrip("\ufeff")) + "\n"


def tokens(text: str) -> list[dict[str, Any]]:
    """mistune's tokens of a normal text, after its YAML front matter."""
    state = BlockState()
    state.process(text)
    if text.startswith("---\n"):
        state.cursor = text.find("\n---\n") + 1
    LineParser().parse(state)
    return state.tokens


def python_blocks(text: str) -> list[Block]:
    """The python blocks of a document; ValueError where another reader might see others."""
    text = normal(text)
    lines, blocks, code, chapter = text.split("\n"), [], set[int](), ""
    for token in tokens(text):
        if token["type"] == "heading":
            chapter = token["text"]
        elif token.get("style") == "fenced":
            first, body = token["line"], token["raw"]
            last = first + body.count("\n") + 1
            if not lines[last - 1] or "\n```" in "\n" + body:
                raise refusal(first, "a fence that is not closed before the next")
            if (lines[first - 1], lines[last - 1]) == ("```python", "```"):
                blocks.append(Block(body, first + 1, chapter))
                code.update(range(first, last))
    for number, line in enumerate(lines, 1):
        if number not in code and re.match(SEEMS_PYTHON, line):
            raise refusal(number, "a python block goes from ```python to ```, each alone on a line")
    for block in blocks:
        try:
            compile("\n" * (block.line - 1) + block.text, DOCUMENT, "exec", dont_inherit=True)
        except SyntaxError as error:
            at = error.lineno or block.line
            raise refusal(at, f"does not compile alone: {error.msg}") from None
    if not blocks:
        raise refusal(1, "no python block")
    return blocks


def blank_lines_between(upper: str, lower: str) -> int:
    """What ruff format wants between two blocks: one line after a lone docstring, else two."""
    above, below = ast.parse(upper).body, ast.parse(lower).body[:1]
    lone = [type(node) for node in above] == [ast.Expr]
    return 1 if lone and not any(hasattr(node, "decorator_list") for node in below) else 2


def module_lines(blocks: list[Block]) -> list[tuple[str, int]]:
    """The module's lines, each with its line in the document, 0 where it has none."""
    lines, upper = [(HEADER, 0)], HEADER
    for text, start, _ in blocks:
        lines += [("", 0)] * blank_lines_between(upper, text)
        lines += [(line, n) for n, line in enumerate(text.split("\n")[:-1], start)]
        upper = text
    return lines


def module(text: str) -> str:
    """The module that a document gives."""
    return "".join(f"{line}\n" for line, _ in module_lines(python_blocks(text)))


def skill(text: str) -> str:
    """The document's front matter and Part I, for a reader beside the module."""
    part, *rest = re.split("(?m)^#+ Part II", normal(text), maxsplit=1)
    part = re.sub(r"(?s)<!-- document only -->.*?<!-- /document only -->\n+", "", part)
    part = re.sub(r"(?s)<!-- skill only:\s+(.*?)-->\n", r"\1", part)
    if not rest or "<!--" in part:
        raise refusal(1, "no heading `Part II`, or a mark left open")
    return part.rstrip() + "\n"


def written(path: Path, data: bytes) -> str:
    """Whether a file was `updated`, in one step, or is `unchanged`."""
    if path.exists() and path.read_bytes() == data:
        return "unchanged"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return "updated"


def checked(path: Path, source: str) -> str:
    """That the module is in step; ValueError after a diff if not."""
    old = path.read_bytes().decode("utf-8", "backslashreplace") if path.exists() else ""
    if old == source:
        return f"{MODULE} is what {DOCUMENT} gives"
    diff = difflib.unified_diff(old.split("\n"), source.split("\n"), MODULE, DOCUMENT, lineterm="")
    sys.stdout.buffer.write("\n".join([*diff, ""]).encode())
    raise ValueError(f"{MODULE} is not what {DOCUMENT} gives; mend it: python3 extract.py")


def bundled(folder: Path, files: dict[str, str]) -> str:
    """What became of an Agent Skill's zip, beside the files in it."""
    buffer, path = io.BytesIO(), folder / "omega-persistence.zip"
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            written(path.with_suffix("") / name, text.encode())
            entry = zipfile.ZipInfo(f"{path.stem}/{name}")
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return f"{path}: {written(path, buffer.getvalue())}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    option = parser.add_mutually_exclusive_group().add_argument
    option("--check", action="store_true", help="only show what differs")
    option("--where", type=int, metavar="LINE", help="find a line of the code")
    option("--skill", type=Path, metavar="FOLDER", help="write an Agent Skill")
    options = parser.parse_args()
    path = Path(__file__).resolve().with_name(MODULE)
    try:
        text = path.with_name(DOCUMENT).read_text("utf-8")
        blocks, source = python_blocks(text), module(text)
        lines = module_lines(blocks)
        if options.check:
            print(checked(path, source))
        elif options.where is not None:
            found = dict(enumerate(lines, 1)).get(options.where, ("", 0))[1]
            if not found:
                raise ValueError(f"{MODULE}:{options.where}: no line of {DOCUMENT}")
            print(f"{DOCUMENT}:{found}")
        elif options.skill:
            print(bundled(options.skill, {"SKILL.md": skill(text), f"scripts/{MODULE}": source}))
        else:
            state = written(path, source.encode())
            print(f"{MODULE}: {len(blocks)} blocks, {len(lines)} lines, {state}")
    except UnicodeDecodeError as error:
        sys.exit(f"{DOCUMENT}: {error}")
    except (OSError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
