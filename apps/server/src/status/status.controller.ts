import { Controller, Get } from '@nestjs/common';
import { type StatusView, statusView } from '#contracts/status';
import { Access } from '../access/access.decorator.ts';
import { Audit } from '../audit/audit.decorator.ts';
import { Answers } from '../http/answers.ts';
import { StatusService } from './status.service.ts';

/** How the node that answers is, for the administrator. It says nothing of whose calls there are. */
@Controller('status')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Access('administrator')
  @Audit('none')
  @Answers(statusView)
  @Get()
  read(): Promise<StatusView> {
    return this.status.read();
  }
}
