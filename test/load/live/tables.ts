import type { Run } from '../history.ts';
import type { SoakAnswer } from '../soak.ts';
import { row, table } from '../table.ts';
import type { LoadAnswer, LoadResult, measureNodes } from './load.ts';

const HEAD = ['calls', 'join p50 / p95', 'media p95', 'loss', 'analysed fps', 'raw p95', 'analyzer', 'SFU', 'server', 'Attune', 'cameras'];

const cells = ({ calls, joinMs, mediaLatencyMs, lossPercent, analysedFps, rawLatencyMs, cpuPercent }: LoadResult) => [
  calls,
  `${joinMs.p50} / ${joinMs.p95} ms`,
  `${mediaLatencyMs.p95} ms`,
  `${lossPercent} %`,
  analysedFps,
  `${rawLatencyMs.p95} ms`,
  `${cpuPercent.analyzer} %`,
  `${cpuPercent.sfu} %`,
  `${cpuPercent.server} %`,
  `${cpuPercent.all} %`,
  `${cpuPercent.bots} %`,
];

/** Percentages are of two cores together. */
export const LOAD_TABLES: Record<string, (run: Run) => string> = {
  load: ({ answer }) => {
    const { results, limit } = answer as unknown as LoadAnswer;
    const drawn = table(
      HEAD,
      results.map((one) => row(...cells(one))),
    );
    return `${drawn}\n\n**${limit.calls} calls** fitted beside their cameras; two cores carry **${limit.callsByWork}** by the work of a call (\`callsByWork\`).`;
  },
  nodes: ({ answer }) => {
    const { results, carry } = answer as unknown as Awaited<ReturnType<typeof measureNodes>>;
    const drawn = table(
      ['servers', ...HEAD, 'work of a call'],
      results.map((one) => row(one.nodes, ...cells(one), `${one.cpuPercentPerCall} %`)),
    );
    return `${drawn}\n\n${carry.nodes} servers carry **${carry.times} times** what one does.`;
  },
  soak: ({ answer }) => {
    const { heap, rss, handles, rows, verdict, findings, calls, minutes } = answer as unknown as SoakAnswer;
    const trends = [
      ['heap of the server, MB', heap] as const,
      ...Object.entries(rss).map(([part, trend]) => [`memory of the ${part}, MB`, trend] as const),
      ...Object.entries(handles).map(([part, trend]) => [`open files of the ${part}`, trend] as const),
    ];
    const drawn = table(
      ['', 'at the start', 'at the end', 'an hour'],
      [
        ...trends.map(([what, { start, end, perHour }]) => row(what, start, end, perHour)),
        ...Object.entries(rows).map(([name, { start, end, perCallPerMinute }]) =>
          row(`rows of ${name}`, start, end, `${perCallPerMinute} a call and minute`),
        ),
      ],
    );
    return `${drawn}\n\n${calls} calls, ${minutes} minutes: ${verdict}. ${findings.join(' ')}`.trimEnd();
  },
};
