# Every target works on a fresh clone: what it needs, it makes first.
PYTHON ?= python3
PORT ?= 8000
ROWS ?= 570000
DB ?= sqlite
BIN := .venv/bin
STAMP := .venv/installed
PO := quizapp/translations/zh_Hans/LC_MESSAGES/messages.po
MO := $(PO:.po=.mo)

.PHONY: demo install test check bench bench-import bench-city bench-points bench-verify mutants race chaos-kill browser screenshots catalogue format lock
.DEFAULT_GOAL := demo

demo: install
	@$(BIN)/quizapp demo --port $(PORT) $(if $(EXTEND),--extend) $(if $(LAN),--lan)

install: $(STAMP) $(MO)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Preparing the environment in .venv (once, about half a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "quizapp.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m quizapp "$$@"\n' "$(CURDIR)" > $(BIN)/quizapp && chmod +x $(BIN)/quizapp
	@touch $(STAMP)
	@echo "Environment ready."

$(MO): $(PO) $(STAMP)
	@$(BIN)/pybabel -q compile -i $(PO) -o $(MO)

test: install
	@.ci/prepare $(DB)
	TEST_DB=$(DB) $(BIN)/python -m pytest -n 2 --dist worksteal -q

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture/test_catalogues.py

bench: install
	$(BIN)/python -m tests.bench

bench-import: install
	$(BIN)/python -m tests.bench.importing --rows $(ROWS)

# Two cities, of 5,700 and of 570,000, some ten minutes to build; HOMES=DIR keeps them there for the next time.
# DB=postgresql puts their rows on the server of TEST_POSTGRES_URL.
bench-city: install
	$(BIN)/python -m tests.bench.city --db $(DB) $(if $(HOMES),--homes $(HOMES))

# Awards and boards in both cities, each beside the bare ceiling; HOMES=DIR as above.
bench-points: install
	$(BIN)/python -m tests.bench.points $(if $(HOMES),--homes $(HOMES)) $(if $(SMALL),--small $(SMALL)) $(if $(LARGE),--large $(LARGE))

# Builds cities of 5 and 10 days and proves their books; half an hour. HOMES=DIR keeps the first there, for the two above.
bench-verify: install
	$(BIN)/python -m tests.bench.verifying $(if $(HOMES),--homes $(HOMES))

# The ledger beside its model, and thirteen planted faults that the model must find; some minutes on each database.
mutants: install
	@.ci/prepare $(DB)
	TEST_DB=$(DB) $(BIN)/python -m tests.fire.mutants $(if $(EXAMPLES),--examples $(EXAMPLES)) $(if $(RUNS),--runs $(RUNS))

# Real processes that want the same thing at once; ROUNDS=10 for a short one.
race: install
	@.ci/prepare $(DB)
	TEST_DB=$(DB) $(BIN)/python -m tests.fire.racing $(if $(ROUNDS),--rounds $(ROUNDS))

# The server killed under load, 40 times; some ten minutes on each database. Listens on the loopback address alone.
chaos-kill: install
	@.ci/prepare $(DB)
	TEST_DB=$(DB) $(BIN)/python -m tests.fire.killing $(if $(KILLS),--kills $(KILLS)) $(if $(CLIENTS),--clients $(CLIENTS))

screenshots: install
	@.ci/prepare sqlite
	$(BIN)/python docs/screenshots.py

catalogue: install
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k Message -k _ -o messages.pot --no-location --sort-output --project=quizapp quizapp templates
	$(BIN)/pybabel -q update -i messages.pot -d quizapp/translations --no-fuzzy-matching --ignore-obsolete

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv on the PATH; the lock names no index.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
