/** Which fields of the configuration are other than at the last start. Only digests of values are kept. */
import { hash } from 'node:crypto';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';

/** The names of fields that have changed, come or gone since the last start; none at the very first. */
export async function configChanges(
  stored: LogSettings,
  configured: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const before = new Map(stored.entries().map(([name, digest]) => [name, String(digest)]));
  const now = new Map(
    Object.entries(configured).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, digestOf(value)] as const],
    ),
  );
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  const changed = names.filter((name) => before.get(name) !== now.get(name));
  await Promise.all(
    changed.map((name) => {
      const digest = now.get(name);
      return digest === undefined ? stored.remove(name) : stored.put(name, digest);
    }),
  );
  return before.size === 0 ? [] : changed;
}

function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value) ?? '');
}
