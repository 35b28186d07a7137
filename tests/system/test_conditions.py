"""Conditions of reading, as RFC 9110 section 13 has them: by tag, and by date where that is safe."""
import email.utils
import gzip
import unittest

import test_feed
from daemon import Clock, Daemon


class Conditions(unittest.TestCase):
    approve, publish = test_feed.Calendar.approve, test_feed.Calendar.publish

    def get(self, d, path=test_feed.FEED, role=None, **fields):
        return d.ask("GET", path, role=role, headers={k.replace("_", "-"): v for k, v in fields.items()})

    def test_a_date_answers_what_a_tag_answers(self):
        clock = Clock()
        with Daemon(env=clock.env) as d:
            self.publish(d, "a@k", 0.51, 117.55)
            clock.shift(5)
            told = self.get(d)
            date = told.headers["last-modified"]
            self.assertEqual(self.get(d, If_Modified_Since=date).status, 304)
            later = email.utils.formatdate(email.utils.parsedate_to_datetime(date).timestamp() + 60, usegmt=True)
            earlier = email.utils.formatdate(email.utils.parsedate_to_datetime(date).timestamp() - 1, usegmt=True)
            self.assertEqual(self.get(d, If_Modified_Since=later).status, 304)
            self.assertEqual(self.get(d, If_Modified_Since=earlier).status, 200)
            for wrong in ("", "kemarin", "2024-11-20T00:00:00Z", date[:-4], date + "x"):
                self.assertEqual(self.get(d, If_Modified_Since=wrong).status, 200, wrong)
            self.assertEqual(self.get(d, If_Modified_Since=later, If_None_Match='"x"').status, 200, "the tag counts")
            self.assertEqual(self.get(d, If_Modified_Since=earlier, If_None_Match=told.headers["etag"]).status, 304)

    def test_within_the_second_of_a_change_no_date_is_told(self):
        """Another change of the same second would have the same date."""
        clock = Clock()
        with Daemon(env=clock.env) as d:
            self.publish(d, "a@k", 0.51, 117.55)
            soon = self.get(d)
            modified = soon.headers.get("last-modified")
            if modified:  # the second was over already
                self.assertLess(email.utils.parsedate_to_datetime(modified).timestamp(), clock.now())
            ahead = email.utils.formatdate(clock.now() + 3600, usegmt=True)
            self.assertIn(self.get(d, If_Modified_Since=ahead).status, (200, 304))
            self.publish(d, "b@k", 0.91, 117.55)
            if modified:
                again = self.get(d, If_Modified_Since=modified)
                self.assertEqual((again.status, b"UID:b@k" in again.body), (200, True))

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

if __name__ == "__main__":
    unittest.main()
