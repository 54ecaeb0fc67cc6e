"""References people can read out over the telephone."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0/O, 1/I/L, which sound or look alike


def new_reference(prefix: str) -> str:
    """A fresh reference like A-7K3M9QR. Unique by chance; the column's constraint makes sure."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(7))}"
