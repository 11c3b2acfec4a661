import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { CallsModule } from './calls/calls.module.ts';
import type { Config } from './config/config.ts';
import { ClusterModule } from './cluster/cluster.module.ts';
import { ConfigModule } from './config/config.module.ts';
import { DemoModule } from './demo/demo.module.ts';
import { DraftsModule } from './drafts/drafts.module.ts';
import { FilesModule } from './files/files.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HttpModule } from './http/http.module.ts';
import { LiveModule } from './live/live.module.ts';
import { NotesModule } from './notes/notes.module.ts';
import { ObservingModule } from './observing/observing.module.ts';
import { ReceiptsModule } from './receipts/receipts.module.ts';
import { RecordingsModule } from './recordings/recordings.module.ts';
import { RetentionModule } from './retention/retention.module.ts';
import { DatabaseModule } from './database/database.module.ts';
import { SubjectErasureModule } from './erasing/subject-erasure.module.ts';
import { StatusModule } from './status/status.module.ts';
import { SummaryModule } from './summary/summary.module.ts';
import { ThreadsModule } from './threads/threads.module.ts';
import { TimelineModule } from './timeline/timeline.module.ts';
import { TranscriptModule } from './transcript/transcript.module.ts';

@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ObservingModule,
        HttpModule,
        ClusterModule,
        DatabaseModule,
        SubjectErasureModule,
        ThreadsModule,
        AccessModule,
        AuthModule,
        CallsModule,
        TimelineModule,
        TranscriptModule,
        LiveModule,
        ReceiptsModule,
        SummaryModule,
        NotesModule,
        DraftsModule,
        RecordingsModule,
        RetentionModule,
        HealthModule,
        StatusModule,
        FilesModule,
        ...(config.demo ? [DemoModule] : []),
      ],
    };
  }
}
