"""The expression language of calculated columns and measures: typed, bounded, without any code."""
