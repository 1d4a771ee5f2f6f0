# Posy. `make help` lists what can be done; everything is safe to repeat.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench clean golden
VENV := .venv/bin
PORT ?= 8000

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## Install everything that Posy needs (system packages, Python, web build, flower models)
	@.ci/setup run

run: setup ## Serve Posy with a demo shop; PORT=8000
	@$(VENV)/posy serve --demo --port $(PORT)

test: ## Install everything and run all tests
	@.ci/setup test
	@$(MAKE) --no-print-directory check
	@$(VENV)/python -m pytest -n auto --dist loadfile

check: ## Lint, types, import rules, web checks (needs setup)
	@.ci/setup test
	@echo "posy: checking"
	@$(VENV)/ruff check . && $(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@.ci/setup npm --prefix shop_api/web run --silent check
	@.ci/setup npm --prefix shop_api/web run --silent test

bench: ## Measure speed; ONLY=render runs one group; writes build/bench.json
	@.ci/setup test
	@$(VENV)/python -m tests.benchmarks $(ONLY)

clean: ## Remove what was built (keeps the shop's data in var/)
	rm -rf .venv build shop_api/web/dist shop_api/web/node_modules tests/validator/node_modules *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
