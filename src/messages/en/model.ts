import type { AdversarialLoss, Corruption, NetworkRole, Procedure } from '../../core/recipe/recipe.ts';
import type { RecipeProblemDetails } from '../../core/recipe/problems.ts';
import type { RecipeReason } from '../../core/recipe/recommendRecipe.ts';
import type { Activation, Initializer, LayerType } from '../../core/recipe/layerSpec.ts';
import type { SymbolName } from '../../core/training/formula.ts';
import type {
  ClassWeighting,
  GradientClip,
  LossName,
  OptimizerName,
  ScheduleSpec,
} from '../../core/training/settings.ts';
import type { Task } from '../../core/preprocessing/preparation.ts';
import type { Formatters } from '../formatters.ts';

type ProblemTexts = {
  readonly [C in keyof RecipeProblemDetails]: (details: RecipeProblemDetails[C], format: Formatters) => string;
};
type Named<K extends string> = Readonly<Record<K, string>>;
type Explained<K extends string> = Readonly<Record<K, { readonly name: string; readonly about: string }>>;

const tasks: Named<Task> = {
  binary: 'two classes',
  multiclass: 'several classes',
  multilabel: 'several labels',
  regression: 'regression',
  reconstruction: 'making samples again',
  generation: 'making new samples',
  translation: 'picture to picture',
};

const losses: Named<LossName> = {
  meanSquaredError: 'Mean squared error',
  meanAbsoluteError: 'Mean absolute error',
  huber: 'Huber',
  logCosh: 'Log-cosh',
  binaryCrossentropy: 'Binary cross-entropy',
  categoricalCrossentropy: 'Categorical cross-entropy',
  sparseCategoricalCrossentropy: 'Sparse categorical cross-entropy',
  hinge: 'Hinge',
  squaredHinge: 'Squared hinge',
  categoricalHinge: 'Categorical hinge',
  kullbackLeiblerDivergence: 'Kullback–Leibler divergence',
  poisson: 'Poisson',
  binaryFocalCrossentropy: 'Binary focal cross-entropy',
  categoricalFocalCrossentropy: 'Categorical focal cross-entropy',
};

const optimizers: Named<OptimizerName> = {
  sgd: 'SGD',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  adam: 'Adam',
  adamax: 'Adamax',
  adamw: 'AdamW',
  nadam: 'Nadam',
};

const schedules: Named<ScheduleSpec['kind']> = {
  constant: 'Constant',
  step: 'Step decay',
  exponential: 'Exponential decay',
  cosine: 'Cosine decay',
  reduceOnPlateau: 'Reduce on plateau',
};

const clips: Named<GradientClip['kind']> = {
  none: 'None',
  value: 'By value',
  norm: 'By norm, per weight',
  globalNorm: 'By global norm',
};

const weightings: Named<ClassWeighting['kind']> = { none: 'None', balanced: 'Balanced', custom: 'My own' };

const activations: Named<Activation> = {
  linear: 'Linear',
  relu: 'ReLU',
  relu6: 'ReLU6',
  elu: 'ELU',
  selu: 'SELU',
  gelu: 'GELU',
  swish: 'Swish (SiLU)',
  mish: 'Mish',
  tanh: 'tanh',
  sigmoid: 'Sigmoid',
  hardSigmoid: 'Hard sigmoid',
  softplus: 'Softplus',
  softsign: 'Softsign',
  softmax: 'Softmax',
};

const initializers: Named<Initializer> = {
  glorotUniform: 'Glorot uniform',
  glorotNormal: 'Glorot normal',
  heUniform: 'He uniform',
  heNormal: 'He normal',
  leCunUniform: 'LeCun uniform',
  leCunNormal: 'LeCun normal',
  randomUniform: 'Random uniform',
  randomNormal: 'Random normal',
  truncatedNormal: 'Truncated normal',
  orthogonal: 'Orthogonal',
  zeros: 'Zeros',
  ones: 'Ones',
};

