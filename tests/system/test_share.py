"""Whose share of work is used up is told so by every read, and as a page where a person reads it (decision 0096)."""
import json
import unittest

from daemon import Daemon
from desk import Clerk, make_account
from stall_shapes import Asker, calendar
from test_stalls import series


class Share(unittest.TestCase):
    def test_a_clerk_reads_on_a_page_how_long_to_wait(self):
        with Daemon() as daemon:
            make_account(daemon, "polres")
            asker, clerk = Asker(daemon), Clerk(daemon, "uji-polres")
            octets = calendar(*[series("s%d@share" % i, 1 + i % 2, 5, 400, 0.0001 * i) for i in range(10)])
            self.assertEqual(asker.ask("POST", "/api/v1/notices", octets)[0], 201)
            one = "/api/v1/notices/s0@share"
            self.assertEqual(clerk.get(one).status, 200)
            status = 200
            for day in range(1, 400):  # until the share is used up
                status = clerk.get(one + "/slots?level=waspada&date=2024-10-01/2024-11-%02d" % (1 + day % 20)).status
                if status != 200:
                    break
            self.assertEqual(status, 429)
            said = clerk.get(one)
            self.assertEqual((said.status, said.headers["Content-Type"]), (429, "application/problem+json"))
            self.assertIn("coba lagi %s detik lagi" % said.headers["Retry-After"], json.loads(said.text)["detail"])
            for language, words in (("id", "coba lagi %s detik lagi"), ("en", "try again in %s seconds")):
                clerk.cookies["jarak_bahasa"] = language
                for path in ("/meja/", "/meja/kotak", "/meja/pemberitahuan/s0@share", "/meja/hari/64.08/2024-10-05"):
                    page = clerk.ask("GET", path, Accept="text/html,*/*;q=0.8")
                    self.assertEqual((page.status, page.headers["Content-Type"]), (429, "text/html; charset=utf-8"), path)
                    self.assertIn('lang="%s"' % language, page.text)
                    self.assertIn(words % page.headers["Retry-After"], page.words())
                    self.assertNotIn("Retry-After", page.text)
            self.assertEqual(clerk.ask("GET", "/meja/login", Accept="text/html").status, 200)
            self.assertEqual(asker.ask("GET", one)[0], 200, "another has his own")


if __name__ == "__main__":
    unittest.main()
