# `make` lists what there is. Everything runs in .venv, which is made when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORTABLE := .venv-portable
# What the native packages have a say in: reading, judging, and mending. The rest has no second version.
PORTABLE_TESTS := $(addprefix tests/test_,cases.py document.py engines.py schemas.py formats.py rules.py strict.py suppress.py edits.py fixer.py golden.py cli.py)
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types imports tests portable docs docs-fresh golden bench soak wheel clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $(READY)

setup: $(READY) ## make .venv with everything needed

demo: $(READY) ## check the examples, good and broken, and send one to the sandbox
	$(BIN)/msglint check examples --exclude broken.yaml
	@echo
	@$(BIN)/msglint check examples/broken.yaml; test $$? -eq 1
	@echo
	$(BIN)/python examples/send_to_sandbox.py

test: $(READY) ## run the tests
	$(BIN)/python -m pytest --quiet --numprocesses $(WORKERS)

check: format lint types imports tests portable docs-fresh wheel ## all that CI runs

format: $(READY) ## is the code formatted?
	$(BIN)/ruff format --check --quiet .

lint: $(READY) ## ruff
	$(BIN)/ruff check --quiet .

types: $(READY) ## mypy --strict
	$(BIN)/mypy

imports: $(READY) ## arrows point down only
	$(BIN)/lint-imports --no-cache

tests: test

portable: $(PORTABLE)/.ready ## the tests without the native packages
	$(PORTABLE)/bin/python -m pytest --quiet --numprocesses $(WORKERS) $(PORTABLE_TESTS)

$(PORTABLE)/.ready: pyproject.toml
	$(PYTHON) -m venv $(PORTABLE)
	$(PORTABLE)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(PORTABLE)/bin/python -m pip install --quiet --disable-pip-version-check click jsonschema pathspec ruamel.yaml --group test
	$(PORTABLE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

docs: $(READY) ## write docs/rules.md and the outputs shown in README.md
	$(BIN)/python tests/generate.py docs

docs-fresh: $(READY) ## are they what the code says?
	$(BIN)/python tests/generate.py docs --check

golden: $(READY) ## write tests/outputs anew; look at the difference before you commit it
	$(BIN)/python tests/generate.py golden

bench: $(READY) ## measure beside peers; writes bench/RESULTS.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m bench.run

soak: $(READY) ## the long fuzz runs
	MSGLINT_SOAK=1 $(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) tests

wheel: $(READY) ## build the wheel, install it elsewhere, check the examples with it
	rm -rf dist build/wheel
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	$(PYTHON) -m venv build/wheel
	build/wheel/bin/python -m pip install --quiet --disable-pip-version-check dist/msglint-*.whl
	cd build && wheel/bin/msglint check ../examples --exclude broken.yaml

clean: ## remove what the targets made
	rm -rf $(VENV) $(PORTABLE) .npm-tools build dist .mypy_cache .msglint_cache .ruff_cache .pytest_cache .hypothesis bench/.work
