"""どの画面にも要る言葉（市の名前・問い合わせ先）。"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """市の名前と、困ったときの問い合わせ先。人に関することは入れない。"""
    return {"municipality": settings.KASANE_MUNICIPALITY_NAME, "contact": getattr(settings, "KASANE_PORTAL_CONTACT", "")}
