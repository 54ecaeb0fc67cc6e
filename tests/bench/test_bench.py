"""``make bench`` at a tiny size: it lays, serves, asks, and prints a row for every page."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from bench.driving import Driven, NotAllAnswered, read_wrk
from bench.measuring import Sample
from bench.pages import BARE, PAGES
from bench.report import ANEW, FULL, SHORT, Results, memory, table

TINY = "--cycles 2 --adverts 4 --per-advert 2 --organisations 2 --rounds 1 --seconds 0.1 --tries 1"
SAID = """Running 2s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     9.61ms    3.42ms  30.66ms   75.10%
    Req/Sec   418.07     36.18   490.00     70.00%
  Latency Distribution
     50%    9.11ms
     75%   11.27ms
     90%   13.73ms
     99%    1.02s
  835 requests in 2.01s, 1.22MB read
Requests/sec:    415.94
"""


def test_it_prints_a_row_for_every_page(tmp_path):
    command = [sys.executable, "-m", "bench", *TINY.split(), "--driver", "hand"]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path)],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "EMBEDDED_DATABASE": os.environ["EMBEDDED_DATABASE"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    began = next(place for place, line in enumerate(lines) if line.startswith("page "))
    rows = lines[began + 1 : began + 1 + len(PAGES)]
    assert [row.split("  ")[0] for row in rows] == [page.name for page in PAGES]
    assert re.fullmatch(
        r"Memory of master and two workers \(PSS\): \d+ MB; goal 200 (NOT )?met",
        lines[began + 1 + len(PAGES)],
    )


def test_what_wrk_says_is_read():
    assert read_wrk(SAID) == Driven(requests=835, seconds=2.01, p50=9.11, p99=1020.0)


@pytest.mark.parametrize(
    "complaint",
    [
        "  Non-2xx or 3xx responses: 12",
        "  Socket errors: connect 0, read 3, write 0, timeout 0",
    ],
)
def test_an_error_spoils_the_sample(complaint):
    with pytest.raises(NotAllAnswered, match=complaint.strip()):
        read_wrk(SAID + complaint)


def test_no_answer_is_no_sample():
    with pytest.raises(NotAllAnswered, match="not one answer"):
        read_wrk(SAID.replace("835 requests", "0 requests"))


def taken(cpu: float, others: float = 0.0) -> Sample:
    return Sample(Driven(requests=100, seconds=2, p50=10, p99=30), cpu, others)


def test_a_page_is_compared_with_the_bare_view_of_its_own_round():
    page = {"name": "adverts", "queries": 1, "goal": 1, "bare": False}
    bare = {"name": BARE.name, "queries": 0, "goal": None, "bare": True}
    results = Results([bare, page])
    results.samples = {
        (FULL, BARE.name): [taken(1), taken(10), taken(2)],
        (FULL, "adverts"): [taken(3), taken(10), taken(2, others=0.5)],
        (SHORT, "adverts"): [taken(5.4), taken(63), taken(7)],
        (ANEW, "adverts"): [taken(6), taken(70), taken(14)],
    }
    assert results.ratio("adverts") == 1
    assert results.by_history("adverts") == pytest.approx(10 / 9)
    assert results.disturbed == 1
    row = table(results).splitlines()[2]
    assert " ".join(row.split()) == "adverts 1 3.00 50 10.0 30.0 1.00 1 met 7.0 1.11 NOT met"


def test_memory_is_compared_with_its_goal():
    assert memory(200 * 1024**2).endswith("200 MB; goal 200 met")
    assert memory(200 * 1024**2 + 1).endswith("200 MB; goal 200 NOT met")
