/** What AWS asks for each thing, from one dated file that a user can replace. */
import { readFileSync } from 'node:fs';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import BUILT_IN from './prices.json' with { type: 'json' };

/** Every price that a plan asks for. */
export type PriceName = keyof typeof BUILT_IN.prices;

const Price = Type.Object({
  usd: Type.Number({ minimum: 0 }),
  per: Type.String(),
  /** Not found in a price list, but in an example or an estimate. */
  unconfirmed: Type.Optional(Type.Boolean()),
});

const PriceFile = Type.Object({
  asOf: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  region: Type.String({ minLength: 1 }),
  currency: Type.Literal('USD'),
  prices: Type.Record(Type.String(), Price),
});

export type Price = Static<typeof Price>;

export interface Prices {
  /** A date, such as 2026-11-01. */
  readonly asOf: string;
  readonly region: string;
  of(name: PriceName): Price;
}

/** The file must have every price of the built-in one; it can be made by copying that. */
export function readPrices(path?: string): Prices {
  const file: unknown = path === undefined ? BUILT_IN : parsed(path);
  if (!Value.Check(PriceFile, file)) throw badFile(path, firstFault(file));
  const missing = Object.keys(BUILT_IN.prices).find((name) => !Object.hasOwn(file.prices, name));
  if (missing !== undefined) throw badFile(path, `it has no price ${missing}`);
  const { asOf, region, prices } = file;
  return { asOf, region, of: (name) => prices[name] ?? BUILT_IN.prices[name] };
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw badFile(path, String(cause instanceof Error ? cause.message : cause));
  }
}

function firstFault(file: unknown): string {
  const [fault] = Value.Errors(PriceFile, file);
  return fault === undefined ? 'it is no price file' : `${fault.instancePath || 'the file'} ${fault.message}`;
}

function badFile(path: string | undefined, what: string): MillraceError {
  return new MillraceError(`the prices in ${path ?? 'the built-in file'} cannot be used: ${what}`, {
    code: 'PLAN_PRICES',
    domain: 'user',
    retry: 'never',
    hint: 'copy shop/src/plan/prices.json, which has every price, and change what differs',
  });
}
