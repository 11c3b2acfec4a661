import { Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/analysis.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { MediaModule } from '../media/media.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { TranscriptModule } from '../transcript/transcript.module.ts';
import { CallBroadcast } from './call-broadcast.ts';
import { CallGateway } from './call.gateway.ts';
import { CallRequests } from './call-requests.ts';
import { CallSockets } from './call-sockets.ts';
import { Handshake } from './handshake.ts';
import { LiveController } from './live.controller.ts';
import { LiveService } from './live.service.ts';

@Module({
  imports: [CallsModule, AuditModule, TimelineModule, TranscriptModule, MediaModule, AnalysisModule],
  controllers: [LiveController],
  providers: [CallSockets, Handshake, LiveService, CallBroadcast, CallRequests, CallGateway],
})
export class LiveModule {}
