"""The generator of invented registries, and the sample that it made for ``records/``."""

from __future__ import annotations

import datetime as dt
import filecmp
import itertools
import json
import os
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talentcard.core import cards, model
from talentcard.core.cards import CardState
from talentcard.core.engine import Engine
from talentcard.core.kinds import BY_FOLDER, BY_NAME
from talentcard.core.ledger import ledger
from talentcard.core.obligation import Obligation, State
from talentcard.core.privacy.identity import IdentityKind, normalised
from talentcard.core.registry import Registry
from talentcard.emission import emit
from talentcard.reading import loading, yamlsource
from talentcard.reading.schemas import Schemas
from talentcard.sampling import identities, reference
from talentcard.sampling.edge_cases import EDGE_CASES
from talentcard.sampling.lives import LIVES
from talentcard.sampling.plan import Plan
from talentcard.sampling.window import STORIES_SINCE, STORIES_UNTIL
from talentcard.sampling.world import INVENTED, STEMS
from talentcard.sealing import seals
from talentcard.sealing.fields import sealed_fields
from talentcard.sealing.keyring import Store
from talentcard.session import work_calendar
from talentcard.verbs import sample

ROOT = Path(__file__).resolve().parents[1]
GENERATED = (
    "contacts", "talents", "notices", "cards", "requests", "rosters", "suggestions", "meetings", "bulletins",
    "evaluations", "releases", "keys", "identity-tags",
)  # fmt: skip
SEALED = re.compile(rb"enc:v1:sample:[-_A-Za-z0-9]+")
KEY = re.compile(rb"public: \"[-_A-Za-z0-9]{43}\"|age1[0-9a-z]{58}")


def plan(records: int = sample.RECORDS, seed: int = sample.SEED, **window: dt.date) -> Plan:
    kept = reference.read(ROOT).registry
    since, until = window.get("since", STORIES_SINCE), window.get("until", STORIES_UNTIL)
    return Plan(kept, records, seed, since, until)


