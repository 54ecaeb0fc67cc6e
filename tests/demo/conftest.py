from django.conf import settings

# What needs the demonstration installed runs in a process of its own: test_inside starts it.
collect_ignore = [] if settings.DEMO else ["inside"]
