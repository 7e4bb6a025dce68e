/** Does something to all entries of a filter or a selection, page by page, until the server has no more of them. */
import { request, withQuery } from '../../../api/request.ts';
import { formatCount } from '../../../figures/format.ts';
import type { ManyAnswer } from './entry.ts';

/** A filter as the server takes it, or `numbers` of a selection. */
export type Meant = Readonly<Record<string, string | undefined>>;

const PAGE = 500;

export interface Done {
  readonly tried: number;
  readonly wentIn: number;
  readonly known: number;
  readonly bad: number;
  readonly unmended: number;
}

/** @param body what to change before; undefined tries them as they are. */
export async function tryMany(meant: Meant, body?: object, onStep?: (tried: number) => void): Promise<Done> {
  const path = body === undefined ? '/v1/quarantine/replay' : '/v1/quarantine/mend';
  const { outcome: _, ...filter } = meant;
  let done: Done = { tried: 0, wentIn: 0, known: 0, bad: 0, unmended: 0 };
  let after: number | null = 0;
  while (after !== null) {
    const answer: ManyAnswer = await request<ManyAnswer>(withQuery(path, { ...filter, after, limit: PAGE }), {
      method: 'POST',
      ...(body === undefined ? {} : { json: body }),
    });
    done = added(done, answer);
    onStep?.(done.tried + done.unmended);
    after = answer.next;
  }
  return done;
}

/** What `tryMany` would come to, counted over all of them. */
export async function foretellMany(meant: Meant, body: object): Promise<{ done: Done; first: ManyAnswer }> {
  const { outcome: _, ...filter } = meant;
  let done: Done = { tried: 0, wentIn: 0, known: 0, bad: 0, unmended: 0 };
  let first: ManyAnswer | undefined;
  let after: number | null = 0;
  while (after !== null) {
    const path = withQuery('/v1/quarantine/mend', { ...filter, after, limit: PAGE, dryRun: true });
    const answer: ManyAnswer = await request<ManyAnswer>(path, { json: body });
    first ??= answer;
    done = added(done, answer);
    after = answer.next;
  }
  return { done, first: first as ManyAnswer };
}

/** Resolves with how many were dropped. */
export async function dropMany(meant: Meant): Promise<number> {
  const isAll = Object.values(meant).every((value) => value === undefined || value === '');
  let dropped = 0;
  let after: number | null = 0;
  while (after !== null) {
    const path = withQuery('/v1/quarantine', { ...meant, after, limit: PAGE, all: isAll || undefined });
    const answer: { purged: number; next: number | null } = await request(path, { method: 'DELETE' });
    dropped += answer.purged;
    after = answer.next;
  }
  return dropped;
}

function added(before: Done, answer: ManyAnswer): Done {
  return {
    tried: before.tried + answer.tried,
    wentIn: before.wentIn + answer.accepted + answer.late,
    known: before.known + answer.duplicates,
    bad: before.bad + answer.quarantined,
    // The server lists the first of those that it could not change.
    unmended: before.unmended + answer.unmended.length,
  };
}

/** `12 went in, 3 were known already, 1 is still bad` */
export function doneWords({ wentIn, known, bad, unmended }: Done): string {
  const parts = [
    wentIn > 0 && `${formatCount(wentIn)} went in`,
    known > 0 && `${formatCount(known)} ${known === 1 ? 'was' : 'were'} known already`,
    bad > 0 && `${formatCount(bad)} ${bad === 1 ? 'is' : 'are'} still bad`,
    unmended > 0 && `${formatCount(unmended)} could not be changed`,
  ].filter(Boolean);
  return parts.length === 0 ? 'There was nothing to try' : parts.join(', ');
}
