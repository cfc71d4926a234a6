import { PLAIN_TILING, type Tiling } from '../core/images/imageSample.ts';
import { checkPreparation } from '../core/preprocessing/checkPreparation.ts';
import {
  isLearnt,
  type ColumnPreparation,
  type ColumnRole,
  type PreparationSpec,
  type SampleSpec,
  type SplitFractions,
  type SplitSpec,
  type Task,
  type WindowLabel,
} from '../core/preprocessing/preparation.ts';
import { asTranslation } from '../core/preprocessing/asTranslation.ts';
import { defaultColumnPreparation } from '../core/preprocessing/suggestPreparation.ts';
import type { ColumnSchema } from '../core/dataset/table.ts';
import type { ProjectSession } from './projectSession.svelte.ts';
import { dataWorker } from './workers.ts';

/** Changes that come within this time are kept, and counted, together. */
const SETTLE_MS = 200;

/** The preparation being edited: a change shows at once, and is kept and summarised a moment later. */
export class PreparationEditor {
  error = $state.raw<unknown>(null);
  #draft = $state.raw<PreparationSpec | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What columns were before they came to steer the split: looking at another kind of split must not cost a feature. */
  #rolesBefore: Readonly<Record<string, ColumnRole>> = {};

  readonly columns = $derived.by((): readonly ColumnSchema[] => this.session.dataset?.columns ?? []);
  readonly spec = $derived.by(() => this.#draft ?? this.session.project.preparation);
  readonly targets = $derived.by(() => this.columns.filter(({ name }) => this.roleOf(name) === 'target'));
  readonly problems = $derived.by(() => (this.spec ? checkPreparation(this.spec, this.columns) : []));
  /** A change is not yet in the summary. */
  readonly isSettling = $derived.by(() => this.#draft !== null);

  constructor(readonly session: ProjectSession) {}

  roleOf(name: string): ColumnRole {
    return this.spec?.columns[name]?.role ?? 'ignore';
  }

  /** What happens to a column; of one that the preparation does not name, what would by default. */
  columnOf({ name, type }: ColumnSchema): ColumnPreparation {
    return this.spec?.columns[name] ?? defaultColumnPreparation(type, 'ignore');
  }

  setColumn(column: ColumnSchema, change: Partial<ColumnPreparation>): void {
    this.setColumns([column], () => change);
  }

  setColumns(columns: readonly ColumnSchema[], change: (column: ColumnSchema) => Partial<ColumnPreparation>): void {
    const changed = columns.map((column) => [column.name, { ...this.columnOf(column), ...change(column) }] as const);
    this.#change((spec) => ({ ...spec, columns: { ...spec.columns, ...Object.fromEntries(changed) } }));
  }

  /** Gives a column a role. Where there can be one target only, another takes its place; a split by the column comes with its role. */
  async setRole(column: ColumnSchema, role: ColumnRole): Promise<void> {
    const isSingle = this.spec?.task === 'binary' || this.spec?.task === 'multiclass';
    // Several labels are chosen as such; another first target would bring its own task.
    const isFirst = this.targets.length === 0 && this.spec?.task !== 'multilabel';
    if (role === 'target' && (isSingle || isFirst)) {
      await this.chooseTarget(column.name);
      return;
    }
    const split = this.#split();
    if (role === 'group' || role === 'time') {
      this.setSplit(splitOf(role, split, column.name));
      return;
    }
    // The split cannot go on by a column that has another part to play.
    const isSteering = 'column' in split && split.column === column.name;
    if (isSteering && !(split.kind === 'given' && role === 'ignore')) {
      this.setSplit(splitOf(this.spec?.task === 'regression' ? 'random' : 'stratified', split, ''));
    }
    this.setColumn(column, { role });
  }

  /** A label that only judges says of a window whether any of its rows is unusual. */
  setTask(task: Task): void {
    const role = this.session.dataset?.companions?.role;
    this.#change((spec) => {
      const { sample } = spec;
      if (task === 'translation' && role && sample?.kind === 'image') return asTranslation({ ...spec, sample }, role);
      const changed = { ...spec, task };
      const isUnsuited = sample?.kind === 'window' && sample.label !== 'last' && sample.label !== 'majority';
      return isLearnt(changed) || !isUnsuited ? changed : { ...changed, sample: { ...sample, label: 'any' } };
    });
  }

  /** @param name - null: every row is trained on */
  setNormalClass(name: string | null): void {
    this.#change(({ normalClass: _before, ...spec }) => (name === null ? spec : { ...spec, normalClass: name }));
  }

  setStandardizeTarget(standardizeTarget: boolean): void {
    this.#change((spec) => ({ ...spec, standardizeTarget }));
  }

