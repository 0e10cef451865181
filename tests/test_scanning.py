"""Fifty ways by which a person's identity could get out, and the scan that finds them. All invented at run time.

How a number may be written is the table of `test_detectors.py` (46 ways); this file has the places where it may stand.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from registries import ROOT
from talentcard.reading import loading
from talentcard.scanning import files, history, registry, site
from talentcard.scanning.leak import OPENERS, TOGETHER, Leak, Scanner, Source
from test_detectors import ID, ID_9, MAIL, MOBILE, PASSPORT, SECRET

SCANNER = Scanner()


def rules(raw: bytes, without: str = "") -> set[str]:
    openers = {name: opener for name, opener in OPENERS.items() if name != without}
    return {leak.rule for leak in Scanner(openers=openers).leaks([Source("attachment", raw)])}


# ---- files of all kinds -----------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def office() -> bytes:
    """A word processor's document: the number is in three runs, as somebody typed, stopped and typed on."""
    runs = "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{piece}</w:t></w:r>" for piece in (ID[:5], ID[5:11], ID[11:]))
    return zipped(word__document_xml=f"<w:document><w:p>{runs}</w:p></w:document>".encode())


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("notes.txt")
        info.size = len(ID)
        archive.addfile(info, io.BytesIO(ID.encode()))
    return made.getvalue()


def pdf(change: Callable[[PdfWriter], object], text: str = "") -> bytes:
    """A page with a line of text on it, its stream squeezed; then whatever else."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    # each glyph placed by itself, as many programs write
    stream.set_data(f"BT /F1 12 Tf 20 100 Td [{' 0 '.join(f'({c})' for c in text)}] TJ ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def with_an_earlier_version() -> bytes:
    """An object that nothing refers to any more."""
    now = pdf(lambda _: None)
    stream = b"\n9 0 obj\n<</Filter/FlateDecode>>\nstream\n" + zlib.compress(ID.encode()) + b"\nendstream\nendobj\n"
    return now + stream + now[now.rindex(b"startxref") :]


def image(kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, kind, **options)
    return made.getvalue()


def exif(tag: int, value: object) -> Image.Exif:
    made = Image.Exif()
    made[tag] = value
    return made


def png_text() -> bytes:
    """A squeezed comment: its characters stand nowhere in the file as they are."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "holder " + ID + " of the card, and " * 8, zip=True)
    return image("PNG", pnginfo=info)


MAIL_WITH_PICTURE = (
    b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(png_text()) + b"\n"
)

