/** Made-up texts: words of small letters, padding of a wanted length, names, addresses and channels. */
import { RandomNumbers } from './random-numbers.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const SHORTEST_WORD = 3;
const PADDING_LENGTH = 1 << 16;
const CHANNEL_COUNT = 10_000;

/** Where bids come from. */
export interface Channel {
  readonly name: string;
  readonly url: string;
}

export class RandomTexts {
  /** Padding is cut out of this: making it letter by letter would take most of the time. */
  readonly #padding: string;
  readonly #hotChannels: readonly Channel[];
  readonly #channels: readonly Channel[];

  constructor(seed: number) {
    const random = new RandomNumbers(~seed);
    this.#padding = Array.from({ length: PADDING_LENGTH }, () => random.pick([...LETTERS])).join('');
    this.#hotChannels = ['Google', 'Facebook', 'Baidu', 'Apple'].map((name) => ({ name, url: this.#url(random) }));
    this.#channels = Array.from({ length: CHANNEL_COUNT }, (_, number) => this.#channel(number, random));
  }

  /** A word of at least 3 and less than `bound` letters, some of which are the `gap`. */
  word(random: RandomNumbers, bound: number, gap = ' '): string {
    let text = '';
    for (let left = SHORTEST_WORD + random.below(bound - SHORTEST_WORD); left > 0; left -= 1) {
      text += random.below(13) === 0 ? gap : LETTERS[random.below(LETTERS.length)];
    }
    return text.trim();
  }

  /** Fills an event of `size` bytes up to `averageSize`, give or take a fifth of what is missing. */
  extra(random: RandomNumbers, size: number, averageSize: number): string {
    const missing = averageSize - size;
    if (missing <= 0) return '';
    const spread = Math.round(missing / 5);
    const length = missing - spread + random.below(2 * spread + 1);
    const start = random.below(PADDING_LENGTH - length);
    return this.#padding.slice(start, start + length);
  }

  /** Every second time one of the four that everybody uses. */
  channel(random: RandomNumbers): Channel {
    return random.pick(random.isHot(2) ? this.#hotChannels : this.#channels);
  }

  #url(random: RandomNumbers): string {
    const folders = Array.from({ length: 3 }, () => this.word(random, 5, '_')).join('/');
    return `https://www.nexmark.com/${folders}/item.htm?query=1`;
  }

  /** One channel in ten has no id in its address. */
  #channel(number: number, random: RandomNumbers): Channel {
    const id = random.isHot(10) ? `&channel_id=${random.below(2 ** 31)}` : '';
    return { name: `channel-${number}`, url: `${this.#url(random)}${id}` };
  }
}
