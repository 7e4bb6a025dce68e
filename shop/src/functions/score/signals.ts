/**
 * The signals that rules and models may use: what is measured of an order at the moment it arrives, by name. From this
 * one list come the type, what a rules file may say, and the table in docs/fraud.md.
 *
 * Money is in ten-thousandths, as everywhere in state; rules write it in units of the currency.
 */
import type { SignalValue } from './decision.ts';

export type SignalKind = 'number' | 'money' | 'text' | 'flag';

export interface SignalDefinition {
  readonly kind: SignalKind;
  readonly about: string;
}

const number = (about: string) => ({ kind: 'number' as const, about });
const money = (about: string) => ({ kind: 'money' as const, about });
const text = (about: string) => ({ kind: 'text' as const, about });
const flag = (about: string) => ({ kind: 'flag' as const, about });

/** Measured by `pipelines/fraud.sql`, under the names of its columns. */
export const PIPELINE_SIGNALS = {
  orderValue: money("the order's lines of the last hour together"),
  ipOrders5m: number('orders from the address within 5 minutes'),
  ipOrders1h: number('orders from the address within an hour'),
  ipOrders24h: number('orders from the address within a day'),
  ipUsers5m: number('buyers behind the address within 5 minutes'),
  ipUsers1h: number('buyers behind the address within an hour'),
  ipUsers24h: number('buyers behind the address within a day'),
  ipAmount5m: money('worth of orders from the address within 5 minutes'),
  ipAmount1h: money('worth of orders from the address within an hour'),
  ipAmount24h: money('worth of orders from the address within a day'),
  userOrders5m: number('orders of the buyer within 5 minutes'),
  userOrders1h: number('orders of the buyer within an hour'),
  userOrders24h: number('orders of the buyer within a day'),
  userAmount5m: money('worth of the orders of the buyer within 5 minutes'),
  userAmount1h: money('worth of the orders of the buyer within an hour'),
  userAmount24h: money('worth of the orders of the buyer within a day'),
  usualValue: money('mean worth of the other orders of the buyer within a week'),
  accountAgeSeconds: number('from the registration of the account to the order'),
  countries2h: number('countries of the orders of the buyer within 2 hours'),
  countries24h: number('countries of the orders of the buyer within a day'),
  deviceUsers: number('buyers on the device within a week'),
} as const satisfies Readonly<Record<string, SignalDefinition>>;

/** Known with the order itself, or from what was known of its buyer and products when it came. */
export const ORDER_SIGNALS = {
  country: text('where the order comes from: what it says, else where its address is'),
  profileCountry: text('the home country that the account has told'),
  emailDomain: text('what stands behind the @ of the e-mail address'),
  currency: text('the currency of the order'),
  signedIn: flag('the buyer has an account'),
  bot: flag('the sender is taken for a machine'),
  priceDiffers: flag('a price in the order is not that of the catalogue'),
  ordersInAll: number('orders of the account that stand, this one among them'),
  lifetimeValue: money('what the orders of the account that stand were worth'),
} as const satisfies Readonly<Record<string, SignalDefinition>>;

/** What the earlier orders of buyer, device, card and address came to. */
export const HISTORY_SIGNALS = {
  userReviews: number('earlier orders of the buyer that were sent to review'),
  userDeclines: number('earlier orders of the buyer that were declined'),
  userFrauds: number('earlier orders of the buyer with a chargeback, or found to be fraud'),
  userConfirmedGood: number('earlier orders of the buyer that were confirmed good'),
  userKnownSeconds: number('since the first order of the buyer'),
  deviceOrders1h: number('orders on the device within an hour'),
  deviceOrders24h: number('orders on the device within a day'),
  deviceAccounts30d: number('buyers on the device within 30 days, among its last 50 orders'),
  deviceFrauds: number('orders on the device that turned out to be fraud'),
  cardOrders5m: number('orders with the card within 5 minutes'),
  cardOrders1h: number('orders with the card within an hour'),
  cardOrders24h: number('orders with the card within a day'),
  cardAmount24h: money('worth of the orders with the card within a day'),
  cardAccounts30d: number('buyers with the card within 30 days, among its last 50 orders'),
  cardFrauds: number('orders with the card that turned out to be fraud'),
  ipAccounts30d: number('buyers behind the address within 30 days, among its last 50 orders'),
  ipFrauds: number('orders from the address that turned out to be fraud'),
} as const satisfies Readonly<Record<string, SignalDefinition>>;

export const SIGNALS = { ...PIPELINE_SIGNALS, ...ORDER_SIGNALS, ...HISTORY_SIGNALS } as const;

export type SignalName = keyof typeof SIGNALS;
export type PipelineSignal = keyof typeof PIPELINE_SIGNALS;
export type Signals = Readonly<Record<SignalName, SignalValue>>;

export const SIGNAL_NAMES = Object.keys(SIGNALS).filter(isSignalName);
export const PIPELINE_SIGNAL_NAMES = Object.keys(PIPELINE_SIGNALS).filter(isPipelineSignal);

export function isSignalName(name: string): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}

function isPipelineSignal(name: string): name is PipelineSignal {
  return Object.hasOwn(PIPELINE_SIGNALS, name);
}

/** As answers show it: money as decimal text. */
export function shownSignal(name: SignalName, value: SignalValue): SignalValue {
  return SIGNALS[name].kind === 'money' && typeof value === 'number' ? decimalText(value) : value;
}

/** `1234500` → `'123.45'`: at least two decimals, and no zeros beyond. */
export function decimalText(tenThousandths: number): string {
  const text = (Math.abs(tenThousandths) / 10_000).toFixed(4).replace(/0{1,2}$/, '');
  return tenThousandths < 0 ? `-${text}` : text;
}
