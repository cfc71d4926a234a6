import type { Baseline, ClassificationMetrics, EvaluationReport, Interval } from '../../core/evaluation/report.ts';
import type { ImageShape } from '../../core/images/imageSample.ts';
import type { NetworkRole } from '../../core/recipe/recipe.ts';
import type { GeneratorSchema, HeldOutErrors, ModelSchema, SampleDescription } from './modelSchema.ts';

/** The version of tfjs that wrote the model, and that the examples ask for. */
export const TFJS_VERSION = '4.22.0';

interface Words {
  readonly intro: (schema: ModelSchema) => string;
  readonly sample: (sample: SampleDescription, isMadeAgain: boolean) => string;
  readonly imageIntro: (image: ImageShape, schema: ModelSchema) => string;
  readonly imageFiles: Readonly<Record<string, string>>;
  readonly imageNodeText: string;
  readonly translationIntro: (image: ImageShape, shape: readonly number[]) => string;
  readonly translationFiles: Readonly<Record<string, string>>;
  readonly translationNodeText: string;
  readonly heldOut: (mae: string, psnr: string) => string;
  readonly synthetic: string;
  readonly quality: string;
  readonly notEvaluated: string;
  readonly measuredOn: (part: string, rows: number) => string;
  readonly metricHead: string;
  readonly interval: string;
  readonly files: string;
  readonly fileList: readonly (readonly [name: string, what: string])[];
  /** What is in the folder of one of several networks. */
  readonly parts: Readonly<Record<NetworkRole, string>>;
  readonly browser: string;
  readonly browserText: string;
  readonly node: string;
  readonly nodeText: string;
  readonly generator: (generator: GeneratorSchema, schema: ModelSchema) => string;
  readonly generatorNodeText: string;
  readonly generatorExample: string;
}

