/** What requests say of features and entities: checked, and named as Feast names them. */
import type { EntityName, FeatureDefinition } from '../functions/features/feature-definition.ts';
import { FEATURES, featureNamed, nearestFeature } from '../functions/features/feature-definitions.ts';
import { badRequest, type Fault } from './bad-request.ts';

/**
 * The declarations of the features asked for.
 * @param offered those that are kept here. @throws Problem 400 that names the nearest for each unknown name.
 */
export function declaredFeatures(
  names: readonly string[],
  offered: readonly FeatureDefinition[] = FEATURES,
): readonly FeatureDefinition[] {
  const faults: Fault[] = [];
  const declared = names.flatMap((name, place) => {
    const feature = featureNamed(name);
    if (feature !== undefined && offered.includes(feature)) return feature;
    faults.push(faultOf(name, `body.features[${place}]`));
    return [];
  });
  if (faults.length > 0) throw badRequest(faults);
  return declared;
}

function faultOf(name: string, where: string): Fault {
  const mend = 'GET /v1/features lists them all.';
  if (featureNamed(name) !== undefined) return { where, what: `the feature “${name}” is not kept here`, mend };
  return { where, what: `there is no feature “${name}”`, mend: `Did you mean “${nearestFeature(name)}”? ${mend}` };
}

/** The entities that the features need, in a fixed order. */
export function entitiesOf(features: readonly FeatureDefinition[]): readonly EntityName[] {
  const needed = new Set(features.map(({ entity }) => entity));
  return (['userId', 'productId'] as const).filter((entity) => needed.has(entity));
}

/**
 * `orders_24h` of `user:orders_24h`, or `user__orders_24h` when full names are asked for, as Feast does. Where two short
 * names are the same both are given in full.
 */
export function shownNames(features: readonly FeatureDefinition[], full: boolean): readonly string[] {
  const short = features.map(({ name }) => name.slice(name.indexOf(':') + 1));
  return features.map(({ name }, place) => {
    const own = short[place] ?? name;
    const isClear = short.indexOf(own) === short.lastIndexOf(own);
    return isClear && !full ? own : name.replace(':', '__');
  });
}
