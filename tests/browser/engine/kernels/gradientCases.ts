import * as tf from '@tensorflow/tfjs-core';

/** A differentiable computation over float inputs of given shapes. Values are of both signs, of about 1, all distinct. */
export interface GradientCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Maps the raw inputs to where the computation is defined (positive for log, say). */
  readonly domain?: (value: number) => number;
}

const positive = (value: number): number => 0.6 + Math.abs(value);
const negative = (value: number): number => -0.6 - Math.abs(value);

function unary(name: string, run: (x: tf.Tensor) => tf.Tensor, domain?: (value: number) => number): GradientCase {
  return { name, shapes: [[3, 7]], run, ...(domain ? { domain } : {}) };
}

const activations: readonly GradientCase[] = [
  unary('relu', tf.relu),
  unary('relu6', (x) => tf.relu6(tf.mul(x, 8))),
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  { name: 'prelu', shapes: [[4, 5], [5]], run: (x, alpha) => tf.prelu(x, alpha) },
  unary('elu', tf.elu),
  unary('selu', tf.selu),
  unary('sigmoid', tf.sigmoid),
  unary('tanh', tf.tanh),
  unary('softplus', tf.softplus),
  unary('erf (gelu)', (x) => tf.mul(x, tf.erf(x))),
  unary('swish', (x) => tf.mul(x, tf.sigmoid(x))),
  unary('softsign', (x) => tf.div(x, tf.add(1, tf.abs(x)))),
  unary('hard sigmoid', (x) => tf.clipByValue(tf.add(tf.mul(0.2, x), 0.5), 0.35, 0.65)),
  unary('softmax', (x) => tf.softmax(x)),
  unary('log softmax', (x) => tf.logSoftmax(x)),
];

const elementwise: readonly GradientCase[] = [
  unary('exp', tf.exp),
  unary('expm1', tf.expm1),
  unary('log', tf.log, positive),
  unary('log1p', tf.log1p, positive),
  unary('sqrt', tf.sqrt, positive),
  unary('rsqrt', tf.rsqrt, positive),
  unary('square', tf.square),
  unary('reciprocal', tf.reciprocal, positive),
  unary('abs', tf.abs),
  unary('pow', (x) => tf.pow(x, tf.scalar(2.5)), positive),
  unary('sin', tf.sin),
  unary('cos', tf.cos),
  { name: 'add, broadcast', shapes: [[4, 5], [5]], run: tf.add },
  {
    name: 'subtract, broadcast',
    shapes: [
      [4, 1],
      [4, 5],
    ],
    run: tf.sub,
  },
  {
    name: 'multiply, broadcast',
    shapes: [
      [2, 3, 4],
      [3, 1],
    ],
    run: tf.mul,
  },
  { name: 'divide, broadcast', shapes: [[4, 5], [5]], run: tf.div, domain: positive },
  {
    name: 'maximum',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: tf.maximum,
  },
  {
    name: 'minimum',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: tf.minimum,
  },
  {
    name: 'squared difference',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: tf.squaredDifference,
  },
  {
    name: 'where',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    run: (a, b) => tf.where(tf.tile(tf.tensor([1, 0, 0, 1, 1], [1, 5], 'bool'), [4, 1]), a, b),
  },
];

const reductions: readonly GradientCase[] = [
  unary('sum over rows', (x) => tf.sum(x, 0)),
  unary('mean over columns', (x) => tf.mean(x, 1)),
  unary('max', (x) => tf.max(x, 1)),
  unary('min', (x) => tf.min(x, 0)),
  unary('prod', (x) => tf.prod(x, 1), positive),
  unary('log-sum-exp', (x) => tf.logSumExp(x, 1)),
  { name: 'moments', shapes: [[6, 4]], run: (x) => tf.add(tf.moments(x, 0).variance, tf.moments(x, 0).mean) },
  { name: 'cumulative sum', shapes: [[3, 7]], run: (x) => tf.cumsum(x, 1) },
  { name: 'cumulative sum, another length', shapes: [[3, 5]], run: (x) => tf.cumsum(x, 1) },
  { name: 'cumulative sum, backwards and exclusive', shapes: [[3, 6]], run: (x) => tf.cumsum(x, 1, true, true) },
  { name: 'cumulative sum over the first axis', shapes: [[5, 3]], run: (x) => tf.cumsum(x, 0) },
];

