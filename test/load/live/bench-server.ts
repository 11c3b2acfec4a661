import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child, ofType } from './child.ts';
import { Clinician } from './clients.ts';
import type { Generator, Host } from './connect-media.ts';
import type { FromGenerator } from './messages.ts';

/** A fresh server with an account, and the cameras of its calls, each in a process of its own. */
export class BenchServer {
  readonly host: Host;
  readonly generator: Generator;
  readonly url: string;
  readonly account: Clinician;
  readonly #data: string;
  readonly #ownsGenerator: boolean;

  private constructor(parts: Pick<BenchServer, 'host' | 'generator' | 'url' | 'account'>, data: string, ownsGenerator: boolean) {
    this.#ownsGenerator = ownsGenerator;
    this.host = parts.host;
    this.generator = parts.generator;
    this.url = parts.url;
    this.account = parts.account;
    this.#data = data;
  }

  /** `beside`: a server of the same installation, whose account and cameras are this one's too. Throws if it does not start. */
  static async start(settings: NodeJS.ProcessEnv, beside?: BenchServer): Promise<BenchServer> {
    const data = await mkdtemp(path.join(tmpdir(), 'attune-bench-'));
    const generator: Generator = beside?.generator ?? new Child('generator.ts');
    const generatorReady = beside === undefined ? generator.next(ofType<FromGenerator, 'ready'>('ready')) : null;
    const host: Host = new Child('host.ts', {
      ATTUNE_DATA: data,
      ATTUNE_PORT: '0',
      ATTUNE_HOST: '127.0.0.1',
      ATTUNE_MEDIA_LISTEN: '127.0.0.1',
      // The demo's patient sends its words as a browser would; what this machine happens to have installed makes no difference.
      ATTUNE_SPEECH: 'off',
      ATTUNE_BROWSER_CAPTIONS: '1',
      ATTUNE_MEDIA_PORT: '0',
      NODE_ENV: 'production',
      ...settings,
    });
    try {
      const started = await host.next((message) => message.type === 'ready' || message.type === 'failed');
      if (started.type !== 'ready') throw new Error(`The server did not start: ${started.type === 'failed' ? started.message : ''}`);
      await generatorReady;
      const account = beside?.account ?? new Clinician(started.url);
      if (beside === undefined) await account.setUp(data);
      return new BenchServer({ host, generator, url: started.url, account }, data, beside === undefined);
    } catch (error) {
      await end(host, beside === undefined ? generator : null, data);
      throw error;
    }
  }

  close(): Promise<void> {
    return end(this.host, this.#ownsGenerator ? this.generator : null, this.#data);
  }
}

async function end(host: Host, generator: Generator | null, data: string): Promise<void> {
  await Promise.all([generator?.end(), host.end()]);
  for (const left of [data, `${data}.key`]) await rm(left, { recursive: true, force: true });
}
