import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KeyRing } from '../../src/access/key-ring.ts';
import { sessionSecret } from '../../src/access/session-secret.ts';
import { SessionTokens } from '../../src/access/session-tokens.ts';
import { Sessions } from '../../src/access/sessions.ts';

const HOUR_MS = 60 * 60 * 1000;
const VIEWER = 'key-of-the-viewer-0001';

describe('the secret of sessions', () => {
  it("is the server's own, stays the same, and is made anew when it was cut short", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-secret-'));
    const path = join(folder, 'session.secret');
    const secret = sessionSecret(folder);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(sessionSecret(folder)).toEqual(secret);
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20), { mode: 0o644 });
    const next = sessionSecret(folder);
    expect(next).not.toEqual(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it('signs tokens that only it reads, and any of them', () => {
    const keys = new KeyRing({ writeKeys: [], readKeys: [VIEWER], adminKeys: [] });
    const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
    const session = fc.record({
      keyId: hex,
      sessionId: hex,
      expiresMs: fc.nat({ max: 2 ** 47 }),
      isSecure: fc.boolean(),
    });
    const [ours, theirs] = [new SessionTokens(Buffer.alloc(32, 1)), new SessionTokens(Buffer.alloc(32, 2))];
    fc.assert(
      fc.property(session, (one) => {
        expect(ours.read(ours.issue(one))).toEqual(one);
        expect(theirs.read(ours.issue(one))).toBeUndefined();
      }),
    );
    for (const known of keys) expect(ours.keyId(known)).not.toBe(theirs.keyId(known));
    expect(ours.cookieName).not.toBe(theirs.cookieName);
  });
});

describe('a session', () => {
  it('ends its streams when its time is over, which other requests put off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-sessions-'));
    const log = openLogWriter(folder, 1);
    vi.useFakeTimers();
    const keys = new KeyRing({ writeKeys: [], readKeys: [VIEWER], adminKeys: [] });
    const parts = { keys, secret: Buffer.alloc(32), ended: log.openSettings('ended'), now: () => Date.now() };
    const sessions = new Sessions(parts);
    const [known] = keys;
    if (!known) return expect.unreachable();
    const session = sessions.start(known, false);
    let ended = 0;
    sessions.hold(session, () => ended++);
    const release = sessions.hold(session, () => ended++);
    vi.advanceTimersByTime(11 * HOUR_MS);
    sessions.renewed(session);
    vi.advanceTimersByTime(11 * HOUR_MS);
    expect(ended).toBe(0);
    release();
    vi.advanceTimersByTime(HOUR_MS);
    expect(ended).toBe(1);
    vi.useRealTimers();
    await log.close();
    await rm(folder, { recursive: true });
  });
});
