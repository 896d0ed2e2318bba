"""書く側: 一つの行為に一つの関数。どれも一つの取引で、日誌を残す。"""

from kasane.programmes.consultation.commands.correcting import correct_consultation
from kasane.programmes.consultation.commands.near_misses import mark_near_miss
from kasane.programmes.consultation.commands.noticing import decide_notice
from kasane.programmes.consultation.commands.receiving import receive_consultation
from kasane.programmes.consultation.commands.stepping import decide_next_step, finish_next_step, keep_next_step
from kasane.programmes.consultation.commands.subjects import add_subjects, remove_subject

__all__ = [
    "add_subjects",
    "correct_consultation",
    "decide_next_step",
    "decide_notice",
    "finish_next_step",
    "keep_next_step",
    "mark_near_miss",
    "receive_consultation",
    "remove_subject",
]
