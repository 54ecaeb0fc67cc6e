"""What stands against closing an account, as the apps above say that know what it is needed for."""

from collections.abc import Callable

from accounts.models import User

_asked: list[Callable[[User], list[str]]] = []


def ask(rule: Callable[[User], list[str]]) -> Callable[[User], list[str]]:
    """Register ``rule``, which answers with sentences, and holds what it has read still until the
    transaction ends."""
    _asked.append(rule)
    return rule


def against(user: User) -> list[str]:
    """Why ``user``'s account may not be closed now. Call it in the transaction that closes it."""
    return [sentence for rule in _asked for sentence in rule(user)]
