/**
 * Answers that wait until what they rest on is committed. An answer goes by the tables as they are when it is asked for; a
 * commit that begins after that holds them.
 */
export class SettledAnswers {
  #waiting: (() => void)[] = [];

  /** @param send is called after the next commit that begins from now on. */
  add(send: () => void): void {
    this.#waiting.push(send);
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** A commit takes its contents at this moment. @returns what to call when it has succeeded. */
  begin(): () => void {
    const sends = this.#waiting;
    this.#waiting = [];
    return () => {
      for (const send of sends) send();
    };
  }
}
