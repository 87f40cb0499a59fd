"""Pages of accounts: the first page, programmes, the team, and links that open an account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actions, navigation
from accounts.adapter import AccountAdapter
from accounts.forms import (
    HousingCompanyForm,
    IdentityForm,
    InvitationForm,
    LinkPasswordForm,
    OperatorForm,
    ProgrammeForm,
    RolesForm,
)
from accounts.models import AccessLink, Programme, User


def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its own first page; say so to somebody without any role here."""
    page = navigation.first_page(request.user)
    return redirect(page) if page else render(request, "accounts/home.html")


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: the request alone keeps the session open (``IdleSessionMiddleware``)."""
    return HttpResponse(status=204)


@require_POST
def programme_switch(request: HttpRequest) -> HttpResponse:
    """Work in another of the user's own programmes, from its first page: the page left may not exist there."""
    chosen = request.POST.get("programme", "")
    programmes = Programme.objects.of_member(request.user)
    programme = get_object_or_404(programmes, pk=chosen if chosen.isdecimal() and len(chosen) < 19 else None)
    actions.switch_programme(request.user, programme)
    messages.success(request, _("Vous travaillez maintenant dans « %(programme)s ».") % {"programme": programme})
    return redirect("home")


def programme_edit(request: HttpRequest) -> HttpResponse:
    """Show and change the programme's settings, and say which of the six legal items are still missing."""
    programme = get_object_or_404(
        Programme.objects.visible_to(request.user).select_related("operator", "housing_company")
    )
    tasks = [(item, _anchor(item.missing[0]) if item.missing else "") for item in programme.legal_items]
    data = request.POST or None
    forms = [
        OperatorForm(data, instance=programme.operator),
        ProgrammeForm(data, instance=programme),
        HousingCompanyForm(data, instance=programme.housing_company),
    ]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        with transaction.atomic():
            for form in forms:
                form.save()
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("accounts:programme_edit")
    return render(request, "accounts/programme_edit.html", {"forms": forms, "tasks": tasks})


def _anchor(field) -> str:
    return f"#id_{'programme' if field.model is Programme else 'operator'}-{field.name}"


def user_list(request: HttpRequest) -> HttpResponse:
    """List the people of the programme with their roles."""
    users = User.objects.visible_to(request.user).with_roles_in(request.user.active_programme_id)
    return render(request, "accounts/user_list.html", {"users": users})


def user_invite(request: HttpRequest) -> HttpResponse:
    """Open an account for somebody, whose link is shown this once."""
    form = InvitationForm(request.POST or None, programme=request.user.active_programme)
    if request.method == "POST" and form.is_valid():
        try:
            user, path = actions.invite(**form.cleaned_data, programme=request.user.active_programme, by=request.user)
        except actions.AccountError as refusal:
            form.add_error("email", str(refusal))
        else:
            if path:
                return _show_link(request, user, path)
            messages.success(request, _("Cette personne avait déjà un compte : elle garde son mot de passe."))
            return redirect("accounts:user_edit", user.pk)
    return render(request, "accounts/user_invite.html", {"form": form})


def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the roles of somebody of the team and, when nobody else administers them, name and address."""
    member = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    programme, may_open = request.user.active_programme, request.user.may_open_account_of(member)
    data = request.POST or None
    held = member.memberships.filter(programme=programme).values_list("role", flat=True)
    roles = RolesForm(data, initial={"roles": list(held)})
    forms = [IdentityForm(data, instance=member), roles] if may_open else [roles]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        try:
            with transaction.atomic():
                if may_open:
                    forms[0].save()
                actions.set_roles(member, roles.cleaned_data["roles"], programme=programme, by=request.user)
        except actions.AccountError as refusal:
            roles.add_error("roles", str(refusal))
        else:
            messages.success(request, _("Les changements sont enregistrés."))
            return redirect("accounts:user_list")
    return render(request, "accounts/user_edit.html", {"member": member, "forms": forms, "may_open": may_open})


@require_POST
def user_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link with which somebody of the team chooses a new password; it is shown this once."""
    member = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        path = actions.make_link(member, by=request.user)
    except actions.AccountError as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:user_edit", pk)
    return _show_link(request, member, path)


def _show_link(request: HttpRequest, member: User, path: str) -> HttpResponse:
    # Rendered in answer to the POST: kept for another page, the link would have to be stored somewhere.
    context = {"member": member, "link": request.build_absolute_uri(path)}
    return render(request, "accounts/user_link.html", context)


@require_POST
def user_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of somebody of the team."""
    return _change_account(request, pk, actions.close_account, _("Le compte est fermé."))


@require_POST
def user_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _change_account(request, pk, actions.reopen_account, _("Le compte est rouvert."))


def _change_account(request: HttpRequest, pk: int, change, success: str) -> HttpResponse:
    member = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        change(member, by=request.user)
    except actions.AccountError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, success)
    return redirect("accounts:user_edit", pk)


# A page that gives no referrer posts "Origin: null", which Django takes for another site. Nothing is lost: the token of
# the address is a secret that no other site knows.
@csrf_exempt
@sensitive_post_parameters("password1", "password2")
def access_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the person who received a link choose a password; looking at the page changes nothing."""
    link = AccessLink.objects.select_related("user").filter(token_hash=AccessLink.hash_of(token)).first()
    if link is None or not link.is_open:
        return _kept_nowhere(render(request, "accounts/access_link_closed.html", status=410))
    form = LinkPasswordForm(data=request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_link(link, password=form.cleaned_data["password1"])
        except actions.AccountError:
            return _kept_nowhere(render(request, "accounts/access_link_closed.html", status=410))
        logout(request)
        AccountAdapter(request).forget_failed_tries(request, link.user.email)
        messages.success(request, _("Votre mot de passe est choisi. Connectez-vous."))
        return _kept_nowhere(redirect("account_login"))
    return _kept_nowhere(render(request, "accounts/access_link.html", {"form": form, "member": link.user}))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
