/** Alerts, silences and dead letters, as the server answers them. */

type Texts = Readonly<Record<string, string>>;

/** An alert is its labels: what fires again while it fires is the same one. */
export interface AlertAnswer {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** `silence <id>` or `alert <fingerprint>`: why nobody is told of it. */
  readonly suppressedBy: string | null;
  /** Who has it in hand, until it is resolved. */
  readonly acknowledged: { readonly by: string } | null;
}

/** What a label must be, or must not be, for a silence to hold. */
export interface MatcherAnswer {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

export interface SilenceAnswer {
  readonly id: string;
  readonly status: 'pending' | 'active' | 'expired';
  readonly matchers: readonly MatcherAnswer[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

/** A notification that was given up, under the number by which it can be sent again. */
export interface DeadLetterAnswer {
  readonly id: number;
  readonly destination: string;
  readonly state: 'dead' | 'resent';
  readonly tries: number;
  readonly reason: string;
  readonly at: string;
  readonly groupKey: string;
  readonly alerts: number;
}
