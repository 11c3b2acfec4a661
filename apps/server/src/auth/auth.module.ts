import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.ts';
import { AccountGuard } from './account.guard.ts';
import { AuthController } from './auth.controller.ts';
import { AuthRepository } from './auth.repository.ts';
import { AuthService } from './auth.service.ts';
import { LoginThrottle } from './login-throttle.ts';
import { SetupCode } from './setup-code.ts';

@Global()
@Module({
  imports: [AuditModule],
  controllers: [AuthController],
  providers: [AuthRepository, AuthService, LoginThrottle, SetupCode, { provide: APP_GUARD, useClass: AccountGuard }],
  exports: [AuthService],
})
export class AuthModule {}
