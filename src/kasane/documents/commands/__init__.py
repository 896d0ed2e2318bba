"""書く側: 様式の直し、綴りの頼み、書き込まれた Excel の取り入れ。"""

from kasane.documents.commands.corrections import correct_form, end_correction
from kasane.documents.commands.packets import ask_packet
from kasane.documents.commands.taking import TakenIn, take_in
from kasane.documents.commands.taking_rows import take_in_rows

__all__ = ["TakenIn", "ask_packet", "correct_form", "end_correction", "take_in", "take_in_rows"]
