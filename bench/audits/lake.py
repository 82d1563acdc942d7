"""An exported project compiled with the command lines of Lake, without Lake.

Lake (4.35: `src/lake/Lake/Build/Module.lean`, `Actions.lean`) compiles a module by
`lean FILE -o OLEAN -i ILEAN -c C --setup JSON --json`; the JSON names the module and the compiled
files of everything that it imports.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from bench.audits.setting import make_setting, require, run_to_end
from quantcert.lean.library.sources import SourceModule, import_closure
from quantcert.lean.process.calls import ENVIRONMENT
from quantcert.lean.toolchain import find_toolchain

_ROOT = "Proofs"


def lake(folder: Path) -> dict[str, float | str]:
    """Export the proofs of two matrices and compile them, with all of the library they import."""
    setting = make_setting(folder, 2)
    project = folder / "project"
    done = run_to_end(setting.command(project, "--export-data"), setting.environment())
    require(done.code == 0, done.errors)
    modules, start = import_closure(project, _ROOT), time.monotonic()
    closures: dict[str, set[str]] = {}
    warnings = 0
    for name, module in modules.items():
        closures[name] = set(module.imports).union(*(closures[i] for i in module.imports))
        warnings += _compile(project, module, closures[name])
    seconds = round(time.monotonic() - start, 1)
    return {"lake_modules": len(modules), "lake_warnings": warnings, "lake_seconds": seconds}


def _compile(project: Path, module: SourceModule, imported: set[str]) -> int:
    """Compile one module as Lake would; the number of its warnings."""
    build = project / ".lake" / "build"

    def file(folder: str, name: str, suffix: str) -> Path:
        return (build / folder).joinpath(*name.split(".")).with_suffix(suffix)

    olean, ilean = (file("lib/lean", module.name, suffix) for suffix in (".olean", ".ilean"))
    code, setup = (file("ir", module.name, suffix) for suffix in (".c", ".setup.json"))
    for path in (olean, code):
        path.parent.mkdir(parents=True, exist_ok=True)
    artifacts = {name: [[str(file("lib/lean", name, ".olean"))]] for name in sorted(imported)}
    settings = {"name": module.name, "isModule": False, "importArts": artifacts}
    setup.write_text(json.dumps({**settings, "dynlibs": [], "plugins": [], "options": {}}))
    arguments = ["-o", olean, "-i", ilean, "-c", code, "--setup", setup, "--json"]
    done = subprocess.run(
        [*find_toolchain().command, str(module.path), *map(str, arguments)],
        env=ENVIRONMENT | {"LEAN_PATH": str(build / "lib" / "lean")},
        capture_output=True,
        text=True,
        check=False,
    )
    require(done.returncode == 0, f"{module.name}: {done.stdout}{done.stderr}")
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    require(all(m["severity"] != "error" for m in messages), f"{module.name}: {done.stdout}")
    require("sorry" not in done.stdout, f"{module.name}: {done.stdout}")
    return len(messages)
