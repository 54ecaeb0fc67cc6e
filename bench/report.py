"""What is printed: medians of all rounds, and each page as a multiple of the bare view."""

from dataclasses import dataclass, field
from statistics import median

from bench.measuring import Sample
from bench.pages import BARE

COLUMNS = ("page", "queries", "CPU ms", "req/s", "p50 ms", "p99 ms", "x bare", "goal", "1 cycle")
MOST_MEMORY = 200 * 1024 * 1024
NEAR = 1.10  # what ten years of history may make of a page's cost


@dataclass
class Results:
    """The samples of every page, in rounds; ``alone`` are those with one cycle only."""

    pages: list[dict]
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    alone: dict[str, list[Sample]] = field(default_factory=dict)

    def ratio(self, name: str) -> float:
        """Median over the rounds of a page's cost by the bare view's in the same round."""
        bare = self.samples[BARE.name]
        pairs = zip(self.samples[name], bare, strict=True)
        return median(one.cpu / other.cpu for one, other in pairs)

    def by_history(self, name: str) -> float | None:
        """Median of what the page costs with all cycles by what it costs with one."""
        if name not in self.alone:
            return None
        pairs = zip(self.samples[name], self.alone[name], strict=True)
        return median(one.cpu / other.cpu for one, other in pairs)

    @property
    def disturbed(self) -> int:
        every = [*self.samples.values(), *self.alone.values()]
        return sum(not one.quiet for samples in every for one in samples)


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
    samples = results.samples[page["name"]]
    ratio, goal = results.ratio(page["name"]), page["goal"]
    history = results.by_history(page["name"])
    return (
        page["name"],
        "-" if page["bare"] else str(page["queries"]),
        f"{median(one.cpu for one in samples):.2f}",
        f"{median(one.driven.requests / one.driven.seconds for one in samples):.0f}",
        f"{median(one.driven.p50 for one in samples):.1f}",
        f"{median(one.driven.p99 for one in samples):.1f}",
        f"{ratio:.2f}",
        "" if goal is None else f"{goal:g} {_verdict(ratio <= goal)}",
        "" if history is None else f"{history:.2f} {_verdict(history <= NEAR)}",
    )


def _verdict(met: bool) -> str:
    return "met" if met else "NOT met"


def memory(used: int) -> str:
    verdict = _verdict(used <= MOST_MEMORY)
    return f"Memory of master and two workers (PSS): {used / 1024**2:.0f} MB; goal 200 {verdict}"
