/** States as bytes: whatever JSON can say comes back, also in another process that knows the stored shapes only. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateCodec } from '../../src/fold/state-codec.ts';
import { type ShapeSite, StateShapes } from '../../src/fold/state-shapes.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';

/** Beside any JSON, objects of few shapes, in changing order, and keys that look like those of lists. */
const name = fc.constantFrom('a', 'b', 'c', '0', '7', '__proto__', 'größer');
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 191, 192, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 48 - 1, 2 ** 48, 0.1),
);
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 40, maxLength: 120 }));
const { state } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: 'small' },
    number,
    text,
    fc.constantFrom(null, true, false),
    fc.array(tie('state')),
    fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, number, fc.constant(null)), { maxLength: 60 }),
    fc.array(fc.tuple(name, tie('state'))).map(objectOf),
    fc.jsonValue(),
  ),
}));

/** As JSON.parse makes them: `__proto__` is a name like others. */
function objectOf(entries: [string, unknown][]): unknown {
  const object = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

function written(codec: StateCodec, value: unknown, site: ShapeSite): Uint8Array {
  codec.writer.length = 0;
  codec.write(value, site);
  return Buffer.from(codec.writer.view());
}

describe('states as bytes', () => {
  it('come back as they were, after a restart too', () => {
    fc.assert(
      fc.property(fc.array(state, { maxLength: 8 }), (states) => {
        const environment = new MemoryEnvironment();
        const shapes = new StateShapes(environment);
        const codec = new StateCodec(shapes);
        const site = { shape: undefined };
        const stored = states.map((each) => written(codec, each, site));
        environment.transaction(() => void shapes.write());
        const later = new StateCodec(new StateShapes(environment));
        for (const [index, bytes] of stored.entries()) {
          expect(codec.read(bytes)).toStrictEqual(states[index]);
          expect(later.read(bytes)).toStrictEqual(states[index]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('say how many zeros there are in a row, and are read as they were written before that', () => {
    const codec = new StateCodec(new StateShapes(new MemoryEnvironment()));
    const list = [...new Array<number>(40).fill(0), 7, 0, 0, -0, ...new Array<number>(300).fill(0), 0.5];
    expect(written(codec, list, { shape: undefined }).length).toBeLessThan(40);
    expect(codec.read(written(codec, list, { shape: undefined }))).toStrictEqual(list);
    const [array, zero] = [9, 0x40];
    expect(codec.read(Uint8Array.of(array, 5, zero, zero, zero, zero, zero + 1))).toStrictEqual([0, 0, 0, 0, 1]);
  });

  it('keep the order of properties, in which JSON text has them', () => {
    const codec = new StateCodec(new StateShapes(new MemoryEnvironment()));
    const site = { shape: undefined };
    for (const object of [{ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2, d: 3 }], a: 1 }, { a: 1 }, { a: 1, b: [{ c: 2 }] }]) {
      expect(JSON.stringify(codec.read(written(codec, object, site)))).toBe(JSON.stringify(object));
    }
  });

  it('do not fill the list of shapes with what are lists by key', () => {
    const environment = new MemoryEnvironment();
    const shapes = new StateShapes(environment);
    const codec = new StateCodec(shapes);
    const site = { shape: undefined };
    for (let slot = 0; slot < 3_000; slot++) {
      const bySlot = { [slot]: [slot], [`k${slot}`]: slot };
      expect(codec.read(written(codec, bySlot, site))).toEqual(bySlot);
      const counted = { name: `n${slot}`, [`k${slot}`]: slot };
      expect(codec.read(written(codec, counted, site))).toEqual(counted);
    }
    environment.transaction(() => expect(shapes.write()).toBeLessThanOrEqual(1_000));
  });
});
