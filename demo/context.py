"""Tells every page that it is part of the demonstration, and which day it is looked at."""

from demo.viewing import viewed_at


def demonstration(request) -> dict:
    return {"demo": True, "demo_viewed_at": viewed_at(request)}
