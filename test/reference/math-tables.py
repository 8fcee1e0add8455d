"""Writes test/reference/math-*.json: values of special functions from mpmath at 60 digits.

Usage: python3 math-tables.py [OUTPUT_FOLDER [SIZE]]. SIZE multiplies the number of random arguments
(1 for the committed tables; docs/numerics.md was measured at 20). Needs mpmath only.
"""
import json
import os
import random
import signal
import sys

from mpmath import (betainc, digamma, erf, erfc, exp, factorial, gammainc, hyp2f1, inf, log, log1p, loggamma, mp, mpf, ncdf,
                    npdf, nstr, pi, power, psi, sqrt, workdps)

mp.dps = 60
folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
size = float(sys.argv[2]) if len(sys.argv) > 2 else 1
rng = random.Random(20261122)
log_uniform = lambda low, high: 10 ** rng.uniform(low, high)
near = lambda x, powers: [x + s * 10.0 ** -k for k in powers for s in (1, -1)]


def count(n):
    return range(int(n * size))


class TooSlow(Exception):
    pass


def stop(*_):
    raise TooSlow()


signal.signal(signal.SIGALRM, stop)


def table(name, call, arguments, function):
    rows = []
    for row in arguments:
        row = [float(x) for x in row]
        signal.alarm(10)
        try:
            value = function(*[mpf(x) for x in row])
        except Exception:  # mpmath gives up on some arguments
            continue
        finally:
            signal.alarm(0)
        value = mpf(value.real)
        # Zero and what a double cannot hold are tested apart.
        if value == 0 or not (mpf(10) ** -300 < abs(value) < mpf(10) ** 300):
            continue
        rows.append(row + [float(nstr(value, 25))])
    return {"function": name, "source": "mpmath 1.3.0, mp.dps = 60: " + call, "rows": rows}


def write(name, tables):
    with open(os.path.join(folder, "math-%s.json" % name), "w") as file:
        file.write("[\n")
        for i, t in enumerate(tables):
            head = json.dumps({k: v for k, v in t.items() if k != "rows"})[:-1]
            body = ",\n".join("  " + json.dumps(row) for row in t["rows"])
            file.write("%s, \"rows\": [\n%s\n]}%s\n" % (head, body, "," if i + 1 < len(tables) else ""))
        file.write("]\n")


# ---- gamma and its relatives
positive = ([[log_uniform(-3, 6)] for _ in count(40)] + [[log_uniform(-290, 290)] for _ in count(15)]
            + [[x] for x in (0.5, 1.5, 2.5, 3, 9.999999, 10, 10.000001)])


def log_gamma_ratio(x, a):
    return loggamma(x + a) - loggamma(x)


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def log_beta_ratio(a, b, s):
    return loggamma(b + s) + loggamma(a + b) - loggamma(b) - loggamma(a + b + s)


def log1p_minus_x(x):
    with workdps(400):
        return log1p(x) - x


def log_beta_second_difference(a, b, s):
    with workdps(90):
        return log_beta(a, b + 2 * s) + log_beta(a, b) - 2 * log_beta(a, b + s)


step = lambda: rng.choice([log_uniform(-8, 6), float(rng.randint(1, 16)), float(rng.randint(1, 300)), log_uniform(-3, 1)])
later = random.Random(7)
later_log = lambda low, high: 10 ** later.uniform(low, high)
second_steps = [[later_log(-3, 9), later.choice([later_log(-8, 6), float(later.randint(1, 300))])] for _ in count(40)]
second_points = [[later_log(-3, 9), later_log(-3, 9), later.choice([1.0, later_log(-4, 6), float(later.randint(1, 300))])]
                 for _ in count(40)]
