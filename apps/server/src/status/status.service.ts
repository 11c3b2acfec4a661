import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import type { LiveCallStatus, StatusView } from '#contracts/status';
import { AnalysisService } from '../analysis/analysis.service.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { LiveCalls } from '../calls/live-calls.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { projectRoot } from '../config/project-root.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { DatabaseHealth } from '../database/database-health.ts';
import { DATABASE } from '../database/database.token.ts';
import type { Database } from '../database/database.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { MediaService } from '../media/media.service.ts';
import { WebRtcStats } from '../media/webrtc-stats.ts';
import { Readiness } from '../observing/readiness.ts';
import { OwedWrites } from '../owed/owed-writes.ts';

const { version: VERSION } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
const ANSWERS_WITHIN_MS = 2_000;

/** How this node is, in one answer. Whatever does not answer is missing in it, and keeps nothing else. */
@Injectable()
export class StatusService {
  readonly #upSince = new Date();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: Database,
    private readonly health: DatabaseHealth,
    private readonly owed: OwedWrites,
    private readonly analysis: AnalysisService,
    private readonly media: MediaService,
    private readonly webrtc: WebRtcStats,
    private readonly jobs: JobQueue,
    private readonly liveCalls: LiveCalls,
    private readonly consent: ConsentService,
    private readonly readiness: Readiness,
  ) {}

  async read(): Promise<StatusView> {
    const [databaseVersion, disk] = await Promise.all([this.#databaseVersion(), this.#disk()]);
    return {
      version: VERSION,
      node: {
        name: hostname(),
        version: process.version,
        upSince: this.#upSince.toISOString(),
        accepting: !this.readiness.draining,
      },
      database: {
        kind: this.config.databaseUrl === undefined ? 'embedded' : 'postgresql',
        version: databaseVersion,
        storing: databaseVersion !== null && !this.health.failing,
      },
      owedWrites: this.owed.counts,
      analyzers: this.analysis
        .analyzers()
        .map(({ name, state, device, model, taps, detail }) => ({ name, state, device, model, taps, detail })),
      mediaWorkers: this.media.workerCount(),
      jobsRunning: this.jobs.running.length,
      disk,
      calls: this.liveCalls.live().map((liveCall) => this.#call(liveCall)),
    };
  }

  #call(liveCall: LiveCall): LiveCallStatus {
    const connected = liveCall.connected();
    const figures = this.webrtc.of(liveCall.id);
    return {
      id: liveCall.id,
      startedAt: liveCall.startedAt?.toISOString() ?? null,
      connected: connected.length,
      analysed: connected.filter(({ row }) => this.consent.grantOf(row, 'expression') !== null).length,
      lossPercent: typeof figures?.lossRatio === 'number' ? 100 * figures.lossRatio : null,
      jitterMs: figures?.jitterMs ?? null,
      roundTripMs: figures?.roundTripMs ?? null,
      kilobitsIn: (figures?.bitsPerSecondIn ?? 0) / 1_000,
      kilobitsOut: (figures?.bitsPerSecondOut ?? 0) / 1_000,
    };
  }

  async #databaseVersion(): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), ANSWERS_WITHIN_MS);
    });
    try {
      const asked = this.db.execute(sql`show server_version`) as unknown as Promise<{ rows: { server_version: string }[] }>;
      return (await Promise.race([asked, late]))?.rows[0]?.server_version ?? null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async #disk(): Promise<StatusView['disk']> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.config.dataDir);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch {
      return null;
    }
  }
}
