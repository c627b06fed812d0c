"""An attachment of a gigabyte of brackets in one line: what the disk and the memory really do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builders import MODULE


GIGABYTE = 1 << 30
RESTORE = """
import json, resource, sys
from omega_persistence import OmegaCacheLogger

report = OmegaCacheLogger(base_path=sys.argv[2]).restore_session([sys.argv[1]])
unit = 1 if sys.platform == "darwin" else 1024
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
print(json.dumps([report["files"], report["rejected"], memory]))
"""


@pytest.mark.skipif(
    os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") < 10 * GIGABYTE,
    reason="needs ten gigabytes of memory",
)
def test_a_gigabyte_of_brackets_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "brackets.json"
    with path.open("wb") as file:
        for _ in range(GIGABYTE >> 20):
            file.write(b"[" * (1 << 20))
    command = [sys.executable, "-c", RESTORE, str(path), str(tmp_path / "logs")]
    environment = {**os.environ, "PYTHONPATH": str(MODULE.parent)}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=500)
    path.unlink()
    assert done.returncode == 0, done.stderr.decode()[-600:]
    [told], [rejected], memory = json.loads(done.stdout)
    assert (told["records"], told["headers"], told["rejected"], told["rows"]) == (0, 0, 1, 1)
    assert (rejected["file"], rejected["line"]) == ("brackets.json", 1)
    assert set(rejected["raw"]) == {"["} and len(rejected["raw"]) <= 4000
    assert memory < 5 * GIGABYTE
