import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { renderRequest, renderView, type RenderView } from '#contracts/recording';
import type { Account } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { Answers } from '../http/answers.ts';
import { ZodPipe } from '../http/zod.pipe.ts';
import { RendersService } from './renders.service.ts';

@Controller('recordings/:id/renders')
export class RendersController {
  constructor(private readonly renders: RendersService) {}

  @Answers(z.array(renderView))
  @Get()
  list(@CurrentAccount() account: Account, @Param('id') id: string): Promise<RenderView[]> {
    return this.renders.list(account, id);
  }

  @Answers(renderView)
  @Post()
  create(@CurrentAccount() account: Account, @Param('id') id: string, @Body(new ZodPipe(renderRequest)) request: z.output<typeof renderRequest>): Promise<RenderView> {
    return this.renders.create(account, id, request);
  }

  @Answers(renderView)
  @Get(':renderId')
  view(@CurrentAccount() account: Account, @Param('id') id: string, @Param('renderId') renderId: string): Promise<RenderView> {
    return this.renders.view(account, id, renderId);
  }

  @HttpCode(204)
  @Delete(':renderId')
  remove(@CurrentAccount() account: Account, @Param('id') id: string, @Param('renderId') renderId: string): Promise<void> {
    return this.renders.remove(account, id, renderId);
  }
}
