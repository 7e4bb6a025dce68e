/** What is answered about users by what is remembered of them: each feature of each user. */
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import { featureAt } from '@millrace/shop/functions/features/feature-answer.ts';
import { featureTables } from '@millrace/shop/functions/features/features-fold.ts';
import { USER_FEATURES } from '@millrace/shop/functions/features/user-features.ts';

/** @param users states by user. @param nowMs when it is asked. @returns answers by user and feature. */
export function featureValues(users: Readonly<Record<string, unknown>>, nowMs: number): ReadonlyMap<string, unknown> {
  const saved = { 'features-users': users } as SavedTables;
  const moment = { nowMs, tables: featureTables(JsonTables.load(saved)) };
  return new Map(
    Object.keys(users).flatMap((userId) =>
      USER_FEATURES.map((feature) => [`${userId} ${feature.name}`, featureAt(feature, { userId }, moment)] as const),
    ),
  );
}
