/** `'connector' = 'blackhole'`: takes every row and keeps none, for measuring a query without its output. */
import type { TableConnector } from './table-connector.ts';
import { tableOptions } from './table-options.ts';

export const blackholeConnector: TableConnector = {
  name: 'blackhole',
  createSink(node) {
    tableOptions(node.table).finish();
    return {
      onRow() {},
      commit() {},
      finish() {},
      position: () => null,
      seek() {},
    };
  },
};
