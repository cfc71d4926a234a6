import type { ImportPreview } from '../../core/dataset/importOptions.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import { openSource } from './openSource.ts';

/** A first look at a file or pasted text, under the parts of a plan that are given; everything else is detected. */
export async function previewImport({ source, plan, sheet }: DataContract['preview']['input']): Promise<ImportPreview> {
  const { table } = await openSource(source, sheet);
  return table.preview(plan ?? {});
}
