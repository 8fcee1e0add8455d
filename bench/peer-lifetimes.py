"""The same fits and summaries by lifetimes (https://pypi.org/project/lifetimes), for `npm run bench:peers`.

Reads columns of doubles from the folder that is named, and prints one line of JSON per task: processor seconds (the least of
several runs) and, for fits, the parameters.
"""

import json
import os
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")

import lifetimes
import numpy
import pandas
from lifetimes.utils import summary_data_from_transaction_data


def column(folder, name, kind="float64"):
    return numpy.fromfile(os.path.join(folder, name + ".bin"), dtype=kind)


def least_time(run):
    times, total, result = [], 0.0, None
    while not times or (len(times) < 30 and total < 1.5):
        begin = time.process_time()
        result = run()
        times.append(time.process_time() - begin)
        total += times[-1]
    return min(times), result


def fit(folder, fitter):
    frequency, recency, age = (column(folder, name) for name in ("frequency", "recency", "T"))
    seconds, model = least_time(lambda: fitter().fit(frequency, recency, age))
    return {"seconds": seconds, "parameters": {name: float(value) for name, value in model.params_.items()}}


def predict(folder):
    frequency, recency, age = (column(folder, name) for name in ("frequency", "recency", "T"))
    model = lifetimes.BetaGeoFitter()
    model.params_ = pandas.Series({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426})

    def run():
        model.conditional_probability_alive(frequency, recency, age)
        return model.conditional_expected_number_of_purchases_up_to_time(39, frequency, recency, age)

    seconds, expected = least_time(run)
    return {"seconds": seconds, "total": float(numpy.sum(expected))}


def summarize(folder):
    orders = pandas.DataFrame(
        {
            "customer": column(folder, "customer", "int32"),
            "time": pandas.to_datetime(column(folder, "time"), unit="ms"),
            "amount": column(folder, "amount"),
        }
    )
    run = lambda: summary_data_from_transaction_data(orders, "customer", "time", "amount", freq="D")
    seconds, summary = least_time(run)
    return {"seconds": seconds, "customers": len(summary), "repeats": float(summary["frequency"].sum())}


tasks = {
    "bgNbd": lambda folder: fit(folder, lifetimes.BetaGeoFitter),
    "paretoNbd": lambda folder: fit(folder, lifetimes.ParetoNBDFitter),
    "predict": predict,
    "summarize": summarize,
}
task, folder = sys.argv[1:]
print(json.dumps({**tasks[task](folder), "version": lifetimes.__version__}))
