# Innerkeep: keepc, the policy compiler, and keeprun, the runner.
#
#   make                 both programs, in build/VARIANT/
#   make deps            installs what building and testing need, and fetches runsc (Debian); with
#                        demo, all or install beside it only what those need
#   make demo            compiles a shipped policy and runs it in the real runsc
#   make check           every test; ends with one line "N passed, M failed"
#   make check-vm        the suites of containers under AppArmor, in an emulated Debian 13
#   make bless           rewrites the expected output of the case folders; review the diff
#   make release RUNSC=PATH   measures a release of runsc and writes the tables' rows
#   make install      DESTDIR= PREFIX=/usr/local
#   make dist deb     the sources as one file; Debian packages from it
#   make fuzz            every fuzz target for FUZZ_SECONDS (60), with clang's libFuzzer
#   make lint            clang-format, clang-tidy, cppcheck, gcc -fanalyzer, shellcheck
#   VARIANT=debug|release|san   CC=gcc|clang

# libFuzzer is clang's; the targets are a variant of their own.
ifneq ($(filter fuzz,$(MAKECMDGOALS)),)
VARIANT := fuzz
CC := clang
endif
VARIANT ?= release
ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
VERSION := 0.1.0
B := build/$(VARIANT)
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
# What re2c wrote stays, so that it is not written again.
.SECONDARY:

# What the compiler says is asked when it is first needed, not when make starts: `make deps all`
# installs it in between.
IS_CLANG = $(eval IS_CLANG := $(findstring clang,$(shell $(CC) --version | head -n 1)))$(IS_CLANG)
ZERO_INIT = $(shell echo | $(CC) -ftrivial-auto-var-init=zero -x c -c - -o /dev/null 2>&1)
WANTS_NOD = $(eval WANTS_NOD := $(if $(IS_CLANG),$(ZERO_INIT)))$(WANTS_NOD)

# Warnings are errors; hardening as in the OpenSSF compiler guide of 2026-06-30, as far as gcc 12
# and clang 14 have it.
WARNINGS = -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wformat=2 -Wundef -Wvla -Wcast-qual -Wwrite-strings \
	$(if $(IS_CLANG),,-Wtrampolines -Wbidi-chars=any -Wlogical-op)
HARDEN = -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing \
	-ftrivial-auto-var-init=zero \
	$(if $(WANTS_NOD),-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
LINKING := -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
FORTIFY := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3

CFLAGS_release = -O2 -g $(HARDEN) $(FORTIFY)
CFLAGS_debug = -Og -g3 $(HARDEN)
CFLAGS_san := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS_san := -fsanitize=address,undefined
CFLAGS_fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
LDFLAGS_fuzz := -fsanitize=address,undefined

STANDARD := -std=c17 -D_GNU_SOURCE -ffile-prefix-map="$$PWD"=. -fno-common
CFLAGS_ALL = $(STANDARD) $(WARNINGS) $(CFLAGS_$(VARIANT)) $(CFLAGS)
DEPENDENCIES = -MMD -MP

Q := $(if $(V),,@)

.PHONY: all
all: $(B)/keepc $(B)/keeprun

# Sanitizers need keepc's symbols.
$(B)/keepc: STRIP := $(if $(filter san fuzz,$(VARIANT)),cp,objcopy -S)
$(B)/keeprun: STRIP := objcopy -S
$(B)/keepc $(B)/keeprun: $(B)/%: $(B)/%.debug
	@echo "  STRIP $@"
	$(Q)$(STRIP) $< $@

# Objects are made again when the compiler or its flags change.
$(B)/.flags: FORCE | $(filter deps,$(MAKECMDGOALS))
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS_ALL) $(RUNNER_CFLAGS)' > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
.PHONY: FORCE
FORCE:

