"""The closed schema of what the public may see, and plain data held against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from talentcard.context import CannotRunError
from talentcard.core.model import Pointer

FILE = Path("schemas") / "public" / "registry.schema.json"


class PublicSchema:
    """``schemas/public/registry.schema.json`` of a registry. Raises CannotRunError where it is missing or broken."""

    def __init__(self, root: Path) -> None:
        try:
            self.document: dict[str, Any] = json.loads((root / FILE).read_bytes())
            self._validator = jsonschema_rs.Draft202012Validator(self.document, validate_formats=True, offline=True)
        except FileNotFoundError as error:
            raise CannotRunError("schema-missing", file=FILE.as_posix()) from error
        except (OSError, ValueError) as error:
            raise CannotRunError("schema-broken", file=FILE.as_posix(), error=type(error).__name__) from error

    def refused(self, kind: str, data: dict[str, Any]) -> Iterator[Pointer]:
        """The places in a record at which it is not what the schema allows; never what stands there."""
        for error in self._validator.iter_errors({kind: [data]}):
            yield tuple(error.instance_path)[2:]
