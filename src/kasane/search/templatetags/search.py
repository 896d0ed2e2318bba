"""検索の雛形で使うフィルタ。"""

from django import template

from kasane.search.drawing import draw_hits

register = template.Library()
register.filter(draw_hits)
