"""Chinese and English say the same, and an English page is English: what stays Chinese says that it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

import registries
import sites
from registries import ROOT
from talentcard.core.model import Calendar, Meeting, Organisation, Policy, Suggestion, Text
from talentcard.core.pages import HAND_WRITTEN, Words
from talentcard.core.pages.articles import ARTICLE
from talentcard.publishing import templates
from talentcard.publishing.foreign import HAN, runs
from talentcard.reading import loading

ZH, EN = templates.words(ROOT, "zh"), templates.words(ROOT, "en")
REGISTRY = registries.registry()
ONE = "_one"
"""A second entry for a count of one, in a language that has a singular."""

CHINESE = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef]")
"""Chinese characters and full-width punctuation."""
CITATION = re.compile(f"{ARTICLE.pattern}|民法典[0-9]+")
"""An article of the rules, such as 六(一)①, or of the Civil Code."""
OWN_NAME = {"中文", "中文版"}
"""What leads to the Chinese page."""
READ_OUT = ("title", "alt", "aria-label", "placeholder", "label", "content")
"""Attributes that are read to people; none of them can change its language halfway."""


# ---- the words ---------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys(words: Words) -> set[str]:
    """The keys that every language must have."""
    return {key for key in words.entries if not key.endswith(ONE)}


def test_both_languages_have_the_same_words() -> None:
    assert keys(EN) == keys(ZH)


def test_both_languages_fill_in_the_same_things() -> None:
    differing = [key for key in keys(ZH) if placeholders(ZH.entries[key]) != placeholders(EN.entries[key])]
    assert differing == []


def test_a_singular_belongs_to_a_count() -> None:
    singular = [key.removesuffix(ONE) for key in EN.entries if key.endswith(ONE)]
    assert singular != []
    assert [key for key in singular if "count" not in placeholders(EN.entries.get(key, ""))] == []


def test_one_is_not_many() -> None:
    assert EN("limit.working_days", count=1) == "within 1 working day"
    assert EN("limit.working_days", count=3) == "within 3 working days"
    assert ZH("limit.working_days", count=1) == "1个工作日内"


def test_english_words_are_english() -> None:
    """But for the numbers of articles, and the name of the other language."""
    rest = {key: "".join(run for run, zh in runs(text) if not (zh and known(run))) for key, text in EN.entries.items()}
    assert {key: text for key, text in rest.items() if CHINESE.search(text)} == {}


def known(run: str) -> bool:
    return run in OWN_NAME or CITATION.fullmatch(run) is not None


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_hand_written_pages_have_the_same_parts(name: str) -> None:
    parts = [
        re.findall(r"^#+ .*?(?:\{(#[\w-]+)\})?$", (ROOT / "site/pages" / lang / f"{name}.md").read_text("utf-8"), re.M)
        for lang in ("zh", "en")
    ]
    assert parts[0] == parts[1]


# ---- the records -------------------------------------------------------------------------------------


def texts(value: object) -> Iterator[Text]:
    """Every text for people anywhere in a record."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from texts(getattr(value, field))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)


def every_text() -> Iterator[tuple[str, Text]]:
    for entry in REGISTRY.entries:
        for text in texts(entry.record):
            yield entry.path, text


def test_every_text_on_record_is_there_in_english() -> None:
    assert [(path, text.zh) for path, text in every_text() if not text.en] == []


def test_english_texts_keep_to_english_punctuation() -> None:
    """Articles and terms may stay Chinese within a sentence, its commas and stops may not."""
    assert [(path, text.en) for path, text in every_text() if re.search("[，。；：（）？、！]", text.en or "")] == []


# ---- the pages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[sites.sample_site, sites.staff_site], ids=["public", "staff"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    make: Callable[[pytest.TempPathFactory], Path] = request.param
    return make(tmp_path_factory)


@pytest.fixture(scope="module")
def english(site: Path) -> dict[str, LexborHTMLParser]:
    return {name: parsed(site / name) for name in sites.pages(site) if name.startswith("en/")}


def parsed(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def said(page: LexborHTMLParser) -> Iterator[tuple[str, bool]]:
    """What a page says, piece by piece, each with whether it is marked as Chinese."""
    root = page.root
    assert root is not None
    for node in root.traverse(include_text=True):
        if node.tag == "-text":
            if node.parent is not None and node.parent.tag not in ("script", "style"):
                yield node.text_content or "", is_chinese(node)
        elif node.tag != "link":  # what it names is fetched, not said
            for name in READ_OUT:
                yield node.attributes.get(name) or "", is_chinese(node)


def is_chinese(node: LexborNode) -> bool:
    """By the nearest language given, as a browser finds it."""
    up: LexborNode | None = node
    while up is not None:
        lang = up.attributes.get("lang") if up.tag != "-text" else None
        if lang:
            return lang.startswith("zh")
        up = up.parent
    return False


def test_every_page_has_its_twin(site: Path) -> None:
    every = sites.pages(site)
    chinese = [name for name in every if not name.startswith("en/")]
    assert [name.removeprefix("en/") for name in every if name.startswith("en/")] == chinese


def test_an_english_page_is_in_english(english: dict[str, LexborHTMLParser]) -> None:
    for name, page in english.items():
        html = page.css_first("html")
        assert html is not None
        assert html.attributes.get("lang") == "en", name
        assert [text.strip() for text, chinese in said(page) if CHINESE.search(text) and not chinese] == [], name


def entered() -> Iterator[str]:
    """What staff wrote for staff."""
    known = loading.load_kinds(ROOT, ("meeting", "suggestion")).registry
    yield from (decision.action for meeting in known.of(Meeting).values() for decision in meeting.decisions)
    yield from (suggestion.text for suggestion in known.of(Suggestion).values())


def test_what_stays_chinese_is_an_original(english: dict[str, LexborHTMLParser]) -> None:
    """An article, a document's title, what staff entered, a term that an English text explains: no text left over."""
    policies = REGISTRY.of(Policy).values()
    documents = {value for policy in policies for value in (policy.document.number, policy.title.zh)}
    notices = [notice for record in REGISTRY.of(Calendar).values() for notice in record.notices]
    documents |= {value for notice in notices for value in (notice.title, notice.number or "")}
    districts = {body.district for body in REGISTRY.of(Organisation).values()}
    documents |= {run for text in entered() for run, chinese in runs(text) if chinese}
    explained = {run for _, text in every_text() for run, chinese in runs(text.en or "") if chinese}
    spoken_in_both = "en/404.html"  # a host has one error page for all languages
    for name, page in english.items():
        if name == spoken_in_both:
            continue
        marked = {text for text, chinese in said(page) if chinese and CHINESE.search(text)}
        left = marked - documents - districts - explained - OWN_NAME
        assert {run for run in left if not CITATION.fullmatch(run)} == set(), name


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("Ask here first. (五(四)3)", ["五(四)3"]),
        ("三(一)–(九)", ["三(一)–(九)"]),
        ("(六(二), 五(二)2)", ["六(二)", "五(二)2"]),
        ("The list ends in 等 (and others), so it can grow (三(九)).", ["等", "三(九)"]),
        ("依据渝人社发〔2017〕210号", ["依据渝人社发〔2017〕210号"]),
        ("nothing (at all)", []),
    ],
)
def test_runs_of_chinese_are_told_apart(text: str, chinese: list[str]) -> None:
    assert [run for run, is_zh in runs(text) if is_zh] == chinese
    assert "".join(run for run, _ in runs(text)) == text
