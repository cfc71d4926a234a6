import type { Place } from '../services/projectStatus.ts';

/** The address of a place of a project, within the page. */
export function placeHref(projectId: string, place: Place): string {
  return `#/p/${projectId}/${place}`;
}