write("gamma", [
    table("logGamma", "loggamma(x)", positive + [[x] for x in near(1, (1, 2, 4, 8, 12, 15)) + near(2, (1, 2, 4, 8, 12, 15))],
          loggamma),
    table("digamma", "digamma(x)", positive + [[x] for x in near(1.4616321449683622, (1, 3, 6, 10, 14))], digamma),
    table("trigamma", "psi(1, x)", [[x] for [x] in positive if 1e-100 < x < 1e200], lambda x: psi(1, x)),
    table("logGammaRatio", "loggamma(x + a) - loggamma(x)",
          [[log_uniform(-3, 9), step()] for _ in count(50)], log_gamma_ratio),
    table("digammaDifference", "digamma(x + a) - digamma(x)",
          [[log_uniform(-3, 9), step()] for _ in count(50)], lambda x, a: digamma(x + a) - digamma(x)),
    table("logBeta", "loggamma(a) + loggamma(b) - loggamma(a + b)",
          [[log_uniform(-3, 9), log_uniform(-3, 9)] for _ in count(60)], log_beta),
    table("logBetaRatio", "log(beta(a, b + s) / beta(a, b))",
          [[log_uniform(-3, 9), log_uniform(-3, 9), step()] for _ in count(60)], log_beta_ratio),
    table("trigammaDifference", "psi(1, x) - psi(1, x + a)",
          second_steps, lambda x, a: psi(1, x) - psi(1, x + a)),
    table("logBetaSecondDifference", "log(beta(a, b + 2 * s) * beta(a, b) / beta(a, b + s)**2), mp.dps = 90",
          second_points, log_beta_second_difference),
    table("logBinomial", "log(binomial(n, k))",
          [[n, rng.randint(1, n - 1)] for n in (rng.randint(2, 10 ** rng.randint(1, 9)) + 1 for _ in count(30))],
          lambda n, k: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)),
    table("log1pMinusX", "log1p(x) - x, mp.dps = 400",
          [[log_uniform(-150, 3)] for _ in count(20)] + [[-log_uniform(-150, 0)] for _ in count(20)], log1p_minus_x),
])

# ---- normal
line = [[rng.uniform(-37, 9)] for _ in count(30)] + [[rng.uniform(-1, 1)] for _ in count(15)]


def normal_quantile(p):
    tail = min(p, 1 - p)
    x = -sqrt(-2 * log(tail)) if tail < 0.3 else 2.5 * (tail - mpf(1) / 2)
    for _ in range(80):
        change = (log(ncdf(x)) - log(tail)) * ncdf(x) / npdf(x)
        x -= change
        if abs(change) < mpf(10) ** -38:
            break
    return x if p <= 0.5 else -x


def scaled_erfc(x):
    if x > 1e4:
        return sum((-1) ** n * factorial(2 * n) / factorial(n) / (2 * x) ** (2 * n) for n in range(8)) / (x * sqrt(pi))
    return exp(x * x) * erfc(x)


write("normal", [
    table("erf", "erf(x)", [[rng.uniform(-6, 6)] for _ in count(25)] + [[log_uniform(-290, 0)] for _ in count(10)], erf),
    table("erfc", "erfc(x)", [[rng.uniform(-6, 26)] for _ in count(35)], erfc),
    table("erfcx", "exp(x**2) * erfc(x)", [[rng.uniform(0, 30)] for _ in count(20)] + [[log_uniform(-9, 12)] for _ in count(15)],
          scaled_erfc),
    table("normalCdf", "ncdf(x)", line, ncdf),
    table("logNormalCdf", "log(ncdf(x))", line + [[-log_uniform(1, 4)] for _ in count(10)],
          lambda x: log(ncdf(x)) if x > -1000 else -x * x / 2 + log(scaled_erfc(-x / sqrt(mpf(2))) / 2)),
    table("normalQuantile", "Newton's method on log(ncdf(x)) - log(p)",
          [[log_uniform(-290, -0.31)] for _ in count(20)] + [[rng.random()] for _ in count(20)]
          + [[p] for p in near(0.5, (2, 5, 9, 14)) + [0.025, 0.975, 0.05, 0.995]], normal_quantile),
])

# ---- incomplete gamma and beta
shape_and_x = ([[log_uniform(-3, 3), log_uniform(-4, 3)] for _ in count(40)]
               + [[a, a + sqrt(a) * rng.uniform(-8, 8)] for a in (log_uniform(1.5, 4.5) for _ in count(40))]
               + [[a, a * rng.uniform(0.6, 1.5)] for a in (log_uniform(-3, 4) for _ in count(20))])
shape_and_x = [row for row in shape_and_x if row[1] > 0]


def beta_points():
    for _ in count(30):
        yield [rng.random(), log_uniform(-3, 2), log_uniform(-3, 2)]
    for _ in count(30):
        a, b = log_uniform(-1, 3.5), log_uniform(-1, 3.5)
        x = a / (a + b) + (a * b) ** 0.5 / (a + b) ** 1.5 * rng.uniform(-6, 6)
        if 0 < x < 1:
            yield [x, a, b]
    for _ in count(15):
        yield [log_uniform(-9, 0), log_uniform(-3, 1), log_uniform(0, 5)]


