/** Mapping rows of partner files to events. */
import { describe, expect, it } from 'vitest';
import { type FeedMapping, loadMapping } from '../../src/sources/csv/feed-mapping.ts';
import { compileMapping as compileRows } from '../../src/sources/csv/map-row.ts';
import { compileTimePattern } from '../../src/sources/csv/time-pattern.ts';

/** Rows by the names of their columns, in place of values in the order of the file. */
function compileMapping(name: string, mapping: FeedMapping) {
  const toEvent = compileRows(name, mapping);
  return (row: Readonly<Record<string, string>>) => toEvent(mapping.columns.flatMap((column) => row[column] ?? []));
}

const line = {
  InvoiceNo: '536365',
  StockCode: '85123A',
  Description: 'WHITE HANGING HEART',
  Quantity: '6',
  InvoiceDate: '2010-12-01 08:26:00',
  UnitPrice: '2.555',
  CustomerID: '17850.0',
  Country: 'United Kingdom',
};

async function onlineRetail() {
  return compileMapping('online-retail', await loadMapping('online-retail'));
}

describe('the mapping of Online Retail', () => {
  it('makes a purchase of an invoice line, to the third decimal', async () => {
    expect((await onlineRetail())(line)).toMatchObject({
      eventType: 'purchase',
      timestamp: '2010-12-01T08:26:00.000Z',
      userId: '17850',
      productId: '85123A',
      category: 'United Kingdom',
      orderId: '536365',
      price: 2.555,
      quantity: 6,
    });
  });

  it('makes a cancellation of a C line, with the number of units that come back', async () => {
    const event = (await onlineRetail())({ ...line, InvoiceNo: 'C536365', Quantity: '-6' });
    expect(event).toMatchObject({ eventType: 'order_cancelled', orderId: 'C536365', quantity: 6 });
  });

  it.each([
    ['a write-off', { Quantity: '-10', UnitPrice: '0' }],
    ['a free line', { UnitPrice: '0.0' }],
    ['a bad debt', { InvoiceNo: 'A563187', UnitPrice: '-11062.06' }],
  ])('makes a stock movement of %s, without a price', async (_, change) => {
    const event = (await onlineRetail())({ ...line, ...change });
    expect(event.eventType).toBe('inventory_update');
    expect(event).not.toHaveProperty('price');
  });

  it('gives a line without a customer an anonymous one per invoice', async () => {
    const event = (await onlineRetail())({ ...line, CustomerID: '' });
    expect(event).toMatchObject({ anonymousId: 'invoice-536365' });
    expect(event).not.toHaveProperty('userId');
  });

  it('keeps equal lines apart, and gives the same ids when the file is sent again', async () => {
    const [first, second] = [await onlineRetail(), await onlineRetail()];
    const ids = [first(line).eventId, first(line).eventId];
    expect(new Set(ids).size).toBe(2);
    expect([second(line).eventId, second(line).eventId]).toEqual(ids);
  });
});

describe('the id of a row', () => {
  it('is the same however the path of the mapping is written', async () => {
    const mapping = await loadMapping('online-retail');
    const ids = ['feeds/till.json', './feeds/till.json', 'till.json'].map(
      (path) => compileMapping(path, mapping)(line).eventId,
    );
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^till:[\w-]{22}:0$/);
  });
});

describe('a row that is cut off', () => {
  it('is sent as what it is, for the quarantine', async () => {
    const toEvent = compileMapping('rees46', await loadMapping('rees46'));
    const event = toEvent({ event_time: '2019-10-01 02:50:00 UTC', event_type: 'view' });
    expect(event.eventType).toBe('cut_off_row');
  });
});

describe('a mapping file', () => {
  it('that is missing is named, with what there is', async () => {
    await expect(loadMapping('nowhere')).rejects.toThrow("there is no mapping 'nowhere'");
  });
});

describe('a time pattern', () => {
  it('reads quoted text', () => {
    expect(compileTimePattern("yyyy-MM-dd HH:mm:ss 'UTC'")('2019-10-01 00:00:00 UTC')).toBe('2019-10-01T00:00:00.000Z');
  });

  it('leaves a text that does not fit for the verdict', () => {
    expect(compileTimePattern('yyyy-MM-dd')('yesterday')).toBe('yesterday');
  });
});
