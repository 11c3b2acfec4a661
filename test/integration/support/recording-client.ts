import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RecordingView, recordingView, type RenderRequest, type RenderView, renderView } from '#contracts/recording';
import { eventually } from '../../support/eventually.ts';

type Answer = { status: number; headers: Headers; body: { code?: string; message?: string } & Record<string, unknown> };

/** A signed-in clinician's program: uploads videos and asks for what was found in them. */
export class RecordingClient {
  readonly #url: string;
  readonly #cookie: string;

  constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  async request(method: string, to: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.fetch(to, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : { text }) as Answer['body'] };
  }

  fetch(to: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.#url + to, { ...init, headers: { ...(init.headers as Record<string, string>), cookie: this.#cookie } });
  }

  /** Begins an upload, by tus; `sent` bytes of the file come with it. Returns its id. */
  async beginUpload(file: string, metadata: Record<string, string> = {}, sent = Infinity): Promise<string> {
    const content = readFileSync(file);
    const all = { filename: path.basename(file), consent: 'yes', ...metadata };
    const response = await this.fetch('/api/recordings/uploads', {
      method: 'POST',
      body: content.subarray(0, sent),
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(content.length),
        'content-type': 'application/offset+octet-stream',
        'upload-metadata': Object.entries(all)
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
    });
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    return response.headers.get('location')?.split('/').at(-1) ?? '';
  }

  async view(id: string): Promise<RecordingView> {
    return recordingView.parse((await this.request('GET', `/api/recordings/${id}`)).body);
  }

  /** Waits until its analysis is over, however it ended. */
  async settled(id: string, limitMs = 180_000): Promise<RecordingView> {
    let view = await this.view(id);
    await eventually(
      async () => !['queued', 'analysing'].includes((view = await this.view(id)).status),
      `the analysis to be over (${view.status})`,
      limitMs,
    );
    return view;
  }

  /** Asks for videos and waits for them. */
  async render(id: string, request: RenderRequest): Promise<RenderView> {
    const { body } = await this.request('POST', `/api/recordings/${id}/renders`, request);
    let view = renderView.parse(body);
    await eventually(
      async () => {
        view = renderView.parse((await this.request('GET', `/api/recordings/${id}/renders/${view.id}`)).body);
        return view.status !== 'queued' && view.status !== 'running';
      },
      'the render to be over',
      180_000,
    );
    return view;
  }

  async csv(id: string): Promise<string> {
    return (await this.fetch(`/api/recordings/${id}/emotions.csv`)).text();
  }
}
