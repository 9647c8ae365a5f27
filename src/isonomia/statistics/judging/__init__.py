"""What a judge's or classifier's errors do to an estimate, measured on human labels."""

from isonomia.statistics.judging.agreement import (
    Agreement,
    Confusion,
    DifferentialError,
    agreement,
    differential_error,
)
from isonomia.statistics.judging.misclassification import corrected_difference, corrected_rate
from isonomia.statistics.judging.prediction_powered import (
    PartlyLabelled,
    prediction_powered,
    tuning,
)
from isonomia.statistics.judging.reliability import krippendorff_alpha

__all__ = [
    "Agreement",
    "Confusion",
    "DifferentialError",
    "PartlyLabelled",
    "agreement",
    "corrected_difference",
    "corrected_rate",
    "differential_error",
    "krippendorff_alpha",
    "prediction_powered",
    "tuning",
]
