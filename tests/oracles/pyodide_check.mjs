// A browser's Python: the module in Pyodide under Node, loaded in each way, and a day's work with it.
//
//     npm install pyodide
//     node tests/oracles/pyodide_check.mjs
//
// Reads omega_persistence.py in the current folder. Prints a line for each check; the exit status
// is 1 if one failed.

import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

// Ways of loading: each leaves the module's names in `names`.
const WAYS = {
  import: "import omega_persistence; names = vars(omega_persistence)",
  "exec of the whole text": 'names = {"__name__": "__main__"}; exec(SOURCE, names)',
  "exec without a name": "names = {}; exec(SOURCE, names)",
  "exec in one's own names": "exec(SOURCE); names = dict(globals())",
  "exec where locks, forks, threads and folder fsync are missing": `
import os, sys, threading
sys.modules["fcntl"] = None
if hasattr(os, "register_at_fork"):
    del os.register_at_fork
def _refuse(*_, **__):
    raise RuntimeError("can't start new thread")
threading.Thread.start = _refuse
def _fsync(handle, _fsync=os.fsync):
    if os.path.isdir(f"/proc/self/fd/{handle}") or os.fstat(handle).st_mode & 0o170000 == 0o040000:
        raise OSError(22, "Invalid argument")
    _fsync(handle)
os.fsync = _fsync
names = {}
exec(SOURCE, names)
`,
};

const BEFORE = `
import contextlib, io, os, sys
sys.path.insert(0, os.getcwd())
before = sorted(os.listdir())
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
`;

