/** The lists of journeys: the views that they are read from, and what is said of each. */
import { type TProperties, type TSchema, Type } from 'typebox';

const Time = Type.String({ format: 'date-time' });
export const Text = Type.Union([Type.String(), Type.Null()]);
const Money = Type.String({ description: 'Exact, with at least two decimals.' });
const MaybeMoney = Type.Union([Money, Type.Null()], { description: 'Null where an event had no price.' });

export function isMoney(schema: TSchema): boolean {
  return schema === Money || schema === MaybeMoney;
}

export interface Journey {
  readonly path: string;
  readonly view: string;
  readonly summary: string;
  readonly columns: TProperties;
  /** Parameters that choose rows by a column of the same name, besides `userId`. */
  readonly filters?: TProperties;
}

export const JOURNEYS: readonly Journey[] = [
  {
    path: 'purchases',
    view: 'purchase_journeys',
    summary: 'Products that were looked at, put into the cart and bought, with the times of the steps',
    columns: {
      boughtAt: Time,
      eventId: Type.String(),
      userId: Text,
      productId: Text,
      category: Type.String(),
      viewedAt: Time,
      cartedAt: Time,
      views: Type.Integer({ description: 'Looks before the product went into the cart.' }),
      secondsToCart: Type.Integer({ description: 'From the first look.' }),
      secondsToBuy: Type.Integer({ description: 'From the cart.' }),
      orderId: Text,
      quantity: Type.Integer(),
      amount: MaybeMoney,
    },
  },
  {
    path: 'abandoned-carts',
    view: 'abandoned_carts',
    summary: 'Products that stayed in a cart: neither bought nor taken out within thirty minutes',
    columns: {
      addedAt: Time,
      eventId: Type.String(),
      userId: Text,
      productId: Text,
      category: Type.String(),
      quantity: Type.Integer(),
      amount: MaybeMoney,
    },
  },
  {
    path: 'price-drop-returns',
    view: 'price_drop_returns',
    summary: 'Products that were left in a cart and, half an hour or more later, taken at a lower price',
    columns: {
      returnedAt: Time,
      eventId: Type.String(),
      userId: Text,
      productId: Text,
      category: Type.String(),
      leftAt: Time,
      minutesAway: Type.Integer(),
      priceBefore: Money,
      priceNow: Money,
      bought: Type.Boolean({ description: 'False: put into the cart again.' }),
    },
  },
  {
    path: 'card-testing',
    view: 'card_testing',
    summary: 'Large orders right after three or more tiny or failed ones from the same address',
    columns: {
      chargedAt: Time,
      eventId: Type.String(),
      ip: Type.String(),
      userId: Text,
      orderId: Text,
      amount: Money,
      attempts: Type.Integer(),
      attempted: Money,
      firstAttemptAt: Time,
      secondsToCharge: Type.Integer(),
    },
    filters: { ip: Type.Optional(Type.String({ description: 'Only from this address.' })) },
  },
  {
    path: 'order-records',
    view: 'order_records',
    summary: 'Orders of the shop with their rows in the database; without one after five minutes, recordedAt is null',
    columns: {
      orderedAt: Time,
      orderId: Type.String(),
      userId: Text,
      lines: Type.Integer(),
      amount: MaybeMoney,
      recordedAt: Type.Union([Time, Type.Null()]),
      status: Text,
    },
    filters: {
      recorded: Type.Optional(
        Type.Boolean({ description: 'Only orders with a row in the database, or only those without.' }),
      ),
    },
  },
];
