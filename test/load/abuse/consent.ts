import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsentDecision } from '#contracts/consent';
import { Random } from '../../fuzz/random.ts';
import { Child, ofType } from '../live/child.ts';
import { type Clinician, request } from '../live/clients.ts';
import type { Generator } from '../live/connect-media.ts';
import type { FromGenerator } from '../live/messages.ts';
import { Lane } from './lane.ts';
import type { AbusedServer } from './server.ts';

const LANES = 8;
/** An estimate that comes later than this after the answer to a withdrawal breaks the promise. */
const GRACE_MS = 1_000;
const WATCH_MS = 2_500;
/** How long the last decision may take to be seen by the clinician while storage fails. */
const SEEN_MS = 5_000;
/** How long samples may stand after they were erased while storage failed: until it works again. */
const ERASED_MS = 12_000;

export interface ConsentResult {
  consentRounds: number;
  /** Rounds that ended with another consent in force than the newest decision, or with samples left after they had been erased. */
  consentViolations: number;
  /** Estimates that came more than a second after an answered withdrawal, or after a restart that nobody confirmed. */
  estimatesAfterWithdrawal: number;
  /** Rounds that ended with a grant after which estimates came: the proof that the camera works and the check can fail. */
  roundsWithEstimates: number;
  restarts: number;
}

/**
 * Patients change their minds quickly, several requests at once, while the server's storage slows down and fails and its thread is blocked; now and
 * then the server is killed and started again.
 */
export async function measureConsent(
  server: AbusedServer,
  account: Clinician,
  { rounds, seed, say }: { rounds: number; seed: number; say: (line: string) => void },
): Promise<ConsentResult> {
  const random = new Random(seed);
  const result: ConsentResult = {
    consentRounds: 0,
    consentViolations: 0,
    estimatesAfterWithdrawal: 0,
    roundsWithEstimates: 0,
    restarts: 0,
  };
  const generator: Generator = new Child('generator.ts');
  await generator.next(ofType<FromGenerator, 'ready'>('ready'));
  const lanes: Lane[] = [];
  try {
    for (let index = 0; index < LANES; index++) lanes.push(await Lane.open(server, account, generator, index));
    for (const lane of lanes)
      if (!(await lane.estimatesFlow(15_000))) throw new Error('No estimates come at all, so nothing can be measured.');
    const perRestart = Math.ceil(rounds / 4 / LANES);
    while (result.consentRounds < rounds) {
      const weather = changingWeather(server, random);
      const turns = Math.min(perRestart, Math.ceil((rounds - result.consentRounds) / LANES));
      await Promise.all(
        lanes.map(async (lane) => {
          for (let turn = 0; turn < turns; turn++) await playRound(lane, server, random, result, say);
        }),
      );
      await weather.clear();
      say(`${result.consentRounds} rounds, ${result.consentViolations} violations, ${result.estimatesAfterWithdrawal} late estimates.`);
      if (result.consentRounds < rounds) await restart(server, lanes, generator, result, say);
    }
    return result;
  } finally {
    server.setStorage({ delayMs: 0, fails: false });
    for (const lane of lanes) lane.close();
    await generator.end();
  }
}

/** Storage and thread change their state every second or two until the weather is cleared. */
function changingWeather(server: AbusedServer, random: Random): { clear: () => Promise<void> } {
  const stop = new AbortController();
  const going = (async () => {
    while (!stop.signal.aborted) {
      const kind = random.below(5);
      server.setStorage({ delayMs: kind === 1 || kind === 2 ? 50 + random.below(1_500) : 0, fails: kind === 2 || kind === 3 });
      if (kind === 4) server.block(200 + random.below(1_200));
      await sleep(800 + random.below(1_500), undefined, { signal: stop.signal }).catch(() => undefined);
    }
    server.setStorage({ delayMs: 0, fails: false });
  })();
  return {
    clear: async () => {
      stop.abort();
      await going;
    },
  };
}

