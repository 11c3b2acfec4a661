import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { callView, type CallView, platformStatus } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { OwnedCall } from '../access/parameters.ts';
import { PlatformKey } from '../access/platform-key.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import { conflict } from '../http/api-exception.ts';
import { Answers } from '../http/answers.ts';
import type { CallRow } from './calls.repository.ts';
import { CallsService } from './calls.service.ts';

/** Which calls the platform may reach by its key: those that their clinician gave to it, and no others. */
@Controller()
export class PlatformController {
  constructor(
    private readonly calls: CallsService,
    private readonly key: PlatformKey,
  ) {}

  @Access('signed-in')
  @Audit('none')
  @Answers(platformStatus)
  @Get('platform')
  status(): z.infer<typeof platformStatus> {
    return { enabled: this.key.isSet };
  }

  @Access('owner-of-call')
  @Audit('call-given-to-platform')
  @HttpCode(200)
  @Answers(callView)
  @Post('calls/:id/platform')
  async give(@OwnedCall() call: CallRow, @Noted() note: AuditNote): Promise<CallView> {
    if (!this.key.isSet) throw conflict('platform-off', 'No platform can reach this Attune. Set ATTUNE_API_KEY first.');
    if (call.platformGivenAt !== null) note.skip();
    return this.calls.givePlatform(call, true);
  }

  @Access('owner-of-call')
  @Audit('call-taken-from-platform')
  @Answers(callView)
  @Delete('calls/:id/platform')
  async take(@OwnedCall() call: CallRow, @Noted() note: AuditNote): Promise<CallView> {
    if (call.platformGivenAt === null) note.skip();
    return this.calls.givePlatform(call, false);
  }
}
