"""The last step of a build: a policy that lets in what a page needs and nothing else, and no dead weight."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from talentcard.publishing import finishing

HEAD = "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>一</title>"
PAGE = HEAD + "{head}</head><body>{body}</body></html>"


def finished(folder: Path, *, head: str = "", body: str = "") -> LexborHTMLParser:
    """A site of one page, finished."""
    page = folder / "index.html"
    page.write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    finishing.finish(folder)
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def policies(page: LexborHTMLParser) -> list[str]:
    return [node.attributes["content"] or "" for node in page.css('meta[http-equiv="Content-Security-Policy"]')]


def test_the_policy_comes_before_anything_that_it_rules(tmp_path: Path) -> None:
    page = finished(tmp_path, head="<script src='a.js'></script>")
    assert page.head is not None
    first = page.head.child
    assert first is not None
    assert first.attributes["http-equiv"] == "Content-Security-Policy"


def test_a_page_without_inline_scripts_may_load_its_own_site_s_files_only(tmp_path: Path) -> None:
    assert policies(finished(tmp_path, body="<script src='a.js'></script>")) == [
        "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
        "connect-src 'self'; form-action 'self' file:; base-uri 'none'"
    ]


def test_an_inline_script_is_let_in_by_the_hash_of_its_text(tmp_path: Path) -> None:
    script = "if (1 < 2 && '人才') document.title = 'a&amp;b';"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    [policy] = policies(finished(tmp_path, body=f"<p>一</p><script>{script}</script>"))
    assert f"script-src 'self' file: 'sha256-{digest}';" in policy


def test_data_in_a_script_element_needs_no_hash(tmp_path: Path) -> None:
    [policy] = policies(finished(tmp_path, body="<script type='application/json'>{}</script>"))
    assert "sha256" not in policy


def test_a_policy_that_a_page_already_has_stays(tmp_path: Path) -> None:
    own = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    assert policies(finished(tmp_path, head=own)) == ["default-src 'none'"]


def test_what_the_theme_holds_for_its_script_goes(tmp_path: Path) -> None:
    left = (
        "<input type='checkbox' id='__drawer'><input type='checkbox' id='__search'><label class='md-overlay'></label>"
        "<div data-md-component='skip'><a href='#x'>x</a></div><div data-md-component='announce'> </div>"
        "<div class='md-dialog' data-md-component='dialog'></div>"
    )
    page = finished(tmp_path, body=f"{left}<div data-md-component='announce'><p>演示</p></div><main>正文</main>")
    assert page.body is not None
    kept = '<div data-md-component="announce"><p>演示</p></div><main>正文</main>'
    assert (page.body.inner_html or "").strip() == kept


def test_our_style_sheets_become_one_in_their_order(tmp_path: Path) -> None:
    styles = tmp_path / "assets" / "css"
    styles.mkdir(parents=True)
    for name in ("b", "a", "dark", "lonely"):
        (styles / f"{name}.css").write_text(f".{name} {{}}\n")
    sheet = "<link rel='stylesheet' href='assets/css/{}.css'>"
    dark = "<link rel='stylesheet' href='assets/css/dark.css' media='screen'>"
    (tmp_path / "other.html").write_text(PAGE.format(head=sheet.format("a"), body=""))
    page = finished(tmp_path, head=sheet.format("b") + sheet.format("a") + dark)
    one, other = (link.attributes["href"] or "" for link in page.css("link"))
    assert (tmp_path / one).read_text() == ".b {}\n.a {}\n"
    assert other == "assets/css/dark.css"
    left = {path.name for path in styles.iterdir()}
    assert left == {Path(one).name, "a.css", "dark.css", "lonely.css"}  # another page needs a.css by itself


def test_only_files_of_the_theme_that_nobody_names_are_left_out(tmp_path: Path) -> None:
    kept = (
        "assets/stylesheets/main.css",
        "assets/images/named.png",  # by the style sheet
        "assets/css/unnamed.css",  # ours
        "en/assets/stylesheets/main.css",
        "assets/search/index.js",  # by a script
        "data/open.json",
    )
    left_out = (
        "assets/javascripts/bundle.js",
        "assets/javascripts/lunr/min/lunr.zh.min.js",
        "assets/stylesheets/main.css.map",
        "assets/images/favicon.png",
        "en/assets/javascripts/bundle.js",
    )
    for name in (*kept, *left_out):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "assets/stylesheets/main.css").write_text("a{background:url('../images/named.png?v=1')}")
    (tmp_path / "en/page.html").write_text(
        PAGE.format(head="<link rel='stylesheet' href='assets/stylesheets/main.css'>", body="")
    )
    finished(tmp_path, head="<link rel='stylesheet' href='/assets/stylesheets/main.css'>")
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    folders = {parent.as_posix() for name in kept for parent in Path(name).parents if parent.name}
    assert found == {*kept, *folders, "index.html", "en/page.html"}
