# make demo   fetch a real model, quantize it to 3.5 bits, prove it, write the report
# make networks   whole networks: MiniLM, SmolLM2-135M, a mixture of experts, with a region each
# make test   install into .venv and run every check (lint, types, Lean library, tests)
# make audit  long checks of robustness: kills, full disks, many layers, many runs at once
# make gate   is anything proved of a small model weaker than its committed baseline?
# PYTHON=python3.13 picks another Python, from 3.11 on; each has an environment of its own
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
VENV := .venv$(if $(filter-out 3.11,$(VERSION)),-$(VERSION))
BIN := $(VENV)/bin

# Python keeps its compiled modules: the suite starts hundreds of interpreters.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo networks test bench audit gate gate-update clean

GATE := tests/gate
REGRESS := regress .cache/gate/certificate.json --baseline $(GATE)/baseline.json

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/python bench/demo.py

networks: $(VENV)/installed
	$(BIN)/python bench/networks.py

test: $(VENV)/installed
	@sh tests/tools.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m quantcert.lean.library.lint
	$(MAKE) gate
	$(BIN)/python -m pytest -n 2

gate: .cache/gate
	$(BIN)/quantcert $(REGRESS)

gate-update: .cache/gate
	$(BIN)/quantcert $(REGRESS) --update

.PHONY: .cache/gate
.cache/gate: $(VENV)/installed
	$(BIN)/quantcert verify $(GATE)/model/quantized --base $(GATE)/model/original --out $@ --quiet

bench: $(VENV)/installed
	$(BIN)/python bench/verify.py --json
	$(BIN)/python bench/weights.py --json

audit: $(VENV)/installed
	$(BIN)/python bench/audit.py

clean:
	rm -rf .venv .venv-* .cache
