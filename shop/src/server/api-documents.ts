/** `/openapi.json` and `/docs`, made from the schemas of the routes. Register it before them. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { withOptionalDefaults } from './optional-defaults.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Millrace',
    version: '0.1.0',
    description:
      'Events of a shop come in; revenue, sessions and trends go out. Errors are RFC 9457 problem documents. ' +
      'Places of addresses: IP Geolocation by DB-IP (https://db-ip.com).',
  },
  // In the order in which somebody who is new has use for them.
  tags: [
    { name: 'collect', description: 'Events come in, and each gets a verdict.' },
    { name: 'analytics', description: 'Revenue, visits, stock and journeys.' },
    { name: 'live', description: 'The same as it changes.' },
    { name: 'functions', description: 'Recommendations, features, profiles.' },
    { name: 'fraud', description: 'Decisions on orders, cases, rules, lists.' },
    { name: 'warehouse', description: 'SQL over all that ever happened.' },
    { name: 'alerts', description: 'What fires, silences, what could not be delivered.' },
    { name: 'quarantine', description: 'What was refused, mended and tried again.' },
    { name: 'feeds', description: "Partners' files." },
    { name: 'users', description: 'Forgetting.' },
    { name: 'operate', description: 'How the server gets on.' },
  ],
};

/** The bar on top asks for the address of another document. */
const THEME = {
  title: 'Millrace: HTTP API',
  css: [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none }' }],
};

export async function addApiDocuments(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: DOCUMENT,
    transformObject: (made) => withOptionalDefaults('openapiObject' in made ? made.openapiObject : made.swaggerObject),
    refResolver: {
      buildLocalReference: (schema, _baseUri, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', theme: THEME });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
