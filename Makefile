# jarakd: make run, make test.
# build/        the release: a failed assertion (jarak/base/defend.h) is logged and its command undone
# build-check/  the checking build, which aborts there: unit and system tests. `make unit` and `make check` build only this
# build-asan/, build-fuzz/  checking too, under sanitizers; build-clang/ the release by the other compiler
# One program: `make build/jarakd`; one folder of unit tests: `make unit-ical`. Unit programs of any build abort at
# a failed assertion; those of build/ are what the release's objects do.
# Variables: B=<build folder>  CC=gcc|clang  SAN=address,undefined  CHECK=1 (as B=build-check and SAN do by themselves)
# MORE_CPPFLAGS, MORE_CFLAGS, MORE_LDFLAGS stand behind our own: a distribution's (debian/rules)

B     ?= build
CC    := $(if $(filter default,$(origin CC)),gcc,$(CC))
SAN   ?=
CHECK ?= $(if $(SAN)$(filter %-check,$(B)),1)

WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
HARDEN   := -fPIE -fstack-protector-strong -fstack-clash-protection
CPPFLAGS := -Iinclude -I. -D_GNU_SOURCE -MMD -MP $(if $(SAN),,-D_FORTIFY_SOURCE=2) $(if $(CHECK),-DJK_CHECKING) $(MORE_CPPFLAGS)
# A build for tests is compiled and linked in half the time without the last of optimising, and traces want lines only.
OPT      := $(if $(CHECK),-O1 -g1,-O2 -g)
CFLAGS   := -std=c11 $(OPT) $(WARN) $(HARDEN) $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer \
            $(if $(findstring clang,$(CC)),,-Wno-format-truncation)) # sanitizers hide from gcc how far a number goes
CFLAGS   += $(MORE_CFLAGS)
LDFLAGS  := -pie -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=$(SAN)) $(MORE_LDFLAGS)

include daemon/sources.mk

PURE_LIBS  := -lical -ljansson -lyajl -lproj -lz -lqrencode -lcrypto -lm
STORE_LIBS := -lsqlite3 -lcrypt -pthread
HTTP_LIBS  := -levent_openssl -levent -lssl -lxml2
HOST_LIBS  := -lseccomp
CTL_LIBS   := -lcurl -lxml2 -larchive

objects = $(patsubst %.c,$(B)/%.o,$(1))

