"""The office of the Rights Agent: what ends it, what begins it, who acts, each by two people (§19, §21).

A defect of a notice undoes nothing: it is told and kept with the record. What the agent itself is to do, such
as its own notice of resignation, is asked to be right before it is recorded.
"""

from registry.services.succession.grounds import beginning_grounds, examined
from registry.services.succession.mailings import record_mailed, removal_mailings
from registry.services.succession.recording import (
    RECORD_SUCCESSION,
    perform_succession,
    record_succession,
    request_succession,
)
from registry.services.succession.told import Succession

__all__ = [
    "RECORD_SUCCESSION",
    "Succession",
    "beginning_grounds",
    "examined",
    "perform_succession",
    "record_mailed",
    "record_succession",
    "removal_mailings",
    "request_succession",
]
