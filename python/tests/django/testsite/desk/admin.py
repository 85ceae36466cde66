"""The admin, as any project has it: nothing here knows of Mizan."""

from django.contrib import admin

from testsite.desk.models import Ticket

admin.site.register(Ticket)
