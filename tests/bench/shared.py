#!/usr/bin/env python3
"""Daemons that share a journal, against one with its own file, in one run on one disk: durable submissions in groups,
the way of an alert from one daemon to another's stream, the time without a writer, the start of a reader, reading.
usage: shared.py --build FOLDER [--only submit|alert|take-over|read|start] [--seconds N] [--entries N]
entries: of the reader's start (default 100000)"""
import argparse
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "system"))
sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))


def flushing(count):
    """Daemons on a server that flushes what it commits, as a file does: it is asked, for a server that does not is
    faster at everything."""
    import many

    m = many.Many(count, settings={})
    if m.cluster.first.sql("SHOW fsync") != "on":
        m.close()
        raise SystemExit("the server flushes nothing")
    return m


def bench_submit(folder, seconds):
    """In turns, each on a new journal: what was filed before would weigh on what follows. One that is followed shares
    the machine with who follows, who folds and judges all of it again."""
    from daemon import Daemon
    from serve import submit

    rates = {"file": [], "alone": [], "followed": []}
    for run in range(5):
        with Daemon(data=os.path.join(folder, "file%d" % run)) as daemon:
            rates["file"].append(submit(daemon, run, seconds))
        for name, count in (("alone", 1), ("followed", 2)):
            with flushing(count) as m:
                rates[name].append(submit(m.writer(), run, seconds))
                m.together()
    for name in ("alone", "followed"):
        ratios = [there / own for there, own in zip(rates[name], rates["file"])]
        print("many_submit_%s_per_s %.0f\nmany_submit_%s_over_file %.2f (%.2f to %.2f%s)" % (
            name, statistics.median(rates[name]), name, statistics.median(ratios), min(ratios), max(ratios),
            "; goal 0.8" if name == "alone" else ""))


def quantile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def bench_alert(count):
    """From the answer to a filing at the writer to its alert on the stream of a reader."""
    from daemon import Stream, rally

    with flushing(2) as m:
        writer, (reader,) = m.writer(), m.readers()
        stream, waits = Stream(reader), []
        for i in range(count):
            lat, lon = -1.0 + 0.04 * (i % 40), 115.5 + 0.04 * (i // 40)
            writer.ask("POST", "/api/v1/notices", rally("a%d@m" % i, lat, lon))
            before = len(stream.events)
            writer.ask("POST", "/api/v1/notices", rally("b%d@m" % i, lat + 0.005, lon, paslon=2))
            answered = time.monotonic()
            if len(stream.wait(before + 1)) == before:
                raise SystemExit("an alert did not come")
            waits.append(1000 * max(0, stream.events[before][2] - answered))
        stream.close()
    print("many_alert_ms_p50 %.1f\nmany_alert_ms_p99 %.1f (goal 50)" % (quantile(waits, 0.5), quantile(waits, 0.99)))


def bench_take_over(count):
    """From the death of who writes to the first filing that the next one acknowledges."""
    from daemon import rally

    took = []
    with flushing(2) as m:
        for i in range(count):
            writer, (reader,) = m.writer(), m.readers()
            writer.stop(signal.SIGKILL)
            began = time.monotonic()
            while reader.ask("POST", "/api/v1/notices", rally("t%d@m" % i, 0.1, 117.0 + 0.1 * i)).status != 201:
                time.sleep(0.02)
            took.append(time.monotonic() - began)
            writer.start()
    print("many_take_over_s_max %.2f (goal 8)" % max(took))


def entries_of(path):
    with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as db:
        return db.execute("SELECT max(seq) FROM journal").fetchone()[0]


def bench_start(folder, entries):
    """A reader that has seen nothing of a journal, one that has its copy, and one that left a snapshot as well."""
    import cluster
    import many
    from daemon import Daemon
    from serve import submit

    with Daemon(data=os.path.join(folder, "large")) as daemon:
        run, path = 0, os.path.join(daemon.data, "jarakd.db")
        while entries_of(path) < entries:
            submit(daemon, "s%d" % run, 5)
            run += 1
    entries = entries_of(path)
    server = cluster.Cluster()
    try:
        many.ctl("store", "prepare", server.address())
        began = time.monotonic()
        many.ctl("store", "copy", path, server.address())
        print("many_copy_entries_per_s %.0f" % (entries / (time.monotonic() - began)))
        os.sync()  # what was filed and copied just now is not the reader's to wait for
        with many.Many(1, address=lambda _: server.address(), options=["--store-follow", "on"]) as m:
            reader = m.daemons[0]
            print("many_start_new_s %.2f (%d entries)" % (reader.start_s, reader.seq()))
            reader.stop()
            reader.start()
            print("many_start_again_s %.2f" % reader.start_s)
            reader.stop()
            os.unlink(os.path.join(reader.data, "jarakd.snapshot"))
            reader.start()
            print("many_start_copy_s %.2f" % reader.start_s)
            reader.stop()
    finally:
        server.close()


def bench_read(seconds):
    """Answers a second of one daemon, and of three at once."""
    from daemon import rally
    from serve import wrk

    with flushing(3) as m:
        writer = m.writer()
        for i in range(40):
            writer.ask("POST", "/api/v1/notices", rally("r%d@m" % i, -1.0 + 0.05 * i, 116.0))
        m.together()
        header = "Authorization: Bearer " + writer.token("polres")
        urls = ["http://127.0.0.1:%d/api/v1/notices" % d.port for d in m.daemons]
        one = wrk(urls[0], [header], seconds)
        rates = [0.0] * len(urls)

        def ask(i):
            rates[i] = wrk(urls[i], [header], seconds)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(len(urls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print("many_read_one_per_s %.0f\nmany_read_three_over_one %.2f (%d cores)" % (
        one, sum(rates) / one, os.cpu_count()))


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--build", default=os.path.join(ROOT, "build"))
    words.add_argument("--seconds", type=int, default=5)
    words.add_argument("--entries", type=int, default=100000)
    words.add_argument("--only", default="")
    said = words.parse_args()
    os.environ["JARAK_BUILD"] = os.path.abspath(said.build)
    import many
    if many.SKIP:
        print("many: " + many.SKIP)
        return
    folder = tempfile.mkdtemp(prefix="jarakd-bench-")
    parts = {"submit": lambda: bench_submit(folder, said.seconds), "alert": lambda: bench_alert(100),
             "take-over": lambda: bench_take_over(3), "read": lambda: bench_read(said.seconds),
             "start": lambda: bench_start(folder, said.entries)}
    try:
        for name, part in parts.items():
            if said.only in ("", name):
                part()
                sys.stdout.flush()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
