/** Makes the replication slot, and checks that a known one still is what it was. */
import { Client } from 'pg';
import type { DatabaseFacts } from './database-facts.ts';
import { lsnText, parseLsn } from './lsn.ts';
import { databaseChanged, slotLost } from './postgres-fault.ts';
import { clientConfig, type PostgresSourceOptions, quoted } from './postgres-options.ts';
import type { SourceProgress } from './source-progress.ts';

export interface SystemIdentity {
  readonly systemId: string;
  readonly timeline: number;
  readonly lsn: number;
}

/** A replication connection for commands; it keeps an exported snapshot alive until it is closed. */
export class SlotConnection {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(options: PostgresSourceOptions): Promise<SlotConnection> {
    const config = { ...clientConfig(options), replication: 'database' };
    const client = new Client(config);
    client.on('error', () => undefined);
    await client.connect();
    return new SlotConnection(client);
  }

  async identity(): Promise<SystemIdentity> {
    const { rows } = await this.#client.query<Record<string, string>>('IDENTIFY_SYSTEM');
    const row = rows[0] ?? {};
    return { systemId: row.systemid ?? '', timeline: Number(row.timeline), lsn: parseLsn(row.xlogpos ?? '0/0') };
  }

  /** @returns where its stream begins, and the snapshot of just before. */
  async create(slot: string): Promise<{ readonly lsn: number; readonly snapshot: string }> {
    const { rows } = await this.#client.query<Record<string, string>>(
      `CREATE_REPLICATION_SLOT ${quoted(slot)} LOGICAL pgoutput EXPORT_SNAPSHOT`,
    );
    return { lsn: parseLsn(rows[0]?.consistent_point ?? ''), snapshot: rows[0]?.snapshot_name ?? '' };
  }

  async drop(slot: string): Promise<void> {
    await this.#client.query(`DROP_REPLICATION_SLOT ${quoted(slot)}`);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

/** @throws MillraceError CDC_DATABASE_CHANGED or CDC_SLOT_LOST when what was read before does not lead on. */
export function checkContinuity(
  progress: SourceProgress,
  now: SystemIdentity,
  { facts, slot }: { readonly facts: DatabaseFacts; readonly slot: string },
): void {
  if (now.systemId !== progress.systemId) {
    throw databaseChanged(`its system identifier is ${now.systemId}, and was ${progress.systemId}`);
  }
  if (now.timeline !== progress.timeline) {
    throw databaseChanged(
      `it is on timeline ${now.timeline}, and was on ${progress.timeline}: it was restored or failed over`,
    );
  }
  if (now.lsn < progress.lsn) {
    throw databaseChanged(
      `its log ends at ${lsnText(now.lsn)}, and was read up to ${lsnText(progress.lsn)}: it was restored`,
    );
  }
  if (!facts.slot) throw slotLost(`the replication slot ${slot} is gone`);
  if (facts.slot.walStatus === 'lost') {
    throw slotLost(`the slot ${slot} fell behind by more than max_slot_wal_keep_size, and the server has let it go`);
  }
  if (facts.slot.confirmedLsn > progress.lsn) {
    const { confirmedLsn } = facts.slot;
    throw slotLost(
      `the slot ${slot} begins at ${lsnText(confirmedLsn)}, behind ${lsnText(progress.lsn)}: it was made anew, or read by others`,
    );
  }
}
