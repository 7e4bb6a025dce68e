/** Follows a JSON path through a document. */
import { isJsonArray, isJsonObject, type JsonValue } from './json-document.ts';
import type { JsonPath, JsonStep } from './json-path.ts';

/** What a path leads to: a value (a list of all matches for an indefinite path), or nothing. */
export function evaluatePath(path: JsonPath, root: JsonValue): JsonValue | undefined {
  let places: readonly JsonValue[] = [root];
  let definite = true;
  for (const step of path.steps) {
    places = places.flatMap((place) => follow(step, place));
    definite &&=
      (step.kind === 'names' && step.names.length === 1) || (step.kind === 'indexes' && step.indexes.length === 1);
    // While the way is one way, a missing place ends it; among many ways the others go on.
    if (definite && places.length === 0) return path.definite || path.mode === 'strict' ? undefined : [];
  }
  return path.definite ? places[0] : places;
}

function follow(step: JsonStep, place: JsonValue): readonly JsonValue[] {
  switch (step.kind) {
    case 'names':
      return isJsonObject(place) ? step.names.flatMap((name) => member(place, name)) : [];
    case 'indexes':
      return isJsonArray(place) ? step.indexes.flatMap((index) => element(place, index)) : [];
    case 'slice':
      return isJsonArray(place) ? place.slice(step.start ?? 0, step.end) : [];
    case 'wildcard':
      if (isJsonArray(place)) return place;
      return isJsonObject(place) ? Object.values(place) : [];
    case 'descend':
      return descendants(place);
  }
}

function member(object: { readonly [name: string]: JsonValue }, name: string): readonly JsonValue[] {
  return Object.hasOwn(object, name) ? [object[name] ?? null] : [];
}

function element(array: readonly JsonValue[], index: number): readonly JsonValue[] {
  const found = array.at(index);
  return found === undefined ? [] : [found];
}

/** The value and all values below it, parents first. */
function descendants(place: JsonValue): readonly JsonValue[] {
  if (isJsonArray(place)) return [place, ...place.flatMap(descendants)];
  return isJsonObject(place) ? [place, ...Object.values(place).flatMap(descendants)] : [];
}
