# jrun: `make help` lists the targets. Nothing has to be set or installed before.
SHELL := /bin/bash -o pipefail
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PREFIX ?= /usr/local
# With which engine the black-box tests are run: cold or warm.
ENGINE ?= cold
WITH_ENGINE = $(if $(filter warm,$(ENGINE)),build-support/warm env,env)
DESTDIR ?=

# JDK 25, wherever it is; empty where there is none, which the target `jdk` reports.
JDK := $(shell build-support/find-jdk 2>/dev/null)
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
# Maven's own guava makes newer JDKs warn about sun.misc.Unsafe at each start.
MVN := JAVA_HOME='$(JDK)' MAVEN_OPTS='--sun-misc-unsafe-memory-access=allow' mvn -B -ntp -Dstyle.color=never -q \
	-Djrun.commit=$(COMMIT)

ARCH := $(shell uname -m)
LIB := dist/lib/jrun
MARKS := build/marks
POMS := pom.xml $(wildcard */pom.xml)
JAVA_SOURCES := $(shell find spec/src/main runtime/src/main/java runtime/src/main/java-templates -type f 2>/dev/null)
C_FOLDER := runtime/src/main/c
C_FILES := $(shell find $(C_FOLDER) -type f)
# What a build is known by, so that a daemon serves its own build alone: a checksum of all it is made from.
BUILD := $(shell cat $(JAVA_SOURCES) $(C_FILES) $(POMS) build-support/engine-argv | sha256sum | cut -c1-16)
BUNDLES := $(wildcard bundles/*/config.json)

##@ Use

.PHONY: help
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: build
build: jdk dist/bin/jrun $(LIB)/jrun.aot bundles ## build dist/bin/jrun and dist/lib/jrun, ready to run

.PHONY: demo
demo: build ## run the hello bundle and show what jrun did
	@build-support/demo

.PHONY: example
example: build ## run a bundle from a Java program that has jrun as a library (as root)
	@build-support/need-root 'make example'
	@build-support/example '$(JDK)' docs/examples/RunInContainer.java bundles/hello

.PHONY: install
install: build ## install below PREFIX (/usr/local), staged in DESTDIR if set
	@build-support/install '$(JDK)' '$(PREFIX)' '$(DESTDIR)'

.PHONY: uninstall
uninstall: ## remove what install put below PREFIX
	rm -rf '$(DESTDIR)$(PREFIX)/bin/jrun' '$(DESTDIR)$(PREFIX)/lib/jrun' \
		'$(DESTDIR)$(PREFIX)/lib/systemd/system/jrun-daemon.service' \
		'$(DESTDIR)$(PREFIX)/lib/systemd/system/jrun-daemon.socket'

##@ Check

.PHONY: test
test: test-unit test-integration test-vm-if-possible ## run all tests (the integration tests need root)

.PHONY: test-unit
test-unit: jdk build/aarch64/jrun dist/bin/jrun ## run the tests that need neither root nor the built jrun
	@build-support/need qemu-aarch64-static=qemu-user-static libseccomp.so.2=libseccomp2
	$(MVN:-q=) test

.PHONY: test-integration
test-integration: build build/aarch64/jrun ## run the black-box tests on dist/bin/jrun (as root; ENGINE=warm)
	@build-support/need-root 'make test-integration' 'make test-unit runs without.'
	@build-support/need newuidmap=uidmap libseccomp.so.2=libseccomp2 podman=podman conmon=conmon containerd=containerd \
		runc=runc catatonit=catatonit dockerd=docker.io
	$(WITH_ENGINE) $(MVN:-q=) -Pit test -pl integration-tests -am -Dsurefire.failIfNoSpecifiedTests=false \
		-Dunit-tests.skip=true

.PHONY: test-vm
test-vm: build ## run the tests of cgroups and of the kernel, or TEST, in a virtual machine with cgroup v2 (as root)
	@build-support/need-root 'make test-vm'
	@build-support/vm/test $(TEST)

# It can where its parts can be installed; else a line says why not.
.PHONY: test-vm-if-possible
test-vm-if-possible: build
	@if build-support/vm/can-run; then build-support/vm/test; fi

.PHONY: bench
bench: build ## compare time and memory with runc and crun, or what ARGS says (as root)
	@build-support/need-root 'make bench'
	@build-support/need runc=runc crun=crun gcc=gcc
	@build-support/bench $(ARGS)

.PHONY: schema-agreement
schema-agreement: jdk ## compare the JSON Schemas with the official ones in OCI_SCHEMA_DIR
	@test -f '$(OCI_SCHEMA_DIR)/config-schema.json' || { echo 'OCI_SCHEMA_DIR must name the folder schema/ of the' \
		'OCI runtime-spec: make schema-agreement OCI_SCHEMA_DIR=…' >&2; exit 2; }
	$(MVN:-q=) test -pl spec -Dtest=SchemaAgreement -Doci.schema.dir='$(abspath $(OCI_SCHEMA_DIR))'

.PHONY: lint
lint: jdk ## check format, compiler warnings (Java and C), Error Prone and NullAway
	$(MVN) spotless:check
	@# -q would hide the warnings that the build fails for.
	$(MVN:-q=-Dorg.slf4j.simpleLogger.defaultLogLevel=warn) -Plint test-compile
	@$(MAKE) --no-print-directory dist/bin/jrun build/aarch64/jrun

.PHONY: fmt
fmt: jdk ## format the Java sources
	$(MVN) spotless:apply

##@ Tidy

.PHONY: clean
clean: ## remove all that was built
	rm -rf dist build bundles/rootfs */target

# --- what the targets above are made of ---

.PHONY: jdk
jdk:
	@build-support/find-jdk >/dev/null
	@build-support/need mvn=maven

.PHONY: bundles
bundles: bundles/rootfs

bundles/rootfs: bundles/make-rootfs
	@build-support/need busybox=busybox-static
	@bundles/make-rootfs $@

$(MARKS)/build-$(BUILD):
	@rm -f $(MARKS)/build-* && mkdir -p $(@D) && touch $@

dist/bin/jrun: $(C_FILES) $(MARKS)/build-$(BUILD)
	@build-support/need gcc=gcc
	@$(MAKE) --no-print-directory -B -C $(C_FOLDER) CC=gcc BUILD=$(BUILD) OUT=$(CURDIR)/$@

build/aarch64/jrun: $(C_FILES)
	@build-support/need aarch64-linux-gnu-gcc=gcc-aarch64-linux-gnu
	@$(MAKE) --no-print-directory -B -C $(C_FOLDER) CC=aarch64-linux-gnu-gcc BUILD=$(BUILD) OUT=$(CURDIR)/$@

$(MARKS)/jars: $(JAVA_SOURCES) $(POMS) build-support/collect-jars build-support/PrepareJars.java \
		build-support/LibraryChanges.java build-support/OneJar.java | jdk
	@echo 'mvn package'
	@$(MVN) -Pdist package -Dmaven.test.skip=true -Dunit-tests.skip=true -pl runtime -am
	@build-support/collect-jars '$(JDK)' '$(ARCH)' $(LIB)
	@mkdir -p $(@D) && touch $@

$(LIB)/engine.argv: $(MARKS)/jars build-support/engine-argv
	@build-support/engine-argv '$(JDK)' '$(CURDIR)/$(LIB)' > $@.new && mv $@.new $@

$(LIB)/daemon.argv: $(MARKS)/jars build-support/engine-argv
	@build-support/engine-argv '$(JDK)' '$(CURDIR)/$(LIB)' daemon > $@.new && mv $@.new $@

$(LIB)/jrun.aot: dist/bin/jrun $(LIB)/engine.argv $(LIB)/daemon.argv $(BUNDLES) bundles/engine/process.json \
		build-support/train build-support/engine-bundles | bundles
	@build-support/train '$(JDK)' dist