beta_rows = list(beta_points())
# No value below 1e-290: there the logarithm is what counts.
write("incomplete", [
    table("regularizedGammaP", "gammainc(a, 0, x, regularized=True)", shape_and_x, lambda a, x: gammainc(a, 0, x, regularized=True)),
    table("regularizedGammaQ", "gammainc(a, x, inf, regularized=True)", shape_and_x,
          lambda a, x: gammainc(a, x, inf, regularized=True)),
    table("scaledExponentialIntegral", "x**(nu - 1) * exp(x) * gammainc(1 - nu, x)",
          [[rng.choice([log_uniform(-3, 2), float(rng.randint(1, 6)), rng.randint(1, 3) + 1e-8]), log_uniform(-6, 2.5)]
           for _ in count(50)], lambda nu, x: power(x, nu - 1) * exp(x) * gammainc(1 - nu, x)),
    table("regularizedBeta", "betainc(a, b, 0, x, regularized=True)", beta_rows,
          lambda x, a, b: betainc(a, b, 0, x, regularized=True)),
    table("regularizedBetaComplement", "betainc(b, a, 0, 1 - x, regularized=True)", beta_rows,
          lambda x, a, b: betainc(b, a, 0, 1 - x, regularized=True)),
])

# ---- hypergeometric: a, b, c, z, w with w = 1 - z given on its own


def gauss_once(a, b, c, w):
    if a + b > c and max(a, b) > 200:
        return w ** (c - a - b) * hyp2f1(c - a, c - b, c, 1 - w)
    return hyp2f1(a, b, c, 1 - w)


def gauss(a, b, c, z, w):
    # hyp2f1 of mpmath 1.3.0 is wrong in the 12th digit for some arguments, such as (1, 1317, 1668.9, 0.94) at 60
    # digits: only values that agree at two precisions are kept.
    value = gauss_once(a, b, c, w)
    with workdps(110):
        again = gauss_once(a, b, c, w)
    if abs(again / value - 1) > mpf(10) ** -25:
        raise ValueError("mpmath disagrees with itself")
    return again


def gauss_points():
    for _ in count(30):  # BG/NBD
        r, alpha, a, b = log_uniform(-2, 1.5), log_uniform(-1, 2), log_uniform(-2, 1.5), log_uniform(-2, 2)
        x, T, t = rng.choice([1, 2, 10, 300, 10000]), log_uniform(0, 3), log_uniform(-1, 4)
        yield [r + x, b + x, a + b + x - 1, (alpha + T) / (alpha + T + t)]
    for _ in count(30):  # Pareto/NBD
        r, s = log_uniform(-2, 1.5), log_uniform(-2, 1.5)
        low, high = sorted([log_uniform(-1, 3), log_uniform(-1, 3)])
        x, T = rng.choice([0, 1, 2, 10, 300, 10000]), log_uniform(0, 4)
        yield [r + s + x, rng.choice([s + 1, r + x]), r + s + x + 1, (low + T) / (high + T)]
    for _ in count(30):  # sBG and BG/BB: discounted lifetimes
        a, b, n, d = log_uniform(-2, 3), log_uniform(-2, 9), rng.choice([0, 1, 5, 100]), log_uniform(-4, 0)
        yield [rng.choice([1, 1, 2]), b + n, a + b + n, d / (1 + d)]
    for _ in count(25):
        yield [log_uniform(-3, 3), log_uniform(-3, 3), log_uniform(-3, 3), rng.choice([log_uniform(-15, 0), rng.random()])]
    for _ in count(20):  # c - a - b whole, or nearly so
        a, b = log_uniform(-1, 1), log_uniform(-1, 1)
        c = a + b + rng.choice([0, 1, 2, 3]) + rng.choice([0, 1e-6, -1e-8, 1e-10])
        yield [a, b, c, log_uniform(-12, -1)]
    for _ in count(15):  # negative z
        a, b = log_uniform(-2, 2), log_uniform(-2, 2)
        yield [a, b, b + log_uniform(-2, 2), 1 + log_uniform(-3, 3)]


gauss_rows = [[a, b, c, 1 - w, w] for a, b, c, w in gauss_points() if c > 0]
write("hypergeometric", [
    table("hypergeometric2F1", "hyp2f1(a, b, c, 1 - w), equal at mp.dps = 110", gauss_rows, gauss),
    table("logHypergeometric2F1", "log(hyp2f1(a, b, c, 1 - w)), equal at mp.dps = 110", gauss_rows, lambda *row: log(gauss(*row))),
])
