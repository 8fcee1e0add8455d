"""churn-periods.json: churn over several periods of equal and unequal size, in 30-digit arithmetic (mpmath).

The correlation by bisection of the weighed squares (Paule & Mandel 1982), the variance of the mean as the larger of that of the
model and that of the rates (Hartung & Knapp 2001), Student's t with the degrees of freedom of as many equal periods.
Run: python churn-periods.py [folder]
"""
import json
import os
import sys
from mpmath import mp, mpf, betainc, exp, gammainc, sqrt

mp.dps = 40

CASES = [
    ([(1000, 50), (1000, 41), (1000, 66), (1000, 38), (1000, 72), (1000, 45)], 0.95, 1000),
    ([(1000, 20), (1500, 25), (900, 15), (2000, 31)], 0.9, 1200),
    ([(100, 5), (20000, 1000), (100, 9), (100, 2), (100, 4)], 0.95, 500),
    ([(50, 1), (80, 4), (120, 3), (180, 12), (270, 10), (400, 31)], 0.8, 600),
    ([(40, 10), (60, 30)], 0.95, 50),
    ([(300, 0), (200, 0), (100, 0)], 0.95, 100),
    ([(30, 2), (3000, 190), (30, 0), (3000, 90)], 0.99, 30),
]


def t_quantile(p, df):
    """The upper quantile by bisection of the incomplete beta function."""
    upper = lambda t: betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    low, high = mpf(0), mpf(10) ** 6
    for _ in range(300):
        middle = (low + high) / 2
        low, high = (middle, high) if upper(middle) > p else (low, middle)
    return low


def weighted(periods, rho):
    w = [n / (1 + (n - 1) * rho) for n, _ in periods]
    total = sum(w)
    rates = [mpf(x) / n for n, x in periods]
    mean = sum(a * r for a, r in zip(w, rates)) / total
    return total, sum(a * a for a in w), mean, sum(a * (r - mean) ** 2 for a, r in zip(w, rates))


def case(periods, level, following):
    periods = [(mpf(n), mpf(x)) for n, x in periods]
    k = len(periods)
    everybody, lost = sum(n for n, _ in periods), sum(x for _, x in periods)
    pooled = lost / everybody
    chi = None
    rho = mpf(0)
    if 0 < lost < everybody:
        chi = sum((x - n * pooled) ** 2 / n for n, x in periods) / (pooled * (1 - pooled))
        excess = lambda r: (lambda _, __, m, s: s - (k - 1) * m * (1 - m))(*weighted(periods, r))
        if excess(mpf(0)) > 0:
            low, high = mpf(0), mpf(1)
            for _ in range(200):
                middle = (low + high) / 2
                low, high = (middle, high) if excess(middle) > 0 else (low, middle)
            rho = low
    total, squares, mean, scatter = weighted(periods, rho)
    centre = (mean * total + mpf(1) / 2) / (total + 1)
    v = centre * (1 - centre)
    variance = max(1 / total, scatter / ((k - 1) * total * v))
    t = t_quantile((1 - mpf(level)) / 2, max(mpf(1), total**2 / squares - 1))

    def interval(over, move=mpf(0)):
        half, odds = t * sqrt(v * over) / v, centre / (1 - centre)
        low = mpf(0) if mean == 0 else min(mean, 1 / (1 + exp(half) / odds))
        high = mpf(1) if mean == 1 else max(mean, 1 / (1 + exp(-half) / odds))
        return [float(mean), float(max(mpf(0), low - move)), float(min(mpf(1), high + move))]

    m = mpf(following)
    return {
        "periods": [{"atStart": int(n), "lost": int(x)} for n, x in periods],
        "level": level,
        "next": following,
        "chiSquare": None if chi is None else float(chi),
        "dispersion": None if chi is None else float(chi / (k - 1)),
        "pValue": None if chi is None else float(gammainc(mpf(k - 1) / 2, chi / 2, regularized=True)),
        "correlation": float(rho),
        "rate": interval(variance),
        "prediction": interval((1 + (m - 1) * rho) / m + variance, 1 / (2 * m)),
    }


result = {"source": "churn-periods.py (mpmath, 40 digits)", "cases": [case(*each) for each in CASES]}
with open(os.path.join(sys.argv[1] if len(sys.argv) > 1 else ".", "churn-periods.json"), "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
