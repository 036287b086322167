# Every target works on a fresh Debian or Ubuntu with python3 (3.11+), python3-venv, git and make. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME_STAMP := $(VENV)/.runtime-locked
DEV_STAMP := $(VENV)/.dev-locked
PYTEST_WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-deep lint format lock pictures words clean

help:  ## What can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(RUNTIME_STAMP)  ## The virtual environment and the locked packages (does nothing when they stand)

setup-dev: setup $(DEV_STAMP)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Kladka needs Python 3.11 or newer; this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME_STAMP): requirements/runtime.txt pyproject.toml setup.cfg | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUNTIME_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: setup  ## Migrate, load the demo world if there is nobody yet, show one ranking, serve on 127.0.0.1:8000
	@$(BIN)/kladka run

test: setup-dev  ## Everything that must hold, on SQLite and PostgreSQL, in a browser when there is one
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -m "not deep"

test-deep: setup-dev  ## The slow and thorough ones too
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS)

lint: setup-dev  ## ruff, mypy, import-linter, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev  ## Let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup-dev  ## Renew the hash-locked requirements (uses uv)
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-strip-extras \
	    setup.cfg requirements/build.in -o requirements/runtime.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-strip-extras \
	    -c requirements/runtime.txt requirements/dev.in -o requirements/dev.txt

pictures: setup-dev  ## Renew the pictures of the main pages in docs/ (needs Chromium)
	KLADKA_SCREENSHOTS=docs/pages $(BIN)/python -m pytest -q tests/web/test_pictures.py

words: setup-dev  ## Bring new sentences of the pages into the three catalogues; what it leaves empty is to be translated
	$(BIN)/pybabel -q extract --mapping-file web/translations/extract.ini --keywords "_l lazy_gettext" --add-location file --sort-by-file -o $(VENV)/pages.pot web
	$(BIN)/pybabel -q update --input-file $(VENV)/pages.pot --output-dir web/translations --no-fuzzy-matching --ignore-obsolete --width 9999

clean:  ## Remove the virtual environment and caches; never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
