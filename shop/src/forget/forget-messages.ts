/** What the server and the process that goes through the stores say to each other. */
import type { Names } from './anonymiser.ts';

export const FORGET_STEPS = ['find', 'log', 'views', 'state', 'warehouse'] as const;
export type ForgetStep = (typeof FORGET_STEPS)[number];

export interface ForgetOrder extends Names {
  readonly step: ForgetStep;
  readonly dataFolder: string;
  readonly userId: string;
  readonly dryRun: boolean;
}

/** How much of the user was found, by place: `log records`, `view sessions`, `warehouse events`. */
export type ForgetCounts = Readonly<Record<string, number>>;

/** What is known of a user before anything is changed. */
export interface FoundUser {
  /** Anonymous visitors that were this user and nobody else. */
  readonly anonymousIds: readonly string[];
  readonly orderIds: readonly string[];
  /** The name is also that of something else, such as a product: where columns have no names it must not be touched. */
  readonly isAmbiguous: boolean;
}

export type ForgetMessage =
  /** For the log's writer, which is the server's. */
  | { readonly kind: 'block'; readonly sequence: number; readonly bytes: Uint8Array }
  | { readonly kind: 'stream-row'; readonly key: Uint8Array; readonly bytes: Uint8Array }
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'found'; readonly found: FoundUser }
  | { readonly kind: 'done'; readonly counts: ForgetCounts }
  | { readonly kind: 'failed'; readonly reason: string };
