/** Alerts, silences and dead letters, as the server answers them. */

type Texts = Readonly<Record<string, string>>;

export interface AlertAnswer {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly suppressedBy: string | null;
  /** Who has said that they look after it, where the server tells. */
  readonly acknowledgedBy?: string | null;
}

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
