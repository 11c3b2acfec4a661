import { Body, Controller, Get, HttpCode, Inject, Ip, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { account, type Account, loginRequest, setupRequest, setupStatus } from '#contracts/rest';
import { Access } from '../access/access.decorator.ts';
import { CurrentAccount } from '../access/parameters.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { AuditNote, Noted } from '../audit/audit-note.ts';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { AuthService, LoginFailed, SESSION_MS, type SignedIn } from './auth.service.ts';
import { cookieOptions, DEVICE_COOKIE, SESSION_COOKIE } from './session-cookie.ts';

type Cookies = Record<string, string | undefined>;

const DEVICE_MS = 365 * 24 * 3_600_000;

@Controller()
export class AuthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly auth: AuthService,
  ) {}

  @Access('public')
  @Audit('none')
  @Answers(setupStatus)
  @Get('setup')
  async setupStatus(): Promise<{ needsSetup: boolean }> {
    return { needsSetup: await this.auth.needsSetup() };
  }

  @Access('public')
  @Audit('account-created')
  @Answers(account)
  @Post('setup')
  async setup(
    @Body(new ZodPipe(setupRequest)) request: z.output<typeof setupRequest>,
    @Ip() address: string,
    @Res({ passthrough: true }) response: Response,
    @Noted() note: AuditNote,
  ): Promise<Account> {
    return this.#remember(await this.auth.setup(request, address), response, note);
  }

  @Access('public')
  @Audit('signed-in', { failed: { 'login-failed': 'sign-in-failed' } })
  @HttpCode(200)
  @Answers(account)
  @Post('auth/login')
  async login(
    @Body(new ZodPipe(loginRequest)) request: z.output<typeof loginRequest>,
    @Ip() address: string,
    @Req() { cookies }: Request,
    @Res({ passthrough: true }) response: Response,
    @Noted() note: AuditNote,
  ): Promise<Account> {
    try {
      return this.#remember(await this.auth.login(request, { address, device: (cookies as Cookies)[DEVICE_COOKIE] }), response, note);
    } catch (error) {
      if (error instanceof LoginFailed) note.detail = { accountId: error.accountId };
      throw error;
    }
  }

  @Access('public')
  @Audit('signed-out')
  @HttpCode(200)
  @Answers(z.object({}))
  @Post('auth/logout')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response, @Noted() note: AuditNote): Promise<object> {
    const id = await this.auth.logout((request.cookies as Cookies)[SESSION_COOKIE]);
    if (id === null) note.skip();
    else note.actor = { kind: 'account', id };
    response.clearCookie(SESSION_COOKIE, cookieOptions(this.config));
    return {};
  }

  @Access('signed-in')
  @Audit('none')
  @Answers(account)
  @Get('auth/me')
  me(@CurrentAccount() signedIn: Account): Account {
    return signedIn;
  }

  #remember({ account: signedIn, token, device }: SignedIn, response: Response, note: AuditNote): Account {
    note.actor = { kind: 'account', id: signedIn.id };
    response.cookie(SESSION_COOKIE, token, { ...cookieOptions(this.config), maxAge: SESSION_MS });
    response.cookie(DEVICE_COOKIE, device, { ...cookieOptions(this.config), path: '/api/auth', maxAge: DEVICE_MS });
    return signedIn;
  }
}
