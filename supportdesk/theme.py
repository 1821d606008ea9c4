"""How the admin looks: the portal's paper and lagoon, so that both sides of the desk are alike."""

from django.templatetags.static import static


def admin_theme(site_name: str) -> dict:
    """Unfold's settings."""
    return {
        "SITE_TITLE": site_name,
        "SITE_HEADER": site_name,
        "SITE_URL": "/",
        "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}],
        "SITE_SYMBOL": "support_agent",
        "STYLES": [lambda request: static("css/pages/admin.css")],
        "SHOW_VIEW_ON_SITE": True,
        "SIDEBAR": {"show_search": True, "navigation": "supportdesk.admin.navigation"},
        "DASHBOARD_CALLBACK": "supportdesk.admin.dashboard",
        "COLORS": {
            "base": {
                "50": "#faf8f4",
                "100": "#f3f0e9",
                "200": "#e6e1d6",
                "300": "#d0cabb",
                "400": "#93a3a4",
                "500": "#5f6e74",
                "600": "#48585e",
                "700": "#33454a",
                "800": "#233135",
                "900": "#0e1618",
                "950": "#0a1113",
            },
            "primary": {
                "50": "#eef7f6",
                "100": "#dcefed",
                "200": "#b4d6d3",
                "300": "#8cc9c6",
                "400": "#76cbc8",
                "500": "#4fa9a8",
                "600": "#0c5b63",
                "700": "#0a4d54",
                "800": "#08444b",
                "900": "#07373d",
                "950": "#042226",
            },
        },
    }