  /** Sets how rows are dealt; the column that steers it gets its role, and one that no longer does has its earlier one again. */
  setSplit(split: SplitSpec): void {
    this.#change((spec) => {
      const columns = Object.entries(spec.columns).map(([name, column]): [string, ColumnPreparation] => {
        const isSteering = column.role === 'group' || column.role === 'time';
        if (split.kind === 'given' && split.column === name) return [name, { ...column, role: 'ignore' }];
        if ((split.kind === 'group' || split.kind === 'time') && split.column === name) {
          if (!isSteering) this.#rolesBefore = { ...this.#rolesBefore, [name]: column.role };
          return [name, { ...column, role: split.kind }];
        }
        return [name, isSteering ? { ...column, role: this.#rolesBefore[name] ?? 'ignore' } : column];
      });
      return { ...spec, split, columns: Object.fromEntries(columns) };
    });
  }

  setFractions(fractions: SplitFractions): void {
    this.#change((spec) => ({ ...spec, split: { ...spec.split, ...fractions } }));
  }

  setSeed(seed: number): void {
    this.#change((spec) => ('seed' in spec.split ? { ...spec, split: { ...spec.split, seed } } : spec));
  }

  /** Makes a column the target: its task is suggested from its values, what was set for the other columns stays. */
  async chooseTarget(name: string): Promise<void> {
    const { dataset } = this.session;
    if (!dataset) return;
    await this.#attempt(async () => {
      const suggested = await dataWorker.call('suggestPreparation', { datasetId: dataset.id, target: name });
      // Read now: what was changed meanwhile counts too.
      const before = this.spec;
      if (!before) return;
      const columns = Object.entries(suggested.columns).map(([column, preparation]): [string, ColumnPreparation] => {
        const kept = before.columns[column];
        return [column, column === name || !kept || kept.role === 'target' ? preparation : kept];
      });
      const { split } = before;
      const steersByTarget = 'column' in split && split.column === name;
      this.#change(() => ({
        ...suggested,
        columns: Object.fromEntries(columns),
        split: steersByTarget ? suggested.split : split,
        ...(before.sample ? { sample: before.sample } : {}),
      }));
    });
  }

  /** Makes samples of another kind; what goes with them (roles, split) is suggested from the values. */
  async chooseSample(kind: 'row' | 'window' | 'text', label: WindowLabel | null = null): Promise<void> {
    const { dataset } = this.session;
    const before = this.spec;
    if (!dataset || !before) return;
    await this.#attempt(async () => {
      const preparation = await dataWorker.call('suggestSample', {
        datasetId: dataset.id,
        preparation: before,
        kind,
        label,
      });
      if (preparation) this.#change(() => preparation);
    });
  }

  /** Changes what a sample is: a window, a text, a picture. */
  setSample(sample: SampleSpec): void {
    this.#change((spec) => ({ ...spec, sample }));
  }

  /** Changes how pictures are cut into tiles; null: they are taken whole. */
  setTiling(change: Partial<Tiling> | null): void {
    const sample = this.spec?.sample;
    if (sample?.kind !== 'image') return;
    const { tiling = PLAIN_TILING, ...whole } = sample;
    this.setSample(change === null ? whole : { ...whole, tiling: { ...tiling, ...change } });
  }

  /** Drops everything that was set, for what is suggested for the present target. */
  async suggestAnew(): Promise<void> {
    const { dataset } = this.session;
    if (!dataset) return;
    const target = this.targets[0]?.name ?? null;
    await this.#attempt(async () => {
      const suggested = await dataWorker.call('suggestPreparation', { datasetId: dataset.id, target });
      this.#change(() => suggested);
    });
  }

  /** Keeps what has not been kept yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const draft = this.#draft;
    if (!draft) return;
    await this.#attempt(() => this.session.setPreparation(draft));
    if (this.#draft === draft) this.#draft = null;
  }

  #change(change: (spec: PreparationSpec) => PreparationSpec): void {
    const { spec } = this;
    if (!spec) return;
    this.#draft = change(spec);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SETTLE_MS);
  }

  #split(): SplitSpec {
    return this.spec?.split ?? { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 };
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }
}

/** The split of another kind with the same shares and, where it has one, the same seed. */
export function splitOf(kind: SplitSpec['kind'], from: SplitSpec, column: string): SplitSpec {
  const { train, validation, test } = from;
  const fractions = { train, validation, test };
  const seed = 'seed' in from ? from.seed : 1;
  switch (kind) {
    case 'random':
    case 'stratified':
      return { ...fractions, kind, seed };
    case 'group':
    case 'given':
      return { ...fractions, kind, seed, column };
    case 'time':
      return { ...fractions, kind, column };
    case 'blocks':
      return { ...fractions, kind };
  }
}
