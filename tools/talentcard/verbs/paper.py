"""``talentcard paper``: receipts, slips, notices and forms, from a record and a wording that the office can edit."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from talentcard import custodian, documents
from talentcard.context import CannotRunError, Context
from talentcard.core import letters
from talentcard.core.letters import Kind, Letter, Names
from talentcard.core.model import RecordId
from talentcard.core.pages import World
from talentcard.office import listing
from talentcard.office.printing import FORMATS, file_name, world_of
from talentcard.placing import inside, lay
from talentcard.sealing import seals
from talentcard.sealing.custody import Custody
from talentcard.sealing.keyring import Secret
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard paper                                  能印哪些文书 / what there is
  talentcard paper receipt req-…                    看一看受理通知 / read the acknowledgement of receipt
  talentcard paper missing req-… --out 文书          写成 DOCX、PDF 和 Markdown / as documents
  talentcard paper request-form residence/visa --lang en --out forms
                                                    英文的签证申请表 / the visa form in English
  talentcard paper annex14 org-education --out 文书  附件14，已填在任的岗位 / annex 14 with the posts filled in
  talentcard paper annex1 ntc-… --open --out ~/通知  保管人打开姓名，写在登记册之外
                                                    with the names, by the custodian, outside the registry

没有钥匙时姓名留空，由经办人手填。文字在 site/papers/，可以修改。
Without the key names are left blank, to be written in by hand. The wording lies in site/papers/ and can be edited."""

NAME = {"tal": ("identity", "name"), "con": ("person", "name")}
"""Where a record keeps its person's name, by the prefix of its id."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", nargs="?", metavar="KIND", help="文书种类；不写则列出全部 / the kind (default: list them)"
    )
    parser.add_argument(
        "record", nargs="?", metavar="RECORD", help="记录编号，或服务代码 / a record's id, or the code of a service"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="把文书写入这个文件夹 / write the documents here")
    parser.add_argument("--open", action="store_true", help="打开姓名（保管人） / put the names in (custodian)")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """Raises CannotRunError where there is no such kind or record, or the one gives no occasion for the other."""
    if options.kind is None:
        context.out.write(overview(open_registry(context)))
        return 0
    opened = open_registry(context)
    listing.unread(context, opened)
    kind = known(opened, options.kind)
    lang = opened.lang if opened.lang in kind.languages else kind.languages[0]
    if lang != opened.lang:
        print(opened.words.text("paper-one-language", {"kind": title(opened, kind)}), file=context.err)
    world = world_of(context, replace(opened, lang=lang), opened.as_of)
    names = people(context, options, opened, kind)
    found = made(opened, world, kind, options.record, names)
    put_out(context, found, lang, out=options.out, private=options.open)
    if options.out is None:
        print(opened.words.text("paper-out-hint"), file=context.err)
    return 0


def overview(opened: Opened) -> str:
    """Each kind with its title, what it is made from, and a command to copy."""
    lines = [opened.words.text("paper-kinds"), ""]
    for kind in letters.KINDS.values():
        also = opened.words.text("paper-also-english") if "en" in kind.languages else ""
        lines.append(f"  {kind.code:<14}{title(opened, kind)}{also}")
        lines.append(f"{'':16}{opened.words.text(f'paper-from-{kind.code}')}")
        lines.append(f"{'':16}{opened.words.text(f'paper-example-{kind.code}')}")
    return "\n".join([*lines, "", opened.words.text("paper-wordings"), ""])


def title(opened: Opened, kind: Kind) -> str:
    return opened.words.text(f"paper-kind-{kind.code}")


def known(opened: Opened, code: str) -> Kind:
    kind = letters.KINDS.get(code)
    if kind is None:
        raise CannotRunError("paper-kind-unknown", kind=code, known=named(opened, letters.KINDS))
    return kind


def named(opened: Opened, codes: Iterable[str]) -> str:
    """receipt（受理通知）、missing（…）"""
    words = opened.words
    kinds = ((code, title(opened, letters.KINDS[code])) for code in codes)
    return words.text("list-comma").join(
        words.text("paper-named", {"code": code, "title": said}) for code, said in kinds
    )


def made(opened: Opened, world: World, kind: Kind, record: str | None, names: Names) -> tuple[Letter, ...]:
    """Raises CannotRunError with the kinds that do fit the record."""
    if record is None:
        if kind.blank is None:
            example = opened.words.text(f"paper-example-{kind.code}")
            raise CannotRunError("paper-record-missing", kind=title(opened, kind), example=example)
        return (kind.blank(world),)
    wanted = RecordId(Path(record).stem if record.endswith(".yml") else record)
    found = kind.made(world, wanted, names)
    if found:
        return found
    if kind.code == "request-form" and not opened.registry.knows(wanted):
        raise CannotRunError("paper-form-unknown", wanted=wanted, known=", ".join(letters.form_codes(world)))
    custodian.record_id(opened, wanted)
    fitting = named(opened, letters.fitting(world, wanted))
    params = {"kind": title(opened, kind), "record": wanted, "from": opened.words.text(f"paper-from-{kind.code}")}
    raise CannotRunError("paper-fits-other" if fitting else "paper-fits-none", **params, fitting=fitting)


def put_out(context: Context, found: tuple[Letter, ...], lang: str, *, out: Path | None, private: bool) -> None:
    """As text, or all of them as documents or none; with names in them for their owner's eyes only."""
    papers = {letter.name: documents.paper(context.root, letter.kind, lang, letter.facts) for letter in found}
    if out is None:
        print("\n\n".join(documents.markdown(paper).rstrip("\n") for paper in papers.values()), file=context.out)
        return
    made: dict[str, bytes] = {}
    for name, paper in papers.items():
        made |= documents.files(file_name(name, lang), paper, FORMATS, root=context.root, fonts=context.fonts)
    if private:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in lay(context.root, out, made):
        if private:
            path.chmod(0o600)
        print(path, file=context.out)


# ---- names, by those who have the key ---------------------------------------------------------------------


class Opening(Mapping[RecordId, str]):
    """Names, each opened when a letter asks for it and not before."""

    def __init__(self, held: Custody, secrets: Mapping[str, Secret]) -> None:
        self._held = held
        self._secrets = secrets

    def __getitem__(self, record: RecordId) -> str:
        """Raises CannotRunError where the name does not open; KeyError where none is on record."""
        source = self._held.text(record)
        pointer = NAME.get(record.partition("-")[0])
        if source is None or pointer is None:
            raise KeyError(record)
        values, findings = seals.opened(source, self._secrets)
        if pointer not in values and findings:
            raise CannotRunError("paper-name-shut", record=record)
        return values[pointer]

    def __iter__(self) -> Iterator[RecordId]:
        return iter(())

    def __len__(self) -> int:
        return 0


def people(context: Context, options: argparse.Namespace, opened: Opened, kind: Kind) -> Names:
    """Nobody's name, unless it is asked for: then the papers go to a folder outside the registry, or nowhere."""
    if not options.open:
        return {}
    if not kind.named:
        raise CannotRunError("paper-no-names", kind=title(opened, kind))
    if options.out is None or inside(context.root, options.out):
        raise CannotRunError("paper-open-outside")
    held, keys = custodian.custody(context, opened), custodian.store(context, options, opened.settings)
    return Opening(held, custodian.secrets(held, keys))
