"""多機関協働の表。"""

from kasane.programmes.coordination.models.application import Application, ApplicationEffort, ApplicationVersion
from kasane.programmes.coordination.models.assessment import Assessment, AssessmentFact, AssessmentItem, AssessmentVersion
from kasane.programmes.coordination.models.entry import CoordinationEntry, SourceTalk
from kasane.programmes.coordination.models.inquiry import InformationRequest, InquiryConsent, InquiryQuestion
from kasane.programmes.coordination.models.issue import Issue

__all__ = [
    "Application",
    "ApplicationEffort",
    "ApplicationVersion",
    "Assessment",
    "AssessmentFact",
    "AssessmentItem",
    "AssessmentVersion",
    "CoordinationEntry",
    "InformationRequest",
    "InquiryConsent",
    "InquiryQuestion",
    "Issue",
    "SourceTalk",
]
