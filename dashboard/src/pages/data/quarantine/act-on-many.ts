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

const NOTHING: Done = { tried: 0, wentIn: 0, known: 0, bad: 0, unmended: 0 };

/** @param body what to change before; undefined tries them as they are. */
export async function tryMany(meant: Meant, body?: object, onStep?: (tried: number) => void): Promise<Done> {
  const path = body === undefined ? '/v1/quarantine/replay' : '/v1/quarantine/mend';
  const options = { method: 'POST', ...(body === undefined ? {} : { json: body }) } as const;
  let done = NOTHING;
  for await (const answer of pages(stillBad(meant), (page) => request<ManyAnswer>(withQuery(path, page), options))) {
    done = added(done, answer);
    onStep?.(done.tried + done.unmended);
  }
  return done;
}

/** What `tryMany` would come to, counted over all of them. */
export async function foretellMany(meant: Meant, body: object): Promise<{ done: Done; first: ManyAnswer }> {
  let done = NOTHING;
  let first: ManyAnswer | undefined;
  const ask = (page: Page) =>
    request<ManyAnswer>(withQuery('/v1/quarantine/mend', { ...page, dryRun: true }), { json: body });
  for await (const answer of pages(stillBad(meant), ask)) {
    first ??= answer;
    done = added(done, answer);
  }
  return { done, first: first as ManyAnswer };
}

/** Resolves with how many were dropped. */
export async function dropMany(meant: Meant): Promise<number> {
  const isAll = Object.values(meant).every((value) => value === undefined || value === '');
  let dropped = 0;
  const ask = (page: Page) =>
    request<Dropped>(withQuery('/v1/quarantine', { ...page, all: isAll || undefined }), { method: 'DELETE' });
  for await (const { purged } of pages(meant, ask)) dropped += purged;
  return dropped;
}

/** What one request is about. */
type Page = Readonly<Record<string, string | number | undefined>>;

interface Dropped {
  readonly purged: number;
  readonly next: number | null;
}

function stillBad({ outcome: _, ...filter }: Meant): Meant {
  return filter;
}

/** All answers, one after the other. An address holds but so many numbers: a long selection goes in parts. */
async function* pages<Answer extends { readonly next: number | null }>(
  { numbers, ...filter }: Meant,
  ask: (page: Page) => Promise<Answer>,
): AsyncGenerator<Answer> {
  for (const part of numbers === undefined ? [{}] : partsOf(numbers)) {
    let after: number | null = 0;
    while (after !== null) {
      const answer: Answer = await ask({ ...filter, ...part, after, limit: PAGE });
      yield answer;
      after = answer.next;
    }
  }
}

function partsOf(numbers: string): readonly { readonly numbers: string }[] {
  const all = numbers.split(',');
  const count = Math.ceil(all.length / PAGE);
  return Array.from({ length: count }, (_, part) => ({
    numbers: all.slice(part * PAGE, (part + 1) * PAGE).join(','),
  }));
}

function added(before: Done, answer: ManyAnswer): Done {
  return {
    tried: before.tried + answer.tried,
    wentIn: before.wentIn + answer.accepted + answer.late,
    known: before.known + answer.duplicates,
    bad: before.bad + answer.quarantined,
    unmended: before.unmended + answer.notMended,
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
