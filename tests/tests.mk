# Tests, benches and fuzzers: one Criterion program a folder of tests/unit, linked with both archives.

UNIT_DIRS := $(notdir $(patsubst %/,%,$(wildcard tests/unit/*/)))
UNIT_BINS := $(foreach d,$(UNIT_DIRS),$(B)/tests/unit_$(d))

define unit_program
$(B)/tests/unit_$(1): $(call objects,$(wildcard tests/unit/$(1)/*.c)) $(LIBSHELL) $(LIBJARAK)
	$$(CC) $$(LDFLAGS) -o $$@ $$^ -lcriterion $$(PURE_LIBS) $$(STORE_LIBS) $$(HTTP_LIBS) $$(CTL_LIBS)
endef
$(foreach d,$(UNIT_DIRS),$(eval $(call unit_program,$(d))))

units: $(UNIT_BINS)

$(B)/tests/leak: tests/tools/leak.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $<

BENCH_OBJECTS := $(call objects,tests/bench/engine.c tests/bench/rows.c)

$(B)/bench/engine: $(BENCH_OBJECTS) $(LIBJARAK)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS)
