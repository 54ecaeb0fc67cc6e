# The commands of this project. `make demo` needs Python 3.11 or newer, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
VENV := .venv
PYTHON := $(VENV)/bin/python
# A network that reads along has put its own certificate among the system's; uv must know it too.
CERTIFICATES := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),UV_SYSTEM_CERTS=1)
UV := env -u VIRTUAL_ENV UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=$(VENV) $(CERTIFICATES) $(VENV)/bin/uv
ARGS ?=
PORT ?=
SCENARIO ?=

.PHONY: help demo test screenshots bench lint format types templates browser clean

help:  ## Say what each command does
	@sed -n 's/^\([a-z-]*\):[^#]*##/\1 #/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='#' read -r name words; do printf '  make %-10s %s\n' "$$name" "$$words"; done

demo: $(VENV)/.ready-to-run  ## Run the whole programme with made-up people (PORT=8000; SCENARIO=deadline-day)
	@exec env DEBUG=1 DEMO=1 PORT='$(PORT)' SCENARIO='$(SCENARIO)' $(PYTHON) manage.py demo

test: $(VENV)/.ready-to-develop browser  ## Run every test, the browser's journeys included (ARGS=... goes to pytest)
	@$(PYTHON) -m pytest -n 2 --maxschedchunk=1 $(ARGS)

lint: $(VENV)/.ready-to-develop  ## Check style, types, templates and which part imports which
	@sh .ci/lint.sh

format: $(VENV)/.ready-to-develop  ## Put Python and templates into the house's style
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djlint --reformat --quiet templates

screenshots: $(VENV)/.ready-to-develop browser  ## Take docs/screenshots of a running `make demo` (PORT as there)
	@$(PYTHON) -m tests.screenshots http://127.0.0.1:$(or $(PORT),8000)/ docs/screenshots

bench: $(VENV)/.ready-to-develop  ## Measure what pages cost, beside a bare Django (a quarter of an hour; ARGS="--rounds 1")
	@sh .ci/install_programs.sh wrk
	@$(PYTHON) -m bench $(ARGS)

browser:
	@sh .ci/install_programs.sh chromium redis-server

clean:  ## Remove the environment, the demonstration's data and everything generated
	@sh .ci/clean.sh

# The environment. A stamp newer than uv.lock means that nothing needs to be done.

$(VENV)/bin/uv: Makefile
	@sh .ci/make_environment.sh $(VENV) $(UV_VERSION)
	@touch $@

$(VENV)/.ready-to-develop: uv.lock pyproject.toml $(VENV)/bin/uv
	@echo "Installing the locked packages, the developer's included (a minute or two the first time) ..."
	@$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $(VENV)/.ready-to-run $@

$(VENV)/.ready-to-run: uv.lock pyproject.toml $(VENV)/bin/uv
	@echo "Installing the locked packages (about a minute the first time) ..."
	@$(UV) sync --frozen --quiet --no-dev --inexact --python $(PYTHON)
	@touch $@
