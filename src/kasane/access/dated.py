"""期間のある行(valid_from・valid_to)の、その日に効いているものだけを引く条件。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def serving(on: date) -> Q:
    """その日に効いている行の条件: valid_from の日から、valid_to の前の日まで(valid_to が空なら今も続く)。"""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
