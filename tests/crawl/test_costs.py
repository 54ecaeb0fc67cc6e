"""No page asks the database more for longer lists: every address and role, at two sizes."""

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crawl.more import add_more
from tests.crawl.table import TABLE
from tests.crawl.test_crawl import address, as_role, everything
from tests.crawl.test_doors import pages_of_the_office
from tests.crawl.world import lay_out
from tests.journeys.corners import is_ours

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "student", "host")
AS_MANY_AS_BEFORE = {"accounts.OfficeMember", "pages.Page"}  # of which no page is a list
APART = "alerts."  # whose pages are tried at 1, 3 and 50 rows in tests/alerts


def costs(client, addresses) -> dict[str, int]:
    """How many queries each page makes, when nothing of it has been kept."""
    found = {}
    for at in addresses:
        for name in ("pages", "own_pages"):
            caches[name].clear()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(at)
            everything(answer)
        if answer.status_code == 200:
            found[at] = len(asked)
    return found


def dearer(client, addresses, world) -> dict[str, tuple[int, int]]:
    """The pages that cost more when there is more; each list has some rows to begin with."""
    addresses = list(addresses)
    add_more(world)
    costs(client, addresses)  # what is asked for once in the life of a process
    before = costs(client, addresses)
    add_more(world)
    after = costs(client, addresses)
    assert before.keys() == after.keys()
    return {at: (before[at], after[at]) for at in before if after[at] > before[at]}


def test_there_is_more_of_everything_to_list():
    world = lay_out()
    ours = [one for one in apps.get_models() if is_ours(one)]
    before = {one: one._base_manager.count() for one in ours}
    add_more(world)
    same = {one._meta.label for one in ours if one._base_manager.count() == before[one]}
    assert {label for label in same if not label.startswith(APART)} == AS_MANY_AS_BEFORE


@pytest.mark.parametrize("role", WHO)
def test_no_page_costs_more_for_longer_lists(role):
    world = lay_out()
    addresses = dict.fromkeys(address(world, row) for row in TABLE if row.get(role) == 200)
    assert dearer(as_role(world, role), addresses, world) == {}


def test_no_page_of_the_office_costs_more_for_longer_lists():
    world = lay_out()
    assert dearer(as_role(world, "caseworker"), pages_of_the_office(world), world) == {}
