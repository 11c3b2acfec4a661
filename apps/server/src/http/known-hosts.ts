import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { ReadyUrl } from '../config/ready-url.ts';

/** Addresses of this machine change when a cable or a VPN does; looking them up for each request would be a waste. */
const REFRESH_MS = 2_000;
const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** What a request gets that is addressed to another host. */
export const UNKNOWN_HOST =
  'Attune does not answer at this address. Open it by localhost, by the address of its machine, or set ATTUNE_PUBLIC_URL to the address that people use.';

/** What a page of another site gets. */
export const FOREIGN_PAGE = 'This page is not allowed to use Attune. Open Attune itself, or set ATTUNE_PUBLIC_URL to the address you use.';

/**
 * The names and addresses that Attune answers to. A foreign web page whose own name resolves to this machine (DNS rebinding) sends that
 * name as Host and as Origin: it is refused before anything else is looked at.
 */
@Injectable()
export class KnownHosts {
  readonly #config: Pick<Config, 'publicUrl' | 'tls' | 'cluster'>;
  readonly #ready: Pick<ReadyUrl, 'local'>;
  #own: { names: Set<string>; until: number } = { names: new Set(), until: 0 };

  constructor(@Inject(CONFIG) config: Pick<Config, 'publicUrl' | 'tls' | 'cluster'>, @Inject(ReadyUrl) ready: Pick<ReadyUrl, 'local'>) {
    this.#config = config;
    this.#ready = ready;
  }

  /** Whether a request names this machine, or the public address, in its Host header. */
  answers({ host }: IncomingHttpHeaders): boolean {
    const asked = parseHost(host);
    if (asked === null) return false;
    const { publicUrl, cluster } = this.#config;
    if (publicUrl !== undefined && sameHost(asked, new URL(publicUrl))) return true;
    // The other servers ask by this name.
    if (cluster !== undefined && sameHost(asked, new URL(cluster.nodeUrl))) return true;
    // By any port: an SSH tunnel or a development server may stand in front, and no foreign name resolves to these.
    if (isLoopback(asked.hostname)) return true;
    return (
      this.#ownNames().has(asked.hostname) &&
      (asked.port === this.#port() || (publicUrl !== undefined && asked.hostname === new URL(publicUrl).hostname))
    );
  }

  /** Whether a browser's request comes from Attune's own pages. Programs send no Origin and carry no cookie of others. */
  isOwnOrigin(headers: IncomingHttpHeaders): boolean {
    const { origin } = headers;
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin);
    if (this.#config.publicUrl !== undefined && from.origin === new URL(this.#config.publicUrl).origin) return true;
    // A page of this machine on another port is another program's.
    return (
      from.host === headers.host?.toLowerCase() &&
      this.answers({ host: from.host }) &&
      (this.#config.tls === undefined || from.protocol === 'https:')
    );
  }

  #port(): string {
    if (this.#ready.local === '') return '';
    const { protocol, port } = new URL(this.#ready.local);
    return port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port;
  }

  #ownNames(): Set<string> {
    if (Date.now() > this.#own.until) this.#own = { names: ownNames(), until: Date.now() + REFRESH_MS };
    return this.#own.names;
  }
}

/** Parses a Host header; null if it is none. */
function parseHost(host: string | undefined): URL | null {
  // A URL could hold more than a host: `a@b`, `a/b`.
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  const parsed = new URL(`http://${host}`);
  parsed.hostname = parsed.hostname.replace(/\.$/, '');
  return parsed;
}

/** `asked` was parsed as http, which takes 80 for no port: what stands at the end of the header decides. */
function sameHost(asked: URL, known: URL): boolean {
  return (
    asked.hostname === known.hostname && (asked.port === known.port || (asked.port === DEFAULT_PORTS[known.protocol] && known.port === ''))
  );
}

const isLoopback = (name: string) => name === 'localhost' || /^127(\.\d{1,3}){3}$/.test(name) || name === '[::1]';

function ownNames(): Set<string> {
  const names = [hostname().toLowerCase()];
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .map(({ address, family }) => (family === 'IPv6' ? `[${address.split('%')[0]}]` : address));
  // As mDNS calls this machine on a local network.
  return new Set([...names, ...names.map((name) => `${name.split('.')[0]}.local`), ...addresses]);
}
