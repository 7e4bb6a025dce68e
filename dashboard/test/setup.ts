/** Before any test file: the browser is unpacked, which files that run side by side would do into the same place at once. */
import chromium from '@sparticuz/chromium';

export async function setup(): Promise<void> {
  await chromium.executablePath();
}
