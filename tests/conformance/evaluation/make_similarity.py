"""Structural similarity (Wang et al., 2004) of small pictures by SciPy: Gaussian window of 11 x 11, sigma 1.5, inside the picture.

Run with SciPy installed: python make_similarity.py > similarity.json
"""

import json

import numpy as np
from scipy.signal import convolve2d


def window(radius):
    places = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * 1.5**2))
    both = np.outer(places, places)
    return both / both.sum()


def ssim(a, b):
    weights = window(min(5, (min(a.shape[:2]) - 1) // 2))
    mean = lambda values: convolve2d(values, weights, mode="valid")
    channels = []
    for c in range(a.shape[2]):
        x, y = a[:, :, c], b[:, :, c]
        mx, my = mean(x), mean(y)
        vx, vy, cov = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
        c1, c2 = 0.01**2, 0.03**2
        channels.append(np.mean((2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))))
    return float(np.mean(channels))


def case(name, shape, noise, seed):
    random = np.random.default_rng(seed)
    a = np.round(random.uniform(size=shape), 3)
    b = np.round(np.clip(a + noise * random.normal(size=shape), 0, 1), 3)
    mse = float(np.mean((a - b) ** 2))
    return {
        "name": name,
        "shape": list(shape),
        "a": a.ravel().tolist(),
        "b": b.ravel().tolist(),
        "mae": float(np.mean(np.abs(a - b))),
        "psnr": float(10 * np.log10(1 / mse)),
        "ssim": ssim(a, b),
    }


print(
    json.dumps(
        [
            case("grey, little noise", (16, 13, 1), 0.05, 1),
            case("two channels, much noise", (12, 14, 2), 0.4, 2),
            case("smaller than the window", (6, 8, 1), 0.2, 3),
        ]
    )
)
