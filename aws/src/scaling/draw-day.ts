/** Draws a day of scaling in 80 columns: what comes in as a bar, the shards as a mark on the same scale. */
import type { ScalingMinute } from './scaling-day.ts';

const ROW_MINUTES = 30;
const BAR = 38;
const MEGABYTE = 1e6;

export function drawDay(minutes: readonly ScalingMinute[]): readonly string[] {
  const scale = Math.max(...minutes.map(({ shards, bytesPerSecond }) => Math.max(shards, bytesPerSecond / MEGABYTE)));
  const rows = Array.from({ length: Math.ceil(minutes.length / ROW_MINUTES) }, (_, row) =>
    rowOf(minutes.slice(row * ROW_MINUTES, (row + 1) * ROW_MINUTES), scale),
  );
  return [`${'UTC'.padEnd(7)}${'MB/s █ and shards |'.padEnd(BAR + 2)}  shards   MB/s  refused  changes`, ...rows];
}

function rowOf(minutes: readonly ScalingMinute[], scale: number): string {
  const load = Math.max(...minutes.map(({ bytesPerSecond }) => bytesPerSecond)) / MEGABYTE;
  const shards = Math.max(...minutes.map((minute) => minute.shards));
  const throttled = minutes.reduce((sum, minute) => sum + minute.throttled, 0) / minutes.length;
  const changes = minutes.filter(({ shards: now, decision }) => decision && decision.shards !== now);
  const cells: string[] = Array.from({ length: BAR + 1 }, (_, at) =>
    at < Math.round((load / scale) * BAR) ? '█' : ' ',
  );
  cells[Math.round((shards / scale) * BAR)] = '|';
  const time = new Date(minutes[0]?.atMs ?? 0).toISOString().slice(11, 16);
  const refused = throttled === 0 ? '' : `${(throttled * 100).toFixed(1)} %`;
  const steps = changes.map(({ decision }) => decision?.shards).join(' ');
  return `${time}  ${cells.join('')}  ${String(shards).padStart(6)} ${load.toFixed(1).padStart(6)} ${refused.padStart(8)}  ${steps}`.trimEnd();
}
