"""Conditions of reading, as RFC 9110 section 13 has them: by tag."""
import gzip
import time
import unittest

import test_feed
from daemon import Daemon, rally


class Conditions(unittest.TestCase):
    approve, publish = test_feed.Calendar.approve, test_feed.Calendar.publish

    def get(self, d, path=test_feed.FEED, role=None, **fields):
        return d.ask("GET", path, role=role, headers={k.replace("_", "-"): v for k, v in fields.items()})

    def test_a_false_if_match_fails(self):
        with Daemon() as d:
            self.publish(d, "a@k", 0.51, 117.55)
            for path, role in ((test_feed.FEED, None), ("/api/v1/notices/a@k.ics", "bawaslu"), ("/api/v1/notices/a@k", "bawaslu"),
                               ("/kalender/64.08", None)):
                tag = self.get(d, path, role).headers["etag"]
                self.assertEqual(self.get(d, path, role, If_Match=tag).status, 200, path)
                self.assertEqual(self.get(d, path, role, If_Match="*").status, 200, path)
                self.assertEqual(self.get(d, path, role, If_Match='"x"').status, 412, path)
                self.assertEqual(self.get(d, path, role, If_Match='"x", ' + tag).status, 200, path)
                self.assertEqual(self.get(d, path, role, If_Match='"x"', If_None_Match=tag).status, 412, "If-Match first")

    def test_gzip_is_declined_in_every_spelling(self):
        with Daemon() as d:
            self.publish(d, "a@k", 0.51, 117.55)
            for value, packed in (("gzip", True), ("gzip;q=1", True), ("gzip; q=0.5", True), ("GZIP", True), ("x-gzip", False),
                                  ("gzip;q=0.001", True), ("gzip;q=0", False), ("gzip;q=0.0", False), ("gzip; q=0.000", False),
                                  ("gzip ; Q=0.00", False), ("br, gzip;q=0.", False), ("deflate", False), ("", False)):
                told = self.get(d, Accept_Encoding=value)
                self.assertEqual(told.headers.get("content-encoding") == "gzip", packed, value)
                body = gzip.decompress(told.body) if packed else told.body
                self.assertTrue(body.startswith(b"BEGIN:VCALENDAR"), value)

    def test_a_date_counts_where_it_was_the_date_of_one_state(self):
        """Whatever is answered 304 by date is what the client has; and a date of its own second is answered so."""
        seen, by_date = {}, 0
        with Daemon() as d:
            self.publish(d, "a@k", 0.51, 117.55)
            for step in range(12):
                for fields in ({}, {"Accept_Encoding": "gzip"}, {"Accept": "application/calendar+json"}):
                    now = self.get(d, **fields)
                    form, tag, date = tuple(fields), now.headers["etag"], now.headers["last-modified"]
                    seen.setdefault((form, date), set()).add(tag)
                    for (other, old), tags in seen.items():
                        told = self.get(d, If_Modified_Since=old, **fields)
                        if other == form and told.status == 304:
                            by_date += 1
                            self.assertEqual((told.headers["etag"], tags), (tag, {tag}))
                    self.assertEqual(self.get(d, If_Modified_Since=date, If_None_Match='"x"', **fields).status, 200)
                if step % 3 == 2:
                    time.sleep(1.1)
                if step % 4 == 3:  # one leaves the feed: the date goes back
                    verdict = d.ask("GET", "/api/v1/notices/b%d@k" % (step - 1)).json()
                    self.assertEqual(d.decide("b%d@k" % (step - 1), "polres", act="rescind", on="plan", reason="uji", basis="uji",
                                              chain_revision=verdict["chain_revision"]).status, 200)
                else:
                    self.publish(d, "b%d@k" % step, 0.52 + 0.2 * step, 117.55)
        self.assertGreater(by_date, 2)


class Charset(unittest.TestCase):
    def test_utf_8_in_every_spelling_of_clients(self):
        with Daemon() as d:
            for number, (value, taken) in enumerate((("utf-8", True), ("UTF-8", True), ("utf8", True), ("UTF8", True),
                                                     ('"utf8"', True), ("us-ascii", True), ("iso-8859-1", False),
                                                     ("utf-16", False))):
                answer = d.ask("POST", "/api/v1/check", rally("c%d@k" % number, 0.51, 117.55, 1),
                               headers={"Content-Type": "text/calendar; charset=" + value})
                self.assertEqual(answer.status, 200 if taken else 415, (value, answer.body))


if __name__ == "__main__":
    unittest.main()
