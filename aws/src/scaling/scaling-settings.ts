/** What the stacks tell the scaling, as JSON in its environment. */
import { BASELINE } from '@millrace/shop/plan/traffic.ts';
import { bytesOf } from './sale-day.ts';
import type { ShardSettings } from './shard-decision.ts';

type Role = 'events' | 'enriched';

interface DeployedSettings {
  readonly everyMinutes: number;
  readonly headroom: number;
  readonly quietMinutes: number;
  readonly peaks: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly eventsPerSecond: number;
  }[];
  readonly streams: readonly {
    readonly name: string;
    readonly role: Role;
    readonly least: number;
    readonly most: number;
  }[];
}

/** The settings of each stream, by its name. */
export function scalingSettings(text: string): ReadonlyMap<string, ShardSettings> {
  const { streams, peaks, ...shared }: DeployedSettings = JSON.parse(text);
  return new Map(
    streams.map(({ name, role, least, most }) => [
      name,
      {
        ...shared,
        least,
        most,
        peaks: peaks.map((peak) => ({
          name: peak.name,
          fromMs: Date.parse(peak.from),
          toMs: Date.parse(peak.to),
          bytesPerSecond: peak.eventsPerSecond * bytesOf(BASELINE, role),
        })),
      },
    ]),
  );
}