const layers: Explained<LayerType> = {
  dense: { name: 'Dense', about: 'Every output is a weighted sum of every input: the workhorse.' },
  dropout: { name: 'Dropout', about: 'Silences a random share of values in training, against overfitting.' },
  batchNormalization: {
    name: 'Batch normalisation',
    about: 'Brings each value to mean 0 and variance 1 over the batch.',
  },
  layerNormalization: {
    name: 'Layer normalisation',
    about: 'The same over the values of one row; indifferent to batch size.',
  },
  activation: { name: 'Activation', about: 'A function on every value, where it does not belong to a dense layer.' },
  leakyReLU: { name: 'Leaky ReLU', about: 'ReLU that lets a little through below zero.' },
  gaussianNoise: { name: 'Gaussian noise', about: 'Adds noise in training, against overfitting.' },
  spatialDropout: {
    name: 'Spatial dropout',
    about: 'Silences whole channels in training: neighbours would give a single value away.',
  },
  flatten: { name: 'Flatten', about: 'Lays an image or a sequence out as one row of values.' },
  reshape: { name: 'Reshape', about: 'The same values, in other axes.' },
  repeatVector: { name: 'Repeat', about: 'Gives one row at every time step: between an encoder and a decoder.' },
  conv1d: { name: 'Convolution 1D', about: 'Filters that move over time and answer to a short pattern.' },
  conv2d: { name: 'Convolution 2D', about: 'Filters that move over the image and answer to a local pattern.' },
  separableConv2d: {
    name: 'Separable convolution',
    about: 'A filter per channel, then a mix of channels: far fewer weights.',
  },
  depthwiseConv2d: { name: 'Depthwise convolution', about: 'A filter for each channel alone.' },
  conv2dTranspose: {
    name: 'Transposed convolution',
    about: 'A learnt enlargement: every value is spread over a window.',
  },
  maxPooling1d: { name: 'Max pooling 1D', about: 'Keeps the largest value of every stretch of time.' },
  averagePooling1d: { name: 'Average pooling 1D', about: 'Keeps the mean of every stretch of time.' },
  maxPooling2d: { name: 'Max pooling 2D', about: 'Keeps the largest value of every window, and halves the image.' },
  averagePooling2d: { name: 'Average pooling 2D', about: 'Keeps the mean of every window.' },
  globalMaxPooling1d: { name: 'Global max pooling 1D', about: 'The largest value over time, for each channel.' },
  globalAveragePooling1d: { name: 'Global average pooling 1D', about: 'The mean over time, for each channel.' },
  globalMaxPooling2d: { name: 'Global max pooling 2D', about: 'The largest value over the image, for each channel.' },
  globalAveragePooling2d: { name: 'Global average pooling 2D', about: 'The mean over the image, for each channel.' },
  upSampling2d: { name: 'Up-sampling 2D', about: 'Enlarges the image without learning.' },
  embedding: {
    name: 'Embedding',
    about: 'A learnt vector for each word. Padding of short texts can be passed over by the layers behind it.',
  },
  simpleRNN: { name: 'Simple RNN', about: 'A state that is carried from step to step. Forgets soon.' },
  lstm: { name: 'LSTM', about: 'A state with gates, which remembers over long stretches.' },
  gru: { name: 'GRU', about: 'Like LSTM, with fewer weights.' },
  attentionPooling: {
    name: 'Attention pooling',
    about: 'A mean over time whose weights are learnt: it looks where it matters.',
  },
  levelLinear: {
    name: 'Linear on changes',
    about:
      'Foretells from how far each step is from the last one, and adds the last value: a level never seen is no trouble.',
  },
  add: { name: 'Add', about: 'The sum of several layers: a skip connection.' },
  multiply: { name: 'Multiply', about: 'The product of several layers: one gates the other.' },
  concatenate: { name: 'Concatenate', about: 'Several layers side by side.' },
};

const procedures: Named<Procedure['kind']> = {
  supervised: 'A network that learns targets',
  autoencoder: 'An autoencoder',
  gan: 'A GAN',
};

const roles: Named<NetworkRole> = {
  model: 'Network',
  encoder: 'Encoder',
  decoder: 'Decoder',
  generator: 'Generator',
  discriminator: 'Discriminator',
};

const adversarialLosses: Named<AdversarialLoss> = {
  nonSaturating: 'non-saturating',
  leastSquares: 'least-squares',
  wassersteinGradientPenalty: 'Wasserstein (gradient penalty)',
};

const corruptions: Named<Corruption['kind']> = {
  gaussian: 'Gaussian noise',
  masking: 'Masking',
  saltAndPepper: 'Salt and pepper',
};

