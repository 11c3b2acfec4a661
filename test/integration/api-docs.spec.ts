import { afterAll, beforeAll, expect, it } from 'vitest';
import { Attune } from './support/attune.ts';

interface Operation {
  summary: string;
  tags: string[];
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
  tags: { name: string }[];
}

let attune: Attune;
let document: Document;
let operations: [name: string, operation: Operation][];

beforeAll(async () => {
  attune = await Attune.start();
  document = (await attune.request('GET', '/api/docs-json')).body as unknown as Document;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as [string, Operation]),
  );
});
afterAll(() => attune.stop());

/** Every route that the server answers under /api: what a request to it would find. */
function served(): string[] {
  interface Layer {
    route?: { path: string | RegExp; methods: Record<string, boolean> };
  }
  const { stack } = (attune.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router;
  return stack.flatMap(({ route }) =>
    typeof route?.path === 'string' ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${String(route.path)}`) : [],
  );
}

it('tells of every route that there is, once, in words', () => {
  const routes = served()
    // Probes and Prometheus ask outside of the API; docs/operations.md is for those who set them up.
    .filter((name) => name.includes(' /api/') && !name.includes('/api/docs'))
    .map((name) => name.replace(/:(\w+)/g, '{$1}'));
  expect(routes.length).toBeGreaterThan(30);
  expect(operations.map(([name]) => name)).toEqual(expect.arrayContaining(routes));
  expect(operations.map(([name]) => name)).toEqual(
    expect.arrayContaining(['POST /api/recordings/uploads', 'PATCH /api/recordings/uploads/{id}', 'GET /api/media/{token}']),
  );
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, { summary, operationId, tags }] of operations)
    expect({ name, told: summary !== operationId, tags }).toMatchObject({ told: true, tags: [expect.stringMatching(/^[A-Z]/) as string] });
});

it('says what each takes and answers, by schemas that exist', () => {
  expect(document.openapi).toBe('3.1.0');
  const silent = operations.filter(
    ([, { responses }]) =>
      !Object.keys(responses).some((status) => status === '204' || (responses[status]?.content !== undefined && status.startsWith('2'))),
  );
  expect(silent.map(([name]) => name).filter((name) => !name.includes('/uploads'))).toEqual([]);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => String(ref));
  expect(references.length).toBeGreaterThan(50);
  for (const ref of new Set(references)) expect(document.components.schemas).toHaveProperty([ref.replace('#/components/schemas/', '')]);
  const withBody = operations.filter(([, { requestBody }]) => requestBody !== undefined).map(([name]) => name);
  expect(withBody).toEqual(
    expect.arrayContaining([
      'POST /api/auth/login',
      'POST /api/calls',
      'PUT /api/calls/{id}/note',
      'POST /api/calls/{id}/transcript/segments',
      'POST /api/recordings/{id}/renders',
    ]),
  );
});

it('tells what may be left out of what is sent from what is always answered', () => {
  interface Part {
    properties: Record<string, object>;
    required: string[];
    oneOf: Part[];
  }
  const { CallView, CreateCallInput, RenderRequest, RenderRequestInput } = document.components.schemas as Record<string, Part>;
  expect(CreateCallInput?.required).toEqual(['title']);
  expect(CallView?.required).toContain('invitationPath');
  expect(RenderRequestInput?.oneOf[1]?.required).toEqual(['kind', 'emotions']);
  expect(RenderRequest?.oneOf[1]?.required).toContain('paddingMs');
  const query = operations.find(([name]) => name === 'GET /api/recordings/{id}/moments')?.[1].parameters;
  expect(query).toContainEqual({ name: 'q', in: 'query', required: false, schema: { type: 'string' } });
});

it('says who may call: a clinician, a platform with its key, or anybody', () => {
  const securityOf = (wanted: string) => operations.find(([name]) => name === wanted)?.[1].security;
  expect(securityOf('GET /api/calls')).toEqual([{ session: [] }]);
  expect(securityOf('GET /api/health')).toEqual([]);
  expect(securityOf('POST /api/calls/{id}/transcript/segments')).toEqual([{ platformKey: [] }, { session: [] }]);
});

it('is a page that needs nothing but this server, and no rule of the pages lifted', async () => {
  const { status, headers, body } = await attune.request('GET', '/api/docs');
  expect([status, headers.get('content-security-policy')]).toEqual([
    200,
    (await attune.request('GET', '/join/x')).headers.get('content-security-policy'),
  ]);
  const page = body['text'] as string;
  expect(page).not.toMatch(/https?:|<script>|<style>/);
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) expect((await attune.request('GET', String(path))).status).toBe(200);
});
