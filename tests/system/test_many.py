"""Several daemons on one journal: one writes, the others follow and take over."""
import hashlib
import json
import unittest

import many
from daemon import Stream, rally, until

NEAR = (0.52, 117.55)


def feed(daemon):
    return daemon.ask("GET", "/feeds/64.08/approved.ics", role=None)


def seen(daemon):
    """All that a daemon says of its notices, conflicts and inboxes, as digests by name."""
    said = {}
    for path in ("/api/v1/notices", "/api/v1/conflicts", "/api/v1/alerts", "/api/v1/approvals"):
        said[path] = daemon.ask("GET", path, role="polres").body
    said["feed"] = feed(daemon).body
    return {name: hashlib.sha256(body).hexdigest() for name, body in said.items()}


@unittest.skipIf(many.SKIP, many.SKIP)
class Many(unittest.TestCase):
    def test_what_is_filed_at_one_is_told_at_the_other(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            stream = Stream(reader)
            first = writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR))
            self.assertEqual(first.status, 201, first.body)
            second = writer.ask("POST", "/api/v1/notices", rally("b@m", 0.53, 117.56, paslon=2))
            self.assertEqual(second.status, 201, second.body)
            stream.wait(1)
            self.assertTrue(stream.events, "the alert did not come to the other daemon")
            m.together()
            self.assertEqual(seen(writer), seen(reader))
            stream.close()
            print(reader.logged()[-500:])

    def test_a_reader_sends_writers_on_and_judges_itself(self):
        with many.Many(2) as m:
            writer, (reader,) = m.writer(), m.readers()
            sent = reader.ask("POST", "/api/v1/notices", rally("a@m", *NEAR))
            self.assertEqual(sent.status, 503, sent.body)
            self.assertIn("retry-after", sent.headers)
            asked = reader.ask("POST", "/api/v1/check", rally("a@m", *NEAR))
            self.assertEqual(asked.status, 200, asked.body)

    def test_another_takes_over(self):
        with many.Many(3) as m:
            writer = m.writer()
            self.assertEqual(writer.ask("POST", "/api/v1/notices", rally("a@m", *NEAR)).status, 201)
            writer.stop()
            after = m.writer()
            self.assertIsNot(after, writer)
            filed = after.ask("POST", "/api/v1/notices", rally("b@m", 0.53, 117.56, paslon=2))
            self.assertEqual(filed.status, 201, filed.body)
            m.together()
            self.assertEqual(seen(after), seen(m.readers()[0]))
