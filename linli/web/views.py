"""Home, health, and the pages of the shell."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render

from linli.kit.request import Request


def home(request: Request) -> HttpResponse:
    """Show what concerns this person now."""
    return render(request, "web/home.html")


def healthz(request: Request) -> HttpResponse:
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
