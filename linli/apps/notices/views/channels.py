"""One's own channels: addresses, codes, how much goes where, in which language."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from linli.apps.notices import permissions, services
from linli.apps.notices.forms import AddressForm, CodeForm, LanguageForm, ReachForm
from linli.apps.notices.rules.choices import Reach
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import Language
from linli.apps.notices.selectors.channels import own_channels
from linli.apps.notices.selectors.letters import language_of
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def channels(request: Request) -> HttpResponse:
    """Show one's channels."""
    return _page(request, {})


@require_POST
def language(request: Request) -> HttpResponse:
    """Choose the language of one's notices."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        chosen = Language(form.cleaned_data["language"])
        services.set_language(actor=request.actor, language=chosen, now=request.now)
        messages.success(request, gettext("Saved."))
    return redirect("notices:channels")


@sensitive_post_parameters("address")
@require_POST
def address(request: Request, name: str) -> HttpResponse:
    """Note an address; a code is sent there."""
    channel = _channel(name)
    form = AddressForm(channel, request.POST)
    if form.is_valid():
        given = form.cleaned_data["address"]
        with refusals_on(form):
            services.set_address(
                actor=request.actor, channel=channel, address=given, now=request.now
            )
            messages.success(request, gettext("A code is on its way. Type it below."))
            return redirect("notices:channels")
    return _page(request, {channel: form})


@sensitive_post_parameters("code")
@require_POST
def confirm(request: Request, name: str) -> HttpResponse:
    """Confirm an address by its code."""
    channel = _channel(name)
    form = CodeForm(channel, request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        with refusals_on(form):
            services.confirm_address(
                actor=request.actor, channel=channel, code=code, now=request.now
            )
            messages.success(request, gettext("The address is confirmed."))
            return redirect("notices:channels")
    return _page(request, {channel: form})


@require_POST
def reach(request: Request, name: str) -> HttpResponse:
    """Choose how much goes over a channel."""
    channel = _channel(name)
    form = ReachForm(channel, request.POST)
    if form.is_valid():
        chosen = Reach(form.cleaned_data["reach"])
        services.set_reach(actor=request.actor, channel=channel, reach=chosen, now=request.now)
        messages.success(request, gettext("Saved."))
    return redirect("notices:channels")


@require_POST
def remove(request: Request, name: str) -> HttpResponse:
    """Take a channel off."""
    services.remove_channel(actor=request.actor, channel=_channel(name), now=request.now)
    messages.success(request, gettext("The channel and its address are deleted."))
    return redirect("notices:channels")


def _channel(name: str) -> Channel:
    try:
        return Channel(name.upper())
    except ValueError:
        raise NotFound(channel=name[:20]) from None


def _page(request: Request, bound: dict[Channel, Form]) -> HttpResponse:
    """Show the channels; `bound` holds a form that was refused."""
    require(permissions.can_read_inbox(request.actor))
    lines = []
    for line in own_channels(request.actor):
        given = bound.get(line.channel)
        code = given if isinstance(given, CodeForm) else CodeForm(line.channel)
        where = given if isinstance(given, AddressForm) else AddressForm(line.channel)
        reach_form = ReachForm(line.channel, initial={"reach": str(line.reach)})
        lines.append((line, where, code, reach_form))
    spoken = language_of(request.actor.account_id or 0)
    context = {"lines": lines, "language_form": LanguageForm(initial={"language": str(spoken)})}
    return render(request, "notices/channels.html", context)
