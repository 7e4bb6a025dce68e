/** Resident memory of the processes that this one has started, by what they do; only Linux tells. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const PAGE_BYTES = 4096;

export interface ChildMemory {
  readonly name: string;
  readonly bytes: number;
}

/** Nothing where the system does not tell. */
export async function childMemory(): Promise<readonly ChildMemory[]> {
  const { pid } = process;
  const list = await textOf(`/proc/${pid}/task/${pid}/children`);
  const children = await Promise.all(
    list
      .split(' ')
      .filter((child) => child !== '')
      .map(memoryOf),
  );
  return children.filter(({ bytes }) => bytes > 0);
}

/** By the script that the process runs; pages are of the size that Linux has on these machines. */
async function memoryOf(pid: string): Promise<ChildMemory> {
  const [command, memory] = await Promise.all([textOf(`/proc/${pid}/cmdline`), textOf(`/proc/${pid}/statm`)]);
  const script = command.split('\0').find((word) => /\.[jt]s$/.test(word));
  const [, residentPages = '0'] = memory.split(' ');
  return { name: basename(script ?? 'process').replace(/\.[jt]s$/, ''), bytes: Number(residentPages) * PAGE_BYTES };
}

/** Empty for a process that has just ended. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
