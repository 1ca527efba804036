# Everything a person does with this checkout. Each target brings what it needs by itself; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

UV_VERSION := 0.13.9
BIN := .venv/bin
UV := .tools/bin/uv
STAMPS := .venv/.stamps
PYTHON_STAMP := $(STAMPS)/python
NODE_STAMP := node_modules/.stamp
ASSETS_STAMP := $(STAMPS)/assets
MESSAGES_STAMP := $(STAMPS)/messages
WORKERS ?= 2

# The machine's own Python and certificates, nothing fetched behind the user's back.
export UV_PYTHON_DOWNLOADS := never
export UV_NO_CONFIG := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifeq ($(SSL_CERT_FILE),)
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export SSL_CERT_FILE := /etc/ssl/certs/ca-certificates.crt
endif
endif

PYTEST := $(BIN)/pytest -q
INTEGRATION := $(PYTEST) -n $(WORKERS) --dist worksteal tests/integration

.PHONY: help setup demo test lint style types contracts unit integration integration-sqlite \
	integration-postgres e2e bench soak fmt docs messages screenshots lock clean machine

help: ## daftar perintah ini · this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(PYTHON_STAMP) $(ASSETS_STAMP) $(MESSAGES_STAMP) ## siapkan semuanya · prepare everything (.venv/bin/tepat)

demo: setup ## kabupaten contoh di 127.0.0.1:8000 · the demo regency in a browser
	@exec $(BIN)/tepat demo

test: setup ## semua pemeriksaan · every check (lint, types, both databases, browser)
	@MAKE="$(MAKE)" bash scripts/run_tests.sh

lint: style types contracts ## gaya, tipe, batas modul · style, types, import contracts

style: $(PYTHON_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(PYTHON_STAMP)
	$(BIN)/mypy

contracts: $(PYTHON_STAMP)
	$(BIN)/lint-imports

unit: setup
	$(PYTEST) -n $(WORKERS) --dist worksteal tests/unit tests/architecture

integration: integration-sqlite integration-postgres ## uji dengan basis data · both databases

integration-sqlite: setup
	TEPAT_TEST_DATABASE=sqlite $(INTEGRATION)

integration-postgres: setup
	TEPAT_TEST_DATABASE=postgres $(INTEGRATION)

e2e: setup ## uji di peramban Chromium · tests in a real browser
	@bash scripts/ensure_chromium.sh
	$(PYTEST) tests/e2e

bench: setup ## tabel kecepatan mesin ini · figures of this machine
	$(BIN)/python -m benchmarks

soak: setup ## uji panjang: beban dan gangguan · long load and fault tests
	TEPAT_SOAK=1 $(PYTEST) tests/soak
	TEPAT_SOAK=1 $(PYTEST) -m examples tests/integration
	TEPAT_SOAK=1 TEPAT_TEST_DATABASE=postgres $(PYTEST) -m examples tests/integration/platform/keeping

fmt: $(PYTHON_STAMP) ## rapikan kode · format the code
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

docs: setup ## tulis ulang docs/reference · regenerate the reference pages
	$(BIN)/python scripts/reference.py write

screenshots: setup ## gambar panduan dari peragaan yang berjalan · pictures of the guide
	$(BIN)/python scripts/screenshots.py

messages: $(PYTHON_STAMP) ## kumpulkan kalimat untuk diterjemahkan · collect sentences to translate
	$(BIN)/python scripts/messages.py update

# A week's wait for new releases: make lock COOLDOWN=7
COOLDOWN ?=
lock: $(UV) ## susun ulang requirements/lock.txt · recompile the lock (COOLDOWN=days)
	$(UV) pip compile pyproject.toml requirements/build.in --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		$(if $(COOLDOWN),--exclude-newer "$$(date -u -d '-$(COOLDOWN) days' +%Y-%m-%dT00:00:00Z)") \
		--quiet --output-file requirements/lock.txt

clean: ## hapus yang dibuat make, bukan data · remove what make made, never data
	rm -rf .venv .tools node_modules .mypy_cache .ruff_cache .import_linter_cache src/tepat/web/static/dist

machine:
	@bash scripts/check_machine.sh

$(UV):
	@bash scripts/check_machine.sh
	python3 -m pip install --quiet --root-user-action ignore --upgrade --target .tools uv==$(UV_VERSION)

$(PYTHON_STAMP): requirements/lock.txt pyproject.toml | $(UV)
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --python "$$(python3 -c 'import sys; print(sys.executable)')" .venv
	$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/lock.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(NODE_STAMP): package.json package-lock.json .npmrc
	@bash scripts/check_machine.sh
	npm ci --no-progress --loglevel=error
	@touch $@

$(ASSETS_STAMP): $(NODE_STAMP) $(PYTHON_STAMP) vite.config.js $(shell find frontend -type f 2>/dev/null)
	npm run --silent build -- --logLevel warn
	@touch $@

$(MESSAGES_STAMP): $(PYTHON_STAMP) scripts/messages.py $(wildcard src/tepat/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python scripts/messages.py compile
	@touch $@
