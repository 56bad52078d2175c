# Every command of the project. `make run` is the front door; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
NODE := tests/moderation/perspective/node
LINTERS := .ci/node
# As many tests at once as there are processors, but two to four: each worker has its own
# servers and browsers.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 4 ? 4 : n)))
PORT ?= 8000
export PORT
# Without compiled files, each server and command that a test starts compiles all of our
# modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run run-perspective setup test walk lint docs bench pictures messages wheel lock audit browser-check

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: setup ## Set up and serve the demo newsroom on http://127.0.0.1:$(PORT)
	@CEASEFIRE_ENV=development NEWSPAPER_PORT=$${NEWSPAPER_PORT:-$$(($(PORT) + 1))} exec $(BIN)/flask --app wsgi serve

run-perspective: $(VENV)/.run-set ## Serve the Perspective-compatible API alone on http://127.0.0.1:$(PORT)/v1alpha1
	@PERSPECTIVE_ONLY=1 exec $(BIN)/flask --app wsgi serve

setup: $(VENV)/.run-set ## Set up alone: environment, database, classifier, demo newsroom
	@CEASEFIRE_ENV=development $(BIN)/flask --app wsgi setup

test: $(VENV)/.test-set $(NODE)/node_modules browser-check ## Run every test, on SQLite and on PostgreSQL
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGUMENTS)

walk: $(VENV)/.test-set ## Hunt for faults: every property test at random, ten times as long
	@$(BIN)/pytest -n $(WORKERS) -m hypothesis --hypothesis-profile=walk $(PYTEST_ARGUMENTS)

lint: $(VENV)/.test-set $(LINTERS)/node_modules docs ## Check style, types, imports, templates, scripts, documentation, and files for Docker and CI
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --num-workers $(WORKERS)
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet auth moderation
	@if command -v npm >/dev/null; then $(LINTERS)/node_modules/.bin/biome lint --error-on-warnings; fi
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml compose.postgres.yaml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

docs: $(VENV)/.test-set ## Build the documentation into .site; a broken link is an error
	@$(BIN)/zensical build --strict

pictures: $(VENV)/.test-set browser-check ## Take pictures of every page, light and dark, narrow and wide, in .pictures/
	@$(BIN)/python -m tests.browser.pictures

bench: $(VENV)/.test-set ## Measure; one JSON object a line
	@$(BIN)/python -m tests.benchmarks

messages: $(VENV)/.run-set ## Write the catalogues of the texts that people read from the sources
	@$(BIN)/python -m moderation.translations.extract

wheel: $(VENV)/.test-set ## Build the package that pip installs, in dist/
	@$(BIN)/python -m hatchling build -t wheel

lock: ## Write the lock files anew from the pins
	@PYTHON=$(PYTHON) .ci/lock

audit: $(VENV)/audit ## Look for known faults in what is installed; asks a database on the network
	@.ci/audit

browser-check:
	@command -v chromium >/dev/null || echo "Chromium was not found: the browser tests are left out."

# The lock names every file by its hash, all but torch's: .ci/lock says why. The pins are
# installed after it, which adds torch and fails where a pin and the lock differ.
$(VENV)/.run-set: requirements.lock requirements.txt
	@test -x $(BIN)/python || { echo "Making the virtual environment …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what the product runs on …"
	@$(INSTALL) --no-deps --require-hashes -r requirements.lock
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.test-set: $(VENV)/.run-set requirements-test.lock requirements-test.txt
	@echo "Installing what the tests need …"
	@$(INSTALL) --no-deps --require-hashes -r requirements-test.lock
	@$(INSTALL) -r requirements-test.txt
	@touch $@

# An environment of its own: what it needs must not decide what the product runs on.
$(VENV)/audit: $(VENV)/.run-set
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check pip-audit

$(NODE)/node_modules: $(NODE)/package.json
	@if command -v npm >/dev/null; then \
	  echo "Installing the Node clients that the tests call …"; \
	  npm install --prefix $(NODE) --no-audit --no-fund --silent && touch $@; \
	else \
	  echo "Node was not found: the tests of Node's Perspective clients are left out."; \
	fi

$(LINTERS)/node_modules: $(LINTERS)/package.json
	@if command -v npm >/dev/null; then \
	  npm install --prefix $(LINTERS) --no-audit --no-fund --no-package-lock --silent && touch $@; \
	else \
	  echo "Node was not found: JavaScript and CSS are not linted."; \
	fi
