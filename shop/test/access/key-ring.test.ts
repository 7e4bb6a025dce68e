import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/access/key-ring.ts';
import { READ_KEY_ROLES } from '../../src/access/roles.ts';

const NONE = { writeKeys: [], readKeys: [], adminKeys: [] };
const KEY = 'a-key-of-good-length';
const key = fc.stringMatching(/^[A-Za-z0-9+/=_-]{16,60}$/);
const name = fc.stringMatching(/^[A-Za-zäöü0-9][A-Za-z ._@-]{0,30}$/);

describe('the ring of keys', () => {
  it('takes a plain read key for an analyst, whatever is in it', () => {
    fc.assert(
      fc.property(key, (plain) => {
        expect(new KeyRing({ ...NONE, readKeys: [plain] }).find(plain)).toMatchObject({ role: 'analyst', name: null });
      }),
    );
  });

  it('gives each key the role and name that stand before it, and knows no other text', () => {
    const entry = fc.record({ role: fc.constantFrom(...READ_KEY_ROLES), name: fc.option(name, { nil: null }), key });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (each) => each.key, maxLength: 8 }), key, (entries, other) => {
        const readKeys = entries.map((each) => [each.role, each.name ?? [], each.key].flat().join(':'));
        const ring = new KeyRing({ ...NONE, readKeys });
        for (const each of entries) {
          expect(ring.find(each.key)).toMatchObject({ role: each.role, name: each.name, mayWrite: false });
          expect(ring.find(`${each.role}:${each.key}`)).toBeUndefined();
        }
        if (entries.every((each) => each.key !== other)) expect(ring.find(other)).toBeUndefined();
      }),
    );
  });

  it('names admins, too, and lets one key open what both of its entries open', () => {
    const ring = new KeyRing({ writeKeys: [KEY], readKeys: [`viewer:${KEY}`], adminKeys: [`Otto:${KEY}-2`] });
    expect(ring.find(`${KEY}-2`)).toMatchObject({ role: 'admin', name: 'Otto' });
    expect(ring.find(KEY)).toMatchObject({ role: 'viewer', mayWrite: true });
    const both = new KeyRing({ writeKeys: [], readKeys: [`fraud:${KEY}`], adminKeys: [KEY] });
    expect(both.find(KEY)).toMatchObject({ role: 'admin' });
  });

  it.each([
    [{ readKeys: [`boss:${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ readKeys: [`viewer:a:b:${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ readKeys: [`viewer::${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ readKeys: [`admin:${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ adminKeys: [`a:b:${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ adminKeys: [`<script>:${KEY}`] }, 'KEY_NOT_UNDERSTOOD'],
    [{ readKeys: ['viewer:short'] }, 'KEY_TOO_SHORT'],
    [{ adminKeys: ['a-name-that-is-long:short'] }, 'KEY_TOO_SHORT'],
    [{ readKeys: [`viewer:${KEY}`, `fraud:${KEY}`] }, 'KEY_TWICE'],
  ])('refuses %j, and does not tell the key', (settings, code) => {
    try {
      new KeyRing({ ...NONE, ...settings });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code, domain: 'user' });
      expect(String(error)).not.toContain(KEY);
    }
  });
});