FILES: dict[str, tuple[bytes, str, str]] = {
    # name: content, the rule, the opener without which it is missed ("" where none is needed)
    "text": (f"一\n{ID}\n".encode(), "leak-resident-id", ""),
    "text of a Windows machine": (f"身份证 {ID}".encode("gb18030"), "leak-resident-id", ""),
    "UTF-16 with its mark": (f"身份证 {ID}".encode("utf-16"), "leak-resident-id", ""),
    "UTF-16 without": (f"ID card: {ID}".encode("utf-16-be"), "leak-resident-id", ""),
    "within a program": (b"\x7fELF\0\0\xff" + MOBILE.encode() + b"\0\xff", "leak-mobile", ""),
    "JSON": (f'{{"holder": "{ID}"}}'.encode(), "leak-resident-id", ""),
    "a search index": (f'searchIndex=["示例","{MOBILE}"]'.encode(), "leak-mobile", ""),
    "a calendar": (f"SUMMARY:办证\r\nDESCRIPTION:{ID[:9]}\r\n {ID[9:]}\r\n".encode(), "leak-resident-id", ""),
    "a feed": (f"<summary type='html'>&lt;b&gt;{ID}&lt;/b&gt;</summary>".encode(), "leak-resident-id", ""),
    "a notice": (f"schema: notice/1\nnote: 请联系 {MOBILE}\n".encode(), "leak-mobile", ""),
    "a table": (f"姓名,号码\n示例甲,{PASSPORT}\n".encode(), "leak-document", ""),
    "a log": (f"2026-11-20T10:00:00 GET /?q={MOBILE} 200".encode(), "leak-mobile", ""),
    "an exception": (f"ValueError: invalid literal: '{ID}'".encode(), "leak-resident-id", ""),
    "a drawing": (f"<svg><text>{ID[:9]}<tspan>{ID[9:]}</tspan></svg>".encode(), "leak-resident-id", ""),
    "a hidden field": (f'<input type="hidden" value="{MAIL}">'.encode(), "leak-email", ""),
    "a key": (f"# public key: age1…\n{SECRET}\n".encode(), "leak-secret", ""),
    "base64": (b"x: " + base64.b64encode(f"id={ID}".encode()), "leak-resident-id", "base64"),
    "a picture in a page": (
        b'<img src="data:;base64,' + base64.b64encode(png_text()) + b'">',
        "leak-resident-id",
        "base64",
    ),
    "a picture in a mail": (MAIL_WITH_PICTURE, "leak-resident-id", "base64"),
    "a zip": (zipped(a_txt=ID.encode() * 1), "leak-resident-id", "zip"),
    "a name in a zip": (zipped(**{ID: b""}), "leak-resident-id", ""),
    "a zip in a zip": (zipped(a_zip=zipped(a_txt=b"tel " * 9 + MOBILE.encode())), "leak-mobile", "zip"),
    "an office document": (office(), "leak-resident-id", "zip"),
    "gzip": (gzip.compress(ID.encode() + b" " * 90), "leak-resident-id", "gzip"),
    "bzip2": (bz2.compress(ID.encode()), "leak-resident-id", "gzip"),
    "xz": (lzma.compress(ID.encode()), "leak-resident-id", "gzip"),
    "a tar": (tarred(), "leak-resident-id", "gzip"),
    "a PDF's page": (pdf(lambda _: None, ID), "leak-resident-id", "pdf"),
    "a PDF's title": (pdf(lambda w: w.add_metadata({"/Title": "号码 " + ID})), "leak-resident-id", "pdf"),
    "a note in a PDF": (
        pdf(lambda w: w.add_annotation(0, FreeText(text="电话 " + MOBILE, rect=(0, 0, 9, 9)))),
        "leak-mobile",
        "pdf",
    ),
    "a file in a PDF": (
        pdf(lambda w: w.add_attachment("a.txt.gz", gzip.compress(ID.encode()))),
        "leak-resident-id",
        "pdf",
    ),
    "an earlier version in a PDF": (
        with_an_earlier_version(),
        "leak-resident-id",
        "pdf",
    ),
    "an image's description": (image("JPEG", exif=exif(0x010E, ID)), "leak-resident-id", ""),
    "an image's author, two bytes each": (
        image("JPEG", exif=exif(0x9C9D, ("号码：" + ID).encode("utf-16-le"))),
        "leak-resident-id",
        "",
    ),
    "an image's squeezed comment": (png_text(), "leak-resident-id", "image"),
    "behind an image": (image("PNG") + b"\n" + ID_9.encode(), "leak-resident-id", ""),
    "a scan of a small picture": (image("GIF", comment=("tel " + MOBILE).encode()), "leak-mobile", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_a_number_is_found_in_any_kind_of_file(name: str) -> None:
    raw, rule, opener = FILES[name]
    assert rules(raw) == {rule}
    if opener:
        assert rules(raw, without=opener) == set()


def test_each_opener_is_needed_by_a_case() -> None:
    assert {opener for *_, opener in FILES.values()} | {"tar"} == {"", *OPENERS}
    plain_tar = gzip.decompress(tarred())
    named = io.BytesIO()
    with tarfile.open(fileobj=named, mode="w") as archive:
        info = tarfile.TarInfo("inner.gz")
        content = gzip.compress(ID.encode())
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    assert rules(plain_tar) == {"leak-resident-id"}
    assert rules(named.getvalue()) == {"leak-resident-id"}
    assert rules(named.getvalue(), without="tar") == set()


@pytest.mark.parametrize(
    "raw",
    [
        zipped(a_txt=b"x")[:-30],
        gzip.compress(bytes(1000))[:-9],
        image("PNG")[:50],
        b"%PDF-1.7\nnothing",
    ],
    ids=["zip", "gzip", "image", "pdf"],
)
def test_what_cannot_be_looked_into_is_said(raw: bytes) -> None:
    assert "leak-unreadable" in rules(raw)


def test_a_locked_pdf_is_said() -> None:
    assert "leak-unreadable" in rules(pdf(lambda w: w.encrypt("secret", algorithm="RC4-128")))


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 999, bytes(range(256)) * 9, "示例".encode(), image("PNG"), pdf(lambda _: None)]
)
def test_harmless_files_are_left_alone(raw: bytes) -> None:
    assert rules(raw) == set()


# ---- files, folders, sites --------------------------------------------------------------------------


