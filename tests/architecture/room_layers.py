"""An import contract for rooms: they import downwards, and edges lie above all of them.

import-linter's own ``layers`` takes whole packages. Here a room's edges (pages, APIs)
belong to one layer above every room, while the rest of the room keeps its place.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class RoomLayers(Contract):  # type: ignore[misc]  # The library has no types.
    """Checks every direct import between the rooms of one package.

    - ``container``: the package whose direct children are the rooms.
    - ``layers``: the rooms, the highest first. A room that is missing here is an error.
    - ``edges``: modules above all rooms, as patterns in which ``*`` stands for any
      text, dots too. They may import any room and each other.
    - ``composition``: the modules that may import edges.
    """

    type_name = "room_layers"

    container = fields.StringField()
    layers = fields.ListField(subfield=fields.StringField())
    edges = fields.ListField(subfield=fields.StringField())
    composition = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  The library calls it so.
        """Return whether the contract is kept, with each import that breaks it."""
        edges = {
            module
            for module in graph.modules
            if any(fnmatchcase(module, pattern) for pattern in self.edges)
        }
        allowed = {*edges, *(self.composition or [])}
        broken = [
            (importer, edge, "only the composition root imports an edge")
            for edge in sorted(edges)
            for importer in sorted(graph.find_modules_that_directly_import(edge))
            if importer not in allowed
        ]
        rank = {room: place for place, room in enumerate(self.layers)}
        for module in sorted(graph.modules - edges):
            broken += self._upward(graph, module, rank)
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that breaks the contract, and why."""
        for importer, imported, reason in check.metadata["broken"]:
            output.print_error(f"{importer} -> {imported}: {reason}")

    def _upward(
        self, graph: ImportGraph, module: str, rank: dict[str, int]
    ) -> list[tuple[str, str, str]]:
        room = self._room(module)
        if room is None:
            return []
        if room not in rank:
            return [(module, module, f"the contract does not list the room {room}")]
        others = sorted(graph.find_modules_directly_imported_by(module))
        rooms: list[tuple[str, Any]] = [(other, self._room(other)) for other in others]
        return [
            (module, other, f"{room} is not above {of}")
            for other, of in rooms
            if of is not None and of != room and rank.get(of, -1) <= rank[room]
        ]

    def _room(self, module: str) -> str | None:
        prefix = f"{self.container}."
        if not module.startswith(prefix):
            return None
        return module.removeprefix(prefix).split(".")[0]
