"""The same hazards by months as a binomial regression of statsmodels (https://pypi.org/project/statsmodels), for `npm run bench:peers`.

    python bench/peer-statsmodels.py <free|log> <folder of the columns>

The whole call from columns to estimates, the design included; prints one line of JSON.
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

import numpy
import statsmodels
import statsmodels.api as sm

effect, folder = sys.argv[1:]
column = lambda name: numpy.fromfile(os.path.join(folder, name + ".bin"))
month, lost, price, yearly, usage = (column(name) for name in ("duration", "event", "price", "yearly", "usage"))


def run():
    levels = [month == t for t in range(1, 13)] if effect == "free" else [numpy.ones(len(month)), numpy.log(month)]
    design = numpy.column_stack([*levels, price, yearly, usage]).astype(float)
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    return sm.GLM(lost, design, family=family).fit()


times = []
for _ in range(2):
    begin = time.process_time()
    fit = run()
    times.append(time.process_time() - begin)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
found = {"logLikelihood": float(fit.llf), "price": float(fit.params[-3])}
print(json.dumps({"seconds": min(times), "peakMegabytes": peak, "found": found, "version": statsmodels.__version__}))
