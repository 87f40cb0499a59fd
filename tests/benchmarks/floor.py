"""The floor: a bare view that runs the same SQL as a page and answers nothing else."""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

STATEMENTS: dict[str, list[str]] = {}


def floor(request, name):
    """Run the statements captured from a page, read their rows, and answer two letters."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS[name]:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse("ok")


urlpatterns = [path("plancher/<slug:name>/", floor), path("", include("config.urls"))]
