.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test check soak bench locales

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run: $(BIN)/.run ## start the notebook; without a TELEGRAM_BOT_TOKEN on the sandbox's phones
	@$(BIN)/python -m bot run

test: $(BIN)/.dev ## run the tests; those for PostgreSQL with TEST_DATABASE_URL, those of the page with a chromium
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(BIN)/.dev ## lint, types, import rules, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/locales

soak: $(BIN)/.dev ## the long runs at full size: 100 kills, 20,000 generated updates, every test on both databases
	EXAMPLES=1000 KILLS=100 ANNOUNCED=1000 UPDATES=20000 SUMS_EXAMPLES=120 SEEDS=50 REORGANISATIONS=40 \
		$(BIN)/python -m pytest tests/faults tests/bot/zalo/test_kill.py tests/db/test_sums_always.py \
		tests/db/test_reorganising.py tests/handlers/test_follow_up.py
	EVERY_DATABASE=1 EXAMPLES=1000 $(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(BIN)/.dev ## measure; writes bench.json
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.digests
	$(BIN)/python -m tests.bench.sums
	$(BIN)/python -m tests.bench.cost

locales: $(BIN)/.dev ## bring the catalogues in step with the sentences in the code
	$(BIN)/pybabel -q extract --no-default-keywords -k say -k plural:1,2 -k N_ --no-location --sort-output \
		--omit-header -o locales/sotay.pot handlers bot locales
	$(BIN)/pybabel -q update -i locales/sotay.pot -d locales -D sotay -w 120 --no-fuzzy-matching --ignore-obsolete

$(BIN)/.run: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

$(BIN)/.dev: requirements-dev.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@ $(BIN)/.run
