/** What changes of each stream become, and what cannot be mapped says where it came from. */
import { describe, expect, it } from 'vitest';
import { loadCdcMapping, readCdcMapping, type TableMapping } from '../../../src/sources/cdc/cdc-mapping.ts';
import type { ChangeEvent, RowImage } from '../../../src/sources/cdc/change-event.ts';
import { compileChangeMapper } from '../../../src/sources/cdc/map-change.ts';

const AT = Date.parse('2026-01-15T10:00:00Z');

function changeOf(op: ChangeEvent['op'], before: RowImage | null, after: RowImage | null): ChangeEvent {
  return { id: 'x:1', op, before, after, source: { connector: 'test', name: 'x', table: 't', ts_ms: AT }, ts_ms: AT };
}

function mapped(mapping: TableMapping, op: ChangeEvent['op'], before: RowImage | null, after: RowImage | null) {
  return compileChangeMapper('public.t', mapping, ['id']).map(changeOf(op, before, after));
}

const stock: TableMapping = { stream: 'inventory_update', fields: { productId: 'id', onHand: 'pieces' } };
const movements: TableMapping = { stream: 'inventory_update', fields: { productId: 'id', quantity: 'pieces' } };
const orders: TableMapping = {
  stream: 'order',
  fields: { orderId: 'id', userId: 'user', status: { column: 'state', values: { X: 'cancelled' } } },
  cancelled: ['cancelled'],
};

describe('stock', () => {
  it('is a count, and none when its row goes', () => {
    const [set] = mapped(stock, 'u', null, { id: 'p', pieces: 7 });
    expect(set).toMatchObject({ event: { eventType: 'inventory_update', productId: 'p', properties: { onHand: 7 } } });
    expect(set?.event.timestamp).toBe('2026-01-15T10:00:00.000Z');
    const [gone] = mapped(stock, 'd', { id: 'p' }, null);
    expect(gone).toMatchObject({ event: { productId: 'p', properties: { onHand: 0 } } });
  });

  it('of movements changes by what moved, when the database says what it was', () => {
    const quantity = (...change: [ChangeEvent['op'], RowImage | null, RowImage | null]) =>
      mapped(movements, ...change)[0];
    expect(quantity('c', null, { id: 'p', pieces: 5 })?.event.quantity).toBe(5);
    expect(quantity('u', { id: 'p', pieces: 5 }, { id: 'p', pieces: 3 })?.event.quantity).toBe(-2);
    expect(quantity('d', { id: 'p', pieces: 5 }, null)?.event.quantity).toBe(-5);
    expect(quantity('u', null, { id: 'p', pieces: 3 })?.fault?.message).toContain('REPLICA IDENTITY FULL');
  });

  it('stays as it is when the table is truncated, and someone is told', () => {
    const [note] = mapped(stock, 't', null, null);
    expect(note?.fault?.message).toContain('public.t was truncated');
  });
});

describe('orders', () => {
  it('are recorded, updated, and cancelled once', () => {
    const types = (...change: [ChangeEvent['op'], RowImage | null, RowImage | null]) =>
      mapped(orders, ...change).map(({ event }) => event.eventType);
    expect(types('c', null, { id: 'o', user: 1, state: 'new' })).toEqual(['order_recorded']);
    expect(types('u', null, { id: 'o', user: 1, state: 'paid' })).toEqual(['order_update']);
    expect(types('u', null, { id: 'o', user: 1, state: 'X' })).toEqual(['order_update', 'order_cancelled']);
    expect(types('u', { id: 'o', state: 'X' }, { id: 'o', user: 1, state: 'X' })).toEqual(['order_update']);
    expect(types('d', { id: 'o' }, null)).toEqual(['order_update']);
  });
});

describe('values', () => {
  it('that do not fit name table, column and key', () => {
    const product: TableMapping = { stream: 'product', fields: { productId: 'id', price: 'cost' } };
    const [bad] = mapped(product, 'u', null, { id: 'p', cost: '1.23456' });
    expect(bad?.fault).toEqual({
      path: '/price',
      message: 'column cost of public.t (id="p"): "1.23456" has more than four decimals',
    });
    const [keyless] = mapped(product, 'u', null, { cost: '1' });
    expect(keyless?.fault?.path).toBe('/productId');
  });

  it('that were not told stay out, and are never null', () => {
    const product: TableMapping = { stream: 'product', fields: { productId: 'id', name: 'title', price: 'cost' } };
    const [mappedChange] = mapped(product, 'u', null, { id: 'p', cost: null });
    expect(mappedChange?.event).not.toHaveProperty('price');
    expect(mappedChange?.event.properties).not.toHaveProperty('name');
  });

  it('come from within JSON, by names, as constants and the other way round', () => {
    const product: TableMapping = {
      stream: 'product',
      fields: {
        productId: 'id',
        brand: { column: 'more', path: ['brand', 'name'] },
        hidden: { column: 'active', not: true },
        currency: { constant: 'EUR' },
      },
    };
    const [row] = mapped(product, 'c', null, { id: 'p', more: '{"brand":{"name":"Nord"}}', active: true });
    expect(row?.event).toMatchObject({ currency: 'EUR', properties: { brand: 'Nord', hidden: false } });
  });
});

describe('mappings', () => {
  it('the built-in one is valid', async () => {
    expect(Object.keys((await loadCdcMapping()).tables)).toContain('public.inventory');
  });

  it.each([
    [{ tables: {} }, 'no table'],
    [{ tables: { t: { stream: 'stock', fields: {} } } }, '/tables/t/stream'],
    [{ tables: { t: { stream: 'user', fields: {} } } }, 'needs the field userId'],
    [{ tables: { t: { stream: 'user', fields: { userId: { colum: 'id' } } } } }, 'field userId'],
    [{ tables: { t: { stream: 'inventory_update', fields: { productId: 'p' } } } }, 'either onHand'],
    [{ tables: { t: { stream: 'user', fields: { userId: 'id', eventId: 'id' } } } }, 'set by Millrace'],
    [{ tables: { t: { stream: 'user', fields: { userId: 'id' }, cancelled: ['x'] } } }, 'for the stream order'],
    [{ table: {} }, 'tables'],
    ['text', '/'],
  ])('%j is refused', (value, reason) => expect(() => readCdcMapping('m', value)).toThrow(reason));
});
