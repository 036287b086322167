"""Pages taken apart with the standard library: enough to see what stands where, too little to hide a broken page."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

VOID = {"meta", "link", "input", "img", "br", "hr", "rect", "line"}
OPTIONAL = {"rect", "line"}


class Page(HTMLParser):
    """Every element with its attributes, the text, and what is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.broken: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.broken += self._open

    def handle_starttag(self, tag, attrs):
        in_label = {"in_label": ""} if "label" in self._open else {}
        self.elements.append((tag, {name: value or "" for name, value in attrs} | in_label))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if tag in OPTIONAL:
            return
        if not self._open or self._open.pop() != tag:
            self.broken.append(tag)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Attributes of every such element."""
        return [found for name, found in self.elements if name == tag and attributes.items() <= found.items()]

    def links(self) -> list[str]:
        return [found["href"] for found in self.all("a")]

    @property
    def language(self) -> str:
        return self.all("html")[0]["lang"]


def asked(address: str) -> dict[str, str]:
    """The questions in an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
