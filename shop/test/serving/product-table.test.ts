/** The table of products reads views piece by piece: whatever happens between two pieces, no product is missed. */

import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import { describe, expect, it } from 'vitest';
import { ProductTable } from '../../src/serving/stock/product-table.ts';
import { PipelineViews } from './pipeline-views.ts';

describe('the table of products', () => {
  it('misses nothing when its first reading was cut short', async () => {
    const views = new PipelineViews();
    const productIds = Array.from({ length: 450 }, (_, number) => `p-${number}`);
    views.commit({
      products: productIds.map((productId) => ({ key: [productId], row: { productId, hidden: false }, final: true })),
    });
    let isBroken = true;
    const table = new ProductTable({
      get: (name) => {
        const view = views.get(name);
        return view && name === 'products' ? whileBroken(view, () => isBroken) : view;
      },
      keys: () => views.keys(),
    });
    await expect(table.lines(productIds)).rejects.toThrow('cut short');
    isBroken = false;
    expect(await table.lines(productIds)).toHaveLength(450);
  });
});

/** The view, of which nothing but the first piece can be read while it is broken. */
function whileBroken(view: ViewReader, isBroken: () => boolean): ViewReader {
  return {
    definition: view.definition,
    get: (key) => view.get(key),
    range: (range) => {
      if (isBroken() && range.from !== undefined) throw new Error('cut short');
      return view.range(range);
    },
    changes: (after, limit) => view.changes(after, limit),
    lastChange: () => view.lastChange(),
  };
}