# Pages (daemon/web): templates become C, the rest is embedded in three encodings. Leaflet is Debian's (libjs-leaflet).
PAGES  := $(patsubst daemon/web/%.html,$(B)/web/%.o,$(wildcard daemon/web/*.html))
LEAFLET := /usr/share/javascript/leaflet
ASSETS  := $(wildcard daemon/web/*.css daemon/web/*.js) $(LEAFLET)/leaflet.min.js $(LEAFLET)/leaflet.css

SHELL_SIDE := $(SHELL_BASE) $(HOST) $(CONFIG) $(STORE) $(APP) $(INTERCHANGE) $(NOTIFY) $(HTTP)
LIBJARAK   := $(B)/libjarak.a
LIBSHELL   := $(B)/libshell.a

.PHONY: all build many units fuzz-programs run run-fresh run-many test test-long check unit system asan lint coverage fuzz fuzz-corpus soak bench bench-long nation season deps install install-dev deb compdb clean format docs
.DELETE_ON_ERROR:
.SECONDARY:

all: build

build: $(B)/jarakd $(B)/jarakd-notify $(B)/jarakd-paper $(B)/jarakd-past $(B)/jarakctl

$(LIBJARAK): $(call objects,$(PURE)) $(PAGES)
	@rm -f $@
	ar crs $@ $^

# The shell side as an archive too, so that tests and tools link only what they call.
$(LIBSHELL): $(call objects,$(SHELL_SIDE)) $(B)/web/assets.o
	@rm -f $@
	ar crs $@ $^

$(B)/jarakd: $(call objects,$(MAIN)) $(LIBSHELL) $(LIBJARAK)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS) $(HTTP_LIBS) $(CTL_LIBS) $(HOST_LIBS)

$(B)/jarakd-notify: $(call objects,$(NOTIFYD)) $(LIBSHELL) $(LIBJARAK)
	$(CC) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(PURE_LIBS) $(CTL_LIBS) $(HOST_LIBS)

# Only this program draws: the daemon links neither cairo nor pango. FONTS: where Debian's fonts-dejavu-core lies.
FONTS      ?= /usr/share/fonts/truetype/dejavu
PAPER_LIBS  = $(shell pkg-config --libs cairo pangocairo pangoft2 fontconfig gdk-pixbuf-2.0)

$(call objects,$(PAPER)): CPPFLAGS += $(shell pkg-config --cflags cairo pangocairo pangoft2 fontconfig gdk-pixbuf-2.0 2>/dev/null | sed 's/-I/-isystem /g')

$(B)/daemon/paper/letters_in.o: daemon/paper/letters.S
	@mkdir -p $(@D)
	$(CC) -DFONTS=$(FONTS) -c -o $@ $<

$(B)/jarakd-paper: $(call objects,$(PAPER)) $(B)/daemon/paper/letters_in.o $(LIBSHELL) $(LIBJARAK)
	$(CC) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(PURE_LIBS) $(PAPER_LIBS) $(HOST_LIBS)

$(B)/jarakd-past: $(call objects,$(PAST)) $(LIBSHELL) $(LIBJARAK)
	$(CC) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(PURE_LIBS) $(STORE_LIBS) $(HOST_LIBS)

# The module of PostgreSQL is loaded by who is told an address; nothing else is linked with its library.
POSTGRESQL := $(call objects,$(wildcard daemon/store/postgresql/*.c))

$(B)/daemon/store/postgresql/%.o: daemon/store/postgresql/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -I$(shell pg_config --includedir 2>/dev/null) $(filter-out -fPIE,$(CFLAGS)) -fPIC -Wconversion -c -o $@ $<

$(B)/jarakd-postgresql.so: $(POSTGRESQL)
	$(CC) $(filter-out -pie,$(LDFLAGS)) -shared -Wl,-soname,jarakd-postgresql.so -o $@ $^ -lpq

many: $(B)/jarakd-postgresql.so
# For who runs tests without having asked for it: where PostgreSQL's library is there.
MANY_TOO := $(if $(wildcard /usr/include/postgresql/libpq-fe.h),many)

$(B)/jarakctl: $(call objects,$(CTL)) $(LIBSHELL) $(LIBJARAK)
	$(CC) $(LDFLAGS) -o $@ $^ $(PURE_LIBS) $(STORE_LIBS) $(CTL_LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wconversion -c -o $@ $<

$(B)/daemon/interchange/xml.o: CPPFLAGS += $(shell pkg-config --cflags libxml-2.0 2>/dev/null)

$(B)/web/%.c: daemon/web/%.html daemon/web/compile.py
	@mkdir -p $(@D)
	@python3 daemon/web/compile.py $< > $@

$(B)/web/assets.c: $(ASSETS) daemon/web/embed.py
	@python3 daemon/web/embed.py $(B)/web $(foreach a,$(ASSETS),$(notdir $(a))=$(a))

$(B)/web/%.o: $(B)/web/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wconversion -c -o $@ $<

# Criterion's macros do not survive -Wconversion and -Wextra's field initialisers.
$(B)/tests/unit/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-field-initializers -c -o $@ $<

include tests/tests.mk

deps:
	@tests/tools/deps.sh build test bench

# Continues with the data of the last run; run-fresh starts over.
run:
	@tests/tools/deps.sh build
	@$(MAKE) -s -j2 build
	@python3 tests/tools/demo.py --build $(B) --data var

run-fresh:
	@rm -rf var
	@$(MAKE) -s run

# PostgreSQL with a standby, two daemons that share its journal, nginx in front of them: the story at one, its alert at the other.
run-many:
	@tests/tools/deps.sh build many
	@$(MAKE) -s -j2 build many
	@python3 tests/tools/run_many.py --build $(B)

# Each unit program, each module of tests/system (again under sanitizers) and each check of lint is a job; one more than
# there are cores run at once (tests/tools/test.py --jobs, --times).
PARTS ?= unit system asan lint
test:
	@tests/tools/deps.sh build test
	@$(MAKE) -s -j2 build many build/tests/rules_doc build/tests/journal_doc
	@tests/tools/axe.sh build-check
	@$(MAKE) -s -j2 B=build-check build many units
	@$(MAKE) -s -j2 B=build-asan SAN=address,undefined build many units build-asan/tests/leak
	@python3 tests/tools/test.py $(PARTS)

# `make test` with ten times the rounds of its properties, a hundred long seasons and a whole one, and the packages: some two hours.
test-long:
	@$(MAKE) -s deb
	@$(MAKE) -s test PARTS="--long unit system asan lint package"

check:
	@$(MAKE) -s -j2 B=build-check build $(MANY_TOO) units
	@python3 tests/tools/test.py unit system

unit:
	@$(MAKE) -s -j2 B=build-check units
	@python3 tests/tools/test.py unit

# One folder of tests/unit, without the rest: make unit-engine
unit-%:
	@$(MAKE) -s -j2 B=build-check build-check/tests/unit_$*
	@build-check/tests/unit_$*

system:
	@tests/tools/axe.sh build-check
	@$(MAKE) -s -j2 B=build-check build $(MANY_TOO) build-check/tests/clock.so build-check/tests/spoil.so build-check/tests/gate.so build-check/tests/fail.so
	@python3 tests/tools/test.py system

asan:
	@$(MAKE) -s -j2 B=build-asan SAN=address,undefined build $(MANY_TOO) units build-asan/tests/leak
	@python3 tests/tools/test.py asan

# How much of each house unit and system tests reach; a quarter of an hour. Copies of the process leave by exit() here, so that
# what they run is counted. Faults, which are tried on the release, are tried once more on what is counted.
coverage:
	@tests/tools/deps.sh build test cover
	@$(MAKE) -s -j2 build
	@$(MAKE) -s -j2 B=build-cov-check MORE_CPPFLAGS=-D_exit=exit MORE_CFLAGS=--coverage MORE_LDFLAGS=--coverage build many units
	@find build-cov-check -name '*.gcda' -delete
	@JARAK_SANDBOX=off python3 tests/tools/test.py --build build-cov-check unit system || echo "coverage: some tests failed, most likely those of the sandbox, which is off here"
	@cd tests/system && JARAK_SANDBOX=off JARAK_BUILD=$(CURDIR)/build-cov-check JARAK_RELEASE=$(CURDIR)/build-cov-check \
	    python3 -m unittest test_faults_calls test_faults_disk test_faults_memory || echo "coverage: some faults were not stood"
	@python3 tests/tools/coverage.py build-cov-check

lint: build many $(B)/tests/rules_doc $(B)/tests/journal_doc
	@python3 tests/tools/test.py --release $(B) lint

# Ratios within one run; `make bench SHARED=...` names the folder with the workload's generator.
SHARED ?= ../shared
bench:
	@tests/tools/deps.sh build bench
	@$(MAKE) -s -j2 build many $(B)/bench/engine $(B)/bench/peers $(B)/bench/flush.so $(B)/bench/stalls
	@tests/bench/run.sh $(B) $(SHARED)

# A thousand to a million activities, the peers at a million: some 25 minutes.
bench-long:
	@tests/tools/deps.sh build bench
	@$(MAKE) -s -j2 build $(B)/bench/engine $(B)/bench/peers $(B)/bench/flush.so
	@tests/bench/run.sh $(B) $(SHARED) long

# A nation of REGENCIES regencies with 2,000 activities each in one daemon, beside a small one: an hour for all 508.
REGENCIES ?= 508
nation:
	@tests/tools/deps.sh build
	@$(MAKE) -s -j2 build
	@python3 tests/bench/nation.py --build $(B) --regencies $(REGENCIES)

# An hour of steady load: exit 1 where memory rises or descriptors stay (tests/bench/soak.py).
SOAK_SECONDS ?= 3600
soak:
	@tests/tools/deps.sh build
	@$(MAKE) -s -j2 build
	@python3 tests/bench/soak.py --build $(B) --seconds $(SOAK_SECONDS)

# A whole campaign: three regencies, 60 days, 2,500 activities each, every act of everybody, each step held against an
# independent look; exchanged ballot numbers, replays and restarts at each day's end. It takes 100 s of processor time, half on each of two cores.
SEED ?= 2024
season:
	@tests/tools/deps.sh build
	@$(MAKE) -s -j2 build/tests/whole_season
	@build/tests/whole_season --seed $(SEED)

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

# Under DESTDIR for packages; units where the distribution keeps its own. A configuration that is there is the operator's.
UNITDIR ?= /usr/lib/systemd/system
SHARE   := $(DESTDIR)/usr/share
install: build install-dev
	install -d $(DESTDIR)/usr/bin $(DESTDIR)$(UNITDIR) $(SHARE)/jarakd/tz $(SHARE)/jarakd/kutim-2024
	install -m 755 $(B)/jarakd $(B)/jarakd-notify $(B)/jarakd-paper $(B)/jarakd-past $(B)/jarakctl $(DESTDIR)/usr/bin/
	ln -sf jarakctl $(DESTDIR)/usr/bin/jarakd-setup
	test ! -e $(B)/jarakd-postgresql.so || install -D -m 644 $(B)/jarakd-postgresql.so $(DESTDIR)/usr/lib/jarakd/jarakd-postgresql.so # of `make many`
	install -m 644 calendars/tz/zones.ics $(SHARE)/jarakd/tz/
	install -m 644 calendars/kutim-2024/*.json calendars/kutim-2024/*.geojson $(SHARE)/jarakd/kutim-2024/
	for page in docs/man/*.[1578]; do install -D -m 644 $$page $(SHARE)/man/man$${page##*.}/$${page##*/} || exit 1; done
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/vendor-completions
	$(B)/jarakctl completion bash > $(SHARE)/bash-completion/completions/jarakctl
	$(B)/jarakctl completion zsh > $(SHARE)/zsh/vendor-completions/_jarakctl
	install -m 644 $(wildcard systemd/*.service systemd/*.socket systemd/*.timer) $(DESTDIR)$(UNITDIR)/
	install -D -m 644 systemd/jarakd-net.conf $(SHARE)/jarakd/jarakd-net.conf
	install -D -m 644 systemd/jarakd.sysusers $(DESTDIR)/usr/lib/sysusers.d/jarakd.conf
	install -D -m 644 systemd/jarakd.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/jarakd.conf
	test -e $(DESTDIR)/etc/jarakd/jarakd.conf || install -D -m 644 systemd/jarakd.conf $(DESTDIR)/etc/jarakd/jarakd.conf # the operator's

# The pure side for other programs: its headers, which are its manual, the archive, and what pkg-config says of them.
LIBDIR   ?= /usr/lib/$(shell $(CC) -print-multiarch)
VERSION  := $(shell sed -n 's/^.define JK_VERSION "\(.*\)"/\1/p' include/jarak/base/version.h)
PURE_DIR := base geo model ical policy engine feed
SHELL_H  := $(addprefix include/jarak/base/,log.h password.h random.h sign.h)
install-dev: $(LIBJARAK)
	install -D -m 644 $(LIBJARAK) $(DESTDIR)$(LIBDIR)/libjarak.a
	for h in $(filter-out $(SHELL_H),$(shell find $(addprefix include/jarak/,$(PURE_DIR)) -name '*.h' -o -name '*.def')); do \
	    install -D -m 644 $$h $(DESTDIR)/usr/$$h || exit 1; done
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	sed 's|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(PURE_LIBS)|' daemon/jarak.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/jarak.pc

# The Debian packages, from what is committed, into $(B)/deb.
deb:
	@tests/tools/deps.sh build deb
	@debian/build.sh $(B)/deb

compdb:
	@python3 tests/tools/compdb.py $(CC) $(CPPFLAGS) $(CFLAGS) -- $(PURE) $(SHELL_SIDE) $(MAIN) $(NOTIFYD) $(CTL) > compile_commands.json

clean:
	rm -rf build build-*

-include $(shell find $(B) -name '*.d' 2>/dev/null)
