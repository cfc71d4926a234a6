import { checkNetwork } from '../core/recipe/checkNetwork.ts';
import { fittingSides } from '../core/recipe/fittingSides.ts';
import { allLayers, describeNetworks, networksOf, roleOfLayer } from '../core/recipe/networks.ts';
import { applyEdits, duplicateLayer, editModel, linkLayer, type RecipeEdit } from '../core/recipe/editing.ts';
import { pushHistory, redo, startHistory, undo, type History } from '../core/recipe/history.ts';
import type { LayerProblem } from '../core/recipe/problems.ts';
import { proposeLayer, type LayerPlace } from '../core/recipe/proposeLayer.ts';
import type { LayerSpec, LayerType } from '../core/recipe/layerSpec.ts';
import type { NetworkRole, Procedure, Recipe } from '../core/recipe/recipe.ts';
import type { TrainingSettings } from '../core/training/settings.ts';
import { checkContextOf } from './checkContext.ts';
import type { ProjectSession } from './projectSession.svelte.ts';

const SAVE_DELAY_MS = 300;

/** The network being edited: every change can be undone, is checked against data and machine, and is saved by itself. */
export class RecipeEditor {
  #history: History<Recipe>;
  #saveTimer: ReturnType<typeof setTimeout> | null = null;

  readonly recipe = $derived.by(() => this.#history.present);
  readonly canUndo = $derived.by(() => this.#history.past.length > 0);
  readonly canRedo = $derived.by(() => this.#history.future.length > 0);
  /** The networks that the recipe has, by what each is for. */
  readonly roles = $derived.by(() => networksOf(this.recipe.procedure).map(({ role }) => role));
  #chosenRole = $state<NetworkRole | null>(null);
  /** The network in hand. */
  readonly role = $derived.by((): NetworkRole => {
    const chosen = this.roles.find((role) => role === this.#chosenRole);
    return chosen ?? this.roles[0] ?? 'model';
  });
  readonly network = $derived.by(() => {
    const all = networksOf(this.recipe.procedure);
    return (all.find(({ role }) => role === this.role) ?? all[0])?.network ?? { inputShape: [], layers: [] };
  });
  /** Of every network: shapes, parameters, FLOPs and memory; null while the data's width is not known. */
  readonly described = $derived.by(() => {
    const { bindings } = this.session;
    return bindings && describeNetworks(this.recipe, bindings);
  });
  /** Of the network in hand. */
  readonly description = $derived.by(() => this.described?.find(({ role }) => role === this.role)?.description ?? null);
  readonly problems = $derived.by((): readonly LayerProblem[] => {
    const context = checkContextOf(this.session);
    return context ? checkNetwork(this.recipe, context) : [];
  });
  /** Sides of pictures that the networks go with, where those that are chosen do not; null where they do, or none would. */
  readonly fittingSides = $derived.by(() => {
    const context = checkContextOf(this.session);
    const isAmiss = this.problems.some(({ code }) => code === 'output.shape');
    return context && isAmiss ? fittingSides(this.recipe, context) : null;
  });
  readonly errors = $derived.by(() => this.problems.filter(({ severity }) => severity === 'error'));

  constructor(
    private readonly session: ProjectSession,
    recipe: Recipe,
  ) {
    this.#history = $state.raw(startHistory(recipe));
  }

  replace(recipe: Recipe): void {
    if (recipe === this.recipe) return;
    this.#history = pushHistory(this.#history, recipe);
    this.#scheduleSave();
  }

  apply(...edits: readonly RecipeEdit[]): void {
    this.replace(applyEdits(this.recipe, edits));
  }

  chooseRole(role: NetworkRole): void {
    this.#chosenRole = role;
  }

  setProcedure(procedure: Procedure): void {
    this.apply({ kind: 'setProcedure', procedure });
  }

  /** Makes the project's pictures this large, in pixels. */
  async setSides(sides: { readonly height: number; readonly width: number }): Promise<void> {
    const { preparation } = this.session.project;
    if (preparation?.sample?.kind !== 'image') return;
    await this.session.setPreparation({ ...preparation, sample: { ...preparation.sample, ...sides } });
  }

  /** Where a layer may come, as `proposeLayer` and `fitsPlace` want it. */
  placeAt(index: number): LayerPlace {
    return {
      network: this.network,
      taken: allLayers(this.recipe.procedure),
      described: this.description?.layers ?? null,
      bindings: this.described?.find(({ role }) => role === this.role)?.bindings ?? null,
      index,
    };
  }

  addLayer(type: LayerType, index: number): LayerSpec {
    const layer = proposeLayer(type, this.placeAt(index));
    this.apply({ kind: 'insertLayer', layer, index, role: this.role });
    return layer;
  }

  /** Sets what a layer takes its input from. */
  linkLayer(layerId: string, inputs: readonly string[]): void {
    const role = roleOfLayer(this.recipe.procedure, layerId);
    this.replace(editModel(this.recipe, (network) => linkLayer(network, layerId, inputs), role));
  }

  duplicateLayer(layerId: string): void {
    const taken = allLayers(this.recipe.procedure);
    const role = roleOfLayer(this.recipe.procedure, layerId);
    this.replace(editModel(this.recipe, (network) => duplicateLayer(network, layerId, taken), role));
  }

  setTraining(patch: Partial<TrainingSettings>): void {
    this.apply({ kind: 'setTraining', patch });
  }

  undo(): void {
    this.#history = undo(this.#history);
    this.#scheduleSave();
  }

  redo(): void {
    this.#history = redo(this.#history);
    this.#scheduleSave();
  }

  /** Saves at once what is not saved yet: on leaving the place, and before a run starts. */
  async flush(): Promise<void> {
    if (this.#saveTimer === null) return;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
    await this.session.setRecipe(this.recipe);
  }

  #scheduleSave(): void {
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.flush(), SAVE_DELAY_MS);
  }
}
