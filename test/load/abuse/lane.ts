import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsentDecision } from '#contracts/consent';
import type { CallTimeline } from '#contracts/timeline';
import { type BenchCall, type Clinician, decide, openCall } from '../live/clients.ts';
import { connectMedia, type Generator } from '../live/connect-media.ts';
import type { AbusedServer } from './server.ts';

/** A patient whom the clinician sees: a call with a camera, and what was estimated in it. */
export class Lane {
  readonly call: BenchCall;
  readonly #index: number;
  readonly #account: Clinician;
  /** When each estimate came. A sample that says that nothing was estimated is none. */
  readonly #estimates: number[] = [];
  #consent: ConsentDecision | null = null;

  private constructor(call: BenchCall, index: number, account: Clinician) {
    this.call = call;
    this.#index = index;
    this.#account = account;
    call.clinician.on('emotionSamples', ({ samples }) => {
      for (const sample of samples) if (sample.raw !== null || sample.smoothed !== null) this.#estimates.push(performance.now());
    });
    call.clinician.on('callState', ({ participants }) => {
      this.#consent = participants.find(({ id }) => id === call.patientId)?.consent ?? null;
    });
  }

  static async open(server: AbusedServer, account: Clinician, generator: Generator, index: number): Promise<Lane> {
    const call = await openCall(server.url, account, index);
    const lane = new Lane(call, index, account);
    await lane.connectCamera(server, generator);
    return lane;
  }

  /** Again after a restart of the server, which forgets transports as it must. */
  async connectCamera(server: AbusedServer, generator: Generator): Promise<void> {
    await connectMedia(this.call, this.#index, server.host, generator);
  }

  /** As the clinician sees it. */
  get consent(): ConsentDecision | null {
    return this.#consent;
  }

  estimatesSince(time: number): number {
    return this.#estimates.filter((at) => at > time).length;
  }

  async estimatesFlow(limitMs: number): Promise<boolean> {
    const since = performance.now();
    while (performance.now() - since < limitMs) {
      if (this.estimatesSince(since) > 0) return true;
      await sleep(50);
    }
    return false;
  }

  /** Whether the decision was accepted; `undefined` if no answer came. */
  async decide(decision: ConsentDecision): Promise<boolean | undefined> {
    return decide(this.call.patient, decision).then(
      () => true,
      (error: unknown) => (/timed out/.test(String(error)) ? undefined : false),
    );
  }

  async storedSamples(server: AbusedServer): Promise<number> {
    const response = await fetch(`${server.url}/api/calls/${this.call.callId}/timeline`, { headers: { cookie: this.#account.cookie } });
    if (!response.ok) throw new Error(`The timeline was answered with ${response.status}.`);
    const { participants } = (await response.json()) as CallTimeline;
    return participants
      .filter(({ participantId }) => participantId === this.call.patientId)
      .reduce((sum, { samples }) => sum + samples.filter(({ raw }) => raw !== null).length, 0);
  }

  close(): void {
    for (const socket of [this.call.clinician, this.call.patient]) socket.disconnect();
  }
}
