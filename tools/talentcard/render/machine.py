"""Findings for programs: JSON (the contract), GitHub annotations, SARIF 2.1.0, JUnit XML."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from talentcard.core.finding import Finding, Place, Severity
from talentcard.render.annotations import annotation
from talentcard.render.report import Report

SCHEMA_VERSION = 1

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(report: Report) -> str:
    """``{"schema_version", "as_of", "records", "errors", "warnings", "findings": [...]}``."""
    return _dump(
        {
            "schema_version": SCHEMA_VERSION,
            "as_of": report.as_of.isoformat(),
            "records": report.records,
            "errors": report.errors,
            "warnings": report.warnings,
            "findings": [_finding(report, finding) for finding in report.findings],
        }
    )


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    words = report.says(finding)
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        **_place(finding.at),
        "message": words.message,
        "fix": words.fix,
        "cites": list(finding.cites),
        "also": [_place(place) for place in finding.also],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# ---- GitHub workflow commands -------------------------------------------------------------------------------------


def github(report: Report) -> str:
    """One annotation a finding, on the line where it stands in the pull request."""
    return "".join(_annotation(report, finding) + "\n" for finding in report.findings)


def _annotation(report: Report, finding: Finding) -> str:
    return annotation(finding.severity.value, finding.at, report.plain_text(finding), title=finding.rule)


# ---- SARIF -----------------------------------------------------------------------------------------------------


def sarif(report: Report) -> str:
    """A log for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""
    rules = sorted({finding.rule for finding in report.findings})
    run = {
        "tool": {"driver": {"name": "talentcard", "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(report, finding, rules.index(finding.rule)) for finding in report.findings],
    }
    return _dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _result(report: Report, finding: Finding, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": report.plain_text(finding)},
        "locations": [{"physicalLocation": _physical(finding.at)}],
    }
    if finding.also:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(place)} for number, place in enumerate(finding.also, 1)
        ]
    return result


def _physical(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.path)}}
    if place.line:
        region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.end_column}
        physical["region"] = {name: value for name, value in region.items() if value is not None}
    return physical


# ---- JUnit -----------------------------------------------------------------------------------------------------


def junit(report: Report) -> str:
    """A test case for each file with findings, and one for all the others: a shape that every CI can show."""
    by_file = [(path, list(found)) for path, found in groupby(report.findings, key=lambda finding: finding.at.path)]
    failing = sum(any(f.severity is Severity.ERROR for f in found) for _, found in by_file)
    suite = ET.Element(
        "testsuite",
        name="talentcard check",
        tests=str(len(by_file) + 1),
        failures=str(failing),
        errors="0",
        skipped="0",
    )
    ET.SubElement(suite, "testcase", classname="records", name=f"{_sound(report)} records")
    for path, found in by_file:
        case = ET.SubElement(suite, "testcase", classname="records", name=_xml(path), file=_xml(path))
        for finding in found:
            _failure(report, finding, case)
    root = ET.Element("testsuites", name="talentcard", tests=str(len(by_file) + 1), failures=str(failing))
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _sound(report: Report) -> int:
    """Record files without a finding; a finding about a folder takes none away."""
    return report.records - len({f.at.path for f in report.findings if f.at.line is not None})


def _failure(report: Report, finding: Finding, case: ET.Element) -> None:
    where = ":".join(str(part) for part in (finding.at.path, finding.at.line, finding.at.column) if part is not None)
    told = _xml(f"{where}: {finding.rule}: {report.plain_text(finding)}")
    if finding.severity is Severity.ERROR:
        ET.SubElement(case, "failure", type=finding.rule, message=_xml(report.says(finding).message)).text = told
    else:
        ET.SubElement(case, "system-out").text = told


def _xml(text: str) -> str:
    return _NOT_XML.sub("�", text)
