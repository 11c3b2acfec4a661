import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export interface Post {
  headers: Record<string, string>;
  body: Buffer;
  signal: AbortSignal;
  /** A larger answer is cut off. */
  largestAnswer: number;
}

/**
 * One POST to exactly that address: no redirect is followed. Not by `fetch`, which rejects where nobody can catch it when an answer is cut off.
 * @throws Error where there is no answer, or one that is too large
 */
export function post(url: URL, { headers, body, signal, largestAnswer }: Post): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(
      url,
      { method: 'POST', headers: { ...headers, 'content-length': String(body.length) }, signal },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          length += part.length;
          if (length > largestAnswer) response.destroy(new Error('The answer is too large.'));
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
