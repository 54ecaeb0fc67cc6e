"""Finds at start-up what would otherwise fail in the middle of a transition."""

from django.core import checks
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from alerts import kinds
from microinternships import engine


@checks.register(checks.Tags.templates)
def every_kind_has_its_template(app_configs, **kwargs) -> list[checks.CheckMessage]:
    found = []
    for kind in kinds.every():
        try:
            get_template(kind.template)
        except TemplateDoesNotExist:
            found.append(
                checks.Error(
                    f"The alert {kind.name} has no template {kind.template}.", id="alerts.E001"
                )
            )
    return found


@checks.register
def every_optional_kind_can_be_switched_off(app_configs, **kwargs) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"The optional alert {kind.name} says not by which label and to which audience it is "
            "shown on the page of preferences.",
            id="alerts.E003",
        )
        for kind in kinds.every()
        if kind.optional and not (kind.audience and (kind.label or kind.audience == kinds.LIST))
    ]


@checks.register
def every_event_names_declared_kinds(app_configs, **kwargs) -> list[checks.CheckMessage]:
    found = []
    for machine in engine.machines.values():
        for event in machine:
            for name in event.alerts:
                kind = kinds.find(name)
                if kind is None or kind.subject_type != machine.name:
                    found.append(
                        checks.Error(
                            f"{machine.name} “{event.name}” tells {name}, "
                            f"which is no alert about {machine.name}.",
                            id="alerts.E002",
                        )
                    )
    return found
