"""Addresses of accounts: sign-in, programme, people of the team."""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts import views
from accounts.access import PUBLIC, SIGNED_IN, page

sign_in = [
    page("comptes/connexion/", allauth_views.login, name="account_login", access=PUBLIC),
    page("comptes/deconnexion/", allauth_views.logout, name="account_logout", access=PUBLIC),
    page("comptes/ferme/", allauth_views.account_inactive, name="account_inactive", access=PUBLIC),
    page("comptes/mot-de-passe/", allauth_views.password_change, name="account_change_password", access=SIGNED_IN),
    page("", views.home, name="home", access=SIGNED_IN),
]

app_pages = [
    page("comptes/acces/<str:token>/", views.access_link, name="access_link", access=PUBLIC),
    page("comptes/programme/", views.programme_switch, name="programme_switch", access=SIGNED_IN),
    page("comptes/presence/", views.stay, name="stay", access=SIGNED_IN),
    page("programme/reglages/", views.programme_edit, name="programme_edit", access="accounts.edit_programme"),
    page("equipe/", views.user_list, name="user_list", access="accounts.manage_users"),
    page("equipe/inviter/", views.user_invite, name="user_invite", access="accounts.manage_users"),
    page("equipe/<int:pk>/", views.user_edit, name="user_edit", access="accounts.manage_users"),
    page("equipe/<int:pk>/lien/", views.user_link, name="user_link", access="accounts.manage_users"),
    page("equipe/<int:pk>/fermer/", views.user_close, name="user_close", access="accounts.manage_users"),
    page("equipe/<int:pk>/rouvrir/", views.user_reopen, name="user_reopen", access="accounts.manage_users"),
]

urlpatterns = [*sign_in, path("", include((app_pages, "accounts")))]
