# Everything runs in .venv, which is made and kept up to date by itself. It needs Python 3.11+, pip and make: no ensurepip,
# because Debian's Python has none. Paths are relative, so that a folder with spaces in its name works.

PYTHON ?= python3
ANNEE ?= 2022
OPTIONS ?=
# Where the real reports are, for the measures; without them, the embedded editions are measured.
RAPPORTS ?= ../shared/rapports

VENV := .venv
BIN := $(VENV)/bin
PLUGINS := $(sort $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml)))
DECLARATIONS := pyproject.toml constraints.txt $(PLUGINS:%=%/pyproject.toml)
# It holds the folder it was made for: a virtual environment does not survive being moved or copied.
INSTALLE := $(VENV)/installe
INSTALLE_DEV := $(VENV)/installe-dev
# Without build isolation, what builds is what constraints.txt pins, whatever the version of pip.
INSTALL := $(PYTHON) -m pip --python $(BIN)/python --quiet --disable-pip-version-check --no-input \
	install --no-build-isolation --constraint constraints.txt

ifneq ($(shell cat $(INSTALLE) 2>/dev/null),$(CURDIR))
.PHONY: $(INSTALLE)
endif

.PHONY: aide synthese test lint bench traductions clean

aide:
	@echo "make synthese              la synthèse de 2022, dans sorties/2022 (ANNEE=2021 pour une autre année)"
	@echo "make synthese OPTIONS='--rapports DOSSIER'   la même, lue dans vos rapports"
	@echo "make test                  tous les essais"
	@echo "make lint                  style, types et couches"
	@echo "make bench                 durées et mémoire"
	@echo "make clean                 enlève l'environnement virtuel et les fichiers de travail (pas sorties/)"

synthese: $(INSTALLE)
	@$(BIN)/cdppe synthese --annee $(ANNEE) --sortie sorties/$(ANNEE) $(OPTIONS)

test: $(INSTALLE_DEV)
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

# Each plugin is checked from its own folder, as if it were a repository of its own: their tests may bear the same names.
lint: $(INSTALLE_DEV)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@for plugin in $(PLUGINS); do \
		(cd $$plugin && "$(CURDIR)/$(BIN)/mypy" --config-file ../../pyproject.toml --cache-dir ../../.mypy_cache .) || exit 1; \
	done
	@$(BIN)/lint-imports --no-logo

bench: $(INSTALLE)
	@$(BIN)/python tests/bench/mesure.py $(if $(wildcard $(RAPPORTS)),--rapports $(RAPPORTS))

traductions: $(INSTALLE_DEV)
	@cd core/cdppe/cli/locale/fr/LC_MESSAGES && "$(CURDIR)/$(BIN)/pybabel" --quiet compile -i cdppe.po -o cdppe.mo

clean:
	@rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find . -name '*.egg-info' -prune -exec rm -rf {} +

$(INSTALLE): $(DECLARATIONS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 ou plus récent est nécessaire : make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || \
		{ echo "pip manque à $(PYTHON) : installez-le (sous Debian, le paquet python3-pip)." >&2; exit 1; }
	@echo "Installation dans $(VENV)…"
	@[ "$$(cat $@ 2>/dev/null)" = "$(CURDIR)" ] || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@$(INSTALL) setuptools
	@$(INSTALL) --editable . $(PLUGINS:%=--editable ./%)
	@$(BIN)/python -m compileall -q core templates $(PLUGINS)
	@echo "$(CURDIR)" > $@

$(INSTALLE_DEV): $(INSTALLE)
	@$(INSTALL) --editable '.[dev]'
	@touch $@
