"""A notebook: the document's blocks as the cells of a real Jupyter kernel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from builders import DOCUMENT, bet, bets_in, contents
from extract import python_blocks


pytest.importorskip("ipykernel", reason="ipykernel is not installed")
manager = pytest.importorskip("jupyter_client.manager", reason="jupyter_client is not installed")

BLOCKS = python_blocks(DOCUMENT.read_text(encoding="utf-8"))


class Kernel(NamedTuple):
    """A running kernel, and the folder it runs in."""

    client: Any
    folder: Path

    def run(self, cell: str) -> str:
        """All that a cell shows, on whatever channel; it must end well."""
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind not in ("status", "execute_input"):
                said.append(str(content.get("text") or content.get("data") or content))

        reply = self.client.execute_interactive(cell, timeout=60, output_hook=hear)["content"]
        assert reply["status"] == "ok", "\n".join(said)
        assert not reply["payload"]
        return "".join(said)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    """A fresh kernel in an empty folder, which sees neither the module nor our settings."""
    for name in ("PYTHONPATH", "PYTHONSTARTUP"):
        monkeypatch.delenv(name, raising=False)
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "settings"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    folder = tmp_path / "work"
    folder.mkdir()
    running, client = manager.start_new_kernel(kernel_name="python3", cwd=str(folder))
    try:
        yield Kernel(client, folder)
    finally:
        client.stop_channels()
        running.shutdown_kernel(now=True)


def names(kernel: Kernel) -> set[str]:
    """The public names that the cells so far have bound, modules left out."""
    shown = kernel.run(
        "print(*(n for n, v in list(globals().items()) if type(v).__name__ != 'module'))"
    )
    return {name for name in shown.split() if not name.startswith("_")}


def test_the_blocks_are_the_cells_of_a_notebook(kernel: Kernel) -> None:
    assert kernel.run("__name__") == "{'text/plain': \"'__main__'\"}"
    before = names(kernel)
    for block in BLOCKS:
        assert kernel.run(block.text) == "", f"{DOCUMENT.name}:{block.line} speaks"
        assert contents(kernel.folder) == {}, f"{DOCUMENT.name}:{block.line} makes a file"
    assert os.listdir(kernel.folder) == []
    added = {"OmegaCacheLogger", "american_to_decimal", "implied_probability"}
    assert names(kernel) - before == added

    kernel.run(f"logger = OmegaCacheLogger()\nbet = {bet()!r}")
    assert kernel.run("print(logger.log_bet_recommendation(bet))") == "2025-11-24_NBA_1\n"
    settle = "logger.update_bet_result('2025-11-24_NBA_1', 'Win', 'DET 125, IND 115', '-112')"
    assert kernel.run(settle) == ""
    assert kernel.run("print(logger.run_backtest_audit()['wins'])") == "1\n"
    (logged,) = bets_in(kernel.folder / "data" / "logs")
    assert (logged["pick"], logged["result"], logged["closing_odds"]) == ("DET -9.5", "Win", "-112")


def test_the_cells_may_run_again(kernel: Kernel) -> None:
    for block in BLOCKS * 2:
        assert kernel.run(block.text) == "", f"{DOCUMENT.name}:{block.line} speaks"
    assert contents(kernel.folder) == {}


def test_a_refused_bet_shows_what_is_wrong_and_the_kernel_goes_on(kernel: Kernel) -> None:
    shutil.copy(DOCUMENT.with_suffix(".py"), kernel.folder)
    assert kernel.run("from omega_persistence import *\nlogger = OmegaCacheLogger('logs')") == ""
    refused = f"try:\n    logger.log_bet_recommendation({bet(odds='-10')!r})\n"
    shown = kernel.run(f"{refused}except ValueError as error:\n    print(error)")
    assert "odds" in shown and "-10" in shown
    assert kernel.run("print(len(logger.get_pending_bets()))") == "0\n"