const EN: Words = {
  intro: ({ task, inputs, target }) =>
    task === 'reconstruction'
      ? `An autoencoder trained with Lathe. It makes ${inputs.length} columns again from a small code; where it fails, a row is unusual. Its outputs are prepared features (\`pipeline.json\`), the error is their mean squared difference from its inputs.`
      : `A network trained with Lathe (task: ${task}). From ${inputs.length} columns it predicts ${target.column ? `**${code(target.column)}**: ` : ''}${target.names.map(code).join(', ')}.`,
  sample: (sample, isMadeAgain) =>
    sample.kind === 'window'
      ? `One sample is a window of ${sample.rows} rows${sample.unit === null ? '' : ` of one ${code(sample.unit)}`}, the oldest first${sample.time === null ? '' : ` by ${code(sample.time)}`}: \`encodeSample(pipeline, rows)\` takes them as a list.${sample.labelsEach ? ' Each of the rows gets an answer: `decodeSteps(pipeline, outputs)` lists them in order. Over a longer series the studio lays windows half their length apart and gives each row the mean of what the windows over it say.' : ''}${isMadeAgain ? ' Each of the rows is made again: `decodeSteps(pipeline, outputs)` lists them in order.' : ''}${sample.resampling ? ` The rows of a window are even steps of ${sample.resampling.step} in the unit of ${code(sample.time ?? '')} (milliseconds for date-times), which \`encodeSample\` makes of rows as they were measured: give as many as there are, each with its time. Steps are counted from the first of them, and the last ${sample.rows} are the window.` : ''}`
      : `One sample is the text in ${code(sample.column)}, cut into tokens as in training; words that training did not know count as one. Cutting Chinese into words (\`Intl.Segmenter\`) may differ a little from one browser to another. Short texts are padded with zeros in front, which recurrent layers, pooling and attention pass over. Do not run it on the WebGPU backend of TensorFlow.js ${TFJS_VERSION}, which loses the masks of recurrent layers; WASM, WebGL and CPU give the same outputs as here.`,
  imageIntro: ({ height, width, channels, fit, window, tiling }, { task, target }) =>
    `A network trained with Lathe (task: ${task}). From a picture, made ${width} × ${height} pixels of ${channels === 1 ? 'grey' : 'red, green and blue'} (${tiling ? 'tile' : fit}), values in [0, 1], it predicts ${target.column ? `**${code(target.column)}**: ` : ''}${target.names.map(code).join(', ')}. \`encodeImage\` of pipeline.js does to a picture exactly what training did.${tiling ? ` It cuts the picture into tiles, ${tiling.sidePx ?? Math.max(width, height)} pixels of it along the longer side, ${Math.round(tiling.overlap * 100)} % of which the next one covers again, and gives all of them, [tiles, height, width, channels]. \`mergeTiles(pipeline, outputs)\` makes what the network says of them into what it says of the picture: ${tiling.merge.kind === 'mean' ? 'the mean' : `the tile with the largest score of ${code(tiling.merge.name)} decides`}. Quality is measured on whole pictures.` : ''}${window ? ` Pictures of 16 bits are to be given with a \`Uint16Array\`: values from ${window.low} to ${window.high} become 0 to 1. The examples decode to 8 bits, which the window does not concern: for 16 bits, put a decoder that keeps them in their place.` : ''}`,
  imageFiles: {
    'pipeline.json': 'what pictures are made into, and the names of the outputs',
    'pipeline.js':
      'ES module that applies it: `encodeImage(pipeline, { width, height, data })` of RGBA pixels, `mergeTiles(pipeline, outputs)` (of a model without tiles it changes nothing), `decodeOutputs(pipeline, outputs)`; no dependencies',
    'schema.json': 'the input and the outputs',
    'example.html': 'a page that predicts a picture',
  },
  imageNodeText:
    'Give it a picture: `node example.mjs part.png`. `sharp` decodes it; any decoder of RGBA pixels will do.',
  translationIntro: ({ height, width, channels, fit }, shape) =>
    `A generator trained with Lathe, and the discriminator that it was trained against. From a picture, made ${width} × ${height} pixels of ${channels === 1 ? 'grey' : 'red, green and blue'} (${fit}), values in [0, 1], it makes another one of shape [${shape.join(', ')}], values in [0, 1]. \`encodeImage\` of pipeline.js does to a picture exactly what training did.`,
  translationFiles: {
    'pipeline.js':
      'ES module that applies it: `encodeImage(pipeline, { width, height, data })` of RGBA pixels; no dependencies',
    'schema.json': 'what the generator takes and makes',
    'example.html': 'a page that translates a picture',
  },
  translationNodeText:
    'Give it a picture and where to write the translated one: `node example.mjs part.png translated.png`. `sharp` decodes and writes; any decoder of RGBA pixels will do.',
  heldOut: (mae, psnr) =>
    `On validation pairs, which nothing was learnt from but which chose the epoch: mean absolute error ${mae} (values from 0 to 1), peak signal-to-noise ratio ${psnr} dB. Test pairs are judged in the studio, under Evaluate.`,
  synthetic: '**The model learnt from synthetic data that Lathe made up. It says nothing about a real process.**',
  quality: 'How good it is',
  notEvaluated: 'Not measured on held-out rows: nothing is known of its quality.',
  measuredOn: (part, rows) => `Measured on ${rows} rows of the ${part} part, beside a naive baseline.`,
  metricHead: '| metric | model | baseline |',
  interval: '95 % interval',
  files: 'Files',
  fileList: [
    ['model.json, weights.bin', 'the network as a TensorFlow.js LayersModel'],
    ['pipeline.json', 'the fitted pre-processing: what was learnt from the training rows'],
    [
      'pipeline.js',
      'ES module that applies it: `encodeRow(pipeline, row)`, `encodeSample(pipeline, rows)`, `decodeOutputs(pipeline, outputs)`, `decodeSteps(pipeline, outputs)`; no dependencies',
    ],
    ['schema.json', 'the columns: type, range or categories, and an example row'],
    ['example.html', 'a page with a form'],
    ['example.mjs, package.json', 'the same for Node'],
  ],
  parts: {
    model: 'the network',
    encoder:
      'the encoder alone, a LayersModel: from a sample to its code (of a variational one means, then log-variances)',
    decoder: 'the decoder alone, a LayersModel: from a code to the sample',
    generator: 'the generator alone, a LayersModel: from random numbers to a sample',
    discriminator: 'the discriminator alone, a LayersModel: how real a sample looks',
  },
  browser: 'In a browser',
  browserText: `Put \`tf.min.js\` (\`dist/tf.min.js\` of the npm package \`@tensorflow/tfjs\` ${TFJS_VERSION}) beside \`example.html\`, serve the folder (\`npx serve\` or \`python3 -m http.server\`; a page opened from the disk may not load its neighbours) and open \`example.html\`.`,
  node: 'In Node (20 or later)',
  nodeText: 'Without an argument it predicts the example row of `schema.json`; a row is given as JSON by column name.',
  generator: ({ latent, classes }, { sampleShape }) =>
    `A generator trained with Lathe, and the discriminator that it was trained against. From ${latent} random numbers of a standard normal distribution${classes.length > 0 ? `, followed by the class one-hot (${classes.map(code).join(', ')}),` : ''} it makes a sample of shape [${sampleShape.join(', ')}] as it was prepared for training (\`pipeline.json\`). What it makes is synthetic: mark it as such.`,
  generatorNodeText: 'The first argument is how many samples to make, the second the class where there is one.',
  generatorExample: 'a script for Node that makes samples',
};