# --- keepc ----------------------------------------------------------------------------------------
COMPILER_C := $(wildcard compiler/*.c compiler/*/*.c)
COMPILER_RE := $(wildcard compiler/*/*.re)
COMPILER_OBJECTS := $(COMPILER_C:%.c=$(B)/%.o) $(COMPILER_RE:%.re=$(B)/%.o) \
	$(B)/compiler/model/flags_table.o $(B)/compiler/outer/profile.o \
	$(B)/compiler/outer/apparmor.o \
	$(B)/compiler/model/rule_examples.o $(B)/compiler/model/builtins_table.o
LIBRARY_OBJECTS := $(filter-out $(B)/compiler/main.o,$(COMPILER_OBJECTS))
COMPILER_INCLUDES := -Icompiler -Ischema -I$(B)/compiler
COMPILER_LIBRARIES := -lyaml -ljansson -lmd

# Static, as keeprun is: it is copied into the images whose policies it compiles, and the loader
# would add a quarter to what a compile takes. The sanitizers' libraries come as shared ones alone.
KEEPC_LINKING := $(if $(filter san fuzz,$(VARIANT)),-pie,-static-pie) $(LINKING)
$(B)/keepc.debug: $(B)/compiler/main.o $(B)/libkeepc.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(CFLAGS_ALL) $(KEEPC_LINKING) $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $@ $^ \
		$(COMPILER_LIBRARIES)

$(B)/libkeepc.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	$(Q)ar rcsD $@ $^

# The dates of releases that the preprocessor needs; each program has the file for itself.
SINCE_H := $(B)/compiler/model/since.h $(B)/runner/include/since.h
$(SINCE_H): compiler/model/releases.def compiler/model/since.awk schema/rows.awk
	@mkdir -p $(@D)
	@echo "  AWK   $@"
	$(Q)awk -f schema/rows.awk compiler/model/releases.def | \
		awk -f compiler/model/since.awk > $@
$(COMPILER_OBJECTS): | $(B)/compiler/model/since.h

$(B)/compiler/%.o: compiler/%.c $(B)/.flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -fPIE -DKEEPC_VERSION='"$(VERSION)"' $(COMPILER_INCLUDES) \
		$(DEPENDENCIES) -c $< -o $@

$(B)/compiler/%.o: $(B)/compiler/%.c $(B)/.flags
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -fPIE $(COMPILER_INCLUDES) $(DEPENDENCIES) -c $< -o $@

# The regular expression is the document: -W makes re2c's warnings errors, -i leaves out line
# directives that would name this directory.
$(B)/%.c: %.re
	@mkdir -p $(@D)
	@echo "  RE2C  $<"
	$(Q)re2c -W -Werror --tags -Wno-useless-escape --no-debug-info --no-generation-date -o $@ $<

$(B)/compiler/model/flags_table.c: schema/official-tags.txt schema/runsc-flags.tsv \
	compiler/model/flags.awk
	@mkdir -p $(@D)
	@echo "  AWK   $@"
	$(Q)awk -f compiler/model/flags.awk schema/official-tags.txt \
		schema/runsc-flags.tsv > $@

$(B)/compiler/outer/profile.c: policies/outer-seccomp.json compiler/outer/beside_app.json \
	compiler/outer/profile.awk
	@mkdir -p $(@D)
	@echo "  AWK   $@"
	$(Q)awk -f compiler/outer/profile.awk policies/outer-seccomp.json \
		compiler/outer/beside_app.json > $@

$(B)/compiler/outer/apparmor.c: policies/outer-apparmor compiler/outer/apparmor.awk
	@mkdir -p $(@D)
	@echo "  AWK   $@"
	$(Q)awk -f compiler/outer/apparmor.awk policies/outer-apparmor > $@

# keepc explain shows the case folders' own policies, so that no example can differ from what is
# tested.
RULE_EXAMPLES := $(wildcard $(foreach file,policy.yaml config.json,\
	tests/cases/rules/*/bad/$(file) tests/cases/rules/*/good/$(file)))
$(B)/compiler/model/rule_examples.c: compiler/model/rules.def compiler/model/examples.sh \
	schema/rows.awk $(RULE_EXAMPLES)
	@mkdir -p $(@D)
	@echo "  SH    $@"
	$(Q)awk -f schema/rows.awk compiler/model/rules.def | \
		compiler/model/examples.sh tests/cases/rules > $@

BUILTINS := $(sort $(wildcard policies/builtin/*.base.yaml))
$(B)/compiler/model/builtins_table.c: compiler/model/builtins.awk $(BUILTINS) policies/builtin
	@mkdir -p $(@D)
	@echo "  AWK   $@"
	$(Q)for file in $(BUILTINS); do basename $$file .base.yaml; od -v -An -tx1 $$file; done | \
		awk -f compiler/model/builtins.awk > $@

# --- keeprun --------------------------------------------------------------------------------------
# musl, static-pie, linked by hand, because musl-gcc -static-pie silently makes a dynamic file.
MUSL_ARCH := $(shell uname -m)-linux-musl
MUSL_LIB ?= /usr/lib/$(MUSL_ARCH)
MUSL_INCLUDE ?= /usr/include/$(MUSL_ARCH)
RUNNER_HEADERS := $(B)/runner/include/bearssl_hash.h
RUNNER_C := $(wildcard runner/*.c runner/*/*.c)
RUNNER_RE := $(wildcard runner/*.re runner/*/*.re)
RUNNER_OBJECTS := $(RUNNER_C:%.c=$(B)/%.o) $(RUNNER_RE:%.re=$(B)/%.o)
# What gcc's -Oz still does for speed costs keeprun another kilobyte.
SIZE = -Oz $(if $(IS_CLANG),,-fno-expensive-optimizations -fno-if-conversion -fno-jump-tables \
	-fno-move-loop-invariants)
