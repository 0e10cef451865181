"""The bodies of a sample: the public ones are real and come from the root registry, all others are visibly invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from talentcard.core.model import Organisation, OrgType, RecordId
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.sampling.streams import Streams
from talentcard.sampling.window import Window

Record = dict[str, Any]

INVENTED = frozenset({OrgType.EMPLOYER, OrgType.HOSPITAL, OrgType.UNIT})
OPENED = "2017-12-14"

EMPLOYER_KINDS = (
    ("大学", "University"),
    ("研究院", "Research Institute"),
    ("医药公司", "Pharma Company"),
    ("汽车公司", "Motor Company"),
    ("软件公司", "Software Company"),
    ("职业学院", "Vocational College"),
    ("新材料公司", "Materials Company"),
    ("设计院", "Design Institute"),
    ("芯片公司", "Chip Company"),
    ("农业研究所", "Agricultural Institute"),
    ("生物公司", "Biotech Company"),
    ("装备公司", "Equipment Company"),
    ("检测中心", "Testing Centre"),
    ("文化公司", "Culture Company"),
    ("环保公司", "Environment Company"),
)
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
LETTERS = "ABCDEFGHIJKLMNO"

HOSPITALS = tuple(
    (f"org-sample-hospital-{n}", f"示例医院{STEMS[n - 1]}", f"Sample Hospital {LETTERS[n - 1]}") for n in (1, 2, 3, 4)
)
UNITS = (
    ("org-sample-unit-1", "示例职称服务中心甲", "Sample Title Service Centre A"),
    ("org-sample-unit-2", "示例疗养院乙", "Sample Sanatorium B"),
    ("org-sample-unit-3", "示例学术交流中心丙", "Sample Academic Exchange Centre C"),
    ("org-sample-unit-4", "示例人才发展公司丁", "Sample Talent Development Company D"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body with contacts. ``number`` is its place in all numbering: public ones below 1,000, employers above."""

    id: str
    type: OrgType
    number: int
    district: str | None = None


@dataclass(frozen=True)
class World:
    """What every generator needs: the root registry's rules and bodies, the span of time, randomness, the employers."""

    registry: Registry
    window: Window
    streams: Streams
    employers: int

    @cached_property
    def rulebook(self) -> Rulebook:
        return Rulebook(self.registry)

    @cached_property
    def public(self) -> tuple[Body, ...]:
        """The public bodies still at work, by id."""
        found = self.registry.of(Organisation).values()
        kept = sorted((o for o in found if o.succeeded_by is None and o.type not in INVENTED), key=lambda o: o.id)
        return tuple(Body(o.id, o.type, number, o.district) for number, o in enumerate(kept))

    def of(self, *types: OrgType) -> tuple[Body, ...]:
        return tuple(body for body in self.public if body.type in types)

    @cached_property
    def roles(self) -> dict[str, RecordId]:
        return self.registry.settings.roles

    @cached_property
    def platform(self) -> Body:
        return next(body for body in self.public if body.id == self.roles["platform"])

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """The districts with both bodies of their own."""
        return tuple(body.district for body in self.of(OrgType.DISTRICT_ORG) if body.district)

    @cached_property
    def _in_district(self) -> dict[tuple[OrgType, str | None], str]:
        return {(body.type, body.district): body.id for body in self.public if body.district}

    def in_district(self, kind: OrgType, district: str | None) -> str:
        """The body of a type in a district."""
        return self._in_district[kind, district]

    def responsible(self, service: str) -> str:
        """The body that the rules make responsible for a service, by its present successor."""
        found = self.rulebook.on(self.window.since).services[service].responsible
        return self.registry.organisation_on(RecordId(found), self.window.since)

    def employer(self, number: int) -> Body:
        return Body(employer_id(number), OrgType.EMPLOYER, 1000 + number, self.districts[number % len(self.districts)])

    def organisations(self) -> Iterator[Record]:
        """The invented organisations as records."""
        for number in range(self.employers):
            kind, kind_en = EMPLOYER_KINDS[number % len(EMPLOYER_KINDS)]
            mark, mark_en = (STEMS[number], LETTERS[number]) if number < len(STEMS) else (f"{number + 1}号",) * 2
            name, name_en = f"示例{kind}{mark}", f"Sample {kind_en} {mark_en.rstrip('号')}"
            yield organisation(employer_id(number), "employer", name, name_en, self.employer(number).district)
        for kind, group in (("hospital", HOSPITALS), ("unit", UNITS)):
            for org_id, name, name_en in group:
                yield organisation(org_id, kind, name, name_en)


def employer_id(number: int) -> str:
    return f"org-sample-employer-{number + 1:03d}"


def organisation(org_id: str, kind: str, name: str, name_en: str, district: str | None = None) -> Record:
    record: Record = {
        "schema": "organisation/1",
        "id": org_id,
        "type": kind,
        "names": [{"zh": name, "short": name, "since": OPENED, "en": name_en}],
    }
    return record | ({"district": district} if district else {})
