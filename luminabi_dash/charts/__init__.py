"""Charts: a validated spec and its rows in, a Plotly figure as a plain dict out."""
