"""Reference values for src/core/preprocessing and src/core/dataset from scikit-learn, numpy and pandas.

Run:  python make_fixtures.py   (numpy, pandas, scipy, scikit-learn; writes fixtures.json beside this file)

fixtures.json (null stands for a missing value)
  versions      of the libraries
  numbers[]     name, train [rows], other [rows] (values to transform beside the training ones), and
    imputers      mean, median, mostFrequent: the stand-in that SimpleImputer learns
    scalings      standard, minMax, robust, quantile: { train, other } as Pipeline(SimpleImputer(median), scaler) gives them
    log           log1p of absolute values with the sign, of the filled training values, then StandardScaler
    indicator     SimpleImputer(median, add_indicator=True) on train: the last column, absent where nothing is missing
  categories[]  name, train, other, and mostFrequent, categories (of the filled training values), oneHot, ordinal: { train, other };
                words never seen are all zeros (handle_unknown="ignore") and -1 (use_encoded_value)
  stratified[]  name, classes (one per row), fractions, sizes [part][class] from two calls of train_test_split(stratify=…)
  profile[]     name, values, isInteger, min, max, mean, standardDeviation, quantiles, distinct, missing, histogram (numpy "fd" where
                that lies within 10 to 60 bins, else with the bound)
  correlation   columns [columns][rows], matrix (pandas DataFrame.corr: pairwise complete)
  association   cramersV: a, b, value (scipy.stats.contingency.association); correlationRatio: classes, values, value
"""

import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy.stats.contingency import association
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20260102)


