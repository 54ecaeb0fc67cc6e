"""Joining accounts to the university's register, by verified e-mail address only."""

from allauth.account.models import EmailAddress

from accounts.models import Student, User


def link(user: User) -> Student | None:
    """Join ``user`` to the register's row with one of their verified addresses, if there is one.

    Somebody who merely typed a student's address gets nothing: the address has
    to be verified (SY-02). An account joined already stays as it is.
    """
    joined = Student.objects.filter(user=user).first()
    if joined:
        return joined
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    for email in verified:
        student = Student.objects.filter(email__iexact=email, user=None).first()
        if student:
            student.user = user
            student.save(update_fields=["user"])
            if not user.name:
                user.name = student.name
                user.save(update_fields=["name"])
            return student
    return None
