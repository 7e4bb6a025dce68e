/** The columns of the table `features`: every feature of a user, made of the features' own declarations. */
import type { FeatureType, UserFeature } from '../../functions/features/feature-definition.ts';
import { FEATURES } from '../../functions/features/feature-definitions.ts';
import type { WarehouseColumn } from './warehouse-column.ts';

const TYPES: Readonly<Record<FeatureType, string>> = {
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
  DECIMAL: 'DECIMAL(38, 4)',
  STRING: 'VARCHAR',
  LIST: 'VARCHAR',
  MAP: 'VARCHAR',
};

export const SNAPSHOT_FEATURES: readonly UserFeature[] = FEATURES.filter((feature) => feature.entity === 'userId');

export function featureColumns(): readonly WarehouseColumn[] {
  return [
    { name: 'user_id', type: 'VARCHAR', description: 'The user, or the anonymous visitor.', from: 'user_id' },
    {
      name: 'active_hour',
      type: 'TIMESTAMP',
      description: 'The hour in which the user was active.',
      from: 'active_hour',
    },
    { name: 'as_of', type: 'TIMESTAMP', description: 'The moment that the values are of.', from: 'as_of' },
    ...SNAPSHOT_FEATURES.map(({ name, type, window, description }) => ({
      name: columnName(name),
      type: TYPES[type],
      description: `${description}${type === 'LIST' || type === 'MAP' ? ' JSON.' : ''} (${window})`,
      from: `"${columnName(name)}"`,
    })),
  ];
}

/** `user:orders_24h` is `orders_24h`. */
export function columnName(feature: string): string {
  return feature.slice(feature.indexOf(':') + 1);
}