const problems: ProblemTexts = {
  'head.missing': ({ outputs }, f) => `No dense layer gives the ${f.integer(outputs)} outputs that the data needs.`,
  'head.units': ({ units, outputs }, f) => `${f.integer(units)} units, but the data has ${f.integer(outputs)} outputs.`,
  'head.activation': ({ activation, usual, loss, task }) =>
    `${activations[activation]} does not go with ${losses[loss]} for ${tasks[task]}; usual is ${activations[usual]}.`,
  'head.probabilitiesAsLogits': ({ activation, loss }) =>
    `${losses[loss]} is set to expect logits, but ${activations[activation]} gives probabilities.`,
  'head.softmaxOfOne': () => 'Softmax over one unit is always 1.',
  'head.followed': ({ type }) => `${layers[type].name} behind the output layer disturbs the outputs.`,
  'layer.softmaxInside': () => 'Softmax inside a network squeezes the signal; it belongs at the end.',
  'layer.linearChain': ({ next }) =>
    `Nothing bent lies between this layer and ${next}: both together are one linear layer.`,
  'layer.dropoutBeforeNorm': ({ norm }) =>
    `Dropout before ${norm} shifts its variance between training and prediction. Put it behind.`,
  'layer.dropoutTwice': ({ previous }) => `Two dropouts in a row (after ${previous}): one is enough.`,
  'layer.seluInitializer': ({ initializer }) => `SELU normalises itself only with LeCun normal, not ${initializer}.`,
  'layer.normSmallBatch': ({ batchSize }, f) =>
    `Statistics over ${f.integer(batchSize)} rows are noise. Take a larger batch or layer normalisation.`,
  'input.shape': ({ wanted, data }, f) =>
    `The network takes samples of ${f.shape(wanted)}, the data has ${f.shape(data)}. Choose a recipe for this kind of data.`,
  'input.tokens': () => 'The data are words, as numbers that stand for them. An embedding must come first.',
  'layer.noTokens': () => 'An embedding takes words; what it gets here are values.',
  'output.shape': ({ output, wanted }, f) => `The network gives ${f.shape(output)}; ${f.shape(wanted)} is asked for.`,
  'decoder.input': ({ wanted, code }, f) =>
    `The decoder takes ${f.shape(wanted)}, but the code that the encoder gives is ${f.shape(code)}.`,
  'generator.input': ({ wanted, latent, classes }, f) =>
    `The generator takes ${f.shape(wanted)}, but gets ${f.integer(latent)} random numbers${classes > 0 ? ` and ${f.integer(classes)} for the class` : ''}.`,
  'code.variational': ({ shape }, f) =>
    `A variational encoder gives means and as many variances in one row; ${f.shape(shape)} cannot be halved.`,
  'code.large': ({ code, input }, f) =>
    `A code of ${f.integer(code)} values for samples of ${f.integer(input)} compresses nothing: the network can just hand them through.`,
  'discriminator.activation': ({ activation, loss }) =>
    `${activations[activation]} at the end does not go with the ${adversarialLosses[loss]} loss, which judges unbounded numbers.`,
  'procedure.task': ({ procedure, task }) =>
    `${procedures[procedure]} cannot be used for ${tasks[task]}. Choose another recipe here, or another task under Data.`,
  'gan.noClasses': () => 'Generating by class needs a label column with two classes or more. Choose one under Data.',
  'gan.penaltyLayer': ({ layer, activation }) =>
    `The gradient penalty cannot be computed through a layer of type ${layer}${activation ? ` with activation ${activation}` : ''}. A Wasserstein critic takes dense and convolution layers with ReLU or leaky ReLU, flatten, reshape and dropout.`,
  'gan.translates': () =>
    'This generator takes a picture and makes another of it. Choose “Picture to picture” under Data, which needs pictures in pairs, or a recipe that makes pictures of random numbers.',
  'gan.plateau': () =>
    'The losses of a GAN do not fall while it gets better: reducing the rate on a plateau means nothing.',
  'layer.rank': ({ wanted, input }, f) => `It takes a sample of ${f.integer(wanted)} axes and gets ${f.shape(input)}.`,
  'layer.reshape': ({ wanted, got, target }, f) =>
    `Reshape to ${f.shape(target)} wants ${f.integer(wanted)} values and gets ${f.integer(got)}.`,
  'layer.window': ({ kernelSize, input }, f) =>
    `A window of ${f.integer(kernelSize)} does not fit into ${f.shape(input)} without padding.`,
  'layer.merge': ({ inputs }, f) => `These do not fit together: ${inputs.map((shape) => f.shape(shape)).join(', ')}.`,
  'layer.unknownInput': ({ input }) => `It takes its input from “${input}”, which does not come before it.`,
  'layer.inputCount': ({ count, isMerge }, f) =>
    isMerge
      ? `It joins two layers or more, but has ${f.integer(count)} input.`
      : `It takes one input, but has ${f.integer(count)}.`,
  'layer.unused': () => 'No later layer uses what it gives.',
  'field.range': ({ field, value, min, max }, f) =>
    `${field} is ${f.number(value)}; it must lie between ${f.number(min)} and ${f.number(max)}.`,
  'parameters.many': ({ parameters, rows }, f) =>
    `${f.integer(parameters)} parameters for ${f.integer(rows)} training rows: it will learn them by heart. Use fewer units, dropout or weight decay.`,
  'loss.task': ({ loss, task, usual }) => `${losses[loss]} is no loss for ${tasks[task]}; usual is ${losses[usual]}.`,
  'loss.poissonStandardized': () =>
    'Poisson expects counts, but the target is standardised. Switch that off under Data.',
  'batch.largerThanRows': ({ batchSize, rows }, f) =>
    `A batch of ${f.integer(batchSize)} is larger than the ${f.integer(rows)} training rows.`,
  'schedule.warmupTooLong': ({ warmupSteps, totalSteps }, f) =>
    `Warm-up of ${f.integer(warmupSteps)} steps, but the whole run has ${f.integer(totalSteps)}.`,
  'classWeights.task': ({ task }) => `Class weights mean nothing for ${tasks[task]}.`,
  'classWeights.count': ({ weights, classes }, f) => `${f.integer(weights)} weights for ${f.integer(classes)} classes.`,
  'monitor.noValidation': ({ used }) =>
    `${used === 'earlyStopping' ? 'Early stopping' : schedules[used]} watches the validation loss, but there are no validation rows.`,
  'machine.weightBuffer': ({ bytes, limitBytes }, f) =>
    `The weights take ${f.bytes(bytes)}; WebGPU on this machine holds ${f.bytes(limitBytes)} in one buffer.`,
  'machine.activationBuffer': ({ bytes, limitBytes }, f) =>
    `A batch of outputs takes ${f.bytes(bytes)}; WebGPU on this machine holds ${f.bytes(limitBytes)} in one buffer.`,
  'machine.memory': ({ neededBytes, availableBytes }, f) =>
    `Training needs ${f.bytes(neededBytes)}; this machine reports ${f.bytes(availableBytes)}.`,
};

