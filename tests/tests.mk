# Tests, benches and fuzzers: one Criterion program a folder of tests/unit, linked with both archives.

UNIT_DIRS := $(notdir $(patsubst %/,%,$(wildcard tests/unit/*/)))
UNIT_BINS := $(foreach d,$(UNIT_DIRS),$(B)/tests/unit_$(d))

# What a program needs besides its folder: the desk of the use cases; sources that stand in no archive, their main() as
# program_main(). Whole seasons are slow and have a program of their own, so that a change of app is tested without them.
SEASON_OBJECTS   := $(call objects,$(filter-out %/main.c,$(sort $(wildcard tests/season/*.c))))
UNIT_MORE_season := $(call objects,tests/unit/app/desk.c) $(SEASON_OBJECTS)
UNIT_MORE_http   := $(call objects,tests/unit/app/desk.c)
UNIT_MORE_ctl    := $(call objects,$(filter-out %/main.c,$(CTL))) $(B)/tests/program_ctl.o
UNIT_MORE_main   := $(call objects,$(filter-out %/jarakd.c,$(MAIN)) tests/unit/app/desk.c) $(B)/tests/program_main.o

$(B)/tests/program_ctl.o: $(B)/daemon/ctl/main.o
$(B)/tests/program_main.o: $(B)/daemon/main/jarakd.o
$(B)/tests/program_%.o:
	@mkdir -p $(@D)
	objcopy --redefine-sym main=program_main $< $@

define unit_program
$(B)/tests/unit_$(1): $(call objects,$(shell find tests/unit/$(1) -name "*.c" | sort) tests/support/strict.c) $(UNIT_MORE_$(1)) $(LIBSHELL) $(LIBJARAK)
	$$(CC) $$(LDFLAGS) -o $$@ $$^ -lcriterion $$(PURE_LIBS) $$(STORE_LIBS) $$(HTTP_LIBS) $$(CTL_LIBS) $$(HOST_LIBS)
endef
$(foreach d,$(UNIT_DIRS),$(eval $(call unit_program,$(d))))

# Tests of shared journals are their own module of a database: dlopen() of no name is the program itself.
$(B)/tests/unit_store: LDFLAGS += -Wl,--export-dynamic-symbol=jk_shared_driver

units: $(UNIT_BINS)

$(B)/tests/leak: tests/tools/leak.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $<

# A wall clock for system tests: LD_PRELOAD=build/tests/clock.so
$(B)/tests/clock.so: tests/tools/clock.c
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $<

# Breaks a promise within jarakd when a file says so: LD_PRELOAD=build-check/tests/spoil.so
$(B)/tests/spoil.so: tests/tools/spoil.c
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $< -ldl

# Holds jarakd open while it reads its store, as long as a file says so: LD_PRELOAD=build-check/tests/gate.so
$(B)/tests/gate.so: tests/tools/gate.c
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $< -ldl

# Lets calls of jarakd fail as a file says: LD_PRELOAD=build-check/tests/fail.so
$(B)/tests/fail.so: tests/tools/fail.c
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $< -ldl

units: $(B)/tests/clock.so $(B)/tests/spoil.so $(B)/tests/gate.so $(B)/tests/fail.so

# A whole campaign of three regencies: build/tests/whole_season, see tests/season/play.h.
$(B)/tests/whole_season: $(SEASON_OBJECTS) $(B)/tests/season/main.o $(LIBSHELL) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS) $(HTTP_LIBS) $(CTL_LIBS)

BENCH_OBJECTS := $(call objects,tests/bench/chain.c tests/bench/engine.c tests/bench/rows.c)

$(B)/bench/engine: $(BENCH_OBJECTS) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS)

# The questions that once held everybody: build/bench/stalls
$(B)/bench/stalls: $(call objects,tests/bench/stalls.c) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS)

# The engine's peers, in process and through a client: see tests/bench/peers.h.
PEER_OBJECTS := $(call objects,$(addprefix tests/bench/,peer_geos.c peer_postgis.c peer_rtree.c peers.c rows.c))

$(B)/tests/bench/peer_postgis.o: CPPFLAGS += -I$(shell pg_config --includedir 2>/dev/null)

$(B)/bench/peers: $(PEER_OBJECTS) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS) -lgeos_c -lpq

# The store's commits against plain SQLite: build/bench/commit FOLDER
$(B)/bench/commit: $(call objects,tests/bench/commit.c) $(LIBSHELL) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS)

# A slow disk for measuring: LD_PRELOAD=build/bench/flush.so
$(B)/bench/flush.so: tests/bench/flush.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -D_GNU_SOURCE -fPIC -shared -o $@ $<

# make fuzz: each target for FUZZ_SECONDS under clang's sanitizers, libical instrumented with it (tests/tools/libical.sh);
# findings stop it. Corpora stay in build-fuzz; `make fuzz-corpus` keeps the least of them that reach as much.
FUZZERS      := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
FUZZ_ICAL    := $(wildcard $(B)/libical/libical.a)
FUZZ_LIBS    := $(if $(FUZZ_ICAL),$(FUZZ_ICAL) -licuuc -licui18n) $(PURE_LIBS)

$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(LIBSHELL) $(LIBJARAK) $(FUZZ_ICAL)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(LIBSHELL) $(LIBJARAK) $(FUZZ_LIBS) $(STORE_LIBS) $(HTTP_LIBS)

# What jarakctl alone reads.
$(B)/fuzz/fuzz_manifest: $(call objects,daemon/ctl/data/manifest.c daemon/ctl/data/erasures.c daemon/ctl/data/durable.c daemon/ctl/texts.c)

fuzz-programs: $(FUZZERS:%=$(B)/fuzz/%)

FUZZ_SAN := address,undefined,fuzzer-no-link

fuzz:
	@tests/tools/deps.sh build test fuzz
	@tests/tools/libical.sh build-fuzz/libical clang -O1 -g1 -fPIE -fsanitize=$(FUZZ_SAN) -fno-omit-frame-pointer
	@$(MAKE) -s -j2 B=build-fuzz CC=clang SAN=$(FUZZ_SAN) fuzz-programs
	@for f in $(FUZZERS); do mkdir -p build-fuzz/corpus/$$f tests/fuzz/corpus/$$f; \
	    echo "== $$f"; ASAN_OPTIONS=detect_leaks=1 build-fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -verbosity=0 \
	    -print_final_stats=1 build-fuzz/corpus/$$f tests/fuzz/corpus/$$f $$(cat tests/fuzz/$$f.seeds 2>/dev/null) || exit 1; done

# Behind `make fuzz`.
fuzz-corpus:
	@tests/tools/corpus.sh build-fuzz tests/fuzz/corpus $(FUZZERS)

# docs/rules.md is made from the table of rules; lint compares.
$(B)/tests/rules_doc: $(call objects,tests/tools/rules_doc.c) $(LIBSHELL) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS)

# The table of kinds in docs/journal.md is made from their descriptors; lint compares.
$(B)/tests/journal_doc: $(call objects,tests/tools/journal_doc.c) $(LIBSHELL) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS)

docs: $(B)/tests/rules_doc $(B)/tests/journal_doc
	@$(B)/tests/rules_doc calendars/kutim-2024 >docs/rules.md
	@$(B)/tests/journal_doc docs/journal.md >$(B)/journal.md && cp $(B)/journal.md docs/journal.md

# A store with an entry of every kind, as in tests/fixtures: build/tests/make_store FILE
$(B)/tests/make_store: $(call objects,tests/tools/make_store.c) $(LIBSHELL) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS)

units: $(B)/tests/make_store
