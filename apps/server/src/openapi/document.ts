import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject, OperationObject, ParameterObject, PathItemObject, ResponsesObject, SchemaObject } from '@nestjs/swagger';
import { apiError } from '#contracts/rest';
import { SESSION_COOKIE } from '../auth/session-cookie.ts';
import { MEDIA_OPERATION, UPLOAD_PATHS } from './by-hand.ts';
import { ruleOf } from '../access/access.decorator.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { type Route, routeId, routesOf } from './routes.ts';
import { Schemas } from './schemas.ts';

const ABOUT = `What Attune's own pages use. Errors are \`{ code, message }\`: a code for programs, a sentence for people that says what to do.

Sign in with \`POST /api/auth/login\` and send the cookie it sets. What is measured are estimates of facial expression, with their
uncertainty; they say nothing certain about what a person feels.`;

/** The OpenAPI document of every route. Slow at first, as it loads what describes routes: build it when it is asked for. */
export async function buildDocument(app: NestExpressApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const routes = new Map(routesOf(app).map((route) => [route.id, route]));
  const schemas = new Schemas();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Attune')
    .setVersion('1')
    .setDescription(ABOUT)
    .addCookieAuth(SESSION_COOKIE, { type: 'apiKey', in: 'cookie', description: 'A signed-in clinician.' }, 'session')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'A platform, with ATTUNE_API_KEY. It reaches the calls that were given to it.' },
      'platformKey',
    );
  for (const tag of Object.keys(DESCRIPTIONS)) config.addTag(tag);
  const document = SwaggerModule.createDocument(app, config.build(), { autoTagControllers: false, operationIdFactory: routeId });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of operationsOf(item)) {
      const route = routes.get(operation.operationId ?? '');
      if (route !== undefined) describe(operation, `${method.toUpperCase()} ${path}`, route, schemas);
    }
  }
  Object.assign(document.paths['/api/media/{token}']?.get ?? {}, MEDIA_OPERATION);
  Object.assign(document.paths, UPLOAD_PATHS);
  schemas.answer(apiError);
  document.components = { ...document.components, schemas: schemas.components() };
  return document;
}

/** By how a caller proves who they are. */
const SECURITY = { nothing: [], session: [{ session: [] }], 'session-or-key': [{ platformKey: [] }, { session: [] }], 'metrics-token': [] };

function describe(operation: OperationObject, name: string, route: Route, schemas: Schemas): void {
  const [tag, lines] = Object.entries(DESCRIPTIONS).find(([, routes]) => name in routes) ?? ['Server', {}];
  const rule = ruleOf(route.access ?? 'administrator');
  Object.assign(operation, { tags: [tag], summary: lines[name] ?? route.id, description: rule.words, security: SECURITY[rule.by] });
  operation.parameters = parametersOf(operation, route, schemas);
  operation.responses = responsesOf(route, schemas);
  delete operation.requestBody;
  if (route.body !== undefined)
    operation.requestBody = { required: true, content: { 'application/json': { schema: schemas.request(route.body) } } };
}

/** Of a query that is parsed as a whole, each part. */
function parametersOf(operation: OperationObject, { query, queryNames }: Route, schemas: Schemas): ParameterObject[] {
  const inPath = (operation.parameters ?? []).filter(
    (parameter): parameter is ParameterObject => 'in' in parameter && parameter.in === 'path',
  );
  const { properties = {}, required = [] } = (query === undefined ? {} : schemas.inline(query)) as {
    properties?: Record<string, SchemaObject>;
    required?: string[];
  };
  return [
    ...inPath,
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query' as const, required: required.includes(name), schema })),
    ...queryNames.map((name) => ({ name, in: 'query' as const, required: false, schema: { type: 'string' } })),
  ];
}

function responsesOf({ answer, status }: Route, schemas: Schemas): ResponsesObject {
  const failed = { description: 'What is wrong, and what to do.', content: { 'application/json': { schema: schemas.answer(apiError) } } };
  if (answer === undefined) return { [status]: { description: '' }, default: failed };
  return { [status]: { description: '', content: { [answer.contentType]: { schema: schemas.answer(answer.schema) } } }, default: failed };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const operationsOf = (item: PathItemObject) =>
  METHODS.flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [[method, operation] as const];
  });