// A day's work, as steps that are told apart by their titles.
const STEPS = {
  "loading says nothing and makes no file": `
assert said.getvalue() == "", said.getvalue()
assert [name for name in sorted(os.listdir()) if name != "__pycache__"] == before`,
  "the log takes bets": `
import json, warnings
warnings.simplefilter("error")
def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()
def bets_in(folder):
    return json.loads(text_of(f"{folder}/bet_log.json"))
Logger = names["OmegaCacheLogger"]
logger = Logger(base_path="logs", exports_path="out")
bet = {
    "date": "2025-11-24", "league": "NBA", "matchup": "Pistons vs Pacers", "pick": "DET -9.5",
    "bet_type": "spread", "odds": "-110", "implied_prob": 0.5238, "model_prob": 0.5788,
    "edge_pct": 5.5, "confidence": "🔵 High", "predicted_outcome": "DET 123, IND 110",
    "factors": "=Jokić, Dončić and a \\"back-to-back\\"", "stake_amount": 100.0,
}
first = logger.log_bet_recommendation(bet)
others = logger.log_bet_recommendations([
    {**bet, "pick": "Over 228.5", "bet_type": "total", "confidence": "🟢 Medium"},
    {**bet, "pick": "IND +400", "bet_type": "moneyline", "odds": "+400", "implied_prob": 0.2,
     "model_prob": 0.25, "edge_pct": 5.0, "confidence": "🟡 Low"},
])
assert [first, *others] == [f"2025-11-24_NBA_{n}" for n in (1, 2, 3)]
logger.log_simulation_result({"game_id": "g1", "sim_results": {"home": 0.6}, "n_iterations": 10})
assert len(bets_in("logs")) == 3`,
  "bets are settled": `
logger.update_bet_result(first, "Win", "DET 125, IND 115", "-112")
sheet = logger.update_pending_bets_and_export([{"bet_id": others[0], "result": "Loss"}])
assert text_of(sheet).startswith("\\ufeffDate,")
assert [one["bet_id"] for one in logger.get_pending_bets()] == others[1:]`,
  "a new session restores JSON": `
log = text_of("logs/bet_log.json")
again = Logger(base_path="json/logs", exports_path="json/out")
told = again.restore_session([{"filename": "bet_log.json", "content": log}])
assert (told["added"], told["rejected"]) == (3, []), told
assert bets_in("json/logs") == bets_in("logs")`,
  "a new session restores both sheets": `
core = ("bet_id", "date", "pick", "odds", "factors", "result", "model_prob")
def kept(folder, keys):
    return [
        {**{key: one[key] for key in keys}, "tier": one["confidence"].split()[-1]}
        for one in bets_in(folder)
    ]
for form, keys in (("standard", core), ("betlog", core[1:])):
    text = text_of(logger.export_to_csv(f"{form}.csv", form))
    sheet = Logger(base_path=form, exports_path=form)
    told = sheet.restore_session([{"filename": f"{form}.csv", "content": text}])
    assert (told["added"], told["rejected"]) == (3, []), told
    assert kept(form, keys) == kept("logs", keys), kept(form, keys)
    told = sheet.restore_session([{"filename": f"{form}.csv", "content": text}])
    assert (told["added"], told["updated"], told["unchanged"]) == (0, 0, 3), told`,
  "a damaged log is recovered": `
os.mkdir("cut")
with open("cut/bet_log.json", "w", encoding="utf-8") as file:
    file.write(log[:-9])
with warnings.catch_warnings(record=True) as noted:
    warnings.simplefilter("always")
    Logger(base_path="cut", exports_path="cut").log_bet_recommendation({**bet, "pick": "IND +9.5"})
assert noted and any("damaged" in name for name in os.listdir("cut")), os.listdir("cut")
assert len(bets_in("cut")) == 3`,
  "the audit counts": `
audit = again.run_backtest_audit()
assert (audit["wins"], audit["losses"]) == (1, 1), audit
json.dumps(audit, allow_nan=False)`,
  "the report is written": `
texts = [text_of(path) for path in again.write_audit_report()]
assert len(texts) == 2 and "Too few bets" in texts[0] and "<svg" in texts[1]`,
  "the day is delivered": `
paths = logger.deliver_session("2025-11-24")
assert all(os.path.getsize(path) for path in paths)
delivered = [os.path.basename(path) for path in paths]
for name in ("bet_log.json", "simulation_log.json", "audit_log.json", "BetLog.csv",
             "omega_bets_2025-11-24.csv", "daily_suggested_bets-11-24.csv", "session_manifest.json"):
    assert name in delivered, delivered
assert sum(name.startswith("AUDIT_REPORT_") for name in delivered) == 2, delivered`,
  "what was delivered restores": `
last = Logger(base_path="last/logs", exports_path="last/out")
told = last.restore_session(paths)
assert (told["added"], told["rejected"], told["conflicts"]) == (3, [], []), told
assert told["manifest"] and not told["manifest"]["missing_bets"], told["manifest"]
assert bets_in("last/logs") == bets_in("logs")`,
};

const source = readFileSync("omega_persistence.py", "utf8");
let failed = 0;

function check(title, work) {
  try {
    work();
    console.log(`ok      ${title}`);
    return true;
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title}\n${error.message}`);
    return false;
  }
}

for (const [way, code] of Object.entries(WAYS)) {
  const python = await loadPyodide();
  python.FS.mkdir("/day");
  python.FS.chdir("/day");
  python.FS.writeFile("/day/omega_persistence.py", source);
  python.globals.set("SOURCE", source);
  const indented = code.trim().replaceAll("\n", "\n    ");
  if (!check(`${way}: loads`, () => python.runPython(`${BEFORE}    ${indented}\n`))) continue;
  for (const [title, step] of Object.entries(STEPS)) {
    if (!check(`${way}: ${title}`, () => python.runPython(step))) break;
  }
}

const python = await loadPyodide();
const about = python.runPython(`
import importlib.util, platform, threading
def threads():
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        return "without"
    return "with"
locks = "with" if importlib.util.find_spec("fcntl") else "without"
f"Python {platform.python_version()}, {threads()} threads, {locks} fcntl"
`);
console.log(`${failed ? `${failed} checks failed` : "all checks passed"} in Pyodide ${python.version} (${about})`);
process.exit(failed ? 1 : 0);
