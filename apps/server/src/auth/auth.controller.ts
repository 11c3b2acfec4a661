import { Body, Controller, Get, HttpCode, Inject, Ip, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { account, type Account, loginRequest, setupRequest, setupStatus } from '#contracts/rest';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { type AccountRequest, CurrentAccount, Public } from './account.guard.ts';
import { AuthService, SESSION_MS, type SignedIn } from './auth.service.ts';
import { cookieOptions, DEVICE_COOKIE, SESSION_COOKIE } from './session-cookie.ts';

const DEVICE_MS = 365 * 24 * 3_600_000;

@Controller()
export class AuthController {
  constructor(@Inject(CONFIG) private readonly config: Config, private readonly auth: AuthService) {}

  @Public()
  @Answers(setupStatus)
  @Get('setup')
  async setupStatus(): Promise<{ needsSetup: boolean }> {
    return { needsSetup: await this.auth.needsSetup() };
  }

  @Public()
  @Answers(account)
  @Post('setup')
  async setup(@Body(new ZodPipe(setupRequest)) request: z.output<typeof setupRequest>, @Ip() address: string, @Res({ passthrough: true }) response: Response): Promise<Account> {
    return this.#remember(await this.auth.setup(request, address), response);
  }

  @Public()
  @HttpCode(200)
  @Answers(account)
  @Post('auth/login')
  async login(
    @Body(new ZodPipe(loginRequest)) request: z.output<typeof loginRequest>, @Ip() address: string, @Req() { cookies }: AccountRequest, @Res({ passthrough: true }) response: Response,
  ): Promise<Account> {
    return this.#remember(await this.auth.login(request, { address, device: cookies[DEVICE_COOKIE] }), response);
  }

  @Public()
  @HttpCode(200)
  @Answers(z.object({}))
  @Post('auth/logout')
  async logout(@Req() request: AccountRequest, @Res({ passthrough: true }) response: Response): Promise<object> {
    const token = request.cookies[SESSION_COOKIE];
    if (token !== undefined) await this.auth.logout(token);
    response.clearCookie(SESSION_COOKIE, cookieOptions(this.config));
    return {};
  }

  @Answers(account)
  @Get('auth/me')
  me(@CurrentAccount() signedIn: Account): Account {
    return signedIn;
  }

  #remember({ account: signedIn, token, device }: SignedIn, response: Response): Account {
    response.cookie(SESSION_COOKIE, token, { ...cookieOptions(this.config), maxAge: SESSION_MS });
    response.cookie(DEVICE_COOKIE, device, { ...cookieOptions(this.config), path: '/api/auth', maxAge: DEVICE_MS });
    return signedIn;
  }
}