const shaping: readonly GradientCase[] = [
  { name: 'transpose', shapes: [[2, 3, 4]], run: (x) => tf.transpose(x, [2, 0, 1]) },
  { name: 'reshape', shapes: [[2, 6]], run: (x) => tf.reshape(x, [3, 4]) },
  {
    name: 'concat',
    shapes: [
      [2, 3],
      [2, 4],
    ],
    run: (a, b) => tf.concat([a, b], 1),
  },
  { name: 'slice', shapes: [[4, 6]], run: (x) => tf.slice(x, [1, 2], [2, 3]) },
  { name: 'strided slice', shapes: [[4, 6]], run: (x) => tf.reverse(tf.slice(x, [0, 1], [4, 4]), 1) },
  { name: 'split', shapes: [[4, 6]], run: (x) => tf.addN(tf.split(x, 3, 1).map((part, i) => tf.mul(part, i + 1))) },
  {
    name: 'stack',
    shapes: [
      [3, 2],
      [3, 2],
    ],
    run: (a, b) => tf.stack([a, b], 1),
  },
  { name: 'unstack', shapes: [[3, 4, 2]], run: (x) => tf.addN(tf.unstack(x, 1).map((part, i) => tf.mul(part, i + 1))) },
  { name: 'tile', shapes: [[2, 3]], run: (x) => tf.tile(x, [2, 2]) },
  {
    name: 'pad',
    shapes: [[2, 3]],
    run: (x) =>
      tf.pad(x, [
        [1, 0],
        [2, 1],
      ]),
  },
  {
    name: 'gather (embedding)',
    shapes: [[6, 4]],
    run: (x) =>
      tf.gather(
        x,
        tf.tensor(
          [
            [0, 2, 2],
            [5, 0, 0],
          ],
          [2, 3],
          'int32',
        ),
      ),
  },
  { name: 'gather over columns', shapes: [[3, 6]], run: (x) => tf.gather(x, tf.tensor1d([4, 1, 4], 'int32'), 1) },
];

const products: readonly GradientCase[] = [
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB): GradientCase => ({
      name: `matrix product${transposeA ? ' Aᵀ' : ''}${transposeB ? ' Bᵀ' : ''}`,
      shapes: [transposeA ? [9, 5] : [5, 9], transposeB ? [7, 9] : [9, 7]],
      run: (a, b) => tf.matMul(a, b, transposeA, transposeB),
    })),
  ),
  {
    name: 'batched matrix product',
    shapes: [
      [3, 4, 5],
      [3, 6, 5],
    ],
    run: (a, b) => tf.matMul(a, b, false, true),
  },
  {
    name: 'batched Aᵀ',
    shapes: [
      [3, 5, 4],
      [3, 5, 6],
    ],
    run: (a, b) => tf.matMul(a, b, true, false),
  },
  ...(['linear', 'relu', 'sigmoid'] as const).map((activation): GradientCase => ({
    name: `dense, ${activation}`,
    shapes: [[5, 9], [9, 7], [7]],
    run: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
  })),
  {
    name: 'dense, a long sum with one side transposed',
    shapes: [[200, 2], [200, 3], [3]],
    run: (a, b, bias) => tf.mul(0.1, tf.fused.matMul({ a, b, bias, activation: 'linear', transposeA: true })),
  },
  {
    name: 'dense, both transposed',
    shapes: [[9, 5], [7, 9], [7]],
    run: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'sigmoid', transposeA: true, transposeB: true }),
  },
];

type Pad = 'same' | 'valid';

const STRIDES: readonly (number | [number, number])[] = [1, 2, [2, 1]];

function image(x: tf.Tensor): tf.Tensor4D {
  const [a = 1, b = 1, c = 1, d = 1] = x.shape;
  return tf.reshape(x, [a, b, c, d]);
}

function sequence(x: tf.Tensor): tf.Tensor3D {
  const [a = 1, b = 1, c = 1] = x.shape;
  return tf.reshape(x, [a, b, c]);
}

function vector(x: tf.Tensor): tf.Tensor1D {
  return tf.reshape(x, [x.size]);
}

