"""What the generator of the OpenAPI description is told (design: interfaces)."""

from typing import Any

GENERATOR: dict[str, Any] = {
    "TITLE": "Rights Agent",
    "VERSION": "1.0.0",
    "DESCRIPTION": "The registration books of Rights Certificates for programs. Figures with fractions are"
    " text; refusals are problems with code, basis, section and cure; every act needs an Idempotency-Key.",
    "LICENSE": {"name": "Apache-2.0"},
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["config.api.schema.one_operation_each"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.nothing_else_taken",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    # Fields of one name that choose from different words, and words under several names.
    "ENUM_NAME_OVERRIDES": {
        "TickedEnum": "agreement.certification.Answer",
        "SignerCapacityEnum": "agreement.choices.SignerCapacity",
        "ReporterCapacityEnum": "agreement.stops.ReporterCapacity",
        "VerificationAnswerEnum": "agreement.verification.Answer",
    },
}