def test_a_leak_is_a_file_a_line_and_a_rule(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_text(f"一\n二 {ID}\n三\n{MOBILE}\n", encoding="utf-8")
    (tmp_path / "c.png").write_bytes(png_text())
    assert SCANNER.leaks(files.below(tmp_path)) == (
        Leak("a/b.txt", 2, "leak-resident-id"),
        Leak("a/b.txt", 4, "leak-mobile"),
        Leak("c.png", None, "leak-resident-id"),
    )


def test_base64_is_named_by_the_line_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>\n<p>\n<img src='" + base64.b64encode(png_text()) + b"'>")
    assert SCANNER.leaks(files.below(tmp_path)) == (Leak("a.html", 3, "leak-resident-id"),)


def test_a_leaking_name_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / f"{ID}.txt").write_text("x", encoding="utf-8")
    (tmp_path / f"王 {MOBILE}").mkdir()
    (tmp_path / f"王 {MOBILE}" / "a.txt").write_text("x", encoding="utf-8")
    assert SCANNER.leaks(files.below(tmp_path)) == (
        Leak("scans/…", None, "leak-resident-id"),
        Leak("…/a.txt", None, "leak-mobile"),
    )


def test_where_a_link_leads_is_read_but_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(f"/home/{ID}")
    assert SCANNER.leaks(files.below(tmp_path)) == (Leak("a", 1, "leak-resident-id"),)


def test_a_site_is_refused_for_identifiers_and_planted_strings_but_not_for_an_offices_mailbox(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f"<p>{MAIL}</p>", encoding="utf-8")
    office = frozenset({MAIL})
    assert site.leaks(tmp_path, offices=office) == ()
    assert [leak.rule for leak in site.leaks(tmp_path)] == ["leak-email"]
    (tmp_path / "feed.xml").write_text("<t>示例丁&#19969;</t>", encoding="utf-8")
    assert site.leaks(tmp_path, ("示例丁丁",), office) == (Leak("feed.xml", 1, "leak-planted"),)
    with pytest.raises(site.SiteLeaksError):
        site.refuse(tmp_path, frozenset())


def test_the_same_content_is_named_wherever_it_lies() -> None:
    sources = [Source(name, ID.encode()) for name in ("a", "b", "records/talents/tal-1.yml")]
    assert [leak.file for leak in SCANNER.leaks(sources)] == ["a", "b", "records/talents/tal-1.yml"]


