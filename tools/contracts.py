"""import-linter の約束: 部屋の表（models）は、その部屋の中からだけ使う。"""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class PrivateModels(Contract):
    """ある部屋の models（または models の下）を、ほかの部屋のモジュールが直に読み込んでいないか。"""

    private: Any = fields.ListField(subfield=fields.StringField(), required=False, default=["models"])
    open_to: Any = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """読み込みの図から違反を集める。"""
        broken = [
            f"{importer} -> {module}"
            for module in sorted(graph.modules)
            if (room := self._room(module))
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not (importer == room or importer.startswith(f"{room}.") or any(importer.startswith(o) for o in self.open_to))
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """違反を一行ずつ出す。"""
        for line in check.metadata["broken"]:
            output.print_error(line)

    def _room(self, module: str) -> str:
        parts = module.split(".")
        return next((".".join(parts[:index]) for index, part in enumerate(parts) if part in self.private), "")
