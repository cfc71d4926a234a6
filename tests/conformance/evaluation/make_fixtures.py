"""Reference values for src/core/evaluation from scikit-learn and scipy.

Run:  python make_fixtures.py   (numpy, scipy, scikit-learn; writes fixtures.json beside this file)

fixtures.json
  versions           of the libraries
  classification[]   name, task, classes, targets [rows] or [rows][labels], outputs [rows][width] (float32 values), and expected
                     metrics: confusion, accuracy, balancedAccuracy, precision, recall, f1, mcc, logLoss, rocAuc, averagePrecision,
                     perClass[] (support, precision, recall, f1, rocAuc, averagePrecision)
  curves[]           name, targets, scores, roc {x, y}, precisionRecall {x, y}: every threshold, highest first
  regression[]       name, targets, outputs (float32 values), mae, rmse, r2, mape (null where a target is 0), medianAbsoluteError, maxError
  clopperPearson[]   successes, trials, low, high
  incompleteBeta[]   x, a, b, value
Where scikit-learn warns and answers 0 or NaN because a class is absent, the expected area is null.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn import metrics as skm

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20260101)


def area(function, truth, scores):
    present = set(np.unique(truth))
    return float(function(truth, scores)) if present == {0, 1} else None


def mean_or_none(values):
    return None if any(value is None for value in values) else float(np.mean(values))


def class_rows(truth, predicted, scores, labels):
    precision, recall, f1, support = skm.precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    return [
        {
            "support": int(support[k]),
            "precision": float(precision[k]),
            "recall": float(recall[k]),
            "f1": float(f1[k]),
            "rocAuc": area(skm.roc_auc_score, (truth == label).astype(int), scores[:, k]),
            "averagePrecision": area(skm.average_precision_score, (truth == label).astype(int), scores[:, k]),
        }
        for k, label in enumerate(labels)
    ]


def single_label(name, truth, outputs):
    """outputs float32 [rows, 1] for binary, [rows, classes] else."""
    outputs = outputs.astype(np.float32)
    binary = outputs.shape[1] == 1
    count = 2 if binary else outputs.shape[1]
    labels = list(range(count))
    predicted = (outputs[:, 0] >= 0.5).astype(int) if binary else outputs.argmax(axis=1)
    scores = outputs.astype(np.float64)
    if binary:
        scores = np.column_stack([1 - scores[:, 0], scores[:, 0]])
    rows = class_rows(truth, predicted, scores, labels)
    average = {"average": "binary"} if binary else {"average": "macro"}
    precision, recall, f1, _ = skm.precision_recall_fscore_support(truth, predicted, zero_division=0, **average)
    both = np.column_stack([1 - outputs[:, 0], outputs[:, 0]]) if binary else outputs
    return {
        "name": name,
        "task": "binary" if binary else "multiclass",
        "classes": [f"c{k}" for k in labels],
        "targets": truth.tolist(),
        "outputs": outputs.astype(np.float64).tolist(),
        "confusion": skm.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "accuracy": float(skm.accuracy_score(truth, predicted)),
        "balancedAccuracy": float(skm.balanced_accuracy_score(truth, predicted)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "mcc": float(skm.matthews_corrcoef(truth, predicted)),
        "logLoss": float(skm.log_loss(truth, both, labels=labels)),
        "rocAuc": rows[1]["rocAuc"] if binary else mean_or_none([row["rocAuc"] for row in rows]),
        "averagePrecision": rows[1]["averagePrecision"] if binary else mean_or_none([row["averagePrecision"] for row in rows]),
        "perClass": rows,
    }


def multi_label(name, truth, outputs):
    outputs = outputs.astype(np.float32)
    predicted = (outputs >= 0.5).astype(int)
    labels = range(truth.shape[1])
    per = [single_label("", truth[:, k], outputs[:, k : k + 1]) for k in labels]
    rows = [one["perClass"][1] for one in per]
    precision, recall, f1, _ = skm.precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    mean = lambda key: float(np.mean([one[key] for one in per]))
    return {
        "name": name,
        "task": "multilabel",
        "classes": [f"label{k}" for k in labels],
        "targets": truth.tolist(),
        "outputs": outputs.astype(np.float64).tolist(),
        "labelConfusions": skm.multilabel_confusion_matrix(truth, predicted).tolist(),
        "accuracy": float(skm.accuracy_score(truth, predicted)),
        "balancedAccuracy": mean("balancedAccuracy"),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "mcc": mean("mcc"),
        "logLoss": mean("logLoss"),
        "rocAuc": mean_or_none([row["rocAuc"] for row in rows]),
        "averagePrecision": mean_or_none([row["averagePrecision"] for row in rows]),
        "perClass": rows,
    }


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def noisy_binary(rows, share, strength):
    truth = (rng.random(rows) < share).astype(int)
    return truth, special.expit(strength * (truth - 0.5) + rng.normal(size=rows))[:, None]


def noisy_classes(rows, count, strength):
    truth = rng.integers(0, count, rows)
    return truth, softmax(strength * np.eye(count)[truth] + rng.normal(size=(rows, count)))


def classification():
    truth, outputs = noisy_binary(200, 0.3, 2.5)
    yield single_label("binary", truth, outputs)
    yield single_label("binary with ties", truth, np.round(outputs, 1))
    yield single_label("binary, every score equal to the threshold", truth, np.full_like(outputs, 0.5))
    yield single_label("binary, no positive in truth", np.zeros_like(truth), outputs)
    yield single_label("binary, no negative in truth", np.ones_like(truth), outputs)
    yield single_label("binary, never predicted positive", truth, outputs * 0.4)
    yield single_label("binary, certain and right", truth, truth[:, None].astype(float))
    yield single_label("binary, certain and wrong", truth, 1 - truth[:, None].astype(float))
    yield single_label("binary, one row", np.array([1]), np.array([[0.75]]))
    yield single_label("binary, rare positives", *noisy_binary(400, 0.02, 3))
    truth, outputs = noisy_classes(240, 4, 2)
    yield single_label("four classes", truth, outputs)
    rounded = np.round(outputs * 4) / 4
    yield single_label("four classes with ties", truth, np.where(rounded.sum(axis=1, keepdims=True) == 1, rounded, 0.25))
    yield single_label("four classes, one absent from truth", np.where(truth == 2, 0, truth), outputs)
    never = outputs * np.array([1, 1, 0, 1])
    yield single_label("four classes, one never predicted", truth, never / never.sum(axis=1, keepdims=True))
    never = never / never.sum(axis=1, keepdims=True)
    yield single_label("four classes, one neither in truth nor predicted", np.where(truth == 2, 0, truth), never)
    yield single_label("three classes, a single class in truth", np.ones(30, dtype=int), noisy_classes(30, 3, 1)[1])
    yield single_label("three classes, a single class in truth and predictions", np.ones(10, dtype=int), np.tile([0.1, 0.8, 0.1], (10, 1)))
    truth = (rng.random((150, 3)) < [0.5, 0.2, 0.05]).astype(int)
    outputs = special.expit(3 * (truth - 0.5) + rng.normal(size=truth.shape))
    yield multi_label("three labels", truth, outputs)
    yield multi_label("three labels, one never true", truth * [1, 1, 0], outputs)


def curves():
    for name, rows, digits in [("distinct", 60, 9), ("ties", 80, 1), ("two scores", 40, 0)]:
        truth, outputs = noisy_binary(rows, 0.4, 1.5)
        scores = np.round(outputs[:, 0], digits)
        alarms, hits, _ = skm.roc_curve(truth, scores, drop_intermediate=False)
        precision, recall, _ = skm.precision_recall_curve(truth, scores)
        yield {
            "name": name,
            "targets": truth.tolist(),
            "scores": scores.tolist(),
            "roc": {"x": alarms.tolist(), "y": hits.tolist()},
            "precisionRecall": {"x": recall[::-1].tolist(), "y": precision[::-1].tolist()},
        }


def regression():
    def case(name, truth, predicted):
        truth = truth.astype(np.float32).astype(np.float64)
        predicted = predicted.astype(np.float32).astype(np.float64)
        return {
            "name": name,
            "targets": truth.tolist(),
            "outputs": predicted.tolist(),
            "mae": float(skm.mean_absolute_error(truth, predicted)),
            "rmse": float(skm.root_mean_squared_error(truth, predicted)),
            "r2": float(skm.r2_score(truth, predicted)),
            "mape": None if (truth == 0).any() else float(skm.mean_absolute_percentage_error(truth, predicted)),
            "medianAbsoluteError": float(skm.median_absolute_error(truth, predicted)),
            "maxError": float(skm.max_error(truth, predicted)),
        }

    truth = rng.normal(50, 10, 101)
    yield case("odd number of rows", truth, truth + rng.normal(0, 3, 101))
    yield case("even number of rows", truth[:100], truth[:100] + rng.normal(0, 3, 100))
    yield case("worse than the mean", truth, -truth)
    yield case("a target of zero", np.array([0.0, 1.0, 2.0]), np.array([0.5, 1.0, 1.0]))
    yield case("perfect", truth, truth)
    yield case("constant target, missed", np.full(20, 3.0), rng.normal(3, 1, 20))
    yield case("constant target, met", np.full(20, 3.0), np.full(20, 3.0))
    yield case("far from zero", 1e6 + truth, 1e6 + truth + rng.normal(0, 3, 101))
    yield case("tiny", truth * 1e-10, truth * 1.1e-10)


def intervals():
    for trials in [1, 2, 10, 37, 1000, 123_456, 1_000_000]:
        for successes in sorted({0, 1, trials // 10, trials // 2, trials - 1, trials}):
            result = stats.binomtest(successes, trials).proportion_ci(0.95, method="exact")
            yield {"successes": successes, "trials": trials, "low": float(result.low), "high": float(result.high)}


def beta_values():
    for a, b in [(0.5, 0.5), (1, 1), (2, 5), (30, 3), (500, 700), (1e5, 2e5)]:
        for quantile in [1e-6, 0.025, 0.5, 0.975]:
            x = float(special.betaincinv(a, b, quantile))
            yield {"x": x, "a": a, "b": b, "value": float(special.betainc(a, b, x))}


fixtures = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "classification": list(classification()),
    "curves": list(curves()),
    "regression": list(regression()),
    "clopperPearson": list(intervals()),
    "incompleteBeta": list(beta_values()),
}
path = pathlib.Path(__file__).with_name("fixtures.json")
path.write_text(json.dumps(fixtures, allow_nan=False) + "\n")
