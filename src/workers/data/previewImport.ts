import type { ImportPreview } from '../../core/dataset/importOptions.ts';
import { openTableFile } from '../../formats/openTableFile.ts';
import type { DataContract } from '../../protocol/dataContract.ts';
import { sourceFile } from './sourceFile.ts';

/** A first look at a file or pasted text, under the parts of a plan that are given; everything else is detected. */
export async function previewImport({ source, plan, sheet }: DataContract['preview']['input']): Promise<ImportPreview> {
  const file = await openTableFile(sourceFile(source), sheet);
  return file.preview(plan ?? {});
}
