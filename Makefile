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

.PHONY: help
help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 24

.PHONY: demo
demo: ## Builds the release and plays a fictional chain, live
	cargo run --release --locked -p touchstone -- demo

.PHONY: test
test: prepare lint test-rust ## All checks and tests
	@echo "== closing lines"
	@grep -hE '^ +Summary ' $(LOGS)/rust.log | tail -n 1

.PHONY: prepare
prepare: ## Installs what the tests need and is missing
	scripts/prepare.sh

.PHONY: lint
lint: lint-rust ## Format, lints, licences

.PHONY: lint-rust
lint-rust: prepare
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo deny --locked check licenses bans sources

.PHONY: test-rust
test-rust: prepare ## Rust tests, on SQLite and PostgreSQL
	mkdir -p $(LOGS)
	cargo test --doc --workspace --locked --quiet
	export TOUCHSTONE_TEST_POSTGRES=$$(scripts/postgres.sh start)
	cargo nextest run --workspace --locked 2>&1 | tee $(LOGS)/rust.log

.PHONY: seeds
seeds: prepare ## Plays N simulated worlds (N=5000)
	TOUCHSTONE_SEEDS=$(N) cargo nextest run --locked --release -p touchstone-sim

.PHONY: bench
bench: ## Measures a suite, or all (SUITE=ingest)
	cargo run --release --locked -p touchstone -- bench $(SUITE)

.PHONY: fmt
fmt: ## Formats everything
	cargo fmt --all

.PHONY: clean-test-services
clean-test-services: ## Stops the tests' PostgreSQL server
	scripts/postgres.sh stop