async function playRound(
  lane: Lane,
  server: AbusedServer,
  random: Random,
  result: ConsentResult,
  say: (line: string) => void,
): Promise<void> {
  const count = 2 + random.below(5);
  const last: ConsentDecision = random.below(4) === 0 ? 'granted' : 'withdrawn';
  const answers: Promise<boolean | undefined>[] = [];
  for (let index = 0; index < count; index++) {
    const decision = index === count - 1 ? last : random.pick<ConsentDecision>(['granted', 'withdrawn']);
    answers.push(lane.decide(decision));
    if (random.below(3) > 0) await sleep(random.below(200));
  }
  const accepted = await answers.at(-1);
  const answeredAt = performance.now();
  result.consentRounds++;
  if (last === 'granted') {
    await Promise.all(answers);
    // A grant that was refused because it could not be stored leaves the patient unanalysed, which is right.
    if (accepted === true && (await lane.estimatesFlow(3_000))) result.roundsWithEstimates++;
    return;
  }
  const erased =
    random.below(3) === 0 &&
    (await request(lane.call.patient, 'eraseSamples', {}).then(
      () => true,
      () => false,
    ));
  await sleep(Math.max(0, WATCH_MS - (performance.now() - answeredAt)));
  const late = lane.estimatesSince(answeredAt + GRACE_MS);
  result.estimatesAfterWithdrawal += late;
  await Promise.all(answers);
  const wrong = accepted !== true || !(await becomes(() => lane.consent === 'withdrawn'));
  const left = erased && !(await becomes(async () => (await lane.storedSamples(server).catch(() => 1)) === 0, ERASED_MS));
  if (wrong || left || late > 0) {
    result.consentViolations++;
    say(
      `The last decision was "withdrawn" (${accepted === true ? 'accepted' : accepted === false ? 'refused' : 'not answered'}); in force is "${lane.consent}", ${late} late estimates${left ? ', and samples are left that had been erased' : ''}.`,
    );
  }
}

async function becomes(holds: () => boolean | Promise<boolean>, limitMs = SEEN_MS): Promise<boolean> {
  const since = performance.now();
  while (!(await holds())) {
    if (performance.now() - since > limitMs) return false;
    await sleep(50);
  }
  return true;
}

/** Half of the patients have agreed when the server is killed. None of them may be analysed until they have confirmed that. */
async function restart(
  server: AbusedServer,
  lanes: Lane[],
  generator: Generator,
  result: ConsentResult,
  say: (line: string) => void,
): Promise<void> {
  const [agreed, withdrawn] = [lanes.filter((_, index) => index % 2 === 0), lanes.filter((_, index) => index % 2 === 1)];
  for (const lane of agreed) await lane.decide('granted');
  // Storage fails at that very moment, so that a withdrawal is only in the journal.
  server.setStorage({ delayMs: 0, fails: true });
  for (const lane of withdrawn) if ((await lane.decide('withdrawn')) !== true) say('A withdrawal was not accepted while storage failed.');
  generator.send({ type: 'stop' });
  await server.killAndStart();
  result.restarts++;
  await Promise.all(lanes.map((lane) => becomes(() => lane.call.clinician.connected && lane.call.patient.connected)));
  for (const lane of lanes) await lane.connectCamera(server, generator);
  const startedAt = performance.now();
  await sleep(WATCH_MS + GRACE_MS);
  for (const lane of lanes) {
    result.consentRounds++;
    const estimates = lane.estimatesSince(startedAt);
    const wrong = estimates > 0 || (withdrawn.includes(lane) && lane.consent === 'granted');
    result.estimatesAfterWithdrawal += estimates;
    if (!wrong) continue;
    result.consentViolations++;
    say(`After a restart "${lane.consent}" was in force and ${estimates} estimates came, though nobody had confirmed.`);
  }
  for (const lane of agreed) {
    await lane.decide('granted');
    if (await lane.estimatesFlow(10_000)) result.roundsWithEstimates++;
  }
}
