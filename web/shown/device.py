"""What a browser calls itself, in two words that somebody knows their own telephone by: "Chrome, Windows"."""

BROWSERS = (
    ("YaBrowser", "Yandex"), ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
"""Sign in what a browser tells → name; the first that stands there counts, because each names those it is like, too."""


def device_name(told: str | None) -> str:
    """The browser and the system it runs on; what is not known as it was told, nothing for nothing."""
    if not told:
        return ""
    named = (next((name for sign, name in table if sign in told), None) for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in named if name) or told
