import type { Run } from '../history.ts';
import { row, table } from '../table.ts';
import type { measureFaults } from './faults.ts';

const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);
const yes = (is: boolean) => (is ? 'yes' : '**no**');

export const FAULT_TABLES: Record<string, (run: Run) => string> = {
  faults: ({ answer }) => {
    const { faults, notTried } = answer as unknown as Awaited<ReturnType<typeof measureFaults>>;
    const drawn = table(
      [
        '',
        'times',
        'back p50 / p95',
        'estimates back p95',
        'acknowledged and lost',
        'shown only',
        'gap shown',
        'consent kept',
        'mute kept',
      ],
      faults.map((one) =>
        row(
          one.name,
          one.times,
          `${seconds(one.callBackMs.p50)} / ${seconds(one.callBackMs.p95)}`,
          seconds(one.estimatesBackMs.p95),
          one.acknowledgedLost,
          one.shownOnly,
          yes(one.gapShown),
          yes(one.consentKept),
          yes(one.muteKept),
        ),
      ),
    );
    return [drawn, ...notTried.map(({ name, why }) => `Not tried: ${name} (${why}).`)].join('\n\n');
  },
};