const symbols: Named<SymbolName> = {
  target: 'target',
  smoothedTarget: 'smoothed target',
  prediction: 'prediction',
  logit: 'logit, the output before the sigmoid or softmax',
  probability: 'predicted probability',
  outputs: 'number of outputs',
  error: 'error, prediction minus target',
  huberDelta: 'where squared turns linear',
  focusing: 'focusing parameter',
  classShare: 'class share',
  labelSmoothing: 'label smoothing',
  weights: 'weights',
  gradient: 'gradient of the loss',
  learningRate: 'learning rate',
  initialRate: 'initial learning rate',
  step: 'step',
  epoch: 'epoch',
  stepsPerDecay: 'epochs per decay',
  totalSteps: 'all steps of the run',
  warmupSteps: 'warm-up steps',
  rateFloor: 'final share of the initial rate',
  minimumRate: 'lowest learning rate',
  decayFactor: 'decay factor',
  momentum: 'momentum',
  velocity: 'velocity',
  firstMoment: 'running mean of gradients',
  secondMoment: 'running mean of squared gradients',
  infinityNorm: 'running maximum of gradients',
  accumulator: 'sum of squared gradients',
  meanGradient: 'mean gradient',
  updateAverage: 'running mean of squared updates',
  rho: 'decay of the running mean',
  beta1: 'decay of the first moment',
  beta2: 'decay of the second moment',
  weightDecay: 'weight decay',
  stability: 'small number against division by zero',
  limit: 'limit',
  input: 'input',
  output: 'output',
  kernel: 'kernel',
  bias: 'bias',
  activation: 'activation',
  leak: 'slope below zero',
  dropRate: 'dropout rate',
  mask: 'random mask of zeros and ones',
  noise: 'standard deviation of the noise',
  batchMean: 'mean over the batch',
  batchVariance: 'variance over the batch',
  rowMean: 'mean over the row',
  rowVariance: 'variance over the row',
  scale: 'learnt scale',
  shift: 'learnt shift',
  loss: 'loss',
  timeStep: 'time step',
  position: 'position',
  offset: 'offset within the window',
  channel: 'channel',
  filter: 'filter',
  stride: 'stride, or factor',
  poolWindow: 'window',
  depthwiseKernel: 'kernel of one channel',
  recurrentKernel: 'recurrent kernel',
  state: 'state',
  cellState: 'cell state',
  forgetGate: 'forget gate',
  inputGate: 'input gate',
  outputGate: 'output gate',
  updateGate: 'update gate',
  resetGate: 'reset gate',
  candidate: 'candidate state',
  attention: 'attention weight',
  token: 'token',
  embeddingMatrix: 'embedding matrix',
};

