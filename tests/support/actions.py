"""Run the steps of a composite action in a shell, as a runner of GitHub does."""

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import yaml

_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
_COMPARISON = re.compile(r"([\w.-]+) != ''")


@dataclass
class ActionRun:
    """A run of an action: its folder, its inputs, and what its steps have left."""

    action: Path
    folder: Path
    inputs: dict[str, str]
    path: str
    outputs: dict[str, str] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)
    log: str = ""

    def run(self, *skipped: str) -> int:
        """Run all steps but those that are named, up to one that fails; its exit code, or 0."""
        document = yaml.safe_load(self.action.read_text())
        for name, declared in document["inputs"].items():
            self.inputs.setdefault(name, declared.get("default", ""))
        for step in document["runs"]["steps"]:
            if step["name"] in skipped or not self._wanted(step):
                continue
            self.ran.append(step["name"])
            code = self._step(step)
            if code:
                return code
        return 0

    @property
    def summary(self) -> str:
        """The page of the job."""
        return (self.folder / "summary.md").read_text()

    def _wanted(self, step: dict) -> bool:
        if "if" not in step:
            return True
        match = _COMPARISON.fullmatch(step["if"])
        assert match is not None, step["if"]
        return self._value(match[1]) != ""

    def _value(self, name: str) -> str:
        """What an expression stands for."""
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return self.inputs[rest]
        if kind == "steps":
            return self.outputs.get(rest.rpartition(".")[2], "")
        known = {
            "github.action_path": str(self.action.parent),
            "runner.temp": str(self.folder),
        }
        return known[name]

    def _step(self, step: dict) -> int:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "inputs go through the environment, not into the script"
        files = {
            name: self.folder / file
            for name, file in (
                ("GITHUB_OUTPUT", "outputs"),
                ("GITHUB_STEP_SUMMARY", "summary.md"),
                ("GITHUB_PATH", "path"),
            )
        }
        for file in files.values():
            file.touch()
        declared = {
            key: _EXPRESSION.sub(lambda match: self._value(match[1]), str(value))
            for key, value in step.get("env", {}).items()
        }
        environment = {**os.environ, "PATH": self.path, **declared}
        environment |= {name: str(file) for name, file in files.items()}
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        lines = (self.folder / "outputs").read_text().splitlines()
        self.outputs |= dict(line.split("=", 1) for line in lines)
        return done.returncode
