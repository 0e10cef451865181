"""What the public build is made from: the projection of a registry in which canaries have been planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import BY_TYPE
from talentcard.core.privacy import canaries, projection
from talentcard.core.privacy.projection import Allowed, Projection
from talentcard.core.registry import Registry
from talentcard.reading.schema_public import PublicSchema


class Public:
    """A registry on its way to the public."""

    def __init__(self, root: Path, registry: Registry) -> None:
        """Raises CannotRunError where the registry has no usable schema of what may be public."""
        self._schema = PublicSchema(root)
        self._allowed = Allowed(self._schema.document)
        self._planted = canaries.plant(registry, self._allowed)

    @property
    def forbidden(self) -> Mapping[str, str]:
        """Each canary, and where it was planted: none of them may be found in what is made."""
        return self._planted.forbidden

    @cached_property
    def registry(self) -> Projection:
        return projection.project(self._planted.registry, self._allowed)

    def findings(self) -> Iterator[Finding]:
        """Values that the schema does not let pass. They are named by their place, never quoted."""
        for entry, data in projection.documents(self._planted.registry, self._allowed):
            for pointer in sorted(self._schema.refused(BY_TYPE[type(entry.record)].name, data), key=str):
                yield Finding(
                    rule="projection-refused",
                    severity=Severity.ERROR,
                    at=Place(path=entry.path),  # without the pointer: a line that is pointed at is quoted
                    params={"field": ".".join(map(str, pointer)) or "–"},
                )
