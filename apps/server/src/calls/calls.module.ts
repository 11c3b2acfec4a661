import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { ConsentModule } from '../consent/consent.module.ts';
import { SignaturesModule } from '../signatures/signatures.module.ts';
import { CallErasure } from './call-erasure.service.ts';
import { CallsController } from './calls.controller.ts';
import { CallsRepository } from './calls.repository.ts';
import { CallsService } from './calls.service.ts';
import { InvitationsRepository } from './invitations.repository.ts';
import { InvitationsService } from './invitations.service.ts';
import { JoinController } from './join.controller.ts';
import { JoinService } from './join.service.ts';
import { KeptCalls } from './kept-calls.service.ts';
import { LiveStates } from './live-states.ts';
import { PlatformController } from './platform.controller.ts';
import { RecordedCalls } from './recorded-calls.service.ts';
import { LiveCalls } from './live-calls.ts';

@Module({
  imports: [AuditModule, ConsentModule, SignaturesModule],
  controllers: [CallsController, JoinController, PlatformController],
  providers: [
    LiveStates,
    CallsRepository,
    CallsService,
    CallErasure,
    RecordedCalls,
    KeptCalls,
    InvitationsRepository,
    InvitationsService,
    JoinService,
    LiveCalls,
  ],
  exports: [CallsService, KeptCalls, RecordedCalls, LiveStates, LiveCalls],
})
export class CallsModule {}
