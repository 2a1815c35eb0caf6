# Everything a machine needs comes from here: Python 3.11+ and make are enough.
.DEFAULT_GOAL := help
BIN := .venv/bin
# Compiled modules are kept, whatever the shell says: tests and `up` start many processes that load the same thousands.
export PYTHONDONTWRITEBYTECODE :=
# Tests of one file share what takes long to make; they wait for servers often enough for three on two cores.
export FILE_BY_FILE := -n 3 --dist loadfile --no-loadscope-reorder

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup:  ## make the environment in .venv
	@sh scripts/setup.sh

up: setup  ## start everything and print the addresses
	@exec $(BIN)/binsight up

test: setup  ## all tests: unit, integration, end to end
	@sh scripts/test.sh

test-unit: setup  ## tests that need nothing, under a minute
	@$(BIN)/pytest -q -n 2 -m "not integration and not e2e"

test-integration: setup  ## tests on a real PostgreSQL, S3 and Dagster
	@$(BIN)/pytest -q $(FILE_BY_FILE) -m "integration and not e2e"

test-e2e: setup  ## the whole of Binsight, and the browser journey
	@$(BIN)/pytest -q -m e2e -rs tests/e2e tests/app/cli

stress: setup  ## a minute of late commits, rollbacks and kills: committed rows = lake rows
	@BINSIGHT_STRESS_SECONDS=$${BINSIGHT_STRESS_SECONDS:-60} $(BIN)/pytest -q tests/app/services/test_ingest_stress.py

check: setup  ## format, lint, types, import rules, contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.contracts

format: setup  ## format and mend what a linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

contracts: setup  ## write the lock of the contracts and the data dictionary
	$(BIN)/python -m app.contracts --write

bench:  ## measure, and write docs/benchmarks.md
	@sh scripts/setup.sh --group bench
	$(BIN)/python -m tests.benchmarks

lock:  ## resolve the versions in uv.lock again
	@sh scripts/setup.sh lock

clean:  ## remove the environment and caches; the home folder .binsight stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup up test test-unit test-integration test-e2e stress check format contracts bench lock clean
