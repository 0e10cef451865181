"""Requests: a service and variant that exist, asked for by and for those who may, handled by a body that can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from talentcard.core import model
from talentcard.core.actors import BY_DISTRICT, Actors
from talentcard.core.finding import Severity
from talentcard.core.model import (
    Event,
    Organisation,
    OrgType,
    ProcedureType,
    RecordId,
    Request,
    Service,
    ServiceGroup,
    Step,
    Variant,
)
from talentcard.core.names import name_on
from talentcard.core.rules import words
from talentcard.core.rules.book import Run, happenings
from talentcard.core.rules.interruptions import steps_at
from talentcard.core.rules.patterns import RECLASSIFIED
from talentcard.core.rules.rule import Hit, Rule, Scope

CHILDREN = frozenset({"child", "grandchild"})
GENERAL = "general"
HELPERS = frozenset({OrgType.DEPARTMENT, OrgType.DISTRICT_HEALTH})  # 六(五): 市、区卫生计生委联络员


def service_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure a request or suggestion is about a service of the policy in force on its first day."""
    for run in scope.book.runs if not scope.unread("svc-") else ():
        record = run.record
        if run.rules is None:
            continue
        if isinstance(record, Request) and not _is_service(run.definition):
            yield _code_unknown(scope, run, ("service",), run.service, _services(run))
        elif isinstance(record, model.Suggestion):
            known = [*_services(run), *ProcedureType, GENERAL]
            if record.subject not in known:
                yield _code_unknown(scope, run, ("subject",), record.subject, known)


def variant_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure a request's variant, and the one it is moved to, exist in its service."""
    for run in scope.book.runs:
        if run.accepted or run.definition is None or not isinstance(run.record, Request):
            continue
        known = [variant.code for variant in run.definition.variants]
        named: list[tuple[model.Pointer, str]] = [(("variant",), run.variant)]
        named += [
            (("events", i, "variant"), event.variant)
            for i, event in enumerate(run.events)
            if event.type == RECLASSIFIED and event.variant is not None
        ]
        for pointer, code in named:
            if code not in known:
                yield _code_unknown(scope, run, pointer, code, known)


def step_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure an extension names a step of the case's variant."""
    for run in scope.book.runs_with("extended"):
        for at in happenings(run.events):
            if at.event.type == "extended":
                known = list(dict.fromkeys(step.code for step in steps_at(run, at)))
                if known and at.event.step not in known:
                    yield _code_unknown(scope, run, (*run.pointer, at.nth, "step"), str(at.event.step), known)


def requester_not_allowed(scope: Scope) -> Iterator[Hit]:
    """Ensure a service is asked for by someone who may (六)."""
    for run, request, service, variant in scope.book.requests:
        allowed = variant.requesters or service.requesters
        if allowed and request.requested_by not in allowed:
            yield Hit(
                at=scope.registry.place(request, "requested_by"),
                params={
                    "requester": f"@requester-{request.requested_by}",
                    "allowed": "|".join(f"@requester-{code}" for code in allowed),
                    **words.service(run),
                },
                cites=(variant.article or service.article,),
            )


def beneficiary_not_allowed(scope: Scope) -> Iterator[Hit]:
    """Ensure a service goes to someone whom it is for (三), and a variant named after a person to that person."""
    for run, request, service, variant in scope.book.requests:
        allowed = service.beneficiaries
        if variant.code in allowed:
            allowed = (variant.code,)
        if allowed and request.beneficiary not in allowed:
            yield Hit(
                at=scope.registry.place(request, "beneficiary"),
                params={
                    "beneficiary": f"@beneficiary-{request.beneficiary}",
                    "allowed": "|".join(f"@beneficiary-{code}" for code in allowed),
                    **words.service(run),
                },
                cites=(service.article,),
            )


