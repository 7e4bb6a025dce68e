/** Devices and declared machines, by user agents that are out there. */
import { describe, expect, it } from 'vitest';
import { deviceOf, UserAgents } from '../../../src/functions/enrich/user-agent.ts';

const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const PIXEL =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1';
const GALAXY_TAB =
  'Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

describe('a user agent', () => {
  it.each([
    ['desktop', WINDOWS],
    ['desktop', MAC],
    ['desktop', LINUX],
    ['mobile', IPHONE],
    ['mobile', PIXEL],
    ['tablet', IPAD],
    ['tablet', GALAXY_TAB],
    ['bot', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
    ['bot', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)'],
    ['bot', 'curl/8.6.0'],
    ['bot', 'python-requests/2.32.3'],
    ['bot', `${WINDOWS.replace('Chrome/', 'HeadlessChrome/')}`],
    [
      'unknown',
      'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1',
    ],
  ])('of a %s is told as one: %s', (device, userAgent) => {
    expect(deviceOf(userAgent)).toBe(device);
  });

  it('is found in the properties of an event, and only where it stands for itself', () => {
    const agents = new UserAgents();
    const inProperties = (properties: object) => agents.deviceClass(JSON.stringify(properties));
    expect(inProperties({ page: '/', userAgent: IPHONE })).toBe('mobile');
    expect(inProperties({ note: 'a "quoted" word', userAgent: IPHONE })).toBe('mobile');
    expect(inProperties({ userAgent: `${IPHONE}\\` })).toBe('mobile');
    expect(inProperties({ inner: { userAgent: IPHONE } })).toBeNull();
    expect(inProperties({ note: '"userAgent":"' })).toBeNull();
    expect(inProperties({ userAgent: 7 })).toBeNull();
    expect(inProperties({ userAgent: '' })).toBeNull();
    expect(agents.deviceClass(null)).toBeNull();
  });
});
