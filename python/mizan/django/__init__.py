"""Mizan for Django: `INSTALLED_APPS += ["mizan.django"]`, `path("api/mizan/", include("mizan.django.urls"))`.

An adapter performs effects and translates; what is legal and in which order it is checked is the core's to say.
"""
