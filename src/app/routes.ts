import { PLACES, type Place } from '../services/projectStatus.ts';

/** Where the page is. `place` null: the project's own choice, by how far it has come. */
export type Route =
  | { readonly kind: 'landing' }
  | { readonly kind: 'project'; readonly projectId: string; readonly place: Place | null }
  | { readonly kind: 'unknown' };

/** Reads `location.hash`: `#/`, `#/p/<id>`, `#/p/<id>/<place>`. */
export function parseRoute(hash: string): Route {
  const [head, projectId, placeName, ...rest] = hash.replace(/^#?\/?/, '').split('/');
  if (!head) return { kind: 'landing' };
  if (head !== 'p' || !projectId || rest.length > 0) return { kind: 'unknown' };
  if (!placeName) return { kind: 'project', projectId, place: null };
  const place = PLACES.find((each) => each === placeName);
  return place ? { kind: 'project', projectId, place } : { kind: 'unknown' };
}

export function projectHref(projectId: string): string {
  return `#/p/${projectId}`;
}

export const LANDING_HREF = '#/';
