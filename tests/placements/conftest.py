"""Whom most tests of this folder begin with; a test that begins elsewhere has its own."""

import pytest

from accounts.models import User
from placements.models import Advert, Organisation
from tests.factories import AdvertFactory, CycleFactory, HostFactory, OrganisationFactory


@pytest.fixture
def advert() -> Advert:
    """A draft, in a cycle that takes adverts."""
    return AdvertFactory(state="draft", cycle=CycleFactory(phase="collecting"))


@pytest.fixture
def host(advert, client) -> User:
    """Who acts for the advert's organisation, and has signed in."""
    user = HostFactory(organisation=advert.organisation).user
    client.force_login(user)
    return user


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory(name="Example Map Room")


@pytest.fixture
def admin(organisation) -> User:
    return HostFactory(organisation=organisation, user__name="Ada Admin").user
