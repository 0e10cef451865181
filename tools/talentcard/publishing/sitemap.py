"""The site map for search engines: every public page in all its languages. Only a site that has an address has one."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from talentcard.core.pages import Audience
from talentcard.publishing.edition import Edition, Files
from talentcard.publishing.frame import page_address

NAME = "sitemap.xml"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def files(_root: Path, editions: tuple[Edition, ...]) -> Files:
    """``sitemap.xml`` (https://www.sitemaps.org/protocol.html), without times: the same pages give the same bytes."""
    world = editions[0].world
    address = world.registry.settings.address
    if address is None or world.audience is not Audience.PUBLIC:
        return {}
    urls = ElementTree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for edition in editions:
        for page in (*edition.pages, *edition.written):
            url = ElementTree.SubElement(urls, "url")
            ElementTree.SubElement(url, "loc").text = page_address(address, edition, page)
            for other in editions:
                twin = {"rel": "alternate", "hreflang": other.world.words("site.locale")}
                twin["href"] = page_address(address, other, page)
                ElementTree.SubElement(url, "xhtml:link", twin)
    ElementTree.indent(urls, " ")
    return {NAME: ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True) + b"\n"}
