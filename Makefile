# `make test` is everything a change must pass; `make demo` shows the product. Both install what is missing.
SHELL := bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export TOUCHSTONE_CACHE ?= $(HOME)/.cache/touchstone
export PATH := $(TOUCHSTONE_CACHE)/tools/bin:$(PATH)
# How many worlds `make seeds` plays.
N ?= 5000
SUITE ?= all
LOGS := $(TOUCHSTONE_CACHE)/logs
VENV := $(TOUCHSTONE_CACHE)/venv/bin

.PHONY: help
help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 24

.PHONY: demo
demo: console ## Builds the release and plays a fictional chain, live
	cargo run --release --locked -p touchstone -- demo

.PHONY: console
console: console/dist/site/index.html ## Builds the console, which the next build of the binary takes in

CONSOLE := $(shell find console \( -name node_modules -o -name dist \) -prune -o -type f -print) package-lock.json
console/dist/site/index.html: $(CONSOLE)
	scripts/prepare.sh console
	npm run --silent build -w console

.PHONY: test
test: prepare console lint test-console test-rust test-clients test-openapi ## All checks and tests
	@echo "== the runners' closing lines"
	grep -hE '^ +Summary ' $(LOGS)/rust.log | tail -n 1
	grep -hE '^# (tests|pass|fail|skipped) ' $(LOGS)/console.log $(LOGS)/clients.log $(LOGS)/browser.log $(LOGS)/openapi.log

.PHONY: prepare
prepare: ## Installs what the tests need and is missing
	scripts/prepare.sh

.PHONY: lint
lint: lint-scripts lint-rust lint-clients ## Format, lints, types, licences

.PHONY: lint-scripts
lint-scripts: prepare
	shellcheck scripts/*.sh .ci/run

.PHONY: lint-rust
lint-rust: prepare
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo deny --locked check licenses bans sources

.PHONY: lint-clients
lint-clients: prepare
	npm run --silent lint
	$(VENV)/ruff format --quiet --check tests
	$(VENV)/ruff check --quiet tests

.PHONY: test-console
test-console: prepare ## The console's own tests
	mkdir -p $(LOGS)
	npm run --silent test -w console 2>&1 | tee $(LOGS)/console.log

.PHONY: test-rust
test-rust: prepare ## Rust tests, on SQLite and PostgreSQL
	mkdir -p $(LOGS)
	cargo test --doc --workspace --locked --quiet
	export TOUCHSTONE_TEST_POSTGRES=$$(scripts/postgres.sh start)
	cargo nextest run --workspace --locked 2>&1 | tee $(LOGS)/rust.log

.PHONY: test-clients
test-clients: prepare console ## Client libraries and browsers against the real server
	mkdir -p $(LOGS)
	cargo build --locked -p touchstone
	export TOUCHSTONE_BIN=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/touchstone
	cargo build --locked -p touchstone-domain --example fill_in
	export TOUCHSTONE_FILL_IN=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/examples/fill_in
	npm run --silent test 2>&1 | tee $(LOGS)/clients.log
	npm run --silent e2e -w console 2>&1 | tee $(LOGS)/browser.log

.PHONY: test-surveyjs
test-surveyjs: N = 20000
test-surveyjs: prepare ## Compares N generated surveys with survey-core (N=20000)
	cargo build --locked -p touchstone-domain --example fill_in
	export TOUCHSTONE_FILL_IN=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/examples/fill_in
	SURVEYJS_CASES=$(N) npm run --silent test:surveyjs

.PHONY: pictures
pictures: prepare console ## Photographs every page of the console into docs/images/console
	cargo build --locked -p touchstone
	export TOUCHSTONE_BIN=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/touchstone
	PICTURES=1 npm run --silent e2e -w console

.PHONY: test-openapi
test-openapi: prepare ## Schemathesis over the whole API document
	mkdir -p $(LOGS)
	cargo build --locked -p touchstone
	export TOUCHSTONE_BIN=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/touchstone
	npm run --silent test:openapi 2>&1 | tee $(LOGS)/openapi.log

.PHONY: seeds
seeds: prepare ## Plays N simulated worlds (N=5000)
	TOUCHSTONE_SEEDS=$(N) cargo nextest run --locked --release -p touchstone-sim

.PHONY: surveys
surveys: N = 100000
surveys: ## Walks through N generated surveys with their answers (N=100000)
	PROPTEST_CASES=$(N) cargo nextest run --locked --release -p touchstone-domain survey::program::tests::laws

.PHONY: bench
bench: ## Measures a suite, or all (SUITE=ingest)
	cargo run --release --locked -p touchstone -- bench $(SUITE)

.PHONY: fmt
fmt: ## Formats everything
	cargo fmt --all
	npm run --silent format
	$(VENV)/ruff format --quiet tests
	$(VENV)/ruff check --quiet --fix tests

.PHONY: clean-test-services
clean-test-services: ## Stops the tests' PostgreSQL server
	scripts/postgres.sh stop
