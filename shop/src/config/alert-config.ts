/** The section `alerts` of a configuration: checked field by field, and laid over the defaults. */
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS, type InhibitRule } from '../functions/alert/alert-settings.ts';
import { type Matcher, parseMatcher, patternFault } from '../functions/alert/matcher.ts';
import { DEFAULT_DELIVERY, type DeliverySettings, type Destination } from '../sinks/alerts/destination.ts';
import { configFault, fieldPath } from './config-fault.ts';
import type { AlertsConfig, InhibitRuleConfig } from './millrace-config.ts';

export interface AlertConfiguration {
  readonly settings: AlertSettings;
  readonly destinations: readonly Destination[];
  /** Undefined: the server's own address. */
  readonly externalUrl: string | undefined;
}

export const NO_ALERT_CONFIG: AlertConfiguration = {
  settings: DEFAULT_ALERT_SETTINGS,
  destinations: [],
  externalUrl: undefined,
};

const optional = <S extends TSchema>(schema: S) => Type.Optional(schema);
const strict = (properties: Record<string, TSchema>) => Type.Object(properties, { additionalProperties: false });
const duration = optional(Type.Integer({ minimum: 0, maximum: 366 * 86_400_000 }));
const share = optional(Type.Number({ minimum: 0, maximum: 1 }));
const count = (minimum: number, maximum: number) => optional(Type.Integer({ minimum, maximum }));
const texts = Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), { maxItems: 100 });

const named = { name: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), match: optional(texts) };
const delivery = {
  timeoutMs: count(100, 120_000),
  maxTries: count(1, 100),
  firstPauseMs: count(1, 3_600_000),
  maxPauseMs: count(1, 86_400_000),
  breakAfter: count(1, 1_000),
  restMs: count(1, 86_400_000),
};

/** By kind, so that a fault is that of the kind which was meant. */
const DESTINATIONS: Readonly<Record<string, ReturnType<typeof Compile>>> = {
  webhook: Compile(
    strict({ ...named, ...delivery, type: Type.Literal('webhook'), url: Type.String(), secrets: optional(texts) }),
  ),
  slack: Compile(strict({ ...named, ...delivery, type: Type.Literal('slack'), url: Type.String() })),
  log: Compile(strict({ ...named, type: Type.Literal('log') })),
};

