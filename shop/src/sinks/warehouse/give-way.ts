/** Lets this process give way to others when processors are short. */
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Nice, in the words of Unix. */
const PRIORITY = 10;

/** On Linux each thread has a priority of its own: call it when those that work are there. */
export function giveWay(): void {
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
  for (const thread of threads) setPriority(thread, PRIORITY);
}
