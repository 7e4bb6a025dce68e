/** From a column's value to what an event's field holds, exactly or not at all. */
import { type CellValue, clipped } from './change-event.ts';

export type FieldValue = null | boolean | number | string | readonly CellValue[];
/** What is wrong with a value, to be read after its column's name. */
export interface ValueFault {
  readonly fault: string;
}
export type Conversion = (value: CellValue) => FieldValue | ValueFault;

export function isFault(value: unknown): value is ValueFault {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

const toText: Conversion = (value) => {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const WHOLE = /^[+-]?\d+(?:\.0+)?$/;

const toInteger: Conversion = (value) => {
  if (value === null) return null;
  const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : { fault: `${clipped(value)} is no whole number` };
};

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
/** The places after the point that count. */
const DECIMALS = /\.(\d*?)0*$/;
const MOST_DECIMALS = 4;

/** Money has four decimals: one digit more is refused, never rounded. */
const toMoney: Conversion = (value) => {
  if (value === null) return null;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !DECIMAL.test(value)) return { fault: `${clipped(value)} is no number` };
  const decimals = DECIMALS.exec(value)?.[1] ?? '';
  if (decimals.length > MOST_DECIMALS) return { fault: `${clipped(value)} has more than four decimals` };
  return Number(value);
};

const TRUE: ReadonlySet<unknown> = new Set([true, 1, 't', 'true', 'T', 'Y', 'y', 'yes', '1']);
const FALSE: ReadonlySet<unknown> = new Set([false, 0, 'f', 'false', 'F', 'N', 'n', 'no', '0']);

const toBoolean: Conversion = (value) => {
  if (value === null || TRUE.has(value)) return value === null ? null : true;
  return FALSE.has(value) ? false : { fault: `${clipped(value)} is neither true nor false` };
};

const DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** A time without a zone is taken for UTC; a date for its midnight. */
const toInstant: Conversion = (value) => {
  if (value === null) return null;
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return { fault: `${clipped(value)} is no time` };
  if (DATE.test(value)) return `${value}T00:00:00Z`;
  const [, date, time = '', zone = 'Z'] = LOCAL_TIME.exec(value) ?? [];
  if (date === undefined) return { fault: `${clipped(value)} is no time` };
  return `${date}T${time.length === 5 ? `${time}:00` : time}${fullZone(zone)}`;
};

/** `+02` and `+0230` as `+02:00` and `+02:30`. */
function fullZone(zone: string): string {
  if (zone === 'Z') return zone;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

const LATEST_MS = 8.64e15;

function fromEpoch(epochMs: number): FieldValue | ValueFault {
  if (!(Math.abs(epochMs) <= LATEST_MS)) return { fault: `${epochMs} ms is no time` };
  return new Date(Math.floor(epochMs)).toISOString();
}

/** Seconds may have a fraction, of which a double says a little less or more than was meant. */
const TO_MS: Readonly<Record<string, (value: number) => number>> = {
  days: (value) => value * 86_400_000,
  seconds: (value) => Math.round(value * 1_000_000) / 1_000,
  milliseconds: (value) => value,
  microseconds: (value) => value / 1_000,
  nanoseconds: (value) => value / 1_000_000,
};

/** Reads numbers of a unit since 1970. */
export function epochConversion(unit: string): Conversion {
  return (value) => {
    const number = toNumber(value);
    if (typeof number !== 'number')
      return number === null ? null : { fault: `${clipped(value)} is no number of ${unit}` };
    return fromEpoch(TO_MS[unit]?.(number) ?? number);
  };
}

const toNumber: Conversion = (value) => {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
  return { fault: `${clipped(value)} is no number` };
};

const asItIs: Conversion = (value) => value;

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ...[
    'userId',
    'anonymousId',
    'sessionId',
    'productId',
    'category',
    'orderId',
    'status',
    'currency',
    'ip',
    'query',
  ].map((field) => [field, toText] as const),
  ...['name', 'brand', 'segment', 'country', 'deviceType'].map((field) => [field, toText] as const),
  ...['quantity', 'onHand', 'onOrder', 'threshold', 'leadTimeDays', 'safetyStock'].map(
    (field) => [field, toInteger] as const,
  ),
  ['price', toMoney],
  ['lifetimeValue', toNumber],
  ['hidden', toBoolean],
  ['timestamp', toInstant],
  ['createdAt', toInstant],
]);

/** How a field of that name takes a column's value; fields that Millrace does not know keep it as it is. */
export function conversionOf(field: string): Conversion {
  return CONVERSIONS.get(field) ?? asItIs;
}

/** True or false the other way round. */
export function opposite(conversion: Conversion): Conversion {
  return (value) => {
    const converted = toBoolean(value);
    if (typeof converted === 'boolean') return conversion(!converted);
    return converted;
  };
}
