import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Claim } from '../checks/check-statement.ts';

export interface ChatRequest {
  /** As it came over the network. */
  bytes: string;
  headers: IncomingHttpHeaders;
  body: { model: string; messages: { role: string; content: string }[]; response_format: unknown };
  /** The conversation in the user's message. */
  lines: { id: string; speaker: string; text: string }[];
}

/**
 * How it answers: with claims, with a text of its own, with another status, with an end of the connection in mid-answer, or not at all. `usage`: the
 * prompt's tokens as it says.
 */
export type Reply =
  | { claims: readonly Claim[]; afterMs?: number }
  | { text: string; finish?: 'stop' | 'length'; promptTokens?: number }
  | { status: number; body?: string; type?: string; location?: string }
  | 'cut-off'
  | 'silence';

/** A real HTTP server that answers as OpenAI-compatible ones do, well and badly. It understands nothing: the test says what it answers. */
export class ChatEndpoint {
  readonly requests: ChatRequest[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(answer: (request: ChatRequest, number: number) => Reply): Promise<ChatEndpoint> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks).toString('utf8');
        const body = JSON.parse(bytes) as ChatRequest['body'];
        const lines = JSON.parse(body.messages[1]?.content ?? '[]') as ChatRequest['lines'];
        const received = { bytes, headers: request.headers, body, lines };
        endpoint.requests.push(received);
        send(response, answer(received, endpoint.requests.length));
      });
    });
    const endpoint = new ChatEndpoint(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'cut-off') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    response.write('{"choices": [{"message": {"content": "{\\"statements\\": [');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  if ('status' in reply) {
    const { status, body = '', type = 'application/json', location } = reply;
    response.writeHead(status, { 'content-type': type, ...(location !== undefined && { location }) }).end(body);
    return;
  }
  const [text, finish, promptTokens] =
    'claims' in reply
      ? [JSON.stringify({ statements: reply.claims }), 'stop', undefined]
      : [reply.text, reply.finish ?? 'stop', reply.promptTokens];
  setTimeout(
    () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          id: 'chatcmpl-1',
          object: 'chat.completion',
          choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
          ...(promptTokens !== undefined && { usage: { prompt_tokens: promptTokens, completion_tokens: 9, total_tokens: 9 } }),
        }),
      );
    },
    'claims' in reply ? (reply.afterMs ?? 0) : 0,
  );
}