const ZH: Words = {
  intro: ({ task, inputs, target }) =>
    task === 'reconstruction'
      ? `用 Lathe 训练的自编码器：由很小的编码还原 ${inputs.length} 列，还原不好的行即为异常。输出是预处理后的特征（见 \`pipeline.json\`），误差是它与输入之差的均方值。`
      : `用 Lathe 训练的神经网络（任务：${task}）。根据 ${inputs.length} 列预测${target.column ? ` **${code(target.column)}**：` : ' '}${target.names.map(code).join('、')}。`,
  sample: (sample, isMadeAgain) =>
    sample.kind === 'window'
      ? `一个样本是${sample.unit === null ? '' : `同一 ${code(sample.unit)} 的`} ${sample.rows} 行组成的窗口${sample.time === null ? '' : `，按 ${code(sample.time)} 排序`}，最早的在前：\`encodeSample(pipeline, rows)\` 接收行的列表。${sample.labelsEach ? '每一行都有答案：`decodeSteps(pipeline, outputs)` 依次列出。对更长的序列，应用让窗口重叠一半，每行取覆盖它的各窗口所给结果的平均。' : ''}${isMadeAgain ? '每一行都被还原：`decodeSteps(pipeline, outputs)` 依次列出。' : ''}${sample.resampling ? `窗口的行是均匀步，步长为 ${sample.resampling.step}（${code(sample.time ?? '')} 的单位；日期时间为毫秒），由 \`encodeSample\` 从实测的行生成：有多少行就给多少行，每行都带时间。步从所给的第一行数起，最后 ${sample.rows} 步即为窗口。` : ''}`
      : `一个样本是 ${code(sample.column)} 中的文本，按训练时的方式切分；训练时没见过的词都算作一个“未知”。中文分词（\`Intl.Segmenter\`）在不同浏览器上可能略有差别。短文本在前面补零，循环层、池化与注意力会跳过补零处。请勿使用 TensorFlow.js ${TFJS_VERSION} 的 WebGPU 后端运行（它会丢失循环层的掩码）；WASM、WebGL 与 CPU 后端的输出与此处一致。`,
  imageIntro: ({ height, width, channels, fit, window, tiling }, { task, target }) =>
    `用 Lathe 训练的神经网络（任务：${task}）。把图片变为 ${width} × ${height} 像素的${channels === 1 ? '灰度' : '彩色'}画面（${tiling ? 'tile' : fit}），值在 [0, 1] 内，据此预测${target.column ? ` **${code(target.column)}**：` : ' '}${target.names.map(code).join('、')}。pipeline.js 的 \`encodeImage\` 对图片的处理与训练时完全一致。${tiling ? `它把图片切成小块（较长边为图片中的 ${tiling.sidePx ?? Math.max(width, height)} 像素，相邻两块重叠 ${Math.round(tiling.overlap * 100)}%），一次给出全部小块 [tiles, height, width, channels]。\`mergeTiles(pipeline, outputs)\` 把网络对各块的输出合成对整张图片的输出：${tiling.merge.kind === 'mean' ? '取平均值' : `以 ${code(tiling.merge.name)} 得分最高的一块为准`}。质量按整张图片衡量。` : ''}${window ? `16 位图片请以 \`Uint16Array\` 给出：${window.low} 到 ${window.high} 的值变为 0 到 1。示例程序解码为 8 位，不适用此窗口；如需 16 位，请换用能保留 16 位的解码器。` : ''}`,
  imageFiles: {
    'pipeline.json': '图片的变换方式与输出的名称',
    'pipeline.js':
      '应用变换的 ES 模块：`encodeImage(pipeline, { width, height, data })`（RGBA 像素）、`mergeTiles(pipeline, outputs)`（不切块的模型不变）、`decodeOutputs(pipeline, outputs)`；无依赖',
    'schema.json': '输入与输出',
    'example.html': '可预测图片的页面',
  },
  imageNodeText: '请给出一张图片：`node example.mjs part.png`。由 `sharp` 解码；任何能给出 RGBA 像素的解码器都可以。',
  translationIntro: ({ height, width, channels, fit }, shape) =>
    `用 Lathe 训练的生成器，以及与它对抗训练的判别器。把图片变为 ${width} × ${height} 像素的${channels === 1 ? '灰度' : '彩色'}画面（${fit}），值在 [0, 1] 内，由此生成形状为 [${shape.join(', ')}] 的另一张图片，值在 [0, 1] 内。pipeline.js 的 \`encodeImage\` 对图片的处理与训练时完全一致。`,
  translationFiles: {
    'pipeline.js': '应用变换的 ES 模块：`encodeImage(pipeline, { width, height, data })`（RGBA 像素）；无依赖',
    'schema.json': '生成器的输入与输出',
    'example.html': '可翻译图片的页面',
  },
  translationNodeText:
    '请给出一张图片和输出文件：`node example.mjs part.png translated.png`。由 `sharp` 解码和写出；任何能给出 RGBA 像素的解码器都可以。',
  heldOut: (mae, psnr) =>
    `在不参与学习、只用于选择轮次的验证图片对上：平均绝对误差 ${mae}（值在 0 到 1 之间），峰值信噪比 ${psnr} dB。测试图片对在工作室的“评估”中评判。`,
  synthetic: '**本模型由 Lathe 生成的合成数据训练而成，不代表任何真实过程。**',
  quality: '效果如何',
  notEvaluated: '尚未在保留的行上测量：效果未知。',
  measuredOn: (part, rows) => `在 ${part} 部分的 ${rows} 行上测得，旁为朴素基线。`,
  metricHead: '| 指标 | 模型 | 基线 |',
  interval: '95 % 区间',
  files: '文件',
  fileList: [
    ['model.json, weights.bin', 'TensorFlow.js LayersModel 格式的网络'],
    ['pipeline.json', '拟合好的预处理：从训练行学到的参数'],
    [
      'pipeline.js',
      '应用预处理的 ES 模块：`encodeRow(pipeline, row)`、`encodeSample(pipeline, rows)`、`decodeOutputs(pipeline, outputs)`；无依赖',
    ],
    ['schema.json', '各列的类型、范围或类别，以及一个示例行'],
    ['example.html', '带表单的页面'],
    ['example.mjs, package.json', 'Node 示例'],
  ],
  parts: {
    model: '网络',
    encoder: '单独的编码器（LayersModel）：由样本得到编码（变分编码器先给均值，再给对数方差）',
    decoder: '单独的解码器（LayersModel）：由编码还原样本',
    generator: '单独的生成器（LayersModel）：由随机数生成样本',
    discriminator: '单独的判别器（LayersModel）：判断样本有多真实',
  },
  browser: '在浏览器中',
  browserText: `把 \`tf.min.js\`（npm 包 \`@tensorflow/tfjs\` ${TFJS_VERSION} 的 \`dist/tf.min.js\`）放在 \`example.html\` 旁边，用静态服务器打开该文件夹（\`npx serve\` 或 \`python3 -m http.server\`；直接从磁盘打开的页面可能无法加载相邻文件），再打开 \`example.html\`。`,
  node: '在 Node 中（20 或更高版本）',
  nodeText: '不带参数时预测 `schema.json` 的示例行；也可按列名以 JSON 给出一行。',
  generator: ({ latent, classes }, { sampleShape }) =>
    `用 Lathe 训练的生成器，以及与它对抗训练的判别器。由 ${latent} 个标准正态随机数${classes.length > 0 ? `加上独热编码的类别（${classes.map(code).join('、')}）` : ''}生成形状为 [${sampleShape.join(', ')}] 的样本，与训练时预处理后的样本相同（见 \`pipeline.json\`）。生成的样本是合成的，请如此标明。`,
  generatorNodeText: '第一个参数是样本数量；有类别时，第二个参数是类别。',
  generatorExample: '在 Node 中生成样本的脚本',
};

