/** Which names mean this machine alone. */

/** Whether nobody but this machine can connect to the host name. IPv6 may stand in brackets, as in URLs. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
