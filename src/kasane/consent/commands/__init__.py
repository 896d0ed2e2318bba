"""書く側: 同意を記録する、断りを記録する、取り消す。"""

from kasane.consent.commands.recording import record_consent, record_refusal
from kasane.consent.commands.withdrawing import withdraw_consent

__all__ = ["record_consent", "record_refusal", "withdraw_consent"]
