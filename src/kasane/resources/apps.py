from django.apps import AppConfig

from kasane.audit.presenters import presents


class ResourcesConfig(AppConfig):
    name = "kasane.resources"
    label = "resources"
    verbose_name = "社会資源"

    def ready(self) -> None:
        for act, listed in (
            ("import_resources", "社会資源"),
            ("import_postal_codes", "郵便番号"),
            ("import_municipality_codes", "市区町村コード"),
            ("import_boundaries", "境界"),
        ):
            presents(act, f"{listed}の一覧を取り込んだ")
