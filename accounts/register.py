"""Joining accounts to the university's register, by verified e-mail address only."""

from allauth.account.models import EmailAddress

from accounts.models import Student, User


def link(user: User) -> Student | None:
    """Join ``user`` to the register's row with one of their verified addresses, if there is one.

    Somebody who merely typed a student's address gets nothing: the address has
    to be verified (SY-02). An account joined already stays as it is.
    """
    if joined := Student.objects.filter(user=user).first():
        return joined
    for address in EmailAddress.objects.filter(user=user, verified=True):
        if student := Student.objects.filter(email__iexact=address.email, user=None).first():
            return _join(student, user)
    return None


def link_row(student: Student) -> None:
    """Join a newly imported row to the account that already verified its address."""
    address = EmailAddress.objects.filter(email__iexact=student.email, verified=True).first()
    if (
        student.user_id is None
        and address
        and not Student.objects.filter(user=address.user).exists()
    ):
        _join(student, address.user)


def _join(student: Student, user: User) -> Student:
    student.user = user
    student.save(update_fields=["user"])
    if not user.name:
        user.name = student.name
        user.save(update_fields=["name"])
    return student
