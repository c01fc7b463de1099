"""The agreement file: a plan's terms as TOML, read whole or refused whole, and told in plain words."""

from agreement.agreement_file.problems import AgreementFileError, Problem
from agreement.agreement_file.reader import read_agreement_file
from agreement.agreement_file.subset import terms_with
from agreement.agreement_file.words import agreement_file_reference, describe

__all__ = [
    "AgreementFileError",
    "Problem",
    "agreement_file_reference",
    "describe",
    "read_agreement_file",
    "terms_with",
]
