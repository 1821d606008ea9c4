"""Every kind of page that the portal shows, by its address below the language; all of them exist in the demo."""

# What anybody sees, each with the most that its first view may weigh: kilobytes as they travel, pictures not counted.
PUBLIC = {
    "": 52,
    "help/": 52,
    "help/?q=refund": 52,
    "help/?q=xqzvw": 52,
    "faqs/": 52,
    "faqs/?category=booking": 52,
    "faqs/?q=refund": 52,
    "faqs/card-declined/": 52,
    "articles/": 52,
    "articles/luggage-guide/": 52,
    "tutorials/": 55,
    "tutorials/find-answers-in-the-help-centre/": 60,
    # Without the map's library, which is fetched when a map comes into sight.
    "locations/": 58,
    "locations/london-heathrow/": 58,
    "assistant/": 52,
    "community/": 52,
    "community/one-passkey-on-two-phones/": 52,
    "tickets/new/": 52,
    "account/login/": 52,
    "account/signup/": 52,
    "account/password/reset/": 52,
}
OF_A_CUSTOMER = (
    "",
    "tickets/",
    "account/profile/",
    "account/email/",
    "account/password/change/",
    "account/2fa/",
    "account/logout/",
    "community/new/",
)
