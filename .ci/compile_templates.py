"""Compile every template under templates/, so that a misspelt tag is found before a visitor is."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compile each template as the site would; return how many cannot be."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "microinternships.settings"
    django.setup()
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    broken = 0
    folder = ROOT / "templates"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            get_template(str(path.relative_to(folder)))
        except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
            print(f"{path.relative_to(ROOT)}: {error}")
            broken += 1
    return broken


if __name__ == "__main__":
    sys.exit(min(main(), 1))
