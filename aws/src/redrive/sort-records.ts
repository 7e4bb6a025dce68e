/** Which records of a stream its function can read, by the way in which the function itself reads them. */
import type { PoisonedRecord } from '../failures/poison-table.ts';
import { enrichInputs } from '../lambdas/enrich/enrich-function.ts';
import { featureInputs } from '../lambdas/features/features-function.ts';
import { decisionInputs } from '../lambdas/insights/decisions-function.ts';
import { DECISIONS, insightOf } from '../stream/insight-record.ts';
import type { StreamRecord } from '../stream/stream-record.ts';

export interface SortedRecords {
  readonly good: readonly StreamRecord[];
  readonly poison: readonly PoisonedRecord[];
}

const ROLES = ['events', 'enriched', 'insights', 'changes'] as const;
/** `changes` are those of a database, as DMS writes them. */
export type StreamRole = (typeof ROLES)[number];

/** The inputs of a record. Each throws for one that its function cannot read. */
const READERS: Readonly<Record<StreamRole, (record: StreamRecord) => readonly unknown[]>> = {
  events: enrichInputs,
  enriched: featureInputs,
  insights: (record) => (record.partitionKey === DECISIONS ? decisionInputs(record) : [insightOf(record.data)]),
  changes: ({ data }) => [JSON.parse(Buffer.from(data).toString())],
};

/** @param stream its name, whatever the deployment puts before it: `shop-events`. @returns undefined for another one. */
export function roleOf(stream: string): StreamRole | undefined {
  return ROLES.find((role) => stream === role || stream.endsWith(`-${role}`));
}

/** How many inputs a record has. @throws what its function throws when it cannot be read. */
export function inputCount(role: StreamRole, record: StreamRecord): number {
  return READERS[role](record).length;
}

export function sortRecords(role: StreamRole, records: readonly StreamRecord[]): SortedRecords {
  const good: StreamRecord[] = [];
  const poison: PoisonedRecord[] = [];
  for (const record of records) {
    try {
      inputCount(role, record);
      good.push(record);
    } catch (error) {
      poison.push({ record, error });
    }
  }
  return { good, poison };
}
