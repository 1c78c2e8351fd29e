"""Serves the dashboard of benchmarks/browser.py in Vizro, for the same browser to open.

    python -m venv /some/where && /some/where/bin/pip install vizro
    /some/where/bin/python benchmarks/rival_vizro.py TABLE.csv PORT

It stands alone: Vizro lives in an environment of its own and nothing of LuminaBI is imported.
"""

import sys

import pandas as pd
import plotly.express as px
import vizro.models as vm
from vizro import Vizro
from vizro.models.types import capture

CATEGORIES = ("region", "channel", "kind")
MEASURES = ("amount", "cost", "visits")


@capture("graph")
def bars(data_frame, x, y):
    found = data_frame.groupby(x, as_index=False)[y].sum().sort_values(y, ascending=False)
    return px.bar(found, x=x, y=y)


@capture("graph")
def course(data_frame, y):
    months = data_frame["day"].dt.to_period("M").dt.to_timestamp()
    found = data_frame.groupby(months)[y].sum().reset_index()
    return px.line(found, x="day", y=y)


def main(path, port):
    frame = pd.read_csv(path, parse_dates=["day"])
    graphs = [
        vm.Graph(figure=bars(frame, x=category, y=measure), title=f"{measure} by {category}")
        for category in CATEGORIES
        for measure in MEASURES
    ]
    graphs += [vm.Graph(figure=course(frame, y=measure), title=measure) for measure in MEASURES]
    page = vm.Page(
        title="Bench",
        layout=vm.Grid(grid=[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]),
        components=graphs,
        controls=[vm.Filter(column="region", selector=vm.Checklist())],
    )
    app = Vizro().build(vm.Dashboard(pages=[page]))
    app.run(port=port, debug=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
