"""The report of a year's evaluation: the view of its page as facts for a document, as tables, and as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from talentcard.core.model import Evaluation, Questionnaire
from talentcard.core.oversight import results
from talentcard.core.oversight.results import Favour, Told
from talentcard.core.pages.charts import RowChart
from talentcard.core.pages.evaluations import EvaluationPage
from talentcard.core.pages.questionnaires import FormPage
from talentcard.core.pages.status.sections import Section
from talentcard.core.papers import Align, Cell, Column, Joined, Share, Table

SCHEMA_VERSION = 1
DECIMAL = re.compile(r"\d+\.\d+")


def facts(view: EvaluationPage, issuer: str) -> dict[str, Any]:
    """For ``site/papers/evaluation.*.md.j2``."""
    return {
        "year": str(view.year),
        "issuer": issuer,
        "dated": view.dated or "",
        "facts": [{"name": name, "text": text} for name, text in view.facts],
        "summary": view.summary,
        "sentences": list(view.sentences),
        "sections": [section_facts(section) for section in view.sections],
        "findings": [{"name": name, "text": text} for name, text in view.findings],
        "notes": list(view.notes),
        "form": view.form[1] if view.form else "",
    }


def section_facts(section: Section) -> dict[str, Any]:
    table = section.table
    return {
        "title": section.title,
        "charts": [name for name, _ in named(section)],
        "table": {
            "caption": table.caption,
            "head": table.head,
            "columns": [column.title for column in table.columns],
            "parts": [
                {
                    "title": part.title,
                    "rows": [{"title": row.title, "cells": [cell.text for cell in row.cells]} for row in part.rows],
                }
                for part in table.parts
            ],
        },
    }


def named(section: Section) -> Iterator[tuple[str, RowChart]]:
    for number, chart in enumerate(section.rows, 1):
        yield f"{section.anchor}-{number}", chart


def charts(view: EvaluationPage) -> dict[str, RowChart]:
    return {name: chart for section in view.sections for name, chart in named(section)}


def tables(view: EvaluationPage) -> Iterator[Table]:
    """For a workbook, a sheet each."""
    for section in view.sections:
        table = section.table
        rows: list[tuple[Cell, ...]] = []
        for part in table.parts:
            if part.title:
                rows.append((part.title, *(Joined.LEFT for _ in table.columns)))
            rows += [(row.title, *(number(cell.text) for cell in row.cells)) for row in part.rows]
        columns = (Column(table.head), *(Column(column.title, Align.RIGHT) for column in table.columns))
        yield Table(section.title, columns, tuple(rows))


def number(text: str) -> int | float | str:
    """A number as such, so that a spreadsheet can reckon with it; a range stays a text."""
    if text.isdecimal():
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return Share(int(text[:-1]) / 100) if text.endswith("%") and text[:-1].isdecimal() else text


def form_facts(page: FormPage, who: str, codes: frozenset[str], issuer: str) -> dict[str, Any]:
    """For ``site/papers/questionnaire.*.md.j2``: the questions of one kind of respondents."""
    sections = [
        {
            "title": title,
            "questions": [
                {
                    "number": one.number,
                    "name": one.number.lower(),
                    "text": one.text,
                    "kind": one.kind,
                    "choices": [choice[:1] for choice in one.choices] if one.kind == "rating" else list(one.choices),
                }
                for one in questions
                if one.number.lower() in codes
            ],
        }
        for title, _, questions in page.sections
    ]
    return {
        "title": page.title,
        "intro": page.intro,
        "who": who,
        "scale": list(page.scale),
        "issuer": issuer,
        "sections": [section for section in sections if section["questions"]],
    }


def data(evaluation: Evaluation, form: Questionnaire) -> dict[str, Any]:
    """The results as numbers, for programs. For staff only."""
    given = evaluation.results
    return {
        "schema_version": SCHEMA_VERSION,
        "year": evaluation.year,
        "questionnaire": form.id,
        "confidence": form.confidence,
        "returns": [
            {
                "respondents": one.respondents.value,
                "population": one.population,
                "invited": one.invited,
                "returned": one.returned,
                "rate": round(one.rate[0], 4) if one.rate else None,
            }
            for one in (results.returned(given) if given else ())
        ],
        "questions": [told_data(one) for one in (results.exact(form, given) if given else ())],
    }


def told_data(one: Told) -> dict[str, Any]:
    return {
        "question": one.question.code,
        "respondents": one.respondents.value,
        "answered": one.answered,
        "counts": dict(one.counts),
        "mean": None if one.mean is None else round(float(one.mean), 4),
        "median": None if one.median is None else float(one.median),
        "favourable": favour_data(one.favour) if one.favour else None,
    }


def favour_data(found: Favour) -> dict[str, float]:
    return {"share": round(found.low, 4), "low": round(found.least, 4), "high": round(found.most, 4)}
