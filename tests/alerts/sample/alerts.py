from alerts.kinds import register
from tests.alerts.sample.kinds import NAME_MISSING, WELCOME

register(NAME_MISSING, WELCOME)
