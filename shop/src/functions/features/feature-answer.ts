/** Values of features for given entities at a given moment, in the shape of Feast's feature server. */
import {
  type EntityName,
  type FeatureDefinition,
  type FeatureValue,
  type Moment,
  OLDEST_MS,
} from './feature-definition.ts';
import { featureNamed } from './feature-definitions.ts';

export type FeatureStatus = 'PRESENT' | 'NULL_VALUE' | 'NOT_FOUND' | 'OUTSIDE_MAX_AGE';

export interface FeatureAnswer<Status = FeatureStatus> {
  /** Null unless the status is PRESENT. */
  readonly value: FeatureValue;
  readonly status: Status;
  /** The newest event that the value could know of, in epoch milliseconds; 0 when there is none. */
  readonly eventMs: number;
}

export type EntityRow = Readonly<Partial<Record<EntityName, string>>>;

/** Names that are declared, rows that have the entities which these need. */
export interface FeatureRequest {
  readonly features: readonly string[];
  readonly rows: readonly EntityRow[];
  readonly nowMs: number;
}

/** One for each feature, with one entry for each row. */
export interface FeatureVector {
  readonly values: readonly FeatureValue[];
  readonly statuses: readonly FeatureStatus[];
  readonly eventMs: readonly number[];
}

const NOT_FOUND: FeatureAnswer = { value: null, status: 'NOT_FOUND', eventMs: 0 };

export function answerFeatures(
  { features, rows, nowMs }: FeatureRequest,
  tables: Moment['tables'],
): readonly FeatureVector[] {
  const moment = { nowMs, tables };
  return features.map((name) => {
    const definition = featureNamed(name);
    const answers = rows.map((row) => (definition === undefined ? NOT_FOUND : featureAt(definition, row, moment)));
    return {
      values: answers.map(({ value }) => value),
      statuses: answers.map(({ status }) => status),
      eventMs: answers.map(({ eventMs }) => eventMs),
    };
  });
}

/** One value. State that is kept longer than anything may be old counts as gone, whether it has been removed yet or not. */
export function featureAt(definition: FeatureDefinition, row: EntityRow, moment: Moment): FeatureAnswer {
  switch (definition.entity) {
    case null:
      return aged(definition, definition.value(moment), definition.seenMs?.(moment) ?? moment.nowMs, moment);
    case 'productId': {
      const product = moment.tables.products.get(row.productId ?? '');
      if (product === undefined || isForgotten(product.lastMs, moment)) return NOT_FOUND;
      return aged(definition, definition.value(product, moment), product.lastMs, moment);
    }
    case 'userId': {
      const user = moment.tables.users.get(row.userId ?? '');
      if (user === undefined || isForgotten(user.lastMs, moment)) return NOT_FOUND;
      return aged(definition, definition.value(user, moment), definition.seenMs?.(user, moment) ?? user.lastMs, moment);
    }
  }
}

function isForgotten(lastMs: number, { nowMs }: Moment): boolean {
  return nowMs - lastMs > OLDEST_MS;
}

function aged({ maxAgeMs }: FeatureDefinition, value: FeatureValue, eventMs: number, { nowMs }: Moment): FeatureAnswer {
  if (maxAgeMs !== null && nowMs - eventMs > maxAgeMs) return { value: null, status: 'OUTSIDE_MAX_AGE', eventMs };
  return { value, status: value === null ? 'NULL_VALUE' : 'PRESENT', eventMs };
}
