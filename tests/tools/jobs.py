"""Jobs of the test suite, so many at once: each is a process of its own, told about when it ends.

A job has a part, a name and a command; what it counts is read from its output by `counted`, which answers (passed,
failed, skipped, names of failures). A job that hangs is ended with everything it started and has failed.
"""
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time

HANGING_S = 1800  # no job takes a tenth of it on two busy cores; the rounds of --long do not go by it


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []
        self.seconds = 0.0  # of all jobs, one after another

    def add(self, passed, failed, skipped=0, failures=()):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        self.failures += failures

    def __str__(self):
        return "%d passed, %d failed, %d skipped" % (self.passed, self.failed, self.skipped)


class Job:
    def __init__(self, part, name, command, counted, env=None):
        self.part, self.name, self.command, self.counted, self.env = part, name, command, counted, env
        self.process, self.told = None, False


class Pool:
    """Runs the jobs it is given in their order, `workers` at once, and tells what each came to."""

    def __init__(self, root, workers, hanging_s=HANGING_S):
        self.root, self.workers, self.hanging_s = root, workers, hanging_s
        self.waiting, self.lock, self.counts = queue.SimpleQueue(), threading.Lock(), {}
        self.running, self.stopped = set(), False

    def run(self, jobs):
        """The counts by part; all jobs have ended."""
        jobs = list(jobs)
        for job in jobs:
            self.counts.setdefault(job.part, Count())
            self.waiting.put(job)
        threads = [threading.Thread(target=self.work, daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            self.stop()
            raise
        for job in jobs:  # a worker that ended before its time must not hide one
            if not job.told:
                self.counts[job.part].add(0, 1, 0, ["%s was not run" % job.name])
        return self.counts

    def stop(self):
        with self.lock:
            self.stopped = True
            for job in self.running:
                end(job.process)

    def work(self):
        while True:
            try:
                job = self.waiting.get_nowait()
            except queue.Empty:
                return
            # A file, not a pipe: what a job leaves running would hold a pipe open.
            with tempfile.TemporaryFile() as output:
                began = time.monotonic()
                try:
                    with self.lock:
                        if self.stopped:
                            return
                        job.process = subprocess.Popen(job.command, cwd=self.root, env=job.env, stdin=subprocess.DEVNULL,
                                                       stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
                        self.running.add(job)
                    status = self.ended(job)
                except OSError as e:
                    status = str(e)
                output.seek(0)
                self.tell(job, output.read().decode("utf-8", "replace"), status, time.monotonic() - began)

    def ended(self, job):
        """How it ended; None when it hung."""
        try:
            return job.process.wait(self.hanging_s)
        except subprocess.TimeoutExpired:
            end(job.process)
            job.process.wait()
            return None

    def tell(self, job, output, status, seconds):
        try:
            passed, failed, skipped, failures = job.counted(output, status)
        except Exception as e:  # what cannot be read has not passed
            passed, failed, skipped, failures = 0, 1, 0, ["%s: not understood: %r" % (job.name, e)]
        if status is None:
            failed, failures = max(failed, 1), failures + ["%s: hung for %d s" % (job.name, self.hanging_s)]
        with self.lock:
            self.running.discard(job)
            job.told = True
            count = self.counts[job.part]
            count.add(passed, failed, skipped, failures)
            count.seconds += seconds
            more = (", %d skipped" % skipped if skipped else "") + (" FAILED" if failed else "")
            print("%-6s %-26s %4d passed, %d failed%s (%.1f s)" % (job.part, job.name, passed, failed, more, seconds))
            if failed:
                print(output)
            for line in output.splitlines():
                if line.startswith("skipped: ") and not failed:
                    print(line)
            sys.stdout.flush()


def end(process):
    """It and whatever it started: the session is its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
