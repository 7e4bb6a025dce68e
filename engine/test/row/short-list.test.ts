import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appendToShortList, shortListWith } from '../../src/row/short-list.ts';

it('a list that items are appended to has them all, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer(), fc.array(fc.integer())), { maxLength: 40 }), (items) => {
      let list: (typeof items)[number][] = [];
      for (const item of items) list = appendToShortList(list, item);
      expect(list).toEqual(items);
    }),
  );
});

it('a copy with one more item leaves the list as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 12 }), fc.integer(), (items, item) => {
      const list = Object.freeze([...items]);
      expect(shortListWith(list, item)).toEqual([...items, item]);
      expect(list).toEqual(items);
    }),
  );
});