const convolutions: readonly GradientCase[] = [
  ...(['same', 'valid'] as const).flatMap((pad: Pad) =>
    STRIDES.map((strides): GradientCase => ({
      name: `convolution, ${pad}, strides ${[strides].flat().join(' by ')}`,
      shapes: [
        [2, 6, 5, 3],
        [3, 3, 3, 4],
      ],
      run: (x, filter) => tf.conv2d(image(x), image(filter), strides, pad),
    })),
  ),
  {
    name: 'convolution 1×1',
    shapes: [
      [2, 4, 4, 3],
      [1, 1, 3, 5],
    ],
    run: (x, f) => tf.conv2d(image(x), image(f), 1, 'same'),
  },
  {
    name: 'convolution 2×4, odd sizes',
    shapes: [
      [3, 7, 5, 2],
      [2, 4, 2, 3],
    ],
    run: (x, f) => tf.conv2d(image(x), image(f), 2, 'same'),
  },
  {
    name: 'convolution with bias and sigmoid',
    shapes: [[2, 5, 5, 2], [3, 3, 2, 4], [4]],
    run: (x, filter, bias) =>
      tf.fused.conv2d({ x: image(x), filter: image(filter), strides: 1, pad: 'same', bias, activation: 'sigmoid' }),
  },
  {
    name: 'convolution over time',
    shapes: [
      [2, 9, 3],
      [3, 3, 4],
    ],
    run: (x, filter) => tf.conv1d(sequence(x), sequence(filter), 2, 'same'),
  },
  {
    name: 'transposed convolution',
    shapes: [
      [2, 3, 3, 4],
      [3, 3, 2, 4],
    ],
    run: (x, filter) => tf.conv2dTranspose(image(x), image(filter), [2, 6, 6, 2], 2, 'same'),
  },
  ...(['same', 'valid'] as const).flatMap((pad: Pad) =>
    [1, 2].map((strides): GradientCase => ({
      name: `depthwise convolution, ${pad}, strides ${strides}`,
      shapes: [
        [2, 6, 6, 3],
        [3, 3, 3, 2],
      ],
      run: (x, filter) => tf.depthwiseConv2d(image(x), image(filter), strides, pad),
    })),
  ),
  {
    name: 'separable convolution',
    shapes: [
      [2, 5, 5, 2],
      [3, 3, 2, 2],
      [1, 1, 4, 3],
    ],
    run: (x, depthwise, pointwise) => tf.separableConv2d(image(x), image(depthwise), image(pointwise), 1, 'same'),
  },
  { name: 'max-pooling', shapes: [[2, 6, 6, 3]], run: (x) => tf.maxPool(image(x), 2, 2, 'valid') },
  { name: 'max-pooling, overlapping', shapes: [[2, 6, 5, 3]], run: (x) => tf.maxPool(image(x), 3, 2, 'same') },
  {
    name: 'max-pooling of negative values',
    shapes: [[2, 6, 6, 3]],
    run: (x) => tf.maxPool(image(x), 2, 2, 'same'),
    domain: negative,
  },
  { name: 'average pooling', shapes: [[2, 6, 6, 3]], run: (x) => tf.avgPool(image(x), 2, 2, 'valid') },
  { name: 'average pooling, overlapping', shapes: [[2, 6, 5, 3]], run: (x) => tf.avgPool(image(x), 3, 2, 'same') },
  { name: 'global average pooling', shapes: [[2, 4, 4, 3]], run: (x) => tf.mean(x, [1, 2]) },
  {
    name: 'up-sampling, nearest',
    shapes: [[3, 3, 4, 2]],
    run: (x) => tf.image.resizeNearestNeighbor(image(x), [6, 8]),
  },
  { name: 'up-sampling, bilinear', shapes: [[3, 3, 4, 2]], run: (x) => tf.image.resizeBilinear(image(x), [6, 8]) },
];

const composed: readonly GradientCase[] = [
  {
    name: 'batch normalisation',
    shapes: [[6, 4], [4], [4]],
    run: (x, beta, gamma) => {
      const { mean, variance } = tf.moments(x, 0);
      return tf.batchNorm(x, vector(mean), vector(variance), vector(beta), vector(gamma), 1e-3);
    },
  },
  {
    name: 'layer normalisation',
    shapes: [[6, 4], [4], [4]],
    run: (x, beta, gamma) => {
      const { mean, variance } = tf.moments(x, 1, true);
      return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))), gamma), beta);
    },
  },
  {
    name: 'a recurrence over five steps',
    shapes: [
      [3, 5, 2],
      [2, 4],
      [4, 4],
    ],
    run: (x, kernel, recurrent) => {
      let state: tf.Tensor = tf.zeros([3, 4]);
      for (const step of tf.unstack(x, 1))
        state = tf.tanh(tf.add(tf.matMul(step, kernel), tf.matMul(state, recurrent)));
      return state;
    },
  },
  {
    name: 'an LSTM over four steps',
    shapes: [
      [2, 4, 3],
      [3, 8],
      [2, 8],
    ],
    run: (x, kernel, recurrent) => {
      let hidden: tf.Tensor = tf.zeros([2, 2]);
      let cell: tf.Tensor = tf.zeros([2, 2]);
      for (const step of tf.unstack(x, 1)) {
        const gates = tf.split(tf.add(tf.matMul(step, kernel), tf.matMul(hidden, recurrent)), 4, 1);
        const [input, forget, candidate, output] = gates.map((gate, i) => (i === 2 ? tf.tanh(gate) : tf.sigmoid(gate)));
        if (!input || !forget || !candidate || !output) throw new Error('four gates');
        cell = tf.add(tf.mul(forget, cell), tf.mul(input, candidate));
        hidden = tf.mul(output, tf.tanh(cell));
      }
      return hidden;
    },
  },
];

export const GRADIENT_CASES: readonly GradientCase[] = [
  ...activations,
  ...elementwise,
  ...reductions,
  ...shaping,
  ...products,
  ...convolutions,
  ...composed,
];
