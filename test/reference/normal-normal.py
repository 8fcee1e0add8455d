"""Reference values of the normal-normal model of profit per order: test/reference/normal-normal.json.

The likelihood is integrated numerically over the customer's mean, from the orders themselves, with mpmath at 30 digits;
no closed form is used. Run: python normal-normal.py > normal-normal.json
"""

import json

from mpmath import exp, log, mp, mpf, pi, quad, sqrt

mp.dps = 30

PARAMETERS = [(15, 20, 12), (-3, 1, 40), (250, 80, 5), (0, 0.01, 3)]
ORDERS = [
    [-4.25],
    [22, -31.5],
    [18.5, 21, 19.25],
    [250.5, 250, 249, 251.25, 250.75, -80],
    [30 * ((7 * i) % 11) / 11 - 12 for i in range(40)],
]


def integrals(mu, tau, sigma, orders, averages):
    """Log-density of the orders (or of their average), mean and probability below 0 of the customer's mean."""
    x = len(orders)
    m = sum(orders) / x

    def log_joint(theta):
        value = -((theta - mu) ** 2) / (2 * tau**2) - log(2 * pi * tau**2) / 2
        if averages:
            return value - x * (m - theta) ** 2 / (2 * sigma**2) - log(2 * pi * sigma**2 / x) / 2
        return value - sum((order - theta) ** 2 for order in orders) / (2 * sigma**2) - x * log(2 * pi * sigma**2) / 2

    # The trapezoidal rule over 28 widths of the integrand around its top: of an analytic one its error is far below 1e-30.
    precision = 1 / tau**2 + x / sigma**2
    top = (mu / tau**2 + x * m / sigma**2) / precision
    width = 1 / sqrt(precision)
    size = log_joint(top)
    points = [top + k * width / 3 for k in range(-42, 43)]
    values = [exp(log_joint(theta) - size) for theta in points]
    total = sum(values) * width / 3
    mean = sum(theta * value for theta, value in zip(points, values)) * width / 3 / total
    cuts = [top + k * width for k in range(-14, 15, 2) if top + k * width < 0]
    loss = mpf(0)
    if cuts:
        ends = [*cuts, min(mpf(0), top + 14 * width)]
        loss = quad(lambda theta: exp(log_joint(theta) - size), ends, method="gauss-legendre") / total
    return log(total) + size, mean, loss


cases = []
for mu, tau, sigma in PARAMETERS:
    for given in ORDERS:
        orders = [mpf(order) for order in given]
        x = len(orders)
        m = sum(orders) / x
        of_orders, mean, loss = integrals(mpf(mu), mpf(tau), mpf(sigma), orders, False)
        of_average = integrals(mpf(mu), mpf(tau), mpf(sigma), orders, True)[0]
        cases.append(
            {
                "parameters": {"mu": mu, "tau": tau, "sigma": sigma},
                "frequency": x,
                "monetaryValue": float(m),
                "monetaryVariance": float(sum((order - m) ** 2 for order in orders) / (x - 1)) if x > 1 else None,
                "logLikelihoodOfOrders": float(of_orders),
                "logLikelihoodOfAverage": float(of_average),
                "conditionalExpectedSpend": float(mean),
                "probabilityOfLoss": float(loss),
            }
        )
print(json.dumps({"source": "mpmath, 30 digits: quadrature over the customer's mean, from the orders; normal-normal.py", "cases": cases}, indent=1))