def child_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure a request for a school place says for which stage and district."""
    for run, request, service, _ in scope.book.requests:
        if request.child is None and _for_children(service):
            at = scope.registry.place(request, "beneficiary", key=True)
            yield Hit(at=at, params=words.service(run), cites=(service.article,))


def child_not_expected(scope: Scope) -> Iterator[Hit]:
    """Ensure nothing is recorded of a child where the service is not about school."""
    for run, request, service, _ in scope.book.requests:
        if request.child is not None and not _for_children(service):
            yield Hit(at=scope.registry.place(request, "child", key=True), params=words.service(run))


def handler_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure a request says who handles it once that body's own step has begun."""
    for run, request, service, variant in scope.book.requests:
        if service.responsible != "handler" or request.handler is not None or run.rules is None:
            continue
        steps = _steps(run, variant)
        met = {step.code: step.met_by for step in steps}
        begun = {kind for step in steps if step.owner == "handler" for kind in _begins(step, met)}
        if not begun.isdisjoint(run.types):
            at = scope.registry.place(request, "variant", key=True)
            yield Hit(at=at, params={**words.service(run), "wanted": _types(variant.handler_types)})


def handler_not_allowed(scope: Scope) -> Iterator[Hit]:
    """Ensure the body that handles a case is of a type that its variant allows."""
    bodies = scope.registry.of(Organisation)
    for run, request, service, variant in scope.book.requests:
        body = bodies.get(request.handler) if request.handler is not None else None
        if body is not None and body.type not in variant.handler_types and body.id != service.responsible:
            yield Hit(
                at=scope.registry.place(request, "handler"),
                params={
                    "type": f"@body-{body.type}",
                    "wanted": _types(variant.handler_types),
                    **words.service(run),
                },
                cites=(variant.article or service.article,),
            )


def event_handler(scope: Scope) -> Iterator[Hit]:
    """Ensure trouble with a hospital is taken to a health department, of the city or a district (六(五))."""
    bodies = scope.registry.of(Organisation)
    for run in scope.book.runs_with("trouble_reported"):
        for index, event in enumerate(run.events):
            body = bodies.get(event.handler) if event.handler and event.type == "trouble_reported" else None
            if body is not None and body.type not in HELPERS:
                at = words.event_place(scope.registry, run, index, "handler")
                yield Hit(at=at, params={"type": f"@body-{body.type}", "wanted": _types(HELPERS)})


def assistance_by_other(scope: Scope) -> Iterator[Hit]:
    """Ensure help with family employment comes from the bodies of the employer's own district (三(八))."""
    actors = Actors(scope.registry)
    for run in scope.book.runs_with("assisted"):
        for index, event in enumerate(run.events):
            if event.type != "assisted" or event.by is None or event.by in scope.registry.unreadable:
                continue
            own = _own_bodies(actors, run.talent, event, scope.as_of)
            if own and event.by not in own.values():
                yield Hit(
                    at=words.event_place(scope.registry, run, index, "by"),
                    params={"id": event.by, "wanted": "、".join(own)},
                )


def talent_without_card(scope: Scope) -> Iterator[Hit]:
    """Ensure the talent held a valid card on the day of the request (一)."""
    holdings, talents = scope.book.holdings, scope.registry.of(model.Talent)
    for run, request, _, _ in scope.book.requests if not scope.unread("card-", "int-", "pol-") else ():
        held = holdings.get(request.talent, ())
        if request.talent in talents and not any(holding.valid_on(run.first) for holding in held):
            at = scope.registry.place(request, "talent")
            also = tuple(scope.registry.place(holding.card) for holding in held)
            yield Hit(at=at, params={"on": str(run.first), "talent": request.talent}, also=also)


# ---- shared ---------------------------------------------------------------------------------------------


def _is_service(service: Service | None) -> bool:
    return service is not None and service.group is ServiceGroup.SERVICE


def _services(run: Run) -> list[str]:
    found = run.rules.services.values() if run.rules else ()
    return [service.code for service in found if service.group is ServiceGroup.SERVICE]


