/** What every message says beside its own matter: who, when, and in what surroundings. */

import type { ReceiveTime } from '../../events/event-clock.ts';
import { formatInstant } from '../../events/instant.ts';
import { defined, filled, type Members, membersOf, readText, without } from '../read-members.ts';

/** Fields that an event of any kind gets, their places in the message, and what goes into its properties. */
export interface Surroundings {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

const DEVICE_TYPES: Readonly<Record<string, string>> = {
  mobile: 'mobile',
  phone: 'mobile',
  smartphone: 'mobile',
  ios: 'mobile',
  android: 'mobile',
  tablet: 'tablet',
  desktop: 'desktop',
};

/** Written in the place of an address that must not be known. */
const NO_ADDRESS = '0.0.0.0';

export function surroundingsOf(message: Members, at: ReceiveTime): Surroundings {
  const context = membersOf(message.context) ?? {};
  const device = membersOf(context.device) ?? {};
  const rest = without(context, ['ip', 'userAgent']);
  const ip = readText(context.ip);
  return {
    fields: {
      userId: readText(message.userId),
      anonymousId: readText(message.anonymousId),
      sessionId: readText(context.sessionId),
      deviceType: typeof device.type === 'string' ? DEVICE_TYPES[device.type.toLowerCase()] : undefined,
      location: locationOf(membersOf(context.location) ?? {}),
      ip: ip === NO_ADDRESS ? undefined : ip,
      ...timesOf(message, at),
    },
    places: PLACES,
    properties: {
      userAgent: readText(context.userAgent),
      deviceId: readText(device.id),
      context: filled(rest),
    },
  };
}

function locationOf({ country, region }: Members): Members | undefined {
  return filled(defined({ country: readText(country), region: readText(region) }));
}

const PLACES: Readonly<Record<string, string>> = {
  '/eventId': '/messageId',
  '/sessionId': '/context/sessionId',
  '/location': '/context/location',
  '/ip': '/context/ip',
  '/properties/userAgent': '/context/userAgent',
  '/properties/deviceId': '/context/device/id',
  '/properties/context': '/context',
};

/**
 * `originalTimestamp` is by the sender's clock, and so is `timestamp` unless both are there: then someone has corrected it
 * already. Without the time of sending nothing can be corrected, and the corrected one is the better.
 */
function timesOf(message: Members, { receivedMs, batchSentMs }: ReceiveTime): Record<string, unknown> {
  const sentAt = readText(message.sentAt);
  const isSent = sentAt !== undefined || batchSentMs !== undefined;
  const [first, second] = isSent ? ['originalTimestamp', 'timestamp'] : ['timestamp', 'originalTimestamp'];
  const timestamp = readText(message[first]) ?? readText(message[second]);
  if (timestamp !== undefined) return { timestamp, sentAt };
  // A message that does not say when it happened happened when it came: by our clock, so there is nothing to correct.
  const now = formatInstant(receivedMs);
  return { timestamp: now, sentAt: now };
}