def talentcard(*words: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "talentcard", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default sample, freshly made by the command."""
    out = tmp_path_factory.mktemp("sample") / "one"
    result = talentcard("sample", "--out", str(out), "--lang", "en")
    assert result.returncode == 0, result.stderr
    return out


@pytest.fixture(scope="module")
def loaded(written: Path) -> loading.Loaded:
    return loading.load(written, thorough=True)


@pytest.fixture(scope="module")
def registry(loaded: loading.Loaded) -> Registry:
    return loaded.registry


@pytest.fixture(scope="module")
def obligations(registry: Registry) -> tuple[Obligation, ...]:
    return ledger(registry, work_calendar(registry), STORIES_UNTIL)


def files(root: Path) -> dict[str, bytes]:
    """What the seed decides of each file. Sealing does not repeat itself: of a sealed value its length is left, of the
    key that it is one, of the tags whose they are.
    """
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*.yml")):
        raw, name = path.read_bytes(), path.relative_to(root).as_posix()
        if path.stem.startswith("tag-"):
            talent = re.search(rb"(?m)^talent: (.+)$", raw)
            assert talent, path
            name = f"tag of {talent[1].decode()}"
            raw = found.get(name, b"") + b"+"
        found[name] = KEY.sub(b"(key)", SEALED.sub(lambda value: b"(sealed %d)" % len(value[0]), raw))
    return found


# ---- the same every time ------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    result = talentcard("sample", "--out", str(tmp_path / "two"), hash_seed="4711")
    assert result.returncode == 0
    assert files(tmp_path / "two") == files(written)


def test_another_seed_gives_another_registry() -> None:
    one, two = ({r["id"] for r in plan(seed=seed).stream() if "talent" in r} for seed in (1, 2))
    assert one.isdisjoint(two)


def test_a_record_does_not_depend_on_how_many_follow() -> None:
    fewer, more = (list(plan(records=n).stream()) for n in (850, 900))
    assert more[: len(fewer)] == fewer


def test_the_repository_keeps_what_the_command_makes(written: Path) -> None:
    """After a change of the generator: the two commands at the end of ``talentcard sample --help``."""
    for folder in GENERATED:
        assert files(ROOT / "records" / folder) == files(written / "records" / folder), folder
    compared = filecmp.dircmp(ROOT / "records" / "organisations", written / "records" / "organisations")
    assert (compared.left_only, compared.right_only, compared.diff_files) == ([], [], [])


# ---- well-formed ----------------------------------------------------------------------------------------


def test_every_file_is_read_without_a_finding(loaded: loading.Loaded) -> None:
    """By the fast and by the explaining reader, by both validators, under the right name."""
    assert loaded.findings == ()
    assert loaded.files == len(loaded.registry.entries)


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize("records", [1, 2000])
def test_records_follow_their_schemas_and_read_back_equal(seed: int, records: int) -> None:
    schemas = Schemas.load(ROOT / "schemas")
    ids = set()
    for record in plan(records=records, seed=seed).stream():
        kind = BY_NAME[record["schema"].partition("/")[0]]
        assert schemas.accepts(kind, record), record
        assert yamlsource.quick(emit(record, 3).encode()) == record
        assert record["id"] not in ids
        ids.add(record["id"])


def test_fields_stand_in_the_order_of_the_schemas(written: Path) -> None:
    order = {name: list(keys) for name, keys in schema_fields()}
    for path in (written / "records").rglob("*.yml"):
        data = yamlsource.quick(path.read_bytes()) or {}
        if path.relative_to(written).parts[1] in GENERATED:
            in_order(list(data), order[data["schema"].partition("/")[0]])
            if "identity" in data:
                in_order(list(data["identity"]), list(PERSON))
            for event in data.get("events", ()):
                in_order(list(event), order["event"])


PERSON = ("name", "birth_date", "documents", "mobile", "email")


def schema_fields() -> Iterator[tuple[str, Any]]:
    for path in (ROOT / "schemas").glob("*.schema.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        yield path.name.partition(".")[0], document.get("properties", {})
        if "$defs" in document and "event" in document["$defs"]:
            yield "event", document["$defs"]["event"]["properties"]


def in_order(keys: list[str], order: list[str]) -> None:
    assert keys == sorted(keys, key=order.index)


def test_the_first_line_leads_to_the_schema(written: Path) -> None:
    """But of the tags, which nobody edits."""
    for path in (path for path in (written / "records").rglob("*.yml") if not path.stem.startswith("tag-")):
        head = path.read_text(encoding="utf-8").split("\n", 1)[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", head)
        assert found, path
        assert (path.parent / found[1]).resolve().is_file(), path


def test_nothing_looks_like_a_person(written: Path) -> None:
    """No number of an identity card or a mobile phone, no free text but our own; bodies are visibly invented."""
    digits = re.compile(r"(?<![0-9a-z])(?:1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9a-z])")
    for folder in (*GENERATED, "organisations"):
        for path in (written / "records" / folder).rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            assert not digits.search(text), path
            assert "note:" not in text, path


def test_invented_bodies_say_so(registry: Registry) -> None:
    for body in registry.of(model.Organisation).values():
        assert (body.type in INVENTED) == body.names[0].zh.startswith("示例")


# ---- the people ------------------------------------------------------------------------------------------


def people() -> Iterator[tuple[str, IdentityKind, str]]:
    """Every value that stands for a person in the sample kept here: record, what it is, in plain."""
    made, count = plan(), Counter[str]()
    for record in made.stream():
        kind = record["schema"].partition("/")[0]
        if kind in identities.PART:
            count[kind] += 1
            make = identities.holder if kind == "talent" else identities.postholder
            person = dict(make(made.world.streams, count[kind]))
            for name, value in (person.pop("documents", {}) | person).items():
                yield record["id"], IdentityKind(name), value


def test_invented_people_pass_the_checks_that_real_ones_have_to_pass() -> None:
    for record, kind, value in people():
        assert normalised(kind, value, STORIES_UNTIL) == value, record


SIGNS = {
    IdentityKind.NAME: rf"示例·[{STEMS}]{{3}}|Sample [A-O] [A-O] [A-O]",
    IdentityKind.RESIDENT_ID: r"000000\d{11}[0-9X]",
    IdentityKind.PERMANENT_RESIDENT_ID: r"900000\d{11}[0-9X]",
    IdentityKind.PASSPORT: r"XX\d{7}",
    IdentityKind.HOME_RETURN_PERMIT: r"H0000\d{4}",
    IdentityKind.TAIWAN_PERMIT: r"9000\d{4}",
    IdentityKind.MOBILE: r"\+999\d{8}",
    IdentityKind.EMAIL: r"sample-\d+@example\.invalid",
    IdentityKind.BIRTH_DATE: r"19\d\d-\d\d-\d\d",
}


def test_invented_people_say_so() -> None:
    """No such area, no such issuer, no such country, no such host; a name that is none."""
    found = Counter(kind for _, kind, value in people() if re.fullmatch(SIGNS[kind], value))
    assert found.total() == len(list(people()))
    assert set(found) == set(IdentityKind)


def test_no_two_people_have_a_number_in_common() -> None:
    streams = plan().world.streams
    for kind, number_of in identities.NUMBERS.items():
        assert len({number_of(number) for number in range(40_000)}) == 40_000, kind
    assert identities.holder(streams, 7) == identities.holder(streams, 7)


def test_everybody_has_a_person_and_every_document_a_tag(registry: Registry) -> None:
    assert all(talent.identity for talent in registry.of(model.Talent).values())
    assert all(contact.person for contact in registry.of(model.Contact).values())
    numbers = [talent.identity.documents or {} for talent in registry.of(model.Talent).values() if talent.identity]
    assert len(registry.of(model.IdentityTag)) == sum(map(len, numbers))


def test_nobody_has_the_key_unless_it_was_asked_for(written: Path, tmp_path: Path) -> None:
    """With ``--keys`` the very people of this module come out; without it there is no file to open them with."""
    result = talentcard("sample", "--out", str(tmp_path / "open"), "--keys", str(tmp_path / "keys"))
    assert result.returncode == 0, result.stderr
    secret = Store(tmp_path / "keys", tmp_path / "keys" / "identity.txt").secret("sample")
    fields = sealed_fields(Schemas.load(ROOT / "schemas").documents)
    found = set()
    for path in (tmp_path / "open" / "records").rglob("*.yml"):
        kind = BY_FOLDER[path.relative_to(tmp_path / "open").parts[1]]
        if kind in fields:
            source = seals.compose(path.name, path.read_bytes(), kind, fields[kind])
            assert source is not None
            opened, wrong = seals.opened(source, {"sample": secret})
            assert wrong == ()
            found |= {(source.record, fields[kind][pointer], value) for pointer, value in opened.items()}
    assert found == set(people())
    assert [path for path in written.rglob("*") if path.suffix in (".age", ".txt")] == []


def test_keys_are_not_put_into_the_registry(tmp_path: Path) -> None:
    result = talentcard("sample", "--out", str(tmp_path / "new"), "--keys", str(tmp_path / "new" / "keys"))
    assert (result.returncode, list(tmp_path.iterdir())) == (2, [])


def test_an_identity_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "identity.txt").write_text("mine", encoding="utf-8")
    result = talentcard("sample", "--out", str(tmp_path / "new"), "--keys", str(tmp_path))
    assert (result.returncode, (tmp_path / "identity.txt").read_text(encoding="utf-8")) == (2, "mine")


def test_no_version_of_any_file_holds_a_person_of_the_sample() -> None:
    """The whole history, deleted files and messages included: only sealed values ever entered it."""
    values = {value.encode() for _, kind, value in people() if kind is not IdentityKind.BIRTH_DATE}
    assert len(values) > 250
    forms = [form for kind, sign in SIGNS.items() if kind is not IdentityKind.BIRTH_DATE for form in sign.split("|")]
    command = ["git", "cat-file", "--batch-all-objects", "--unordered", "--batch"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as history:
        assert history.stdout is not None
        size, found, rest = 0, list[bytes](), b""
        while chunk := history.stdout.read(1 << 24):
            size += len(chunk)
            for form in forms:  # one by one: each begins with letters that are searched for fast
                found += [hit for hit in named(form, rest + chunk) if hit in values]
            rest = chunk[-100:]
    assert history.returncode == 0
    assert size > 1_000_000
    assert found == []


def test_that_search_finds_what_stands_by_itself() -> None:
    made = next(value for _, kind, value in people() if kind is IdentityKind.RESIDENT_ID)
    sign = SIGNS[IdentityKind.RESIDENT_ID]
    assert list(named(sign, f"证件：{made}。".encode())) == [made.encode()]
    assert list(named(sign, f"enc:v1:a:B{made}C".encode())) == []
    assert list(named(SIGNS[IdentityKind.NAME].split("|")[0], "经办：示例·甲乙丙\n".encode())) == [
        "示例·甲乙丙".encode()
    ]


def named(form: str, raw: bytes) -> Iterator[bytes]:
    """What has the form and stands by itself: not inside a longer number, a sealed value, a hash."""
    stems = "|".join(STEMS)
    for hit in re.finditer(form.replace(f"[{STEMS}]", f"(?:{stems})").encode(), raw):
        around = raw[max(hit.start() - 1, 0) : hit.start()] + raw[hit.end() : hit.end() + 1]
        if not re.search(rb"[-+_0-9A-Za-z]", around):
            yield hit[0]


# ---- a believable picture ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["2026-01-05", "2026-05-01", "2026-09-30", "2026-11-20", "2026-12-31"]
)  # fmt: skip
def test_the_sample_has_no_error(written: Path, day: str) -> None:
    result = talentcard("check", "--root", str(written), "--as-of", day, "--format", "json")
    errors = [f for f in json.loads(result.stdout)["findings"] if f["severity"] == "error"]
    assert errors == []


def test_the_only_error_of_2027_is_the_missing_calendar(written: Path) -> None:
    result = talentcard("check", "--root", str(written), "--as-of", "2027-01-10", "--format", "json")
    errors = [f["rule"] for f in json.loads(result.stdout)["findings"] if f["severity"] == "error"]
    assert errors == ["calendar-year-missing"]


def test_every_state_occurs(obligations: tuple[Obligation, ...]) -> None:
    counts = Counter(o.state for o in obligations)
    print(dict(counts.most_common()))
    assert set(counts) == set(State)
    assert 5 <= counts[State.OVERDUE] <= 10
    assert counts[State.BEHIND] <= 15
    ended = [o.state for o in obligations if o.due is not None and o.state in (State.MET, State.MET_LATE)]
    assert 0.02 < ended.count(State.MET_LATE) / len(ended) < 0.08


def test_every_card_state_occurs(registry: Registry) -> None:
    engine = Engine(registry, work_calendar(registry), STORIES_UNTIL)
    found = Counter()  # type: Counter[CardState]
    for card in registry.of(model.Card).values():
        reckoner = engine.card_reckoner(card)
        assert reckoner is not None
        found[cards.state_on(card, STORIES_UNTIL, reckoner)] += 1
    print(dict(found))
    assert set(found) == set(CardState)
    assert sum(found.values()) >= 60


def test_every_variant_of_every_service_is_asked_for(registry: Registry) -> None:
    asked = {(r.service, r.variant) for r in registry.of(model.Request).values()}
    offered = {
        (service.code, variant.code)
        for service in registry.of(model.Service).values()
        if service.group is model.ServiceGroup.SERVICE
        for variant in service.variants
    }
    assert offered <= asked


def test_printed_terms_are_those_of_the_rules(registry: Registry) -> None:
    engine = Engine(registry, work_calendar(registry), STORIES_UNTIL)
    for card in registry.of(model.Card).values():
        reckoner = engine.card_reckoner(card)
        assert reckoner is not None
        terms = {v.procedure.id: v.through for v in cards.validities(card, STORIES_UNTIL, reckoner)}
        for procedure in card.procedures:
            for event in procedure.events:
                if event.printed and procedure.id in terms:
                    assert event.printed.valid_through == terms[procedure.id]


NOTHING_AFTER = ("on", "filed_on", "issued_on", "published_on", "held_on", "evaluated_on", "inspected_on", "done_on")


def test_nothing_happens_after_the_last_day(written: Path) -> None:
    """But a change of liaisons that is announced; a decision may be due later."""
    for folder in GENERATED:
        for path in (written / "records" / folder).rglob("*.yml"):
            for field, day in re.findall(r"(\w+): (\d{4}-\d{2}-\d{2})", path.read_text(encoding="utf-8")):
                assert field not in NOTHING_AFTER or day <= "2026-11-20", path


# ---- the hand-made cases -------------------------------------------------------------------------------------

EXPECTED = """
enrolment-filed-on-the-last-day             file met, place met
enrolment-submitted-on-the-rolled-day       submit met
enrolment-submitted-late                    submit met_late
enrolment-answered-late                     place met_late
gap-enrolment-after-april                   place met, gap after_april
gap-enrolment-after-april-open              place pending, gap after_april
gap-enrolment-after-april-behind            place behind, gap after_april
gap-transfer-before-june                    place met, gap before_june
transfer-asked-before-filed-behind          file met_late
transfer-submitted-late                     submit met_late
place-overdue                               place overdue
place-due-today                             place due_today
place-due-soon                              place due_soon
place-pending                               place pending
submit-behind-asked-not-filed               file behind
pause-open-over-a-weekend                   place paused
pause-over-a-weekend-ended                  submit met
overlapping-pauses                          place met
pause-completed-without-resuming            place met
pause-resumed-after-overdue                 place met_late
extension-met                               place met
extension-running                           place due_soon
extension-of-the-platform-leg               submit met
received-on-a-day-off                       submit met
feedback-before-the-long-holiday            feedback met
feedback-on-a-make-up-saturday              feedback met
feedback-overdue                            feedback overdue
feedback-due-today                          feedback due_today
feedback-rolls-over-the-weekend             feedback due_soon
submit-overdue                              submit overdue
submit-due-today                            submit due_today
withdrawn-in-time                           submit waived
refused                                     serve waived
wrong-date-corrected                        feedback met
legs-side-by-side                           assign open, serve open
event-void                                  assign met
feedback-late                               feedback met_late
reclassified-as-substantive                 serve waived, serve met, feedback met
closed-while-late                           feedback met_late
medical-trouble-open                        help open
medical-feedback-rolls-over-spring-festival feedback met
medical-feedback-overdue                    feedback overdue
medical-date-corrected                      feedback met
employment-one-district-body-so-far         assist_hrss met, assist_org open
"""
"""Edge case → what must be among its obligations on 20 November 2026."""


def expected() -> Iterator[tuple[str, set[str]]]:
    for line in EXPECTED.strip().splitlines():
        name, rest = line.split(maxsplit=1)
        yield name, {part.strip() for part in rest.split(",")}


@pytest.mark.parametrize(("name", "states"), tuple(expected()))
def test_an_edge_case_stands_as_told(name: str, states: set[str], obligations: tuple[Obligation, ...]) -> None:
    number = next(n for n, case in enumerate(EDGE_CASES) if case.name == name)
    record = plan().world.streams.id("req", number)
    own = [o for o in obligations if o.record == record]
    found = {f"{o.step} {o.state}" for o in own} | {f"gap {o.gap}" for o in own if o.gap}
    assert states <= found


def test_hand_made_names_are_unique() -> None:
    for names in ([case.name for case in EDGE_CASES], [life.name for life in LIVES]):
        assert len(names) == len(set(names))


# ---- large, small and wrong -------------------------------------------------------------------------------


def test_a_large_registry_takes_no_more_memory() -> None:
    """Records are made one by one: twice as many take no more room."""
    stream = plan(records=20_000).stream()
    next(stream)
    tracemalloc.start()
    try:
        peaks = []
        for _ in range(2):
            tracemalloc.reset_peak()
            for _record in itertools.islice(stream, 3_000):
                pass
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0] + 1_000_000


def test_ten_thousand_records_are_what_was_asked_for() -> None:
    made = plan(records=10_000)
    paths = [made.path(record) for record in made.stream()]
    staff = 4  # the registry's own maintainers and custodians come on top
    assert len(paths) == len(set(paths)) == 10_000 + staff
    assert max(Counter(path.parent for path in paths).values()) < 1_000


def test_another_span_of_time_has_no_hand_made_records(tmp_path: Path) -> None:
    result = talentcard(
        "sample", "--out", str(tmp_path / "past"), "--since", "2023-01-01", "--until", "2023-12-29", "--records", "900"
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    loaded = loading.load(tmp_path / "past")
    assert loaded.findings == ()
    assert loaded.registry.settings.as_of == dt.date(2023, 12, 29)
    assert talentcard("check", "--root", str(tmp_path / "past")).returncode == 0


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    result = talentcard("sample", "--out", str(tmp_path))
    assert result.returncode == 2
    assert "--out" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("words", [(), ("--out", "x", "--records", "0"), ("--out", "x", "--since", "yesterday")])
def test_usage_errors(words: tuple[str, ...]) -> None:
    assert talentcard("sample", *words).returncode == 2
