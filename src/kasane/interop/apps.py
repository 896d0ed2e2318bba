from django.apps import AppConfig

from kasane.audit.presenters import presents


class InteropConfig(AppConfig):
    name = "kasane.interop"
    label = "interop"
    verbose_name = "外とのデータのやり取り"

    def ready(self) -> None:
        presents("import_data", "データを取り込んだ")
        presents("record_import_done", "取り込みを記録した")
        presents("record_import_refused", "取り込めなかったファイルを記録した")
        presents("record_import_superseded", "新しい版のある取り込みを記録した")
