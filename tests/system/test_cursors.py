"""A cursor beyond the end of the inbox (a restored store) is answered with a reset and everything, never with silence."""
import unittest

from daemon import Daemon, Stream, rally


class Cursors(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.daemon.ask("POST", "/api/v1/notices", rally("a@c", 0.51, 117.55, 1))
        self.daemon.ask("POST", "/api/v1/notices", rally("b@c", 0.511, 117.55, 2))

    def read(self, query="", **fields):
        answer = self.daemon.ask("GET", "/api/v1/alerts" + query, role="polres", headers=fields)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_beyond_the_end(self):
        told = self.read()
        count = len(told["alerts"])
        self.assertGreater(count, 0)
        self.assertNotIn("reset", told)
        self.assertEqual(self.read("?after=%d" % count), {"alerts": []}, "exactly at the end nothing is new")
        for after in (count + 1, 10 ** 9, 2 ** 63 - 1):
            self.assertEqual(self.read("?after=%d" % after), {"alerts": told["alerts"], "reset": True})

    def test_a_last_event_id_that_is_no_number_is_none(self):
        everything = self.read()
        for value in ("", " ", "abc", "1x", "-1", "99999999999999999999"):
            self.assertEqual(self.read(**{"Last-Event-ID": value}), everything, value)
            self.assertEqual(self.read("?after=%d" % len(everything["alerts"]), **{"Last-Event-ID": value}),
                             {"alerts": []}, "then the address says where")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/alerts?after=x", role="polres").status, 422)

    def test_a_stream_says_reset_and_replays(self):
        count = len(self.read()["alerts"])
        stream = Stream(self.daemon, after=count + 7)
        self.addCleanup(stream.close)
        stream.wait(count + 1)
        self.assertEqual(stream.events[0][:2], (0, {"reset": True}))
        self.assertEqual([e[0] for e in stream.events[1:]], list(range(1, count + 1)))

    def test_a_stream_goes_on_behind_a_reset(self):
        stream = Stream(self.daemon, after=10 ** 6)
        self.addCleanup(stream.close)
        count = len(self.read()["alerts"])
        stream.wait(count + 1)
        self.daemon.ask("POST", "/api/v1/notices", rally("c@c", 0.512, 117.55, 2))
        stream.wait(count + 2)
        self.assertEqual(stream.events[-1][0], count + 1)


if __name__ == "__main__":
    unittest.main()
