import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { ExpressHandlers } from '../access/express-handlers.ts';
import { buildDocument } from './document.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Attune: API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

// In a file of its own, as the Content-Security-Policy allows no script in a page.
const START =
  "SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#docs', deepLinking: true, docExpansion: 'list', defaultModelsExpandDepth: 0, validatorUrl: null });\n";

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** `GET /api/docs`: the API for people; `GET /api/docs-json`: for programs. Nothing of it is loaded before it is asked for. */
export function serveDocs(app: NestExpressApplication, handlers: ExpressHandlers): void {
  let built: Promise<OpenAPIObject> | undefined;
  const serve = (path: string, handler: RequestHandler) =>
    handlers.answer({ methods: ['get', 'head'], path, access: 'public', audit: 'none' }, handler);
  serve('/api/docs-json', (_request: Request, response: Response, next: NextFunction) => {
    built ??= buildDocument(app);
    built.then((document) => response.json(document), next);
  });
  serve('/api/docs', (_request: Request, response: Response) => void response.type('html').send(PAGE));
  serve('/api/docs/start.js', (_request: Request, response: Response) => void response.type('js').send(START));
  for (const asset of ASSETS) {
    serve(`/api/docs/${asset}`, (_request: Request, response: Response) =>
      response.set('Cache-Control', 'no-cache').sendFile(asset, { root: swaggerUi(), cacheControl: false }),
    );
  }
}

/** The folder of the files that @nestjs/swagger brings along. */
function swaggerUi(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return join(dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json')));
}