# Without CET's marks: musl's objects have none, so the linker keeps none, and each endbr64 would be
# four bytes without effect.
RUNNER_CFLAGS = $(STANDARD) -DKEEPRUN_VERSION='"$(VERSION)"' $(WARNINGS) $(SIZE) -g $(HARDEN) \
	-fcf-protection=none -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
	-fPIE -nostdinc -isystem $(MUSL_INCLUDE) -isystem $(shell $(CC) -print-file-name=include) \
	-isystem $(B)/runner/include -Irunner -Ischema
# Once per mount or block, and small: here the speed is worth more than the bytes.
$(B)/runner/mounts.o $(B)/runner/sight.o $(B)/runner/sha.o: SIZE = -O2
# SHA-256. Debian 13's libmd.a brings 10 KiB for it, most of them other digests; BearSSL's object
# has 3.
BEARSSL_A = $(shell $(CC) -print-file-name=libbearssl.a)

# Two segments instead of four, and no RELRO: page boundaries cost up to 12 of keeprun's 80 KiB, and
# the linker, told of pages of 64 bytes, fills up none to begin the second segment with another.
# RELRO buys nothing here: there is no PLT and nothing to relocate but a table of functions, and
# musl makes no mprotect for it in a static-pie.
RUNNER_LINKING := -Wl,-z,norelro,-z,now,-z,noexecstack,-z,noseparate-code,-z,common-page-size=64 \
	-Wl,--build-id=none,--no-eh-frame-hdr,-T,runner/discard.ld

# The arena comes last (runner/arena.c says why).
RUNNER_ARENA := $(B)/runner/arena.o
RUNNER_LINK = gcc -nostdlib -static-pie -Wl,--no-dynamic-linker,--gc-sections $(RUNNER_LINKING) \
	$(MUSL_LIB)/rcrt1.o $(MUSL_LIB)/crti.o $(filter-out $(RUNNER_ARENA) %.ld,$^) -L$(MUSL_LIB) \
	$(BEARSSL_A) -Wl,--start-group -lc -lgcc -Wl,--end-group $(filter $(RUNNER_ARENA),$^) \
	$(MUSL_LIB)/crtn.o -o $@

$(B)/keeprun.debug: $(RUNNER_OBJECTS) runner/discard.ld
	@echo "  LINK  $@"
	$(Q)$(RUNNER_LINK)

$(B)/runner/world/listing.o: $(B)/runner/include/since.h
$(B)/runner/%.o: runner/%.c $(RUNNER_HEADERS) $(B)/.flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(RUNNER_CFLAGS) $(DEPENDENCIES) -c $< -o $@

$(B)/runner/%.o: $(B)/runner/%.c $(RUNNER_HEADERS) $(B)/.flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(RUNNER_CFLAGS) $(DEPENDENCIES) -c $< -o $@

# Headers of BearSSL and of the kernel, and none of glibc's beside them.
$(RUNNER_HEADERS): | $(filter deps,$(MAKECMDGOALS))
	@mkdir -p $(@D)
	$(Q)cp /usr/include/bearssl/bearssl_hash.h $@
	$(Q)ln -sfn /usr/include/linux $(@D)/linux
	$(Q)ln -sfn /usr/include/asm-generic $(@D)/asm-generic
	$(Q)ln -sfn /usr/include/$(shell uname -m)-linux-gnu/asm $(@D)/asm

