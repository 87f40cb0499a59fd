"""Referrals, and a partner's own pages."""

from accounts.access import PUBLIC, page
from parcours.views import partner_pages, referrals

MAKE = "parcours.make_referrals"

pages = [
    page("orientations/", referrals.referral_list, name="referral_list", access=MAKE),
    page("parcours/<int:pk>/orientations/nouvelle/", referrals.referral_create, name="referral_create", access=MAKE),
    page("orientations/<int:pk>/", referrals.referral_detail, name="referral_detail", access=MAKE),
    page("orientations/<int:pk>/modifier/", referrals.referral_edit, name="referral_edit", access=MAKE),
    page("orientations/<int:pk>/accord/", referrals.agreement_create, name="agreement_create", access=MAKE),
    page("orientations/<int:pk>/accord/retirer/", referrals.agreement_withdraw, name="agreement_withdraw", access=MAKE),
    page("orientations/<int:pk>/envoyer/", referrals.referral_send, name="referral_send", access=MAKE),
    page("orientations/<int:pk>/fiche.pdf", referrals.referral_fiche, name="referral_fiche", access=MAKE),
    page("orientations/<int:pk>/etat/", referrals.referral_move, name="referral_move", access=MAKE),
    page("orientations/<int:pk>/lien/", referrals.referral_link_new, name="referral_link_new", access=MAKE),
    page("orientations/<int:pk>/reponse/", referrals.referral_reply, name="referral_reply", access=MAKE),
    # Without the last slash too, lest a redirection carry the token; first, so that ours are written with it.
    page("p/<str:token>", partner_pages.partner_link, name="partner_link", access=PUBLIC),
    page("p/<str:token>/", partner_pages.partner_link, name="partner_link", access=PUBLIC),
    page("p/<str:token>/ouvrir/", partner_pages.partner_open, name="partner_open", access=PUBLIC),
    page("p/<str:token>/demande/", partner_pages.partner_page, name="partner_page", access=PUBLIC),
    page("p/<str:token>/merci/", partner_pages.partner_thanks, name="partner_thanks", access=PUBLIC),
    page("p/<str:token>/autre-lien/", partner_pages.partner_ask_again, name="partner_ask_again", access=PUBLIC),
]
