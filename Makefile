# lapse: `make help` lists the targets, those of every project included.
# Paths are relative to this folder, where make -C goes: make itself cannot have a blank in the name of a target.
VENV := .venv
BIN := $(VENV)/bin
# The first one that runs, is recent enough and can make a venv; a version manager's shim may stand there and not run.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done; true)
CHECK_PYTHON = @test -n "$(PYTHON)" && "$(PYTHON)" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
  { echo "lapse needs Python 3.11 or later with venv, and $(if $(PYTHON),$(PYTHON) is not that,found none): make PYTHON=/path/to/python3 ..." >&2; exit 1; }
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPOSE := docker compose --project-name lapse-demo --file compose.yaml

LAPSE := $(CURDIR)/$(BIN)/lapse
GET_LAPSE := run 'make setup-oracle' first
include runner/project/lapse.mk
demo check: $(VENV)/all.stamp

$(VENV)/all.stamp: requirements/all.lock pyproject.toml
	$(CHECK_PYTHON)
	@echo "setting up $(CURDIR)/$(VENV), once"
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements/all.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q runner
	@touch $@

.PHONY: setup
setup: $(VENV)/all.stamp ## make .venv with the command lapse and all tools for development

.PHONY: setup-oracle
setup-oracle: ## make .venv for a host that only runs lapse against Oracle
	$(CHECK_PYTHON)
	@"$(PYTHON)" -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements/oracle.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q runner

.PHONY: test
test: $(VENV)/all.stamp ## run the tests
	@$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

ROUNDS ?= 200
SEED ?= 1
.PHONY: torture
torture: $(VENV)/all.stamp ## disturb many runs and check that no data is lost: make torture ROUNDS=200
	@$(BIN)/python -m tests.faults --rounds "$(ROUNDS)" --seed "$(SEED)"

# One line where the container of compose.yaml cannot be started, before anything is set up.
.PHONY: container-engine
container-engine:
	@{ docker info && docker compose version; } >/dev/null 2>&1 || \
	  { echo "no container engine with 'docker compose' answers here, and that is what this target needs$(OTHERWISE)" >&2; exit 1; }

test-oracle first-oracle: OTHERWISE := , or LAPSE_TEST_ORACLE_URL with a database for tests

.PHONY: test-oracle
test-oracle: $(if $(LAPSE_TEST_ORACLE_URL),,container-engine) $(VENV)/all.stamp ## run the tests on a real Oracle: a container, or LAPSE_TEST_ORACLE_URL
	@$(BIN)/pytest tests/oracle

# In a container it works as the owner of lapse's tables, with the accounts and SYSTEM of the container.
.PHONY: first-oracle
first-oracle: $(if $(LAPSE_TEST_ORACLE_URL),,container-engine) $(VENV)/all.stamp ## try everything on a real Oracle, as test-oracle does, and write oracle-verdict.md
	@test -n "$${LAPSE_TEST_ORACLE_URL:-}" || { \
	  trap '$(COMPOSE) down --volumes' EXIT; \
	  $(COMPOSE) up --wait || { $(COMPOSE) logs --tail 50 >&2; exit 1; }; \
	  export LAPSE_TEST_ORACLE_URL="oracle+oracledb://lapse_owner@$$($(COMPOSE) port oracle 1521)?service_name=FREEPDB1"; \
	  export LAPSE_PASSWORD=only_for_tests LAPSE_TEST_ORACLE_CONTAINER=yes; \
	}; \
	$(BIN)/python -m tests.oracle.verdict

# As app, who owns the customer's tables there; a first evening takes years of neglect at once, so the limits are raised.
.PHONY: demo-oracle
demo-oracle: container-engine $(VENV)/all.stamp ## the demo on a real Oracle, in a container that is removed afterwards
	@trap '$(COMPOSE) down --volumes' EXIT; \
	echo "== an Oracle in a container, whose image is fetched the first time (docker compose up)"; \
	$(COMPOSE) up --wait || { $(COMPOSE) logs --tail 50 >&2; exit 1; }; \
	unset $${!LAPSE_@}; \
	export LAPSE_DATABASE__URL="oracle+oracledb://app@$$($(COMPOSE) port oracle 1521)?service_name=FREEPDB1"; \
	export LAPSE_PASSWORD=only_for_tests LAPSE_GUARDS__MAX_REVOCATIONS=60000 LAPSE_GUARDS__MAX_REVOCATION_PERCENT=60; \
	for command in migrate demo plan run runs; do \
	  echo "== lapse $$command"; $(BIN)/lapse --env dev $$command; \
	done

.PHONY: lint
lint: $(VENV)/all.stamp ## check style and types
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

.PHONY: references
references: $(VENV)/all.stamp ## write the pages of docs/ that are made from the code
	@$(BIN)/python -m pages

.venv-docs/all.stamp: requirements/docs.lock
	$(CHECK_PYTHON)
	@echo "setting up $(CURDIR)/.venv-docs, once"
	@"$(PYTHON)" -m venv .venv-docs
	@.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/docs.lock
	@touch $@

.PHONY: docs
docs: .venv-docs/all.stamp ## build the pages of docs/ as a site that needs no network, in site/
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --strict --quiet --clean
	@echo "the site is in $(CURDIR)/site: open index.html in a browser"

.PHONY: check-deploy
check-deploy: ## hold each scheduler of deploy/ against its own checker: a line each, and what is missing is said
	@PYTHON="$(PYTHON)" deploy/check

# All that they build and write, but for RESULTS.md, lies in LAPSE_BENCH_DIR, else in lapse-bench among temporary files.
.PHONY: bench
bench: $(VENV)/all.stamp ## measure what is claimed of speed and memory, at small sizes
	@$(BIN)/python -m bench

.PHONY: bench-full
bench-full: $(VENV)/all.stamp ## the same at the sizes of the claims, for an hour or two, and write bench/RESULTS.md
	@$(BIN)/python -m bench --full

.PHONY: wheel
wheel: $(VENV)/all.stamp ## build the wheel and the sdist into dist/
	@rm -rf build dist
	@$(BIN)/python -c 'from setuptools import build_meta as build; build.build_sdist("dist"); build.build_wheel("dist")' > /dev/null
	@rm -rf build && ls dist

.PHONY: lock
lock: ## update the pinned dependencies
	@"$(PYTHON)" -m venv .venv-lock && .venv-lock/bin/python -m pip --quiet install uv
	@for set in "oracle pyproject.toml --extra=build" "all pyproject.toml --all-extras" "docs requirements/docs.in"; do \
	  set -- $$set; .venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-emit-package lapse \
	  "$${@:2}" --output-file requirements/$$1.lock; done
	@rm -r .venv-lock

.PHONY: clean
clean: ## remove what the targets created, except log/ and oracle-verdict.md
	@rm -rf .venv .venv-lock .venv-docs .venv-airflow .venv-deploy .demo build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	@find runner migrations tests bench -name __pycache__ -prune -exec rm -rf {} +
