# LuminaBI: `make run` and `make test` do all the set-up they need; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run demo test lint fix unit browser faults bench lock clean

PORT ?= 8050
HOST ?= 127.0.0.1
BIN := .venv/bin
export OPENBLAS_NUM_THREADS := 1

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | while IFS='|' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

run: ## install what is missing, make the demo on the first start, serve (PORT=8050)
	@sh scripts/environment.sh run
	@sh scripts/packages.sh chromium:chromium
	@$(BIN)/luminabi serve --demo --host $(HOST) --port $(PORT)

test: ## install what is missing; linters, types, import contracts, all tests
	@sh scripts/environment.sh test
	@sh scripts/packages.sh chromium:chromium chromedriver:chromium-driver pdftotext:poppler-utils pg_ctlcluster:postgresql redis-server:redis-server
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -n 2 --dist loadgroup

lint: ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: ## let ruff mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

unit: ## unit and integration tests only
	@$(BIN)/pytest -n 2 tests/unit tests/integration tests/contracts

browser: ## the browser tests only
	@$(BIN)/pytest tests/browser

faults: ## the tests that kill processes, long form
	@LUMINABI_LONG=1 $(BIN)/pytest tests/faults

bench: ## the benchmarks; figures go to docs/benchmarks.md by hand
	@for file in benchmarks/spine.py benchmarks/cleaning.py benchmarks/dashboards.py; do $(BIN)/python $$file; done

lock: ## write the lock files anew (needs uv)
	@sh scripts/lock.sh

clean: ## remove .venv and caches; data under var/ stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info
