/** Feeds and their uploads, as the server tells of them. */

export type UploadState =
  | 'receiving'
  | 'waiting'
  | 'running'
  | 'done'
  | 'cut_off'
  | 'duplicate'
  | 'refused'
  | 'interrupted';

export interface Counts {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly quarantined: number;
}

export interface Upload extends Counts {
  readonly id: number;
  readonly feed: string;
  readonly file: string;
  readonly from: 'upload' | 'folder';
  readonly state: UploadState;
  readonly progress: number;
  readonly bytes: number;
  readonly receivedAt: string;
  readonly finishedAt: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly duplicateOf: number | null;
  readonly notes: readonly string[];
}

export interface FeedTotals extends Counts {
  readonly feed: string;
  readonly about: string | null;
  readonly problem: string | null;
  readonly uploads: number;
  readonly underWay: number;
  readonly lastReceivedAt: string | null;
}

export interface UploadPage {
  readonly feeds: readonly string[];
  readonly totals: readonly FeedTotals[];
  readonly items: readonly Upload[];
  readonly next: number | null;
}

export interface DryRun {
  readonly file: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly otherColumns: readonly string[];
  readonly absentColumns: readonly string[];
  readonly rows: number;
  readonly good: number;
  readonly bad: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly problems: readonly {
    readonly code: string;
    readonly path: string;
    readonly message: string;
    readonly rows: number;
    readonly lines: readonly number[];
  }[];
  readonly moreProblems: number;
}

const UNDER_WAY: ReadonlySet<UploadState> = new Set(['receiving', 'waiting', 'running']);

export function isUnderWay({ state }: Pick<Upload, 'state'>): boolean {
  return UNDER_WAY.has(state);
}

const STATE_WORDS: Readonly<Record<UploadState, string>> = {
  receiving: 'Coming in',
  waiting: 'Waiting',
  running: 'Being read',
  done: 'Done',
  cut_off: 'Breaks off',
  duplicate: 'Known already',
  refused: 'Refused',
  interrupted: 'Interrupted',
};

export function stateWords(state: UploadState): string {
  return STATE_WORDS[state];
}

export function stateTone(state: UploadState): 'good' | 'bad' | 'warn' | 'plain' | 'accent' {
  if (UNDER_WAY.has(state)) return 'accent';
  if (state === 'done') return 'good';
  if (state === 'duplicate') return 'plain';
  return state === 'cut_off' ? 'warn' : 'bad';
}
