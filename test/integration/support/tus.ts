import type { Answer, Attune } from './attune.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
export const METADATA = { filename: 'session.mp4', consent: 'yes' };

type Bytes = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** A client that speaks tus by hand, so that it can break the protocol as well. */
export class TusClient {
  readonly #attune: Attune;
  readonly #headers: Record<string, string>;

  constructor(attune: Attune, headers: Record<string, string>) {
    this.#attune = attune;
    this.#headers = headers;
  }

  async create(length: number | null, metadata: Record<string, string> = METADATA, body?: Bytes): Promise<Answer & { path: string }> {
    const answer = await this.send(
      'POST',
      '/api/recordings/uploads',
      {
        ...(length !== null && { 'upload-length': String(length) }),
        'upload-metadata': Object.entries(metadata)
          .map(([key, value]) => `${key} ${base64(value)}`)
          .join(','),
        ...(body !== undefined && { 'content-type': 'application/offset+octet-stream' }),
      },
      body,
    );
    return { ...answer, path: answer.headers.get('location') ?? '' };
  }

  patch(path: string, offset: number, body: Bytes, signal?: AbortSignal): Promise<Answer> {
    return this.send('PATCH', path, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, body, signal);
  }

  async offset(path: string): Promise<number> {
    return Number((await this.send('HEAD', path)).headers.get('upload-offset') ?? NaN);
  }

  async send(method: string, path: string, headers: Record<string, string> = {}, body?: Bytes, signal?: AbortSignal): Promise<Answer> {
    const response = await fetch(this.#attune.url + path, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...this.#headers, ...headers },
      body,
      signal,
      duplex: 'half',
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Answer['body'],
    };
  }
}
