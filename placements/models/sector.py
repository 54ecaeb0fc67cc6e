"""The sectors in which organisations work and adverts are found."""

from django.db import models


class Sector(models.TextChoices):
    ARTS = "arts", "Arts, culture and heritage"
    CHARITY = "charity", "Charities and social impact"
    CONSULTING = "consulting", "Consulting and business"
    EDUCATION = "education", "Education and research"
    ENERGY = "energy", "Energy and environment"
    FINANCE = "finance", "Finance"
    HEALTH = "health", "Health and life sciences"
    LAW = "law", "Law"
    MEDIA = "media", "Media and publishing"
    POLICY = "policy", "Policy and public service"
    TECHNOLOGY = "technology", "Technology and data"
