import type { NextFunction, Request, Response } from 'express';
import type { Config } from '../config/config.ts';

// Mantine sets styles at run time; nothing sets scripts.
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that tell browsers what Attune's pages may and may not do. */
export function securityHeaders(config: Config) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.set({
      'Content-Security-Policy': CSP,
      'Permissions-Policy':
        'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), screen-wake-lock=(self), geolocation=()',
      // An invitation's link is a secret: it must not travel to other sites.
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
    if (config.tls !== undefined && config.publicUrl?.startsWith('https:') === true)
      response.set('Strict-Transport-Security', 'max-age=15552000');
    if (request.path.startsWith('/api/')) response.set('Cache-Control', 'no-store');
    next();
  };
}