/** Labels of options, by Keras's names. */
const options: Readonly<Record<string, string>> = {
  units: 'Units',
  filters: 'Filters',
  kernelSize: 'Kernel size',
  strides: 'Strides',
  padding: 'Padding',
  depthMultiplier: 'Filters per channel',
  poolSize: 'Window',
  size: 'Factor',
  interpolation: 'Interpolation',
  targetShape: 'Target shape',
  n: 'Repetitions',
  inputDim: 'Vocabulary',
  outputDim: 'Vector length',
  maskZero: 'Pass over padding',
  feature: 'Starting feature',
  recurrentActivation: 'Gate activation',
  returnSequences: 'Give every step',
  bidirectional: 'Both directions',
  recurrentInitializer: 'Recurrent initialiser',
  activation: 'Activation',
  useBias: 'Bias',
  kernelInitializer: 'Initialiser',
  kernelRegularizer: 'Weight penalty',
  alpha: 'Alpha',
  rate: 'Rate',
  stddev: 'Standard deviation',
  momentum: 'Momentum',
  epsilon: 'Epsilon',
  nesterov: 'Nesterov',
  rho: 'Rho',
  centered: 'Centred',
  initialAccumulatorValue: 'Initial accumulator',
  beta1: 'Beta 1',
  beta2: 'Beta 2',
  amsgrad: 'AMSGrad',
  weightDecay: 'Weight decay',
  initialLearningRate: 'Learning rate',
  warmupSteps: 'Warm-up steps',
  everyEpochs: 'Every … epochs',
  factor: 'Factor',
  decayRate: 'Decay rate',
  decayEpochs: 'Epochs per decay',
  patience: 'Patience (epochs)',
  minDelta: 'Least improvement',
  minLearningRate: 'Lowest learning rate',
  limit: 'Limit',
  weights: 'Weights, one per class',
  fromLogits: 'From logits',
  delta: 'Delta',
  gamma: 'Gamma',
  labelSmoothing: 'Label smoothing',
  enabled: 'Early stopping',
  monitor: 'Watches',
  restoreBest: 'Restore the best weights',
  epochs: 'Epochs',
  batchSize: 'Batch size',
  seed: 'Seed',
  checkpointSeconds: 'Checkpoint every (s)',
};

