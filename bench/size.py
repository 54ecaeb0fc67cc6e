"""How much is laid."""

from dataclasses import dataclass

ADVERTS, PER_ADVERT, ORGANISATIONS = 300, 10, 160


@dataclass(frozen=True, slots=True)
class Size:
    """How much is laid. The last of the cycles is open, so all of its ``adverts`` are."""

    cycles: int
    adverts: int = ADVERTS
    per_advert: int = PER_ADVERT
    organisations: int = ORGANISATIONS

    @property
    def students_of_a_cycle(self) -> int:
        return self.adverts * self.per_advert // 2

    @property
    def newcomers(self) -> int:
        """A student stays for three years, which are nine cycles."""
        return max(self.students_of_a_cycle // 9, 1)
