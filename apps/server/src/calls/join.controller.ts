import { Body, Controller, Get, HttpCode, Ip, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { invitationView, type InvitationView, joinRequest, joinResponse, type JoinResponse } from '#contracts/rest';
import { Public } from '../auth/account.guard.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { JoinService } from './join.service.ts';

/** For people without an account: the link is what lets them in. */
@Public()
@Controller('join')
export class JoinController {
  constructor(private readonly joining: JoinService) {}

  @Answers(invitationView)
  @Get(':token')
  look(@Param('token') token: string, @Ip() address: string): Promise<InvitationView> {
    return this.joining.look(token, address);
  }

  @HttpCode(200)
  @Answers(joinResponse)
  @Post(':token')
  join(@Param('token') token: string, @Body(new ZodPipe(joinRequest)) request: z.output<typeof joinRequest>, @Ip() address: string): Promise<JoinResponse> {
    return this.joining.join(token, request, address);
  }
}
