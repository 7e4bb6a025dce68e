/** What every container is told by its environment of where it listens, who may ask, and how it ends. */
import { numberVariable } from '../lambdas/environment-variable.ts';

/** As long as a balancer takes to notice. */
const DRAIN_MS = 5_000;

/** @throws MillraceError CONFIG_INVALID. */
export function containerSettings() {
  return {
    host: process.env.HOST ?? '0.0.0.0',
    port: numberVariable('PORT', [0, 65_535], 8080),
    readKeys: list(process.env.MILLRACE_READ_KEYS),
    adminKeys: list(process.env.MILLRACE_ADMIN_KEYS),
    trustedProxies: list(process.env.MILLRACE_TRUSTED_PROXIES),
    allowedOrigins: list(process.env.MILLRACE_ALLOWED_ORIGINS),
    drainMs: numberVariable('DRAIN_MS', [0, 60_000], DRAIN_MS),
  };
}

/** Of what stands between commas. */
export function list(text = ''): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
