# Set up, run, test and install Oko. `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
PREFIX ?= /usr/local
# Not every shell expands the tilde of `make PREFIX=~/x`.
override PREFIX := $(patsubst ~/%,$(HOME)/%,$(PREFIX))
# Where `make detect` puts the annotated pictures.
OUTPUT ?= runs/samples
# For packagers: a folder in front of PREFIX.
DESTDIR ?=

PRODUCTS := .build/release
SOURCES = $(shell find Sources Package.swift -type f)
BIN = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: help detect segment generate read build test install uninstall format lint libraries clean

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done
	@echo '  PREFIX=$(PREFIX) OUTPUT=$(OUTPUT)'

detect: build ## Find objects in SampleImages with the bundled models; draw them into OUTPUT.
	@for model in street cells; do \
	  $(PRODUCTS)/oko detect SampleImages/$$model --model $$model --output '$(OUTPUT)'/$$model; \
	done
	@echo 'The annotated pictures are in $(OUTPUT).'

segment: build ## Label the pixels of SampleImages/nuclei with the bundled model; draw them into OUTPUT.
	@$(PRODUCTS)/oko segment SampleImages/nuclei --instances --output '$(OUTPUT)'/nuclei
	@echo 'The labelled pictures are in $(OUTPUT)/nuclei.'

generate: build ## Draw a hundred hands with the bundled model into OUTPUT.
	@$(PRODUCTS)/oko generate --seeds 0-99 --grid --output '$(OUTPUT)'/hands > /dev/null
	@echo 'The drawn pictures are in $(OUTPUT)/hands; grid.png shows all.'

read: build ## Read the receipt in SampleImages with the bundled models; draw what was read into OUTPUT.
	@$(PRODUCTS)/oko read --page SampleImages/receipt/market.jpg --output '$(OUTPUT)'/receipt
	@echo 'The page with its text is in $(OUTPUT)/receipt.'

build: libraries ## Build the command in release, as .build/release/oko.
	@$(SWIFT) build -c release --product oko

test: libraries ## Build and run all tests in release.
	@$(SWIFT) build -c release --build-tests
	@$(SWIFT) test -c release --skip-build

install: $(PRODUCTS)/oko ## Install the command, its models and completions under PREFIX.
	@install -d '$(BIN)' '$(SHARE)/oko/models'
	@install -m 755 $(PRODUCTS)/oko '$(BIN)/oko'
	@rm -f '$(SHARE)/oko/models'/*.safetensors '$(SHARE)/oko/models/README.md'
	@shopt -s nullglob; for model in Sources/Oko/Models/*.safetensors; do \
	  install -m 644 "$$model" '$(SHARE)/oko/models'; \
	done
	@install -d '$(SHARE)/bash-completion/completions' '$(SHARE)/zsh/site-functions' \
	  '$(SHARE)/fish/vendor_completions.d'
	@$(PRODUCTS)/oko completions bash > '$(SHARE)/bash-completion/completions/oko'
	@$(PRODUCTS)/oko completions zsh > '$(SHARE)/zsh/site-functions/_oko'
	@$(PRODUCTS)/oko completions fish > '$(SHARE)/fish/vendor_completions.d/oko.fish'
	@echo "Installed $(BIN)/oko."

uninstall: ## Remove what `make install` put under PREFIX.
	@rm -f '$(BIN)/oko' '$(SHARE)/bash-completion/completions/oko' \
	  '$(SHARE)/zsh/site-functions/_oko' '$(SHARE)/fish/vendor_completions.d/oko.fish'
	@rm -rf '$(SHARE)/oko'
	@echo "Removed $(BIN)/oko."

format: ## Lay out the code.
	@$(SWIFT) format -i -p -r Sources Tests Package.swift

lint: ## Check the layout of the code.
	@$(SWIFT) format lint --strict -p -r Sources Tests Package.swift

clean: ## Remove what was built.
	@rm -rf .build

# Kept apart from `build`, so that root can install what a user has built.
$(PRODUCTS)/oko: $(SOURCES)
	@$(MAKE) --no-print-directory build
	@touch $@

libraries: ## Install libpng and libjpeg where they are missing.
	@command -v $(SWIFT) > /dev/null || { \
	  echo 'Swift 6.3 is needed: https://www.swift.org/install' >&2; exit 1; }
	@if ! pkg-config --exists libpng libjpeg 2> /dev/null; then \
	  if [ "$$(uname -s)" = Darwin ]; then \
	    echo 'libpng and libjpeg are missing: run `brew install pkgconf libpng jpeg-turbo`.' >&2; exit 1; \
	  elif ! command -v apt-get > /dev/null; then \
	    echo 'Install pkg-config and the development files of libpng and libjpeg.' >&2; exit 1; \
	  fi; \
	  echo 'Installing pkg-config, libpng-dev and libjpeg-dev with apt-get.'; \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  $$as_root apt-get update -qq; \
	  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	    pkg-config libpng-dev libjpeg-dev; \
	fi
