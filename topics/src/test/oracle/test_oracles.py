#!/usr/bin/env python3
"""
The programs that solved the committed cases still give them, and where the given data lie beside
the project they give those too: what another program reckoned, value for value.

Run by OracleTest, or by hand: python3 topics/src/test/oracle/test_oracles.py
"""
import filecmp
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.abspath(os.path.join(HERE, *[".."] * 5, "shared", "data"))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import candles  # noqa: E402
import clearing  # noqa: E402
import patterns  # noqa: E402

SOLVED = ("executions.csv", "transfers.csv", "balances.csv")


class ClearingOracle(unittest.TestCase):
    def same(self, expected, got, names):
        for name in names:
            self.assertTrue(
                filecmp.cmp(os.path.join(expected, name), os.path.join(got, name), shallow=False),
                f"{name} of {expected}",
            )

    def test_makes_and_solves_the_committed_cases(self):
        for case, seed, is_late in (("worked", 3, False), ("late", 4, True)):
            committed = os.path.join(HERE, "clearing", case)
            with tempfile.TemporaryDirectory() as folder:
                clearing.make(folder, seed, is_late)
                clearing.solve_folder(folder, folder)
                self.same(
                    committed, folder, (*SOLVED, "counts.csv", "ticks.jsonl", "requests.jsonl")
                )

    @unittest.skipUnless(os.path.isdir(SHARED), "no data beside the project")
    def test_solves_the_given_case(self):
        given = os.path.join(SHARED, "clearing")
        with tempfile.TemporaryDirectory() as folder:
            clearing.solve_folder(given, folder)
            self.same(given, folder, SOLVED)


def lines(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read().splitlines()


class CandlesOracle(unittest.TestCase):
    def test_makes_and_solves_the_committed_recording(self):
        made = candles.make(5)
        self.assertEqual(lines(HERE, "candles", "feed.ws"), made)
        self.assertEqual(lines(HERE, "candles", "candles-1m.csv"), candles.solve(made))
        self.assertEqual(lines(HERE, "candles", "trade-flow-1m.csv"), candles.flow(made))

    def test_depends_on_no_order_and_no_number_of_deliveries(self):
        made = candles.make(5)
        self.assertEqual(candles.solve(made), candles.solve(list(reversed(made)) + made))

    @unittest.skipUnless(os.path.isdir(SHARED), "no data beside the project")
    def test_solves_the_given_recording(self):
        name = "coinbase-feed-2021-04-17"
        self.assertEqual(
            lines(SHARED, "expected", name + ".candles-1m.csv"),
            candles.solve(candles.read(os.path.join(SHARED, name + ".ws.gz"))),
        )


class PatternsOracle(unittest.TestCase):
    def test_makes_and_solves_the_committed_candles(self):
        made = patterns.make(6)
        self.assertEqual(lines(HERE, "patterns", "candles.csv"), made)
        solved = patterns.solve(patterns.closes_of(made), patterns.TIMES)
        self.assertEqual(lines(HERE, "patterns", "patterns.csv"), solved)

    @unittest.skipUnless(os.path.isdir(SHARED), "no data beside the project")
    def test_solves_the_first_of_the_given_moments(self):
        expected = lines(SHARED, "expected", "btc-patterns.csv")[:16]
        times = list(dict.fromkeys(row.split(",")[0] for row in expected[1:]))
        given = patterns.read(os.path.join(SHARED, "btc-1m-2022-01.csv.gz"))
        self.assertEqual(expected, patterns.solve(patterns.closes_of(given), times))


if __name__ == "__main__":
    unittest.main()
