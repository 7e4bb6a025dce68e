/** Who an anonymous visitor has turned out to be: told by `identify` events that carry both names. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** The user of now, and the first one, to whom everything belongs that was done before the first `identify`. */
type Identity = [present: string, first: string];

export class Identities {
  readonly #identities: FoldTable<Identity>;

  constructor(tables: FoldTables) {
    this.#identities = tables.table('enrich-identities');
  }

  /** The user behind an anonymous visitor of now, or null. */
  userOf(anonymousId: string): string | null {
    return this.#identities.get(anonymousId)?.[0] ?? null;
  }

  /** The user to whom belongs what the visitor did before it was identified, or null. */
  firstUserOf(anonymousId: string): string | null {
    return this.#identities.get(anonymousId)?.[1] ?? null;
  }

  /** On a device that is shared the last one counts from now on. */
  join(anonymousId: string, userId: string): void {
    const identity = this.#identities.get(anonymousId);
    if (identity?.[0] !== userId) this.#identities.put(anonymousId, [userId, identity?.[1] ?? userId]);
  }
}
