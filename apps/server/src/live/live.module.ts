import { Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/analysis.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { ErasingModule } from '../consent/erasing.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { SpeechModule } from '../speech/speech.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { TranscriptModule } from '../transcript/transcript.module.ts';
import { AdmissionService } from './admission.service.ts';
import { CallBroadcast } from './call-broadcast.ts';
import { CallContentService } from './call-content.service.ts';
import { CallGateway } from './call.gateway.ts';
import { CallLifeService } from './call-life.service.ts';
import { CallRecords } from './call-records.ts';
import { CallRequests } from './call-requests.ts';
import { CallSockets } from './call-sockets.ts';
import { DrainService } from './drain.service.ts';
import { EmptyCallsService } from './empty-calls.service.ts';
import { GraceTimers } from './grace-timers.ts';
import { Handshake } from './handshake.ts';
import { RequestBudgets } from './request-budgets.ts';
import { SessionWatch } from './session-watch.ts';
import { LiveConsentService } from './live-consent.service.ts';
import { LiveMetrics } from './live-metrics.ts';
import { LiveController } from './live.controller.ts';
import { SpeechIntake } from './speech-intake.ts';
import { TimelineIntake } from './timeline-intake.ts';

@Module({
  imports: [
    CallsModule,
    AuditModule,
    TimelineModule,
    TranscriptModule,
    MediaModule,
    AnalysisModule,
    SpeechModule,
    ConsentModule,
    ErasingModule,
  ],
  controllers: [LiveController],
  providers: [
    CallSockets,
    CallRecords,
    GraceTimers,
    LiveConsentService,
    CallLifeService,
    AdmissionService,
    EmptyCallsService,
    CallContentService,
    Handshake,
    RequestBudgets,
    SessionWatch,
    TimelineIntake,
    SpeechIntake,
    LiveMetrics,
    CallBroadcast,
    CallRequests,
    CallGateway,
    DrainService,
  ],
})
export class LiveModule {}
