"""Small charts of a few bars, drawn by the server: ``components/chart.html``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A number that is not negative; ``quiet`` for what it is compared with."""

    label: str
    value: float
    quiet: bool = False

    @property
    def text(self) -> str:
        """With one decimal at most, as in "1,204", "2.5" or "3"."""
        return f"{self.value:,.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Chart:
    """``measure`` heads the column of numbers in the table."""

    title: str
    measure: str
    bars: tuple[Bar, ...]

    @property
    def rows(self) -> list[tuple[Bar, float]]:
        """Each bar with its length, in hundredths of the longest."""
        longest = max((bar.value for bar in self.bars), default=0) or 1
        return [(bar, round(100 * bar.value / longest, 1)) for bar in self.bars]

    @property
    def in_words(self) -> str:
        """For whoever does not see it: "Views 120, saved now 14"."""
        said = ", ".join(f"{bar.label} {bar.text}" for bar in self.bars)
        return f"{self.title}: {said}"