/** `README.md` of a downloaded model, in English and Chinese. `report` is null where the model was never judged. */
export function writeReadme(
  schema: ModelSchema,
  report: EvaluationReport | null,
  parts: readonly NetworkRole[] = [],
  heldOut: HeldOutErrors | null = null,
): string {
  const sections = [section(EN, schema, report, parts, heldOut), '---', section(ZH, schema, report, parts, heldOut)];
  return [`# ${plain(schema.name)}`, ...sections, ''].join('\n\n');
}

function section(
  words: Words,
  schema: ModelSchema,
  report: EvaluationReport | null,
  parts: readonly NetworkRole[],
  heldOut: HeldOutErrors | null,
): string {
  const folders = parts.map((role) => [`${role}/`, words.parts[role]] as const);
  if (schema.generator) return generatorSection(words, schema, schema.generator, folders);
  const files = [...words.fileList, ...folders].map(
    ([name, what]) =>
      `| ${name} | ${(schema.translation && words.translationFiles[name]) ?? (schema.image && words.imageFiles[name]) ?? what} |`,
  );
  return [
    introOf(words, schema),
    ...(schema.sample ? [words.sample(schema.sample, schema.task === 'reconstruction')] : []),
    ...(schema.isSyntheticData ? [words.synthetic] : []),
    `## ${words.quality}`,
    ...(report
      ? [words.measuredOn(report.part, report.rowCount), metricTable(words, report)]
      : [heldOut ? words.heldOut(digits(heldOut.mae), digits(heldOut.psnr)) : words.notEvaluated]),
    `## ${words.files}`,
    ['| | |', '| --- | --- |', ...files].join('\n'),
    `## ${words.browser}`,
    words.browserText,
    `## ${words.node}`,
    `\`\`\`sh\nnpm install\nnode example.mjs${schema.image ? ' part.png' : ''}${schema.translation ? ' translated.png' : ''}\n\`\`\``,
    schema.translation ? words.translationNodeText : schema.image ? words.imageNodeText : words.nodeText,
  ].join('\n\n');
}

