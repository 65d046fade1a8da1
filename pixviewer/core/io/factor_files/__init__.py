"""Files of factors of a self-calibration: the pipeline's form and MPDAF's, recognised by content."""

from pixviewer.core.io.factor_files.reading import read_columns, read_factors
from pixviewer.core.io.factor_files.writing import FORMS, write_factors, write_merged_factors

__all__ = ["FORMS", "read_columns", "read_factors", "write_factors", "write_merged_factors"]
