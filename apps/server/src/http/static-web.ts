import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { static as serveStatic, type NextFunction, type Request, type Response } from 'express';
import type { ExpressHandlers } from '../access/express-handlers.ts';

/** Serves the built web app; every page of it is the same file, and the browser finds the way from there. */
export function serveWeb(handlers: ExpressHandlers, webRoot: string): void {
  const index = join(webRoot, 'index.html');
  // Built files carry a hash in their name, the page that names them does not.
  handlers.site(
    '/assets/{*file}',
    serveStatic(webRoot, {
      index: false,
      setHeaders: (response, path) =>
        response.setHeader('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  );
  handlers.site('/{*page}', (request: Request, response: Response, next: NextFunction) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !/^\/(api|socket\.io|assets)(\/|$)/.test(request.path);
    if (!isPage) return next();
    if (!existsSync(index))
      return void response.status(503).type('text/plain').send('The web app has not been built. Run: npm run build:web\n');
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
}
