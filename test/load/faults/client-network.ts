import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LINK = path.join(import.meta.dirname, 'link.py');
const FORWARD = path.join(import.meta.dirname, 'forward.mjs');
/** Addresses for tests and documentation of networks (RFC 2544), which no network has. */
const SERVERS = '198.18.0.1';
const CLIENT = ['198.18.0.2', '198.18.0.3'] as const;

export interface Weather {
  /** Share of the packets, in each direction. */
  loss?: number;
  delayMs?: number;
  /** Added to the delay of each packet, evenly from 0 to this; packets keep their order. */
  jitterMs?: number;
  /** Nothing passes. */
  cut?: boolean;
}
const CALM: Required<Weather> = { loss: 0, delayMs: 0, jitterMs: 0, cut: false };

/** A network namespace in which a client's browser runs, and the link between it and the servers. Needs root, `ip`, `python3` and /dev/net/tun. */
export class ClientNetwork {
  /** Where the servers are, as the client sees them. */
  readonly serversAddress = SERVERS;
  readonly #name: string;
  readonly #device: string;
  readonly #link: ChildProcess;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'attune-network-'));
  #forward: ChildProcess | null = null;
  #address = 0;

  private constructor(name: string, device: string, link: ChildProcess) {
    this.#name = name;
    this.#device = device;
    this.#link = link;
  }

  /** Why there can be none here; null if there can. */
  static obstacle(): string | null {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux';
    if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
    for (const [program, option] of [
      ['ip', '-V'],
      ['python3', '-V'],
    ] as const)
      try {
        execFileSync(program, [option], { stdio: 'ignore' });
      } catch {
        return `there is no ${program}`;
      }
    return null;
  }

  static async open(): Promise<ClientNetwork> {
    const name = `attune-${process.pid}`;
    const [near, far] = [`atn${process.pid % 1e6}`, `atf${process.pid % 1e6}`];
    const link = spawn('python3', [LINK, near, far], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(link.stdout, 'data');
    ip('netns', 'add', name);
    const network = new ClientNetwork(name, far, link);
    ip('link', 'set', far, 'netns', name);
    ip('address', 'add', `${SERVERS}/24`, 'dev', near);
    ip('link', 'set', near, 'up');
    network.#inside('address', 'add', `${CLIENT[0]}/24`, 'dev', far);
    for (const device of ['lo', far]) network.#inside('link', 'set', device, 'up');
    network.#inside('route', 'add', 'default', 'dev', far);
    return network;
  }

  /** A program that starts Chromium in the namespace. */
  browser(chromium: string): string {
    const file = path.join(this.#folder, 'chromium');
    writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${this.#name} ${chromium} "$@"\n`);
    chmodSync(file, 0o700);
    return file;
  }

  /** Lets the client reach the servers' port at `localhost`, which browsers take for a safe place for a camera, by way of the link. */
  async forward(port: number): Promise<void> {
    const args = ['netns', 'exec', this.#name, process.execPath, FORWARD, String(port), SERVERS];
    this.#forward = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(this.#forward.stdout!, 'data');
  }

  become(weather: Weather): void {
    this.#link.stdin!.write(`${JSON.stringify({ ...CALM, ...weather })}\n`);
  }

  /** Gives the client another address, as where it goes from one network into another. */
  changeAddress(): void {
    const [old, next] = [CLIENT[this.#address]!, CLIENT[1 - this.#address]!];
    this.#inside('address', 'delete', `${old}/24`, 'dev', this.#device);
    this.#inside('address', 'add', `${next}/24`, 'dev', this.#device);
    this.#inside('route', 'replace', 'default', 'dev', this.#device);
    this.#address = 1 - this.#address;
  }

  close(): void {
    this.#forward?.kill();
    this.#link.kill();
    ip('netns', 'delete', this.#name);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #inside(...args: string[]): void {
    ip('-n', this.#name, ...args);
  }
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
