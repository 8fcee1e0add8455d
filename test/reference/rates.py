"""Recomputes rates-intervals.json and rates-comparisons.json at the counts that they hold.

python3 rates.py FOLDER

Wilson, Clopper-Pearson, Jeffreys, Agresti-Coull and Garwood by scipy's quantiles; Fisher's test, chi-square and the power of two
proportions by scipy and statsmodels: other implementations than the mpmath formulas that the numbers come from.
"""
import json
import math
import os
import sys

from scipy import stats
from statsmodels.stats.proportion import proportion_confint

here = os.path.dirname(os.path.abspath(__file__))
folder = sys.argv[1]
methods = {"wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys", "agresti-coull": "agresti_coull"}


def load(name):
    with open(os.path.join(here, name)) as file:
        return json.load(file)


def save(name, table):
    with open(os.path.join(folder, name), "w") as file:
        json.dump(table, file)


table = load("rates-intervals.json")
for row in table["shares"]:
    for ours, theirs in methods.items():
        n, x = row["atStart"], row["lost"]
        if ours == "jeffreys" and x in (0, n):
            continue  # the library sets the end at 0 or 1 there, as Brown, Cai & DasGupta do; statsmodels does not
        low, high = proportion_confint(x, n, 1 - row["level"], method=theirs)
        row[ours] = [max(0.0, float(low)), min(1.0, float(high))]
for row in table["exposures"]:
    tail, x, exposure = (1 - row["level"]) / 2, row["lost"], row["exposure"]
    low = stats.gamma.ppf(tail, x) / exposure if x > 0 else 0.0
    row["garwood"] = [float(low), float(stats.gamma.isf(tail, x + 1) / exposure)]
save("rates-intervals.json", table)

table = load("rates-comparisons.json")
for row in table["groups"]:
    (n1, x1), (n2, x2) = [(group["atStart"], group["lost"]) for group in (row["first"], row["second"])]
    z = stats.norm.isf((1 - row["level"]) / 2)
    (l1, u1), (l2, u2) = [proportion_confint(x, n, 1 - row["level"], method="wilson") for x, n in ((x1, n1), (x2, n2))]
    p1, p2 = x1 / n1, x2 / n2
    row["newcombe"] = [
        p1 - p2,
        p1 - p2 - math.hypot(p1 - l1, u2 - p2),
        p1 - p2 + math.hypot(u1 - p1, p2 - l2),
    ]
    row["fisher"] = float(stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue)
    if row["chiSquare"][0] is not None:
        chi = stats.chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=False)
        row["chiSquare"] = [float(chi.statistic), float(chi.pvalue)]
for row in table["power"]:
    p1, p2, z = row["first"], row["second"], stats.norm.isf(row["significance"] / 2)
    mean = (p1 + p2) / 2
    pooled, own = math.sqrt(2 * mean * (1 - mean)), math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    row["unrounded"] = ((z * pooled + stats.norm.ppf(row["power"]) * own) / (p1 - p2)) ** 2
    row["powerOfPerGroup"] = float(stats.norm.cdf((math.sqrt(row["perGroup"]) * abs(p1 - p2) - z * pooled) / own))
save("rates-comparisons.json", table)
