/** Where alerts go: only what the configuration names, and only over HTTP or into the log. */
import type { Matcher } from '../../functions/alert/matcher.ts';

interface Named {
  /** Unique; the receiver's name in what is sent, and the name of its place in the stream. */
  readonly name: string;
  /** Only alerts that all of these match; every alert without any. */
  readonly match: readonly Matcher[];
}

/** How stubbornly a destination is tried. */
export interface DeliverySettings {
  /** For the whole request, its answer included. */
  readonly timeoutMs: number;
  /** Tries before a notification becomes a dead letter. */
  readonly maxTries: number;
  /** The pause after the first try is at most this, after each further one at most twice as long, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** Failed tries in a row after which the destination is left alone for `restMs`. */
  readonly breakAfter: number;
  readonly restMs: number;
}

export const DEFAULT_DELIVERY: DeliverySettings = {
  timeoutMs: 15_000,
  maxTries: 10,
  firstPauseMs: 1_000,
  maxPauseMs: 5 * 60_000,
  breakAfter: 5,
  restMs: 30_000,
};

export interface WebhookDestination extends Named {
  readonly type: 'webhook';
  readonly url: string;
  /** `whsec_` and base64, the newest first: each signs, so that a receiver can change over. None: nothing is signed. */
  readonly secrets: readonly string[];
  readonly delivery: DeliverySettings;
}

export interface SlackDestination extends Named {
  readonly type: 'slack';
  /** An incoming webhook of Slack's, Mattermost's or the like; whoever knows it may post. */
  readonly url: string;
  readonly delivery: DeliverySettings;
}

/** One JSON line on standard error for each notification. */
export interface LogDestination extends Named {
  readonly type: 'log';
}

export type Destination = WebhookDestination | SlackDestination | LogDestination;
