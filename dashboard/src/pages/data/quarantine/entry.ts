/** A quarantined event, as the server tells of it. */

export type Outcome = 'accepted' | 'duplicate' | 'late' | 'quarantined';

export interface Verdict {
  readonly number: number;
  readonly verdict: Outcome;
  readonly code?: string;
  readonly path?: string;
  readonly message?: string;
}

export interface Try {
  readonly at: string;
  readonly by: string | null;
  readonly change: string | null;
  readonly outcome: Outcome;
  readonly code?: string;
  readonly path?: string;
}

export interface Entry {
  readonly number: number;
  readonly receivedAt: string;
  readonly source: string;
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly eventType?: string;
  readonly upload?: number;
  readonly line?: number;
  readonly row?: string;
  readonly original: string;
  readonly mended?: string;
  readonly tries: number;
  readonly outcome: Outcome;
  readonly history?: readonly Try[];
}

/** What a dry run adds to a verdict. */
export interface Foretold extends Verdict {
  readonly text?: string;
  readonly events?: readonly unknown[];
  readonly before?: string;
}

export interface ManyAnswer {
  readonly tried: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly quarantined: number;
  readonly notMended: number;
  readonly unmended: readonly { readonly number: number; readonly message: string }[];
  readonly examples?: readonly Foretold[];
  readonly next: number | null;
}

export interface Share {
  readonly name: string;
  readonly entries: number;
}

export interface Summary {
  readonly entries: number;
  readonly open: number;
  readonly codes: readonly Share[];
  readonly sources: readonly Share[];
  readonly types: readonly Share[];
  readonly complete: boolean;
  /** The number of the newest of them. */
  readonly newest: number | null;
}

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  accepted: 'Went in',
  duplicate: 'Known already',
  late: 'Went in late',
  quarantined: 'Still bad',
};

export function outcomeWords(outcome: Outcome): string {
  return OUTCOME_WORDS[outcome];
}

export function outcomeTone(outcome: Outcome): 'good' | 'bad' | 'plain' {
  if (outcome === 'quarantined') return 'bad';
  return outcome === 'duplicate' ? 'plain' : 'good';
}

/** The text that would be tried now. */
export function standingText({ mended, original }: Pick<Entry, 'mended' | 'original'>): string {
  return mended ?? original;
}

/** What a try came to, in a sentence. */
export function verdictWords({ number, verdict, path = '', message = '' }: Verdict): string {
  if (verdict === 'quarantined') return `Entry ${number} is still bad: ${path} ${message}`;
  return verdict === 'duplicate'
    ? `Entry ${number}: an event with its id is in already.`
    : `Entry ${number} went in${verdict === 'late' ? ', though late for windows that have closed' : ''}.`;
}