def _code_unknown(scope: Scope, run: Run, pointer: model.Pointer, code: str, known: list[str]) -> Hit:
    params = {"code": code, "known": "、".join(known), "on": str(run.first)}
    return Hit(at=scope.registry.place(run.record, *pointer), params=params)


def _for_children(service: Service) -> bool:
    return bool(service.beneficiaries) and CHILDREN.issuperset(service.beneficiaries)


def _steps(run: Run, variant: Variant) -> tuple[Step, ...]:
    try:
        track = run.rules.track(run.service, variant.code) if run.rules else None
    except LookupError:
        track = None
    return track.steps if track else ()


def _begins(step: Step, met: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The events that begin a step."""
    if step.starts is None:
        return ()
    return step.starts.events or met.get(step.starts.step or "", ())


def _types(types: Iterable[OrgType]) -> str:
    wanted = set(types)
    return "|".join(f"@body-{kind}" for kind in OrgType if kind in wanted) or "—"


def _own_bodies(actors: Actors, talent: RecordId | None, event: Event, today: dt.date) -> dict[str, str]:
    """Name → id of the two bodies of the employer's district."""
    employer = actors.employer(talent, event.on)
    found: dict[str, str] = {}
    for kind in (BY_DISTRICT["district_org"], BY_DISTRICT["district_hrss"]):
        body = actors.registry.get(Organisation, actors.district_body(kind, employer))
        if body is not None:
            found[f"{name_on(body, today).short}（{body.id}）"] = body.id
    return found


RULES: tuple[Rule, ...] = (
    Rule(
        id="service-unknown",
        ensures="A request or suggestion is about a service of the policy in force on its first day.",
        check=service_unknown,
        carries=("R-11",),
    ),
    Rule(
        id="variant-unknown",
        ensures="A request's variant, and the one it is moved to, exist in its service.",
        check=variant_unknown,
    ),
    Rule(id="step-unknown", ensures="An extension names a step of the case's variant.", check=step_unknown),
    Rule(
        id="requester-not-allowed",
        ensures="A service is asked for by someone who may.",
        check=requester_not_allowed,
        carries=("R-18", "R-21", "R-24", "R-25", "R-27", "R-29", "R-31", "R-33"),
    ),
    Rule(
        id="beneficiary-not-allowed",
        ensures="A service goes to someone whom it is for.",
        check=beneficiary_not_allowed,
        carries=("R-11",),
    ),
    Rule(
        id="child-missing",
        ensures="A request for a school place says for which stage and district.",
        check=child_missing,
    ),
    Rule(
        id="child-not-expected",
        ensures="Nothing is recorded of a child where the service is not about school.",
        check=child_not_expected,
    ),
    Rule(
        id="handler-missing",
        ensures="A request says who handles it once that body's own step has begun.",
        check=handler_missing,
        cites=("三(七)", "三(九)"),
        carries=("R-33",),
    ),
    Rule(
        id="handler-not-allowed",
        ensures="The body that handles a case is of a type that its variant allows.",
        check=handler_not_allowed,
        carries=("R-27", "R-29", "R-31", "R-33"),
    ),
    Rule(
        id="trouble-not-to-health",
        ensures="Trouble with a hospital is taken to a health department, of the city or a district.",
        check=event_handler,
        cites=("六(五)",),
        carries=("R-31",),
    ),
    Rule(
        id="assistance-by-other",
        ensures="Help with family employment comes from the bodies of the employer's own district.",
        check=assistance_by_other,
        cites=("三(八)", "五(三)1"),
        carries=("R-16",),
    ),
    Rule(
        id="talent-without-card",
        ensures="The talent held a valid card on the day of the request.",
        check=talent_without_card,
        severity=Severity.WARNING,
        cites=("一",),
        carries=("R-03", "R-11"),
    ),
)
