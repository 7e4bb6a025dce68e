/** Follows a JSON path through a document. */
import { isJsonArray, isJsonObject, type JsonValue } from './json-document.ts';
import type { JsonPath, JsonStep } from './json-path.ts';

/** What a path leads to: a value (a list of all matches for an indefinite path), or nothing. */
export function evaluatePath(path: JsonPath, root: JsonValue): JsonValue | undefined {
  const found = placesOf(path, root);
  return path.function === undefined || found === undefined ? found : path.function(found);
}

function placesOf(path: JsonPath, root: JsonValue): JsonValue | undefined {
  const name = onlyName(path);
  if (name !== undefined) return isJsonObject(root) && Object.hasOwn(root, name) ? (root[name] ?? null) : undefined;
  let places: readonly JsonValue[] = [root];
  let definite = true;
  for (const [index, step] of path.steps.entries()) {
    const isLast = index === path.steps.length - 1;
    places = places.flatMap((place) => (isLast && isMerge(step) ? merged(step, place) : follow(step, place, root)));
    definite &&=
      (step.kind === 'names' && step.names.length === 1) || (step.kind === 'indexes' && step.indexes.length === 1);
    // While the way is one way, a missing place ends it; among many ways the others go on.
    if (definite && places.length === 0) return path.definite || path.mode === 'strict' ? undefined : [];
  }
  return path.definite ? places[0] : places;
}

/** The name of a path such as `$.name`, which most are. */
function onlyName({ steps }: JsonPath): string | undefined {
  const [step, next] = steps;
  return step?.kind === 'names' && step.names.length === 1 && next === undefined ? step.names[0] : undefined;
}

type NamesStep = Extract<JsonStep, { kind: 'names' }>;

/** `['a', 'b']` at the end of a path. */
function isMerge(step: JsonStep): step is NamesStep {
  return step.kind === 'names' && step.names.length > 1;
}

/** An object of those members that are there. */
function merged(step: NamesStep, place: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(place)) return [];
  return [
    Object.fromEntries(
      step.names.filter((name) => Object.hasOwn(place, name)).map((name) => [name, place[name] ?? null]),
    ),
  ];
}

function follow(step: JsonStep, place: JsonValue, root: JsonValue): readonly JsonValue[] {
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
    case 'filter':
      return (isJsonArray(place) ? place : [place]).filter((item) => step.passes(item, root));
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
