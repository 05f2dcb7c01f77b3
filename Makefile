# Two commands on a fresh machine: `make demo`, `make test`. The work is in tools/*.sh.
.DEFAULT_GOAL := help
.PHONY: help demo serve test setup lint format lock tables schemas bench-accuracy bench-speed bench-detection bench-inclination bench-sensor bench-markers \
        bench-programme bench-coaching bench-browser figures clean distclean

python := .venv/bin/python
CLIPS ?= ../shared/clips
TESTS ?=
UPGRADE ?=
WAIT ?= 0

help:            ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

demo:            ## set up, then measure the bundled recording and say how far off it was
	@bash tools/setup.sh run
	@.venv/bin/coxa demo

serve: DATA ?= data
serve:           ## set up, then open the pages with a made-up person (DATA=folder of the data)
	@bash tools/setup.sh run
	@.venv/bin/coxa serve --data "$(DATA)" --demo

test:            ## set up, then everything a change is judged by (TESTS="-k word" narrows the tests)
	@bash tools/test.sh $(TESTS)

setup:           ## set up only: .venv, pose models, browser files, missing system packages
	@bash tools/setup.sh dev

lint: setup      ## ruff, mypy, import contracts
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	.venv/bin/lint-imports --no-logo

format: setup    ## put the code in order
	$(python) -m ruff check --fix-only .
	$(python) -m ruff format .

lock: setup      ## write requirements/*.txt and package-lock.json anew (UPGRADE=1 for newest versions)
	@bash tools/lock.sh $(if $(UPGRADE),--upgrade)

tables: setup    ## write the shipped tables and messages anew from their TOML
	$(python) -m tools.build_tables

figures: setup   ## draw the pictures of the exercises anew
	$(python) -m coxa_lab.figures

schemas: setup   ## write docs/schemas anew
	$(python) -m coxa_lab.schemas

bench-accuracy: setup   ## end-range error on recordings with truth (CLIPS=folder)
	$(python) -m bench.accuracy --clips "$(CLIPS)"

bench-speed: setup      ## the whole command against the bare inference loop
	$(python) -m bench.speed

bench-detection: setup  ## compensations found and falsely found, by kind and size
	$(python) -m bench.detection

bench-inclination: setup ## tilt of phones and sensors against optical truth (in ../shared/data)
	$(python) -m bench.inclination

bench-sensor: setup     ## a phone on the shank: phantoms, and a real knee's markers
	$(python) -m bench.sensor

bench-markers: setup    ## hip rotation in walking from markers against OpenSim
	$(python) -m bench.markers

bench-programme: setup  ## a thousand simulated patients for twelve weeks (WEEKS=, COUNT=)
	$(python) -m bench.programme

bench-coaching: setup   ## live counts on the clips, false counts, time of a step
	$(python) -m bench.coaching

bench-browser: setup    ## the coach in Chromium: first load, offline start, camera to screen (WAIT=minutes)
	$(python) -m bench.browser --clips "$(CLIPS)" --wait "$(WAIT)"

clean:           ## remove what building, testing and reporting left behind
	rm -rf build dist reports htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache \
	    .ruff_cache .import_linter_cache
	find src tests tools bench -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## and the set-up itself
	rm -rf .venv node_modules src/coxa_lab/pose/models src/coxa_web/static/coxa/vendor
