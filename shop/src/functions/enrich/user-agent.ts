/** What a user agent says of itself: the kind of device, and whether it is a machine that reads pages. */
import Bowser from 'bowser';
import { isbot } from 'isbot';
import type { EnrichedEvent } from './enriched-event.ts';
import { RecentValues } from './recent-values.ts';

export type DeviceClass = EnrichedEvent['deviceClass'];

const MOST_USER_AGENTS = 10_000;
/** Longer ones say nothing that the beginning does not, and cost time to search. */
const LONGEST = 512;
const MARK = '"userAgent":"';

export class UserAgents {
  readonly #recent = new RecentValues<DeviceClass>(MOST_USER_AGENTS);

  /** The class of the device whose user agent stands in an event's properties; null when none stands there. */
  deviceClass(properties: string | null): DeviceClass | null {
    const userAgent = properties === null ? null : userAgentIn(properties);
    if (userAgent === null) return null;
    const known = this.#recent.get(userAgent);
    if (known !== undefined) return known;
    const device = deviceOf(userAgent);
    this.#recent.keep(userAgent, device);
    return device;
  }
}

/** @param userAgent the header as browsers send it. */
export function deviceOf(userAgent: string): DeviceClass {
  const text = userAgent.slice(0, LONGEST);
  if (isbot(text)) return 'bot';
  switch (Bowser.parse(text).platform.type) {
    case 'mobile':
      return 'mobile';
    case 'tablet':
      return 'tablet';
    case 'desktop':
      return 'desktop';
    case 'bot':
      return 'bot';
    default:
      return 'unknown';
  }
}

/** Read without parsing where that is safe: a flat object without escapes. */
function userAgentIn(properties: string): string | null {
  const mark = properties.indexOf(MARK);
  if (mark < 0) return null;
  if (properties.indexOf('{', 1) < 0 && !properties.includes('\\')) {
    const from = mark + MARK.length;
    const text = properties.slice(from, properties.indexOf('"', from));
    return text === '' ? null : text;
  }
  const { userAgent } = JSON.parse(properties);
  return typeof userAgent === 'string' && userAgent !== '' ? userAgent : null;
}
