/**
 * Every feature that there is, declared in the files that are put together here. The online answer, the training sets, the
 * catalogue and docs/features.md are made of this list: what is declared is what is served.
 */
import { editDistance } from '@millrace/engine/errors/closest-name.ts';
import { CONTEXT_FEATURES } from './context-features.ts';
import type { FeatureDefinition } from './feature-definition.ts';
import { PRODUCT_FEATURES } from './product-features.ts';
import { SOCIAL_FEATURES } from './social-features.ts';
import { USER_FEATURES } from './user-features.ts';

export const FEATURES: readonly FeatureDefinition[] = [
  ...USER_FEATURES,
  ...PRODUCT_FEATURES,
  ...CONTEXT_FEATURES,
  ...SOCIAL_FEATURES,
];

const BY_NAME: ReadonlyMap<string, FeatureDefinition> = new Map(FEATURES.map((each) => [each.name, each]));

export function featureNamed(name: string): FeatureDefinition | undefined {
  return BY_NAME.get(name);
}

/** The declared name that is fewest edits away, the first of equal ones. */
export function nearestFeature(name: string): string {
  let nearest = '';
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of BY_NAME.keys()) {
    const distance = editDistance(name.toLowerCase(), candidate, Math.min(least, name.length + candidate.length));
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}
