import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AuditInterceptor } from '../audit/audit.interceptor.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { AccessGuard } from './access.guard.ts';
import { ExpressHandlers } from './express-handlers.ts';
import { Gate } from './gate.ts';
import { PlatformKey } from './platform-key.ts';
import { Subjects } from './subjects.ts';

/** Who may call what, and what of it is recorded: every request over HTTP passes here. */
@Global()
@Module({
  imports: [AuditModule],
  providers: [
    Gate,
    PlatformKey,
    Subjects,
    ExpressHandlers,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
  exports: [Gate, PlatformKey, Subjects, ExpressHandlers],
})
export class AccessModule {}
