"""``make bench``: what each page costs, beside a bare Django. See docs/performance.md."""

import argparse
from contextlib import ExitStack
from pathlib import Path

from bench import report
from bench.driving import Drive, by_hand, by_wrk
from bench.measuring import TRIES, sample
from bench.pages import BARE
from bench.server import HERE, Server, collect_static_files, laid, serving
from bench.size import ADVERTS, ORGANISATIONS, PER_ADVERT

DRIVERS: dict[str, Drive] = {"wrk": by_wrk, "hand": by_hand}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cycles", type=int, default=30, help="of history, the open one included")
    parser.add_argument("--adverts", type=int, default=ADVERTS, help="in each cycle")
    parser.add_argument("--per-advert", type=int, default=PER_ADVERT, help="applications")
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--rounds", type=int, default=5, help="over all pages")
    parser.add_argument("--seconds", type=float, default=2, help="for each page in each round")
    parser.add_argument("--tries", type=int, default=TRIES, help="for a sample others disturb")
    parser.add_argument("--driver", choices=DRIVERS, default="wrk", help="who asks")
    parser.add_argument("--only", default="", help="pages whose name has these letters")
    parser.add_argument("--folder", type=Path, default=HERE / "var/bench", help="for files")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    drive = DRIVERS[chosen.driver]
    chosen.folder.mkdir(parents=True, exist_ok=True)
    size = {name: getattr(chosen, name) for name in ("adverts", "per_advert", "organisations")}
    say("Collecting the static files ...")
    collect_static_files(chosen.folder)
    with ExitStack() as stack:
        say(f"Laying {chosen.cycles} cycles, and two ...")
        long, short = (
            stack.enter_context(laid(called, {"cycles": cycles, **size}, chosen.folder))
            for called, cycles in (("long", chosen.cycles), ("short", 2))
        )
        full = stack.enter_context(serving(long, chosen.folder))
        with (
            serving(long, chosen.folder, keeps=False) as anew,
            serving(short, chosen.folder, keeps=False) as after_short,
        ):
            servers = {report.FULL: full, report.ANEW: anew, report.SHORT: after_short}
            results = measure(servers, drive, chosen)
        say(report.table(results))
        say(report.memory(full.memory()))
        if results.disturbed:
            say(f"{results.disturbed} samples were disturbed by other work on this machine.")


def measure(servers: dict[str, Server], drive: Drive, chosen: argparse.Namespace) -> report.Results:
    """Round after round over all pages, so that what changes on the machine meets all of them."""
    every = servers[report.FULL].pages
    pages = [one for one in every if chosen.only in one["name"] or one["name"] == BARE.name]
    results = report.Results(pages)
    for number in range(chosen.rounds + 1):
        for page in pages:
            for kind, server in servers.items():
                asked = next(one for one in server.pages if one["name"] == page["name"])
                found = sample(server, asked, drive, chosen.seconds, chosen.tries)
                if number:  # the first round warms up
                    results.add(kind, page, found)
        say(f"Round {number} of {chosen.rounds} is over." if number else "Warmed up.")
    return results


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
