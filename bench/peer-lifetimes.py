"""The same fits and summaries by lifetimes (https://pypi.org/project/lifetimes), for `npm run bench:peers`.

Reads columns from the folder that is named, and prints one line of JSON: processor seconds (the least of several runs), the
peak memory of the process after the first run, numbers that show what was done and, for fits, the parameters.
"""

import json
import os
import resource
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


def measure(run, describe):
    times, total, result, peak = [], 0.0, None, 0.0
    while (len(times) < 3 or (len(times) < 30 and total < 3)) and total <= 20:
        begin = time.process_time()
        result = run()
        times.append(time.process_time() - begin)
        total += times[-1]
        if len(times) == 1:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"seconds": min(times), "peakMegabytes": peak, **describe(result)}


def fit(folder, fitter):
    frequency, recency, age = (column(folder, name) for name in ("frequency", "recency", "T"))
    return measure(
        lambda: fitter().fit(frequency, recency, age),
        lambda model: {"found": {}, "parameters": {name: float(value) for name, value in model.params_.items()}},
    )


bg = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
pareto = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}


def predict(folder, of):
    columns = [column(folder, name) for name in ("frequency", "recency", "T")]
    return measure(lambda: of(*columns), lambda values: {"found": {"sum": float(numpy.sum(values))}})


def known(fitter, parameters):
    fitter.params_ = pandas.Series(parameters)
    return fitter


def alive(folder, fitter):
    return predict(folder, fitter.conditional_probability_alive)


def purchases(folder, fitter):
    expected = fitter.conditional_expected_number_of_purchases_up_to_time
    return predict(folder, lambda frequency, recency, age: expected(39, frequency, recency, age))


def alive_in_numpy(frequency, recency, age):
    """The formula of the BG/NBD model as one would write it for arrays, nothing checked."""
    chances = bg["b"] + numpy.maximum(frequency, 1) - 1
    odds = bg["a"] / chances * ((bg["alpha"] + age) / (bg["alpha"] + recency)) ** (bg["r"] + frequency)
    return numpy.where(frequency == 0, 1.0, 1 / (1 + odds))


def summarize(folder):
    orders = pandas.DataFrame(
        {
            "customer": column(folder, "customer", "int32"),
            "time": pandas.to_datetime(column(folder, "time"), unit="ms"),
            "amount": column(folder, "amount"),
        }
    )
    return measure(
        lambda: summary_data_from_transaction_data(orders, "customer", "time", "amount", freq="D"),
        lambda summary: {"found": {"customers": len(summary), "repeats": float(summary["frequency"].sum())}},
    )


tasks = {
    "bgNbd": lambda folder: fit(folder, lifetimes.BetaGeoFitter),
    "paretoNbd": lambda folder: fit(folder, lifetimes.ParetoNBDFitter),
    "alive": lambda folder: alive(folder, known(lifetimes.BetaGeoFitter(), bg)),
    "aliveInNumpy": lambda folder: predict(folder, alive_in_numpy),
    "purchases": lambda folder: purchases(folder, known(lifetimes.BetaGeoFitter(), bg)),
    "paretoAlive": lambda folder: alive(folder, known(lifetimes.ParetoNBDFitter(), pareto)),
    "paretoPurchases": lambda folder: purchases(folder, known(lifetimes.ParetoNBDFitter(), pareto)),
    "summarize": summarize,
}
task, folder = sys.argv[1:]
print(json.dumps({**tasks[task](folder), "version": lifetimes.__version__}))
