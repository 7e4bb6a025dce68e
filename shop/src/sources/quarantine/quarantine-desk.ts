/**
 * Tries quarantined events again, as they are or mended, and drops them.
 *
 * Another try goes through screening and deduplication like the first one, and what it came to is written in the same
 * commit as the event: a crash between the two cannot make it count twice.
 */
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import { type Collector, UnreadableEvent } from '../../events/collector.ts';
import { describeChange, type EventChange, MendFault, mendEvent } from '../../events/mend-event.ts';
import type { Quarantine } from '../../events/quarantine.ts';
import type { QuarantineEntry } from '../../events/quarantine-entry.ts';
import type { QuarantineFilter } from '../../events/quarantine-filter.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { FeedMapping } from '../csv/feed-mapping.ts';
import { mapEntry } from '../csv/map-entry.ts';
import type { VerdictCounts } from '../http/collect-answer.ts';
import { mapAgain } from '../map-again.ts';
import type { MappedMessages } from '../mapped-events.ts';

export interface QuarantineDeskParts {
  readonly quarantine: Quarantine;
  readonly collector: Pick<Collector, 'collect' | 'foretell'>;
  /** Writes jobs in one commit. */
  readonly commit: (jobs: readonly CommitJob[]) => Promise<void>;
  readonly now: () => number;
}

/** Who tries. */
export interface Trier {
  /** The name of the key, as in the audit trail. */
  readonly by: string | null;
  /** Whether events of the control types are taken. */
  readonly mayControl: boolean;
}

/** A change by paths, by a mapping, a whole event in place of the old one, or none. */
export interface Mend extends EventChange {
  readonly mapping?: FeedMapping | undefined;
  readonly event?: string | undefined;
}

/** What became of many. */
export interface TriedMany extends VerdictCounts {
  /** How many the change could not be made to, and the first of them; they stay as they were. */
  readonly notMended: number;
  readonly unmended: readonly { readonly number: number; readonly message: string }[];
  /** The number after which to go on; null at the end. */
  readonly next: number | null;
}

/** What would become of an entry that is tried. */
export interface Foretold {
  readonly verdict: Verdict;
  /** The text that would be tried. */
  readonly text: string;
  /** The events that it stands for, where it is a message of another client. */
  readonly events: readonly unknown[];
}

/** What would become of many, with the first of them. */
export interface ForetoldMany extends TriedMany {
  readonly examples: readonly (Foretold & { readonly number: number; readonly before: string })[];
}

const SHOWN_UNMENDED = 20;
const SHOWN_EXAMPLES = 5;
const NO_CHANGE: Mend = {};

export class QuarantineDesk {
  readonly #parts: QuarantineDeskParts;

  constructor(parts: QuarantineDeskParts) {
    this.#parts = parts;
  }

