"""Dockerfile and docker-compose.yml as the tests read them."""

import json
import re

import yaml
from django.conf import settings


def instructions(name: str) -> list[str]:
    """What the Dockerfile's instructions of that name say, each on one line."""
    return [said for instruction, said in image() if instruction == name]


def image() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in their order, each with what it says on one line."""
    text = (settings.BASE_DIR / "Dockerfile").read_text()
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line]


def compose() -> dict:
    return yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())


def command(service: str) -> list[str]:
    """What a service runs: its own command, or the image's."""
    [usual] = instructions("CMD")
    return compose()["services"][service].get("command") or json.loads(usual)


def health_check(service: str) -> list[str] | str:
    """What asks a service how it is: words, or a line for the shell."""
    kind, *said = compose()["services"][service]["healthcheck"]["test"]
    return said if kind == "CMD" else said[0].replace("$$", "$")
