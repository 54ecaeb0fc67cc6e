"""Tells every page that it is part of the demonstration."""


def demonstration(request) -> dict:
    return {"demo": True}