  /** Tries one entry; a MendFault when the change cannot be made to it. */
  async retry(entry: QuarantineEntry, trier: Trier, mend: Mend = NO_CHANGE): Promise<Verdict | MendFault> {
    const mended = mendedText(entry, mend);
    if (mended instanceof MendFault) return mended;
    const note = { at: new Date(this.#parts.now()).toISOString(), by: trier.by, change: changeNote(mend) };
    const { quarantine, collector } = this.#parts;
    const { incoming, verdictsOf } = messageOf(entry, mended ?? standingText(entry), trier);
    const beside = (given: readonly Verdict[]) => {
      const [verdict] = verdictsOf(given);
      return verdict === undefined ? [] : quarantine.triedJobs(entry, verdict, note, mended);
    };
    const [verdict] = verdictsOf(await collector.collect({ ...incoming, beside }));
    if (verdict === undefined) throw new Error('the collector gave no verdict');
    return verdict;
  }

  /** What `retry` would come to. Nothing is stored. */
  foretell(entry: QuarantineEntry, trier: Trier, mend: Mend = NO_CHANGE): Foretold | MendFault {
    const mended = mendedText(entry, mend);
    if (mended instanceof MendFault) return mended;
    const text = mended ?? standingText(entry);
    const { incoming, verdictsOf } = messageOf(entry, text, trier);
    const [verdict] = verdictsOf(this.#parts.collector.foretell(incoming));
    if (verdict === undefined) throw new Error('the collector gave no verdict');
    const events = incoming.values.filter((value) => !(value instanceof UnreadableEvent));
    return { verdict, text, events };
  }

  /** What `retryMany` would come to. Each is judged as if it were tried alone. */
  foretellMany(
    filter: QuarantineFilter,
    page: { readonly after: number; readonly limit: number },
    { trier, mend = NO_CHANGE }: { readonly trier: Trier; readonly mend?: Mend },
  ): ForetoldMany {
    const { entries, next } = this.#parts.quarantine.page(stillBad(filter), page.after, page.limit);
    const found = entries.map((entry) => ({ entry, result: this.foretell(entry, trier, mend) }));
    const results = found.map(({ result }) => (result instanceof MendFault ? result : result.verdict));
    const examples = found.flatMap(({ entry, result }) =>
      result instanceof MendFault ? [] : [{ number: entry.number, before: standingText(entry), ...result }],
    );
    return { ...summed(entries, results), next: next ?? null, examples: examples.slice(0, SHOWN_EXAMPLES) };
  }

  /** Tries those that are still bad of what a filter means, a page of them, all in one commit. */
  async retryMany(
    filter: QuarantineFilter,
    page: { readonly after: number; readonly limit: number },
    { trier, mend = NO_CHANGE }: { readonly trier: Trier; readonly mend?: Mend },
  ): Promise<TriedMany> {
    const { entries, next } = this.#parts.quarantine.page(stillBad(filter), page.after, page.limit);
    const results = await Promise.all(entries.map((entry) => this.retry(entry, trier, mend)));
    return { ...summed(entries, results), next: next ?? null };
  }

  /** Drops a page of what a filter means. */
  async purge(filter: QuarantineFilter, page: { readonly after: number; readonly limit: number }) {
    const { quarantine, commit } = this.#parts;
    const { entries, next } = quarantine.page(filter, page.after, page.limit);
    if (entries.length > 0) await commit(quarantine.removeJobs(entries));
    return { purged: entries.length, next: next ?? null };
  }

  async drop(entry: QuarantineEntry): Promise<void> {
    await this.#parts.commit(this.#parts.quarantine.removeJobs([entry]));
  }
}

function stillBad(filter: QuarantineFilter): QuarantineFilter {
  return { ...filter, outcome: 'quarantined' };
}

function standingText({ mended, original }: QuarantineEntry): string {
  return mended ?? original;
}

/** The entry as it goes to the collector: mapped again by the way it came. */
function messageOf(entry: QuarantineEntry, text: string, { mayControl }: Trier): MappedMessages {
  const receivedMs = Date.parse(entry.receivedAt);
  const sentMs = entry.sentAt === undefined ? {} : { sentMs: Date.parse(entry.sentAt) };
  const message = {
    values: [parsed(text)],
    original: () => text,
    hasEscapes: text.includes('\\u'),
    source: entry.source,
    mayControl,
    firstReceivedMs: receivedMs,
    ...sentMs,
  };
  return mapAgain(message, { receivedMs, ...batchSent(sentMs) });
}

function summed(entries: readonly QuarantineEntry[], results: readonly (Verdict | MendFault)[]) {
  const counts = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };
  const unmended: { number: number; message: string }[] = [];
  results.forEach((result, index) => {
    const number = entries[index]?.number ?? 0;
    if (!(result instanceof MendFault)) counts[result.verdict]++;
    else unmended.push({ number, message: result.message });
  });
  return { ...counts, notMended: unmended.length, unmended: unmended.slice(0, SHOWN_UNMENDED) };
}

function batchSent({ sentMs }: { readonly sentMs?: number }): { readonly batchSentMs?: number } {
  return sentMs === undefined ? {} : { batchSentMs: sentMs };
}

/** Undefined when nothing is changed. */
function mendedText(entry: QuarantineEntry, mend: Mend): string | MendFault | undefined {
  if (mend.event !== undefined) return mend.event;
  const mapped = mend.mapping === undefined ? undefined : mapEntry(entry, mend.mapping);
  if (mapped instanceof MendFault || !changesFields(mend)) return mapped;
  return mendEvent(mapped ?? standingText(entry), mend);
}

function changesFields({ set = {}, unset = [] }: Mend): boolean {
  return Object.keys(set).length > 0 || unset.length > 0;
}

function changeNote(mend: Mend): string | null {
  if (mend.event !== undefined) return 'another event in its place';
  const parts = [mend.mapping === undefined ? '' : `mapped by: ${mend.mapping.about}`, describeChange(mend)];
  return parts.filter((part) => part !== '').join('; ') || null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new UnreadableEvent('the text is no JSON');
  }
}