export const model = {
  title: 'Model',
  needsData: {
    title: 'No data to build for yet',
    text: 'A network’s first and last layer are decided by the table: import one first.',
    action: 'To Data',
  },
  dataProblem: 'The preparation under Data has a problem. Shapes are known once it is solved.',

  recipes: {
    title: 'Recipes',
    choose: 'Choose a recipe to start from',
    change: 'Other recipe',
    parameters: (n: string) => `${n} parameters`,
    recommended: 'recommended',
    why: {
      fewRows: ({ rows }) => `${rows} training rows: a small network learns them without memorising.`,
      middlingRows: ({ rows }) => `${rows} training rows: the usual first choice.`,
      manyRows: ({ rows }) => `${rows} training rows are enough for a larger network.`,
      fewImages: ({ rows }) => `${rows} training images: a small network learns them without memorising.`,
      middlingImages: ({ rows }) => `${rows} training images: the usual first choice.`,
      manyImages: ({ rows }) => `${rows} training images are enough for a deeper network.`,
      shortWindows: ({ steps }) => `Windows of ${steps} steps: a recurrent layer reads them step by step.`,
      longWindows: ({ steps }) =>
        `Windows of ${steps} steps: convolutions shorten them before a recurrent layer reads.`,
      signals: ({ steps }) =>
        `Windows of ${steps} steps: too long to read step by step; convolutions see them at once.`,
      steps: ({ steps }) =>
        `Every one of ${steps} steps gets an answer: a layer that reads both ways knows what comes before and after it.`,
      manySteps: ({ steps }) =>
        `Every one of ${steps} steps gets an answer: convolutions that keep each step are quick on long windows.`,
      forecasts: ({ steps }) =>
        `Forecasts from windows of ${steps} steps: a linear layer on their changes is quick, and hard to beat.`,
      fewTexts: ({ rows }) => `${rows} training texts: which words occur says most, and needs the fewest weights.`,
      smallPictures: ({ rows }) =>
        `${rows} training pairs of small pictures: two halvings see enough around each pixel.`,
      largePictures: ({ rows }) =>
        `${rows} training pairs of larger pictures: four halvings see more of the picture around each pixel.`,
      madeAgain: ({ rows }) =>
        `Makes ${rows} training samples again from a short code: what it cannot make is unusual.`,
      madeAnew: ({ rows }) => `Learns from ${rows} training samples what samples look like, and makes others.`,
      manyTexts: ({ rows }) => `${rows} training texts are enough to learn from the order of words too.`,
    } satisfies Record<RecipeReason, (facts: { rows: string; steps: string }) => string>,
    others: 'For other kinds of data',
    kinds: { table: 'Tables', sequence: 'Windows of series', image: 'Images', text: 'Texts' },
    replaceTitle: 'Take this recipe?',
    replaceText: 'The network being edited is replaced. Undo brings it back.',
    use: 'Take it',
    import: 'Open a recipe file',
    export: 'Save as a file',
    importFailed: 'This file is no recipe',
    repairTitle: 'This network is shown as it is printed, and cannot be trained so',
    repairText: 'The repaired form keeps its input, widths, kernels and code, and what goes in and out fits.',
    repair: 'Take the repaired form',
  },

  editor: {
    title: 'Layers',
    network: 'Network',
    undo: 'Undo',
    redo: 'Redo',
    add: 'Add layer',
    addHere: (name: string) => `Add a layer after ${name}`,
    remove: (name: string) => `Remove ${name}`,
    duplicate: (name: string) => `Duplicate ${name}`,
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    drag: 'Drag to reorder',
    options: (name: string) => `Options of ${name}`,
    input: 'Input',
    inputNote: (shape: string) => `one sample: ${shape}`,
    output: 'Output',
    columns: {
      layer: 'Layer',
      shape: 'Output shape',
      parameters: 'Parameters',
      flops: 'FLOPs per row',
      memory: 'Weights',
    },
    nonTrainable: (n: string) => `${n} of them not trained`,
    fix: 'Mend it',
    resizePictures: (size: string) => `Make the pictures ${size}`,
    fixAll: 'Mend all that can be',
    noProblems: 'No problems found',
    problems: (n: string) => `${n} problems`,
    error: 'error',
    warning: 'advice',
    onNetwork: 'Network',
    onTraining: 'Training settings',
    fromData: 'from the data',
    sizes: {
      $features: 'as many as features',
      $outputs: 'as many as outputs',
      $time: 'as many as time steps',
      $height: 'image height',
      $width: 'image width',
      $channels: 'as many as channels',
      $vocabulary: 'as many as words',
      $past: 'the target’s past',
      $code: 'as many as the code has values',
      number: 'fixed number',
      expression: 'expression',
    },
    groups: {
      general: 'General',
      regularization: 'Normalisation and regularisation',
      images: 'Images',
      sequences: 'Sequences and text',
      joins: 'Joins',
    },
    choices: {
      same: 'same (keeps the size)',
      valid: 'valid (no padding)',
      nearest: 'nearest',
      bilinear: 'bilinear',
    },
    inputs: 'Takes its input from',
    takes: (sources: string) => `← ${sources}`,
    source: (id: string, type: string) => `${id} (${type})`,
    inputNumber: (n: string) => `Input ${n}`,
    addInput: 'Add an input',
    removeInput: (n: string) => `Remove input ${n}`,
    misfits: (shape: string) => `Cannot take ${shape}`,
    inputName: 'the network’s input',
    previous: 'the layer before',
    shapeHint: 'Sizes with commas, such as 8, 8, 64 or $height/4, $width/4, 16',
    l1: 'L1',
    l2: 'L2',
    none: 'none',
  },

  procedure: {
    autoencoder: 'Encoder and decoder',
    gan: 'Generator against discriminator',
    corruption: 'Noise on the inputs',
    corruptionHelp: 'A denoising autoencoder is given spoilt samples and has to give the clean ones.',
    noCorruption: 'None',
    level: 'Level',
    levelHelp: {
      gaussian: 'Standard deviation of what is added; prepared columns have a standard deviation of 1.',
      masking: 'Share of the values that are set to zero.',
      saltAndPepper: 'Share of the values that are set to the smallest or the largest of the batch.',
    },
    variational: 'Variational',
    variationalHelp: 'Every code is a small cloud around a mean; the decoder is trained on draws from it.',
    beta: 'Weight of the divergence (β)',
    betaHelp: 'Larger: codes closer to a normal distribution, samples made again less well.',
    adversarialLoss: 'Adversarial loss',
    adversarialLossHelp:
      'Non-saturating: the usual one. Least-squares: softer gradients. Wasserstein with gradient penalty: slowest and steadiest.',
    latent: 'Random numbers',
    latentHelp: 'How many random numbers a sample is made from.',
    discriminatorSteps: 'Discriminator steps',
    discriminatorStepsHelp: 'Steps of the discriminator for each of the generator.',
    l1Weight: 'Weight of the difference (λ)',
    l1WeightHelp:
      'How much the mean absolute difference from the target counts beside the adversarial loss. Larger: closer to the target and smoother; smaller: more detail that only looks right.',
    seesSource: 'The discriminator sees the source',
    seesSourceHelp: 'It then judges whether a picture belongs to its source, not only whether it looks real.',
    labelSmoothing: 'Label smoothing',
    labelSmoothingHelp:
      'Real samples count as this much less than certain, which keeps the discriminator from being too sure.',
    conditional: 'By class',
    conditionalHelp: 'Both networks are told the class, so that samples of a wanted class can be made.',
  },

  diagram: {
    view: 'Show the network as',
    views: { list: 'List', diagram: 'Diagram' },
    title: 'Diagram of the network',
    loading: 'Loading the diagram',
    hint: 'Choose a layer to see its options. Draw from the dot under a layer to the dot above a later one to link them.',
    edge: (source: string, target: string) => `Link from ${source} to ${target}`,
    nodeHelp: 'Enter chooses the layer, its options follow; Delete removes it.',
    edgeHelp: 'Enter chooses the link, Delete removes it.',
    controls: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show all',
    handle: 'Link',
  },

  totals: {
    title: 'This network',
    parameters: 'Parameters',
    trainable: (n: string) => `${n} trained`,
    weights: 'Weights, downloaded',
    memory: 'Memory to train',
    memoryAt: (batch: string) => `at batch ${batch}`,
    parts: { weights: 'weights', gradients: 'gradients', optimizer: 'optimizer', activations: 'activations' },
    flops: 'FLOPs per row',
    trainingFlops: (n: string) => `${n} to train`,
    machine: 'This machine',
    webgpu: (adapter: string) => `WebGPU: ${adapter}`,
    software: 'in software: not used for training',
    noWebgpu: 'No WebGPU: WASM SIMD will train',
    buffer: (size: string) => `largest buffer ${size}`,
    unknownMachine: 'Asking the machine…',
  },

  training: {
    title: 'Training settings',
    basics: 'Run',
    loss: 'Loss',
    optimizer: 'Optimizer',
    schedule: 'Learning rate',
    clip: 'Gradient clipping',
    weighting: 'Class weights',
    stopping: 'Early stopping',
    monitors: { validationLoss: 'validation loss', trainLoss: 'training loss' },
    default: (value: string) => `default ${value}`,
    rateAt: 'Learning rate over the run',
    on: 'on',
    off: 'off',
  },

  formula: {
    show: (name: string) => `Formula of ${name}`,
    symbols: 'Symbols',
    source: 'Source',
  },

  toTrain: 'On to training',
  tasks,
  losses,
  optimizers,
  schedules,
  clips,
  weightings,
  activations,
  initializers,
  layers,
  problems,
  procedures,
  roles,
  adversarialLosses,
  corruptions,
  symbols,
  options,
};

export type ModelMessages = typeof model;
