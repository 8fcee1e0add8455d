"""Posterior of pymc-marketing's shifted beta-geometric model on the cohorts of Fader & Hardie (2007), table 1.

    python bench/pymc-marketing.py        (pip install pymc-marketing)
"""
import numpy as np
import pandas as pd
from pymc_marketing import clv, __version__

cohorts = {
    "High End": ([131, 126, 90, 60, 42, 34, 26], 491),
    "Regular": ([369, 163, 86, 56, 37, 27, 21], 241),
}
for name, (lost, active) in cohorts.items():
    # Customers who are still there have recency equal to T; period 1 is the first purchase, so that ages count from 1.
    recency = np.repeat(np.arange(1, len(lost) + 1), lost)
    recency = np.concatenate([recency, np.full(active, len(lost) + 1)])
    data = pd.DataFrame({"customer_id": np.arange(recency.size), "recency": recency, "T": len(lost) + 1, "cohort": name})
    model = clv.ShiftedBetaGeoModel(data=data)
    model.fit(random_seed=1, progressbar=False, chains=2, draws=1000, tune=1000, cores=1)
    posterior = model.fit_result.posterior if hasattr(model.fit_result, "posterior") else model.fit_result
    for parameter in ("alpha", "beta"):
        draws = posterior[parameter].values.ravel()
        print(name, parameter, f"mean {draws.mean():.3f}, sd {draws.std():.3f}, median {np.median(draws):.3f}")
print("pymc-marketing", __version__)
