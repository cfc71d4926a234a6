import type { CheckContext } from '../core/recipe/checks/context.ts';
import type { ProjectSession } from './projectSession.svelte.ts';

const GIBIBYTE = 2 ** 30;

/** What a recipe is checked against in a project; null while its data are not prepared. Reads the session's state. */
export function checkContextOf({ bindings, project, summary, machine }: ProjectSession): CheckContext | null {
  if (!bindings || !summary || !project.preparation) return null;
  return {
    bindings,
    task: project.preparation.task,
    trainRows: summary.sizes.train,
    validationRows: summary.sizes.validation,
    standardizeTarget: project.preparation.standardizeTarget,
    machine: machine && {
      maxBufferBytes: machine.webgpu?.maxBufferBytes ?? null,
      maxBindingBytes: machine.webgpu?.maxBindingBytes ?? null,
      memoryBytes: machine.deviceMemoryGiB === null ? null : machine.deviceMemoryGiB * GIBIBYTE,
    },
  };
}
