/** A page of a shop, served from an origin of its own, as a shop's pages are. */
import { createServer } from 'node:http';

export interface ShopPage {
  /** `http://127.0.0.1:…`: another origin than the server's, for it has another port. */
  readonly origin: string;
  close(): Promise<void>;
}

/** @param script runs on each of its pages; `/next` is one more page, to go to. */
export async function openShopPage(script: string): Promise<ShopPage> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(isScript ? script : '<!doctype html><title>Shop</title><script src="/script.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