def plain(values):
    """Nested lists of numbers or words, with null for NaN."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, (float, np.floating)) and math.isnan(values)):
        return None
    return values.item() if isinstance(values, np.generic) else values


def column(values):
    return np.asarray(values, dtype=float).reshape(-1, 1)


def number_case(name, train, other):
    train, other = column(train), column(other)

    def scaled(scaler, *before):
        pipeline = make_pipeline(SimpleImputer(strategy="median"), *before, scaler)
        pipeline.fit(train)
        return {"train": plain(pipeline.transform(train).ravel()), "other": plain(pipeline.transform(other).ravel())}

    def stand_in(strategy):
        return float(SimpleImputer(strategy=strategy).fit(train).statistics_[0])

    quantile = QuantileTransformer(n_quantiles=min(1000, len(train)), output_distribution="uniform", subsample=None)
    signed_log = FunctionTransformer(lambda x: np.sign(x) * np.log1p(np.abs(x)))
    with_indicator = SimpleImputer(strategy="median", add_indicator=True).fit_transform(train)
    return {
        "name": name,
        "train": plain(train.ravel()),
        "other": plain(other.ravel()),
        "imputers": {"mean": stand_in("mean"), "median": stand_in("median"), "mostFrequent": stand_in("most_frequent")},
        "scalings": {
            "standard": scaled(StandardScaler()),
            "minMax": scaled(MinMaxScaler()),
            "robust": scaled(RobustScaler()),
            "quantile": scaled(quantile),
        },
        "log": scaled(StandardScaler(), signed_log),
        "indicator": plain(with_indicator[:, 1]) if with_indicator.shape[1] > 1 else None,
    }


def with_gaps(values, share):
    values = np.array(values, dtype=float)
    values[rng.random(len(values)) < share] = np.nan
    return values


def category_case(name, train, other):
    imputer = SimpleImputer(strategy="most_frequent", missing_values=None)
    as_column = lambda words: np.array(words, dtype=object).reshape(-1, 1)
    filled_train = imputer.fit_transform(as_column(train))
    filled_other = imputer.transform(as_column(other))
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(filled_train)
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(filled_train)
    return {
        "name": name,
        "train": train,
        "other": other,
        "mostFrequent": imputer.statistics_[0],
        "categories": plain(list(one_hot.categories_[0])),
        "oneHot": {"train": plain(one_hot.transform(filled_train)), "other": plain(one_hot.transform(filled_other))},
        "ordinal": {
            "train": plain(ordinal.transform(filled_train).ravel()),
            "other": plain(ordinal.transform(filled_other).ravel()),
        },
    }


def stratified_case(name, counts, fractions):
    labels = [f"c{k}" for k, count in enumerate(counts) for _ in range(count)]
    classes = list(np.array(labels)[rng.permutation(len(labels))])
    train_share, validation_share, test_share = fractions
    rest, test = train_test_split(classes, test_size=round(test_share * len(classes)), stratify=classes, random_state=1)
    train, validation = train_test_split(
        rest, test_size=round(validation_share * len(classes)), stratify=rest, random_state=1
    )
    names = sorted(set(classes))
    sizes = [[part.count(each) for each in names] for part in (train, validation, test)]
    return {"name": name, "classes": [str(each) for each in classes], "fractions": fractions, "sizes": sizes}


def profile_case(name, values, is_integer=False):
    series = pd.Series(values, dtype=float)
    present = series.dropna().to_numpy()
    counted = None
    if not is_integer:
        spread = np.subtract(*np.percentile(present, [75, 25]))
        width = 2 * spread * len(present) ** (-1 / 3)
        bins = int(np.clip(np.ceil(np.ptp(present) / width) if width > 0 else 10, 10, 60))
        counts, edges = np.histogram(present, bins=bins)
        counted = {"counts": plain(counts), "edges": plain(edges)}
    return {
        "name": name,
        "values": plain(np.asarray(values, dtype=float)),
        "isInteger": is_integer,
        "min": float(series.min()),
        "max": float(series.max()),
        "mean": float(series.mean()),
        "standardDeviation": float(series.std()),
        "quantiles": plain(series.quantile([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]).to_numpy()),
        "distinct": int(series.nunique()),
        "missing": int(series.isna().sum()),
        "histogram": counted,
    }


def correlation_case():
    base = rng.normal(size=400)
    columns = [
        base,
        with_gaps(base * 3 + rng.normal(size=400), 0.1),
        with_gaps(1e6 + rng.normal(size=400), 0.2),
        np.exp(base),
        np.full(400, 7.0),
    ]
    matrix = pd.DataFrame(dict(enumerate(columns))).corr().to_numpy()
    return {"columns": plain(columns), "matrix": plain(matrix.ravel())}


def association_case():
    a = rng.integers(0, 4, 500)
    b = np.where(rng.random(500) < 0.6, a % 3, rng.integers(0, 3, 500))
    table = pd.crosstab(a, b).to_numpy()
    values = a * 2.5 + rng.normal(size=500)
    means = np.array([values[a == k].mean() for k in range(4)])
    between = sum((a == k).sum() * (means[k] - values.mean()) ** 2 for k in range(4))
    return {
        "cramersV": {"a": plain(a), "b": plain(b), "value": float(association(table, method="cramer", correction=False))},
        "correlationRatio": {
            "classes": plain(a),
            "values": plain(values),
            "value": float(np.sqrt(between / ((values - values.mean()) ** 2).sum())),
        },
    }


def main():
    words = ["red", "green", "blue", "amber"]
    fixtures = {
        "versions": {lib.__name__: lib.__version__ for lib in (np, pd, scipy, sklearn)},
        "numbers": [
            number_case("normal with gaps", with_gaps(rng.normal(50, 12, 120), 0.15), [50, -3.5, None, 1e6, 61.25]),
            number_case("skewed", rng.lognormal(0, 2, 90), [0, 0.5, 3, 1e5, None]),
            number_case("ties", np.round(rng.normal(0, 2, 150)), [-9, -2, 0, 0.5, 1, 9]),
            number_case("constant", np.full(20, 3.3), [3.3, 4, None]),
            number_case("large offset", 1e4 + rng.normal(0, 0.1, 60), [1e4, 1e4 + 1, None]),
            number_case("mostly one value", np.r_[np.zeros(80), rng.normal(10, 1, 20)], [0, 5, 10, None]),
            number_case("more rows than references", with_gaps(rng.normal(size=1500), 0.02), [-10, -0.3, 0, 0.01, 10]),
            number_case("two rows", [1.0, 4.0], [2.5, 0, None]),
        ],
        "categories": [
            category_case("words with gaps", [*rng.choice(words, 30), None, None], ["blue", "violet", None, "red"]),
            category_case("a tie for the most frequent", ["b", "a", "b", "a", "c", None], ["a", "z", None]),
            category_case("upper and lower case", ["b", "B", "a", "A", "é", "b"], ["B", "É"]),
        ],
        "stratified": [
            stratified_case("even", [50, 50], [0.7, 0.15, 0.15]),
            stratified_case("rare", [965, 35], [0.6, 0.2, 0.2]),
            stratified_case("many classes", [40, 33, 21, 17, 9, 80], [0.7, 0.15, 0.15]),
        ],
        "profile": [
            profile_case("normal", with_gaps(rng.normal(3, 2, 700), 0.1)),
            profile_case("skewed", rng.lognormal(0, 2, 500)),
            profile_case("uniform", rng.random(2000)),
            profile_case("no spread in the middle", np.r_[np.zeros(200), 1.0, 2.0, 5.0]),
            profile_case("grades", rng.integers(3, 9, 300), is_integer=True),
        ],
        "correlation": correlation_case(),
        "association": association_case(),
    }
    path = pathlib.Path(__file__).with_name("fixtures.json")
    path.write_text(json.dumps(fixtures, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n")


main()
