from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kasane.documents"
    label = "documents"
    verbose_name = "公式の書類"

    def ready(self) -> None:
        """書類の種類、見出し、記録の一文を登録する。"""
        from kasane.documents import navigation

        navigation.register()
