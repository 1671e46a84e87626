# Two commands are enough: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:

LISTEN ?= 127.0.0.1:8080
DATA ?= data/local

.PHONY: help run test build web bench fuzz clean bootstrap

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: build ## Build everything, make the sample district if there is none, and serve it on http://127.0.0.1:8080
	@mkdir -p $(DATA)
	if [ -e $(DATA)/luoshi.db ]; then build/luoshi init --sample jizhou --logins; else build/luoshi init --sample jizhou --database sqlite:$(DATA)/luoshi.db; fi
	exec build/luoshi serve --database sqlite:$(DATA)/luoshi.db --listen $(LISTEN)

test: ## Every test, on SQLite and on a PostgreSQL started for it; ends with "N passed, N failed"
	@tools/test

build: bootstrap ## The program at build/luoshi and the web pages at web/dist
	@tools/build

bench: build ## Measure speed and size: what, this program, the limit in the same run, ratio
	@tools/bench

fuzz: bootstrap ## Run each fuzz target for a minute
	@tools/fuzz

bootstrap:
	@tools/bootstrap

clean: ## Remove what was built (the data stays)
	@rm -rf build web/dist
