# The commands that anyone needs. dev.py does the work, for machines without make as well.
#   make check TESTS="tests/rules -k colour"    narrows the tests, here as in `test`

PYTHON ?= python3
TESTS ?=
DEV = $(PYTHON) dev.py

.PHONY: setup run demo check test test-pg looks docs bench trials startup migration

setup:    ## install everything into .venv
	@$(DEV) setup
run:      ## ppm on your own portfolio
	@$(DEV) run
demo:     ## ppm on a made-up portfolio
	@$(DEV) demo
check:    ## format, lint, types, imports, tests: what must hold before a commit
	@$(DEV) check $(TESTS)
test:     ## the tests that need no database server
	@$(DEV) test -m "not postgres" $(TESTS)
test-pg:  ## the tests that need PostgreSQL; without one they fail
	@CI=true $(DEV) test -m postgres $(TESTS)
looks:    ## write what the screens look like anew; review the difference as text
	@PPM_LOOKS=write $(DEV) test tests/looks --snapshot-update -n 0
docs: setup  ## write what is generated from the program itself
	@.venv/bin/python scripts/generate.py
migration: setup  ## write a migration for what the models say now: make migration m="what changes"
	@.venv/bin/python scripts/migration.py "$(m)"
bench: setup  ## what the interface costs in a terminal, beside other programs: docs/benchmarks.md
	@.venv/bin/python -m scripts.benchmarks docs/benchmarks.md
trials: setup  ## kill writers, and crowd one file: minutes, and fails when anything was lost
	@.venv/bin/python -m scripts.trials kill
	@.venv/bin/python -m scripts.trials crowd
startup: setup  ## what starting costs, in CPU milliseconds per import
	@.venv/bin/python scripts/startup.py
