/** Makes a failing trial small: tries shorter and smaller sequences of choices as long as they fail in the same way. */

/** Whether the trial of these choices still fails in the way that is looked for. */
export type StillFails = (sequence: readonly number[]) => Promise<boolean>;

/** `attempts`: how many trials it may take. */
export async function shrink(
  sequence: readonly number[],
  stillFails: StillFails,
  attempts: number,
): Promise<readonly number[]> {
  let [best, left] = [sequence, attempts];
  const attempt = async (candidate: readonly number[]) => {
    if (left === 0) return false;
    left -= 1;
    const fails = await stillFails(candidate);
    if (fails) best = candidate;
    return fails;
  };
  for (let before: readonly number[] | undefined; before !== best && left > 0; ) {
    before = best;
    for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
      for (let at = 0; at < best.length && left > 0; ) {
        const without = [...best.slice(0, at), ...best.slice(at + size)];
        if (await attempt(without)) continue;
        const chunk = best.slice(at, at + size);
        const zeros = [...best.slice(0, at), ...chunk.map(() => 0), ...best.slice(at + size)];
        if (chunk.some((choice) => choice !== 0)) await attempt(zeros);
        at += size;
      }
    }
  }
  return best;
}
