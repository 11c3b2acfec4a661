import { Global, Module } from '@nestjs/common';
import { AuthController } from './auth.controller.ts';
import { AuthRepository } from './auth.repository.ts';
import { AuthService } from './auth.service.ts';
import { LoginThrottle } from './login-throttle.ts';
import { SetupCode } from './setup-code.ts';

@Global()
@Module({ controllers: [AuthController], providers: [AuthRepository, AuthService, LoginThrottle, SetupCode], exports: [AuthService] })
export class AuthModule {}
