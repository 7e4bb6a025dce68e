import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventIdList, eventIdBits, forEachEventId, readEventId } from '../../src/events/event-id.ts';
import { DEDUP_WINDOW_MS, SeenIds } from '../../src/events/seen-ids.ts';

const startMs = Date.UTC(2026, 0, 1);
const bits = (text: string) => {
  const id = eventIdBits();
  readEventId(text, id);
  return id;
};

test('agrees with a map of arrival times, through expiry and taking back', () => {
  const id = fc.oneof(
    fc.uuid(),
    fc.uuid().map((uuid) => uuid.toUpperCase()),
    fc.integer({ min: 0, max: 30 }).map((n) => `order-${n}`),
    fc.integer({ min: 0, max: 30 }).map((n) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`),
  );
  const step = fc.record({ id, minutes: fc.integer({ min: 0, max: 400 }), takeBack: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const seen = new SeenIds();
      const model = new Map<string, number>();
      let nowMs = startMs;
      for (const { id: text, minutes, takeBack } of steps) {
        nowMs += minutes * 60_000;
        const isNew = nowMs - (model.get(text) ?? Number.NEGATIVE_INFINITY) >= DEDUP_WINDOW_MS;
        expect(seen.add(bits(text), nowMs)).toBe(isNew);
        if (isNew) model.set(text, nowMs);
        if (!takeBack) continue;
        seen.remove(bits(text), nowMs);
        model.delete(text);
      }
    }),
  );
});

test('holds a million ids exactly while its tables grow', () => {
  const seen = new SeenIds();
  const id = eventIdBits();
  for (let round = 0; round < 2; round++) {
    for (let number = 0; number < 1_000_000; number++) {
      id.words.set([number, 0, 0x1234, 0]);
      if (seen.add(id, startMs) !== (round === 0)) throw new Error(`id ${number} in round ${round}`);
    }
  }
  expect(seen.sizeBytes).toBeLessThan(1_000_000 * 80);
});

test('expired ids leave room: the table does not grow with the days', () => {
  const seen = new SeenIds(60_000);
  const id = eventIdBits();
  for (let number = 0; number < 3_000_000; number++) {
    id.words.set([number, number >>> 3, 7, 9]);
    if (!seen.add(id, startMs + number * 2)) throw new Error(`id ${number}`);
  }
  expect(seen.sizeBytes).toBeLessThan(12_000_000);
});

test('a text that is no UUID never passes for one', () => {
  const uuid = '0123abcd-89ef-4012-8345-6789abcdef01';
  expect(bits(uuid)).toEqual({ kind: 0, words: Uint32Array.of(0x0123abcd, 0x89ef4012, 0x83456789, 0xabcdef01) });
  for (const other of [uuid.toUpperCase(), ` ${uuid.slice(1)}`, uuid.replaceAll('-', '_'), `${uuid}0`, uuid.slice(1)]) {
    expect(bits(other).kind).toBe(1);
  }
});

test('a list of ids reads back as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uuid(), fc.string({ minLength: 1 })), { maxLength: 200 }), (texts) => {
      const list = new EventIdList();
      for (const text of texts) list.push(bits(text));
      const read: unknown[] = [];
      forEachEventId(list.bytes(), (id) => read.push({ kind: id.kind, words: id.words.slice() }));
      expect(read).toEqual(texts.map(bits));
      expect(list.count).toBe(texts.length);
    }),
  );
});
