import type { ReconstructedKind } from '../../core/evaluation/reconstruction.ts';

const ONE: Readonly<Record<ReconstructedKind, string>> = { row: 'row', window: 'window', image: 'picture' };
const MANY: Readonly<Record<ReconstructedKind, string>> = { row: 'rows', window: 'windows', image: 'pictures' };

/** Words about autoencoders: what they make again, and what they find unusual. `kind` is what a sample is. */
export const autoencoder = {
  better: (share: string, n: string, kind: ReconstructedKind) =>
    `The network explains ${share} of what the mean of the training ${MANY[kind]} leaves, on ${n} ${MANY[kind]}.`,
  notBetter: (share: string, n: string, kind: ReconstructedKind) =>
    `No better than the mean of the training ${MANY[kind]} (${share} explained, on ${n} ${MANY[kind]}): it has learnt nothing to detect by.`,
  contaminated: (kind: ReconstructedKind) => `Some training ${MANY[kind]} do not look normal`,
  contaminatedText: (outliers: string, n: string, kind: ReconstructedKind) =>
    `${outliers} of ${n} training ${MANY[kind]} are far harder to make again than the rest. If they are faults, the network has learnt them as normal: choose the normal class under Data, or leave them out.`,
  trainedOnAll: (minority: string, n: string, kind: ReconstructedKind) =>
    `Trained on all classes: ${minority} of ${n} training ${MANY[kind]} are not of the most frequent one. To find the unusual, train on the normal class alone (Data, Preparation).`,
  reconstruction: 'Made again',
  error: 'Mean squared error',
  naive: (value: string) => `${value} for the training mean`,
  naiveError: 'Error of the training mean',
  explained: 'Explained',
  compression: 'Compression',
  values: (input: string, code: string) => `${input} values in, ${code} in the code`,
  bytes: (kind: ReconstructedKind) => `These ${MANY[kind]} as codes`,
  bytesOf: (size: string) => `${size} as the network’s numbers`,
  threshold: 'When to raise an alarm',
  rate: 'Wanted false alarms',
  rateHelp: (kind: ReconstructedKind) =>
    `The share of normal ${MANY[kind]} that may raise an alarm. The threshold is the lowest that keeps to it on the validation ${MANY[kind]}.`,
  by: 'Judged by',
  byHelp: 'A small fault hardly changes the error of a whole picture or window, but stands out in its worst place.',
  bys: { whole: 'Whole', place: 'Worst place' },
  normalClass: 'Normal class',
  value: 'Threshold',
  alarmsInValidation: (alarms: string, n: string, kind: ReconstructedKind) =>
    `${alarms} of ${n} validation ${MANY[kind]} lie above`,
  measuredRate: 'False alarms in validation',
  alarms: (kind: ReconstructedKind) => `Alarms in these ${MANY[kind]}`,
  noValidation: (kind: ReconstructedKind) =>
    `There are no validation ${MANY[kind]} to read a threshold off. Give the split some under Data.`,
  detection: 'Against the labels',
  detectionNote: (anomalies: string, normals: string, kind: ReconstructedKind) =>
    `${anomalies} unusual and ${normals} normal ${MANY[kind]}`,
  found: (kind: ReconstructedKind) => `Unusual ${MANY[kind]} found`,
  falseAlarms: (kind: ReconstructedKind) => `Normal ${MANY[kind]} with an alarm`,
  chance: (share: string) => `${share} by chance`,
  histogram: 'How errors are spread',
  logError: 'Error, logarithmic',
  count: (kind: ReconstructedKind) => `Number of ${MANY[kind]}`,
  all: (kind: ReconstructedKind) => `All ${MANY[kind]}`,
  normal: 'Normal',
  anomalies: 'Unusual by label',
  latent: 'The codes',
  latentNote: (shares: string, kind: ReconstructedKind) =>
    `Principal components of the code: ${shares} of its variance. Choose a point to see its ${ONE[kind]}.`,
  component: (n: string) => `Component ${n}`,
  below: 'Below the threshold',
  above: 'Above the threshold',
  heat: 'What drives the largest errors',
  heatNote: (kind: ReconstructedKind) =>
    `Each cell is a feature’s part of the ${ONE[kind]}’s error. One scale for all: half of the colour is the threshold, so that a ${ONE[kind]} without an alarm never gets past it.`,
  timesThreshold: (ratio: string) => `${ratio} × threshold`,
  sample: { row: 'Row', window: 'Window', image: 'Picture' } satisfies Record<ReconstructedKind, string>,
  sampleNumber: (n: string, kind: ReconstructedKind) =>
    ({ row: `Row ${n}`, window: `Window ending in row ${n}`, image: `Picture ${n}` })[kind],
  feature: 'Feature',
  features: 'Feature by feature',
  worst: (kind: ReconstructedKind) => `The most unusual ${MANY[kind]}`,
  close: 'Close',
  picture: {
    original: 'Original',
    noisy: 'Noisy',
    output: 'Made again',
    clean: 'Clean',
    map: 'Error by place',
    mapNote: (limit: string, rate: string) =>
      `One scale for the whole data set: warm colours begin at ${limit}, the local error that the worst place of ${rate} of normal validation pictures exceeds. A normal part stays blue.`,
    mapLabel: (name: string, ratio: string) => `${name}: error by place, at most ${ratio} times the limit`,
    noLimit: 'Without validation pictures there is no limit for the scale.',
    ratio: (ratio: string) => `${ratio} × threshold`,
    choose: 'Choose a picture to see where it differs.',
  },
  pixels: {
    title: 'Against the masks',
    note: (pictures: string, share: string) => `${pictures} pictures with a defect; ${share} of all pixels are faulty`,
    rocAuc: 'Pixel AUROC',
    averagePrecision: 'Pixel average precision',
  },
  series: {
    title: 'Alarms over time',
    note: 'Windows above the threshold that overlap or touch are one alarm.',
    unit: 'Unit',
    time: 'Time',
    place: 'Row in order',
    score: 'Error ÷ threshold',
    errorLine: 'Windows',
    flagged: 'Above the threshold',
    labelled: 'Unusual by label',
    thresholdMark: 'Threshold',
    falseAlarms: 'False alarms',
    perWeek: (n: string) => `${n} a week`,
    perDay: (n: string) => `${n} a day`,
    perThousand: (n: string) => `${n} per 1000 windows`,
    normalTime: (duration: string) => `in ${duration} of normal operation`,
    falseCount: (n: string) => (n === '1' ? '1 false alarm' : `${n} false alarms`),
    unlabelled: 'Without labels every alarm counts as false.',
    found: 'Unusual stretches found',
    foundOf: (found: string, all: string) => `${found} of ${all}`,
    alarms: 'Alarms',
    from: 'From',
    to: 'To',
    worst: 'Worst error ÷ threshold',
    verdict: 'By label',
    right: 'right',
    wrong: 'false alarm',
    unknown: 'no label',
    none: 'No window is above the threshold.',
    step: 'Step of the window',
    measured: 'Measured',
    madeAgain: 'Made again',
    channels: 'Error by channel and step',
    channelsNote:
      'One scale for the whole data set: half of the colour is the largest single error that normal validation windows keep to.',
  },
  denoising: {
    title: 'Before and after',
    note: (n: string, kind: ReconstructedKind) =>
      `on ${n} ${MANY[kind]} that training never saw, with the noise of training`,
    before: 'Error before',
    after: 'Error after',
    removed: 'Noise removed',
    worse: 'The network adds more error than it takes away: train longer, or make the code larger.',
    others: 'Others',
  },
  use: {
    threshold: 'When to raise an alarm',
    value: (value: string, alarms: string, n: string, kind: ReconstructedKind) =>
      `Threshold ${value}: ${alarms} of ${n} validation ${MANY[kind]} lie above.`,
    reading: (kind: ReconstructedKind) => `Reading the threshold off the validation ${MANY[kind]}`,
    one: { row: 'One row', window: 'A series', image: 'One picture' } satisfies Record<ReconstructedKind, string>,
    isUnusual: 'Unusual',
    isNormal: 'Nothing unusual',
    error: (value: string) => `Error ${value}.`,
    ofThreshold: (ratio: string) => `${ratio} times the threshold.`,
    drivenBy: (features: string) => `Driven by ${features}`,
    file: { row: 'A whole file', window: 'A whole file', image: 'Many pictures' } satisfies Record<
      ReconstructedKind,
      string
    >,
    drop: 'Drop a file with rows to judge',
    found: (alarms: string, n: string, kind: ReconstructedKind) =>
      `${alarms} of ${n} ${MANY[kind]} lie above the threshold.`,
    listed: (kind: ReconstructedKind) =>
      ({
        row: 'Rows above the threshold, the most unusual first',
        window: 'Windows above the threshold, the most unusual first',
        image: 'Pictures above the threshold, the most unusual first',
      })[kind],
    errorHead: 'Error',
    drivers: 'Driven by',
    fileHead: 'File',
    suffix: 'unusual',
  },
};

export type AutoencoderMessages = typeof autoencoder;