function introOf(words: Words, schema: ModelSchema): string {
  const { image, translation } = schema;
  if (image && translation) return words.translationIntro(image, translation.shape);
  return image ? words.imageIntro(image, schema) : words.intro(schema);
}

function generatorSection(
  words: Words,
  schema: ModelSchema,
  generator: GeneratorSchema,
  folders: readonly (readonly [name: string, what: string])[],
): string {
  const present = words.fileList.filter(([name]) => /^(model|pipeline\.json|schema)/.test(name));
  const files = [...present, ['example.mjs, package.json', words.generatorExample] as const, ...folders];
  return [
    words.generator(generator, schema),
    ...(schema.isSyntheticData ? [words.synthetic] : []),
    `## ${words.files}`,
    ['| | |', '| --- | --- |', ...files.map(([name, what]) => `| ${name} | ${what} |`)].join('\n'),
    `## ${words.node}`,
    '```sh\nnpm install\nnode example.mjs 3\n```',
    words.generatorNodeText,
  ].join('\n\n');
}

function metricTable(words: Words, report: EvaluationReport): string {
  const rows = report.task === 'regression' ? regressionRows(words, report) : classificationRows(words, report);
  return [words.metricHead, '| --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

type ClassReport = Exclude<EvaluationReport, { readonly task: 'regression' }>;
type NumberReport = Extract<EvaluationReport, { readonly task: 'regression' }>;

const SHOWN: readonly (readonly [label: string, key: keyof ClassificationMetrics & ScalarMetric])[] = [
  ['balanced accuracy', 'balancedAccuracy'],
  ['precision', 'precision'],
  ['recall', 'recall'],
  ['F1', 'f1'],
  ['MCC', 'mcc'],
  ['log-loss', 'logLoss'],
  ['ROC AUC', 'rocAuc'],
  ['average precision', 'averagePrecision'],
];
type ScalarMetric =
  'balancedAccuracy' | 'precision' | 'recall' | 'f1' | 'mcc' | 'logLoss' | 'rocAuc' | 'averagePrecision';

function classificationRows(words: Words, { metrics, accuracyInterval, baseline }: ClassReport): string[][] {
  const naive = baseline.kind === 'mean' ? null : baseline.metrics;
  return [
    ['accuracy', `${digits(metrics.accuracy)} ${range(words, accuracyInterval)}`, digits(naive?.accuracy ?? null)],
    ...SHOWN.map(([label, key]) => [label, digits(metrics[key]), digits(naive?.[key] ?? null)]),
  ];
}

function regressionRows(words: Words, { targets, maeInterval, rmseInterval, baseline }: NumberReport): string[][] {
  // The intervals are those of the mean over all targets.
  const only = targets.length === 1;
  return targets.flatMap(({ column, mae, rmse, r2 }, index) => {
    const naive = naiveTarget(baseline, index);
    return [
      [`MAE ${code(column)}`, digits(mae) + (only ? ` ${range(words, maeInterval)}` : ''), digits(naive?.mae ?? null)],
      [
        `RMSE ${code(column)}`,
        digits(rmse) + (only ? ` ${range(words, rmseInterval)}` : ''),
        digits(naive?.rmse ?? null),
      ],
      [`R² ${code(column)}`, digits(r2), digits(naive?.r2 ?? null)],
    ];
  });
}

function naiveTarget(baseline: Baseline, index: number): { mae: number; rmse: number; r2: number } | null {
  return baseline.kind === 'mean' ? (baseline.targets[index] ?? null) : null;
}

function range({ interval }: Words, { low, high }: Interval): string {
  return `(${interval} ${digits(low)}–${digits(high)})`;
}

function digits(value: number | null): string {
  return value === null || Number.isNaN(value) ? '–' : value.toPrecision(4);
}

/** A name as Markdown code, so that nothing in it is read as Markdown. */
function code(name: string): string {
  const flat = plain(name).replaceAll('|', '\\|');
  return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
