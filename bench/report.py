"""What is printed: medians of all rounds, and each page as a multiple of the bare view."""

from dataclasses import dataclass, field
from statistics import median

from bench.measuring import Sample
from bench.pages import BARE

COLUMNS = (
    *("page", "queries", "CPU ms", "req/s", "p50 ms", "p99 ms"),
    *("x bare", "goal", "anew", "history"),
)
FULL, ANEW, SHORT = "all cycles", "all cycles, nothing kept", "two cycles, nothing kept"
MOST_MEMORY = 200 * 1024 * 1024
NEAR = 1.10  # what ten years of history may make of a page's cost


@dataclass
class Results:
    """The samples of every page, in rounds, by kind of server: with all of history and as in
    production; with all of it, and keeping no page; with a short one, and keeping no page."""

    pages: list[dict]
    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)

    def add(self, kind: str, page: dict, sample: Sample) -> None:
        self.samples.setdefault((kind, page["name"]), []).append(sample)

    def of(self, name: str) -> list[Sample]:
        return self.samples[FULL, name]

    def ratio(self, name: str, kind: str = FULL) -> float:
        """Median over the rounds of a page's cost by the bare view's in the same round."""
        return self._ratio((kind, name), (FULL, BARE.name))

    def by_history(self, name: str) -> float:
        """Median of what making it costs with all cycles by what it costs with two."""
        return self._ratio((ANEW, name), (SHORT, name))

    def _ratio(self, one: tuple[str, str], other: tuple[str, str]) -> float:
        pairs = zip(self.samples[one], self.samples[other], strict=True)
        return median(first.cpu / second.cpu for first, second in pairs)

    @property
    def disturbed(self) -> int:
        return sum(not one.quiet for samples in self.samples.values() for one in samples)


def table(results: Results) -> str:
    rows = [COLUMNS, *(_row(results, page) for page in results.pages)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(results: Results, page: dict) -> tuple[str, ...]:
    samples = results.of(page["name"])
    ratio, goal = results.ratio(page["name"]), page["goal"]
    return (
        page["name"],
        "-" if page["bare"] else str(page["queries"]),
        f"{median(one.cpu for one in samples):.2f}",
        f"{median(one.driven.requests / one.driven.seconds for one in samples):.0f}",
        f"{median(one.driven.p50 for one in samples):.1f}",
        f"{median(one.driven.p99 for one in samples):.1f}",
        f"{ratio:.2f}",
        "" if goal is None else f"{goal:g} {_verdict(ratio <= goal)}",
        *(("", "") if page["bare"] else _beside(results, page["name"])),
    )


def _beside(results: Results, name: str) -> tuple[str, str]:
    """What the page costs when it is made anew, and what ten years of history add to it."""
    anew, history = results.ratio(name, ANEW), results.by_history(name)
    return f"{anew:.1f}", f"{history:.2f} {_verdict(history <= NEAR)}"


def _verdict(met: bool) -> str:
    return "met" if met else "NOT met"


def memory(used: int) -> str:
    verdict = _verdict(used <= MOST_MEMORY)
    return f"Memory of master and two workers (PSS): {used / 1024**2:.0f} MB; goal 200 {verdict}"
