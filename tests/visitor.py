"""Somebody at a browser without scripts: signs in, follows links and fills forms by the words on the page."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.factories import PASSWORD

MOST_OF_A_KIND = 2
NOT_OURS = "/administration/"
SAID_AS_OPTIONAL = "(facultatif)"


class Visitor:
    """A person of the team at work. A page that fails, or a link or button that is not there, ends the story.

    ``answers`` of a form are given by label: a text, the words of a choice, a list of choices to tick, True or False
    for a lone box, a ``(name, bytes)`` for a file.
    """

    def __init__(self, email: str):
        self.client = Client(enforce_csrf_checks=True)
        self.address = "/"
        self.open("/")
        self.press("Se connecter", {"Adresse e-mail": email, "Mot de passe": PASSWORD})

    # Reading

    @property
    def title(self) -> str:
        """The heading of the page."""
        (heading,) = self.page.iter("h1")
        return words_of(heading)

    @property
    def text(self) -> str:
        """All the words of the page, its frame left out."""
        (main,) = self.page.iter("main")
        return words_of(main)

    @property
    def menu(self) -> list[str]:
        """The entries of the menu."""
        return [words_of(link) for link in self.page.xpath("//nav[@class='rail']//a")]

    def row(self, words: str) -> str:
        """Return the words of the smallest row, item, card or section that says ``words``."""
        return words_of(self._block(words))

    def section(self, heading: str) -> str:
        """Return the words of the section under ``heading``."""
        sections = [
            each for each in self.page.iter("section") for title in each.iter("h2") if words_of(title) == heading
        ]
        assert sections, f"no section « {heading} » on {self.address}"
        return words_of(sections[0])

    def links(self) -> Iterator[str]:
        """Give the addresses of this site that the page links to."""
        for link in self.page.iter("a"):
            address = urldefrag(urljoin(self.address, link.get("href", ""))).url
            if urlsplit(address).scheme in ("", "http") and address.startswith("/"):
                yield address

    def look_everywhere(self) -> dict[str, str]:
        """Follow every link from the first page on, each kind of page ``MOST_OF_A_KIND`` times at most.

        Return all that came, by address: the HTML of a page, the bytes of a file as text. A dead link ends it.
        """
        came, kinds, waiting = {}, Counter(), ["/"]
        while waiting:
            address = waiting.pop(0)
            kind = re.sub(r"\d+", "0", address)
            if address in came or kinds[kind] == MOST_OF_A_KIND or address.startswith(NOT_OURS):
                continue
            kinds[kind] += 1
            response = self.client.get(address, follow=True)
            assert response.status_code == 200, f"{address} answered {response.status_code}"
            came[address] = response.content.decode(errors="replace")
            if response["Content-Type"].startswith("text/html"):
                self._show(response, address)
                waiting += self.links()
        return came

    # Acting

    def open(self, address: str) -> None:
        """Open an address, typed or kept from before."""
        self._show(self.client.get(address, follow=True), address)

    def follow(self, words: str, *, beside: str = "") -> None:
        """Follow the link that says ``words``; ``beside`` names the row it stands in."""
        self.open(self._link(words, beside))

    def download(self, words: str, *, beside: str = "") -> HttpResponse:
        """Follow a link that gives a file, and return what comes."""
        response = self.client.get(self._link(words, beside))
        assert response.status_code == 200, f"« {words} » answered {response.status_code}"
        return response

    def press(self, words: str, answers: dict | None = None, *, beside: str = "", is_refused: bool = False) -> None:
        """Fill the form of the button that says ``words``, and send it; ``is_refused`` expects the errors summary."""
        button = self._button(words, beside)
        form = next(button.iterancestors("form"))
        files = {}
        for label, answer in (answers or {}).items():
            _answer(form, label, answer, files)
        values = [*form.form_values(), (button.get("name") or "", button.get("value") or "")]
        address = urljoin(self.address, button.get("formaction") or form.get("action") or self.address)
        self._send(form.method, address, [(name, value) for name, value in values if name], files)
        errors = [words_of(each) for each in self.page.xpath("//*[@data-error-summary]")]
        assert bool(errors) == is_refused, errors or f"« {words} » was expected to be refused"

    def _send(self, method, address, values, files):
        data = {name: [value for other, value in values if other == name] for name, _value in values}
        if method == "GET":
            address = urlsplit(address).path
            response = self.client.get(address, data, follow=True)
        else:
            response = self.client.post(address, data | files, follow=True)
        self._show(response, address)

    def _show(self, response, address):
        if response.redirect_chain:
            address = urljoin(address, response.redirect_chain[-1][0])
        assert response.status_code == 200, f"{address} answered {response.status_code}"
        content = response.content.decode()
        assert "UNDEFINED<" not in content, f"{address} shows a value that is not there"
        self.address, self.page = urldefrag(address).url, html.document_fromstring(content)

    # Finding by words

    def _link(self, words, beside):
        links = [link for link in self._scope(beside).iter("a") if link.get("href")]
        found = _named(links, words)
        addresses = {link.get("href") for link in found}
        assert len(addresses) == 1, f"« {words} » on {self.address}: {len(found)} of {[words_of(x) for x in links]}"
        return urljoin(self.address, addresses.pop())

    def _button(self, words, beside):
        buttons = list(self._scope(beside).iter("button"))
        found = _named(buttons, words)
        assert len(found) == 1, f"« {words} » on {self.address}: {len(found)} of {[words_of(x) for x in buttons]}"
        return found[0]

    def _scope(self, beside):
        return self._block(beside) if beside else self.page

    def _block(self, words):
        blocks = self.page.xpath("//main//*[self::tr or self::li or self::article or self::section or self::fieldset]")
        holding = [block for block in blocks if words in words_of(block)]
        assert holding, f"nothing says « {words} » on {self.address}"
        return min(holding, key=lambda block: len(words_of(block)))


def words_of(element) -> str:
    """Return what an element says, without what is drawn or hidden."""
    if element.get("aria-label"):
        return element.get("aria-label")
    said = element.xpath(".//text()[not(ancestor::svg or ancestor::*[@hidden])]")
    return " ".join(" ".join(said).replace("\xa0", " ").split())


def _named(elements, words):
    """Return the elements that say exactly ``words``, else those whose words begin so, else those that hold them."""
    exact = [each for each in elements if words_of(each) == words]
    first = [each for each in elements if words_of(each).startswith(words)]
    return exact or first or [each for each in elements if words in words_of(each)]


def _answer(form, label, answer, files):
    """Write the answer to the question ``label`` into a form, or among ``files``."""
    control = _control(form, label)
    if control.tag == "fieldset":
        _choose(control, answer)
    elif isinstance(answer, bool):
        control.checked = answer
    elif control.get("type") == "file":
        name, content = answer
        files[control.get("name")] = BytesIO(content)
        files[control.get("name")].name = name
    elif control.tag == "select":
        options = {words_of(option): option.get("value") for option in control.iter("option")}
        assert answer in options, f"« {label} » offers {list(options)}"
        control.value = options[answer]
    else:
        control.value = str(answer)


def _control(form, label):
    """Return the control a label names, or the fieldset whose legend says it."""
    asked = {_question(each): each for each in form.iter("label", "legend")}
    spoken = {each.get("aria-label"): each for each in form.iter("select", "input") if each.get("aria-label")}
    if label in spoken:
        return spoken[label]
    found = asked.get(label)
    if found is None:
        found = next((each for words, each in asked.items() if words.startswith(label)), None)
    assert found is not None, f"« {label} » is not asked among {[*asked, *spoken]}"
    if found.tag == "legend":
        return next(found.iterancestors("fieldset"))
    return form.get_element_by_id(found.get("for"))


def _choose(fieldset, answer):
    """Tick the choices of a group whose labels are in ``answer``, and no other."""
    wanted = [answer] if isinstance(answer, str) else answer
    labels = list(fieldset.iter("label"))
    chosen = [label for words in wanted for label in _named(labels, words)]
    assert len(chosen) == len(wanted), f"« {wanted} » among {[words_of(label) for label in labels]}"
    for label in labels:
        box = fieldset.get_element_by_id(label.get("for"))
        box.attrib.pop("checked", None)
        if label in chosen:
            box.set("checked", "checked")


def _question(label) -> str:
    return words_of(label).removesuffix(SAID_AS_OPTIONAL).strip()
