"""Reference values from Keras 3 (JAX backend, float64) and scikit-learn for losses, optimizers and their surroundings.

    python tests/conformance/training/make_fixtures.py        writes the JSON files beside this script

Every case holds the studio's own spec (`src/core/training/settings.ts`, `src/core/recipe/recipe.ts`), so that a test
feeds it to the code under test as it is. Matrices are lists of rows.

losses.json          [{ "label", "loss": LossSpec, "targets": [rows][width], "outputs": [rows][width],
                        "perSample": [rows], "mean": number,
                        "weights": [rows], "weightedMean": number,
                        "gradient": [rows][width] | null }]
                     outputs are what the last layer gives (logits where loss.fromLogits). mean = sum(perSample) / rows;
                     weightedMean = sum(weights * perSample) / rows, as Keras reduces sample and class weights.
                     gradient is that of `mean` by the outputs; null where outputs sit on a clipping edge.
                     sparseCategoricalCrossentropy: targets are one-hot here, as the studio keeps them.
                     categoricalFocalCrossentropy has Keras's alpha 0.25 for every class; the binary one has none.
optimizers.json      [{ "label", "optimizer": OptimizerSpec, "gradientClip": GradientClip, "slots": int,
                        "learningRates": [steps], "shapes": {variable: shape}, "initial": {variable: flat values},
                        "gradients": [steps]{variable: flat}, "trajectory": [steps]{variable: flat} }]
                     trajectory is the value of each variable after each step; slots is the number of state arrays that
                     the optimizer keeps per variable.
schedules.json       [{ "label", "schedule": ScheduleSpec, "stepsPerEpoch", "epochs", "steps": [...],
                        "learningRates": [...] }]
plateau.json         [{ "schedule": ScheduleSpec, "losses": [epochs], "learningRates": [epochs] }]
                     learningRates are those after each epoch's end.
earlyStopping.json   [{ "settings": EarlyStopping, "losses": [epochs], "stoppedEpoch": int | null, "bestEpoch": int }]
classWeights.json    [{ "counts": [classes], "weights": [classes] }]
networks.json        [{ "sample": shape, "outputs", "vocabulary": int | null, "layers": [LayerSpec],
                        "shapes": [layers][...], "trainable": [layers], "nonTrainable": [layers] }]
                     GRU with reset_after=False, as tfjs has it.
forward.json         [{ "label", "sample": shape, "vocabulary": int | null, "layers": [LayerSpec],
                        "weights": {layer: [{ "shape", "values": flat }]}, "inputs": flat, "outputs": flat }]
                     three samples through each network, not training; weights in Keras's order.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import keras
import numpy as np
from sklearn.utils.class_weight import compute_class_weight

keras.config.set_floatx("float64")
HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20260101)


def write(name, cases):
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(entry) for entry in value]
        if isinstance(value, (np.ndarray, jax.Array)):
            return plain(np.asarray(value).tolist())
        if isinstance(value, np.generic):
            return value.item()
        return value

    (HERE / f"{name}.json").write_text(json.dumps(plain(cases), separators=(",", ":")) + "\n")
    print(f"{name}.json: {len(cases)} cases")


# --- losses ---------------------------------------------------------------------------------------------------------

ROWS, WIDTH = 6, 3


def loss_spec(name, from_logits=False, delta=1.0, gamma=2.0, label_smoothing=0.0):
    return {
        "name": name,
        "fromLogits": from_logits,
        "delta": delta,
        "gamma": gamma,
        "labelSmoothing": label_smoothing,
    }


def keras_loss(spec):
    """A function (targets, outputs) -> one loss per sample."""
    losses, name = keras.losses, spec["name"]
    logits = {"from_logits": spec["fromLogits"]}
    smooth = {**logits, "label_smoothing": spec["labelSmoothing"]}
    focal = {**smooth, "gamma": spec["gamma"]}
    return {
        "meanSquaredError": losses.mean_squared_error,
        "meanAbsoluteError": losses.mean_absolute_error,
        "huber": lambda t, y: losses.huber(t, y, delta=spec["delta"]),
        "logCosh": losses.log_cosh,
        "binaryCrossentropy": lambda t, y: losses.binary_crossentropy(t, y, **smooth),
        "categoricalCrossentropy": lambda t, y: losses.categorical_crossentropy(t, y, **smooth),
        "sparseCategoricalCrossentropy": lambda t, y: losses.sparse_categorical_crossentropy(
            jnp.argmax(t, axis=-1), y, **logits
        ),
        "hinge": losses.hinge,
        "squaredHinge": losses.squared_hinge,
        "categoricalHinge": losses.categorical_hinge,
        "kullbackLeiblerDivergence": losses.kl_divergence,
        "poisson": losses.poisson,
        "binaryFocalCrossentropy": lambda t, y: losses.binary_focal_crossentropy(t, y, **focal),
        "categoricalFocalCrossentropy": lambda t, y: losses.categorical_focal_crossentropy(t, y, **focal),
    }[name]


def loss_case(label, spec, targets, outputs, with_gradient=True):
    loss = keras_loss(spec)
    targets, outputs = jnp.asarray(targets, jnp.float64), jnp.asarray(outputs, jnp.float64)
    per_sample = loss(targets, outputs)
    weights = np.round(rng.uniform(0.2, 3, len(targets)), 3)
    gradient = jax.grad(lambda y: jnp.mean(loss(targets, y)))(outputs) if with_gradient else None
    return {
        "label": label,
        "loss": spec,
        "targets": targets,
        "outputs": outputs,
        "perSample": per_sample,
        "mean": jnp.mean(per_sample),
        "weights": weights,
        "weightedMean": jnp.sum(weights * per_sample) / len(weights),
        "gradient": gradient,
    }


def make_losses():
    numbers = np.round(rng.normal(0, 2, (ROWS, WIDTH)), 4)
    predicted = np.round(numbers + rng.normal(0, 1.5, (ROWS, WIDTH)), 4)
    counts = rng.poisson(3, (ROWS, WIDTH)).astype(float)
    rates = np.round(rng.uniform(0.1, 6, (ROWS, WIDTH)), 4)
    bits = rng.integers(0, 2, (ROWS, 1)).astype(float)
    labels = rng.integers(0, 2, (ROWS, WIDTH)).astype(float)
    one_hot = np.eye(WIDTH)[rng.integers(0, WIDTH, ROWS)]
    logits = np.round(rng.normal(0, 2, (ROWS, WIDTH)), 4)
    logit = np.round(rng.normal(0, 2, (ROWS, 1)), 4)
    far_logits = np.array([[40.0, -40, 0], [-40, 40, 0], [100, -100, 3], [-100, 100, 3], [0, 0, 0], [30, 30, 30]])
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    sigmoid, sigmoids = 1 / (1 + np.exp(-logit)), 1 / (1 + np.exp(-logits))
    certain = np.eye(WIDTH)[rng.integers(0, WIDTH, ROWS)]
    mixed = rng.dirichlet(np.ones(WIDTH), ROWS)

    cases = [
        loss_case("one column", loss_spec("meanSquaredError"), numbers[:, :1], predicted[:, :1]),
        loss_case("probabilities", loss_spec("meanSquaredError"), one_hot, softmax),
    ]
    for name in ("meanSquaredError", "meanAbsoluteError", "huber", "logCosh"):
        cases.append(loss_case("three columns", loss_spec(name), numbers, predicted))
    cases.append(loss_case("delta 0.5", loss_spec("huber", delta=0.5), numbers, predicted))
    cases.append(loss_case("large errors", loss_spec("logCosh"), numbers * 50, -predicted * 50))
    cases.append(loss_case("counts", loss_spec("poisson"), counts, rates))
    cases.append(loss_case("distributions", loss_spec("kullbackLeiblerDivergence"), mixed, softmax))
    cases.append(loss_case("one-hot", loss_spec("kullbackLeiblerDivergence"), one_hot, softmax))
    for name in ("hinge", "squaredHinge"):
        cases.append(loss_case("0/1 targets", loss_spec(name), bits, logit))
        cases.append(loss_case("labels", loss_spec(name), labels, logits))
    cases.append(loss_case("margins", loss_spec("categoricalHinge"), one_hot, logits))
    for name in ("binaryCrossentropy", "binaryFocalCrossentropy"):
        for smoothing in (0.0, 0.1):
            tag = f"smoothing {smoothing}"
            probable = loss_spec(name, label_smoothing=smoothing)
            raw = loss_spec(name, from_logits=True, label_smoothing=smoothing)
            cases.append(loss_case(f"one output, {tag}", probable, bits, sigmoid))
            cases.append(loss_case(f"labels, {tag}", probable, labels, sigmoids))
            cases.append(loss_case(f"one logit, {tag}", raw, bits, logit))
            cases.append(loss_case(f"logits, {tag}", raw, labels, logits))
        cases.append(loss_case("certain probabilities", loss_spec(name), labels, certain, with_gradient=False))
    cases.append(loss_case("far logits", loss_spec("binaryCrossentropy", from_logits=True), labels, far_logits))
    cases.append(loss_case("gamma 0.5", loss_spec("binaryFocalCrossentropy", gamma=0.5), bits, sigmoid))
    for name in ("categoricalCrossentropy", "sparseCategoricalCrossentropy", "categoricalFocalCrossentropy"):
        for smoothing in (0.0,) if name.startswith("sparse") else (0.0, 0.1):
            tag = f"smoothing {smoothing}"
            cases.append(loss_case(f"probabilities, {tag}", loss_spec(name, label_smoothing=smoothing), one_hot, softmax))
            raw = loss_spec(name, from_logits=True, label_smoothing=smoothing)
            cases.append(loss_case(f"logits, {tag}", raw, one_hot, logits))
        cases.append(loss_case("certain probabilities", loss_spec(name), one_hot, certain, with_gradient=False))
    for name in ("categoricalCrossentropy", "sparseCategoricalCrossentropy"):
        cases.append(loss_case("far logits", loss_spec(name, from_logits=True), one_hot, far_logits))
    cases.append(loss_case("gamma 0.5", loss_spec("categoricalFocalCrossentropy", gamma=0.5), one_hot, softmax))
    write("losses", cases)


# --- optimizers -----------------------------------------------------------------------------------------------------

STEPS = 10
SHAPES = {"kernel": (2, 3), "bias": (3,)}


def keras_optimizer(spec, clip):
    options = {
        "none": {},
        "value": {"clipvalue": clip.get("limit")},
        "norm": {"clipnorm": clip.get("limit")},
        "globalNorm": {"global_clipnorm": clip.get("limit")},
    }[clip["kind"]]
    names = {"beta1": "beta_1", "beta2": "beta_2", "initialAccumulatorValue": "initial_accumulator_value"}
    names["weightDecay"] = "weight_decay"
    options |= {names.get(key, key): value for key, value in spec.items() if key != "name"}
    kinds = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta"}
    kinds |= {"adam": "Adam", "adamax": "Adamax", "adamw": "AdamW", "nadam": "Nadam"}
    return getattr(keras.optimizers, kinds[spec["name"]])(learning_rate=0.01, **options)


def optimizer_case(label, spec, clip=None, gradient_scale=1.0):
    clip = clip or {"kind": "none"}
    optimizer = keras_optimizer(spec, clip)
    initial = {name: np.round(rng.normal(0, 1, shape), 4) for name, shape in SHAPES.items()}
    gradients = [
        {name: np.round(rng.normal(0, gradient_scale, shape), 4) for name, shape in SHAPES.items()} for _ in range(STEPS)
    ]
    gradients[3]["bias"][:] = 0
    gradients[4]["kernel"][0, 0] = 0
    rates = [0.01, 0.01, 0.01, 0.02, 0.02, 0.005, 0.005, 0.005, 0.001, 0.001]
    if spec["name"] == "adadelta":
        rates = [rate * 100 for rate in rates]
    variables = {name: keras.Variable(value, name=name) for name, value in initial.items()}
    optimizer.build(list(variables.values()))
    # Beside the slots an optimizer holds its step count, its learning rate and, for Nadam, one running product.
    slots = sum(1 for variable in optimizer.variables if tuple(variable.shape) == SHAPES["kernel"])
    trajectory = []
    for rate, gradient in zip(rates, gradients):
        optimizer.learning_rate = rate
        optimizer.apply_gradients([(jnp.asarray(gradient[name]), variable) for name, variable in variables.items()])
        trajectory.append({name: np.asarray(variable.value).ravel() for name, variable in variables.items()})
    return {
        "label": label,
        "optimizer": spec,
        "gradientClip": clip,
        "slots": slots,
        "learningRates": rates,
        "shapes": SHAPES,
        "initial": {name: value.ravel() for name, value in initial.items()},
        "gradients": [{name: value.ravel() for name, value in gradient.items()} for gradient in gradients],
        "trajectory": trajectory,
    }


def make_optimizers():
    sgd = {"name": "sgd", "momentum": 0.0, "nesterov": False}
    rmsprop = {"name": "rmsprop", "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False}
    adam = {"name": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "amsgrad": False}
    betas = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
    cases = [
        optimizer_case("sgd", sgd),
        optimizer_case("momentum", {**sgd, "momentum": 0.9}),
        optimizer_case("nesterov", {**sgd, "momentum": 0.9, "nesterov": True}),
        optimizer_case("rmsprop", rmsprop),
        optimizer_case("rmsprop with momentum", {**rmsprop, "momentum": 0.8}),
        optimizer_case("rmsprop centered", {**rmsprop, "centered": True}),
        optimizer_case("rmsprop centered with momentum", {**rmsprop, "momentum": 0.8, "centered": True}),
        optimizer_case("adagrad", {"name": "adagrad", "initialAccumulatorValue": 0.1, "epsilon": 1e-7}),
        optimizer_case("adadelta", {"name": "adadelta", "rho": 0.95, "epsilon": 1e-7}),
        optimizer_case("adam", adam),
        optimizer_case("adam, other options", {**adam, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}),
        optimizer_case("amsgrad", {**adam, "amsgrad": True}),
        optimizer_case("adamax", {"name": "adamax", **betas}),
        optimizer_case("adamw", {"name": "adamw", **betas, "weightDecay": 0.04}),
        optimizer_case("nadam", {"name": "nadam", **betas}),
        optimizer_case("clip by value", sgd, {"kind": "value", "limit": 0.5}, 2.0),
        optimizer_case("clip by norm", sgd, {"kind": "norm", "limit": 1.5}, 2.0),
        optimizer_case("clip by global norm", sgd, {"kind": "globalNorm", "limit": 1.5}, 2.0),
        optimizer_case("small gradients stay under the global norm", sgd, {"kind": "globalNorm", "limit": 50.0}),
        optimizer_case("adam clipped by norm", adam, {"kind": "norm", "limit": 0.7}, 2.0),
    ]
    write("optimizers", cases)


# --- schedules, callbacks, class weights ----------------------------------------------------------------------------


def make_schedules():
    schedules = keras.optimizers.schedules
    per_epoch, epochs, rate = 7, 12, 0.02
    start = {"initialLearningRate": rate, "warmupSteps": 0}
    total = per_epoch * epochs
    pairs = [
        (
            "staircase",
            {**start, "kind": "step", "everyEpochs": 3, "factor": 0.4},
            schedules.ExponentialDecay(rate, 3 * per_epoch, 0.4, staircase=True),
        ),
        (
            "exponential",
            {**start, "kind": "exponential", "decayRate": 0.7, "decayEpochs": 2.5},
            schedules.ExponentialDecay(rate, 2.5 * per_epoch, 0.7),
        ),
        (
            "cosine",
            {**start, "kind": "cosine", "alpha": 0.1},
            schedules.CosineDecay(rate, total, alpha=0.1),
        ),
        (
            "cosine after a warm-up",
            {"initialLearningRate": rate, "warmupSteps": 10, "kind": "cosine", "alpha": 0.1},
            # Keras's floor is a share of the initial rate, 0 in a warm-up from 0: with a target it is one of that.
            schedules.CosineDecay(0.0, total - 10, alpha=0.1, warmup_target=rate, warmup_steps=10),
        ),
    ]
    steps = list(range(0, total + 1, 3))
    cases = [
        {
            "label": label,
            "schedule": spec,
            "stepsPerEpoch": per_epoch,
            "epochs": epochs,
            "steps": steps,
            "learningRates": [float(schedule(step)) for step in steps],
        }
        for label, spec, schedule in pairs
    ]
    write("schedules", cases)


class Monitored(keras.Model):
    """A model that only carries an optimizer, for the callbacks to act on."""

    def __init__(self, rate):
        super().__init__()
        self.optimizer = keras.optimizers.SGD(rate)


LOSS_CURVES = [
    [1.0, 0.8, 0.7, 0.7, 0.71, 0.705, 0.6, 0.65, 0.64, 0.63, 0.62, 0.61, 0.605, 0.6001, 0.66, 0.67],
    [0.5, 0.499, 0.498, 0.497, 0.496, 0.495, 0.494, 0.493, 0.492, 0.491],
    [1.0, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0, 1.1, 1.2, 1.3, 1.4, 0.1, 0.2, 0.3, 0.4],
    np.round(np.exp(-np.arange(40) / 8) + rng.normal(0, 0.05, 40), 4).tolist(),
]


def make_plateau():
    cases = []
    for losses in LOSS_CURVES:
        for patience, min_delta, factor, floor in ((2, 0.0, 0.5, 0.0), (3, 0.01, 0.1, 0.0005), (1, 0.0, 0.3, 0.001)):
            model = Monitored(0.02)
            callback = keras.callbacks.ReduceLROnPlateau(
                "val_loss", factor=factor, patience=patience, mode="min", min_delta=min_delta, min_lr=floor
            )
            callback.set_model(model)
            callback.on_train_begin()
            rates = []
            for epoch, loss in enumerate(losses):
                callback.on_epoch_end(epoch, {"val_loss": loss})
                rates.append(float(model.optimizer.learning_rate))
            schedule = {"initialLearningRate": 0.02, "warmupSteps": 0, "kind": "reduceOnPlateau", "factor": factor}
            schedule |= {"patience": patience, "minDelta": min_delta, "minLearningRate": floor}
            cases.append({"schedule": schedule, "losses": losses, "learningRates": rates})
    write("plateau", cases)


def make_early_stopping():
    cases = []
    for losses in LOSS_CURVES:
        for patience, min_delta in ((1, 0.0), (3, 0.0), (3, 0.01), (6, 0.05)):
            model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
            callback = keras.callbacks.EarlyStopping(
                "val_loss", min_delta=min_delta, patience=patience, mode="min", restore_best_weights=True
            )
            callback.set_model(model)
            callback.on_train_begin()
            stopped = None
            for epoch, loss in enumerate(losses):
                callback.on_epoch_end(epoch, {"val_loss": loss})
                if getattr(model, "stop_training", False):
                    stopped = epoch
                    break
            settings = {"enabled": True, "monitor": "validationLoss", "patience": patience, "minDelta": min_delta}
            settings["restoreBest"] = True
            cases.append(
                {"settings": settings, "losses": losses, "stoppedEpoch": stopped, "bestEpoch": callback.best_epoch}
            )
    write("earlyStopping", cases)


def make_class_weights():
    cases = []
    for counts in ([10, 90], [5, 5, 5], [1, 2, 3, 994], [339, 9661], [7, 0, 21]):
        present = np.flatnonzero(counts)
        labels = np.repeat(np.arange(len(counts)), counts)
        weights = np.zeros(len(counts))
        weights[present] = compute_class_weight("balanced", classes=present, y=labels)
        cases.append({"counts": counts, "weights": weights})
    write("classWeights", cases)


# --- networks -------------------------------------------------------------------------------------------------------


def dense(identifier, units, activation="relu", bias=True):
    return {
        "type": "dense",
        "id": identifier,
        "units": units,
        "activation": activation,
        "useBias": bias,
        "kernelInitializer": "heNormal",
        "kernelRegularizer": None,
    }


def weighted(activation="linear", bias=True):
    return {
        "activation": activation,
        "useBias": bias,
        "kernelInitializer": "heNormal",
        "kernelRegularizer": None,
    }


def conv(kind, id, filters, size=3, strides=1, padding="same", activation="linear", bias=True, **more):
    own = {"depthMultiplier": filters} if kind == "depthwiseConv2d" else {"filters": filters}
    window = {"kernelSize": size, "strides": strides, "padding": padding}
    return {"type": kind, "id": id, **own, **window, **weighted(activation, bias), **more}


def pool(kind, id, size=2, strides=2, padding="valid", **more):
    return {"type": kind, "id": id, "poolSize": size, "strides": strides, "padding": padding, **more}


def recurrent(kind, id, units, sequences=False, both=False, bias=True):
    gates = {} if kind == "simpleRNN" else {"recurrentActivation": "sigmoid"}
    options = {"returnSequences": sequences, "bidirectional": both, "useBias": bias, "activation": "tanh"}
    initial = {"kernelInitializer": "glorotUniform", "recurrentInitializer": "orthogonal"}
    return {"type": kind, "id": id, "units": units, **options, **initial, **gates}


def plain(kind, id, **options):
    return {"type": kind, "id": id, **options}


def norm(id):
    return plain("batchNormalization", id, momentum=0.9, epsilon=1e-3)


def keras_layer(layer, bindings, rank):
    """@param rank - axes of the input, the batch axis among them"""
    layers, kind = keras.layers, layer["type"]
    size = lambda value: bindings.get(value, value)
    if "kernelSize" in layer:
        window = {"strides": layer["strides"], "padding": layer["padding"]}
        common = {**window, "activation": layer["activation"], "use_bias": layer["useBias"]}
        if kind == "depthwiseConv2d":
            return layers.DepthwiseConv2D(layer["kernelSize"], depth_multiplier=layer["depthMultiplier"], **common)
        name = {
            "conv1d": layers.Conv1D,
            "conv2d": layers.Conv2D,
            "separableConv2d": layers.SeparableConv2D,
            "conv2dTranspose": layers.Conv2DTranspose,
        }[kind]
        return name(size(layer["filters"]), layer["kernelSize"], **common)
    if "poolSize" in layer:
        name = {
            "maxPooling1d": layers.MaxPooling1D,
            "averagePooling1d": layers.AveragePooling1D,
            "maxPooling2d": layers.MaxPooling2D,
            "averagePooling2d": layers.AveragePooling2D,
        }[kind]
        return name(layer["poolSize"], strides=layer["strides"], padding=layer["padding"])
    if "returnSequences" in layer:
        options = {
            "activation": layer["activation"],
            "use_bias": layer["useBias"],
            "return_sequences": layer["returnSequences"],
        }
        if kind != "simpleRNN":
            options["recurrent_activation"] = layer["recurrentActivation"]
        if kind == "gru":
            options["reset_after"] = False
        name = {"simpleRNN": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}[kind]
        one_way = name(size(layer["units"]), **options)
        return layers.Bidirectional(one_way) if layer["bidirectional"] else one_way
    return {
        "dense": lambda: layers.Dense(
            size(layer["units"]), activation=layer["activation"], use_bias=layer["useBias"]
        ),
        "activation": lambda: layers.Activation(layer["activation"]),
        "leakyReLU": lambda: layers.LeakyReLU(layer["alpha"]),
        "dropout": lambda: layers.Dropout(layer["rate"]),
        "spatialDropout": lambda: (layers.SpatialDropout1D if rank == 3 else layers.SpatialDropout2D)(layer["rate"]),
        "gaussianNoise": lambda: layers.GaussianNoise(layer["stddev"]),
        "batchNormalization": lambda: layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"]),
        "layerNormalization": lambda: layers.LayerNormalization(epsilon=layer["epsilon"]),
        "flatten": layers.Flatten,
        "reshape": lambda: layers.Reshape([size(length) for length in layer["targetShape"]]),
        "repeatVector": lambda: layers.RepeatVector(size(layer["n"])),
        "globalMaxPooling1d": layers.GlobalMaxPooling1D,
        "globalAveragePooling1d": layers.GlobalAveragePooling1D,
        "globalMaxPooling2d": layers.GlobalMaxPooling2D,
        "globalAveragePooling2d": layers.GlobalAveragePooling2D,
        "upSampling2d": lambda: layers.UpSampling2D(layer["size"], interpolation=layer["interpolation"]),
        "embedding": lambda: layers.Embedding(
            size(layer["inputDim"]), layer["outputDim"], mask_zero=layer["maskZero"]
        ),
        "add": layers.Add,
        "multiply": layers.Multiply,
        "concatenate": layers.Concatenate,
    }[kind]()


def keras_network(sample, layers, outputs, vocabulary=None):
    """A Keras model, its layers in the order of the specs, and what each of them gives."""
    axes = {1: [], 2: ["$time"], 3: ["$height", "$width", "$channels"]}[len(sample)]
    bindings = {"$features": sample[-1], "$outputs": outputs, "$vocabulary": vocabulary, **dict(zip(axes, sample))}
    given = {"input": keras.Input(sample)}
    built, previous = [], "input"
    for layer in layers:
        inputs = [given[id] for id in layer.get("inputs", [previous])]
        made = keras_layer(layer, bindings, len(inputs[0].shape))
        given[layer["id"]] = made(inputs[0] if len(inputs) == 1 else inputs)
        built.append(made)
        previous = layer["id"]
    return keras.Model(given["input"], given[previous]), built, [given[layer["id"]] for layer in layers]


def make_networks():
    layer_norm = {"type": "layerNormalization", "id": "norm2", "epsilon": 1e-3}
    drop = {"type": "dropout", "id": "drop", "rate": 0.2}
    head = lambda activation="linear": dense("head", "$outputs", activation)
    networks = [
        ([20], 10, None, [dense("a", 64), dense("b", 64), head("softmax")]),
        ([6], 1, None, [dense("a", 32, bias=False), norm("norm"), drop, dense("b", 16), layer_norm, head()]),
        (
            [13],
            3,
            None,
            [
                {"type": "gaussianNoise", "id": "noise", "stddev": 0.1},
                dense("a", "$features", "linear"),
                {"type": "leakyReLU", "id": "leaky", "alpha": 0.1},
                dense("b", 7, "linear"),
                {"type": "activation", "id": "act", "activation": "tanh"},
                head("sigmoid"),
            ],
        ),
        (
            [31, 18, 3],
            4,
            None,
            [
                conv("conv2d", "a", 8, strides=2),
                norm("norm"),
                pool("maxPooling2d", "pool", 3, 2, "same"),
                plain("spatialDropout", "drop", rate=0.1),
                conv("conv2d", "b", 5, 4, 3, "valid", bias=False),
                plain("flatten", "flat"),
                head("softmax"),
            ],
        ),
        (
            [12, 9, 2],
            2,
            None,
            [
                conv("separableConv2d", "a", 6),
                conv("depthwiseConv2d", "b", 3, 3, 2, "valid"),
                pool("averagePooling2d", "pool"),
                conv("conv2dTranspose", "up", 4, 3, 2),
                conv("conv2dTranspose", "up2", 3, 5, 3, "valid", bias=False),
                plain("upSampling2d", "larger", size=2, interpolation="nearest"),
                plain("globalMaxPooling2d", "largest"),
                head(),
            ],
        ),
        (
            [8, 8, 1],
            3,
            None,
            [
                conv("conv2d", "stem", 4),
                conv("conv2d", "a", 4),
                plain("add", "sum", inputs=["stem", "a"]),
                conv("conv2d", "b", 4, 1, inputs=["stem"]),
                plain("multiply", "product", inputs=["sum", "b"]),
                plain("concatenate", "both", inputs=["product", "stem", "input"]),
                plain("globalAveragePooling2d", "mean"),
                head("softmax"),
            ],
        ),
        (
            [25, 4],
            2,
            None,
            [
                conv("conv1d", "a", 6, 7, 2),
                pool("maxPooling1d", "pool", 3, 2, "same"),
                conv("conv1d", "b", 5, 4, 1, "valid"),
                recurrent("lstm", "lstm", 6, sequences=True),
                recurrent("gru", "gru", 5, sequences=True, both=True),
                recurrent("simpleRNN", "simple", 4, bias=False),
                head(),
            ],
        ),
        (
            [10, 3],
            1,
            None,
            [
                recurrent("gru", "gru", 7, sequences=True, bias=False),
                pool("averagePooling1d", "pool", 2, 2),
                recurrent("lstm", "lstm", 5, both=True),
                plain("repeatVector", "again", n="$time"),
                plain("spatialDropout", "drop", rate=0.2),
                plain("globalMaxPooling1d", "largest"),
                head("sigmoid"),
            ],
        ),
        (
            [15],
            2,
            50,
            [
                plain("embedding", "words", inputDim="$vocabulary", outputDim=6, maskZero=False),
                plain("reshape", "pairs", targetShape=[5, 18]),
                plain("globalAveragePooling1d", "mean"),
                head("softmax"),
            ],
        ),
    ]
    cases = []
    for sample, outputs, vocabulary, layers in networks:
        _, built, given = keras_network(sample, layers, outputs, vocabulary)
        count = lambda weights: int(sum(np.prod(weight.shape) for weight in weights))
        cases.append(
            {
                "sample": sample,
                "outputs": outputs,
                "vocabulary": vocabulary,
                "layers": layers,
                "shapes": [list(output.shape[1:]) for output in given],
                "trainable": [count(layer.trainable_weights) for layer in built],
                "nonTrainable": [count(layer.non_trainable_weights) for layer in built],
            }
        )
    write("networks", cases)


def make_forward():
    numbers = np.random.default_rng(20260311)
    networks = [
        (
            "a convolutional network with a short cut",
            [7, 6, 2],
            None,
            [
                conv("conv2d", "stem", 4, activation="relu"),
                norm("norm"),
                pool("maxPooling2d", "pool", 2, 2, "same"),
                conv("separableConv2d", "a", 4, activation="relu"),
                conv("depthwiseConv2d", "b", 1),
                plain("add", "sum", inputs=["pool", "b"]),
                conv("conv2dTranspose", "up", 3, 3, 2, activation="tanh"),
                pool("averagePooling2d", "smaller", 3, 2),
                plain("globalAveragePooling2d", "mean"),
                dense("head", 3, "softmax"),
            ],
        ),
        ("a convolution over time", [11, 3], None, [
            conv("conv1d", "a", 4, 5, 2, activation="relu"),
            pool("maxPooling1d", "pool"),
            plain("flatten", "flat"),
            dense("head", 2, "linear"),
        ]),
        ("LSTM", [6, 3], None, [recurrent("lstm", "lstm", 4), dense("head", 2, "linear")]),
        ("GRU", [6, 3], None, [recurrent("gru", "gru", 4), dense("head", 2, "linear")]),
        (
            "stacked, both ways",
            [6, 3],
            None,
            [
                recurrent("gru", "gru", 3, sequences=True, both=True),
                recurrent("lstm", "lstm", 3, both=True),
                dense("head", 2, "linear"),
            ],
        ),
        (
            "words",
            [8],
            12,
            [
                plain("embedding", "words", inputDim="$vocabulary", outputDim=4, maskZero=False),
                plain("globalMaxPooling1d", "largest"),
                dense("head", 2, "sigmoid"),
            ],
        ),
        *[
            (f"masked {label}", [7], 9, [
                plain("embedding", "words", inputDim="$vocabulary", outputDim=4, maskZero=True),
                *layers,
                dense("head", 2, "linear"),
            ])
            for label, layers in [
                ("SimpleRNN", [recurrent("simpleRNN", "rnn", 3)]),
                ("LSTM", [recurrent("lstm", "lstm", 3)]),
                ("GRU", [recurrent("gru", "gru", 3)]),
                ("mean", [plain("globalAveragePooling1d", "mean")]),
                ("stack, both ways", [
                    recurrent("lstm", "lstm", 3, sequences=True, both=True),
                    dense("between", 5, "tanh"),
                    recurrent("gru", "gru", 3, sequences=True, both=True),
                    plain("globalAveragePooling1d", "mean"),
                ]),
                ("short cut", [
                    recurrent("simpleRNN", "a", 4, sequences=True),
                    plain("add", "sum", inputs=["words", "a"]),
                    recurrent("lstm", "lstm", 3, both=True),
                ]),
            ]
        ],
    ]
    cases = []
    for label, sample, vocabulary, layers in networks:
        model, built, _ = keras_network(sample, layers, 1, vocabulary)
        weights = {}
        for spec, layer in zip(layers, built):
            drawn = [np.round(numbers.normal(0, 0.5, weight.shape), 3) for weight in layer.weights]
            # Running variances are positive.
            if spec["type"] == "batchNormalization":
                drawn[3] = np.round(numbers.uniform(0.5, 2, drawn[3].shape), 3)
            layer.set_weights(drawn)
            weights[spec["id"]] = [{"shape": list(values.shape), "values": values.ravel()} for values in drawn]
        shape = (3, *sample)
        inputs = numbers.integers(0, vocabulary, shape) if vocabulary else np.round(numbers.normal(0, 1, shape), 3)
        if any(layer.get("maskZero") for layer in layers):
            # Padding in front, behind and between; the first row has none.
            inputs = np.maximum(inputs, 1)
            inputs[1, :3] = inputs[2, 5:] = inputs[2, 2] = 0
        outputs = np.asarray(model(inputs, training=False))
        cases.append(
            {
                "label": label,
                "sample": sample,
                "vocabulary": vocabulary,
                "layers": layers,
                "weights": weights,
                "inputs": inputs.ravel(),
                "outputs": outputs.ravel(),
            }
        )
    write("forward", cases)


make_losses()
make_optimizers()
make_schedules()
make_plateau()
make_early_stopping()
make_class_weights()
make_networks()
make_forward()
