"""LuminaBI: upload a file, get a clean table, insights that hold and a live dashboard."""
