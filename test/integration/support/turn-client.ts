import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const MAGIC = 0x2112a442;
const METHOD = { allocate: 0x0003, createPermission: 0x0008 };
const ATTRIBUTE = { username: 0x0006, integrity: 0x0008, error: 0x0009, peer: 0x0012, realm: 0x0014, nonce: 0x0015, transport: 0x0019 };
export const UDP = 17;
export const TCP = 6;

/** The smallest client of a TURN server (RFC 8656, 7 and 9): what it answers is 0 for yes, else the error's code. */
export class TurnClient {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;
  readonly #username: string;
  readonly #password: string;
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(port: number, { username, credential }: { username: string; credential: string }) {
    this.#port = port;
    this.#username = username;
    this.#password = credential;
  }

  /** Asks for an address to be reached at: first as nobody, then with what the server wants signed. */
  async allocate(protocol = UDP): Promise<number> {
    const transport = attribute(ATTRIBUTE.transport, Buffer.from([protocol, 0, 0, 0]));
    const challenge = await this.#ask(METHOD.allocate, [transport]);
    if (challenge.code !== 401) return challenge.code;
    return (await this.#ask(METHOD.allocate, [transport, ...this.#signature()])).code;
  }

  /** Asks that packets of and to this IPv4 address be forwarded. */
  async permit(address: string): Promise<number> {
    const value = Buffer.alloc(8);
    value.writeUInt8(1, 1);
    value.writeUInt16BE(40_000 ^ (MAGIC >>> 16), 2);
    const bytes = Buffer.from(address.split('.').map(Number)).readUInt32BE(0);
    value.writeUInt32BE((bytes ^ MAGIC) >>> 0, 4);
    return (await this.#ask(METHOD.createPermission, [attribute(ATTRIBUTE.peer, value), ...this.#signature()])).code;
  }

  close(): void {
    this.#socket.close();
  }

  #signature(): Buffer[] {
    return [
      attribute(ATTRIBUTE.username, Buffer.from(this.#username)),
      attribute(ATTRIBUTE.realm, this.#realm),
      attribute(ATTRIBUTE.nonce, this.#nonce),
    ];
  }

  async #ask(method: number, attributes: Buffer[]): Promise<{ code: number }> {
    const isSigned = attributes.length > 1;
    const body = Buffer.concat(attributes);
    const header = Buffer.alloc(20);
    header.writeUInt16BE(method, 0);
    header.writeUInt16BE(body.length + (isSigned ? 24 : 0), 2);
    header.writeUInt32BE(MAGIC, 4);
    randomBytes(12).copy(header, 8);
    const unsigned = Buffer.concat([header, body]);
    const key = createHash('md5').update(`${this.#username}:${this.#realm.toString()}:${this.#password}`).digest();
    const signed = attribute(ATTRIBUTE.integrity, createHmac('sha1', key).update(unsigned).digest());
    this.#socket.send(isSigned ? Buffer.concat([unsigned, signed]) : unsigned, this.#port, '127.0.0.1');
    const [answer] = (await once(this.#socket, 'message', { signal: AbortSignal.timeout(5_000) })) as [Buffer];
    const found = attributesOf(answer);
    this.#realm = found.get(ATTRIBUTE.realm) ?? this.#realm;
    this.#nonce = found.get(ATTRIBUTE.nonce) ?? this.#nonce;
    const error = found.get(ATTRIBUTE.error);
    return { code: error === undefined ? 0 : error.readUInt8(2) * 100 + error.readUInt8(3) };
  }
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function attributesOf(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 20; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}
