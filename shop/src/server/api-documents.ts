/** `/openapi.json` and `/docs`, made from the schemas of the routes. Register it before them. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Millrace',
    version: '0.1.0',
    description:
      'Events of a shop come in; revenue, sessions and trends go out. Errors are RFC 9457 problem documents. ' +
      'Places of addresses: IP Geolocation by DB-IP (https://db-ip.com).',
  },
};

/** The bar on top asks for the address of another document. */
const THEME = {
  title: 'Millrace: HTTP API',
  css: [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none }' }],
};

export async function addApiDocuments(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: DOCUMENT,
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', theme: THEME });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
