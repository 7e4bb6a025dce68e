/** A progress bar on one terminal line, 80 columns wide at most; on anything but a terminal, a line every few seconds. */

const BAR_WIDTH = 24;
const TERMINAL_PERIOD_MS = 100;
const PLAIN_PERIOD_MS = 5_000;

export class ProgressBar {
  readonly #output: NodeJS.WriteStream;
  readonly #startedMs = performance.now();
  #printedMs = Number.NEGATIVE_INFINITY;

  constructor(output: NodeJS.WriteStream = process.stderr) {
    this.#output = output;
  }

  /** Shows how far it is; `share` is from 0 to 1, or null when the end is not known. */
  show(share: number | null, text: string): void {
    const now = performance.now();
    const period = this.#output.isTTY ? TERMINAL_PERIOD_MS : PLAIN_PERIOD_MS;
    if (now - this.#printedMs < period) return;
    this.#printedMs = now;
    this.#print(share, text, now);
  }

  /** The last state, which then stays on the screen. */
  finish(text: string): void {
    this.#print(1, text, performance.now());
    if (this.#output.isTTY) this.#output.write('\n');
  }

  #print(share: number | null, text: string, now: number): void {
    const seconds = `${((now - this.#startedMs) / 1000).toFixed(0)} s`;
    const line = `${bar(share)} ${seconds.padStart(6)}  ${text}`.slice(0, 79);
    this.#output.write(this.#output.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}

function bar(share: number | null): string {
  if (share === null) return '';
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