const SECTION = Compile(
  strict({
    externalUrl: optional(Type.String()),
    groupBy: optional(Type.Array(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' }), { maxItems: 10 })),
    groupWaitMs: duration,
    groupIntervalMs: optional(Type.Integer({ minimum: 1_000, maximum: 86_400_000 })),
    repeatIntervalMs: duration,
    fraud: optional(strict({ minScore: optional(Type.Number({ minimum: 0, maximum: 100 })), activeMs: duration })),
    norm: optional(
      strict({
        threshold: optional(Type.Number({ minimum: 0.5, maximum: 100 })),
        weeks: count(1, 52),
        minWeeks: count(1, 52),
        forWindows: count(1, 12),
        minVisitors: count(1, 1_000_000_000),
        minSpread: share,
      }),
    ),
    pipeline: optional(
      strict({
        maxLagMs: duration,
        maxLateShare: share,
        maxQuarantineShare: share,
        minEvents: count(1, 1_000_000_000),
        minDiskFreeShare: share,
        forMs: duration,
      }),
    ),
    inhibitRules: optional(
      Type.Array(strict({ source: texts, target: texts, equal: optional(texts) }), { maxItems: 100 }),
    ),
    destinations: optional(Type.Array(Type.Unknown(), { maxItems: 20 })),
  }),
);

/** @throws MillraceError CONFIG_INVALID with the path of the first bad field. */
export function readAlertConfig(file: string, section: unknown): AlertConfiguration {
  if (section === undefined) return NO_ALERT_CONFIG;
  check(file, { validator: SECTION, value: section, at: 'alerts' });
  const config = section as AlertsConfig;
  const { externalUrl, destinations = [], inhibitRules, fraud, norm, pipeline, ...plain } = config;
  if (externalUrl !== undefined) webUrl(file, 'alerts.externalUrl', externalUrl);
  const read = destinations.map((each, index) => destination(file, `alerts.destinations[${index}]`, each));
  const twice = read.findIndex(({ name }, index) => read.findIndex((each) => each.name === name) < index);
  if (twice >= 0) throw configFault(file, `alerts.destinations[${twice}].name`, 'names a destination a second time');
  const defaults = DEFAULT_ALERT_SETTINGS;
  const settings = {
    ...defaults,
    ...plain,
    fraud: { ...defaults.fraud, ...fraud },
    norm: { ...defaults.norm, ...norm },
    pipeline: { ...defaults.pipeline, ...pipeline },
    inhibitRules: inhibitRules?.map((rule, index) => inhibitRule(file, index, rule)) ?? defaults.inhibitRules,
  };
  return { settings, destinations: read, externalUrl: externalUrl?.replace(/\/+$/, '') };
}

function inhibitRule(file: string, index: number, { source, target, equal = [] }: InhibitRuleConfig): InhibitRule {
  const at = `alerts.inhibitRules[${index}]`;
  return { source: matchers(file, `${at}.source`, source), target: matchers(file, `${at}.target`, target), equal };
}

function destination(file: string, at: string, value: unknown): Destination {
  const { type, match, ...rest } = typeof value === 'object' && value !== null ? (value as Fields) : {};
  const validator = typeof type === 'string' && Object.hasOwn(DESTINATIONS, type) ? DESTINATIONS[type] : undefined;
  if (!validator) throw configFault(file, `${at}.type`, `must be one of ${Object.keys(DESTINATIONS).join(', ')}`);
  check(file, { validator, value, at });
  const shared = { name: String(rest.name), match: matchers(file, `${at}.match`, (match ?? []) as readonly string[]) };
  if (type === 'log') return { type, ...shared };
  const url = webUrl(file, `${at}.url`, String(rest.url));
  if (type === 'slack') return { type, ...shared, url, delivery: deliveryOf(rest) };
  const secrets = (rest.secrets ?? []) as readonly string[];
  for (const [index, secret] of secrets.entries()) checkSecret(file, `${at}.secrets[${index}]`, secret);
  return { type: 'webhook', ...shared, url, secrets, delivery: deliveryOf(rest) };
}

type Fields = Readonly<Record<string, unknown>>;

/** The checked fields of a destination, over the defaults. */
function deliveryOf(fields: Fields): DeliverySettings {
  const given = Object.keys(DEFAULT_DELIVERY).filter((name) => fields[name] !== undefined);
  return { ...DEFAULT_DELIVERY, ...Object.fromEntries(given.map((name) => [name, Number(fields[name])])) };
}

function matchers(file: string, at: string, texts: readonly string[]): readonly Matcher[] {
  return texts.map((text, index) => {
    const matcher = parseMatcher(text);
    if (!matcher) throw configFault(file, `${at}[${index}]`, `is no matcher, such as severity="critical": ${text}`);
    const fault = patternFault(matcher);
    if (fault !== undefined) throw configFault(file, `${at}[${index}]`, `has a pattern that is none: ${fault}`);
    return matcher;
  });
}

/** Nothing but HTTP is ever called, so that no URL can reach a file or another protocol. */
function webUrl(file: string, at: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  // A URL may be a secret: the message does not show it.
  throw configFault(file, at, 'must be an http or https URL');
}

function checkSecret(file: string, at: string, secret: string): void {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const bytes = encoded === undefined ? 0 : Buffer.from(encoded, 'base64').length;
  if (bytes >= 24 && bytes <= 64) return;
  throw configFault(file, at, 'must be whsec_ and the base64 of 24 to 64 bytes: echo whsec_$(openssl rand -base64 32)');
}

function check(
  file: string,
  { validator, value, at }: { validator: ReturnType<typeof Compile>; value: unknown; at: string },
): void {
  if (validator.Check(value)) return;
  const [error] = validator.Errors(value);
  // The schema of a field that may not be there is `false`.
  const what = error?.keyword === 'boolean' ? 'is not known' : (error?.message ?? 'is not valid');
  throw configFault(file, fieldPath(`${at}/${error?.instancePath ?? ''}`), what);
}
