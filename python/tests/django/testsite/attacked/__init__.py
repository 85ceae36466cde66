"""What attacks are aimed at. Its settings: the ledger's rows and a function of every type are there too."""

SETTINGS = {
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mizan.django",
        "testsite.ledger",
        "testsite.every_type",
        "testsite.attacked",
    ],
}
