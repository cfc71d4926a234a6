import {
  chooseThreshold,
  findContamination,
  judgeDetection,
  type Threshold,
} from '../../../core/evaluation/detection.ts';
import {
  drivingFeatures,
  meanOf,
  type JudgedBy,
  type ReconstructedPart,
} from '../../../core/evaluation/reconstruction.ts';

/** How one part is judged, as the user sets it: by what, at which rate, which class is normal; and what follows from it. */
export class Judgement {
  ratePercent = $state(1);
  /** null: as is best for what a sample is. */
  chosenBy = $state<JudgedBy | null>(null);
  /** null: the class of training, else the most frequent. */
  chosenNormal = $state<string | null>(null);
  readonly #read: () => ReconstructedPart;
  readonly part = $derived.by(() => this.#read());
  readonly by = $derived.by(() => this.chosenBy ?? usualJudgedBy(this.part.kind));

  readonly normal = $derived.by(() => {
    const { classes, labels, normalClass } = this.part;
    const counts = classes.map((_, i) => labels.reduce((sum, label) => sum + Number(label === i), 0));
    return this.chosenNormal ?? normalClass ?? classes[counts.indexOf(Math.max(...counts))] ?? null;
  });
  /** 1, 0, or -1 where it is not known. */
  readonly isAnomaly = $derived.by(() => {
    const { classes, labels } = this.part;
    const index = this.normal === null ? -1 : classes.indexOf(this.normal);
    return Float32Array.from(labels, (label) => (index < 0 || label < 0 ? -1 : Number(label !== index)));
  });
  /** What samples are judged by. */
  readonly scores = $derived.by(() => (this.by === 'place' ? this.part.peaks : this.part.errors));
  readonly threshold = $derived.by(() => this.#thresholdOf(this.by));
  readonly wholeThreshold = $derived.by(() => this.#thresholdOf('whole'));
  /** Where the scale of single places has its middle. */
  readonly placeThreshold = $derived.by(() => this.#thresholdOf('place'));
  readonly detection = $derived.by(
    () => this.threshold && judgeDetection(this.scores, this.isAnomaly, this.threshold.value),
  );
  readonly contamination = $derived.by(() => findContamination(this.part.trainingErrors));
  readonly alarms = $derived.by(() => this.scores.reduce((sum, _, sample) => sum + Number(this.isAlarm(sample)), 0));
  /** Samples that are to be made again well: those not known to be unusual. */
  readonly ordinary = $derived.by(() => [...this.isAnomaly.keys()].filter((sample) => this.isAnomaly[sample] !== 1));
  readonly error = $derived.by(() => meanOf(pick(this.part.errors, this.ordinary)));
  readonly naive = $derived.by(() => meanOf(pick(this.part.baselineErrors.errors, this.ordinary)));
  /** All samples, the worst first. */
  readonly ranked = $derived.by(() =>
    [...this.scores.keys()].sort((a, b) => (this.scores[b] ?? 0) - (this.scores[a] ?? 0)),
  );

  constructor(read: () => ReconstructedPart) {
    this.#read = read;
  }

  isAlarm(sample: number): boolean {
    return this.threshold !== null && (this.scores[sample] ?? 0) > this.threshold.value;
  }

  /** Score over threshold. */
  ratioOf(sample: number): number {
    return (this.scores[sample] ?? NaN) / (this.threshold?.value ?? NaN);
  }

  driversOf(sample: number): ReturnType<typeof drivingFeatures> {
    const { features, featureErrors } = this.part;
    const width = features.length;
    return drivingFeatures(featureErrors.subarray(sample * width, (sample + 1) * width), features);
  }

  #thresholdOf(by: JudgedBy): Threshold | null {
    const { validationErrors, validationPeaks } = this.part;
    return chooseThreshold(by === 'place' ? validationPeaks : validationErrors, this.ratePercent / 100);
  }
}

/** Faults of pictures are small; windows are unusual as a whole. */
export function usualJudgedBy(kind: ReconstructedPart['kind']): JudgedBy {
  return kind === 'image' ? 'place' : 'whole';
}

function pick(values: Float32Array, positions: readonly number[]): Float32Array {
  return Float32Array.from(positions, (position) => values[position] ?? NaN);
}
