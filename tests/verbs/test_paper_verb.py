"""``talentcard paper``: what it lists, prints, writes and refuses; names for the custodian only and outside it all."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

import office
from custody_world import NAME, ROOT, TALENT, founded, registered
from founded import Said, talentcard
from office import request
from talentcard.core.letters import KINDS

REQUEST, NOTICE = "req-case000001", "ntc-0000000001"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers") / "registry"
    return office.registry(folder, request("applied 2026-11-12", service="residence", variant="visa"))


def run(root: Path, *words: str | Path) -> Said:
    return talentcard("paper", *words, root=root)


def test_without_a_kind_it_lists_all_with_an_example_each(root: Path) -> None:
    for lang in ("zh", "en"):
        done = run(root, "--lang", lang)
        assert done.code == 0
        assert [code for code in KINDS if f"talentcard paper {code}" not in done.out] == []


def test_a_letter_is_printed_and_the_same_again(root: Path) -> None:
    done = run(root, "receipt", REQUEST)
    assert (done.code, done.err) == (0, "加上 --out 文件夹，写成 DOCX、PDF 和 Markdown。\n")
    assert "# 受理通知" in done.out
    assert "自拟表式" in done.out
    assert run(root, "receipt", REQUEST) == done
    assert "# Acknowledgement of receipt" in run(root, "receipt", REQUEST, "--lang", "en").out


def test_as_documents_byte_for_byte_the_same_again(root: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert run(root, "request-form", "residence", "--lang", "en", "--out", tmp_path / folder).code == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [
        f"form-residence-{variant}.en.{format_}"
        for variant in ("residence-permit", "visa")
        for format_ in ("docx", "md", "pdf")
    ]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_a_paper_that_somebody_has_worked_on_is_not_written_over(root: Path, tmp_path: Path) -> None:
    assert run(root, "annex14", "--out", tmp_path).code == 0
    (tmp_path / "annex14.docx").write_bytes(b"filled in")
    (tmp_path / "annex14.pdf").unlink()
    done = run(root, "annex14", "--out", tmp_path)
    assert done.code == 2
    assert "annex14.docx" in done.err
    assert (tmp_path / "annex14.docx").read_bytes() == b"filled in"
    assert not (tmp_path / "annex14.pdf").exists()


def test_what_there_is_only_in_chinese_is_made_in_chinese_and_said(root: Path) -> None:
    done = run(root, "forwarding", REQUEST, "--lang", "en")
    assert done.code == 0
    assert "# 转办单" in done.out
    assert done.err.startswith("There is only a Chinese version of: forwarding slip.\n")


def test_a_blank_form_needs_no_record(root: Path) -> None:
    for kind, title in (("annex1", "办理（注销）通知"), ("annex14", "服务专员、联络员信息表")):
        assert title in run(root, kind).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("recept",), "没有“recept”这种文书。有：receipt（受理通知）、"),
        (("receipt",), "受理通知要由一条记录印出，例如：talentcard paper receipt req-…"),
        (("receipt", "req-0000000000"), "登记册中没有编号为 req-0000000000 的记录"),
        (("request-form", "visa"), "没有“visa”的申请表。可以写：schooling/new_enrolment, "),
        (("annex14", REQUEST), f"{REQUEST} 印不出附件14 服务专员、联络员信息表：由信息表记录，或报送名单的单位印出"),
        (("annex14", REQUEST), "这条记录可以印：receipt（受理通知）、missing（一次性告知书（补正材料））、feedback（"),
        (("receipt", "org-case-hospital"), "这条记录目前没有可印的文书；记录编号写对了吗？"),
        (("reminder", REQUEST, "--open", "--out", "/nowhere"), "催办单里没有姓名，不用 --open。"),
        (("receipt", REQUEST, "--open"), "打开了姓名的文书不能留在登记册里，也不在终端上显示"),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_can(words: tuple[str, ...], said: str, root: Path) -> None:
    done = run(root, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_names_are_opened_by_the_key_and_only_into_a_folder_outside(tmp_path: Path) -> None:
    world = founded(tmp_path)
    (world.root / "site").symlink_to(ROOT / "site")
    registered(world)
    world.write(
        f"records/notices/{NOTICE}.yml",
        f"schema: notice/1\nid: {NOTICE}\ntype: issue\nnumber: 示例〔2026〕9号\nissued_on: 2026-10-12\n"
        f"issued_by: org-hrss\ntalents: [{TALENT}]\n",
    )
    inside = world.run("paper", "annex1", NOTICE, "--open", "--out", str(world.root / "build"))
    assert (inside.code, inside.out) == (2, "")
    assert not (world.root / "build").exists()
    out = tmp_path / "letters"
    plain = world.run("paper", "annex1", NOTICE, "--out", str(out / "blank"))
    opened = world.run("paper", "annex1", NOTICE, "--open", "--out", str(out / "named"))
    assert (plain.code, opened.code) == (0, 0), opened
    assert NAME not in said(out / "blank")
    assert NAME in said(out / "named")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (out / "named").iterdir()} == {0o600}
    assert NAME not in plain.out + plain.err + opened.out + opened.err
    (world.keys / "2026a.age").unlink()
    assert world.run("paper", "annex1", NOTICE, "--open", "--out", str(out / "late")).code == 2
    assert not (out / "late").exists()


def said(folder: Path) -> str:
    with zipfile.ZipFile(next(folder.glob("*.docx"))) as archive:
        return archive.read("word/document.xml").decode()
