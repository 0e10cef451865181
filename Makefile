# Two commands do everything: `make site` and `make test`.
# The environment lives in .venv/, made from the hash-pinned lock files.

PYTHON ?= python3
BIN := .venv/bin
SITE_READY := .venv/.ready-site
DEV_READY := .venv/.ready-dev
# one more than there are processors: many tests wait for a browser, a build or a server
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install

.PHONY: site serve ready test lint browser programs bench lock bless clean

site: $(SITE_READY)
	@$(BIN)/talentcard build --summary

serve: $(SITE_READY)
	@$(BIN)/talentcard serve

ready: $(SITE_READY)

test: $(DEV_READY) browser programs lint
	@$(BIN)/talentcard check --thorough
	@$(BIN)/python -m pytest -n $(WORKERS)

lint: $(DEV_READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

browser: $(DEV_READY)
	@$(BIN)/python tests/chromium.py

programs: $(DEV_READY)
	@$(BIN)/python tests/programs.py

bench: $(DEV_READY)
	@$(BIN)/python tests/bench/run.py

bless: $(SITE_READY)
	@$(BIN)/talentcard rules --format markdown > docs/rules-table.md

lock: $(DEV_READY)
	@$(BIN)/python requirements/lock.py

clean:
	rm -rf build .venv

.venv/bin/python:
	@echo '正在准备环境 / setting up .venv (first time only) …' >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12 指定。/ Python 3.11 or newer is needed; name it with make PYTHON=python3.12.' >&2; exit 2; }
	@$(PYTHON) -m venv .venv

$(SITE_READY): requirements/runtime.lock pyproject.toml | .venv/bin/python
	@$(PIP) --require-hashes -r requirements/runtime.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements/dev.lock package-lock.json $(SITE_READY)
	@$(PIP) --require-hashes -r requirements/dev.lock
	@$(BIN)/npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@
