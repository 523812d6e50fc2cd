# Both targets set up everything they need: a virtual environment, the locked packages, the default model.
# Needs Python 3.11 or newer. Choose another one with: make demo PYTHON=/path/to/python

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup models demo test check unit integration e2e chromium packaging live clean

PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TYPED := build/typed
DEMO_ASSIGNMENT := examples/dossiers/en/assignment.yaml
RUNS ?= runs
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

help:
	@echo "make demo   set up, fetch the model, write the sample article"
	@echo "make test   set up, fetch the model, run every check and test"
	@echo "make setup  only the virtual environment and the packages"
	@echo "make check  only linting, formatting and types"
	@echo "make e2e    only the tests in Chromium, which is installed where it can be (apt-get, as root)"
	@echo "make unit   only the tests that need neither model nor network"

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@python=""; \
	for candidate in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python="$$candidate"; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Error: no Python 3.11 or newer with the venv module was found." >&2; \
	  echo "Hint: install one, or name it: make demo PYTHON=/path/to/python3.11" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" -V)"; \
	"$$python" -m venv "$(VENV)"
	"$(BIN)/python" -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch "$(INSTALLED)"

models: setup
	"$(BIN)/deepnews" models pull

demo: models
	@"$(BIN)/deepnews" write --assignment "$(DEMO_ASSIGNMENT)" --out "$(RUNS)"
	@echo "To look through it in the browser: $(BIN)/deepnews app --runs $(RUNS)"

test: models check unit integration e2e packaging live

check: setup
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	rm -rf build
	"$(BIN)/python" -m pip install --quiet --no-deps --target "$(TYPED)" .
	MYPYPATH="$(TYPED)" "$(BIN)/mypy" --strict -p deepnews

unit: setup
	"$(BIN)/python" -m pytest -n logical -m "not live and not loopback" tests/unit

integration: setup
	"$(BIN)/python" -m pytest tests/integration tests/app
	"$(BIN)/python" -m pytest -m loopback tests/unit

e2e: setup chromium
	"$(BIN)/python" -m pytest -m e2e tests/e2e

# Chromium comes from the system's packages; where these cannot be installed, the tests say what is missing.
chromium:
	@if ! command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null \
	  && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null || true; \
	fi

packaging: setup
	"$(BIN)/python" -m pytest -m packaging tests

live: models
	"$(BIN)/python" -m pytest -m live tests

clean:
	rm -rf "$(VENV)" build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
