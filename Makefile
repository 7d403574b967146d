# Every target does its own set-up, once: system libraries, a pinned uv in .outils, a virtual environment in
# .venv filled from the locks. Nothing is installed outside this folder but Debian packages, which are named first.

VENV   ?= .venv
PYTHON := $(VENV)/bin/python
UV     := .outils/bin/uv
# The set-up stamps sit in the folders they speak of.
STAMP_UV   := .outils/.ready
STAMP_RUN  := $(VENV)/.ready-run
STAMP_TEST := $(VENV)/.ready-test
STAMP_PACKAGE := $(VENV)/.ready-package

LOCKING := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# One locale and one time zone for every run, whatever the machine: dates and sorting must not depend on it.
export LANG := C.UTF-8
export LC_ALL := C.UTF-8
export TZ := Europe/Paris
# The Python of the system, or a clear refusal: nothing is downloaded to replace it.
export UV_PYTHON_DOWNLOADS := never
# The certificates this machine trusts, a filtering proxy of the town hall included.
export UV_SYSTEM_CERTS := 1

DEMO := .demo
DISPLAYED := $(strip $(DISPLAY)$(WAYLAND_DISPLAY))
PYTEST_ARGS ?=
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run tour premiere-heure test attaques lint bench package lock check-lock anonymat-preuve docs clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

# ---------------------------------------------------------------- use

ifneq ($(DISPLAYED),)
run: $(STAMP_RUN) $(DEMO)/membres.json ## open the program on the demonstration commune (without a display: the tour)
	@packaging/systeme.sh ecran
	@echo "Who may enter, and with which passphrase: $(DEMO)/membres.json"
	$(PYTHON) -m gsn_app ouvrir --coffre $(DEMO)/coffre --poste $(DEMO)/poste
else
run: tour ## open the program on the demonstration commune (without a display: the tour)
endif

tour: $(STAMP_RUN) ## every screen and sheet, made offscreen in demo-out/
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m gsn_app tour --vers demo-out

premiere-heure: $(STAMP_TEST) ## the first hour of a coordonnateur, one picture a step in demo-out/premiere-heure
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.parcours.premiere_heure demo-out/premiere-heure

# Written last, under its name once whole: an interrupted run begins again, and never opens half a vault.
$(DEMO)/membres.json: | $(STAMP_RUN)
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)
	$(PYTHON) -m gsn_app demo --coffre $(DEMO)/coffre --poste $(DEMO)/poste --situations 46 --graine 1 --journal 0 \
	  > $(DEMO)/membres.json.part
	@mv $(DEMO)/membres.json.part $@

# ---------------------------------------------------------------- prove

test: lint ## format, types, arrows, then every test
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n $(WORKERS) $(PYTEST_ARGS)

attaques: $(STAMP_TEST) ## every attack at its full count, and a table (a part of them is in test)
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.attaques $(ARGS) 2>attaques.log || { tail -40 attaques.log; exit 1; }

lint: $(STAMP_TEST) ## format, types and arrows alone
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(STAMP_TEST) ## the measured times of tests/bench, with their ratios
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.bench

anonymat-preuve: $(STAMP_TEST) ## an independent attacker on 200 generated communes and on naive methods (ARGS="n first-seed")
	$(PYTHON) -m tests.anonymat.preuve $(ARGS)

docs: $(STAMP_TEST) ## write again the generated lists (docs/erreurs.md, docs/actions.md, docs/etats.md)
	$(PYTHON) -m tests.architecture.list_errors
	$(PYTHON) -m tests.actions.list_actes
	$(PYTHON) -m tests.architecture.list_etats

# ---------------------------------------------------------------- ship

package: $(STAMP_PACKAGE) ## dist/*.deb
	packaging/debian/build.sh $(VENV)

# ---------------------------------------------------------------- pin

lock: $(STAMP_UV) ## resolve again what pyproject.toml asks, keeping every pin that still fits (ARGS=--upgrade to renew)
	$(UV) $(LOCKING) $(ARGS) pyproject.toml -o requirements.lock
	$(UV) $(LOCKING) $(ARGS) --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) $(LOCKING) $(ARGS) --group packaging -c requirements.lock -c requirements-dev.lock -o packaging/requirements.lock

check-lock: $(STAMP_UV) ## the locks are what pyproject.toml asks, hashed, naming no address
	@packaging/check-lock.sh $(UV) "$(LOCKING)"

# ---------------------------------------------------------------- set up

$(STAMP_UV): packaging/outils.lock
	@packaging/systeme.sh offscreen
	python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore \
	  --upgrade --require-hashes --target .outils -r packaging/outils.lock
	@touch $@

$(PYTHON): | $(STAMP_UV)
	$(UV) venv --quiet --python python3 $(VENV)

$(STAMP_RUN): requirements.lock packaging/systeme.txt | $(PYTHON)
	@packaging/systeme.sh offscreen
	$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements.lock
	@touch $@

$(STAMP_TEST): requirements.lock requirements-dev.lock packaging/systeme.txt | $(PYTHON)
	@packaging/systeme.sh offscreen ecran essais
	$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $@

$(STAMP_PACKAGE): $(STAMP_RUN) packaging/requirements.lock
	@packaging/systeme.sh paquet
	$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r packaging/requirements.lock
	@touch $@

clean: ## remove what the targets made, the environment included
	rm -rf $(VENV) .outils .demo demo-out dist build .test-cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
