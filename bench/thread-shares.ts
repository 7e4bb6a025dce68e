/** Which threads of a process the processor's time goes to: Linux tells it thread by thread. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of processor time by name of thread; threads of one name are one. */
export type ThreadTicks = ReadonlyMap<string, number>;

/** A tick is a hundredth of a second on every Linux that Node runs on. */
const TICK_MS = 10;
/** Places in what follows the name in `stat`: ticks in user mode, and in the system's. */
const USER = 11;
const SYSTEM = 12;

/** Empty where the system does not tell. */
export function threadTicks(pid: number | undefined): ThreadTicks {
  const ticks = new Map<string, number>();
  for (const thread of threadsOf(pid)) {
    const stat = statOf(`/proc/${pid}/task/${thread}/stat`);
    if (stat) ticks.set(stat.name, (ticks.get(stat.name) ?? 0) + stat.ticks);
  }
  return ticks;
}

/** Shares of one core, in percent, between two looks at a process. */
export function shares(before: ThreadTicks, after: ThreadTicks, passedMs: number): ReadonlyMap<string, number> {
  const used = Array.from(after, ([name, ticks]) => {
    return [name, ((ticks - (before.get(name) ?? 0)) * TICK_MS * 100) / passedMs] as const;
  });
  return new Map(used.filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]));
}

function threadsOf(pid: number | undefined): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Undefined for a thread that has just ended. */
function statOf(file: string): { readonly name: string; readonly ticks: number } | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    return { name: text.slice(text.indexOf('(') + 1, end), ticks: Number(fields[USER]) + Number(fields[SYSTEM]) };
  } catch {
    return undefined;
  }
}
