from celery import shared_task

from microinternships import clock, deadlines


@shared_task
def tidy() -> None:
    deadlines.apply_all(clock.now())
