import { describe, expect, it } from 'vitest';
import { proofOf, proves } from '#contracts/analyzer-hello';
import { Handshake } from './handshake.ts';

const TOKEN = 'a token of at least thirty-two characters';
const NONCE = 'ab'.repeat(32);

describe("the analyzer's side of the handshake", () => {
  it('proves that it holds the token, without sending it, and takes a server that does', () => {
    const handshake = new Handshake({ token: TOKEN, name: 'gpu-1' });
    const answer = handshake.answer({ type: 'challenge', nonce: NONCE });
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
    const nonces = { server: NONCE, analyzer: answer!.nonce };
    expect(proves(answer!.proof, TOKEN, 'analyzer', nonces)).toBe(true);
    expect(handshake.answer({ type: 'welcome', proof: proofOf(TOKEN, 'server', nonces) })).toBeNull();
  });

  it('takes no server without the token, not even one that sends back what it was sent', () => {
    const another = new Handshake({ token: TOKEN, name: 'gpu-1' });
    const { proof } = another.answer({ type: 'challenge', nonce: NONCE })!;
    expect(() => another.answer({ type: 'welcome', proof })).toThrow('does not hold the token');
    const third = new Handshake({ token: TOKEN, name: 'gpu-1' });
    third.answer({ type: 'challenge', nonce: NONCE });
    expect(() => third.answer({ type: 'welcome', proof: '00'.repeat(32) })).toThrow('does not hold the token');
  });

  it('takes no settings from who has not proved anything', () => {
    const handshake = new Handshake({ token: TOKEN, name: 'gpu-1' });
    expect(() => handshake.answer({ type: 'start', settings: {}, routerRtpCapabilities: {} })).toThrow();
    handshake.answer({ type: 'challenge', nonce: NONCE });
    expect(() => handshake.answer({ type: 'start', settings: {}, routerRtpCapabilities: {} })).toThrow();
  });
});
