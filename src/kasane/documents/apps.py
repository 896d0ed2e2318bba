from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kasane.documents"
    label = "documents"
    verbose_name = "公式の書類"
