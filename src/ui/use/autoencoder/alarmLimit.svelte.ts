import { chooseThreshold } from '../../../core/evaluation/detection.ts';
import type { JudgedBy, ReconstructedKind } from '../../../core/evaluation/reconstruction.ts';
import type { AlarmThreshold } from '../../../protocol/engineContract.ts';
import { Reconstruction } from '../../../services/reconstruction.svelte.ts';
import { usualJudgedBy } from '../../evaluate/autoencoder/judgement.svelte.ts';

/** The error above which there is an alarm, read off a run's validation samples. */
export class AlarmLimit {
  readonly judged = new Reconstruction();
  ratePercent = $state(1);
  chosenBy = $state<JudgedBy | null>(null);
  readonly by = $derived.by(() => this.chosenBy ?? usualJudgedBy(this.kind));
  readonly threshold = $derived.by(() => this.#thresholdOf(this.by));
  readonly placeThreshold = $derived.by(() => this.#thresholdOf('place'));
  /** For files. */
  readonly rule = $derived.by((): AlarmThreshold =>
    this.threshold ? { threshold: this.threshold.value, by: this.by } : {},
  );

  constructor(private readonly kind: ReconstructedKind) {}

  load(runId: string): void {
    void this.judged.load(runId, 'validation');
  }

  close(): void {
    this.judged.cancel();
  }

  #thresholdOf(by: JudgedBy): ReturnType<typeof chooseThreshold> {
    const { part } = this.judged;
    return (
      part && chooseThreshold(by === 'place' ? part.validationPeaks : part.validationErrors, this.ratePercent / 100)
    );
  }
}
