import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type Account, callView, type CallView } from '#contracts/rest';
import { CurrentAccount } from '../auth/account.guard.ts';
import { CallsService } from '../calls/calls.service.ts';
import { RoomRegistry } from '../calls/room-registry.ts';
import { Answers } from '../http/answers.ts';
import { CallLifeService } from './call-life.service.ts';

/** Ends a call without being in it, for instance from the dashboard. */
@Controller('calls/:id/end')
export class LiveController {
  constructor(private readonly calls: CallsService, private readonly rooms: RoomRegistry, private readonly life: CallLifeService) {}

  @HttpCode(200)
  @Answers(callView)
  @Post()
  async end(@CurrentAccount() account: Account, @Param('id') id: string): Promise<CallView> {
    await this.calls.owned(account.id, id);
    const room = await this.rooms.get(id);
    if (room !== null) this.life.end(room, { kind: 'account', id: account.id });
    return this.calls.view(account, id);
  }
}