def test_what_several_containers_hold_is_named_in_each_however_late_it_comes() -> None:
    """The same part of many office documents is looked at once; between the first and the last others are finished."""
    part = b"tel " * 9 + MOBILE.encode()
    between = (Source(f"{n}.txt", f"{n} ".encode() + b"." * (TOGETHER // 2)) for n in range(3))
    sources = [Source("a.zip", zipped(a_txt=b"one", b_txt=part)), *between, Source("b.zip", zipped(c_txt=part))]
    assert {leak.file for leak in SCANNER.leaks(sources)} == {"a.zip", "b.zip"}


def test_many_files_are_told_apart() -> None:
    sources = [Source(f"f{n}", f"{'x' * 5000}\n{ID if n % 300 == 7 else n}\n".encode()) for n in range(900)]
    assert SCANNER.leaks(sources) == tuple(Leak(f"f{n}", 2, "leak-resident-id") for n in (307, 607, 7))


def test_nothing_is_found_in_the_repositorys_own_files_and_sample() -> None:
    """The tests' own numbers are put together when they run."""
    offices = registry.offices(loading.load_kinds(ROOT, ("settings",)).registry.settings)
    top = history.top(ROOT)
    own = files.named(top, history.working_files(top)) if top else files.below(ROOT)
    assert Scanner(offices=offices).leaks(own) == ()


# ---- history ----------------------------------------------------------------------------------------


class Repository:
    """A real one, on `main` with a commit, then on a branch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.commit("first", {"readme.txt": "x"})
        self.git("checkout", "-q", "-b", "work")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=示例", "-c", f"user.email={MAIL}")
        done = subprocess.run(["git", *who, *words], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, message: str, write: dict[str, str | None]) -> str:
        for name, content in write.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_text(content, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "--short=12", "HEAD")

    def leaks(self) -> tuple[Leak, ...]:
        return SCANNER.leaks(history.branch(self.folder))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_clean_branch_and_its_author_are_no_leak(repository: Repository) -> None:
    repository.commit(f"second\n\nSigned-off-by: 示例 <{MAIL}>", {"a.txt": "x"})
    assert repository.leaks() == ()


def test_what_a_later_commit_takes_out_is_found(repository: Repository) -> None:
    first = repository.commit("in", {"a.txt": f"x\n{ID}\n"})
    repository.commit("out", {"a.txt": "x\n"})
    assert repository.leaks() == (Leak(f"{first}:a.txt", 2, "leak-resident-id"),)


def test_a_file_that_is_deleted_is_found(repository: Repository) -> None:
    first = repository.commit("in", {"a.txt": MOBILE})
    repository.commit("out", {"a.txt": None})
    assert repository.leaks() == (Leak(f"{first}:a.txt", 1, "leak-mobile"),)


def test_a_message_is_found(repository: Repository) -> None:
    commit = repository.commit(f"register\n\n{ID} has come", {})
    assert repository.leaks() == (Leak(f"commit {commit}", 3, "leak-resident-id"),)


def test_a_branchs_name_is_found(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", f"wang/{MOBILE}")
    assert repository.leaks() == (Leak("ref wang/…", None, "leak-mobile"),)


def test_a_files_name_is_found_even_where_it_is_renamed(repository: Repository) -> None:
    first = repository.commit("in", {f"scans/{ID}.txt": "x"})
    repository.git("mv", f"scans/{ID}.txt", "scans/one.txt")
    second = repository.commit("renamed", {})
    assert set(repository.leaks()) == {
        Leak(f"{first}:scans/…", None, "leak-resident-id"),
        Leak(f"{second}:scans/…", None, "leak-resident-id"),
    }


def test_a_tag_and_what_it_says_are_found(repository: Repository) -> None:
    repository.commit("second", {})
    repository.git("tag", f"t{ID}")
    repository.git("tag", "-a", "v1", "-m", f"for {MOBILE}")
    assert repository.leaks() == (Leak("ref v1", 1, "leak-mobile"), Leak("ref …", None, "leak-resident-id"))


def test_a_merge_is_looked_into(repository: Repository) -> None:
    repository.commit("ours", {"a.txt": "1"})
    repository.git("checkout", "-q", "-b", "other", "main")
    repository.commit("theirs", {"b.txt": "2"})
    repository.git("merge", "-q", "--no-commit", "work")
    merged = repository.commit("merged", {"c.txt": ID})
    assert repository.leaks() == (Leak(f"{merged}:c.txt", 1, "leak-resident-id"),)


def test_an_unsealed_field_in_an_earlier_commit_is_found(repository: Repository) -> None:
    name = "records/talents/tal-0000000000.yml"
    first = repository.commit("in", {name: "identity:\n  name: 示例甲\n"})
    repository.commit("sealed", {name: "identity:\n  name: enc:v1:a:b\n"})
    assert repository.leaks() == (Leak(f"{first}:{name}", 2, "leak-unsealed"),)


def test_what_the_default_branch_has_is_its_own_business(repository: Repository) -> None:
    repository.commit("bad", {"a.txt": ID})
    assert repository.leaks()
    repository.git("branch", "-f", "main", "work")
    assert repository.leaks() == ()
    everything = SCANNER.leaks(history.everything(repository.folder))
    assert [leak.rule for leak in everything] == ["leak-resident-id"]


def test_a_content_of_the_history_that_was_cleared_is_left_alone_but_not_its_like(repository: Repository) -> None:
    first = repository.commit("in", {"a.txt": f"{ID}\n"})
    second = repository.commit("again", {"a.txt": f"{ID}\nx\n"})
    cleared = frozenset({repository.git("rev-parse", f"{first}:a.txt")})
    found = SCANNER.leaks(history.branch(repository.folder, cleared))
    assert found == (Leak(f"{second}:a.txt", 1, "leak-resident-id"),)
    everything = SCANNER.leaks(history.everything(repository.folder, (), cleared))
    assert everything == found


def test_the_whole_history_has_notes_and_other_branches(repository: Repository) -> None:
    repository.git("notes", "add", "-m", f"call {MOBILE}", "HEAD")
    repository.git("checkout", "-q", "-b", "aside")
    repository.commit("aside", {"a.txt": ID})
    repository.git("checkout", "-q", "main")
    rules = [leak.rule for leak in SCANNER.leaks(history.everything(repository.folder))]
    assert sorted(rules) == ["leak-mobile", "leak-resident-id"]


def test_what_is_staged_is_looked_at_as_it_will_be_committed(repository: Repository) -> None:
    path = repository.folder / "a.txt"
    path.write_text(ID, encoding="utf-8")
    repository.git("add", "a.txt")
    path.write_text("clean", encoding="utf-8")
    assert SCANNER.leaks(history.staged(repository.folder)) == (Leak("a.txt", 1, "leak-resident-id"),)


def test_no_such_revision_is_said(repository: Repository) -> None:
    with pytest.raises(history.HistoryError):
        SCANNER.leaks(history.everything(repository.folder, ["nothing"]))
