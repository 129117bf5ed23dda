# The front door. `make` alone says what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# Statically linked to Swift's libraries: what is installed needs no toolchain.
RELEASE := -c release --static-swift-stdlib
BIN := .build/release
DMAROUTE := $(BIN)/dmaroute
SHIM := .build/shim
CONFIG ?= harness-configs/quick.yaml
# Of `make torture`: how many faults; SEED=… has a campaign again.
N ?= 26
# Of `make fuzz-configs`: some 40 configurations each.
BOOTS ?= 25
# Of `make fuzz`: for each target; TARGETS=… names some.
SECONDS ?= 600
# Suites that boot guests or use the network: on their own, one after the other.
GUESTS := 'IntegrationTests|[.]GuestTests'

VALIDATORS := .build/validators
DOCS := .build/docs
MAN := .build/man

.PHONY: help setup build shim images run test reports validate browser-test check house bench qualify slurm-test torture fuzz \
	fuzz-configs docs man install ci-bare clean format

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing, by Debian package name; needs root only for that
	@.ci/setup

build: shim ## the release build
	$(SWIFT) build $(RELEASE)

shim: ## what emulates memory encryption below an unmodified kernel
	@$(MAKE) --no-print-directory -C images/shim OUT="$(abspath $(SHIM))"

images: build ## fetch and prepare the kernels of images/kernels.yaml
	$(DMAROUTE) images

run: setup build images ## set up, build, prepare kernels, run CONFIG (the quick matrix)
	$(DMAROUTE) run $(CONFIG)

test: house setup build images ## all tests, those that boot kernels too
	@.ci/validators $(VALIDATORS) || echo "test: NOT ALL REPORTS AND DOMAINS ARE VALIDATED: what does it cannot be fetched, as said above"
	$(SWIFT) build --build-tests
	DMAROUTE="$(abspath $(DMAROUTE))" $(SWIFT) test --skip-build --skip $(GUESTS)
	DMAROUTE_INTEGRATION=1 DMAROUTE="$(abspath $(DMAROUTE))" DMAROUTE_AGENT="$(abspath $(BIN)/dmaroute-agent)" \
		$(SWIFT) test --skip-build --no-parallel --filter $(GUESTS)
	@.ci/torture $(DMAROUTE) 4

reports: ## grade what `reproduce` makes of the reports of Tests/IntakeTests/Reports: right, poor, wrong
	$(SWIFT) build --build-tests
	DMAROUTE_REPORTS=1 $(SWIFT) test --skip-build --filter ReportBench | grep -E '^reports:'

validate: setup ## fetch what others wrote to read reports and domains, and hold ours against it
	@.ci/validators $(VALIDATORS)
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter 'ReportTests.ValidatorTests|LabTests.LaunchSecurityTests'

browser-test: build ## the HTML page of RUN (the newest) in Debian's chromium, headless
	$(DMAROUTE) report $(RUN) --format html="$(abspath .build/page.html)"
	DMAROUTE_PAGE="$(abspath .build/page.html)" $(SWIFT) test --filter BrowserTests

check: house ## format, warnings and what `make house` counts
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	$(SWIFT) build --build-tests

house: ## count what the code holds itself to, beside its bounds; needs no build
	@.ci/house

bench: build images ## measure against the floors that the code promises
	$(BIN)/dmaroute-bench

qualify: build images ## how hard verdicts are to fool, by RUN, else by a new run of CONFIG: negated rules, changed evidence
	$(if $(RUN),,$(DMAROUTE) run $(CONFIG))
	$(DMAROUTE) qualify $(RUN)

slurm-test: build images ## shards as an array of a real Slurm, one task killed; needs Debian's Slurm
	@DMAROUTE="$(abspath $(DMAROUTE))" .ci/slurm

torture: build images ## N faults at random moments: kills, full disks, lying nodes, hostile guests; needs root
	@.ci/torture $(DMAROUTE) $(N) $(SEED)

fuzz: ## coverage-guided fuzzing of what reads others' data, SECONDS for each target
	@SWIFT=$(SWIFT) .ci/fuzz $(SECONDS) $(TARGETS)

fuzz-configs: build images ## run BOOTS boots of cells by chance from SEED: no FAIL, MISS or ERROR is ours
	$(DMAROUTE) run --random $(or $(SEED),1) --random-boots $(BOOTS) --known none

docs: ## the articles as a site in .build/docs
	@.ci/docs $(DOCS)

man: build ## manual pages in .build/man, from the command's own help
	@.ci/man $(MAN) $(DMAROUTE) $(BIN)/dmaroute-manual

install: build man ## install below PREFIX (/usr/local), staged in DESTDIR
	install -D -m 755 $(DMAROUTE) $(DESTDIR)$(PREFIX)/bin/dmaroute
	install -D -m 755 $(BIN)/dmaroute-agent $(DESTDIR)$(PREFIX)/libexec/dmaroute/dmaroute-agent
	install -D -m 755 $(BIN)/dmaroute-observe $(DESTDIR)$(PREFIX)/libexec/dmaroute/dmaroute-observe
	install -D -m 644 $(SHIM)/dmaroute-shim $(DESTDIR)$(PREFIX)/libexec/dmaroute/dmaroute-shim
	install -d $(DESTDIR)$(PREFIX)/share/dmaroute/images/probe $(DESTDIR)$(PREFIX)/share/dmaroute/harness-configs
	install -m 644 images/kernels.yaml $(DESTDIR)$(PREFIX)/share/dmaroute/images/
	install -m 644 images/probe/* $(DESTDIR)$(PREFIX)/share/dmaroute/images/probe/
	install -m 644 harness-configs/* $(DESTDIR)$(PREFIX)/share/dmaroute/harness-configs/
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 $(MAN)/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(DMAROUTE) --generate-completion-script bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/dmaroute
	$(DMAROUTE) --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_dmaroute
	$(DMAROUTE) --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/dmaroute.fish

ci-bare: ## prove `make run` and `make test` in an empty Debian 12 root; needs root
	@.ci/bare

clean: ## remove what was built; runs and prepared kernels stay
	rm -rf .build

format: ## format the sources in place
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests
