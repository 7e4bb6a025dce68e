/** Who an anonymous visitor has turned out to be: told by `identify` events that carry both names. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** The user of now, and the first one, to whom everything belongs that was done before the first `identify`. */
type Identity = [present: string, first: string];

/** Devices of one user that are remembered; the newest. */
const ANONYMOUS_IDS = 20;

export class Identities {
  readonly #identities: FoldTable<Identity>;
  /** Of each user, the anonymous visitors of whom it was the first. */
  readonly #anonymousIds: FoldTable<string[]>;

  constructor(tables: FoldTables) {
    this.#identities = tables.table('enrich-identities');
    this.#anonymousIds = tables.table('enrich-anonymous-ids');
  }

  /** The user behind an anonymous visitor of now, or null. */
  userOf(anonymousId: string): string | null {
    return this.#identities.get(anonymousId)?.[0] ?? null;
  }

  /** The user to whom belongs what the visitor did before it was identified, or null. */
  firstUserOf(anonymousId: string): string | null {
    return this.#identities.get(anonymousId)?.[1] ?? null;
  }

  /** Whose past before the first `identify` is this user's, the latest last. */
  anonymousIdsOf(userId: string): readonly string[] {
    return this.#anonymousIds.get(userId) ?? [];
  }

  /** On a device that is shared the last one counts from now on. */
  join(anonymousId: string, userId: string): void {
    const identity = this.#identities.get(anonymousId);
    const known = this.anonymousIdsOf(userId);
    if (identity?.[0] === userId) return;
    this.#identities.put(anonymousId, [userId, identity?.[1] ?? userId]);
    if (identity === undefined) this.#anonymousIds.put(userId, [...known, anonymousId].slice(-ANONYMOUS_IDS));
  }
}