# --- tests ----------------------------------------------------------------------------------------
UNIT_C := $(wildcard tests/unit/*.c)
UNITS := $(UNIT_C:%.c=$(B)/%)

$(B)/tests/unit/%: tests/unit/%.c $(B)/libkeepc.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -fPIE $(COMPILER_INCLUDES) $(DEPENDENCIES) -MT $@ $< \
		$(B)/libkeepc.a -pie $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $@ -lcmocka \
		$(COMPILER_LIBRARIES)

# The reader alone, for the tests of YAML: a document's tree as JSON.
$(B)/tests/yaml/tree: tests/yaml/tree.c $(B)/libkeepc.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -fPIE $(COMPILER_INCLUDES) $(DEPENDENCIES) -MT $@ $< \
		$(B)/libkeepc.a -pie $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $@ $(COMPILER_LIBRARIES)

# The probe runs inside the sandbox: static, and it never forks.
PROBE_C := $(wildcard tests/e2e/probe/*.c)
PROBE_H := $(wildcard tests/e2e/probe/*.h tests/e2e/probe/*.def)
$(B)/tests/probe: $(PROBE_C) $(PROBE_H)
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -static -o $@ $(PROBE_C)

# The guest of the probes that measure a release; its size is part of what they show.
$(B)/tests/guest: tests/view/guest.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -static -s -o $@ $<
	$(Q)truncate -s 809904 $@

# What a runsc has and does, into the tables: schema/releases.md. As root.
.PHONY: release
release: all $(B)/tests/guest
	$(Q)GUEST="$(CURDIR)/$(B)/tests/guest" BUILD="$(CURDIR)/$(B)" \
		python3 tests/view/release.py "$(RUNSC)"

# Stand in for runsc where a test asks whether anything was started, and what it can reach.
$(B)/tests/marker $(B)/tests/lister: $(B)/tests/%: tests/runner/%.c tests/runner/detach.h
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -static -o $@ $<

.PHONY: check check-all bless
check check-all: all $(UNITS) $(B)/tests/probe $(B)/tests/marker \
	$(B)/tests/lister $(B)/tests/guest $(B)/tests/yaml/tree
	$(Q)BUILD="$(CURDIR)/$(B)" tests/run $(if $(filter check-all,$@),--all) $(SUITES)

# --- check-vm: the suites that need AppArmor, in an emulated Debian; tests/vm/run says more
.PHONY: check-vm
check-vm: all $(B)/tests/probe $(B)/tests/marker $(B)/tests/lister
	$(Q)BUILD="$(CURDIR)/$(B)" ARCH="$(ARCH)" tests/vm/run $(SUITES)

bless: all
	$(Q)BUILD="$(CURDIR)/$(B)" tests/run --bless

# --- bench: ratios of interleaved runs against the budgets in tests/bench; as root. KEEP=1 writes
# tests/bench/results.md; BASE=REVISION, or a directory with a build in it, is what to compare with
$(B)/tests/spawn $(B)/tests/noop: $(B)/tests/%: tests/bench/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)musl-gcc $(STANDARD) $(WARNINGS) -Os -static -o $@ $<

# Built as keeprun is.
$(B)/tests/floor.o: tests/bench/floor.c $(RUNNER_HEADERS) $(B)/.flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(RUNNER_CFLAGS) -c $< -o $@

$(B)/tests/floor: $(B)/tests/floor.o $(B)/runner/hash.o $(B)/runner/sha.o
	@echo "  LINK  $@"
	$(Q)$(RUNNER_LINK)

# Built as any program is, for what keepc adds to a start.
$(B)/tests/noop-dynamic: tests/bench/noop.c
	@mkdir -p $(@D)
	@echo "  CC    $@"
	$(Q)$(CC) $(STANDARD) $(WARNINGS) -O2 -o $@ $<

.PHONY: bench
bench: all $(B)/tests/spawn $(B)/tests/noop $(B)/tests/noop-dynamic $(B)/tests/floor \
	$(B)/tests/marker
	$(Q)BUILD="$(CURDIR)/$(B)" BASE="$(BASE)" tests/bench/bench $(if $(KEEP),--keep)

# --- install --------------------------------------------------------------------------------------
MAN := $(B)/man/keepc.1 $(B)/man/keeprun.1 $(B)/man/innerkeep-policy.5
COMPLETIONS := $(B)/completions/bash $(B)/completions/zsh $(B)/completions/fish

.PHONY: man completions install
man: $(MAN)
completions: $(COMPLETIONS)

# scdoc stamps its pages with this date: the newest change of the sources, so that two builds agree.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y LICENSE)
SCDOC = SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) scdoc

$(B)/man/keepc.1: $(B)/keepc
	@mkdir -p $(@D)
	@echo "  MAN   $@"
	$(Q)$(B)/keepc manual keepc | $(SCDOC) | awk -f compiler/cli/tidy_man.awk > $@

$(B)/man/innerkeep-policy.5: $(B)/keepc
	@mkdir -p $(@D)
	@echo "  MAN   $@"
	$(Q)$(B)/keepc manual policy | $(SCDOC) | awk -f compiler/cli/tidy_man.awk > $@

$(B)/man/keeprun.1: runner/faults.def runner/keeprun.1.scd runner/manual.awk schema/rows.awk
	@mkdir -p $(@D)
	@echo "  MAN   $@"
	$(Q)awk -f schema/rows.awk runner/faults.def | \
		awk -f runner/manual.awk - runner/keeprun.1.scd | $(SCDOC) | \
		awk -f compiler/cli/tidy_man.awk > $@

$(B)/completions/%: $(B)/keepc
	@mkdir -p $(@D)
	$(Q)$(B)/keepc completions $* > $@

DATA := $(DESTDIR)$(PREFIX)/share
install: all $(MAN) $(COMPLETIONS)
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/man/man1 $(DATA)/man/man5 \
		$(DATA)/innerkeep/policies $(DATA)/innerkeep/schema \
		$(DATA)/bash-completion/completions \
		$(DATA)/zsh/site-functions $(DATA)/fish/vendor_completions.d
	install -m 755 $(B)/keepc $(B)/keeprun $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(B)/man/keepc.1 $(B)/man/keeprun.1 $(DATA)/man/man1
	install -m 644 $(B)/man/innerkeep-policy.5 $(DATA)/man/man5
	install -m 644 $(wildcard policies/*.yaml policies/*.json) policies/outer-apparmor \
		$(DATA)/innerkeep/policies
	install -m 644 schema/policy.schema.json $(DATA)/innerkeep/schema
	install -m 644 $(B)/completions/bash $(DATA)/bash-completion/completions/keepc
	install -m 644 $(B)/completions/zsh $(DATA)/zsh/site-functions/_keepc
	install -m 644 $(B)/completions/fish $(DATA)/fish/vendor_completions.d/keepc.fish

.PHONY: picture
picture:
	dot -Tsvg schema/pipeline.dot > schema/pipeline.svg

# --- dist -----------------------------------------------------------------------------------------
# The sources as one file, the same bytes wherever and whenever it is made from the same commit.
NAME := innerkeep-$(VERSION)
REVISION ?= HEAD
.PHONY: dist deb
dist: build/$(NAME).tar.gz
build/$(NAME).tar.gz: FORCE
	@mkdir -p build
	@echo "  TAR   $@"
	$(Q)git -c core.abbrev=no archive --format=tar --prefix=$(NAME)/ $(REVISION) | \
		gzip -n -9 > $@

# Debian packages of keepc and keeprun, from the dist file and examples/debian.
deb: dist
	$(Q)rm -rf build/deb && mkdir -p build/deb
	$(Q)cp build/$(NAME).tar.gz build/deb/innerkeep_$(VERSION).orig.tar.gz
	$(Q)tar -C build/deb -xzf build/$(NAME).tar.gz
	$(Q)cp -r build/deb/$(NAME)/examples/debian build/deb/$(NAME)/debian
	$(Q)cd build/deb/$(NAME) && dpkg-buildpackage -j2 -us -uc

# --- lint: nothing here is needed to build; every suppression is argued where it stands -----------
LINT_C := $(COMPILER_C) $(RUNNER_C)
LINT_H := $(wildcard compiler/*.h compiler/*/*.h runner/*.h schema/*.h)
LINT_SH = $(shell grep -rlE '^\#!/bin/sh' --include=*.sh --include=*.test --include=run \
	.ci examples tests)
EACH := xargs -P 2 -n 1 sh -c
# Inside of EACH's quotes there are no others.
RUNNER_LINT_CFLAGS = $(filter-out -DKEEPRUN_VERSION=%,$(RUNNER_CFLAGS)) \
	-DKEEPRUN_VERSION=ARTIFACT_VERSION

# The processor's instructions have other names in gcc's headers than clang-tidy knows.
TIDY_RUNNER_CFLAGS = $(subst $(shell $(CC) -print-file-name=include),$(shell clang \
	-print-file-name=include),$(filter-out $(HARDEN),$(RUNNER_LINT_CFLAGS)))

.PHONY: lint lint-format lint-tidy lint-cppcheck lint-analyzer lint-shell
lint: lint-format lint-tidy lint-cppcheck lint-analyzer lint-shell

lint-format:
	@echo "  clang-format"
	$(Q)clang-format --dry-run -Werror $(LINT_C) $(LINT_H) $(UNIT_C) $(PROBE_C) \
		tests/e2e/probe/probe.h

lint-tidy: all
	@echo "  clang-tidy"
	@echo $(COMPILER_C) | $(EACH) 'clang-tidy --quiet "$$1" -- $(STANDARD) \
		-DKEEPC_VERSION=\"\" $(COMPILER_INCLUDES) 2>/dev/null' lint
	@echo $(RUNNER_C) | $(EACH) 'clang-tidy --quiet "$$1" -- \
		$(TIDY_RUNNER_CFLAGS) -w 2>/dev/null' lint

# It does not know _Noreturn, so it follows fatal() to where it never returns: the two checks of
# null pointers are left to the compilers' analyzers.
lint-cppcheck: $(B)/compiler/model/since.h
	@echo "  cppcheck"
	$(Q)cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 --suppress=nullPointerRedundantCheck \
		--suppress=ctunullpointer -D_GNU_SOURCE -Icompiler -Ischema -Irunner \
		-I$(B)/compiler compiler runner

lint-analyzer: all
	@echo "  gcc -fanalyzer"
	@echo $(COMPILER_C) | $(EACH) 'gcc $(STANDARD) -Werror -O1 -fanalyzer $(COMPILER_INCLUDES) \
		-DKEEPC_VERSION=\"\" -c -o /dev/null "$$1"' lint
	@echo $(RUNNER_C) | $(EACH) \
		'gcc $(RUNNER_LINT_CFLAGS) -O1 -fanalyzer -c -o /dev/null "$$1"' lint

lint-shell:
	@echo "  shellcheck"
	$(Q)shellcheck $(LINT_SH)

# --- fuzz -----------------------------------------------------------------------------------------
# One program per tests/fuzz/fuzz_*.c; one that includes the runner's sources instead of the
# compiler's names them in FUZZ_FLAGS_name.
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

$(B)/tests/fuzz/%: tests/fuzz/%.c $(B)/libkeepc.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) $(COMPILER_INCLUDES) $(FUZZ_FLAGS_$*) $(DEPENDENCIES) -MT $@ $< \
		$(B)/libkeepc.a $(LDFLAGS_$(VARIANT)) -fsanitize=fuzzer $(LDFLAGS) -o $@ \
		$(COMPILER_LIBRARIES)

RUNNER_SCANNERS := $(RUNNER_RE:%.re=$(B)/%.c)
FUZZ_RUNNER := -Irunner runner/fault.c runner/line.c runner/options.c runner/path.c runner/arena.c \
	runner/sight.c runner/json_string.c $(RUNNER_SCANNERS)
FUZZ_FLAGS_fuzz_argv := $(FUZZ_RUNNER)
FUZZ_FLAGS_fuzz_mounts := $(FUZZ_RUNNER)
FUZZ_FLAGS_fuzz_splice := $(FUZZ_RUNNER)
$(addprefix $(B)/tests/fuzz/,fuzz_argv fuzz_mounts fuzz_splice): $(RUNNER_SCANNERS) $(RUNNER_C) \
	$(wildcard runner/*.h)

.PHONY: fuzz
fuzz: $(FUZZ_TARGETS)
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run

.PHONY: deps demo clean
# make deps demo and the like need no engine and no test's tool; make deps alone is for everything.
BUILDING := deps all demo install man completions
deps:
	$(Q)tests/deps.sh $(if $(filter-out $(BUILDING),$(MAKECMDGOALS)),all,$(if $(filter-out \
		deps,$(MAKECMDGOALS)),build,all))

demo: all $(B)/tests/probe
	$(Q)BUILD="$(CURDIR)/$(B)" examples/demo.sh

clean:
	rm -rf build/debug build/release build/san build/fuzz

-include $(shell find $(B) -name '*.d' 2>/dev/null)
