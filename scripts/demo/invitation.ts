import { request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import { apiError, joinResponse, type JoinResponse } from '#contracts/rest';

/** A server that said no, in its own words. */
export class JoinError extends Error {
  override name = 'JoinError';
}

/** A server on this very machine may have made its certificate itself; nobody is between it and us. */
export function isLoopback(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

/** Joins by the link that a patient gets, `https://…/join/<token>`. @throws JoinError */
export async function joinByLink(link: URL, name: string): Promise<JoinResponse> {
  const { status, body } = await send('POST', new URL(link.pathname.replace(/^\/join\//, '/api/join/'), link), { name });
  if (status === 200) return joinResponse.parse(body);
  const refusal = apiError.safeParse(body);
  throw new JoinError(refusal.success ? refusal.data.message : `The server answered ${status}.`);
}

/** @throws JoinError */
export async function getJson(url: URL): Promise<unknown> {
  const { status, body } = await send('GET', url);
  if (status === 200) return body;
  throw new JoinError(`The server answered ${status}.`);
}

function send(method: string, url: URL, payload?: unknown): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const begin = url.protocol === 'https:' ? encrypted : plain;
    const headers = { 'content-type': 'application/json' };
    const request = begin(url, { method, headers, ...(isLoopback(url) && { rejectUnauthorized: false }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
        } catch {
          reject(new JoinError(`${url.origin} did not answer like Attune.`));
        }
      });
    });
    request.on('error', (error) => reject(new JoinError(`${url.origin} cannot be reached (${error.message}).`)));
    request.end(payload === undefined ? undefined : JSON.stringify(payload));
  });
}
