/** What may stand in `millrace.config.ts`: the flags of `start`, in camelCase, and what is too long for a flag. */

/** A label matcher as text, in Alertmanager's syntax: `severity="critical"`, `productId=~"p-.*"`, `!=`, `!~`. */
export type MatcherText = string;

interface DestinationConfig {
  /** Unique; receivers are told it as `receiver`. */
  readonly name: string;
  /** Only alerts that all of these match. */
  readonly match?: readonly MatcherText[];
}

interface DeliveryConfig {
  readonly timeoutMs?: number;
  readonly maxTries?: number;
  readonly firstPauseMs?: number;
  readonly maxPauseMs?: number;
  readonly breakAfter?: number;
  readonly restMs?: number;
}

export interface WebhookConfig extends DestinationConfig, DeliveryConfig {
  readonly type: 'webhook';
  readonly url: string;
  /** `whsec_` and base64 of 24 to 64 bytes; several while receivers change over, the newest first. */
  readonly secrets?: readonly string[];
}

export interface SlackConfig extends DestinationConfig, DeliveryConfig {
  readonly type: 'slack';
  readonly url: string;
}

export interface LogConfig extends DestinationConfig {
  readonly type: 'log';
}

export interface InhibitRuleConfig {
  readonly source: readonly MatcherText[];
  readonly target: readonly MatcherText[];
  readonly equal?: readonly string[];
}

/** See alert-settings.ts for what each means, and for the defaults. */
export interface AlertsConfig {
  /** Where receivers find this server, for the links that they get; its own address by default. */
  readonly externalUrl?: string;
  readonly groupBy?: readonly string[];
  readonly groupWaitMs?: number;
  readonly groupIntervalMs?: number;
  readonly repeatIntervalMs?: number;
  readonly fraud?: { readonly minScore?: number; readonly activeMs?: number };
  readonly norm?: {
    readonly threshold?: number;
    readonly weeks?: number;
    readonly minWeeks?: number;
    readonly forWindows?: number;
    readonly minVisitors?: number;
    readonly minSpread?: number;
  };
  readonly pipeline?: {
    readonly maxLagMs?: number;
    readonly maxLateShare?: number;
    readonly maxQuarantineShare?: number;
    readonly minEvents?: number;
    readonly minDiskFreeShare?: number;
    readonly forMs?: number;
  };
  /** In place of the default ones. */
  readonly inhibitRules?: readonly InhibitRuleConfig[];
  readonly destinations?: readonly (WebhookConfig | SlackConfig | LogConfig)[];
}

export interface PostgresConfig {
  /** `postgres` by default; it goes into the ids of events, so it stays. */
  readonly name?: string;
  /** `postgres://user:password@host/database`; better in the environment, as MILLRACE_POSTGRES_URL. */
  readonly url?: string;
  /** A mapping file, YAML or JSON; see docs/cdc.md. */
  readonly mapping?: string;
  readonly slot?: string;
  readonly publication?: string;
}

export interface SourcesConfig {
  readonly postgres?: readonly PostgresConfig[];
}

/** Lists may be written as such, in place of text with commas between. */
type FlagValue = string | number | boolean | readonly string[];

export interface MillraceConfig {
  readonly alerts?: AlertsConfig;
  readonly sources?: { readonly postgres?: PostgresConfig | readonly PostgresConfig[] };
  /** The flags of `millrace start`: `port`, `host`, `data`, `writeKeys` … */
  readonly [flag: string]: FlagValue | AlertsConfig | MillraceConfig['sources'] | undefined;
}
